// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include "base/json_scan.h"
#include "base/limits.h"
#include "base/utf8.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { SLAB_FIRST = 4, SLAB_MAX = 256, TWIN_BITS = 2048 };

struct parse {
    struct arena *a;
    struct str text;
    size_t at;
    enum json_mode mode;
    int depth;
    struct json *spare; /* nodes taken from the arena and not yet used */
    size_t n_spare, n_slab;
    const char *what; /* why it is BAD_INPUT */
};

static enum status read_value(struct parse *p, struct json *v);

static enum status fail(struct parse *p, const char *what)
{
    p->what = what;
    return BAD_INPUT;
}

static struct json *new_node(struct parse *p)
{
    if (p->n_spare == 0) {
        p->spare = ARENA_ARRAY(p->a, struct json, p->n_slab);
        if (!p->spare)
            return NULL;
        p->n_spare = p->n_slab;
        if (p->n_slab < SLAB_MAX)
            p->n_slab *= 2;
    }
    p->n_spare--;
    return p->spare++;
}

/* Skip white space; the byte that follows, NUL at the end (which is no token either). */
static char peek(struct parse *p)
{
    while (p->at < p->text.n) {
        char c = p->text.p[p->at];
        if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
            return c;
        p->at++;
    }
    return 0;
}

static char byte_at(const struct parse *p, size_t at)
{
    return at < p->text.n ? p->text.p[at] : 0;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits_end(const struct parse *p, size_t at)
{
    while (is_digit(byte_at(p, at)))
        at++;
    return at;
}

/* RFC 8259 section 6: [minus] int [frac] [exp] */
static enum status read_number(struct parse *p, struct json *v)
{
    size_t from = p->at, at = from + (byte_at(p, from) == '-');
    size_t end = byte_at(p, at) == '0' ? at + 1 : digits_end(p, at);
    if (end == at)
        return fail(p, "a minus without a number");
    if (byte_at(p, end) == '.') {
        at = end + 1;
        end = digits_end(p, at);
        if (end == at)
            return fail(p, "no digit behind the point");
    }
    if (byte_at(p, end) == 'e' || byte_at(p, end) == 'E') {
        at = end + 1;
        at += byte_at(p, at) == '+' || byte_at(p, at) == '-';
        end = digits_end(p, at);
        if (end == at)
            return fail(p, "no digit in the exponent");
    }
    v->type = JSON_NUMBER;
    v->text = (struct str){p->text.p + from, end - from};
    p->at = end;
    return OK;
}

static enum status read_word(struct parse *p, struct str word, enum json_type type, struct json *v)
{
    if (!str_eq(str_part(p->text, p->at, word.n), word))
        return fail(p, "not a value");
    v->type = type;
    p->at += word.n;
    return OK;
}

/* Four hex digits at `at`. */
static enum status read_hex4(const struct parse *p, size_t at, uint32_t *ret_unit)
{
    uint8_t two[2];
    TRY(str_to_bytes(str_part(p->text, at, 4), two, 2));
    *ret_unit = (uint32_t)two[0] << 8 | two[1];
    return OK;
}

/* \uXXXX or a pair of them, p->at at the backslash; p->at moves behind. */
static enum status read_unicode(struct parse *p, uint32_t *ret_rune)
{
    uint32_t high, low;
    if (read_hex4(p, p->at + 2, &high) != OK)
        return fail(p, "\\u without four hex digits");
    if (high == 0 && p->mode == JSON_STRICT)
        return fail(p, "NUL in a string");
    if (high < 0xD800 || high > 0xDFFF) {
        p->at += 6;
        *ret_rune = high;
        return OK;
    }
    bool paired = high < 0xDC00 && byte_at(p, p->at + 6) == '\\' && byte_at(p, p->at + 7) == 'u' &&
                  read_hex4(p, p->at + 8, &low) == OK && low >= 0xDC00 && low <= 0xDFFF;
    if (!paired)
        return fail(p, "half of a surrogate pair");
    p->at += 12;
    *ret_rune = 0x10000 + ((high - 0xD800) << 10 | (low - 0xDC00));
    return OK;
}

/* The escape at p->at, decoded into to[*n], which has room: no escape is shorter than what it
 * means. */
static enum status read_escape(struct parse *p, char *to, size_t *n)
{
    static const char names[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
    char c = byte_at(p, p->at + 1);
    if (c == 'u') {
        uint32_t rune;
        TRY(read_unicode(p, &rune));
        *n += utf8_encode(rune, to + *n);
        return OK;
    }
    const char *name = c ? strchr(names, c) : NULL;
    if (!name)
        return fail(p, "an unknown escape");
    to[(*n)++] = means[name - names];
    p->at += 2;
    return OK;
}

/* Bytes from `at` to the closing quote, or to the end if there is none. */
static size_t raw_length(const struct parse *p, size_t at)
{
    size_t from = at;
    while (at < p->text.n && p->text.p[at] != '"')
        at += p->text.p[at] == '\\' ? 2 : 1;
    return (at < p->text.n ? at : p->text.n) - from;
}

/* A string with an escape: decoded into the arena.  p->at at its first byte, `plain` bytes are
 * known to be. */
static enum status read_escaped(struct parse *p, size_t plain, struct str *ret_text)
{
    size_t room = raw_length(p, p->at), n = 0;
    char *to = arena_take(p->a, room + 4, 1);
    if (!to)
        return FULL;
    for (;;) {
        memcpy(to + n, p->text.p + p->at, plain);
        n += plain;
        p->at += plain;
        char c = byte_at(p, p->at);
        if (c == '"')
            break;
        if (c != '\\')
            return fail(p, p->at < p->text.n ? "a control in a string" : "a string without end");
        TRY(read_escape(p, to, &n));
        plain = json_scan(str_part(p->text, p->at, p->text.n));
    }
    assert(n <= room);
    p->at++;
    *ret_text = (struct str){to, n};
    return OK;
}

/* p->at at the opening quote. */
static enum status read_string(struct parse *p, struct str *ret_text)
{
    size_t from = ++p->at;
    size_t n = json_scan(str_part(p->text, from, p->text.n));
    if (byte_at(p, from + n) != '"')
        return read_escaped(p, n, ret_text);
    p->at = from + n + 1;
    *ret_text = (struct str){p->text.p + from, n};
    return OK;
}

static int by_key(const void *a, const void *b)
{
    return str_cmp((*(const struct json *const *)a)->key, (*(const struct json *const *)b)->key);
}

/* Sort the members' keys: n log n whatever the sender made of them. */
static enum status refuse_twins(struct parse *p, const struct json *object)
{
    struct arena_mark mark = arena_mark(p->a);
    const struct json **all = ARENA_ARRAY(p->a, const struct json *, object->n);
    if (!all)
        return FULL;
    size_t n = 0, twins = 0;
    for (const struct json *m = object->child; m; m = m->next)
        all[n++] = m;
    assert(n == object->n);
    qsort(all, n, sizeof all[0], by_key);
    for (size_t i = 1; i < n; i++)
        twins += str_eq(all[i - 1]->key, all[i]->key);
    arena_back(p->a, mark);
    return twins ? fail(p, "a key twice in one object") : OK;
}

/* Which of TWIN_BITS bits stands for this key: of its length, its first and its last bytes. */
static size_t key_bit(struct str key)
{
    uint64_t head = 0, tail = 0;
    if (key.n >= sizeof head) {
        memcpy(&head, key.p, sizeof head);
        memcpy(&tail, key.p + key.n - sizeof tail, sizeof tail);
    } else {
        for (size_t i = 0; i < key.n; i++)
            head = head << 8 | (unsigned char)key.p[i];
    }
    uint64_t mixed = (head ^ key.n) * 0x9E3779B97F4A7C15u + tail * 0xC2B2AE3D27D4EB4Fu;
    return (size_t)((mixed ^ mixed >> 32) * 0x9E3779B97F4A7C15u >> 53);
}

/* Keys with different bits differ; only an object in which two share one is looked at closely. */
static enum status check_keys(struct parse *p, const struct json *object)
{
    static_assert(TWIN_BITS == 1 << (64 - 53), "key_bit gives 11 bits");
    uint64_t seen[TWIN_BITS / 64];
    if (p->mode != JSON_STRICT || object->n < 2)
        return OK;
    memset(seen, 0, sizeof seen);
    for (const struct json *m = object->child; m; m = m->next) {
        size_t bit = key_bit(m->key);
        if (seen[bit / 64] >> bit % 64 & 1)
            return refuse_twins(p, object);
        seen[bit / 64] |= (uint64_t)1 << bit % 64;
    }
    return OK;
}

static enum status read_key(struct parse *p, struct json *member)
{
    if (peek(p) != '"')
        return fail(p, "a member without a quoted name");
    TRY(read_string(p, &member->key));
    if (peek(p) != ':')
        return fail(p, "no colon behind a member's name");
    p->at++;
    return OK;
}

/* The items up to `close`, p->at behind the opening bracket. */
static enum status read_items(struct parse *p, struct json *v, char close)
{
    struct json **tail = &v->child;
    if (peek(p) == close)
        return OK;
    for (;;) {
        struct json *item = new_node(p);
        if (!item)
            return FULL;
        if (close == '}')
            TRY(read_key(p, item));
        TRY(read_value(p, item));
        *tail = item;
        tail = &item->next;
        v->n++;
        char c = peek(p);
        if (c == close)
            return OK;
        if (c != ',')
            return fail(p, "neither a comma nor the end behind an item");
        p->at++;
    }
}

static enum status read_container(struct parse *p, struct json *v, char close)
{
    if (p->depth == LIMIT_JSON_DEPTH)
        return fail(p, "nested too deeply");
    p->depth++;
    v->type = close == ']' ? JSON_ARRAY : JSON_OBJECT;
    p->at++;
    TRY(read_items(p, v, close));
    p->at++;
    p->depth--;
    return close == '}' ? check_keys(p, v) : OK;
}

static enum status read_value(struct parse *p, struct json *v)
{
    char c = peek(p);
    switch (c) {
    case '"':
        v->type = JSON_STRING;
        return read_string(p, &v->text);
    case '{':
        return read_container(p, v, '}');
    case '[':
        return read_container(p, v, ']');
    case 't':
        return read_word(p, S("true"), JSON_TRUE, v);
    case 'f':
        return read_word(p, S("false"), JSON_FALSE, v);
    case 'n':
        return read_word(p, S("null"), JSON_NULL, v);
    default:
        return c == '-' || is_digit(c) ? read_number(p, v) : fail(p, "not a value");
    }
}

static enum status read_document(struct parse *p, struct json **ret_value)
{
    size_t valid = utf8_valid_length(p->text);
    if (valid < p->text.n) {
        p->at = valid;
        return fail(p, "not UTF-8");
    }
    struct json *v = new_node(p);
    if (!v)
        return FULL;
    TRY(read_value(p, v));
    peek(p);
    if (p->at < p->text.n)
        return fail(p, "something behind the value");
    *ret_value = v;
    return OK;
}

enum status json_parse(struct arena *a, struct str text, enum json_mode mode,
                       struct json **ret_value, struct json_error *error)
{
    assert(mode == JSON_STRICT || mode == JSON_LAX);
    struct parse p = {.a = a, .text = text, .mode = mode, .n_slab = SLAB_FIRST};
    enum status done = read_document(&p, ret_value);
    if (done == BAD_INPUT && error)
        *error = (struct json_error){p.at, p.what};
    return done;
}

const struct json *json_get(const struct json *object, const char *key)
{
    assert(key);
    if (!object || object->type != JSON_OBJECT)
        return NULL;
    struct str name = str_of(key);
    for (const struct json *m = object->child; m; m = m->next)
        if (str_eq(m->key, name))
            return m;
    return NULL;
}

const struct json *json_item(const struct json *array, size_t i)
{
    if (!array || array->type != JSON_ARRAY || i >= array->n)
        return NULL;
    const struct json *item = array->child;
    while (i--)
        item = item->next;
    return item;
}

struct str json_text(const struct json *value)
{
    return value && value->type == JSON_STRING ? value->text : (struct str){NULL, 0};
}

enum status json_int(const struct json *value, int64_t *ret_value)
{
    int64_t n;
    if (!value || value->type != JSON_NUMBER)
        return BAD_INPUT;
    TRY(str_to_int(value->text, &n));
    if (n > LIMIT_INT_MAX || n < -LIMIT_INT_MAX)
        return BAD_INPUT;
    *ret_value = n;
    return OK;
}
