// SPDX-License-Identifier: Apache-2.0
/* store_compare.c -- do two states hold the same rows?  Table by table, in the order of their keys;
 * what one engine keeps may be compared with what the other does.
 * Floor 2. */
#include "store/engine.h"

#include <assert.h>
#include <string.h>

enum { TEXT_MAX = 16 * 1024 };

/* The two sides of one table while they are walked. */
struct walk {
    const char *table;
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
static void put_text(struct buf *to, const struct store *db, const char *table, int n_columns)
{
    buf_printf(to, "select * from %s.%s", db->engine->place(db, STORE_STATE), table);
    for (int i = 1; i <= n_columns; i++)
        buf_printf(to, "%s %d nulls first", i == 1 ? " order by" : ",", i);
    buf_puts(to, n_columns ? "" : " limit 0");
    buf_byte(to, 0);
}

static enum status read_table(struct store *db, const char *table, struct buf *text,
                              struct cursor *ret_rows)
{
    struct cursor none;
    put_text(text, db, table, 0);
    TRY(text->full ? FULL : db->engine->query_text(db, text->p, &none));
    int n_columns = none.n_columns;
    db->engine->end(&none);
    buf_reset(text);
    put_text(text, db, table, n_columns);
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

static enum status compare_table(struct store *a, struct store *b, const char *table,
                                 struct buf *to)
{
    struct walk w = {.table = table};
    struct buf text[2];
    buf_init(&text[0], TEXT_MAX);
    buf_init(&text[1], TEXT_MAX);
    enum status s = read_table(a, table, &text[0], &w.a), t = OK;
    if (s == OK)
        t = read_table(b, table, &text[1], &w.b);
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
        s = compare_table(db, shadow, names.p + at, ret_difference);
    buf_close(&names);
    return s;
}
