// SPDX-License-Identifier: Apache-2.0
/* store.h -- the door to the database: numbered statements in, rows out.
 * Floor 2.  The only folder that knows an engine: SQLite's two files in the node's folder, or two
 * schemas of one PostgreSQL database.  Exactly one connection writes; readers are query-only; a
 * lock keeps a second server out.  Not here: what any table means. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/arena.h"
#include "base/buf.h"
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
    const char *address;   /* postgres://...: there, in the schemas ledger and state_<fingerprint>;
                              NULL: in the folder */
    const char *state;     /* the name of the state: "state-1a2b3c4d.db" */
    const struct sql *sql; /* all statements, by number; prepared when first used */
    size_t n_sql;
    struct buf *why;   /* gets a sentence when store_open fails; may be NULL */
    bool is_new_state; /* the writer first removes what is left of that state */
    bool is_shadow;    /* made anew after any end: nothing is flushed (files only) */
};

/* Open a connection.  The writer takes the lock and creates the files that are missing; a reader
 * finds them.  BUSY: another server holds the lock, `why` names its process.  FULL: the disk is.
 * BAD_INPUT: an address that is none, holds a password, or leads to a database that cannot keep a
 * node.  BROKEN: anything else. */
MUST_USE enum status store_open(const struct store_options *o, enum store_mode mode,
                                struct store **ret_db);
/* Where the database of an address is asked: by sockets of this machine, at TCP ports of others. */
enum { STORE_PORTS_MAX = 20 };
struct store_reach {
    bool is_local;
    uint16_t port[STORE_PORTS_MAX];
    int n_ports;
};
/* Nobody is asked for that.  BAD_INPUT: an address that is none, or names too many hosts. */
MUST_USE enum status store_reach(const char *address, struct store_reach *ret_reach);
/* A transaction that was not committed is rolled back.  NULL is allowed. */
void store_close(struct store *db);
/* Take away the ledger and every state of a node that nobody serves.  As store_open. */
MUST_USE enum status store_remove(const struct store_options *o);
/* What the engine said last, and of which statement, for logs; never NULL. */
const char *store_error(const struct store *db);

/* In which file a script's tables stand.  Names are unique over both, so that statements need no
 * prefix. */
enum store_file { STORE_LEDGER, STORE_STATE };
/* Tables come first; secondary indexes are cheapest when the rows are there (a rebuild). */
enum store_part { STORE_TABLES, STORE_INDEXES };

/* Run one part of a script of `create table|index|view ...` statements in one transaction (writer,
 * outside a transaction).  What exists already is left alone, so a script may run at every start.
 * A unique index is a rule, not a help, and belongs to the tables.  `bigint primary key` becomes
 * the engine's own row id; a table with any other primary key is kept in the order of that key,
 * which is its only tree. BAD_INPUT: another statement, or a name that stands in the other file;
 * FULL, BROKEN. */
MUST_USE enum status store_schema(struct store *db, enum store_file file, enum store_part part,
                                  const char *script);

/* A write transaction over both files.  store_commit has flushed the ledger, and only then written
 * the state, when it returns OK.  FULL: the disk is; CONFLICT: a unique key existed; BUSY, BROKEN:
 * anything else.  After any error, of the commit or of a statement, call store_rollback; until then
 * nothing more is written, or it is rolled back with the rest. */
MUST_USE enum status store_begin(struct store *db);
MUST_USE enum status store_commit(struct store *db);
void store_rollback(struct store *db);
/* After a store_commit that failed, and store_rollback: do the entries stand in the ledger all the
 * same (the state then is behind and must be caught up)?  An error is that of reading. */
MUST_USE enum status store_landed(struct store *db, bool *ret_landed);
/* One stable view of both files for a reader's several queries: the same commit in both, unless the
 * state is behind after a crash; never a state ahead of its ledger. */
MUST_USE enum status store_read_begin(struct store *db);
void store_read_end(struct store *db);
/* Move everything from the write-ahead logs into the files and empty the logs (writer, outside a
 * transaction): at shutdown.  BUSY: a reader still looks at older rows;
 * nothing is lost, ask again. */
MUST_USE enum status store_checkpoint(struct store *db);
/* The state that is open takes the place of the one of that name: after a fold of everything,
 * outside a transaction, as the last act of this connection.  BUSY, FULL, BROKEN. */
MUST_USE enum status store_state_becomes(struct store *db, const char *state);
/* After an erasure, so that nothing of it stays in a log or in an older version of a row (writer,
 * outside a transaction): readers are waited for.  BUSY: somebody reads for too long; ask again. */
MUST_USE enum status store_wipe(struct store *db);
/* Write the ledger as this reader's view has it into a new file, which lies in `folder` as it
 * lies in a node's, and flush it; the writer goes on meanwhile.  `told`: pages.  REFUSED: the
 * database has tools of its own for that.  FULL, BROKEN. */
MUST_USE enum status store_copy_ledger(struct store *db, const char *folder,
                                       void (*told)(int64_t done, int64_t all));
/* Bytes of both files with their logs, or of the whole database; -1: it does not answer. */
int64_t store_size(struct store *db);

/* Do the states of two connections hold the same rows, be they of one engine or of two?  CONFLICT:
 * the first difference is told in a sentence that names table, row and column.  An error is that of
 * reading. */
MUST_USE enum status store_compare(struct store *db, struct store *shadow,
                                   struct buf *ret_difference);

/* Where a comparison in pieces stands: at which table, and up to which value of its first column
 * it was compared. */
struct store_place {
    size_t table;
    int64_t after;
};
struct store_place store_place_first(void);
/* The same for about n_rows rows behind that place, which moves on behind them, also when they
 * differ; *ret_round: all tables were seen, and it is the first place again. */
MUST_USE enum status store_compare_some(struct store *db, struct store *shadow,
                                        struct store_place *at, int n_rows,
                                        struct buf *ret_difference, bool *ret_round);

/* Run a statement that gives no rows, inside a transaction.  value[i] is $<i+1>; one may stand
 * several times.  CONFLICT: a unique key exists.  PostgreSQL tells what went wrong at the next read
 * or at the commit: writes are sent without waiting for each. */
MUST_USE enum status store_exec(struct store *db, int statement, const struct value *value,
                                size_t n);
/* The first row of a statement into the struct described by `row`, column i into field i; texts are
 * copied into the arena.  A text field also takes bytes as they are.  NULL makes an optional field
 * absent. NOT_FOUND: no row.  FULL: the arena is.  BROKEN: a value that is not what its field says.
 */
MUST_USE enum status store_one(struct store *db, int statement, const struct value *value, size_t n,
                               const struct record *row, struct arena *a, void *ret_row);
/* The first `max` rows, as an array of the struct in the arena; none is OK. */
MUST_USE enum status store_many(struct store *db, int statement, const struct value *value,
                                size_t n, const struct record *row, size_t max, struct arena *a,
                                struct list *ret_rows);
/* A field's value as the engine keeps it: enums and stages as words, hashes as bytes, bools as 0 or
 * 1, an absent value as NULL.  Not for lists, groups and files, which are rows of their own. */
struct value store_value(const struct field *f, const void *base);
/* The same for one item of a list field. */
struct value store_item(const struct field *f, const void *at);

/* The values of a statement's $1, $2 ...: an absent text is NULL. */
struct value value_int(int64_t i);
struct value value_text(struct str s);
struct value value_bytes(const void *p, size_t n);
struct value value_null(void);

#endif
