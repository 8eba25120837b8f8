// SPDX-License-Identifier: Apache-2.0
/* json_canon.c -- the writing half of json.h. */
#include "base/json.h"

#include "base/json_scan.h"
#include "base/limits.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A number as digits d and place n: 0.ddd * 10^n, no trailing zeroes. */
struct decimal {
    char digits[24];
    int n_digits, place;
};

static void put_escape(struct buf *to, char c)
{
    static const char means[] = "\"\\\b\f\n\r\t", names[] = "\"\\bfnrt";
    const char *mean = c ? strchr(means, c) : NULL;
    if (mean) {
        buf_byte(to, '\\');
        buf_byte(to, names[mean - means]);
    } else {
        uint8_t byte = (uint8_t)c;
        buf_puts(to, "\\u00");
        buf_hex(to, &byte, 1);
    }
}

void json_put_text(struct buf *to, struct str text)
{
    if (!text.p) {
        buf_puts(to, "null");
        return;
    }
    buf_byte(to, '"');
    while (text.n) {
        size_t plain = json_scan(text);
        buf_bytes(to, text.p, plain);
        if (plain < text.n)
            put_escape(to, text.p[plain++]);
        text = str_part(text, plain, text.n);
    }
    buf_byte(to, '"');
}

void json_put_int(struct buf *to, int64_t value)
{
    assert(value <= LIMIT_INT_MAX && value >= -LIMIT_INT_MAX);
    buf_int(to, value);
}

void json_put_bool(struct buf *to, bool value)
{
    buf_puts(to, value ? "true" : "false");
}

/* The nearest decimal of `digits` digits, then the one above it: at a power of two the gap below is
 * half as wide, so the nearest may miss where the other hits.  True if one reads back as x. */
static bool try_digits(double x, int digits, struct decimal *d)
{
    char text[40];
    snprintf(text, sizeof text, "%.*e", digits - 1, x);
    const char *e = strchr(text, 'e');
    int exponent = (int)strtol(e + 1, NULL, 10);
    d->digits[0] = text[0];
    if (digits > 1)
        memcpy(d->digits + 1, text + 2, (size_t)(digits - 1));
    d->digits[digits] = 0;
    d->n_digits = digits;
    d->place = exponent + 1;
    if (strtod(text, NULL) == x)
        return true;
    unsigned long long up = strtoull(d->digits, NULL, 10) + 1;
    snprintf(text, sizeof text, "%llue%d", up, exponent - digits + 1);
    snprintf(d->digits, sizeof d->digits, "%llu", up);
    return strtod(text, NULL) == x && strlen(d->digits) == (size_t)digits;
}

/* The shortest digits that read back as x > 0.  A normal double that has 15 digits or fewer shows
 * them at 15 (DBL_DIG); a subnormal has fewer bits, so all lengths are tried. */
static struct decimal shortest(double x)
{
    struct decimal d;
    int digits = x < DBL_MIN ? 1 : DBL_DIG;
    while (digits < 17 && !try_digits(x, digits, &d))
        digits++;
    if (digits == 17)
        try_digits(x, digits, &d);
    while (d.n_digits > 1 && d.digits[d.n_digits - 1] == '0')
        d.n_digits--;
    return d;
}

static void put_zeroes(struct buf *to, int n)
{
    while (n-- > 0)
        buf_byte(to, '0');
}

/* ECMA-262, Number::toString, steps 6 to 12. */
static void put_decimal(struct buf *to, const struct decimal *d)
{
    int k = d->n_digits, n = d->place;
    bool exponential = n > 21 || n <= -6;
    int before = exponential ? 1 : n; /* digits before the point */
    if (before > 0) {
        int shown = before < k ? before : k;
        buf_bytes(to, d->digits, (size_t)shown);
        put_zeroes(to, before - shown);
    } else {
        buf_puts(to, "0.");
        put_zeroes(to, -before);
        before = 0;
    }
    if (before > 0 && before < k)
        buf_byte(to, '.');
    if (before < k)
        buf_bytes(to, d->digits + before, (size_t)(k - before));
    if (exponential) {
        buf_puts(to, n > 0 ? "e+" : "e");
        buf_int(to, n - 1);
    }
}

static enum status put_double(struct buf *to, double x)
{
    if (!isfinite(x))
        return BAD_INPUT;
    if (x < 0)
        buf_byte(to, '-');
    if (fpclassify(x) == FP_ZERO) {
        buf_byte(to, '0');
        return OK;
    }
    struct decimal d = shortest(fabs(x));
    put_decimal(to, &d);
    return OK;
}

static enum status put_number(struct buf *to, const struct json *v)
{
    int64_t value;
    if (json_int(v, &value) == OK) {
        buf_int(to, value);
        return OK;
    }
    char small[64], *text = v->text.n < sizeof small ? small : malloc(v->text.n + 1);
    if (!text)
        return FULL;
    memcpy(text, v->text.p, v->text.n);
    text[v->text.n] = 0;
    double x = strtod(text, NULL);
    if (text != small)
        free(text);
    return put_double(to, x);
}

/* Surrogates (the halves of what is written with a first byte F0..F4) stand below E000..FFFF (EE,
 * EF). */
static int utf16_weight(char c)
{
    unsigned char byte = (unsigned char)c;
    return byte == 0xEE || byte == 0xEF ? byte + 0x10 : byte;
}

/* Order of UTF-16 code units (RFC 8785, 3.2.3) of two UTF-8 texts. */
static int utf16_order(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n, i = 0;
    while (i < n && a.p[i] == b.p[i])
        i++;
    if (i < n)
        return utf16_weight(a.p[i]) - utf16_weight(b.p[i]);
    return a.n < b.n ? -1 : a.n > b.n;
}

static int by_name(const void *a, const void *b)
{
    return utf16_order((*(const struct json *const *)a)->key,
                       (*(const struct json *const *)b)->key);
}

static bool in_order(const struct json *object)
{
    for (const struct json *m = object->child; m && m->next; m = m->next)
        if (utf16_order(m->key, m->next->key) > 0)
            return false;
    return true;
}

static enum status put_value(struct buf *to, const struct json *v, int depth);

static enum status put_item(struct buf *to, const struct json *item, enum json_type parent,
                            bool first, int depth)
{
    if (!first)
        buf_byte(to, ',');
    if (parent == JSON_OBJECT) {
        json_put_text(to, item->key);
        buf_byte(to, ':');
    }
    return put_value(to, item, depth);
}

static enum status put_sorted(struct buf *to, const struct json *object, int depth)
{
    const struct json **all = calloc(object->n, sizeof all[0]);
    if (!all)
        return FULL;
    size_t n = 0;
    for (const struct json *m = object->child; m; m = m->next)
        all[n++] = m;
    assert(n == object->n);
    qsort(all, n, sizeof all[0], by_name);
    enum status done = OK;
    for (size_t i = 0; i < n && done == OK; i++)
        done = put_item(to, all[i], JSON_OBJECT, i == 0, depth);
    free(all);
    return done;
}

static enum status put_items(struct buf *to, const struct json *v, int depth)
{
    assert(depth <= LIMIT_JSON_DEPTH);
    if (v->type == JSON_OBJECT && !in_order(v))
        return put_sorted(to, v, depth);
    for (const struct json *item = v->child; item; item = item->next)
        TRY(put_item(to, item, v->type, item == v->child, depth));
    return OK;
}

static enum status put_value(struct buf *to, const struct json *v, int depth)
{
    switch (v->type) {
    case JSON_NULL:
        buf_puts(to, "null");
        return OK;
    case JSON_FALSE:
    case JSON_TRUE:
        json_put_bool(to, v->type == JSON_TRUE);
        return OK;
    case JSON_NUMBER:
        return put_number(to, v);
    case JSON_STRING:
        json_put_text(to, v->text);
        return OK;
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }
    buf_byte(to, v->type == JSON_ARRAY ? '[' : '{');
    TRY(put_items(to, v, depth + 1));
    buf_byte(to, v->type == JSON_ARRAY ? ']' : '}');
    return OK;
}

enum status json_canon(struct buf *to, const struct json *value)
{
    assert(value);
    TRY(put_value(to, value, 0));
    return to->full ? FULL : OK;
}

bool json_is_canon(struct arena *a, struct str text)
{
    struct json *value;
    struct arena_mark mark = arena_mark(a);
    bool same = false;
    if (text.n && json_parse(a, text, JSON_STRICT, &value, NULL) == OK) {
        struct buf canon;
        buf_init(&canon, text.n);
        same = json_canon(&canon, value) == OK && str_eq(buf_str(&canon), text);
        buf_close(&canon);
    }
    arena_back(a, mark);
    return same;
}
