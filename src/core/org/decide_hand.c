// SPDX-License-Identifier: Apache-2.0
/* decide_hand.c -- open matters of a unit go to another by a list that two people sign.
 * Floor 4.  A split of a unit is this too: its matters go to the new unit by such lists. */
#include "core/org/org.h"

#include "base/time.h"
#include "core.gen.h"
#include "core/fact.h"
#include "core/number.h"
#include "core/party.h"

enum { ITEMS_MAX = 400 }; /* each becomes a fact of the same operation */

/* What the kernel's own parts keep has its own ways: a superior says who leads a directive. */
static bool may_go(const struct matter_row *m)
{
    static const char *const stay[] = {"post", "hand", "erasure", "hold", "directive", "share"};
    bool goes = m->open && m->at.v;
    for (size_t i = 0; i < sizeof stay / sizeof stay[0]; i++)
        goes &= !str_is(m->kind, stay[i]);
    return goes;
}

/* Is it the reader's own unit, or one beneath his, of which he is a superior? */
static enum status check_unit(struct ctx *c, struct unit_id unit)
{
    struct org_is_below below;
    if (unit.v == c->who.office.v)
        return OK;
    TRY(org_is_below_one(c->db, unit, c->who.office, &below, c->arena));
    return below.n && who_has_role(&c->who, "supervisor") ? OK : refuse(c, ORG_WHY_NOT_HERE);
}

static enum status find_by_no(struct ctx *c, struct str no, struct matter_row *ret_row)
{
    int64_t id;
    int32_t day;
    struct matter_row m = {0};
    enum status s = number_read(no, &id, &day);
    if (s == OK)
        s = matter_read(c, id, &m);
    if (s == OK && time_day(m.opened) == day && may_go(&m)) {
        *ret_row = m;
        return OK;
    }
    return s == OK || s == NOT_FOUND || s == BAD_INPUT ? refuse(c, ORG_WHY_NOT_HERE) : s;
}

/* By number: all lie with one unit, which is the giver. */
static enum status find_listed(struct ctx *c, const struct org_ask_hand *in,
                               struct org_hand_asked *f, struct matter_id *item)
{
    const struct str *no = in->no.at;
    for (size_t i = 0; i < in->no.n; i++) {
        struct matter_row m = {0};
        bool again = false;
        TRY(find_by_no(c, no[i], &m));
        if (!f->unit.v)
            TRY(check_unit(c, m.at));
        else if (f->unit.v != m.at.v)
            return refuse(c, ORG_WHY_NOT_HERE);
        f->unit = m.at;
        for (size_t k = 0; k < f->item.n; k++)
            again |= item[k].v == m.id;
        if (!again)
            item[f->item.n++].v = m.id;
    }
    return OK;
}

static enum status find_all(struct ctx *c, const struct org_ask_hand *in, struct org_hand_asked *f,
                            struct matter_id *item)
{
    struct list rows;
    struct str topic = in->which == ORG_WHICH_TOPIC ? in->topic : (struct str){NULL, 0};
    f->unit = c->who.office;
    TRY(org_hand_from_many(c->db, f->unit, topic, &rows, c->arena));
    const struct org_hand_from *row = rows.at;
    for (size_t i = 0; i < rows.n; i++) {
        struct matter_row m;
        TRY(matter_read(c, row[i].id.v, &m));
        if ((may_go(&m) && f->item.n == ITEMS_MAX) || rows.n == LIMIT_LIST_ITEMS)
            return refuse(c, ORG_WHY_TOO_MANY);
        if (may_go(&m))
            item[f->item.n++] = row[i].id;
    }
    return OK;
}

enum status org_ask_hand_decide(struct ctx *c, const struct org_ask_hand *in)
{
    struct org_hand_asked f = {.target = in->target, .words = in->words};
    struct matter_id *item = ARENA_ARRAY(c->arena, struct matter_id, ITEMS_MAX);
    if (!item)
        return FULL;
    f.item.at = item;
    TRY(in->which == ORG_WHICH_LISTED ? find_listed(c, in, &f, item) : find_all(c, in, &f, item));
    if (f.item.n == 0)
        return refuse(c, ORG_WHY_NONE_OPEN);
    if (f.unit.v == f.target.v)
        return refuse(c, ORG_WHY_SAME_UNIT);
    for (size_t i = 0; i < f.item.n; i++) {
        struct org_sits_in sits;
        TRY(org_sits_in_one(c->db, item[i], f.target, &sits, c->arena));
        if (sits.n)
            return refuse(c, ORG_WHY_ASK_HAND_STANDS_AGAINST);
    }
    return org_state_hand_asked(c, in->m.id, &f);
}

/* What was closed, or lies elsewhere by now, or concerns who takes, stays where it is. */
enum status org_take_hand_decide(struct ctx *c, const struct org_take_hand *in)
{
    struct org_hand_by_id hand;
    struct org_hand_taken f = {0};
    struct list items;
    TRY(org_hand_by_id_one(c->db, in->m.id, &hand, c->arena));
    TRY(org_hand_items_many(c->db, in->m.id, &items, c->arena));
    struct org_moved moved = {
        .source = hand.source, .target = hand.target, .has_hand = true, .hand = in->m.id};
    const struct org_hand_items *item = items.at;
    bool *goes = ARENA_ARRAY(c->arena, bool, items.n + 1);
    if (!goes)
        return FULL;
    for (size_t i = 0; i < items.n; i++) {
        struct matter_row m;
        struct org_sits_in sits;
        TRY(matter_read(c, item[i].matter.v, &m));
        TRY(org_sits_in_one(c->db, item[i].matter, hand.target, &sits, c->arena));
        goes[i] = may_go(&m) && m.at.v == hand.source.v && sits.n == 0;
        f.moved += goes[i];
    }
    TRY(org_state_hand_taken(c, in->m.id, &f));
    for (size_t i = 0; i < items.n; i++)
        if (goes[i])
            TRY(fact_state(c, &org_moved_fact, item[i].matter.v, &moved));
    return OK;
}
