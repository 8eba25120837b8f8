// SPDX-License-Identifier: Apache-2.0
/* decide.c -- rings are numbered from 1; a bell of that one name breaks its transaction, as an
 * error of the machine would.
 * Floor 5. */
#include "bell/bell.h"

enum { RINGS_MAX = 200 };

enum status bell_hang_decide(struct ctx *c, const struct bell_hang *in)
{
    struct bell_hung f = {.name = in->name};
    return str_eq(in->name, S("breaks")) ? BROKEN : bell_state_hung(c, in->m.id, &f);
}

enum status bell_ring_decide(struct ctx *c, const struct bell_ring *in)
{
    struct bell_by_id bell;
    TRY(bell_by_id_one(c->db, in->m.id, &bell, c->arena));
    if (bell.rings == RINGS_MAX)
        return refuse(c, BELL_WHY_WORN_OUT);
    struct bell_rung f = {.no = bell.rings + 1};
    return bell_state_rung(c, in->m.id, &f);
}
