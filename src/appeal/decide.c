// SPDX-License-Identifier: Apache-2.0
/* decide.c -- what law needs thought about a request: everything else is declared in ops.txt.
 * Floor 5. */
#include "appeal/appeal.h"

enum status appeal_rate_decide(struct ctx *c, const struct appeal_rate *in)
{
    struct appeal_rated f = appeal_rated_from_rate(in);
    struct appeal_rating had;
    TRY(appeal_rating_one(c->db, in->m.id, &had, c->arena));
    if (had.rated)
        return refuse(c, APPEAL_WHY_RATED_ALREADY);
    return appeal_state_rated(c, in->m.id, &f);
}
