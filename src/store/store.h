// SPDX-License-Identifier: Apache-2.0
/* store.h -- the door to the database: numbered statements in, rows out.
 * Floor 2.  The only folder that knows an engine (SQLite here).  Exactly one connection writes;
 * readers are query-only; a lock file keeps a second server out.  Not here: what any table means.
 * */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/arena.h"
#include "base/field.h"

struct store; /* one connection, used by one thread at a time */

/* A statement as a person wrote it; $1, $2 ... are its parameters. */
struct sql {
    const char *text;
    const char *where; /* "src/appeal/query.sql:12", for errors */
};

enum value_type { VALUE_NULL, VALUE_INT, VALUE_TEXT, VALUE_BYTES };

struct value {
    enum value_type type;
    int64_t i;
    struct str s;
};

enum store_mode { STORE_WRITER, STORE_READER };

struct store_options {
    const char *folder;    /* holds ledger.db, state-<fingerprint>.db, lock */
    const char *state;     /* the name of the state file: "state-1a2b3c4d.db" */
    const struct sql *sql; /* all statements, by number; prepared when first used */
    size_t n_sql;
};

/* Open a connection.  The writer takes the lock (BUSY if another server has it) and creates what is
 * missing. BROKEN with a sentence in *ret_what (static or in the store) when the files cannot be
 * used. */
MUST_USE enum status store_open(const struct store_options *o, enum store_mode mode,
                                struct store **ret_db);
void store_close(struct store *db);
/* Run a script of `create ...` statements (writer, outside a transaction).  `bigint primary key`
 * becomes the engine's own row id. */
MUST_USE enum status store_schema(struct store *db, const char *script);
/* What the engine said last, for logs. */
const char *store_error(const struct store *db);

/* A write transaction over both files; COMMIT has flushed the ledger when it returns OK.
 * FULL: the disk is; BROKEN: anything else; after either, roll back and read the ledger's last
 * index. */
MUST_USE enum status store_begin(struct store *db);
MUST_USE enum status store_commit(struct store *db);
void store_rollback(struct store *db);
/* One stable view for a reader's several queries. */
MUST_USE enum status store_read_begin(struct store *db);
void store_read_end(struct store *db);

/* Run a statement that gives no rows.  CONFLICT: a unique key exists. */
MUST_USE enum status store_exec(struct store *db, int statement, const struct value *value,
                                size_t n);
/* The one row of a statement into the struct described by `row`; texts are copied into the arena.
 * NOT_FOUND. */
MUST_USE enum status store_one(struct store *db, int statement, const struct value *value, size_t n,
                               const struct record *row, struct arena *a, void *ret_row);
/* At most `max` rows, as an array of the struct. */
MUST_USE enum status store_many(struct store *db, int statement, const struct value *value,
                                size_t n, const struct record *row, size_t max, struct arena *a,
                                struct list *ret_rows);
/* A field's value as the engine keeps it: enums and stages as words, hashes as bytes, bools as 0
 * or 1. */
struct value store_value(const struct field *f, const void *base);

/* The values of a statement's $1, $2 ... */
struct value value_int(int64_t i);
struct value value_text(struct str s); /* absent: NULL */
struct value value_bytes(const void *p, size_t n);
struct value value_null(void);

#endif
