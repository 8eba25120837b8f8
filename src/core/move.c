// SPDX-License-Identifier: Apache-2.0
/* move.c -- what a change of units does on its day, in bounded steps behind people's operations.
 * Floor 4.  Every matter that moves gets an entry of its own (org.moved), so its history, its party
 * and the tables of its room know.  A restart goes on behind the last one that moved.
 * Not here: whether a change may be (org/decide_change.c), what a move does to tables (fold.c, the
 * rooms' fold.sql). */
#include "core/move.h"

#include "core.gen.h"
#include "core/core_in.h"
#include "core/fact.h"
#include "core/org/org.h"
#include "core/party.h"
#include "store/store.h"

struct moving {
    struct core *core;
    struct org_next_change change;
};

/* Is it still where the reader saw it?  CONFLICT. */
static enum status same_step(struct ledger *l, const struct moving *w)
{
    struct org_next_change now;
    if (!core_may_write(w->core))
        return BUSY;
    enum status s = org_next_change_one(l->db, &now, l->arena);
    if (s == NOT_FOUND || (s == OK && (now.id.v != w->change.id.v || now.step != w->change.step ||
                                       now.moved != w->change.moved)))
        return CONFLICT;
    return s;
}

/* Another change may have come into force since this one was given. */
static enum status begin(struct ctx *c, const struct org_next_change *change)
{
    struct org_unit_changed f = {.unit = change->unit,
                                 .sort = change->sort,
                                 .code = change->code,
                                 .parent = change->parent,
                                 .into = change->into};
    struct org_unit other = {0};
    struct unit_id to = change->parent.v ? change->parent : change->into;
    bool loop;
    TRY(org_is_under_itself(c, change->unit, to, &loop));
    if (to.v)
        TRY(org_unit_one(c->db, to, &other, c->arena));
    return loop || other.has_until ? org_state_change_halted(c, change->id)
                                   : org_state_unit_changed(c, change->id, &f);
}

static enum status move_some(struct ctx *c, const struct org_next_change *change)
{
    struct list left = {NULL, 0};
    struct org_change_done done = {.moved = change->moved};
    struct org_moved f = {
        .source = change->unit, .target = change->into, .has_change = true, .change = change->id};
    if (change->into.v)
        TRY(org_left_many(c->db, change->unit, change->into, change->reached, &left, c->arena));
    const struct org_left *row = left.at;
    for (size_t i = 0; i < left.n; i++)
        TRY(fact_state(c, &org_moved_fact, row[i].id.v, &f));
    return left.n ? OK : org_state_change_done(c, change->id, &done);
}

static enum status run_step(struct ledger *l, void *of)
{
    struct moving *w = of;
    struct ctx c = ledger_ctx(l, core_now(w->core), S("change"));
    struct list appended;
    TRY(same_step(l, w));
    ledger_drop(l);
    enum status s = w->change.step == 1 ? begin(&c, &w->change) : move_some(&c, &w->change);
    if (s == OK)
        s = ledger_append(l, &c, NULL, &appended);
    return s == OK || s == FULL ? s : BROKEN; /* some of it may be written */
}

enum status move_step(struct core *core, struct store *db, struct arena *a)
{
    struct moving *w = ARENA_NEW(a, struct moving);
    if (!w)
        return FULL;
    w->core = core;
    TRY(store_read_begin(db));
    enum status s = org_next_change_one(db, &w->change, a);
    store_read_end(db);
    return s == OK ? writer_run(core, run_step, w) : s;
}
