// SPDX-License-Identifier: Apache-2.0
/* amend.h -- corrections and voidings: the facts that they make and what their forms ask beside
 * what is written.
 * Build time only. */
#ifndef GEN_AMEND_H
#define GEN_AMEND_H

#include "fields.h"

/* `amends F for CIRCLE` makes F_amended, `voids F for CIRCLE` F_voided, which facts.txt may have
 * written out where it moves the matter. */
void amend_add_fact(struct gen_room *r, struct line *l, bool voids);
/* The fact that such a clause makes; skips `for CIRCLE`. */
const struct fact *amend_find_fact(struct gen_room *r, struct line *l, bool voids);
/* Which entry, before what is asked; the reason, behind it. */
void amend_ask_entry(struct fields *asked, struct place at);
void amend_ask_why(struct fields *asked, const struct op *op, struct place at);
/* What is asked is kept by the fact that is corrected, and it is no file. */
void amend_check(const struct op *op, struct place at);

#endif
