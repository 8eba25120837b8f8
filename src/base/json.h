// SPDX-License-Identifier: Apache-2.0
/* json.h -- JSON in an arena, and its one canonical form.
 * Floor 0.  Source: RFC 8259 (JSON), RFC 8785 (JCS).  Doors use JSON_STRICT. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/arena.h"
#include "base/buf.h"

enum json_type {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
};

enum json_mode {
    JSON_STRICT, /* duplicate keys, NUL (even as an escape), lone surrogates, invalid UTF-8 and
                    depth over LIMIT_JSON_DEPTH are refused */
    JSON_LAX,    /* for other people's suites: duplicate keys and NUL are kept, the rest as in
                    JSON_STRICT */
};

struct json {
    enum json_type type;
    struct str key;     /* within an object: the member's name, decoded */
    struct str text;    /* STRING: decoded; NUMBER: the literal as written */
    struct json *child; /* ARRAY, OBJECT: the first item */
    struct json *next;  /* the next item of the same parent */
    size_t n;           /* ARRAY, OBJECT: how many items */
};

struct json_error {
    size_t at;        /* byte offset */
    const char *what; /* a short sentence in English */
};

/* Parse one value with nothing but white space around it.  Strings may point into `text`.
 * BAD_INPUT fills *error (which may be NULL); FULL when the arena is.  At worst n log n. */
MUST_USE enum status json_parse(struct arena *a, struct str text, enum json_mode mode,
                                struct json **ret_value, struct json_error *error);
/* The member called `key`, or NULL; NULL is also taken as object. */
const struct json *json_get(const struct json *object, const char *key);
/* The i-th item of an array, or NULL. */
const struct json *json_item(const struct json *array, size_t i);
/* A string's text; absent if it is no string or NULL. */
struct str json_text(const struct json *value);
/* An integer literal within +-(2^53-1); BAD_INPUT for anything else (fractions, exponents). */
MUST_USE enum status json_int(const struct json *value, int64_t *ret_value);

/* Write the canonical form of RFC 8785.  Numbers are doubles as ECMAScript prints them.
 * BAD_INPUT for a number that is no finite double; what was written until then stays in the buffer.
 * FULL when memory for sorting or the buffer is full. */
MUST_USE enum status json_canon(struct buf *to, const struct json *value);
/* Are these bytes, read as JSON_STRICT, the canonical form of themselves?  False too when the arena
 * is full; nothing stays in the arena. */
bool json_is_canon(struct arena *a, struct str text);

/* Pieces for writers that put members in canonical order themselves: a text quoted and escaped as
 * RFC 8785 says, null if it is absent; an integer within +-(2^53-1), asserted; true or false. */
void json_put_text(struct buf *to, struct str text);
void json_put_int(struct buf *to, int64_t value);
void json_put_bool(struct buf *to, bool value);

#endif
