// SPDX-License-Identifier: Apache-2.0
/* facts.h -- facts.txt: types, matters, facts.
 * Build time only.  Read in three turns over all rooms, since each may name what another declares.
 */
#ifndef GEN_FACTS_H
#define GEN_FACTS_H

#include "fields.h"

/* Types, and matters with stages, topic, seats and circles (matter.c). */
void facts_read_matters(struct gen_room *r, const struct list *lines);
/* Facts, with those that clocks make. */
void facts_read(struct gen_room *r, const struct list *lines);
/* One more fact of the room; its name must be new. */
void facts_add(struct gen_room *r, struct fact *f, struct place at);
/* Its columns are no more than core can hold, and what an open one shows fits into an entry. */
void facts_check_size(const struct fact *f, struct place at);
/* Words that begin a clause in facts.txt or ops.txt: no stage, seat, clock or fact may be called
 * so. */
bool facts_is_clause(const char *name);

#endif
