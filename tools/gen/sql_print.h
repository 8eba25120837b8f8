// SPDX-License-Identifier: Apache-2.0
/* sql_print.h -- queries, folds and statements as C.
 * Build time only. */
#ifndef GEN_SQL_PRINT_H
#define GEN_SQL_PRINT_H

#include "fold.h"
#include "out.h"
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

/* <room>_sql.gen.h: structs and typed functions (sql_print_head.c). */
void sql_print_header(const struct sql_room *r, const char *folder);
/* <room>_sql.gen.c: the tables. */
void sql_print_tables(const struct sql_room *r, const char *folder);
/* sql.gen.h and sql.gen.c: all statements by number. */
void sql_print_statements(const char *folder);

#endif
