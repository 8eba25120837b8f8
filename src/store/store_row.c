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

static enum status read_text(sqlite3_stmt *st, int column, struct arena *a, struct str *ret_text)
{
    int type = sqlite3_column_type(st, column);
    if (type != SQLITE_TEXT && type != SQLITE_BLOB)
        return BROKEN;
    const char *p = sqlite3_column_blob(st, column);
    size_t n = (size_t)sqlite3_column_bytes(st, column);
    return arena_copy(a, (struct str){.p = p ? p : "", .n = n}, ret_text);
}

static enum status read_int(sqlite3_stmt *st, int column, int64_t min, int64_t max,
                            int64_t *ret_value)
{
    if (sqlite3_column_type(st, column) != SQLITE_INTEGER)
        return BROKEN;
    int64_t v = sqlite3_column_int64(st, column);
    if (v < min || v > max)
        return BROKEN;
    *ret_value = v;
    return OK;
}

static enum status read_word(sqlite3_stmt *st, int column, const struct words *words,
                             int *ret_value)
{
    if (sqlite3_column_type(st, column) != SQLITE_TEXT)
        return BROKEN;
    struct str word = {.p = (const char *)sqlite3_column_text(st, column)};
    word.n = (size_t)sqlite3_column_bytes(st, column);
    int v = word.p ? words_find(words, word) : 0;
    if (v == 0)
        return BROKEN;
    *ret_value = v;
    return OK;
}

static enum status read_hash(sqlite3_stmt *st, int column, struct hash *ret_hash)
{
    if (sqlite3_column_type(st, column) != SQLITE_BLOB ||
        sqlite3_column_bytes(st, column) != (int)sizeof *ret_hash)
        return BROKEN;
    memcpy(ret_hash, sqlite3_column_blob(st, column), sizeof *ret_hash);
    return OK;
}

static enum status read_value(sqlite3_stmt *st, int column, const struct field *f, struct arena *a,
                              void *ret_at)
{
    int64_t v = 0;
    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_KEY:
    case FIELD_CODE:
    case FIELD_PLACE:
    case FIELD_FORM:
    case FIELD_BYTES:
        return read_text(st, column, a, ret_at);
    case FIELD_ENUM:
    case FIELD_STAGE:
        return read_word(st, column, f->words, ret_at);
    case FIELD_HASH:
        return read_hash(st, column, ret_at);
    case FIELD_DAY:
        TRY(read_int(st, column, INT32_MIN, INT32_MAX, &v));
        *(int32_t *)ret_at = (int32_t)v;
        return OK;
    case FIELD_BOOL:
        TRY(read_int(st, column, 0, 1, &v));
        *(bool *)ret_at = v == 1;
        return OK;
    default:
        return read_int(st, column, INT64_MIN, INT64_MAX, ret_at);
    }
}

static enum status read_column(sqlite3_stmt *st, int column, const struct field *f, struct arena *a,
                               void *row)
{
    assert(!field_is_list(f) && f->type != FIELD_FILE);
    if (sqlite3_column_type(st, column) == SQLITE_NULL)
        return f->optional ? OK : BROKEN;
    TRY(read_value(st, column, f, a, field_at(f, row)));
    if (f->has_at)
        *((bool *)row + f->has_at) = true;
    return OK;
}

enum status store_row(struct store *db, sqlite3_stmt *st, const char *where,
                      const struct record *row, struct arena *a, void *ret_row)
{
    if (sqlite3_column_count(st) != (int)row->n)
        return store_say(db, BROKEN, "%s: %d columns for %zu fields", where,
                         sqlite3_column_count(st), row->n);
    memset(ret_row, 0, row->size);
    for (size_t i = 0; i < row->n; i++) {
        const struct field *f = &row->field[i];
        enum status s = read_column(st, (int)i, f, a, ret_row);
        if (s != OK)
            return store_say(db, s, "%s: column %zu is not what field %s takes", where, i + 1,
                             f->name);
    }
    return OK;
}
