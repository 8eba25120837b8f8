// SPDX-License-Identifier: Apache-2.0
/* react.c -- what is rung echoes, with how often the bell had been touched when that was decided.
 * Floor 5. */
#include "bell/bell.h"

enum status bell_react_echoed(struct ctx *c, const struct fact *heard, const void *fields,
                              int64_t matter)
{
    const struct entry_id *because = c->because.at;
    struct bell_by_id bell = {.touches = 0};
    (void)fields;
    if (heard == &bell_rung_fact)
        TRY(bell_by_id_one(c->db, (struct bell_id){matter}, &bell, c->arena));
    struct bell_echoed f = {.heard = because->v, .touches = bell.touches};
    return bell_state_echoed(c, &f);
}
