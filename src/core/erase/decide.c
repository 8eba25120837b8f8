// SPDX-License-Identifier: Apache-2.0
/* decide.c -- of which matter, whether it is closed with all that hangs on it, and whether there is
 * anything to take.
 * Floor 4. */
#include "core/erase/erase.h"

#include "base/time.h"
#include "core.gen.h"
#include "core/erase.h"
#include "core/party.h"

static enum status check_closed(struct ctx *c, int64_t about, const struct refusal *why)
{
    bool open;
    TRY(erase_is_open(c, about, &open));
    return open ? refuse(c, why) : OK;
}

enum status erase_ask_decide(struct ctx *c, const struct erase_ask *in)
{
    struct erase_asked f = erase_asked_from_ask(in);
    struct matter_row m;
    struct erase_pending pending;
    enum status s = matter_find(c, in->no, &m);
    if (s != OK)
        return s == NOT_FOUND ? refuse(c, ERASE_WHY_NO_SUCH_MATTER) : s;
    s = party_oversees(c, &m);
    if (s != OK)
        return s == REFUSED ? refuse_key(c, "core.not_yours", NULL) : s;
    f.about.v = m.id;
    f.year = civil_of(c->now).year;
    s = erase_pending_one(c->db, f.about, &pending, c->arena);
    if (s != NOT_FOUND)
        return s == OK ? refuse(c, ERASE_WHY_ASKED_ALREADY) : s;
    TRY(check_closed(c, m.id, ERASE_WHY_ASK_MATTER_OPEN));
    struct erase_scope scope = {m.id, in->whole, {in->field.at, in->field.n}};
    s = erase_finds(c, &scope);
    if (s != OK)
        return s == NOT_FOUND ? refuse(c, ERASE_WHY_NOTHING_THERE) : s;
    return erase_state_asked(c, in->m.id, &f);
}

static enum status read_about(struct ctx *c, struct erase_erasure_id id,
                              struct matter_id *ret_about)
{
    struct erase_job job;
    TRY(erase_job_one(c->db, id, &job, c->arena));
    *ret_about = job.about;
    return OK;
}

enum status erase_approve_decide(struct ctx *c, const struct erase_approve *in)
{
    struct erase_approved f = {{0}};
    TRY(read_about(c, in->m.id, &f.about));
    TRY(check_closed(c, f.about.v, ERASE_WHY_APPROVE_MATTER_OPEN));
    return erase_state_approved(c, in->m.id, &f);
}

enum status erase_refuse_decide(struct ctx *c, const struct erase_refuse *in)
{
    struct erase_refused f = erase_refused_from_refuse(in);
    TRY(read_about(c, in->m.id, &f.about));
    return erase_state_refused(c, in->m.id, &f);
}

enum status erase_withdraw_decide(struct ctx *c, const struct erase_withdraw *in)
{
    struct erase_withdrawn f = erase_withdrawn_from_withdraw(in);
    TRY(read_about(c, in->m.id, &f.about));
    return erase_state_withdrawn(c, in->m.id, &f);
}

enum status erase_carry_out_decide(struct ctx *c, const struct erase_carry_out *in)
{
    struct erase_begun f = {{0}};
    TRY(read_about(c, in->m.id, &f.about));
    TRY(check_closed(c, f.about.v, ERASE_WHY_CARRY_OUT_MATTER_OPEN));
    return erase_state_begun(c, in->m.id, &f);
}
