// SPDX-License-Identifier: Apache-2.0
/* store_compare.c -- do two states hold the same rows?  Table by table, in the order of their keys.
 * Floor 2. */
#include "store/engine.h"

#include <assert.h>
#include <string.h>

/* The two sides of one table while they are walked. */
struct walk {
    const char *table;
    sqlite3_stmt *a, *b;
};

static void put_cell(struct buf *to, sqlite3_stmt *st, int column)
{
    switch (sqlite3_column_type(st, column)) {
    case SQLITE_NULL:
        buf_puts(to, "nothing");
        return;
    case SQLITE_BLOB:
        buf_hex(to, sqlite3_column_blob(st, column), (size_t)sqlite3_column_bytes(st, column));
        return;
    default:
        buf_bytes(to, sqlite3_column_text(st, column), (size_t)sqlite3_column_bytes(st, column));
    }
}

static bool same_cell(sqlite3_stmt *a, sqlite3_stmt *b, int column)
{
    if (sqlite3_column_type(a, column) != sqlite3_column_type(b, column))
        return false;
    const void *x = sqlite3_column_blob(a, column), *y = sqlite3_column_blob(b, column);
    int n = sqlite3_column_bytes(a, column);
    return n == sqlite3_column_bytes(b, column) && (n == 0 || memcmp(x, y, (size_t)n) == 0);
}

/* The row as its first columns say it: enough to find it. */
static void put_row(struct buf *to, const struct walk *w, sqlite3_stmt *st)
{
    int n = sqlite3_column_count(st) < 2 ? 1 : 2;
    buf_printf(to, "table %s, row ", w->table);
    for (int i = 0; i < n; i++) {
        buf_printf(to, "%s%s=", i ? ", " : "", sqlite3_column_name(st, i));
        put_cell(to, st, i);
    }
}

static void put_difference(struct buf *to, const struct walk *w)
{
    for (int i = 0; i < sqlite3_column_count(w->a); i++) {
        if (same_cell(w->a, w->b, i))
            continue;
        put_row(to, w, w->a);
        buf_printf(to, ": %s is ", sqlite3_column_name(w->a, i));
        put_cell(to, w->a, i);
        buf_puts(to, " and should be ");
        put_cell(to, w->b, i);
        return;
    }
}

static bool same_row(const struct walk *w)
{
    for (int i = 0; i < sqlite3_column_count(w->a); i++)
        if (!same_cell(w->a, w->b, i))
            return false;
    return true;
}

static enum status walk_rows(struct store *a, struct store *b, const struct walk *w, struct buf *to)
{
    for (;;) {
        int x = sqlite3_step(w->a), y = sqlite3_step(w->b);
        if (x != SQLITE_ROW && x != SQLITE_DONE)
            return store_failed(a, x, w->table);
        if (y != SQLITE_ROW && y != SQLITE_DONE)
            return store_failed(b, y, w->table);
        if (x == SQLITE_DONE && y == SQLITE_DONE)
            return OK;
        if (x == SQLITE_ROW && y == SQLITE_ROW && same_row(w))
            continue;
        if (x == SQLITE_ROW && y == SQLITE_ROW) {
            put_difference(to, w);
        } else {
            put_row(to, w, x == SQLITE_ROW ? w->a : w->b);
            buf_puts(to, x == SQLITE_ROW ? ": no entry makes it" : ": it is missing");
        }
        return CONFLICT;
    }
}

static int prepare(struct store *db, const char *table, sqlite3_stmt **ret_st)
{
    char *text = sqlite3_mprintf("select * from state.%w order by 1, 2", table);
    char *one = sqlite3_mprintf("select * from state.%w order by 1", table);
    if (!text || !one)
        return SQLITE_NOMEM;
    int code = sqlite3_prepare_v2(db->db, text, -1, ret_st, NULL);
    if (code != SQLITE_OK) /* a table of one column */
        code = sqlite3_prepare_v2(db->db, one, -1, ret_st, NULL);
    sqlite3_free(text);
    sqlite3_free(one);
    return code;
}

static enum status compare_table(struct store *a, struct store *b, const char *table,
                                 struct buf *to)
{
    struct walk w = {table, NULL, NULL};
    enum status s = OK;
    int x = prepare(a, table, &w.a), y = x == SQLITE_OK ? prepare(b, table, &w.b) : SQLITE_OK;
    if (x != SQLITE_OK)
        s = store_failed(a, x, table);
    else if (y != SQLITE_OK)
        s = store_failed(b, y, table);
    else
        s = walk_rows(a, b, &w, to);
    sqlite3_finalize(w.a);
    sqlite3_finalize(w.b);
    return s;
}

enum status store_compare(struct store *db, struct store *shadow, struct buf *ret_difference)
{
    static const char tables[] =
        "select name from state.sqlite_master where type = 'table' order by name";
    sqlite3_stmt *st = NULL;
    enum status s = OK;
    assert(db != shadow);
    int code = sqlite3_prepare_v2(shadow->db, tables, -1, &st, NULL);
    while (code == SQLITE_OK && s == OK) {
        int step = sqlite3_step(st);
        if (step == SQLITE_DONE)
            break;
        s = step == SQLITE_ROW ? compare_table(db, shadow, (const char *)sqlite3_column_text(st, 0),
                                               ret_difference)
                               : store_failed(shadow, step, tables);
    }
    if (code != SQLITE_OK)
        s = store_failed(shadow, code, tables);
    sqlite3_finalize(st);
    return s;
}
