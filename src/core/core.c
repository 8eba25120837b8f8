// SPDX-License-Identifier: Apache-2.0
/* core.c -- the running kernel: opened, asked, closed.
 * Floor 4. */
#include "core/core_in.h"

#include "base/disk.h"
#include "core.gen.h"
#include "core/core_open.h"
#include "core/fold.h"
#include "core/text.h"
#include "crypt/crypt.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>

enum {
    LIFE_BYTES = 16 * 1024 * 1024,
    NOTE_MAX = 64 * 1024,
    ALARM_MAX = 64 * 1024,
    CLOCK_JUMP_MS = 10 * 60 * 1000
};

/* ---- small questions ----------------------------------------------------------------------- */

struct store *core_reader(struct core *core, int thread)
{
    assert(thread >= 0 && thread < core->options.n_readers);
    return core->reader[thread];
}

enum status core_view_begin(struct core *core, int thread)
{
    return store_read_begin(core_reader(core, thread));
}

void core_view_end(struct core *core, int thread)
{
    store_read_end(core_reader(core, thread));
}

const struct rooms *core_rooms(const struct core *core)
{
    return core->options.rooms;
}

const struct pack *core_pack(const struct core *core)
{
    return &core->pack;
}

static int64_t machine_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

int64_t core_now(struct core *core)
{
    int64_t fixed = atomic_load(&core->fixed_clock);
    return fixed ? fixed : machine_now();
}

static int64_t machine_lead(void)
{
    struct timespec t;
    clock_gettime(CLOCK_BOOTTIME, &t);
    return machine_now() - t.tv_sec * 1000LL - t.tv_nsec / 1000000;
}

static bool is_jump(int64_t from, int64_t to)
{
    return to - from > CLOCK_JUMP_MS || from - to > CLOCK_JUMP_MS;
}

bool core_clock_is_sure(struct core *core)
{
    return core_has_false_clock(core) || !is_jump(atomic_load(&core->clock_lead), machine_lead());
}

void core_watch_clock(struct core *core)
{
    int64_t lead = machine_lead();
    if (is_jump(atomic_load(&core->clock_lead), lead))
        return;
    atomic_store(&core->clock_lead, lead);
    if (core->options.poison)
        core->options.poison->clock_lead = lead;
}

static void believe_clock(struct core *core)
{
    int64_t known = core->options.poison ? core->options.poison->clock_lead : 0;
    atomic_store(&core->clock_lead, known ? known : machine_lead());
}

struct timespec core_moment(int64_t ms)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_nsec += ms % 1000 * 1000000L;
    t.tv_sec += ms / 1000 + t.tv_nsec / 1000000000L;
    t.tv_nsec %= 1000000000L;
    return t;
}

void core_pause(struct core *core, int64_t ms)
{
    struct timespec until = core_moment(ms);
    pthread_mutex_lock(&core->head_lock);
    if (!atomic_load(&core->stopping))
        pthread_cond_timedwait(&core->clock_moved, &core->head_lock, &until);
    pthread_mutex_unlock(&core->head_lock);
}

void core_set_clock(struct core *core, int64_t now)
{
    assert(atomic_load(&core->fixed_clock)); /* only a node that was opened with a false clock */
    atomic_store(&core->fixed_clock, now);
}

/* Under head_lock: has react heard all that was committed and kept what was seen, or does it
 * hear no more? */
static bool has_heard(struct core *core)
{
    bool all = core->heard >= atomic_load(&core->size) && core->n_seen == 0;
    return all || atomic_load(&core->react_status) != OK;
}

static bool is_quiet(struct core *core, int64_t look)
{
    return core->looks_ended >= look && has_heard(core) && core->jobs_seen >= core->jobs_begun;
}

void core_settle(struct core *core)
{
    int64_t size;
    assert(core_has_false_clock(core));
    pthread_mutex_lock(&core->head_lock);
    do {
        size = atomic_load(&core->size);
        int64_t look = core->looks_begun + 1; /* one that begins after this moment */
        core->look_now = true;
        pthread_cond_broadcast(&core->clock_moved);
        while (!is_quiet(core, look) && !atomic_load(&core->stopping))
            pthread_cond_wait(&core->settled, &core->head_lock);
    } while (size != atomic_load(&core->size) && !atomic_load(&core->stopping));
    pthread_mutex_unlock(&core->head_lock);
}

bool core_has_false_clock(const struct core *core)
{
    return atomic_load(&core->fixed_clock) != 0;
}

bool core_may_write(const struct core *core)
{
    return atomic_load(&core->armed);
}

bool core_is_alone(const struct core *core)
{
    return core->options.alone;
}

enum walls core_walls(const struct core *core)
{
    return core->options.walls;
}

const char *core_authority(const struct core *core)
{
    return core->options.authority;
}

const char *core_origin(const struct core *core)
{
    return core->origin;
}

const char *core_folder(const struct core *core)
{
    return core->options.folder;
}

int core_render(const struct core *core)
{
    return core->options.render_fd;
}

struct hash core_key(const struct core *core, const char *purpose)
{
    return crypt_hmac_sha256((struct str){(const char *)core->key.b, sizeof core->key.b},
                             str_of(purpose));
}

void core_listen(struct core *core, void (*heard)(void *of, const struct fact *f, int64_t matter),
                 void (*told)(void *of, struct person_id account), void *of)
{
    size_t n = atomic_load(&core->n_listeners);
    assert(n < LISTENERS_MAX);
    core->listener[n] = (struct listener){heard, told, of};
    atomic_store(&core->n_listeners, n + 1);
}

void core_tell(struct core *core, struct person_id account)
{
    size_t n = atomic_load(&core->n_listeners);
    for (size_t i = 0; i < n; i++)
        core->listener[i].told(core->listener[i].of, account);
}

/* ---- opening ------------------------------------------------------------------------------- */

static enum status read_settings(struct core *core)
{
    struct ledger_node origin, key;
    TRY(ledger_node_one(core->files.db, S("origin"), &origin, &core->life));
    TRY(ledger_node_one(core->files.db, S("key"), &key, &core->life));
    TRY(str_to_bytes(key.value, core->key.b, sizeof core->key.b));
    struct str copy;
    TRY(arena_copy(&core->life, origin.value, &copy));
    core->origin = copy.p;
    return OK;
}

static enum status open_pack(struct core *core, struct buf *why)
{
    char folder[4096];
    snprintf(folder, sizeof folder, "%s/pack", core->options.folder);
    TRY(pack_load(&core->life, folder, core->options.rooms, &core->pack, why));
    text_use(core->pack.text, core->pack.n_text);
    return OK;
}

/* Alone there are none, whatever the folder names. */
static enum status open_witnesses(struct core *core, struct buf *why)
{
    if (core->options.alone || core->options.courier_fd == 0)
        return OK;
    return witnesses_load(&core->life, core->options.folder, &core->witnesses, why);
}

static enum status open_readers(struct core *core)
{
    for (int i = 0; i < READERS_MAX; i++) {
        if (i >= core->options.n_readers && i < READERS_MAX - READERS_OWN)
            continue;
        TRY(store_open(&core->files.options, STORE_READER, &core->reader[i]));
    }
    return OK;
}

static enum status open_log(struct core *core, struct buf *why)
{
    int64_t folded = 0;
    struct store *db = core->files.db;
    enum status s = fold_catch_up(db, db, core->options.rooms, NULL, &folded);
    if (s == OK)
        s = node_state_schema(db, core->options.rooms, STORE_INDEXES);
    core->ledger = (struct ledger){.db = db,
                                   .rooms = core->options.rooms,
                                   .terms = &core->pack.terms,
                                   .maps = &core->pack.maps,
                                   .holds = &core->pack.holds,
                                   .node = core->files.node,
                                   .arena = &core->batch[0].arena};
    if (s == OK)
        s = ledger_open(&core->ledger);
    if (s != OK)
        buf_printf(why, "the state cannot be folded from the ledger: %s", store_error(db));
    core->handed_on = core->ledger.tree.size;
    atomic_store(&core->size, (int64_t)core->ledger.tree.size);
    return s;
}

/* In which files are made while the node runs: later the process may make none beside its
 * databases. */
static enum status make_folder(struct core *core, const char *name, struct buf *why)
{
    char folder[4096];
    snprintf(folder, sizeof folder, "%s/%s", core->options.folder, name);
    if (mkdir(folder, 0700) == 0 || errno == EEXIST)
        return OK;
    buf_printf(why, "%s cannot be made: %s", folder, strerror(errno));
    return disk_failed();
}

static enum status open_all(struct core *core, struct buf *why)
{
    TRY(node_open(&core->files, &core->options, STORE_WRITER, NULL, why));
    TRY(make_folder(core, "public", why));
    TRY(make_folder(core, "shadow-served", why));
    if (core->files.node == 0) {
        buf_printf(why, "%s holds no node yet: xiezhi init makes one", core->options.folder);
        return NOT_FOUND;
    }
    TRY(counts_open(&core->counts, core->options.rooms, &core->life));
    TRY(read_settings(core));
    TRY(open_pack(core, why));
    TRY(open_witnesses(core, why));
    TRY(open_log(core, why));
    return open_readers(core);
}

static void arm(struct core *core, struct buf *why)
{
    enum status s = core->options.signer_fd < 0 ? BUSY : sealer_arm(core, why);
    if (s == FULL)
        buf_puts(why, "the signer has no room to remember what it signs: free some");
    else if (s == BUSY && core->options.signer_fd >= 0)
        buf_printf(why,
                   core->witnesses.n ? "waiting to hear what a witness saw last"
                                     : "%s/witnesses names nobody who watches this log: serve "
                                       "--alone is for demonstrations",
                   core->options.folder);
    else if (s != OK && s != CONFLICT)
        buf_puts(why, "there is no signer");
}

static void init_locks(struct core *core)
{
    pthread_mutex_init(&core->queue_lock, NULL);
    pthread_mutex_init(&core->batch_lock, NULL);
    pthread_mutex_init(&core->head_lock, NULL);
    pthread_mutex_init(&core->signer_lock, NULL);
    pthread_cond_init(&core->queue_filled, NULL);
    pthread_cond_init(&core->batch_moved, NULL);
    pthread_cond_init(&core->head_moved, NULL);
    pthread_condattr_t steady;
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_cond_init(&core->clock_moved, &steady);
    pthread_condattr_destroy(&steady);
    pthread_cond_init(&core->settled, NULL);
}

static void start(struct core *core)
{
    int failed = pthread_create(&core->sealer, NULL, sealer_main, core);
    failed |= pthread_create(&core->writer, NULL, writer_main, core);
    failed |= pthread_create(&core->reactor, NULL, react_main, core);
    failed |= pthread_create(&core->clock, NULL, clock_main, core);
    failed |= pthread_create(&core->jobber, NULL, job_main, core);
    failed |= pthread_create(&core->refolder, NULL, refold_main, core);
    if (core->witnesses.n)
        failed |= pthread_create(&core->cosigner, NULL, cosign_main, core);
    assert(!failed);
}

static void remember_walls(struct core *core)
{
    struct store *db = core->files.db;
    struct str word = str_of(walls_name(core->options.walls));
    struct ledger_node had;
    if (ledger_node_one(db, S("walls"), &had, &core->life) == OK && str_eq(had.value, word))
        return;
    enum status s = store_begin(db);
    if (s == OK)
        s = ledger_set_node_exec(db, S("walls"), word);
    if (s == OK)
        s = store_commit(db);
    if (s != OK)
        store_rollback(db); /* a full disk: the node serves pages all the same, and the next start
                               writes it */
}

enum status core_prepare(const struct core_options *o, struct buf *why, struct core **ret_core)
{
    struct arena life;
    arena_init(&life, LIFE_BYTES + sizeof(struct core));
    struct core *core = ARENA_NEW(&life, struct core);
    if (!core)
        return FULL;
    core->life = life;
    core->options = *o;
    atomic_store(&core->fixed_clock, o->clock_at);
    atomic_store(&core->remembered, -1);
    believe_clock(core);
    core->jobs_begun = 1; /* look at the start what an earlier run left */
    buf_init(&core->note, NOTE_MAX);
    buf_init(&core->published, NOTE_MAX);
    buf_init(&core->cosigned, NOTE_MAX);
    buf_init(&core->filed, NOTE_MAX);
    buf_init(&core->alarm, ALARM_MAX);
    init_locks(core);
    for (size_t i = 0; i < BATCHES; i++) {
        arena_init(&core->batch[i].arena, LIMIT_BATCH_ARENA);
        core->batch[i].next = core->batch_free;
        core->batch_free = &core->batch[i];
    }
    enum status s = open_all(core, why);
    if (s != OK) {
        core_close(core);
        return s;
    }
    remember_walls(core);
    *ret_core = core;
    return OK;
}

enum status core_start(struct core *core, struct buf *why)
{
    TRY(login_open(core));
    arm(core, why); /* without a signer pages are served and operations answer BUSY */
    start(core);
    return OK;
}

enum status core_open(const struct core_options *o, struct buf *why, struct core **ret_core)
{
    struct core *core;
    TRY(core_prepare(o, why, &core));
    enum status s = core_start(core, why);
    if (s == OK)
        *ret_core = core;
    else
        core_close(core);
    return s;
}

/* ---- closing ------------------------------------------------------------------------------- */

static void stop(struct core *core)
{
    atomic_store(&core->stopping, true);
    pthread_mutex_lock(&core->head_lock);
    pthread_cond_broadcast(&core->head_moved);
    pthread_cond_broadcast(&core->clock_moved);
    pthread_cond_broadcast(&core->settled);
    pthread_mutex_unlock(&core->head_lock);
    pthread_join(core->clock, NULL);
    pthread_join(core->reactor, NULL);
    pthread_join(core->jobber, NULL);
    pthread_join(core->refolder, NULL);
    if (core->cosigner) {
        shutdown(core->options.courier_fd, SHUT_RDWR); /* it waits for no witness */
        pthread_join(core->cosigner, NULL);
    }
    pthread_mutex_lock(&core->queue_lock);
    pthread_cond_broadcast(&core->queue_filled);
    pthread_mutex_unlock(&core->queue_lock);
    pthread_join(core->writer, NULL);
    pthread_join(core->sealer, NULL);
}

void core_close(struct core *core)
{
    if (!core)
        return;
    if (core->login)
        login_close(core);
    if (core->writer)
        stop(core);
    for (int i = 0; i < READERS_MAX; i++)
        store_close(core->reader[i]);
    if (core->files.db) {
        bool published = core->note.n == 0 || sealer_publish(core, true) == OK;
        (void)published; /* the next start publishes */
        bool emptied = store_checkpoint(core->files.db) == OK;
        (void)emptied; /* what is left in the log is found at the next start */
        node_close(&core->files);
    }
    for (size_t i = 0; i < BATCHES; i++)
        arena_close(&core->batch[i].arena);
    ledger_close(&core->ledger);
    buf_close(&core->note);
    buf_close(&core->published);
    buf_close(&core->cosigned);
    buf_close(&core->filed);
    buf_close(&core->alarm);
    text_use(NULL, 0);
    struct arena life = core->life; /* the core itself lies in it, and the pack's words */
    arena_close(&life);
}
