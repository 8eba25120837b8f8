// SPDX-License-Identifier: Apache-2.0
/* engine.h -- what a connection is inside, and what each of the two engines can do; for the files
 * of this folder alone.
 * Floor 2.  Not here: anything that somebody outside may call. */
#ifndef STORE_ENGINE_H
#define STORE_ENGINE_H

#include "store/store.h"

enum { PARAMS_MAX = 64 };

/* A statement has named its parameters $1, $2 ... in any order and more than once; an engine binds
 * by place. */
struct places {
    int n;
    uint8_t number[PARAMS_MAX]; /* which of the caller's values stands at each place */
};

/* Where a reading stands: its rows come one at a time.  Texts and bytes of a row live until the
 * next one. */
struct cursor {
    struct store *db;
    const char *where; /* names the statement in errors */
    int n_columns;
    void *at; /* the engine's own */
    int row, n_rows;
    bool is_once; /* the statement was made for these rows alone */
};

/* How an engine says what a schema in the shared dialect says. */
struct dialect {
    const char *row_id; /* `bigint primary key` */
    const char *text;   /* the type of a text, compared byte by byte */
    const char *keyed;  /* behind a table with any other key */
    const char *view;   /* the words that make a view */
    bool has_virtual;   /* virtual tables */
    bool places_index;  /* the name of an index says where it lies */
};

/* What an engine does behind each function of the door, whose contract is in store.h. */
struct engine {
    struct dialect dialect;
    size_t size; /* of its connection, which begins with a struct store */
    enum status (*open)(struct store *db, const struct store_options *o);
    void (*close)(struct store *db);
    enum status (*remove)(struct store *db, const struct store_options *o);
    enum status (*begin)(struct store *db);
    enum status (*commit)(struct store *db);
    void (*rollback)(struct store *db);
    enum status (*landed)(struct store *db, bool *ret_landed);
    enum status (*read_begin)(struct store *db);
    void (*read_end)(struct store *db);
    enum status (*checkpoint)(struct store *db);
    enum status (*wipe)(struct store *db);
    enum status (*state_becomes)(struct store *db, const char *state);
    enum status (*copy_ledger)(struct store *db, const char *folder,
                               void (*told)(int64_t done, int64_t all));
    int64_t (*bytes)(struct store *db);
    enum status (*exec)(struct store *db, int statement, const struct value *value, size_t n);
    /* Begin to read: a statement by number, or fixed text without parameters. */
    enum status (*query)(struct store *db, int statement, const struct value *value, size_t n,
                         struct cursor *ret_rows);
    enum status (*query_text)(struct store *db, const char *text, struct cursor *ret_rows);
    enum status (*next)(struct cursor *rows); /* NOT_FOUND: that was the last */
    struct value (*cell)(struct cursor *rows, int column);
    const char *(*column)(struct cursor *rows, int column);
    void (*end)(struct cursor *rows);
    /* Run several statements without parameters. */
    enum status (*script)(struct store *db, const char *text);
    const char *(*place)(const struct store *db, enum store_file file); /* before a table's name */
    /* The text of a query: how many names stand in both files; the names of the state's tables. */
    void (*put_clashes)(const struct store *db, struct buf *to);
    void (*put_tables)(const struct store *db, struct buf *to);
};

extern const struct engine sqlite_engine, pg_engine;

/* The head of every connection. */
struct store {
    const struct engine *engine;
    enum store_mode mode;
    const struct sql *sql;
    size_t n_sql;
    struct buf rows; /* rows of store_many until their number is known */
    char error[512];
};

/* Keep a sentence of our own; returns `s`. */
__attribute__((format(printf, 3, 4))) MUST_USE enum status
store_say(struct store *db, enum status s, const char *format, ...);
/* The integer of the first row and column of fixed SQL. */
MUST_USE enum status store_number(struct store *db, const char *text, int64_t *ret_number);
/* The present row into the struct described by `row`. */
MUST_USE enum status store_row(struct cursor *rows, const struct record *row, struct arena *a,
                               void *ret_row);

#endif
