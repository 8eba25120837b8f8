// SPDX-License-Identifier: Apache-2.0
/* decide_change.c -- changes of units: may it be asked for, and from when does it hold?
 * Floor 4.  Not here: what happens on its day (core/move.c). */
#include "core/org/org.h"

#include "base/time.h"

/* Does it concern a unit that another change under way concerns, or name what is so already? */
static enum status check_new(struct ctx *c, const struct org_ask_change *in, struct unit_id other)
{
    struct org_unit unit;
    struct org_change_of same;
    struct org_code_used used = {0};
    TRY(org_unit_one(c->db, in->unit, &unit, c->arena));
    if (in->sort == ORG_SORT_PLACE && unit.parent.v == in->parent.v)
        return refuse(c, ORG_WHY_NOTHING_NEW);
    if (in->sort == ORG_SORT_RENAME)
        TRY(org_code_used_one(c->db, in->code, &used, c->arena));
    if (used.n)
        return refuse(c, ORG_WHY_ASK_CHANGE_CODE_TAKEN);
    TRY(org_change_of_one(c->db, in->unit, other, &same, c->arena));
    return same.n ? refuse(c, ORG_WHY_HAS_CHANGE) : OK;
}

enum status org_is_under_itself(struct ctx *c, struct unit_id unit, struct unit_id other,
                                bool *ret_is)
{
    struct org_is_below below = {0};
    if (other.v && other.v != unit.v)
        TRY(org_is_below_one(c->db, other, unit, &below, c->arena));
    *ret_is = other.v && (other.v == unit.v || below.n > 0);
    return OK;
}

/* Where the one that it goes into sits in another seat of its open matters (is complained about,
 * say), a merger would make that one its own judge. */
static enum status check_against(struct ctx *c, struct unit_id unit, struct unit_id into,
                                 const struct refusal *why)
{
    struct org_against against;
    if (!into.v)
        return OK;
    TRY(org_against_one(c->db, unit, into, &against, c->arena));
    return against.n ? refuse(c, why) : OK;
}

enum status org_ask_change_decide(struct ctx *c, const struct org_ask_change *in)
{
    struct org_change_asked f = org_change_asked_from_ask_change(in);
    struct unit_id other = in->parent.v ? in->parent : in->into;
    bool loop;
    f.since = in->has_since ? time_of_day(in->since) : c->now;
    TRY(org_is_under_itself(c, in->unit, other, &loop));
    if (loop)
        return refuse(c, ORG_WHY_ASK_CHANGE_UNDER_ITSELF);
    TRY(check_new(c, in, other));
    TRY(check_against(c, in->unit, f.into, ORG_WHY_ASK_CHANGE_STANDS_AGAINST));
    return org_state_change_asked(c, in->m.id, &f);
}

/* In force at once where its day has come, else when a clock says so. */
enum status org_give_change_decide(struct ctx *c, const struct org_give_change *in)
{
    struct org_change_by_id change;
    bool loop;
    TRY(org_change_by_id_one(c->db, in->m.id, &change, c->arena));
    struct org_change_given f = {
        .unit = change.unit, .has_since = change.since > c->now, .since = change.since};
    TRY(org_is_under_itself(c, change.unit, change.parent.v ? change.parent : change.into, &loop));
    if (loop)
        return refuse(c, ORG_WHY_GIVE_CHANGE_UNDER_ITSELF);
    TRY(check_against(c, change.unit, change.into, ORG_WHY_GIVE_CHANGE_STANDS_AGAINST));
    TRY(org_state_change_given(c, in->m.id, &f));
    return f.has_since ? OK : org_state_day_passed(c, in->m.id);
}
