// SPDX-License-Identifier: Apache-2.0
/* sqlite_run.c -- SQLite: transactions, and statements by number.
 * Floor 2.  Each transaction writes its number into the header of both files (user_version): so a
 * reader knows that its two views belong together, and the writer whether a commit that failed
 * happened. */
#include "store/sqlite.h"

#include <assert.h>
#include <limits.h>
#include <sched.h>

enum { VIEW_YIELDS = 20, VIEW_TRIES = 270, MARK_MAX = 0x3fffffff };

enum status sqlite_script(struct store *db, const char *text)
{
    struct sqlite *lite = (struct sqlite *)db;
    int code = sqlite3_exec(lite->db, text, NULL, NULL, NULL);
    return code == SQLITE_OK ? OK : sqlite_failed(lite, code, text);
}

/* Run one of the fixed statements; the integer that it gives goes to *ret_number (NULL: none). */
static enum status run_fixed(struct sqlite *lite, enum fixed which, int64_t *ret_number)
{
    static const char *const text[N_FIXED] = {"begin", "begin immediate", "rollback",
                                              "pragma main.user_version",
                                              "pragma state.user_version"};
    sqlite3_stmt **st = &lite->fixed[which];
    int code = SQLITE_OK;
    if (!*st)
        code = sqlite3_prepare_v3(lite->db, text[which], -1, SQLITE_PREPARE_PERSISTENT, st, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(*st);
    if (code == SQLITE_ROW && ret_number)
        *ret_number = sqlite3_column_int64(*st, 0);
    enum status s =
        code == SQLITE_ROW || code == SQLITE_DONE ? OK : sqlite_failed(lite, code, text[which]);
    sqlite3_reset(*st);
    return s;
}

enum status sqlite_begin(struct store *db)
{
    struct sqlite *lite = (struct sqlite *)db;
    assert(sqlite3_get_autocommit(lite->db));
    int64_t mark = 0;
    TRY(run_fixed(lite, FIXED_BEGIN_WRITE, NULL));
    enum status s = run_fixed(lite, FIXED_MARK_LEDGER, &mark);
    if (s != OK)
        sqlite_rollback(db);
    else
        lite->mark = (int)(mark % MARK_MAX) + 1;
    return s;
}

enum status sqlite_commit(struct store *db)
{
    struct sqlite *lite = (struct sqlite *)db;
    char text[128];
    if (sqlite3_get_autocommit(lite->db))
        return store_say(db, BROKEN, "commit: the transaction was rolled back after an error");
    snprintf(text, sizeof text,
             "pragma main.user_version = %d; pragma state.user_version = %d; commit", lite->mark,
             lite->mark);
    return sqlite_script(db, text);
}

void sqlite_rollback(struct store *db)
{
    struct sqlite *lite = (struct sqlite *)db;
    if (!sqlite3_get_autocommit(lite->db))
        sqlite3_exec(lite->db, "rollback", NULL, NULL, NULL); /* whatever it says, the transaction
                                                               is over */
    assert(sqlite3_get_autocommit(lite->db));
}

enum status sqlite_landed(struct store *db, bool *ret_landed)
{
    struct sqlite *lite = (struct sqlite *)db;
    assert(sqlite3_get_autocommit(lite->db));
    int64_t mark = 0;
    TRY(run_fixed(lite, FIXED_MARK_LEDGER, &mark));
    *ret_landed = mark == lite->mark;
    return OK;
}

/* The state is looked at first: a commit in between then shows a ledger that is ahead, which is
 * allowed. */
static enum status look(struct sqlite *lite, int64_t ret_mark[2])
{
    TRY(run_fixed(lite, FIXED_BEGIN, NULL));
    TRY(run_fixed(lite, FIXED_MARK_STATE, &ret_mark[STORE_STATE]));
    return run_fixed(lite, FIXED_MARK_LEDGER, &ret_mark[STORE_LEDGER]);
}

static bool is_settled(const struct sqlite *lite, const int64_t mark[2])
{
    return mark[0] == mark[1] || (mark[0] == lite->behind[0] && mark[1] == lite->behind[1]);
}

/* The writer is between the two halves of its commit, for some microseconds if it is not kept
 * waiting itself. */
static void wait_for_writer(int tries)
{
    if (tries < VIEW_YIELDS)
        sched_yield();
    else
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

enum status sqlite_read_begin(struct store *db)
{
    struct sqlite *lite = (struct sqlite *)db;
    assert(sqlite3_get_autocommit(lite->db));
    int64_t mark[2] = {0, 0};
    for (int i = 0; i < VIEW_TRIES; i++) {
        enum status s = look(lite, mark);
        if (s == OK && is_settled(lite, mark))
            return OK;
        sqlite_read_end(db);
        TRY(s);
        wait_for_writer(i);
    }
    memcpy(lite->behind, mark, sizeof mark);
    enum status s = look(lite, mark);
    if (s != OK)
        sqlite_read_end(db);
    return s;
}

void sqlite_read_end(struct store *db)
{
    struct sqlite *lite = (struct sqlite *)db;
    if (sqlite3_get_autocommit(lite->db) || run_fixed(lite, FIXED_END, NULL) != OK)
        sqlite_rollback(db);
}

static enum status number_params(struct sqlite *lite, const char *where, struct prepared *p)
{
    p->places.n = sqlite3_bind_parameter_count(p->st);
    for (int at = 1; at <= p->places.n; at++) {
        const char *name = sqlite3_bind_parameter_name(p->st, at);
        unsigned long number = name && name[0] == '$' ? strtoul(name + 1, NULL, 10) : 0;
        if (number < 1 || number > PARAMS_MAX || at > PARAMS_MAX)
            return store_say(&lite->store, BROKEN, "%s: parameter %s", where, name ? name : "?");
        p->places.number[at - 1] = (uint8_t)number;
    }
    return OK;
}

static enum status prepare(struct sqlite *lite, int statement, sqlite3_stmt **ret_st)
{
    struct prepared *p = &lite->stmt[statement];
    const struct sql *sql = &lite->store.sql[statement];
    if (!p->st) {
        struct prepared made = {NULL, {0, {0}}};
        int code =
            sqlite3_prepare_v3(lite->db, sql->text, -1, SQLITE_PREPARE_PERSISTENT, &made.st, NULL);
        if (code != SQLITE_OK)
            return sqlite_failed(lite, code, sql->where);
        enum status s = number_params(lite, sql->where, &made);
        if (s != OK) {
            sqlite3_finalize(made.st);
            return s;
        }
        *p = made;
    }
    *ret_st = p->st;
    return OK;
}

static int bind_one(sqlite3_stmt *st, int at, const struct value *v)
{
    assert(v->s.n <= INT_MAX);
    switch (v->type) {
    case VALUE_INT:
        return sqlite3_bind_int64(st, at, v->i);
    case VALUE_TEXT:
        return sqlite3_bind_text(st, at, v->s.p, (int)v->s.n, SQLITE_STATIC);
    case VALUE_BYTES:
        return v->s.n == 0 ? sqlite3_bind_zeroblob(st, at, 0)
                           : sqlite3_bind_blob(st, at, v->s.p, (int)v->s.n, SQLITE_STATIC);
    default:
        return sqlite3_bind_null(st, at);
    }
}

static enum status bind(struct sqlite *lite, int statement, sqlite3_stmt *st,
                        const struct value *value, size_t n)
{
    const struct places *p = &lite->stmt[statement].places;
    const char *where = lite->store.sql[statement].where;
    for (int at = 1; at <= p->n; at++) {
        size_t number = p->number[at - 1];
        if (number > n)
            return store_say(&lite->store, BROKEN, "%s: parameter $%zu, of %zu given", where,
                             number, n);
        int code = bind_one(st, at, &value[number - 1]);
        if (code != SQLITE_OK)
            return sqlite_failed(lite, code, where);
    }
    return OK;
}

/* After an error the engine may have rolled back by itself: a statement must not then commit alone.
 */
static enum status may_write(struct sqlite *lite, const char *where)
{
    if (!sqlite3_get_autocommit(lite->db))
        return OK;
    return store_say(&lite->store, BROKEN, "%s: outside a transaction", where);
}

enum status sqlite_exec(struct store *db, int statement, const struct value *value, size_t n)
{
    struct sqlite *lite = (struct sqlite *)db;
    const char *where = db->sql[statement].where;
    sqlite3_stmt *st;
    TRY(prepare(lite, statement, &st));
    TRY(may_write(lite, where));
    TRY(bind(lite, statement, st, value, n));
    int code = sqlite3_step(st);
    enum status s = OK;
    if (code == SQLITE_ROW)
        s = store_say(db, BROKEN, "%s: gives rows", where);
    else if (code != SQLITE_DONE)
        s = sqlite_failed(lite, code, where);
    sqlite3_reset(st);
    return s;
}

/* ---- rows ---------------------------------------------------------------------------------- */

enum status sqlite_query(struct store *db, int statement, const struct value *value, size_t n,
                         struct cursor *ret_rows)
{
    struct sqlite *lite = (struct sqlite *)db;
    sqlite3_stmt *st;
    TRY(prepare(lite, statement, &st));
    TRY(bind(lite, statement, st, value, n));
    *ret_rows = (struct cursor){.db = db,
                                .where = db->sql[statement].where,
                                .at = st,
                                .n_columns = sqlite3_column_count(st)};
    return OK;
}

enum status sqlite_query_text(struct store *db, const char *text, struct cursor *ret_rows)
{
    struct sqlite *lite = (struct sqlite *)db;
    sqlite3_stmt *st = NULL;
    int code = sqlite3_prepare_v2(lite->db, text, -1, &st, NULL);
    if (code != SQLITE_OK)
        return sqlite_failed(lite, code, text);
    *ret_rows = (struct cursor){
        .db = db, .where = text, .at = st, .n_columns = sqlite3_column_count(st), .is_once = true};
    return OK;
}

enum status sqlite_next(struct cursor *rows)
{
    int code = sqlite3_step(rows->at);
    if (code == SQLITE_ROW)
        return OK;
    return code == SQLITE_DONE ? NOT_FOUND
                               : sqlite_failed((struct sqlite *)rows->db, code, rows->where);
}

struct value sqlite_cell(struct cursor *rows, int column)
{
    sqlite3_stmt *st = rows->at;
    const char *p;
    switch (sqlite3_column_type(st, column)) {
    case SQLITE_INTEGER:
        return value_int(sqlite3_column_int64(st, column));
    case SQLITE_NULL:
        return value_null();
    case SQLITE_BLOB:
        p = sqlite3_column_blob(st, column);
        return value_bytes(p ? p : "", (size_t)sqlite3_column_bytes(st, column));
    default: /* a fraction, which no field takes, as a text */
        p = (const char *)sqlite3_column_text(st, column);
        return value_text((struct str){p ? p : "", (size_t)sqlite3_column_bytes(st, column)});
    }
}

const char *sqlite_column(struct cursor *rows, int column)
{
    return sqlite3_column_name(rows->at, column);
}

void sqlite_end(struct cursor *rows)
{
    if (rows->is_once)
        sqlite3_finalize(rows->at);
    else
        sqlite3_reset(rows->at);
}
