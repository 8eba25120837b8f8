// SPDX-License-Identifier: Apache-2.0
/* decide.c -- units get their ids here, people their accounts, posts their holders.
 * Floor 4.  As part of the kernel it also writes credentials (core/session.h), in the same
 * transaction. */
#include "core/org/org.h"

#include "base/time.h"
#include "core/party.h"
#include "core/session.h"

#include <string.h>

enum status org_open_unit_decide(struct ctx *c, const struct org_open_unit *in)
{
    struct org_unit_opened f = org_unit_opened_from_open_unit(in);
    struct org_units_made made;
    struct org_code_used used;
    TRY(org_code_used_one(c->db, in->code, &used, c->arena));
    if (used.n)
        return refuse(c, ORG_WHY_OPEN_UNIT_CODE_TAKEN);
    TRY(org_units_made_one(c->db, &made, c->arena));
    f.unit.v = made.n + 1;
    return org_state_unit_opened(c, &f);
}

/* ---- accounts ------------------------------------------------------------------------------ */

enum status org_open_account_decide(struct ctx *c, const struct org_open_account *in)
{
    struct org_account_opened f = org_account_opened_from_open_account(in);
    enum status s = account_open(c->ledger, (struct person_id){in->m.id.v}, in->login, in->name);
    if (s == BAD_INPUT)
        return refuse(c, ORG_WHY_LOGIN_ODD);
    if (s == CONFLICT)
        return refuse(c, ORG_WHY_LOGIN_TAKEN);
    TRY(s);
    f.person.v = in->m.id.v;
    return org_state_account_opened(c, in->m.id, &f);
}

enum status org_reset_account_decide(struct ctx *c, const struct org_reset_account *in)
{
    TRY(account_lock(c->ledger, (struct person_id){in->m.id.v}));
    return org_state_account_reset(c, in->m.id);
}

/* Whoever leaves holds no post any longer. */
enum status org_close_account_decide(struct ctx *c, const struct org_close_account *in)
{
    struct list posts;
    struct org_post_ended ended = {.ground = S("left")};
    if (in->m.id.v == c->who.person.v)
        return refuse(c, ORG_WHY_OWN_ACCOUNT);
    TRY(account_lock(c->ledger, (struct person_id){in->m.id.v}));
    TRY(org_state_account_closed(c, in->m.id));
    TRY(org_posts_held_many(c->db, in->m.id, &posts, c->arena));
    const struct org_posts_held *post = posts.at;
    for (size_t i = 0; i < posts.n; i++)
        TRY(org_state_post_ended(c, post[i].post, &ended));
    return OK;
}

/* ---- posts --------------------------------------------------------------------------------- */

/* The three administrators and a unit's own do none of the office's business, and no two of them
 * are one person. */
static const char *const administrators[] = {"system", "security", "audit", "unit_admin"};

static bool is_administrator(struct str role)
{
    for (size_t i = 0; i < sizeof administrators / sizeof administrators[0]; i++)
        if (str_is(role, administrators[i]))
            return true;
    return false;
}

/* Why a post is refused, of the operation that asks for it. */
struct objections {
    const struct refusal *no_account, *ends_first, *has_post, *own_post, *three_admins;
};

/* REFUSED: beside the posts that the account holds, or that were asked for, it may not hold this
 * one. */
static enum status check_beside(struct ctx *c, const struct org_post_asked *f,
                                const struct refusal *has_post, const struct refusal *three_admins)
{
    struct list posts;
    TRY(org_posts_held_many(c->db, f->account, &posts, c->arena));
    const struct org_posts_held *post = posts.at;
    for (size_t i = 0; i < posts.n; i++) {
        bool same = str_eq(post[i].role, f->role);
        if (has_post && same && post[i].unit.v == f->unit.v)
            return refuse(c, has_post);
        if (!same && (is_administrator(f->role) || is_administrator(post[i].role)))
            return refuse(c, three_admins);
    }
    return OK;
}

/* From the first moment of the first day, or now, to the last of the last. */
static enum status set_days(struct ctx *c, struct org_post_asked *f, const int32_t *since,
                            const int32_t *until, const struct refusal *ends_first)
{
    f->has_since = true;
    f->since = since ? time_of_day(*since) : c->now;
    if (f->since < c->now)
        f->since = c->now;
    f->has_until = until;
    f->until = until ? time_of_day(*until + 1) - 1 : 0;
    return until && f->until <= f->since ? refuse(c, ends_first) : OK;
}

/* Whose account, and may it hold that post? */
static enum status set_holder(struct ctx *c, struct org_post_asked *f, struct str login,
                              const struct objections *why)
{
    struct org_account_of account;
    enum status s = org_account_of_one(c->db, login, &account, c->arena);
    if (s == NOT_FOUND || (s == OK && account.closed))
        return refuse(c, why->no_account);
    TRY(s);
    f->account = account.id;
    f->person.v = account.id.v;
    if (account.id.v == c->who.person.v)
        return refuse(c, why->own_post);
    return check_beside(c, f, why->has_post, why->three_admins);
}

enum status org_ask_post_decide(struct ctx *c, const struct org_ask_post *in)
{
    const struct objections why = {ORG_WHY_ASK_POST_NO_ACCOUNT, ORG_WHY_ASK_POST_ENDS_FIRST,
                                   ORG_WHY_ASK_POST_HAS_POST, ORG_WHY_ASK_POST_OWN_POST,
                                   ORG_WHY_ASK_POST_THREE_ADMINS};
    struct org_post_asked f = {.unit = in->unit, .role = in->role, .duty = in->duty};
    TRY(set_days(c, &f, in->has_since ? &in->since : NULL, in->has_until ? &in->until : NULL,
                 why.ends_first));
    TRY(set_holder(c, &f, in->login, &why));
    if (is_administrator(f.role) && !who_has_role(&c->who, "system"))
        return refuse(c, ORG_WHY_ASK_POST_ADMIN_ROLE);
    return org_state_post_asked(c, in->m.id, &f);
}

/* The stand-in gets the same post for some days; the holder keeps his. */
enum status org_stand_in_decide(struct ctx *c, const struct org_stand_in *in)
{
    const struct objections why = {ORG_WHY_STAND_IN_NO_ACCOUNT, ORG_WHY_STAND_IN_ENDS_FIRST,
                                   ORG_WHY_STAND_IN_HAS_POST, ORG_WHY_STAND_IN_OWN_POST,
                                   ORG_WHY_STAND_IN_THREE_ADMINS};
    struct org_post_by_id post;
    TRY(org_post_by_id_one(c->db, in->m.id, &post, c->arena));
    struct org_post_asked f = {
        .unit = post.unit, .role = post.role, .has_stands_for = true, .stands_for = in->m.id};
    TRY(set_days(c, &f, in->has_since ? &in->since : NULL, &in->until, why.ends_first));
    TRY(set_holder(c, &f, in->login, &why));
    return org_state_post_asked(c, (struct org_post_id){ledger_new_matter(c->ledger)}, &f);
}

enum status org_give_post_decide(struct ctx *c, const struct org_give_post *in)
{
    struct org_post_by_id post;
    TRY(org_post_by_id_one(c->db, in->m.id, &post, c->arena));
    struct org_post_given f = {.account = post.account,
                               .unit = post.unit,
                               .role = post.role,
                               .since = post.since > c->now ? post.since : c->now,
                               .has_until = post.has_until,
                               .until = post.until};
    struct org_post_asked as_asked = {.account = f.account, .unit = f.unit, .role = f.role};
    if (post.closed)
        return refuse(c, ORG_WHY_ACCOUNT_IS_CLOSED);
    TRY(check_beside(c, &as_asked, NULL, ORG_WHY_GIVE_POST_THREE_ADMINS));
    return org_state_post_given(c, in->m.id, &f);
}

/* A unit's administrator takes no administrator away: he would be rid of who watches him. */
enum status org_end_post_decide(struct ctx *c, const struct org_end_post *in)
{
    struct org_post_ended f = org_post_ended_from_end_post(in);
    struct org_post_by_id post;
    TRY(org_post_by_id_one(c->db, in->m.id, &post, c->arena));
    if (is_administrator(post.role) && who_has_role(&c->who, "unit_admin"))
        return refuse(c, ORG_WHY_END_POST_ADMIN_ROLE);
    return org_state_post_ended(c, in->m.id, &f);
}
