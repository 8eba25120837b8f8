// SPDX-License-Identifier: Apache-2.0
/* store_run.c -- transactions, and statements by number.
 * Floor 2.  Each transaction writes its number into the header of both files (user_version): so a
 * reader knows that its two views belong together, and the writer whether a commit that failed
 * happened. */
#include "store/engine.h"

#include <assert.h>
#include <limits.h>
#include <sched.h>

enum { VIEW_YIELDS = 20, VIEW_TRIES = 270, MARK_MAX = 0x3fffffff };

enum status store_script(struct store *db, const char *text)
{
    int code = sqlite3_exec(db->db, text, NULL, NULL, NULL);
    return code == SQLITE_OK ? OK : store_failed(db, code, text);
}

enum status store_number(struct store *db, const char *text, int64_t *ret_number)
{
    sqlite3_stmt *st = NULL;
    int code = sqlite3_prepare_v2(db->db, text, -1, &st, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(st);
    if (code == SQLITE_ROW)
        *ret_number = sqlite3_column_int64(st, 0);
    enum status s = code == SQLITE_ROW    ? OK
                    : code == SQLITE_DONE ? NOT_FOUND
                                          : store_failed(db, code, text);
    sqlite3_finalize(st);
    return s;
}

/* Run one of the fixed statements; the integer that it gives goes to *ret_number (NULL: none). */
static enum status run_fixed(struct store *db, enum fixed which, int64_t *ret_number)
{
    static const char *const text[N_FIXED] = {"begin", "begin immediate", "rollback",
                                              "pragma main.user_version",
                                              "pragma state.user_version"};
    sqlite3_stmt **st = &db->fixed[which];
    int code = SQLITE_OK;
    if (!*st)
        code = sqlite3_prepare_v3(db->db, text[which], -1, SQLITE_PREPARE_PERSISTENT, st, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(*st);
    if (code == SQLITE_ROW && ret_number)
        *ret_number = sqlite3_column_int64(*st, 0);
    enum status s =
        code == SQLITE_ROW || code == SQLITE_DONE ? OK : store_failed(db, code, text[which]);
    sqlite3_reset(*st);
    return s;
}

enum status store_begin(struct store *db)
{
    assert(db->mode == STORE_WRITER && sqlite3_get_autocommit(db->db));
    int64_t mark = 0;
    TRY(run_fixed(db, FIXED_BEGIN_WRITE, NULL));
    enum status s = run_fixed(db, FIXED_MARK_LEDGER, &mark);
    if (s != OK)
        store_rollback(db);
    else
        db->mark = (int)(mark % MARK_MAX) + 1;
    return s;
}

enum status store_commit(struct store *db)
{
    assert(db->mode == STORE_WRITER);
    char text[128];
    if (sqlite3_get_autocommit(db->db))
        return store_say(db, BROKEN, "commit: the transaction was rolled back after an error");
    snprintf(text, sizeof text,
             "pragma main.user_version = %d; pragma state.user_version = %d; commit", db->mark,
             db->mark);
    return store_script(db, text);
}

void store_rollback(struct store *db)
{
    if (!sqlite3_get_autocommit(db->db))
        sqlite3_exec(db->db, "rollback", NULL, NULL, NULL); /* whatever it says, the transaction is
                                                               over */
    assert(sqlite3_get_autocommit(db->db));
}

enum status store_landed(struct store *db, bool *ret_landed)
{
    assert(sqlite3_get_autocommit(db->db));
    int64_t mark = 0;
    TRY(run_fixed(db, FIXED_MARK_LEDGER, &mark));
    *ret_landed = mark == db->mark;
    return OK;
}

/* The state is looked at first: a commit in between then shows a ledger that is ahead, which is
 * allowed. */
static enum status look(struct store *db, int64_t ret_mark[2])
{
    TRY(run_fixed(db, FIXED_BEGIN, NULL));
    TRY(run_fixed(db, FIXED_MARK_STATE, &ret_mark[STORE_STATE]));
    return run_fixed(db, FIXED_MARK_LEDGER, &ret_mark[STORE_LEDGER]);
}

static bool is_settled(const struct store *db, const int64_t mark[2])
{
    return mark[0] == mark[1] || (mark[0] == db->behind[0] && mark[1] == db->behind[1]);
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

enum status store_read_begin(struct store *db)
{
    assert(sqlite3_get_autocommit(db->db));
    int64_t mark[2] = {0, 0};
    for (int i = 0; i < VIEW_TRIES; i++) {
        enum status s = look(db, mark);
        if (s == OK && is_settled(db, mark))
            return OK;
        store_read_end(db);
        TRY(s);
        wait_for_writer(i);
    }
    memcpy(db->behind, mark, sizeof mark);
    enum status s = look(db, mark);
    if (s != OK)
        store_read_end(db);
    return s;
}

void store_read_end(struct store *db)
{
    if (sqlite3_get_autocommit(db->db) || run_fixed(db, FIXED_END, NULL) != OK)
        store_rollback(db);
}

static enum status number_params(struct store *db, const char *where, struct prepared *p)
{
    p->n = sqlite3_bind_parameter_count(p->st);
    for (int at = 1; at <= p->n; at++) {
        const char *name = sqlite3_bind_parameter_name(p->st, at);
        unsigned long number = name && name[0] == '$' ? strtoul(name + 1, NULL, 10) : 0;
        if (number < 1 || number > PARAMS_MAX || at > PARAMS_MAX)
            return store_say(db, BROKEN, "%s: parameter %s", where, name ? name : "?");
        p->number[at - 1] = (uint8_t)number;
    }
    return OK;
}

static enum status prepare(struct store *db, int statement, sqlite3_stmt **ret_st)
{
    assert(statement >= 0 && (size_t)statement < db->n_sql);
    struct prepared *p = &db->stmt[statement];
    const struct sql *sql = &db->sql[statement];
    if (!p->st) {
        struct prepared made = {NULL, 0, {0}};
        int code =
            sqlite3_prepare_v3(db->db, sql->text, -1, SQLITE_PREPARE_PERSISTENT, &made.st, NULL);
        if (code != SQLITE_OK)
            return store_failed(db, code, sql->where);
        enum status s = number_params(db, sql->where, &made);
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

static enum status bind(struct store *db, int statement, sqlite3_stmt *st,
                        const struct value *value, size_t n)
{
    const struct prepared *p = &db->stmt[statement];
    const char *where = db->sql[statement].where;
    for (int at = 1; at <= p->n; at++) {
        size_t number = p->number[at - 1];
        if (number > n)
            return store_say(db, BROKEN, "%s: parameter $%zu, of %zu given", where, number, n);
        int code = bind_one(st, at, &value[number - 1]);
        if (code != SQLITE_OK)
            return store_failed(db, code, where);
    }
    return OK;
}

/* After an error the engine may have rolled back by itself: a statement must not then commit alone.
 */
static enum status may_write(struct store *db, int statement)
{
    if (!sqlite3_get_autocommit(db->db))
        return OK;
    return store_say(db, BROKEN, "%s: outside a transaction", db->sql[statement].where);
}

enum status store_exec(struct store *db, int statement, const struct value *value, size_t n)
{
    sqlite3_stmt *st;
    TRY(prepare(db, statement, &st));
    TRY(may_write(db, statement));
    TRY(bind(db, statement, st, value, n));
    int code = sqlite3_step(st);
    enum status s = OK;
    if (code == SQLITE_ROW)
        s = store_say(db, BROKEN, "%s: gives rows", db->sql[statement].where);
    else if (code != SQLITE_DONE)
        s = store_failed(db, code, db->sql[statement].where);
    sqlite3_reset(st);
    return s;
}

enum status store_one(struct store *db, int statement, const struct value *value, size_t n,
                      const struct record *row, struct arena *a, void *ret_row)
{
    sqlite3_stmt *st;
    TRY(prepare(db, statement, &st));
    TRY(bind(db, statement, st, value, n));
    int code = sqlite3_step(st);
    enum status s = NOT_FOUND;
    if (code == SQLITE_ROW)
        s = store_row(db, st, db->sql[statement].where, row, a, ret_row);
    else if (code != SQLITE_DONE)
        s = store_failed(db, code, db->sql[statement].where);
    sqlite3_reset(st);
    return s;
}

/* Rows from st into db->rows until there are no more or `max`. */
static enum status gather(struct store *db, sqlite3_stmt *st, const char *where,
                          const struct record *row, size_t max, struct arena *a, size_t *ret_n)
{
    size_t n = 0;
    buf_reset(&db->rows);
    for (; n < max; n++) {
        int code = sqlite3_step(st);
        if (code == SQLITE_DONE)
            break;
        if (code != SQLITE_ROW)
            return store_failed(db, code, where);
        void *at = buf_room(&db->rows, row->size);
        if (!at)
            return store_say(db, FULL, "%s: more rows than memory", where);
        TRY(store_row(db, st, where, row, a, at));
        buf_took(&db->rows, row->size);
    }
    *ret_n = n;
    return OK;
}

enum status store_many(struct store *db, int statement, const struct value *value, size_t n,
                       const struct record *row, size_t max, struct arena *a, struct list *ret_rows)
{
    assert(max > 0 && row->size > 0);
    sqlite3_stmt *st;
    size_t n_rows = 0;
    TRY(prepare(db, statement, &st));
    TRY(bind(db, statement, st, value, n));
    enum status s = gather(db, st, db->sql[statement].where, row, max, a, &n_rows);
    sqlite3_reset(st);
    TRY(s);
    void *rows = arena_take(a, n_rows + 1, row->size);
    if (!rows)
        return store_say(db, FULL, "%s: more rows than the arena holds", db->sql[statement].where);
    if (n_rows > 0)
        memcpy(rows, db->rows.p, n_rows * row->size);
    *ret_rows = (struct list){.at = rows, .n = n_rows};
    return OK;
}
