// SPDX-License-Identifier: Apache-2.0
/* pg_run.c -- PostgreSQL: transactions, and statements by number.
 * Floor 2.  A connection that broke is made again at the next beginning; what was begun on it is
 * asked once more where nothing of it had been answered, and has failed where something had. */
#include "store/pg.h"

#include <assert.h>
#include <endian.h>

/* Types as the server numbers them, for good. */
enum {
    TYPE_BOOL = 16, /* of a comparison */
    TYPE_BYTEA = 17,
    TYPE_INT8 = 20,
    TYPE_INT2 = 21,
    TYPE_INT4 = 23,
    TYPE_NUMERIC = 1700
};

/* ---- transactions -------------------------------------------------------------------------- */

static enum status make_ready(struct pg *pg)
{
    if (PQstatus(pg->conn) == CONNECTION_OK)
        return OK;
    enum status s = pg_connect(pg);
    return s == BROKEN ? BUSY : s;
}

/* The server's number of the transaction is asked for before anything is written in it: with it,
 * and with nothing else, can a commit whose answer never came be found again. */
static enum status send_begin(struct pg *pg)
{
    pg->has_done = false;
    TRY(make_ready(pg));
    if (pg->store.mode == STORE_READER) {
        TRY(pg_send_text(pg, "begin isolation level repeatable read read only", SENT_FIXED));
    } else {
        pg->mark[0] = 0;
        TRY(pg_send_text(pg, "begin", SENT_FIXED));
        TRY(pg_send_text(pg, "select pg_current_xact_id()::text", SENT_MARK));
    }
    pg->transaction = PG_OPEN;
    return OK;
}

enum status pg_begin(struct store *db)
{
    assert(((struct pg *)db)->transaction == PG_NONE);
    return send_begin((struct pg *)db);
}

enum status pg_commit(struct store *db)
{
    struct pg *pg = (struct pg *)db;
    if (pg->transaction != PG_OPEN)
        return store_say(db, BROKEN, "commit: the transaction was rolled back after an error");
    if (!pg->mark[0])
        TRY(pg_settle(pg));
    TRY(pg_send_text(pg, "commit", SENT_FIXED));
    enum status s = pg_settle(pg);
    pg->transaction = s == OK ? PG_NONE : PG_FAILED;
    return s;
}

void pg_rollback(struct store *db)
{
    struct pg *pg = (struct pg *)db;
    enum status s = OK;
    if (pg->transaction == PG_NONE)
        return;
    if (PQstatus(pg->conn) == CONNECTION_OK) {
        s = pg_send_text(pg, "rollback", SENT_FIXED);
        if (s == OK)
            s = pg_settle(pg); /* whatever it says, the transaction is over */
    }
    pg->transaction = PG_NONE;
}

/* Who has the lock again knows that the other connection has ended, and the answer is final. */
enum status pg_landed(struct store *db, bool *ret_landed)
{
    struct pg *pg = (struct pg *)db;
    struct cursor rows;
    char text[80];
    assert(pg->transaction == PG_NONE);
    *ret_landed = false;
    if (!pg->mark[0])
        return OK; /* then `commit` was never sent */
    TRY(make_ready(pg));
    snprintf(text, sizeof text, "select pg_xact_status('%s'::xid8)", pg->mark);
    TRY(pg_query_text(db, text, &rows));
    enum status s = pg_next(&rows);
    if (s == OK)
        *ret_landed = str_is(pg_cell(&rows, 0).s, "committed");
    pg_end(&rows);
    return s;
}

enum status pg_read_begin(struct store *db)
{
    assert(((struct pg *)db)->transaction == PG_NONE);
    return send_begin((struct pg *)db);
}

/* Nobody waits for its answer: it is read before the next one. */
void pg_read_end(struct store *db)
{
    struct pg *pg = (struct pg *)db;
    if (pg->transaction != PG_NONE && PQstatus(pg->conn) == CONNECTION_OK) {
        enum status s = pg_send_text(pg, "rollback", SENT_FIXED);
        if (s == OK)
            s = pg_send_sync(pg);
        (void)s; /* a connection that breaks here is made again at the next beginning */
    }
    pg->transaction = PG_NONE;
}

/* ---- statements ---------------------------------------------------------------------------- */

enum status pg_exec(struct store *db, int statement, const struct value *value, size_t n)
{
    struct pg *pg = (struct pg *)db;
    const char *where = db->sql[statement].where;
    if (db->mode != STORE_WRITER || pg->transaction != PG_OPEN)
        return store_say(db, BROKEN, "%s: outside a transaction that can still write", where);
    if (pg->n_sent + 4 > SENT_MAX)
        TRY(pg_settle(pg));
    pg->has_done = true;
    return pg_send(pg, statement, value, n, SENT_EXEC);
}

/* Hear all that came before, then the answer itself, then the sync behind it. */
static enum status hear_answer(struct pg *pg, PGresult **ret_answer)
{
    const char *where = pg->sent[pg->n_sent - 2].where;
    enum status s = pg_hear(pg);
    PGresult *answer = pg_take_answer(pg);
    if (answer && s == OK && PQresultStatus(answer) != PGRES_TUPLES_OK)
        s = PQresultStatus(answer) == PGRES_COMMAND_OK
                ? store_say(&pg->store, BROKEN, "%s: gives no rows", where)
                : pg_failed(pg, answer, where);
    if (answer) {
        PQclear(PQgetResult(pg->conn)); /* the end of that answer */
        pg->sent[0].kind = SENT_SYNC;   /* only the sync is left */
        pg->n_sent = 1;
        enum status t = pg_hear(pg);
        s = s == OK ? t : s;
    } else if (s == OK) {
        s = BROKEN;
    }
    if (s != OK) {
        PQclear(answer);
        return s;
    }
    *ret_answer = answer;
    return OK;
}

static enum status ask_once(struct pg *pg, int statement, const struct value *value, size_t n,
                            PGresult **ret_answer)
{
    pg->is_lost = false;
    if (pg->transaction == PG_NONE)
        TRY(make_ready(pg));
    if (pg->n_sent + 4 > SENT_MAX)
        TRY(pg_settle(pg));
    TRY(pg_send(pg, statement, value, n, SENT_QUERY));
    TRY(pg_send_sync(pg));
    return hear_answer(pg, ret_answer);
}

enum status pg_query(struct store *db, int statement, const struct value *value, size_t n,
                     struct cursor *ret_rows)
{
    struct pg *pg = (struct pg *)db;
    PGresult *answer = NULL;
    bool was_open = pg->transaction == PG_OPEN;
    if (pg->transaction == PG_FAILED)
        return store_say(db, BROKEN, "%s: after an error in the same transaction",
                         db->sql[statement].where);
    enum status s = ask_once(pg, statement, value, n, &answer);
    if (s != OK && pg->is_lost && !(was_open && pg->has_done)) {
        pg->transaction = PG_NONE;
        s = was_open ? send_begin(pg) : OK;
        if (s == OK)
            s = ask_once(pg, statement, value, n, &answer);
    }
    pg->has_done = true;
    if (s != OK && was_open)
        pg->transaction = PG_FAILED;
    TRY(s);
    *ret_rows = (struct cursor){.db = db,
                                .where = db->sql[statement].where,
                                .at = answer,
                                .n_columns = PQnfields(answer),
                                .row = -1,
                                .n_rows = PQntuples(answer)};
    return OK;
}

/* Fixed text may give a whole table: its rows come one by one. */
enum status pg_query_text(struct store *db, const char *text, struct cursor *ret_rows)
{
    struct pg *pg = (struct pg *)db;
    if (pg->transaction == PG_NONE)
        TRY(make_ready(pg));
    if (pg->n_sent)
        TRY(pg_settle(pg)); /* so that the rows' mode is that of this text */
    TRY(pg_send_text(pg, text, SENT_QUERY));
    pg->has_done = true;
    int ok = PQsetSingleRowMode(pg->conn);
    assert(ok == 1); /* just sent, nothing read */
    (void)ok;
    TRY(pg_send_sync(pg));
    PGresult *first = pg_take_answer(pg);
    if (!first)
        return BROKEN;
    *ret_rows = (struct cursor){.db = db,
                                .where = "fixed text",
                                .at = first,
                                .n_columns = PQnfields(first),
                                .row = -1,
                                .is_once = true};
    if (PQresultStatus(first) == PGRES_SINGLE_TUPLE || PQresultStatus(first) == PGRES_TUPLES_OK)
        return OK;
    enum status s = pg_failed(pg, first, text);
    pg_end(ret_rows);
    return s;
}

/* ---- rows ---------------------------------------------------------------------------------- */

static enum status next_alone(struct cursor *rows)
{
    struct pg *pg = (struct pg *)rows->db;
    if (rows->row >= 0) {
        PQclear(rows->at);
        rows->at = pg_take_answer(pg);
    }
    rows->row = 0;
    if (!rows->at)
        return BROKEN;
    switch (PQresultStatus(rows->at)) {
    case PGRES_SINGLE_TUPLE:
        return OK;
    case PGRES_TUPLES_OK: /* the last answer, without a row */
        return NOT_FOUND;
    default:
        return pg_failed(pg, rows->at, rows->where);
    }
}

enum status pg_next(struct cursor *rows)
{
    if (rows->is_once)
        return next_alone(rows);
    return ++rows->row < rows->n_rows ? OK : NOT_FOUND;
}

static int16_t short_at(const char *p)
{
    uint16_t v;
    memcpy(&v, p, sizeof v);
    return (int16_t)be16toh(v);
}

static int64_t int_at(const char *p, int n)
{
    uint32_t v4;
    uint64_t v8;
    if (n == 2)
        return short_at(p);
    if (n == 4) {
        memcpy(&v4, p, sizeof v4);
        return (int32_t)be32toh(v4);
    }
    memcpy(&v8, p, sizeof v8);
    return (int64_t)be64toh(v8);
}

/* A sum of bigints is a numeric: digits of base 10000, the first of weight w.  It is added up
 * downwards, since INT64_MIN is one too.  What is no int64 is given as a text, which no field of a
 * number takes. */
static struct value numeric_at(const char *p, int n)
{
    enum { HEAD = 8, NEGATIVE = 0x4000, BASE = 10000 };
    const struct value none = value_text(S("no whole number of 64 bits"));
    if (n < HEAD)
        return none;
    int digits = short_at(p), weight = short_at(p + 2), sign = short_at(p + 4);
    int64_t v = 0;
    if (n != HEAD + 2 * digits || digits > weight + 1 || (sign != 0 && sign != NEGATIVE))
        return digits == 0 ? value_int(0) : none;
    for (int i = 0; i <= weight; i++) {
        int64_t digit = i < digits ? short_at(p + HEAD + 2 * i) : 0;
        if (__builtin_mul_overflow(v, BASE, &v) || __builtin_sub_overflow(v, digit, &v))
            return none;
    }
    if (sign == 0 && v == INT64_MIN)
        return none;
    return value_int(sign ? v : -v);
}

struct value pg_cell(struct cursor *rows, int column)
{
    int row = rows->row;
    if (PQgetisnull(rows->at, row, column))
        return value_null();
    const char *p = PQgetvalue(rows->at, row, column);
    int n = PQgetlength(rows->at, row, column);
    switch (PQftype(rows->at, column)) {
    case TYPE_INT2:
    case TYPE_INT4:
    case TYPE_INT8:
        return value_int(int_at(p, n));
    case TYPE_BOOL:
        return value_int(p[0] != 0);
    case TYPE_NUMERIC:
        return numeric_at(p, n);
    case TYPE_BYTEA:
        return value_bytes(p, (size_t)n);
    default:
        return value_text((struct str){p, (size_t)n});
    }
}

const char *pg_column(struct cursor *rows, int column)
{
    return PQfname(rows->at, column);
}

/* Of a text: read to the end of its answer and the sync behind it. */
void pg_end(struct cursor *rows)
{
    struct pg *pg = (struct pg *)rows->db;
    PQclear(rows->at);
    if (!rows->is_once)
        return;
    for (PGresult *left; (left = PQgetResult(pg->conn));)
        PQclear(left);
    if (pg->n_sent == 2) { /* the query and its sync */
        pg->sent[0].kind = SENT_SYNC;
        pg->n_sent = 1;
        enum status s = pg_hear(pg);
        (void)s; /* a connection that breaks here is made again at the next beginning */
    }
}
