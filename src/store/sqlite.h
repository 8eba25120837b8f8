// SPDX-License-Identifier: Apache-2.0
/* sqlite.h -- a connection to SQLite's two files; for sqlite.c and sqlite_run.c.
 * Floor 2. */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include "store/engine.h"

#include <sqlite3.h>

/* A statement as the engine has it: to the engine $2 is a name, whose place is where it first
 * appears in the text. */
struct prepared {
    sqlite3_stmt *st; /* NULL until first used */
    struct places places;
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

struct sqlite {
    struct store store;
    sqlite3 *db;
    sqlite3_stmt *fixed[N_FIXED]; /* NULL until first used */
    struct prepared *stmt;        /* by number */
    char *path[2];                /* by enum store_file */
    int lock;                     /* descriptor of the lock file; -1 for a reader */
    int mark;          /* number of the running or last write transaction, kept in both files */
    int64_t behind[2]; /* marks that a reader waited for in vain: the state is behind until the next
                          commit */
};

/* The status of a result code; keeps what the engine said, with `where`. */
MUST_USE enum status sqlite_failed(struct sqlite *lite, int code, const char *where);

/* Each as its name in struct engine (engine.h) and the door (store.h) says. */
MUST_USE enum status sqlite_script(struct store *db, const char *text);
MUST_USE enum status sqlite_begin(struct store *db);
MUST_USE enum status sqlite_commit(struct store *db);
void sqlite_rollback(struct store *db);
MUST_USE enum status sqlite_landed(struct store *db, bool *ret_landed);
MUST_USE enum status sqlite_read_begin(struct store *db);
void sqlite_read_end(struct store *db);
MUST_USE enum status sqlite_exec(struct store *db, int statement, const struct value *value,
                                 size_t n);
MUST_USE enum status sqlite_query(struct store *db, int statement, const struct value *value,
                                  size_t n, struct cursor *ret_rows);
MUST_USE enum status sqlite_query_text(struct store *db, const char *text, struct cursor *ret_rows);
MUST_USE enum status sqlite_next(struct cursor *rows);
struct value sqlite_cell(struct cursor *rows, int column);
const char *sqlite_column(struct cursor *rows, int column);
void sqlite_end(struct cursor *rows);

#endif
