// SPDX-License-Identifier: Apache-2.0
/* react.c -- what follows from facts: hears every entry once, by cursor, and states what react.txt
 * declares.
 * Floor 4.  A reader proposes; the writer appends with `because` and `as_of` and moves the cursor
 * in the same transaction.  If the matter has an entry after `as_of`, the proposal is dropped and
 * the fact is heard again. */
#include "core/core_in.h"

#include "core.gen.h"
#include "core/cond.h"
#include "core/notice.h"
#include "core/party.h"
#include "core/rooms.h"
#include "store/store.h"

#include <assert.h>
#include <string.h>

enum { CURSOR_EVERY = 500, TRY_AGAIN_MS = 1000 };

/* One fact being heard. */
struct hearing {
    struct core *core;
    struct ctx ctx;
    struct ledger proposal; /* only its list of stated facts is used */
    struct tells tells;     /* whom to tell of what was heard since the cursor was kept */
    struct read_fact heard;
    int64_t entry;
    int64_t as_of; /* the matter's newest entry when it was decided; -1: no matter */
};

static const struct str cursor_name = {"react", 5};

static bool hears(const struct reaction *r, const struct fact *f)
{
    for (const struct fact *const *on = r->on; *on; on++)
        if (*on == f)
            return true;
    return false;
}

static int64_t matter_of(const struct hearing *h)
{
    return h->heard.envelope.n_matters ? h->heard.envelope.matter[0] : 0;
}

static enum status newest_of(struct ctx *c, int64_t matter, int64_t *ret_entry)
{
    struct matter_row row;
    enum status s = matter ? matter_read(c, matter, &row) : NOT_FOUND;
    if (s != OK && s != NOT_FOUND)
        return s;
    *ret_entry = s == OK ? row.last : -1;
    return OK;
}

/* ---- on a reader --------------------------------------------------------------------------- */

/* Of what the node was made with nobody is told. */
static enum status propose_one(struct hearing *h, const struct reaction *r)
{
    const struct fact *f = h->heard.fact;
    bool holds = true;
    if (!hears(r, f))
        return OK;
    if (r->when)
        TRY(cond_holds(&h->ctx, r->when, &f->record, h->heard.fields, matter_of(h), &holds));
    if (holds && r->tell.n && !str_is(h->heard.envelope.op, "init"))
        TRY(notice_collect(&h->ctx, r, &h->heard, h->entry, &h->tells));
    return holds && r->react ? r->react(&h->ctx, f, h->heard.fields, matter_of(h)) : OK;
}

/* What a declared import brought is history: nothing follows from it here.  That it was brought
 * (job.taken_over) happened now. */
static bool is_past(const struct hearing *h)
{
    const struct op *op = rooms_op(h->core->options.rooms, h->heard.envelope.op);
    return op && op->result == OP_IMPORTS && h->heard.fact->matter == op->facts[0]->matter;
}

static enum status propose(struct hearing *h)
{
    if (is_past(h))
        return OK;
    TRY(newest_of(&h->ctx, matter_of(h), &h->as_of));
    h->ctx.as_of = h->as_of;
    for (size_t i = 0; i < h->core->options.rooms->n; i++) {
        const struct room *room = h->core->options.rooms->room[i];
        for (size_t k = 0; k < room->n_reactions; k++)
            TRY(propose_one(h, &room->reactions[k]));
    }
    return OK;
}

static enum status hear(struct hearing *h)
{
    struct ledger_entry leaf;
    struct ledger_vault vault = {{NULL, 0}, {NULL, 0}};
    TRY(ledger_entry_one(h->ctx.db, h->entry, &leaf, h->ctx.arena));
    enum status s = ledger_vault_one(h->ctx.db, h->entry, &vault, h->ctx.arena);
    if (s != OK && s != NOT_FOUND)
        return s;
    return fact_read(h->ctx.arena, h->core->options.rooms, leaf.leaf, vault.value, &h->heard);
}

/* ---- on the writer ------------------------------------------------------------------------- */

static enum status append_proposal(struct ledger *l, void *of)
{
    struct hearing *h = of;
    struct ctx c = h->ctx;
    struct list appended;
    struct ledger_cursor cursor = {0};
    int64_t newest;
    if (!core_may_write(h->core))
        return BUSY; /* nothing is added to a log that the signer does not vouch for */
    enum status kept = ledger_cursor_one(l->db, cursor_name, &cursor, l->arena);
    if (kept != OK && kept != NOT_FOUND)
        return kept;
    if (cursor.entry > h->entry)
        return OK; /* stated by a batch that was committed and seemed to have failed */
    c.db = l->db;
    c.arena = l->arena;
    c.ledger = l;
    TRY(newest_of(&c, matter_of(h), &newest));
    if (newest != h->as_of)
        return CONFLICT;
    TRY(notice_write(l, &h->tells, c.now));
    assert(l->n_pending == 0);
    memcpy(l->pending, h->proposal.pending, h->proposal.n_pending * sizeof l->pending[0]);
    l->n_pending = h->proposal.n_pending;
    TRY(ledger_append(l, &c, NULL, &appended));
    return ledger_set_cursor_exec(l->db, cursor_name, h->entry + 1);
}

/* Nothing was proposed: the notices, and how far it is. */
static enum status keep_cursor(struct ledger *l, void *of)
{
    struct hearing *h = of;
    TRY(notice_write(l, &h->tells, core_now(h->core)));
    enum status s = ledger_set_cursor_exec(l->db, cursor_name, h->entry + 1);
    return s == OK || s == FULL ? s : BROKEN;
}

/* ---- one fact, and the thread -------------------------------------------------------------- */

static enum status hear_one(struct hearing *h)
{
    struct entry_id *because = ARENA_NEW(h->ctx.arena, struct entry_id);
    if (!because)
        return FULL;
    TRY(hear(h));
    because->v = h->entry;
    h->ctx.because = (struct list){because, 1};
    h->ctx.now = core_now(h->core);
    if (h->heard.envelope.acted > h->ctx.now)
        h->ctx.now = h->heard.envelope.acted;
    return propose(h);
}

/* Hear entries from *at on, in one view of the files, until `end`, one that makes a proposal, or
 * enough to tell; *at is moved to it, or behind the last that was heard. */
static enum status hear_some(struct hearing *h, int64_t *at, int64_t end)
{
    enum status s = OK;
    TRY(store_read_begin(h->ctx.db));
    h->proposal.n_pending = 0;
    for (; s == OK && *at < end && h->tells.n + TELLS_OF_FACT <= TELLS_MAX; ++*at) {
        arena_reset(h->ctx.arena);
        h->entry = *at;
        s = hear_one(h);
        if (s != OK || h->proposal.n_pending)
            break;
    }
    store_read_end(h->ctx.db);
    return s;
}

static enum status read_cursor(struct core *core, struct arena *a, int64_t *ret_entry)
{
    struct ledger_cursor row = {0};
    enum status s = ledger_cursor_one(core->reader[READER_REACT], cursor_name, &row, a);
    if (s != OK && s != NOT_FOUND)
        return s;
    *ret_entry = row.entry;
    return OK;
}

static void wait_for_work(struct core *core, int64_t at)
{
    pthread_mutex_lock(&core->head_lock);
    core->heard = at;
    pthread_cond_broadcast(&core->settled);
    while (atomic_load(&core->size) <= at && !core->n_seen && !atomic_load(&core->stopping))
        pthread_cond_wait(&core->head_moved, &core->head_lock);
    pthread_mutex_unlock(&core->head_lock);
}

/* Append the proposal of entry *at, or keep the cursor before it; and what is to be told. */
static enum status keep(struct hearing *h, int64_t *at, int64_t *kept)
{
    bool proposed = h->proposal.n_pending > 0;
    enum status s = writer_run(h->core, proposed ? append_proposal : keep_cursor, h);
    if (s == OK) {
        *at += proposed; /* in the same transaction */
        *kept = *at;
        s = notice_announce(h->core, h->ctx.db, &h->tells, h->ctx.arena);
        h->tells.n = 0;
    } else {
        *at = proposed ? *at : *kept; /* to be heard again */
        notice_forget(&h->tells, *at);
    }
    return s;
}

/* Hear what is there up to a proposal, which is appended, and go on behind it; `kept` is what the
 * cursor holds.  A proposal overtaken by another act is made anew the next time. */
static enum status hear_next(struct hearing *h, int64_t *at, int64_t *kept)
{
    int64_t size = atomic_load(&h->core->size), end = *kept + CURSOR_EVERY;
    enum status s = hear_some(h, at, size < end ? size : end);
    if (s == OK && (h->proposal.n_pending || h->tells.n || *at - *kept >= CURSOR_EVERY))
        s = keep(h, at, kept);
    if (s == BUSY || s == FULL)
        core_pause(h->core, TRY_AGAIN_MS); /* a full disk passes, and a signer comes back */
    return s == BUSY || s == FULL || s == CONFLICT ? OK : s;
}

static enum status hear_all(struct hearing *h, int64_t at)
{
    enum status s = OK;
    for (int64_t kept = at; s == OK && !atomic_load(&h->core->stopping);) {
        wait_for_work(h->core, at);
        notice_see_waiting(h->core);
        if (!atomic_load(&h->core->stopping))
            s = hear_next(h, &at, &kept);
    }
    return s;
}

void *react_main(void *of)
{
    struct core *core = of;
    struct arena life, a;
    int64_t at = 0;
    arena_init(&a, LIMIT_BATCH_ARENA);
    arena_init(&life, 2 * sizeof(struct hearing));
    struct hearing *h = ARENA_NEW(&life, struct hearing);
    enum status s = h ? read_cursor(core, &a, &at) : FULL;
    if (s == OK) {
        h->core = core;
        h->ctx = (struct ctx){.db = core->reader[READER_REACT],
                              .rooms = core->options.rooms,
                              .arena = &a,
                              .who = who_nobody(),
                              .op = S("react"),
                              .ledger = &h->proposal};
        s = hear_all(h, at);
    }
    pthread_mutex_lock(&core->head_lock);
    atomic_store(&core->react_status, s);
    pthread_cond_broadcast(&core->settled);
    pthread_mutex_unlock(&core->head_lock);
    arena_close(&a);
    arena_close(&life);
    return NULL;
}
