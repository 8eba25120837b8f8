// SPDX-License-Identifier: Apache-2.0
#include "http/target.h"
#include "base/limits.h"
#include "base/utf8.h"

#include <assert.h>

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

enum status http_percent_decode(struct str text, bool plus_is_blank, char *to, size_t *ret_n)
{
    assert(to || text.n == 0);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '%') {
            int high = i + 2 < text.n ? hex_digit(text.p[i + 1]) : -1;
            int low = i + 2 < text.n ? hex_digit(text.p[i + 2]) : -1;
            if (high < 0 || low < 0)
                return BAD_INPUT;
            c = (char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && plus_is_blank) {
            c = ' ';
        }
        to[n++] = c;
    }
    *ret_n = n;
    return OK;
}

static bool has_encoded(struct str path, char high, char low)
{
    for (size_t i = 0; i + 2 < path.n; i++)
        if (path.p[i] == '%' && path.p[i + 1] == high && (path.p[i + 2] | 0x20) == low)
            return true;
    return false;
}

static bool has_dot_segment(struct str path)
{
    struct str rest = path;
    while (rest.p) {
        struct str segment = str_cut(rest, '/', &rest);
        if (str_is(segment, ".") || str_is(segment, ".."))
            return true;
    }
    return false;
}

static const char *raw_fault(struct str target)
{
    if (target.n == 0 || target.p[0] != '/')
        return "the target does not begin with /";
    if (target.n > LIMIT_TARGET_BYTES)
        return "the target is too long";
    if (target.n > 1 && target.p[1] == '/')
        return "the target begins with //";
    for (size_t i = 0; i < target.n; i++) {
        unsigned char c = (unsigned char)target.p[i];
        if (c <= 0x20 || c >= 0x7f || c == '#' || c == '\\')
            return "the target holds a byte that must be encoded";
    }
    return NULL;
}

static const char *decoded_fault(struct str path)
{
    if (!utf8_is_valid(path))
        return "the path is not UTF-8";
    for (size_t i = 0; i < path.n; i++) {
        unsigned char c = (unsigned char)path.p[i];
        if (c < 0x20 || c == 0x7f)
            return "the path holds a control character";
    }
    return has_dot_segment(path) ? "the path holds a dot segment" : NULL;
}

bool http_target_read(struct arena *a, struct str target, struct str *path, struct str *query,
                      struct http_refusal *refusal)
{
    const char *fault = raw_fault(target);
    if (fault)
        return http_refuse(refusal, WHY_TARGET, fault);
    struct str raw = str_cut(target, '?', query);
    if (has_encoded(raw, '2', 'f') || has_encoded(raw, '5', 'c'))
        return http_refuse(refusal, WHY_TARGET, "the path holds an encoded slash or backslash");
    if (str_index(raw, '%') == raw.n) {
        *path = raw;
    } else {
        char *to = arena_take(a, raw.n, 1);
        if (!to)
            return http_refuse(refusal, WHY_SIZE, "no room for the path");
        size_t n;
        if (http_percent_decode(raw, false, to, &n) != OK)
            return http_refuse(refusal, WHY_TARGET,
                               "a % in the path is not followed by two hex digits");
        *path = (struct str){to, n};
    }
    fault = decoded_fault(*path);
    return fault ? http_refuse(refusal, WHY_TARGET, fault) : true;
}
