// SPDX-License-Identifier: Apache-2.0
/* query.h -- a room's named statements, run and read into their structs.
 * Floor 4.  The generated <room>_sql.gen.h wraps these in typed functions. */
#ifndef CORE_QUERY_H
#define CORE_QUERY_H

#include "core/ctx.h"

/* `args` points to the struct described by q->args (NULL where there are none).  NOT_FOUND when
 * there is no row. */
MUST_USE enum status query_one(struct store *db, const struct query *q, const void *args,
                               void *ret_row, struct arena *a);
/* All rows, at most LIMIT_LIST_ITEMS (then FULL). */
MUST_USE enum status query_many(struct store *db, const struct query *q, const void *args,
                                struct list *ret_rows, struct arena *a);

/* The first of the rows, at most `max` of them, and of no more is read. */
MUST_USE enum status query_some(struct store *db, const struct query *q, const void *args,
                                size_t max, struct list *ret_rows, struct arena *a);
/* Is the value at `value`, of the type of the first column, in that column of one of the rows?  The
 * query is one that a field is chosen `from`; not all rows are read.  NOT_FOUND: it is not. */
MUST_USE enum status query_look_up(struct store *db, const struct query *q, const void *args,
                                   const void *value, struct arena *a);

/* What the reader asks of a list. */
struct list_ask {
    const struct str *filter; /* one for each filter of the query; absent: not given */
    size_t n_filters;
    int sort;         /* index of the query's sorts */
    struct str after; /* the key of the page, as struct rows.next gave it; absent: the first */
    size_t n_rows;    /* at most; 1..LIMIT_LIST_TOTAL */
};

/* One page of a list as `c->who` may see it through scope `scope` of the query.  A total over
 * LIMIT_LIST_TOTAL is given as LIMIT_LIST_TOTAL + 1.  BAD_INPUT: a filter or a key that is no value
 * of its column, no such sort. */
MUST_USE enum status query_list(struct ctx *c, const struct query *q, int scope, const void *args,
                                const struct list_ask *ask, struct rows *ret_rows);
/* The scope of the list through which c->who sees most of what `by` (of the page) lets him see: the
 * first of its parties that allows him as to no matter.  REFUSED: none does. */
MUST_USE enum status query_scope(struct ctx *c, const struct query *q, const struct parties *by,
                                 int *ret_scope);

#endif
