// SPDX-License-Identifier: Apache-2.0
/* decide.c -- what law needs thought about a request: everything else is declared in ops.txt.
 * Floor 5. */
#include "appeal/appeal.h"

/* After three returns a superior decides whose it is. */
enum status appeal_return_decide(struct ctx *c, const struct appeal_return *in)
{
    enum { TIMES_MAX = 3 };
    struct appeal_returned f = appeal_returned_from_return(in);
    struct appeal_returns had;
    TRY(appeal_returns_one(c->db, in->m.id, &had, c->arena));
    if (had.returns >= TIMES_MAX)
        return refuse(c, APPEAL_WHY_RETURNED_THRICE);
    f.times = had.returns + 1;
    return appeal_state_returned(c, in->m.id, &f);
}

enum status appeal_rate_decide(struct ctx *c, const struct appeal_rate *in)
{
    struct appeal_rated f = appeal_rated_from_rate(in);
    struct appeal_rating had;
    TRY(appeal_rating_one(c->db, in->m.id, &had, c->arena));
    if (had.rated)
        return refuse(c, APPEAL_WHY_RATED_ALREADY);
    return appeal_state_rated(c, in->m.id, &f);
}
