// SPDX-License-Identifier: Apache-2.0
/* decide.c -- about what, by when, with whom, and what ends with a directive.
 * Floor 4. */
#include "core/directive/directive.h"

#include "base/time.h"
#include "core.gen.h"
#include "core/ledger.h"
#include "core/party.h"

/* ---- by when ------------------------------------------------------------------------------- */

/* A day that the issuer names, or the pack's row for that kind; and what is said without either. */
struct limit {
    const char *row;
    enum directive_kind kind;
    const int32_t *day; /* NULL: none was named */
    const struct refusal *ends_first, *no_term;
};

static enum status row_due(struct ctx *c, const char *row, enum directive_kind kind,
                           int64_t *ret_due)
{
    struct str word = str_of(words_word(&directive_kind_words, (int)kind));
    return terms_due(c->ledger->terms, str_of(row), word, c->now, ret_due);
}

static enum status limit_due(struct ctx *c, const struct limit *l, int64_t *ret_due)
{
    if (!l->day) {
        enum status s = row_due(c, l->row, l->kind, ret_due);
        return s == NOT_FOUND ? refuse(c, l->no_term) : s;
    }
    if (*l->day < time_day(c->now))
        return refuse(c, l->ends_first);
    *ret_due = time_of_day(*l->day + 1) - 1;
    return OK;
}

/* A day that is asked for lies behind the one that holds. */
static enum status later_due(struct ctx *c, int32_t day, int64_t until,
                             const struct refusal *ends_first, int64_t *ret_due)
{
    int64_t due = time_of_day(day + 1) - 1;
    if (due <= until || due < c->now)
        return refuse(c, ends_first);
    *ret_due = due;
    return OK;
}

/* A pack without such a row sets no limit for signing. */
static enum status sign_due(struct ctx *c, enum directive_kind kind, int64_t *ret_due,
                            bool *ret_has)
{
    enum status s = row_due(c, "DIR-01", kind, ret_due);
    *ret_has = s == OK;
    return s == NOT_FOUND ? OK : s;
}

/* ---- issuing ------------------------------------------------------------------------------- */

/* A matter of the issuer's own unit, or of one below it. */
static enum status set_about(struct ctx *c, struct str no, struct directive_issued *f)
{
    struct matter_row m;
    if (!no.n)
        return OK;
    enum status s = matter_find(c, no, &m);
    if (s != OK)
        return s == NOT_FOUND ? refuse(c, DIRECTIVE_WHY_NO_SUCH_MATTER) : s;
    s = party_oversees(c, &m);
    if (s != OK)
        return s == REFUSED ? refuse_key(c, "core.not_yours", NULL) : s;
    f->has_about = true;
    f->about.v = m.id;
    return OK;
}

static enum status check_units(struct ctx *c, const struct directive_issue *in)
{
    for (size_t i = 0; i < in->helper.n; i++) {
        bool twice = in->helper.at[i].unit.v == in->to.v;
        for (size_t k = 0; k < i; k++)
            twice |= in->helper.at[i].unit.v == in->helper.at[k].unit.v;
        if (twice)
            return refuse(c, DIRECTIVE_WHY_UNIT_TWICE);
    }
    return OK;
}

/* Each assisting unit gets a matter of its own.  Without a day of its own it answers before the
 * one that leads has to. */
static enum status give(struct ctx *c, const struct directive_issue *in,
                        const struct directive_issued *f, size_t i)
{
    struct directive_share_id id = {in->m.id.v + 1 + (int64_t)i};
    struct directive_given g = {.directive = in->m.id,
                                .kind = in->kind,
                                .to = in->helper.at[i].unit,
                                .lead = in->to,
                                .sign_by = f->sign_by,
                                .has_sign_by = f->has_sign_by,
                                .words = in->words};
    const struct limit l = {.row = "DIR-03",
                            .kind = in->kind,
                            .day = in->helper.at[i].has_until ? &in->helper.at[i].until : NULL,
                            .ends_first = DIRECTIVE_WHY_ISSUE_ENDS_FIRST,
                            .no_term = DIRECTIVE_WHY_ISSUE_NO_TERM};
    TRY(limit_due(c, &l, &g.until));
    if (!l.day && g.until > f->until)
        g.until = f->until;
    return directive_state_given(c, id, &g);
}

enum status directive_issue_decide(struct ctx *c, const struct directive_issue *in)
{
    struct directive_issued f = directive_issued_from_issue(in);
    const struct limit l = {.row = "DIR-02",
                            .kind = in->kind,
                            .day = in->has_until ? &in->until : NULL,
                            .ends_first = DIRECTIVE_WHY_ISSUE_ENDS_FIRST,
                            .no_term = DIRECTIVE_WHY_ISSUE_NO_TERM};
    f.year = civil_of(c->now).year;
    TRY(set_about(c, in->no, &f));
    TRY(check_units(c, in));
    TRY(limit_due(c, &l, &f.until));
    TRY(sign_due(c, in->kind, &f.sign_by, &f.has_sign_by));
    TRY(directive_state_issued(c, in->m.id, &f));
    for (size_t i = 0; i < in->helper.n; i++)
        TRY(give(c, in, &f, i));
    return OK;
}

/* ---- more time, sent back ------------------------------------------------------------------ */

enum status directive_ask_more_decide(struct ctx *c, const struct directive_ask_more *in)
{
    struct directive_more_asked f = directive_more_asked_from_ask_more(in);
    struct directive_job job;
    TRY(directive_job_one(c->db, in->m.id, &job, c->arena));
    TRY(later_due(c, in->until, job.until, DIRECTIVE_WHY_ASK_MORE_ENDS_FIRST, &f.until));
    return directive_state_more_asked(c, in->m.id, &f);
}

enum status directive_give_more_decide(struct ctx *c, const struct directive_give_more *in)
{
    struct directive_extended f = directive_extended_from_give_more(in);
    struct directive_job job;
    TRY(directive_job_one(c->db, in->m.id, &job, c->arena));
    f.until = job.more_until;
    return directive_state_extended(c, in->m.id, &f);
}

enum status directive_return_decide(struct ctx *c, const struct directive_return *in)
{
    struct directive_returned f = directive_returned_from_return(in);
    struct directive_job job;
    TRY(directive_job_one(c->db, in->m.id, &job, c->arena));
    const struct limit l = {.row = "DIR-02",
                            .kind = job.kind,
                            .day = in->has_until ? &in->until : NULL,
                            .ends_first = DIRECTIVE_WHY_RETURN_ENDS_FIRST,
                            .no_term = DIRECTIVE_WHY_RETURN_NO_TERM};
    TRY(limit_due(c, &l, &f.until));
    f.times = job.returns + 1;
    return directive_state_returned(c, in->m.id, &f);
}

enum status directive_ask_time_decide(struct ctx *c, const struct directive_ask_time *in)
{
    struct directive_help_more_asked f = directive_help_more_asked_from_ask_time(in);
    struct directive_share_job job;
    TRY(directive_share_job_one(c->db, in->m.id, &job, c->arena));
    TRY(later_due(c, in->until, job.until, DIRECTIVE_WHY_ASK_TIME_ENDS_FIRST, &f.until));
    return directive_state_help_more_asked(c, in->m.id, &f);
}

enum status directive_give_time_decide(struct ctx *c, const struct directive_give_time *in)
{
    struct directive_help_extended f = directive_help_extended_from_give_time(in);
    struct directive_share_job job;
    TRY(directive_share_job_one(c->db, in->m.id, &job, c->arena));
    f.until = job.more_until;
    return directive_state_help_extended(c, in->m.id, &f);
}

enum status directive_hand_back_decide(struct ctx *c, const struct directive_hand_back *in)
{
    struct directive_handed_back f = directive_handed_back_from_hand_back(in);
    struct directive_share_job job;
    TRY(directive_share_job_one(c->db, in->m.id, &job, c->arena));
    const struct limit l = {.row = "DIR-03",
                            .kind = job.kind,
                            .day = in->has_until ? &in->until : NULL,
                            .ends_first = DIRECTIVE_WHY_HAND_BACK_ENDS_FIRST,
                            .no_term = DIRECTIVE_WHY_HAND_BACK_NO_TERM};
    TRY(limit_due(c, &l, &f.until));
    f.times = job.returns + 1;
    return directive_state_handed_back(c, in->m.id, &f);
}

/* ---- the end ------------------------------------------------------------------------------- */

/* What assisting units still do ends with the directive. */
static enum status close_shares(struct ctx *c, struct directive_id id)
{
    struct list open;
    struct directive_share_closed f = {.directive = id};
    TRY(directive_open_shares_many(c->db, id, &open, c->arena));
    const struct directive_open_shares *share = open.at;
    for (size_t i = 0; i < open.n; i++)
        TRY(directive_state_share_closed(c, share[i].id, &f));
    return OK;
}

enum status directive_accept_decide(struct ctx *c, const struct directive_accept *in)
{
    struct directive_accepted f = directive_accepted_from_accept(in);
    struct directive_job job;
    TRY(directive_job_one(c->db, in->m.id, &job, c->arena));
    f.has_about = job.has_about;
    f.about.v = job.about.v;
    TRY(directive_state_accepted(c, in->m.id, &f));
    return close_shares(c, in->m.id);
}

enum status directive_withdraw_decide(struct ctx *c, const struct directive_withdraw *in)
{
    struct directive_withdrawn f = directive_withdrawn_from_withdraw(in);
    struct directive_job job;
    TRY(directive_job_one(c->db, in->m.id, &job, c->arena));
    f.has_about = job.has_about;
    f.about.v = job.about.v;
    TRY(directive_state_withdrawn(c, in->m.id, &f));
    return close_shares(c, in->m.id);
}
