// SPDX-License-Identifier: Apache-2.0
#include "base/str.h"

#include <assert.h>
#include <string.h>

struct str str_of(const char *c)
{
    return (struct str){c, c ? strlen(c) : 0};
}

bool str_eq(struct str a, struct str b)
{
    if (a.n != b.n || !a.p != !b.p)
        return false;
    return a.n == 0 || memcmp(a.p, b.p, a.n) == 0;
}

bool str_is(struct str a, const char *c)
{
    assert(c);
    return a.p && str_eq(a, str_of(c));
}

int str_cmp(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;
    if (order)
        return order;
    return a.n < b.n ? -1 : a.n > b.n;
}

bool str_starts(struct str s, struct str head)
{
    return s.n >= head.n && str_cmp(str_part(s, 0, head.n), head) == 0;
}

bool str_ends(struct str s, struct str tail)
{
    return s.n >= tail.n && str_cmp(str_part(s, s.n - tail.n, tail.n), tail) == 0;
}

struct str str_part(struct str s, size_t from, size_t n)
{
    if (from > s.n)
        from = s.n;
    if (n > s.n - from)
        n = s.n - from;
    return (struct str){s.p ? s.p + from : NULL, n};
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str str_trim(struct str s)
{
    while (s.n && is_blank(s.p[0]))
        s.p++, s.n--;
    while (s.n && is_blank(s.p[s.n - 1]))
        s.n--;
    return s;
}

size_t str_find(struct str s, struct str needle)
{
    if (needle.n == 0)
        return 0;
    if (needle.n > s.n)
        return s.n;
    const char *hit = memmem(s.p, s.n, needle.p, needle.n);
    return hit ? (size_t)(hit - s.p) : s.n;
}

size_t str_index(struct str s, char c)
{
    const char *hit = s.n ? memchr(s.p, c, s.n) : NULL;
    return hit ? (size_t)(hit - s.p) : s.n;
}

struct str str_cut(struct str s, char c, struct str *rest)
{
    size_t at = str_index(s, c);
    *rest = at < s.n ? str_part(s, at + 1, s.n) : (struct str){NULL, 0};
    return str_part(s, 0, at);
}

enum status str_to_int(struct str s, int64_t *ret_value)
{
    bool minus = s.n && s.p[0] == '-';
    struct str digits = str_part(s, minus, s.n);
    if (digits.n == 0 || digits.n > 19 || (digits.n > 1 && digits.p[0] == '0'))
        return BAD_INPUT;
    if (minus && digits.p[0] == '0')
        return BAD_INPUT;
    uint64_t value = 0;
    for (size_t i = 0; i < digits.n; i++) {
        if (digits.p[i] < '0' || digits.p[i] > '9')
            return BAD_INPUT;
        value = value * 10 + (uint64_t)(digits.p[i] - '0');
    }
    if (value > (uint64_t)INT64_MAX + minus)
        return BAD_INPUT;
    *ret_value = minus ? (int64_t)(0 - value) : (int64_t)value;
    return OK;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

enum status str_to_bytes(struct str hex, uint8_t *ret_bytes, size_t n)
{
    if (hex.n != 2 * n)
        return BAD_INPUT;
    for (size_t i = 0; i < hex.n; i++)
        if (hex_digit(hex.p[i]) < 0)
            return BAD_INPUT;
    for (size_t i = 0; i < n; i++)
        ret_bytes[i] = (uint8_t)(hex_digit(hex.p[2 * i]) << 4 | hex_digit(hex.p[2 * i + 1]));
    return OK;
}
