// SPDX-License-Identifier: Apache-2.0
/* ops.h -- ops.txt: who may ask for what, when, and what is asked.
 * Build time only. */
#ifndef GEN_OPS_H
#define GEN_OPS_H

#include "fields.h"

/* Facts that corrections make (filed_amended, answered_voided); before ops_read of any room, since
 * others may hear them. */
void ops_read_amended(struct gen_room *r, const struct list *lines);
void ops_read(struct gen_room *r, const struct list *lines);

/* Is the form of a `record` operation its fact?  Every field that must be kept is asked, nothing
 * else is asked, types agree (cover.c). */
void cover_check(const struct op *op, struct place at);
/* The same of some of its fields: those that are not asked are left as they are. */
void cover_check_part(const struct record *asked, const struct fact *f);
/* Same type, so that the value of one can be copied to the other. */
bool cover_same_type(const struct field *a, const struct field *b);
/* Can the records of form group `asked` be those of the fact's group `kept`?  Then they share one C
 * struct. */
bool cover_same_group(const struct field *asked, const struct field *kept);
/* Groups `each` of a form (`asked`: struct field) get what the `facts` (struct fact *) keep of each
 * row and nobody is asked, where the query has a column of that name: marked from_row. */
void cover_add_rows(struct gen_room *r, struct list *asked, const struct list *facts);

#endif
