// SPDX-License-Identifier: Apache-2.0
/* query.h -- query.sql and core's own .sql files: heads into struct query, statements checked
 * and numbered.
 * Build time only.  Not here: folds (fold.c), the variants of a list (query_list.c), printing
 * (sql_print.c). */
#ifndef GEN_QUERY_H
#define GEN_QUERY_H

#include "gen.h"
#include "sql_check.h"
#include "sql_text.h"

/* A head of query.sql, read whole. */
struct query_read {
    struct place at;
    struct query q; /* name, kind, args, row, filter, sort, statement, variants */
    bool exec;      /* core's: it writes and gives no rows */
    bool chosen;    /* a field of an operation is chosen `from` it */
    struct gen_room *room;
    struct sql_piece piece;
    struct list scope;   /* LIST: of struct scope */
    struct list variant; /* LIST: of struct variant */
};

/* Read a file of heads and statements for a room.  `begin`: what every name begins with ("appeal").
 * A list of struct query_read; nothing is asked of the engine yet. */
struct list query_file(struct gen_room *r, const char *file, struct str text, const char *begin);
/* Check the statements of a query against the engine and number them; lists need their scopes
 * first. */
void query_check(struct query_read *q, const char *owner);

/* A statement as the store gets it, and where a person wrote it. */
struct query_sql {
    const char *text, *where;
};

/* The statements of all rooms by number. */
extern struct list query_statements; /* of struct query_sql */
/* Add one; its number. */
int query_number(const struct sql_made *m);

#endif
