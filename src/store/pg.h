// SPDX-License-Identifier: Apache-2.0
/* pg.h -- a connection to PostgreSQL; for pg*.c alone.
 * Floor 2.  Everything goes through a pipeline: writes and `begin` are sent without waiting, and
 * what became of them is read at the next query or at the commit. */
#ifndef STORE_PG_H
#define STORE_PG_H

#include "store/engine.h"

#include <libpq-fe.h>

enum { SENT_MAX = 256, SCHEMA_BYTES = 64, MARK_BYTES = 24 };

/* A statement as the server has it. */
struct pg_statement {
    bool is_prepared;
    struct places places;
};

/* What was sent and is not yet answered. */
enum sent_kind {
    SENT_PREPARE,
    SENT_EXEC,  /* must give no rows */
    SENT_FIXED, /* begin, commit, rollback */
    SENT_MARK,  /* the number of the transaction */
    SENT_QUERY, /* whose rows somebody waits for */
    SENT_SYNC,
};

struct sent {
    enum sent_kind kind;
    int statement;     /* of prepare, exec; -1: none */
    const char *where; /* for errors */
};

enum pg_transaction {
    PG_NONE,
    PG_OPEN,
    PG_FAILED, /* nothing more can be done in it */
};

struct pg {
    struct store store;
    PGconn *conn;
    struct buf address;
    char state[SCHEMA_BYTES];  /* the state's schema */
    struct pg_statement *stmt; /* by number */
    struct sent sent[SENT_MAX];
    size_t n_sent;
    enum pg_transaction transaction;
    bool has_done;         /* something of the transaction was answered, or written */
    bool is_lost;          /* the connection broke while answers were awaited */
    enum status failed;    /* of the answers read: the first error */
    char mark[MARK_BYTES]; /* the server's number of the transaction; empty: not known */
};

/* ---- pg_connect.c ---- */

/* The schema that a state of that name lies in: "state-1a2b.db" is state_1a2b. */
void pg_schema_name(const char *state, char ret_schema[SCHEMA_BYTES]);
/* Is that an address we take?  BAD_INPUT, with a sentence. */
MUST_USE enum status pg_check_address(struct pg *pg);
/* Connect, or connect again after the connection broke; the writer takes the lock.  As store_open.
 */
MUST_USE enum status pg_connect(struct pg *pg);
/* Run several statements one after the other, outside the pipeline. */
MUST_USE enum status pg_script(struct store *db, const char *text);
/* The status of an answer that is an error; keeps what the server said, with `where`. */
MUST_USE enum status pg_failed(struct pg *pg, const PGresult *answer, const char *where);

/* ---- pg_send.c ---- */

/* Send a statement by number, prepared first if need be; as a write or a query. */
MUST_USE enum status pg_send(struct pg *pg, int statement, const struct value *value, size_t n,
                             enum sent_kind kind);
/* Send fixed text without parameters. */
MUST_USE enum status pg_send_text(struct pg *pg, const char *text, enum sent_kind kind);
/* Send the mark up to which the server answers. */
MUST_USE enum status pg_send_sync(struct pg *pg);
/* Read all that is awaited, up to a query (whose answer is not read).  The first error; is_lost. */
MUST_USE enum status pg_hear(struct pg *pg);
/* The same after a sync of our own: nothing is awaited any more. */
MUST_USE enum status pg_settle(struct pg *pg);
/* Take the answer of the query before which pg_hear stopped.  NULL: the connection broke. */
PGresult *pg_take_answer(struct pg *pg);

/* ---- pg_run.c ---- */

/* Each as its name in struct engine (engine.h) and the door (store.h) says. */
MUST_USE enum status pg_begin(struct store *db);
MUST_USE enum status pg_commit(struct store *db);
void pg_rollback(struct store *db);
MUST_USE enum status pg_landed(struct store *db, bool *ret_landed);
MUST_USE enum status pg_read_begin(struct store *db);
void pg_read_end(struct store *db);
MUST_USE enum status pg_exec(struct store *db, int statement, const struct value *value, size_t n);
MUST_USE enum status pg_query(struct store *db, int statement, const struct value *value, size_t n,
                              struct cursor *ret_rows);
MUST_USE enum status pg_query_text(struct store *db, const char *text, struct cursor *ret_rows);
MUST_USE enum status pg_next(struct cursor *rows);
struct value pg_cell(struct cursor *rows, int column);
const char *pg_column(struct cursor *rows, int column);
void pg_end(struct cursor *rows);

#endif
