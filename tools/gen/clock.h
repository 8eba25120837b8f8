// SPDX-License-Identifier: Apache-2.0
/* clock.h -- the clocks of matters, and the facts that they make when they run out.
 * Build time only. */
#ifndef GEN_CLOCK_H
#define GEN_CLOCK_H

#include "facts.h"

/* The line `clock answer ...` of a matter makes the fact answer_passed, unless that is written out.
 */
void clock_add_passed(struct gen_room *r, struct matter *m, struct line *l);
/* All clocks of facts.txt, which name facts of any room. */
void clock_read(struct gen_room *r, const struct list *lines);

#endif
