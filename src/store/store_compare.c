// SPDX-License-Identifier: Apache-2.0
/* store_compare.c -- do two states hold the same rows?  Table by table, in the order of their keys;
 * what one engine keeps may be compared with what the other does.
 * Floor 2. */
#include "store/engine.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_MAX = 16 * 1024 };

/* Less than any key. */
#define FIRST_KEY (-9007199254740992)

/* The two sides of one table while they are walked. */
struct walk {
    const char *table;
    int64_t after, until; /* of the first column; where all rows are read: nothing */
    bool is_part;
    struct cursor a, b;
};

static struct value cell(struct cursor *rows, int column)
{
    return rows->db->engine->cell(rows, column);
}

static const char *column(struct cursor *rows, int i)
{
    return rows->db->engine->column(rows, i);
}

static void put_cell(struct buf *to, struct cursor *rows, int i)
{
    struct value v = cell(rows, i);
    switch (v.type) {
    case VALUE_NULL:
        buf_puts(to, "nothing");
        return;
    case VALUE_BYTES:
        buf_hex(to, (const uint8_t *)v.s.p, v.s.n);
        return;
    case VALUE_INT:
        buf_int(to, v.i);
        return;
    default:
        buf_put(to, v.s);
    }
}

static bool same_cell(struct walk *w, int i)
{
    struct value x = cell(&w->a, i), y = cell(&w->b, i);
    if (x.type != y.type)
        return false;
    return x.type == VALUE_INT ? x.i == y.i : x.type == VALUE_NULL || str_eq(x.s, y.s);
}

/* The row as its first columns say it: enough to find it. */
static void put_row(struct buf *to, const struct walk *w, struct cursor *rows)
{
    int n = rows->n_columns < 2 ? 1 : 2;
    buf_printf(to, "table %s, row ", w->table);
    for (int i = 0; i < n; i++) {
        buf_printf(to, "%s%s=", i ? ", " : "", column(rows, i));
        put_cell(to, rows, i);
    }
}

static void put_difference(struct buf *to, struct walk *w)
{
    for (int i = 0; i < w->a.n_columns; i++) {
        if (same_cell(w, i))
            continue;
        put_row(to, w, &w->a);
        buf_printf(to, ": %s is ", column(&w->a, i));
        put_cell(to, &w->a, i);
        buf_puts(to, " and should be ");
        put_cell(to, &w->b, i);
        return;
    }
}

static bool same_row(struct walk *w)
{
    for (int i = 0; i < w->a.n_columns; i++)
        if (!same_cell(w, i))
            return false;
    return true;
}

static enum status walk_rows(struct walk *w, struct buf *to)
{
    const struct engine *a = w->a.db->engine, *b = w->b.db->engine;
    for (;;) {
        enum status x = a->next(&w->a), y = b->next(&w->b);
        if (x != OK && x != NOT_FOUND)
            return x;
        if (y != OK && y != NOT_FOUND)
            return y;
        if (x == NOT_FOUND && y == NOT_FOUND)
            return OK;
        if (x == OK && y == OK && same_row(w))
            continue;
        if (x == OK && y == OK) {
            put_difference(to, w);
        } else {
            put_row(to, w, x == OK ? &w->a : &w->b);
            buf_puts(to, x == OK ? ": no entry makes it" : ": it is missing");
        }
        return CONFLICT;
    }
}

/* All rows by all columns, which both engines then order alike: a key stands first.  Of 0 columns:
 * none, to see how many there are. */
static void put_text(struct buf *to, const struct store *db, const struct walk *w,
                     const char *first, int n_columns)
{
    buf_printf(to, "select * from %s.%s", db->engine->place(db, STORE_STATE), w->table);
    if (w->is_part && n_columns)
        buf_printf(to, " where %s > %lld and %s <= %lld", first, (long long)w->after, first,
                   (long long)w->until);
    for (int i = 1; i <= n_columns; i++)
        buf_printf(to, "%s %d nulls first", i == 1 ? " order by" : ",", i);
    buf_puts(to, n_columns ? "" : " limit 0");
    buf_byte(to, 0);
}

static enum status read_table(struct store *db, const struct walk *w, struct buf *text,
                              struct cursor *ret_rows)
{
    struct cursor none;
    char first[64];
    put_text(text, db, w, NULL, 0);
    TRY(text->full ? FULL : db->engine->query_text(db, text->p, &none));
    int n_columns = none.n_columns;
    snprintf(first, sizeof first, "%s", column(&none, 0));
    db->engine->end(&none);
    buf_reset(text);
    put_text(text, db, w, first, n_columns);
    return text->full ? FULL : db->engine->query_text(db, text->p, ret_rows);
}

static enum status compare_open(struct walk *w, struct store *a, struct store *b, struct buf *to)
{
    enum status s = OK;
    if (w->a.n_columns != w->b.n_columns) {
        buf_printf(to, "table %s has %d columns and should have %d", w->table, w->a.n_columns,
                   w->b.n_columns);
        s = CONFLICT;
    }
    if (s == OK)
        s = walk_rows(w, to);
    a->engine->end(&w->a);
    b->engine->end(&w->b);
    return s;
}

static enum status compare_table(struct store *a, struct store *b, struct walk w, struct buf *to)
{
    struct buf text[2];
    buf_init(&text[0], TEXT_MAX);
    buf_init(&text[1], TEXT_MAX);
    enum status s = read_table(a, &w, &text[0], &w.a), t = OK;
    if (s == OK)
        t = read_table(b, &w, &text[1], &w.b);
    if (s == OK && t == OK)
        s = compare_open(&w, a, b, to);
    else if (s == OK)
        a->engine->end(&w.a);
    buf_close(&text[0]);
    buf_close(&text[1]);
    return t == OK ? s : t;
}

/* The names of the state's tables, each with a 0 behind it. */
static enum status list_tables(struct store *db, struct buf *ret_names)
{
    struct buf text;
    struct cursor rows;
    buf_init(&text, TEXT_MAX);
    db->engine->put_tables(db, &text);
    buf_byte(&text, 0);
    enum status s = text.full ? FULL : db->engine->query_text(db, text.p, &rows);
    buf_close(&text);
    TRY(s);
    while ((s = db->engine->next(&rows)) == OK) {
        buf_put(ret_names, cell(&rows, 0).s);
        buf_byte(ret_names, 0);
    }
    db->engine->end(&rows);
    return s == NOT_FOUND ? (ret_names->full ? FULL : OK) : s;
}

enum status store_compare(struct store *db, struct store *shadow, struct buf *ret_difference)
{
    struct buf names;
    assert(db != shadow);
    buf_init(&names, TEXT_MAX);
    enum status s = list_tables(shadow, &names);
    for (size_t at = 0; s == OK && at < names.n; at += strlen(names.p + at) + 1)
        s = compare_table(db, shadow, (struct walk){.table = names.p + at}, ret_difference);
    buf_close(&names);
    return s;
}

/* ---- in pieces ----------------------------------------------------------------------------- */

struct store_place store_place_first(void)
{
    return (struct store_place){0, FIRST_KEY};
}

/* The first columns of the n_rows-th row behind w->after: as far as a piece goes.  NOT_FOUND: there
 * are no more, or the table's first column is no number, and all of it is one piece. */
static enum status find_end(struct store *db, struct walk *w, int n_rows)
{
    struct buf text;
    struct cursor rows;
    buf_init(&text, TEXT_MAX);
    buf_printf(&text, "select * from %s.%s limit 1", db->engine->place(db, STORE_STATE), w->table);
    buf_byte(&text, 0);
    enum status s = text.full ? FULL : db->engine->query_text(db, text.p, &rows);
    if (s == OK) {
        s = db->engine->next(&rows);
        w->is_part = s == OK && cell(&rows, 0).type == VALUE_INT;
        buf_reset(&text);
        buf_printf(&text, "select %s from %s.%s where %s > %lld order by %s limit 1 offset %d",
                   column(&rows, 0), db->engine->place(db, STORE_STATE), w->table, column(&rows, 0),
                   (long long)w->after, column(&rows, 0), n_rows - 1);
        buf_byte(&text, 0);
        db->engine->end(&rows);
    }
    if (s == OK && w->is_part)
        s = text.full ? FULL : store_number(db, text.p, &w->until);
    else if (s == OK)
        s = NOT_FOUND;
    buf_close(&text);
    return s;
}

enum status store_compare_some(struct store *db, struct store *shadow, struct store_place *at,
                               int n_rows, struct buf *ret_difference, bool *ret_round)
{
    struct buf names;
    size_t from = 0;
    *ret_round = false;
    buf_init(&names, TEXT_MAX);
    enum status s = list_tables(shadow, &names);
    for (size_t i = 0; s == OK && i < at->table && from < names.n; i++)
        from += strlen(names.p + from) + 1;
    *ret_round = s == OK && from >= names.n;
    if (s == OK && !*ret_round) {
        struct walk w = {.table = names.p + from, .after = at->after, .until = -FIRST_KEY};
        s = find_end(shadow, &w, n_rows);
        bool is_last = s == NOT_FOUND;
        if (s == OK || is_last) {
            s = compare_table(db, shadow, w, ret_difference);
            *at = is_last ? (struct store_place){at->table + 1, FIRST_KEY}
                          : (struct store_place){at->table, w.until};
        }
    }
    if (*ret_round)
        *at = store_place_first();
    buf_close(&names);
    return s;
}
