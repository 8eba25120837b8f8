// SPDX-License-Identifier: Apache-2.0
/* store_row.c -- between the engine's values and the fields of a struct.
 * Floor 2.  Not here: what a value means; a value that its field does not allow is BROKEN data. */
#include "store/engine.h"

#include <assert.h>

struct value value_int(int64_t i)
{
    return (struct value){.type = VALUE_INT, .i = i};
}

struct value value_text(struct str s)
{
    return (struct value){.type = s.p ? VALUE_TEXT : VALUE_NULL, .s = s};
}

struct value value_bytes(const void *p, size_t n)
{
    assert(p || n == 0);
    return (struct value){.type = VALUE_BYTES, .s = {.p = p, .n = n}};
}

struct value value_null(void)
{
    return (struct value){.type = VALUE_NULL};
}

struct value store_item(const struct field *f, const void *at)
{
    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_KEY:
    case FIELD_CODE:
    case FIELD_PLACE:
    case FIELD_FORM:
        return value_text(*(const struct str *)at);
    case FIELD_BYTES:
        return value_bytes(((const struct str *)at)->p, ((const struct str *)at)->n);
    case FIELD_DAY:
        return value_int(*(const int32_t *)at);
    case FIELD_BOOL:
        return value_int(*(const bool *)at);
    case FIELD_ENUM:
    case FIELD_STAGE:
        return value_text(str_of(words_word(f->words, *(const int *)at)));
    case FIELD_HASH:
        return value_bytes(at, sizeof(struct hash));
    default:
        return value_int(*(const int64_t *)at);
    }
}

struct value store_value(const struct field *f, const void *base)
{
    assert(!field_is_list(f) && f->type != FIELD_FILE);
    return field_is_given(f, base) ? store_item(f, field_at(f, base)) : value_null();
}

static enum status read_text(const struct value *v, struct arena *a, struct str *ret_text)
{
    if (v->type != VALUE_TEXT && v->type != VALUE_BYTES)
        return BROKEN;
    return arena_copy(a, v->s, ret_text);
}

static enum status read_int(const struct value *v, int64_t min, int64_t max, int64_t *ret_value)
{
    if (v->type != VALUE_INT || v->i < min || v->i > max)
        return BROKEN;
    *ret_value = v->i;
    return OK;
}

static enum status read_word(const struct value *v, const struct words *words, int *ret_value)
{
    int word = v->type == VALUE_TEXT ? words_find(words, v->s) : 0;
    if (word == 0)
        return BROKEN;
    *ret_value = word;
    return OK;
}

static enum status read_hash(const struct value *v, struct hash *ret_hash)
{
    if (v->type != VALUE_BYTES || v->s.n != sizeof *ret_hash)
        return BROKEN;
    memcpy(ret_hash, v->s.p, sizeof *ret_hash);
    return OK;
}

static enum status read_value(const struct value *v, const struct field *f, struct arena *a,
                              void *ret_at)
{
    int64_t i = 0;
    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_KEY:
    case FIELD_CODE:
    case FIELD_PLACE:
    case FIELD_FORM:
    case FIELD_BYTES:
        return read_text(v, a, ret_at);
    case FIELD_ENUM:
    case FIELD_STAGE:
        return read_word(v, f->words, ret_at);
    case FIELD_HASH:
        return read_hash(v, ret_at);
    case FIELD_DAY:
        TRY(read_int(v, INT32_MIN, INT32_MAX, &i));
        *(int32_t *)ret_at = (int32_t)i;
        return OK;
    case FIELD_BOOL:
        TRY(read_int(v, 0, 1, &i));
        *(bool *)ret_at = i == 1;
        return OK;
    default:
        return read_int(v, INT64_MIN, INT64_MAX, ret_at);
    }
}

static enum status read_column(const struct value *v, const struct field *f, struct arena *a,
                               void *row)
{
    assert(!field_is_list(f) && f->type != FIELD_FILE);
    if (v->type == VALUE_NULL)
        return f->optional ? OK : BROKEN;
    TRY(read_value(v, f, a, field_at(f, row)));
    if (f->has_at)
        *((bool *)row + f->has_at) = true;
    return OK;
}

enum status store_row(struct cursor *rows, const struct record *row, struct arena *a, void *ret_row)
{
    struct store *db = rows->db;
    if (rows->n_columns != (int)row->n)
        return store_say(db, BROKEN, "%s: %d columns for %zu fields", rows->where, rows->n_columns,
                         row->n);
    memset(ret_row, 0, row->size);
    for (size_t i = 0; i < row->n; i++) {
        const struct field *f = &row->field[i];
        struct value v = db->engine->cell(rows, (int)i);
        enum status s = read_column(&v, f, a, ret_row);
        if (s != OK)
            return store_say(db, s, "%s: column %zu is not what field %s takes", rows->where, i + 1,
                             f->name);
    }
    return OK;
}
