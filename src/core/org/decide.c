// SPDX-License-Identifier: Apache-2.0
/* decide.c -- units get their ids here.
 * Floor 4. */
#include "core/org/org.h"

enum status org_open_unit_decide(struct ctx *c, const struct org_open_unit *in)
{
    struct org_unit_opened f = org_unit_opened_from_open_unit(in);
    struct org_units_made made;
    struct org_unit_by_code same;
    enum status s = org_unit_by_code_one(c->db, in->code, &same, c->arena);
    if (s == OK)
        return CONFLICT;
    if (s != NOT_FOUND)
        return s;
    TRY(org_units_made_one(c->db, &made, c->arena));
    f.unit.v = made.n + 1;
    return org_state_unit_opened(c, &f);
}
