// SPDX-License-Identifier: Apache-2.0
/* clock.c -- what time does: a declared clock that has run out becomes a fact.
 * Floor 4.  Nothing runs out by a clock that jumped.  The room's own <clock>_passed where it is
 * written out, else job.clock_ran_out; reminders are queries. */
#include "core/core_in.h"

#include "core.gen.h"
#include "core/party.h"
#include "core/sm3_root.h"
#include "job.gen.h"
#include "store/store.h"

#include <errno.h>
#include <string.h>

enum {
    LOOK_EVERY_MS = 500,
    DAY_MS = 24 * 3600 * 1000,
    KEYS_MS = 7 * DAY_MS, /* docs/LEDGER.md */
    CLEAN_BEFORE_UTC_MIDNIGHT_MS = 5 * 3600 * 1000,
};

static const int64_t seen_ms = 90LL * DAY_MS, told_ms = 400LL * DAY_MS,
                     draft_ms = 30LL * DAY_MS; /* docs/ARCHITECTURE.md */

struct ran_out {
    struct core *core;
    struct matter_ran_out row;
};

static const struct fact *passed_fact(const struct rooms *rooms, struct str kind, struct str clock)
{
    for (size_t i = 0; i < rooms->n; i++)
        for (size_t k = 0; k < rooms->room[i]->n_facts; k++) {
            const struct fact *f = rooms->room[i]->facts[k];
            struct str name = str_of(f->name), tail = S("_passed");
            if (f->matter && str_is(kind, f->matter->name) && str_ends(name, tail) &&
                str_eq(str_part(name, 0, name.n - tail.n), clock))
                return f;
        }
    return NULL;
}

/* Is it still running, and over?  Somebody may have acted since the reader looked. */
static enum status still_over(struct ledger *l, const struct ran_out *r, bool *ret_over)
{
    struct list clocks;
    TRY(matter_clocks_many(l->db, (struct matter_id){r->row.matter.v}, &clocks, l->arena));
    const struct matter_clocks *clock = clocks.at;
    *ret_over = false;
    for (size_t i = 0; i < clocks.n; i++)
        *ret_over |= str_eq(clock[i].name, r->row.name) && clock[i].running &&
                     clock[i].due < core_now(r->core);
    return OK;
}

static enum status state_passed(struct ledger *l, void *of)
{
    const struct ran_out *r = of;
    struct ctx c = ledger_ctx(l, core_now(r->core), S("clock"));
    struct matter_row m;
    struct list appended;
    bool over;
    TRY(still_over(l, r, &over));
    if (!over)
        return OK;
    TRY(matter_read(&c, r->row.matter.v, &m));
    const struct fact *f = passed_fact(l->rooms, m.kind, r->row.name);
    struct job_clock_ran_out ran_out = {.clock = r->row.name};
    if (f)
        TRY(fact_state(&c, f, m.id, arena_take(l->arena, 1, f->record.size + 1)));
    else
        TRY(fact_state(&c, &job_clock_ran_out_fact, m.id, &ran_out));
    return ledger_append(l, &c, NULL, &appended);
}

static enum status look(struct core *core, struct store *db, struct arena *a)
{
    struct list rows;
    TRY(matter_ran_out_many(db, core_now(core), &rows, a));
    const struct matter_ran_out *row = rows.at;
    for (size_t i = 0; i < rows.n; i++) {
        struct ran_out r = {core, row[i]};
        enum status s = writer_run(core, state_passed, &r);
        if (s == BUSY || s == FULL)
            return s;
        (void)s; /* a matter that cannot go on does not hold up the others */
    }
    return OK;
}

static void wait_a_while(struct core *core)
{
    struct timespec until = core_moment(LOOK_EVERY_MS);
    pthread_mutex_lock(&core->head_lock);
    core->looks_ended = core->looks_begun;
    pthread_cond_broadcast(&core->settled);
    if (!atomic_load(&core->stopping) && !core->look_now)
        pthread_cond_timedwait(&core->clock_moved, &core->head_lock, &until);
    core->look_now = false;
    core->looks_begun++;
    pthread_mutex_unlock(&core->head_lock);
}

/* ---- once a day ---------------------------------------------------------------------------- */

/* Keys of repetition that nobody will use again, notices that were read long ago or never,
 * drafts that nobody sent, and sessions that are over. */
static enum status drop_old(struct ledger *l, void *of)
{
    int64_t now = core_now(of);
    TRY(op_drop_idem_exec(l->db, now - KEYS_MS));
    TRY(notice_drop_old_exec(l->db, now - seen_ms, now - told_ms));
    TRY(draft_drop_old_exec(l->db, now - draft_ms));
    return session_drop_old_exec(l->db, now);
}

/* In the small hours of Beijing (UTC+8), or at the start if that was missed. */
static void clean(struct core *core, int64_t *day)
{
    int64_t today = (core_now(core) + CLEAN_BEFORE_UTC_MIDNIGHT_MS) / DAY_MS;
    if (today == *day || writer_run(core, drop_old, core) != OK)
        return; /* tried again at the next tick */
    *day = today;
}

/* ---- the thread ---------------------------------------------------------------------------- */

/* What fails now is met again at the next tick. */
static void tick(struct core *core, struct arena *a, int64_t *day, struct sm3_root *root)
{
    if (!core_may_write(core)) {
        enum status asked = atomic_load(&core->remembered) < 0 ? OK : writer_arm(core);
        (void)asked; /* at the next tick again */
        return;
    }
    core_watch_clock(core);
    enum status s = core_clock_is_sure(core) ? look(core, core->reader[READER_CLOCK], a) : OK;
    if (s == OK)
        clean(core, day);
    if (s == OK && core_clock_is_sure(core))
        s = sm3_root_step(core, core->reader[READER_CLOCK], root, a);
    s = sealer_publish(core, false);
    (void)s;
}

void *clock_main(void *of)
{
    struct core *core = of;
    struct arena a;
    int64_t day = 0;
    struct sm3_root root = {.target = 0};
    arena_init(&a, LIMIT_REQUEST_ARENA);
    while (!atomic_load(&core->stopping)) {
        tick(core, &a, &day, &root);
        arena_reset(&a);
        wait_a_while(core);
    }
    arena_close(&a);
    return NULL;
}
