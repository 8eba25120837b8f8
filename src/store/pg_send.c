// SPDX-License-Identifier: Apache-2.0
/* pg_send.c -- PostgreSQL: what is sent through the pipeline, and what becomes of it.
 * Floor 2.  Texts go as bytes with their length: a text with a 0 in it is refused by the server and
 * never cut short.  Numbers go as digits, since the server decides how wide each is. */
#include "store/pg.h"

#include <assert.h>
#include <ctype.h>
#include <limits.h>

enum { STATEMENT_MAX = 256 * 1024, NUMBER_BYTES = 24 };

/* The parameters of one call, as the library takes them. */
struct bound {
    const char *value[PARAMS_MAX];
    int length[PARAMS_MAX], format[PARAMS_MAX];
    char number[PARAMS_MAX][NUMBER_BYTES];
};

static void note(struct pg *pg, enum sent_kind kind, int statement, const char *where)
{
    assert(pg->n_sent < SENT_MAX);
    pg->sent[pg->n_sent++] = (struct sent){kind, statement, where};
}

/* What is over is closed at once, so that nobody takes it for a connection. */
static enum status lost(struct pg *pg, const char *where)
{
    PQfinish(pg->conn);
    pg->conn = NULL;
    pg->is_lost = true;
    pg->n_sent = 0;
    return store_say(&pg->store, BROKEN, "%s: the connection to the database broke", where);
}

/* ---- sending ------------------------------------------------------------------------------- */

/* The place of a parameter: where it first appears. */
static int place_of(struct places *p, unsigned long number)
{
    for (int i = 0; i < p->n; i++)
        if (p->number[i] == number)
            return i + 1;
    if (number < 1 || number > PARAMS_MAX || p->n == PARAMS_MAX)
        return 0;
    p->number[p->n++] = (uint8_t)number;
    return p->n;
}

/* The server wants its parameters without gaps: the text with the numbers of their places. */
static enum status put_text(struct pg *pg, const struct sql *sql, struct places *ret_places,
                            struct buf *to)
{
    bool quoted = false;
    for (const char *p = sql->text; *p;) {
        quoted ^= *p == '\'';
        if (quoted || *p != '$' || !isdigit((unsigned char)p[1])) {
            buf_byte(to, *p++);
            continue;
        }
        char *end;
        int place = place_of(ret_places, strtoul(p + 1, &end, 10));
        if (place == 0)
            return store_say(&pg->store, BROKEN, "%s: parameter %.*s", sql->where, (int)(end - p),
                             p);
        buf_printf(to, "$%d", place);
        p = end;
    }
    buf_byte(to, 0);
    return to->full ? FULL : OK;
}

static void name_of(int statement, char ret_name[16])
{
    snprintf(ret_name, 16, "s%d", statement);
}

static enum status prepare(struct pg *pg, int statement)
{
    struct pg_statement *st = &pg->stmt[statement];
    const struct sql *sql = &pg->store.sql[statement];
    struct places places = {0, {0}};
    struct buf text;
    char name[16];
    if (st->is_prepared)
        return OK;
    buf_init(&text, STATEMENT_MAX);
    name_of(statement, name);
    enum status s = put_text(pg, sql, &places, &text);
    bool sent = s == OK && PQsendPrepare(pg->conn, name, text.p, 0, NULL) == 1;
    buf_close(&text);
    TRY(s);
    if (!sent)
        return lost(pg, sql->where);
    note(pg, SENT_PREPARE, statement, sql->where);
    st->places = places;
    st->is_prepared = true;
    return OK;
}

static void bind_one(struct bound *b, int at, const struct value *v)
{
    assert(v->s.n <= INT_MAX);
    b->format[at] = 1;
    b->length[at] = (int)v->s.n;
    b->value[at] = v->type == VALUE_NULL ? NULL : v->s.p ? v->s.p : "";
    if (v->type != VALUE_INT)
        return;
    snprintf(b->number[at], NUMBER_BYTES, "%lld", (long long)v->i);
    b->format[at] = 0;
    b->value[at] = b->number[at];
}

enum status pg_send(struct pg *pg, int statement, const struct value *value, size_t n,
                    enum sent_kind kind)
{
    struct bound b;
    char name[16];
    const char *where = pg->store.sql[statement].where;
    TRY(prepare(pg, statement));
    const struct places *p = &pg->stmt[statement].places;
    for (int i = 0; i < p->n; i++) {
        size_t number = p->number[i];
        if (number > n)
            return store_say(&pg->store, BROKEN, "%s: parameter $%zu, of %zu given", where, number,
                             n);
        bind_one(&b, i, &value[number - 1]);
    }
    name_of(statement, name);
    if (PQsendQueryPrepared(pg->conn, name, p->n, b.value, b.length, b.format, 1) != 1)
        return lost(pg, where);
    note(pg, kind, statement, where);
    return OK;
}

enum status pg_send_text(struct pg *pg, const char *text, enum sent_kind kind)
{
    if (PQsendQueryParams(pg->conn, text, 0, NULL, NULL, NULL, NULL, 1) != 1)
        return lost(pg, text);
    note(pg, kind, -1, text);
    return OK;
}

enum status pg_send_sync(struct pg *pg)
{
    if (PQpipelineSync(pg->conn) != 1)
        return lost(pg, "sync");
    note(pg, SENT_SYNC, -1, "sync");
    return OK;
}

/* ---- hearing ------------------------------------------------------------------------------- */

static void keep_mark(struct pg *pg, const PGresult *answer)
{
    if (PQntuples(answer) == 1 && PQgetlength(answer, 0, 0) < MARK_BYTES)
        snprintf(pg->mark, MARK_BYTES, "%.*s", PQgetlength(answer, 0, 0), PQgetvalue(answer, 0, 0));
}

/* What an answer that is no error says; `commit` of a transaction that had failed is one too. */
static enum status judge(struct pg *pg, const struct sent *sent, PGresult *answer)
{
    bool gives_rows = PQresultStatus(answer) == PGRES_TUPLES_OK;
    if (sent->kind == SENT_MARK && gives_rows)
        keep_mark(pg, answer);
    if (sent->kind == SENT_EXEC && gives_rows)
        return store_say(&pg->store, BROKEN, "%s: gives rows", sent->where);
    if (strcmp(sent->where, "commit") == 0 && strcmp(PQcmdStatus(answer), "COMMIT") != 0)
        return store_say(&pg->store, BROKEN, "commit: the transaction was rolled back");
    return OK;
}

/* Has the session ended with this answer?  The server says so before the connection breaks. */
static bool is_last(const struct pg *pg, const PGresult *answer)
{
    const char *severity = PQresultErrorField(answer, PG_DIAG_SEVERITY_NONLOCALIZED);
    return !answer || PQstatus(pg->conn) != CONNECTION_OK ||
           (severity && (strcmp(severity, "FATAL") == 0 || strcmp(severity, "PANIC") == 0));
}

/* One answer.  What follows an error is passed over by the server: only the first is told. */
static enum status hear_one(struct pg *pg, const struct sent *sent, bool is_told)
{
    PGresult *answer = PQgetResult(pg->conn);
    ExecStatusType kind = PQresultStatus(answer); /* of NULL: PGRES_FATAL_ERROR */
    enum status s = OK;
    if (is_last(pg, answer))
        s = lost(pg, sent->where);
    else if (kind == PGRES_FATAL_ERROR)
        s = is_told ? BROKEN : pg_failed(pg, answer, sent->where);
    else if (kind == PGRES_COMMAND_OK || kind == PGRES_TUPLES_OK)
        s = judge(pg, sent, answer);
    if (sent->kind == SENT_PREPARE && kind != PGRES_COMMAND_OK)
        pg->stmt[sent->statement].is_prepared = false;
    PQclear(answer);
    if (!pg->is_lost && sent->kind != SENT_SYNC)
        PQclear(PQgetResult(pg->conn)); /* nothing: the end of that answer */
    return s;
}

static void forget(struct pg *pg, size_t n)
{
    if (n >= pg->n_sent) {
        pg->n_sent = 0;
        return;
    }
    pg->n_sent -= n;
    memmove(pg->sent, pg->sent + n, pg->n_sent * sizeof pg->sent[0]);
}

enum status pg_hear(struct pg *pg)
{
    enum status s = OK;
    size_t i = 0;
    pg->is_lost = false;
    for (; i < pg->n_sent && pg->sent[i].kind != SENT_QUERY; i++) {
        struct sent sent = pg->sent[i];
        enum status t = hear_one(pg, &sent, s != OK);
        s = s == OK ? t : s;
    }
    forget(pg, i);
    if (s != OK && pg->transaction == PG_OPEN)
        pg->transaction = PG_FAILED;
    return s;
}

enum status pg_settle(struct pg *pg)
{
    pg->is_lost = false;
    TRY(pg_send_sync(pg));
    return pg_hear(pg);
}

PGresult *pg_take_answer(struct pg *pg)
{
    if (pg->n_sent == 0)
        return NULL;
    assert(pg->sent[0].kind == SENT_QUERY);
    const char *where = pg->sent[0].where;
    PGresult *answer = PQgetResult(pg->conn);
    if (is_last(pg, answer)) {
        PQclear(answer);
        enum status s = lost(pg, where);
        (void)s; /* is_lost says it */
        return NULL;
    }
    return answer;
}
