// SPDX-License-Identifier: Apache-2.0
/* query_scope.h -- {scope m}: which matters of a list a party may see, as a condition.
 * Build time only.  The same rule as core/party.c gives for one matter, said for all of them. */
#ifndef GEN_QUERY_SCOPE_H
#define GEN_QUERY_SCOPE_H

#include "query.h"

/* Fails at `at` (the page's `by`) for a party that no list can be cut to, or if the list lacks its
 * {scope}. */
void query_scope_check(const struct query_read *q, const struct party *p, struct place at);
bool query_scope_is_same(const struct party *a, const struct party *b);
/* What {scope m} binds for this party in this list. */
enum scope_value query_scope_value(const struct query_read *q, const struct party *p);
/* The condition for a {scope m} token, its value being parameter `number`. */
struct str query_scope_sql(const struct query_read *q, const struct party *p, struct sql_token t,
                           int number);

#endif
