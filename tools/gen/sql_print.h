// SPDX-License-Identifier: Apache-2.0
/* sql_print.h -- queries, folds and statements as C.
 * Build time only. */
#ifndef GEN_SQL_PRINT_H
#define GEN_SQL_PRINT_H

#include "fold.h"
#include "query.h"

/* A room with its SQL read and checked. */
struct sql_room {
    struct gen_room *room;
    struct list query; /* of struct query_read */
    struct list fold;  /* of struct fold_read */
    struct str schema; /* the text of schema.sql; absent: none */
    struct str truth;  /* core's truth.sql; absent: none */
    bool is_core;      /* its statements may write */
};

/* <room>_sql.gen.h: structs and typed functions. */
void sql_print_header(struct buf *to, const struct sql_room *r);
/* <room>_sql.gen.c: the tables. */
void sql_print_tables(struct buf *to, const struct sql_room *r);
/* sql.gen.c: all statements by number. */
void sql_print_statements(struct buf *to);
/* A C string of any length, in lines. */
void sql_print_string(struct buf *to, struct str text);
/* A record without lists as members of a struct, and as a table of struct field (`outside`: other
 * files see it). */
/* Does the struct say in a `bool has_x` whether it was given? */
bool sql_print_has(const struct field *f);
void sql_print_members(struct buf *to, const struct record *r);
void sql_print_fields(struct buf *to, bool outside, const char *table, const char *type,
                      const struct record *r);

#endif
