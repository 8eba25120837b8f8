// SPDX-License-Identifier: Apache-2.0
/* text.c -- files, lines, numbers, base64, and a reader of canonical JSON that builds nothing. */
#include "verify.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { DEPTH_MAX = 64 };
static const char BASE64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

struct text file_read(const char *path, size_t max)
{
    FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    char *p = NULL;
    size_t n = 0, room = 0;
    for (size_t got = 1; f && got > 0 && n <= max; n += got) {
        if (n == room && !(p = realloc(p, room = room * 2 + 65536)))
            abort();
        got = fread(p + n, 1, room - n, f);
    }
    bool good = f && !ferror(f) && n <= max;
    if (f && f != stdin)
        fclose(f);
    if (!good)
        return free(p), (struct text){NULL, 0};
    return (struct text){p, n};
}

struct text file_unpacked(const char *path, size_t max)
{
    struct text packed = file_read(path, max), none = {NULL, 0};
    if (!packed.p || packed.n < 2 || memcmp(packed.p, "\x1f\x8b", 2) != 0)
        return packed;
    z_stream z = {.next_in = (unsigned char *)(uintptr_t)packed.p, .avail_in = (unsigned)packed.n};
    char *p = malloc(max);
    if (!p || inflateInit2(&z, 16 + MAX_WBITS) != Z_OK)
        abort();
    z.next_out = (unsigned char *)p;
    z.avail_out = (unsigned)max;
    bool good = inflate(&z, Z_FINISH) == Z_STREAM_END && z.avail_in == 0;
    inflateEnd(&z);
    free((char *)packed.p);
    if (!good)
        return free(p), none;
    return (struct text){p, max - z.avail_out};
}

bool text_same(struct text a, struct text b)
{
    return a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}

bool next_line(struct text *rest, struct text *line)
{
    const char *end = rest->n ? memchr(rest->p, '\n', rest->n) : NULL;
    if (!end)
        return false;
    *line = (struct text){rest->p, (size_t)(end - rest->p)};
    *rest = (struct text){end + 1, rest->n - line->n - 1};
    return true;
}

bool read_number(struct text t, uint64_t *value)
{
    uint64_t v = 0;
    if (t.n == 0 || t.n > 19 || (t.n > 1 && t.p[0] == '0'))
        return false;
    for (size_t i = 0; i < t.n; i++) {
        if (t.p[i] < '0' || t.p[i] > '9')
            return false;
        v = v * 10 + (uint64_t)(t.p[i] - '0');
    }
    *value = v;
    return v <= INT64_MAX;
}

/* The value of a digit of lower hex that is known to be one. */
static unsigned digit_of(char c)
{
    return ((unsigned)c & 15) + ((unsigned)c >> 6) * 9;
}

bool is_lower_hex(struct text t)
{
    static const bool is_digit[256] = {
        ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1,
        ['8'] = 1, ['9'] = 1, ['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1, ['e'] = 1, ['f'] = 1};
    bool good = true;
    for (size_t i = 0; i < t.n; i++)
        good &= is_digit[(unsigned char)t.p[i]];
    return good;
}

bool read_hex(struct text t, unsigned char *to, size_t n)
{
    if (t.n != 2 * n || !is_lower_hex(t))
        return false;
    for (size_t i = 0; i < n; i++)
        to[i] = (unsigned char)(digit_of(t.p[2 * i]) << 4 | digit_of(t.p[2 * i + 1]));
    return true;
}

struct text read_base64(struct text t)
{
    struct text none = {NULL, 0};
    if (t.n % 4)
        return none;
    size_t pad = t.n && t.p[t.n - 1] == '=' ? t.p[t.n - 2] == '=' ? 2 : 1 : 0, n = 0;
    unsigned char *out = malloc(t.n + 1);
    unsigned bits = 0, have = 0;
    if (!out)
        abort();
    for (size_t i = 0; i < t.n - pad; i++) {
        const char *digit = t.p[i] ? strchr(BASE64, t.p[i]) : NULL;
        if (!digit)
            return free(out), none;
        bits = (bits << 6 | (unsigned)(digit - BASE64)) & 0xffff;
        if ((have += 6) >= 8)
            out[n++] = (unsigned char)(bits >> (have -= 8));
    }
    if (bits & ((1U << have) - 1)) /* what the padding leaves over must be zero */
        return free(out), none;
    return (struct text){(char *)out, n};
}

bool read_hash_line(struct text t, struct hash *h)
{
    struct text bytes = read_base64(t);
    bool good = bytes.p && bytes.n == 32;
    if (good)
        memcpy(h->b, bytes.p, 32);
    free((char *)bytes.p);
    return good;
}

struct scan scan_of(struct text t)
{
    return (struct scan){t.p, t.p, t.p + t.n, NULL};
}

bool scan_fail(struct scan *s, const char *what)
{
    if (!s->what)
        s->what = what;
    return false;
}

bool scan_byte(struct scan *s, char c)
{
    if (s->at == s->end || *s->at != c)
        return scan_fail(s, "not canonical JSON: another character is expected here");
    s->at++;
    return true;
}

/* One character of several bytes (RFC 3629). */
static bool scan_utf8(struct scan *s)
{
    const unsigned char *p = (const unsigned char *)s->at;
    size_t left = (size_t)(s->end - s->at), n = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    if (p[0] < 0xc2 || p[0] > 0xf4 || left < n)
        return scan_fail(s, "not UTF-8");
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xc0) != 0x80)
            return scan_fail(s, "not UTF-8");
    if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
        (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
        return scan_fail(s, "not UTF-8");
    s->at += n;
    return true;
}

/* \" \\ \b \t \n \f \r, and \u00xx in lower hex for the other control characters: the only escapes
 * of RFC 8785. NUL is in no entry. */
static bool scan_escape(struct scan *s)
{
    const char *p = s->at + 1;
    size_t left = (size_t)(s->end - p);
    if (left >= 1 && *p && strchr("\"\\btnfr", *p)) {
        s->at += 2;
        return true;
    }
    bool is_control = left >= 5 && memcmp(p, "u00", 3) == 0 && (p[3] == '0' || p[3] == '1') &&
                      is_lower_hex((struct text){p + 4, 1});
    if (!is_control || (p[3] == '0' && strchr("089acd", p[4])))
        return scan_fail(s, "NUL, or an escape that RFC 8785 does not use");
    s->at += 6;
    return true;
}

/* Eight characters of printable ASCII without quote and backslash?  A byte that is another sets its
 * high bit. */
static bool is_plain(const char *p)
{
    const uint64_t ones = 0x0101010101010101;
    uint64_t x, quote, slash;
    memcpy(&x, p, sizeof x);
    quote = x ^ ones * '"';
    slash = x ^ ones * '\\';
    return !((x | (x - ones * 0x20) | (quote - ones) | (slash - ones)) & ones * 0x80);
}

bool scan_string(struct scan *s, struct text *raw)
{
    if (!scan_byte(s, '"'))
        return false;
    const char *start = s->at, *p = start;
    for (;;) {
        while (s->end - p >= 8 && is_plain(p))
            p += 8;
        if (p == s->end || *p == '"')
            break;
        unsigned char c = (unsigned char)*p;
        if (c >= 0x20 && c < 0x80 && c != '\\') {
            p++;
            continue;
        }
        s->at = p;
        if (c < 0x20    ? !scan_fail(s, "a control character")
            : c == '\\' ? !scan_escape(s)
                        : !scan_utf8(s))
            return false;
        p = s->at;
    }
    s->at = p;
    *raw = (struct text){start, (size_t)(s->at - start)};
    return scan_byte(s, '"');
}

static bool scan_integer(struct scan *s)
{
    const char *start = s->at;
    struct text digits;
    uint64_t v;
    s->at += *s->at == '-';
    for (digits.p = s->at; s->at < s->end && *s->at >= '0' && *s->at <= '9';)
        s->at++;
    digits.n = (size_t)(s->at - digits.p);
    if (!read_number(digits, &v) || v > 9007199254740991 || (v == 0 && digits.p != start)) {
        s->at = start;
        return scan_fail(s, "not an integer within 2^53-1 in its shortest form");
    }
    return true;
}

/* a < b by bytes; keys are ASCII, so this is also the order of UTF-16 that RFC 8785 asks for. */
static bool ascends(struct text a, struct text b)
{
    int order = memcmp(a.p, b.p, a.n < b.n ? a.n : b.n);
    return order < 0 || (order == 0 && a.n < b.n);
}

bool scan_member(struct scan *s, struct text *key, bool *more)
{
    struct text next;
    bool first = !key->p;
    if (first && !scan_byte(s, '{'))
        return false;
    *more = s->at < s->end && *s->at != '}';
    if (!*more)
        return scan_byte(s, '}');
    if ((!first && !scan_byte(s, ',')) || !scan_string(s, &next))
        return false;
    for (size_t i = 0; i < next.n; i++)
        if (next.p[i] < 0x20 || next.p[i] == '\\' || next.p[i] == 0x7f)
            return scan_fail(s, "a key that is not printable ASCII");
    if (!first && !ascends(*key, next))
        return scan_fail(s, "keys that do not ascend");
    *key = next;
    return scan_byte(s, ':');
}

bool scan_item(struct scan *s, bool *first, bool *more)
{
    if (*first && !scan_byte(s, '['))
        return false;
    *more = s->at < s->end && *s->at != ']';
    if (!*more)
        return scan_byte(s, ']');
    if (!*first && !scan_byte(s, ','))
        return false;
    *first = false;
    return true;
}

static bool scan_any(struct scan *s, int depth)
{
    struct text raw, key = {NULL, 0};
    bool first = true, more = true;
    if (s->at == s->end || depth > DEPTH_MAX)
        return scan_fail(s, depth > DEPTH_MAX ? "nested too deeply" : "a value is missing");
    if (*s->at == '"')
        return scan_string(s, &raw);
    if (*s->at == '{') {
        while (scan_member(s, &key, &more) && more)
            if (!scan_any(s, depth + 1))
                return false;
        return !s->what;
    }
    if (*s->at == '[') {
        while (scan_item(s, &first, &more) && more)
            if (!scan_any(s, depth + 1))
                return false;
        return !s->what;
    }
    static const char *const word[] = {"true", "false", "null"};
    for (int i = 0; i < 3; i++)
        if ((size_t)(s->end - s->at) >= strlen(word[i]) &&
            memcmp(s->at, word[i], strlen(word[i])) == 0) {
            s->at += strlen(word[i]);
            return true;
        }
    return scan_integer(s);
}

bool scan_value(struct scan *s, struct text *raw)
{
    const char *start = s->at;
    bool good = scan_any(s, 0);
    *raw = (struct text){start, (size_t)(s->at - start)};
    return good;
}

bool scan_done(struct scan *s)
{
    return !s->what && (s->at == s->end || scan_fail(s, "more bytes than one JSON value"));
}

struct text unescape(struct text raw)
{
    static const char from[] = "btnfr", to[] = "\b\t\n\f\r";
    char *out = malloc(raw.n + 1);
    size_t n = 0;
    if (!out)
        abort();
    for (size_t i = 0; i < raw.n; i++) {
        const char *short_form = raw.p[i] == '\\' ? strchr(from, raw.p[i + 1]) : NULL;
        if (raw.p[i] != '\\')
            out[n++] = raw.p[i];
        else if (raw.p[++i] != 'u')
            out[n++] = short_form ? to[short_form - from] : raw.p[i];
        else
            out[n++] = (char)(digit_of(raw.p[i + 3]) << 4 | digit_of(raw.p[i + 4])), i += 4;
    }
    return (struct text){out, n};
}

void show(FILE *to, struct text t)
{
    for (size_t i = 0; i < t.n; i++) {
        unsigned char c = (unsigned char)t.p[i], before = i ? (unsigned char)t.p[i - 1] : 0;
        bool is_control = c < 0x20 || c == 0x7f || (before == 0xc2 && c < 0xa0 && c >= 0x80);
        fputc(is_control ? '?' : c, to);
    }
}

void show_json(FILE *to, struct text t)
{
    fputc('"', to);
    for (size_t i = 0; i < t.n; i++) {
        unsigned char c = (unsigned char)t.p[i];
        if (c < 0x20 || c == '"' || c == '\\')
            fprintf(to, "\\u%04x", c);
        else
            fputc(c, to);
    }
    fputc('"', to);
}
