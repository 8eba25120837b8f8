// SPDX-License-Identifier: Apache-2.0
/* query_list.h -- a list's statement into its variants: which filters are given, which sort, who
 * asks.
 * Build time only.  Parameters of a variant, in order: the arguments; the given filters; the
 * scope's value if it has one; after a key: the sort's value (unless the sort is by id) and the
 * id; for rows: how many. */
#ifndef GEN_QUERY_LIST_H
#define GEN_QUERY_LIST_H

#include "query.h"

/* Add a party of a page that shows this list, once; `at` is the page's line. */
void query_list_scope(struct query_read *q, const struct party *p, struct place at);
/* Make, check and number all variants. */
void query_list_check(struct query_read *q, const char *owner);

#endif
