// SPDX-License-Identifier: Apache-2.0
/* query_head.h -- the remark over a statement, `-- one NAME(args) -> columns`, read into struct
 * query.
 * Build time only. */
#ifndef GEN_QUERY_HEAD_H
#define GEN_QUERY_HEAD_H

#include "query.h"

/* Read the head of a piece of query.sql (or of core's files, where `exec` is allowed).  Fails at
 * its line. */
struct query_read query_head_read(struct gen_room *r, const struct sql_piece *piece);
/* Fields parted by commas, written on one line at `at`: of a part of a page. */
struct record query_head_fields(struct gen_room *r, struct place at, struct str text);
/* The names of a record's fields (struct str), in their order: the parameters of a statement. */
struct list query_head_params(const struct record *args);

#endif
