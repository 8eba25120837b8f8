// SPDX-License-Identifier: Apache-2.0
/* decide.c -- of which matter, and what the article of the pack lets a hold do there.
 * Floor 4. */
#include "core/hold/hold.h"

#include "base/time.h"
#include "core.gen.h"
#include "core/holds.h"
#include "core/ledger.h"
#include "core/party.h"

/* Those of the article's operations that exist on such a matter. */
static enum status set_whats(struct ctx *c, const struct hold_law *law, const struct matter_row *m,
                             struct hold_placed *f)
{
    struct str *what = ARENA_ARRAY(c->arena, struct str, law->n_ops + 1);
    size_t n = 0;
    if (!what)
        return FULL;
    for (size_t i = 0; i < law->n_ops; i++)
        if (str_is(m->kind, law->op[i]->matter->name))
            what[n++] = str_of(law->op[i]->full);
    f->what.at = what;
    f->what.n = n;
    return n ? OK : refuse(c, HOLD_WHY_NAMES_NOTHING);
}

/* To the end of that day, and no longer than the article allows. */
static enum status set_until(struct ctx *c, const struct hold_law *law, int32_t day,
                             struct hold_placed *f)
{
    int32_t today = time_day(c->now);
    if (day < today)
        return refuse(c, HOLD_WHY_ENDS_FIRST);
    if (day - today > law->days)
        return refuse(c, HOLD_WHY_TOO_LONG);
    f->until = time_of_day(day + 1) - 1;
    return OK;
}

static enum status check_same(struct ctx *c, struct matter_id about, struct str law)
{
    struct list on;
    TRY(hold_on_many(c->db, about, &on, c->arena));
    const struct hold_on *hold = on.at;
    for (size_t i = 0; i < on.n; i++)
        if (str_eq(hold[i].law, law))
            return refuse(c, HOLD_WHY_SAME_LAW);
    return OK;
}

static enum status find_about(struct ctx *c, struct str no, struct matter_row *ret_row)
{
    enum status s = matter_find(c, no, ret_row);
    if (s != OK)
        return s == NOT_FOUND ? refuse(c, HOLD_WHY_NO_SUCH_MATTER) : s;
    s = party_oversees(c, ret_row);
    if (s != OK)
        return s == REFUSED ? refuse_key(c, "core.not_yours", NULL) : s;
    return ret_row->open ? OK : refuse(c, HOLD_WHY_MATTER_CLOSED);
}

enum status hold_place_decide(struct ctx *c, const struct hold_place *in)
{
    struct hold_placed f = hold_placed_from_place(in);
    struct matter_row m;
    const struct hold_law *law = holds_find(c->ledger->holds, in->law);
    TRY(find_about(c, in->no, &m));
    if (!law)
        return refuse(c, HOLD_WHY_NAMES_NOTHING);
    f.about.v = m.id;
    f.lies = m.at;
    f.stops = law->stops;
    f.year = civil_of(c->now).year;
    TRY(set_whats(c, law, &m, &f));
    TRY(set_until(c, law, in->until, &f));
    TRY(check_same(c, f.about, in->law));
    return hold_state_placed(c, in->m.id, &f);
}

enum status hold_lift_decide(struct ctx *c, const struct hold_lift *in)
{
    struct hold_lifted f = hold_lifted_from_lift(in);
    struct hold_job job;
    TRY(hold_job_one(c->db, in->m.id, &job, c->arena));
    f.about = job.about;
    return hold_state_lifted(c, in->m.id, &f);
}
