// SPDX-License-Identifier: Apache-2.0
/* refold.c -- a thread that folds the ledger once more, for as long as the node runs, and compares
 * the tables with what comes out: a row that somebody changed behind our back is named.
 * Floor 4.  In small pieces, each under one short view, with as much rest as work between them, so
 * that neither the writer nor its log waits for it.  What differs is looked at twice.  The alarm
 * stands until a whole round has found nothing; that there was one stays in the ledger.
 * Not here: what the ledger itself says of its own bytes (check.c). */
#include "core/core_in.h"

#include "core.gen.h"
#include "core/fold.h"
#include "core/shadow.h"
#include "store/store.h"

#include <assert.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum {
    BEGIN_MS = 3000,      /* the node comes up first */
    ROUND_MS = 5000,      /* a small node is not compared more often than this */
    AGAIN_MS = 60 * 1000, /* after a failure: no room, for instance */
    FOLD_AT_ONCE = 5000,  /* entries */
    ROWS_AT_ONCE = 20000, /* compared */
    LOWEST = 15,          /* of the thread, as nice(2) counts */
    PLACE_BYTES = 64,
};

struct refolding {
    struct core *core;
    struct store *db; /* a reader of the node */
    struct shadow shadow;
    struct store_place at;
    struct buf what; /* how they differ */
    bool differed;   /* in this round */
};

static int64_t steady_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/* ---- the alarm ----------------------------------------------------------------------------- */

bool core_alarm(struct core *core, struct arena *a, struct str *ret_words, int64_t *ret_at)
{
    if (!atomic_load(&core->has_alarm))
        return false;
    pthread_mutex_lock(&core->head_lock);
    enum status s = arena_copy(a, buf_str(&core->alarm), ret_words);
    *ret_at = core->alarm_at;
    pthread_mutex_unlock(&core->head_lock);
    if (s != OK)
        *ret_words = S("");
    return true;
}

/* "table matter, row id=17, ...: due is" becomes matter.17, a key. */
static void put_place(struct str words, struct buf *to)
{
    struct str rest, value;
    words = str_part(words, str_find(words, S("table ")) + 6, words.n);
    buf_put(to, str_cut(words, ',', &rest));
    str_cut(rest, '=', &value);
    buf_byte(to, '.');
    for (size_t i = 0; i < value.n && value.p[i] >= '0' && value.p[i] <= '9'; i++)
        buf_byte(to, value.p[i]);
}

static enum status state_differs(struct ledger *l, void *of)
{
    struct refolding *r = of;
    char room[PLACE_BYTES];
    struct buf place = {.p = room, .room = sizeof room, .max = sizeof room};
    struct ctx c = ledger_ctx(l, core_now(r->core), S("refold"));
    struct list appended;
    put_place(buf_str(&r->what), &place);
    struct core_tables_differ f = {.place = buf_str(&place)};
    TRY(fact_state(&c, &core_tables_differ_fact, 0, &f));
    return ledger_append(l, &c, NULL, &appended);
}

/* Said in the ledger once, when it begins; where the node takes nothing in, only on its pages. */
static void raise(struct refolding *r)
{
    struct core *core = r->core;
    if (!atomic_load(&core->has_alarm)) {
        enum status s = core_may_write(core) ? writer_run(core, state_differs, r) : BUSY;
        (void)s;
    }
    pthread_mutex_lock(&core->head_lock);
    if (!atomic_load(&core->has_alarm))
        core->alarm_at = core_now(core);
    buf_reset(&core->alarm);
    buf_put(&core->alarm, buf_str(&r->what));
    pthread_mutex_unlock(&core->head_lock);
    atomic_store(&core->has_alarm, true);
}

/* ---- one piece ----------------------------------------------------------------------------- */

/* Fold a little further; where that reaches the end of the view, compare a piece of it.  CONFLICT:
 * it differs. */
static enum status piece(struct refolding *r, bool *ret_round)
{
    int64_t folded = 0;
    TRY(store_read_begin(r->db));
    enum status s =
        fold_forward(r->db, r->shadow.files.db, r->core->options.rooms, FOLD_AT_ONCE, &folded);
    if (s == OK && folded < FOLD_AT_ONCE) {
        buf_reset(&r->what);
        s = store_compare_some(r->db, r->shadow.files.db, &r->at, ROWS_AT_ONCE, &r->what,
                               ret_round);
    }
    store_read_end(r->db);
    return s;
}

/* A difference counts only if it is still there in another view; the rest of the tables is looked
 * at as well. */
static enum status piece_twice(struct refolding *r, bool *ret_round)
{
    struct store_place from = r->at;
    enum status s = piece(r, ret_round);
    if (s != CONFLICT)
        return s;
    r->at = from; /* where the second look only folds, the next one begins here */
    s = piece(r, ret_round);
    if (s != CONFLICT)
        return s;
    r->differed = true;
    raise(r);
    return OK;
}

static void end_round(struct refolding *r)
{
    if (!r->differed)
        atomic_store(&r->core->has_alarm, false);
    r->differed = false;
}

/* So long, or until the node stops. */
static void rest(struct core *core, int64_t ms)
{
    for (int64_t now = steady_ms(), until = now + ms; now < until && !atomic_load(&core->stopping);
         now = steady_ms())
        core_pause(core, until - now);
}

/* Until the node stops, or something fails. */
static enum status rounds(struct refolding *r)
{
    int64_t round_at = steady_ms();
    while (!atomic_load(&r->core->stopping)) {
        bool round = false;
        int64_t begun = steady_ms();
        TRY(piece_twice(r, &round));
        int64_t now = steady_ms(), ms = now - begun + 1;
        if (round) {
            end_round(r);
            ms = round_at + ROUND_MS - now > ms ? round_at + ROUND_MS - now : ms;
        }
        rest(r->core, ms);
        if (round)
            round_at = steady_ms();
    }
    return OK;
}

static void refold(struct refolding *r)
{
    if (shadow_open(&r->core->options, "served", &r->what, &r->shadow) != OK)
        return;
    r->at = store_place_first();
    enum status s = rounds(r);
    (void)s; /* begun anew in a while */
    shadow_close(&r->shadow);
}

void *refold_main(void *of)
{
    struct core *core = of;
    struct refolding r = {.core = core, .db = core->reader[READER_REFOLD]};
    int64_t wait_ms = BEGIN_MS;
    setpriority(PRIO_PROCESS, (id_t)gettid(), LOWEST);
    buf_init(&r.what, 64 * 1024);
    while (!atomic_load(&core->stopping)) {
        rest(core, wait_ms);
        if (!atomic_load(&core->stopping))
            refold(&r);
        wait_ms = AGAIN_MS;
    }
    buf_close(&r.what);
    return NULL;
}
