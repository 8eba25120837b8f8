// SPDX-License-Identifier: Apache-2.0
/* react.h -- react.txt: what follows from facts, declared edges only.
 * Build time only. */
#ifndef GEN_REACT_H
#define GEN_REACT_H

#include "fields.h"

void react_read(struct gen_room *r, const struct list *lines);
/* No fact may follow from itself, over the reactions of all rooms.  Fails at a line of the circle.
 */
void react_check_circles(const struct gen_model *m);
/* What the room must write for a reaction that states: "appeal_react_card_raised". */
const char *react_function(const struct reaction *reaction);

#endif
