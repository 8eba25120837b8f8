// SPDX-License-Identifier: Apache-2.0
/* engine.h -- what a connection is inside; for the files of this folder alone.
 * Floor 2.  Not here: anything that somebody outside may call. */
#ifndef STORE_ENGINE_H
#define STORE_ENGINE_H

#include "store/store.h"

#include <sqlite3.h>

enum { PARAMS_MAX = 64 };

/* A statement as the engine has it, and which of the caller's values stands at each of its places:
 * to the engine $2 is a name, whose place is where it first appears in the text. */
struct prepared {
    sqlite3_stmt *st; /* NULL until first used */
    int n;
    uint8_t number[PARAMS_MAX];
};

/* What is run at every transaction. */
enum fixed {
    FIXED_BEGIN,
    FIXED_BEGIN_WRITE,
    FIXED_END,
    FIXED_MARK_LEDGER,
    FIXED_MARK_STATE,
    N_FIXED
};

struct store {
    sqlite3 *db;
    sqlite3_stmt *fixed[N_FIXED]; /* NULL until first used */
    enum store_mode mode;
    const struct sql *sql;
    size_t n_sql;
    struct prepared *stmt; /* by number */
    struct buf rows;       /* rows of store_many until their number is known */
    char *path[2];         /* by enum store_file */
    int lock;              /* descriptor of the lock file; -1 for a reader */
    int mark;              /* number of the running or last write transaction, kept in both files */
    int64_t behind[2]; /* marks that a reader waited for in vain: the state is behind until the next
                          commit */
    char error[512];
};

/* The status of an engine's result code; keeps what the engine said, with `where`. */
MUST_USE enum status store_failed(struct store *db, int code, const char *where);
/* Keep a sentence of our own; returns `s`. */
__attribute__((format(printf, 3, 4))) MUST_USE enum status
store_say(struct store *db, enum status s, const char *format, ...);
/* Run fixed SQL that takes no parameters; rows are thrown away. */
MUST_USE enum status store_script(struct store *db, const char *text);
/* The integer of the first row and column of fixed SQL. */
MUST_USE enum status store_number(struct store *db, const char *text, int64_t *ret_number);
/* The present row of st into the struct described by `row`.  `where` names the statement in errors.
 */
MUST_USE enum status store_row(struct store *db, sqlite3_stmt *st, const char *where,
                               const struct record *row, struct arena *a, void *ret_row);

#endif
