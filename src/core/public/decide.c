// SPDX-License-Identifier: Apache-2.0
/* decide.c -- about which matter, what the check says of a draft, and what an approval makes
 * public.
 * Floor 4. */
#include "core/public/public.h"

#include "core.gen.h"
#include "core/ledger.h"
#include "core/read.h"

#include <string.h>

/* A draft as somebody wrote it. */
struct draft {
    struct str title, words, plea; /* plea absent: none */
};

/* ---- about which matter -------------------------------------------------------------------- */

enum status public_may_propose(struct ctx *c, const struct matter_row *m)
{
    const struct matter *def = matter_def(c->rooms, m->kind);
    int stage = def ? words_find(def->stages, m->stage) : 0;
    bool declared = stage && def->public_stages >> (stage - 1) & 1;
    return declared && m->at.v && m->at.v == c->who.office.v ? OK : REFUSED;
}

static enum status set_about(struct ctx *c, struct str no, struct public_proposed *f)
{
    struct matter_row m;
    if (!no.n)
        return OK;
    enum status s = matter_find(c, no, &m);
    if (s != OK)
        return s == NOT_FOUND ? refuse(c, PUBLIC_WHY_NO_SUCH_MATTER) : s;
    if (m.at.v != c->who.office.v)
        return refuse_key(c, "core.not_yours", NULL);
    s = public_may_propose(c, &m);
    if (s != OK)
        return s == REFUSED ? refuse(c, PUBLIC_WHY_NOT_YET) : s;
    f->has_about = true;
    f->about.v = m.id;
    return OK;
}

/* ---- the check ----------------------------------------------------------------------------- */

/* What was found in both parts. */
struct found {
    struct public_hit hit[2][PUBLIC_HITS_MAX];
    size_t n[2];
    bool secret;
};

static const enum public_part parts[] = {PUBLIC_PART_TITLE, PUBLIC_PART_WORDS};

static enum status look(struct ctx *c, bool has_about, struct matter_id about,
                        const struct draft *d, struct found *ret_found)
{
    struct public_known known = {.n_names = 0};
    if (has_about)
        TRY(public_known_of(c, about, &known));
    ret_found->n[0] = public_scan(d->title, &known, ret_found->hit[0]);
    ret_found->n[1] = public_scan(d->words, &known, ret_found->hit[1]);
    ret_found->secret = false;
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < ret_found->n[k]; i++)
            ret_found->secret |= ret_found->hit[k][i].what == PUBLIC_LEAK_SECRET;
    return OK;
}

static const char *sentence(enum public_leak what)
{
    static const char *const keys[] = {[PUBLIC_LEAK_IDCARD] = "public.found.idcard",
                                       [PUBLIC_LEAK_PHONE] = "public.found.phone",
                                       [PUBLIC_LEAK_CARD] = "public.found.card",
                                       [PUBLIC_LEAK_NAME] = "public.found.name",
                                       [PUBLIC_LEAK_ADDRESS] = "public.found.address",
                                       [PUBLIC_LEAK_SECRET] = "public.found.secret"};
    return keys[what];
}

/* Each place with its reason, as mistakes of the form; a mark of secrecy cannot be justified. */
static enum status tell(struct ctx *c, const struct found *f, bool secrets_alone)
{
    static const char *const names[] = {"title", "words"};
    struct form_error *e = ARENA_ARRAY(c->arena, struct form_error, f->n[0] + f->n[1] + 1);
    size_t n = 0;
    if (!e)
        return FULL;
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < f->n[k]; i++)
            if (!secrets_alone || f->hit[k][i].what == PUBLIC_LEAK_SECRET)
                e[n++] = (struct form_error){.name = str_of(names[k]),
                                             .key = sentence(f->hit[k][i].what),
                                             .limit = (int64_t)f->hit[k][i].place};
    c->mistakes = (struct list){e, n};
    return BAD_INPUT;
}

static enum status state_checked(struct ctx *c, struct public_publication_id id, bool has_about,
                                 struct matter_id about, const struct draft *d)
{
    struct public_checked f = {.title = d->title, .words = d->words, .plea = d->plea};
    struct found *found = ARENA_NEW(c->arena, struct found);
    if (!found)
        return FULL;
    TRY(look(c, has_about, about, d, found));
    if (found->secret || (found->n[0] + found->n[1] && !d->plea.n))
        return tell(c, found, found->secret);
    f.hit.at = ARENA_ARRAY(c->arena, struct public_checked_hit, found->n[0] + found->n[1] + 1);
    if (!f.hit.at)
        return FULL;
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < found->n[k]; i++)
            f.hit.at[f.hit.n++] =
                (struct public_checked_hit){.what = found->hit[k][i].what,
                                            .part = parts[k],
                                            .place = (int64_t)found->hit[k][i].place,
                                            .size = (int64_t)found->hit[k][i].size};
    return public_state_checked(c, id, &f);
}

/* ---- drafts -------------------------------------------------------------------------------- */

enum status public_propose_decide(struct ctx *c, const struct public_propose *in)
{
    struct public_proposed f = public_proposed_from_propose(in);
    const struct draft d = {in->title, in->words, in->plea};
    TRY(set_about(c, in->no, &f));
    TRY(public_state_proposed(c, in->m.id, &f));
    return state_checked(c, in->m.id, f.has_about, f.about, &d);
}

enum status public_revise_decide(struct ctx *c, const struct public_revise *in)
{
    struct public_revised f = public_revised_from_revise(in);
    struct public_job job;
    const struct draft d = {in->title, in->words, in->plea};
    TRY(public_job_one(c->db, in->m.id, &job, c->arena));
    TRY(public_state_revised(c, in->m.id, &f));
    return state_checked(c, in->m.id, job.has_about, job.about, &d);
}

enum status public_correct_decide(struct ctx *c, const struct public_correct *in)
{
    struct public_correction_proposed f = public_correction_proposed_from_correct(in);
    struct public_job job;
    const struct draft d = {in->title, in->words, in->plea};
    TRY(public_job_one(c->db, in->m.id, &job, c->arena));
    TRY(public_state_correction_proposed(c, in->m.id, &f));
    return state_checked(c, in->m.id, job.has_about, job.about, &d);
}

/* ---- what becomes of them ------------------------------------------------------------------ */

static struct str text_of(const struct read_fact *f, const char *field)
{
    size_t i = fact_column_of(f->fact, field);
    return i < LIMIT_FACT_COLUMNS ? json_text(f->value[i]) : (struct str){NULL, 0};
}

static enum status read_draft(struct ctx *c, int64_t entry, struct draft *ret_draft)
{
    const struct read_fact *f;
    TRY(read_stated(c, entry, &f));
    *ret_draft = (struct draft){text_of(f, "title"), text_of(f, "words"), text_of(f, "plea")};
    return OK;
}

/* The draft is checked once more: the matter may know more people by now. */
static enum status approve(struct ctx *c, const struct public_approve *in,
                           const struct public_job *job)
{
    struct draft d;
    struct found *found = ARENA_NEW(c->arena, struct found);
    if (!found)
        return FULL;
    TRY(read_draft(c, job->drafted, &d));
    TRY(look(c, job->has_about, job->about, &d, found));
    if (found->secret || (found->n[0] + found->n[1] && !d.plea.n))
        return refuse(c, PUBLIC_WHY_LEAKS);
    struct public_approved f = {.no = job->versions + 1,
                                .class = job->class,
                                .law = job->law,
                                .topic = job->topic,
                                .title = d.title,
                                .words = d.words};
    return public_state_approved(c, in->m.id, &f);
}

enum status public_approve_decide(struct ctx *c, const struct public_approve *in)
{
    struct public_job job;
    TRY(public_job_one(c->db, in->m.id, &job, c->arena));
    if (job.class == PUBLIC_CLASS_PROACTIVE)
        return approve(c, in, &job);
    struct public_reserved f = {.class = job.class, .law = job.law};
    return public_state_reserved(c, in->m.id, &f);
}

enum status public_decline_decide(struct ctx *c, const struct public_decline *in)
{
    struct public_declined f = public_declined_from_decline(in);
    struct public_correction_declined kept = public_correction_declined_from_decline(in);
    struct matter_row m;
    TRY(matter_read(c, in->m.id.v, &m));
    bool is_public = str_is(m.stage, "revising");
    return is_public ? public_state_correction_declined(c, in->m.id, &kept)
                     : public_state_declined(c, in->m.id, &f);
}

enum status public_uphold_decide(struct ctx *c, const struct public_uphold *in)
{
    struct public_upheld f = public_upheld_from_uphold(in);
    struct public_job job;
    TRY(public_job_one(c->db, in->m.id, &job, c->arena));
    return job.recalled ? public_state_upheld(c, in->m.id, &f) : refuse(c, PUBLIC_WHY_NOT_RECALLED);
}

/* What is left says why, to everybody: it is checked as any words are. */
enum status public_withdraw_decide(struct ctx *c, const struct public_withdraw *in)
{
    struct public_withdrawn f = public_withdrawn_from_withdraw(in);
    struct public_job job;
    const struct draft d = {.words = in->words};
    struct found *found = ARENA_NEW(c->arena, struct found);
    if (!found)
        return FULL;
    TRY(public_job_one(c->db, in->m.id, &job, c->arena));
    TRY(look(c, job.has_about, job.about, &d, found));
    if (found->n[1])
        return tell(c, found, false);
    return public_state_withdrawn(c, in->m.id, &f);
}
