// SPDX-License-Identifier: Apache-2.0
/* writer.c -- the one writer: takes what has queued, runs it in one transaction, commits, hands it
 * to the sealer; what readers were shown is durable then, and they are answered at once.
 * Floor 4.  While the sealer waits for the signer the next batch runs. */
#include "core/core_in.h"

#include "core.gen.h"
#include "core/fold.h"
#include "core/op_run.h"
#include "erase.gen.h"
#include "job.gen.h"
#include "org.gen.h"
#include "store/store.h"

#include <assert.h>
#include <string.h>

enum {
    QUEUE_MAX = 8192,
    ANSWER_BYTES = 4096,                 /* number, codes, reason */
    BATCH_TYPED = LIMIT_BATCH_ARENA / 8, /* bytes of forms: as entry, vault row and read back, they
                                            must fit the batch's arena */
};

/* ---- the queue ----------------------------------------------------------------------------- */

static size_t typed_bytes(const struct form *form)
{
    size_t n = 0;
    for (size_t i = 0; i < form->n; i++)
        n += form->pair[i].name.n + form->pair[i].value.n;
    return n;
}

enum status op_submit(struct core *core, struct op_call *call)
{
    enum status s = OK;
    if (!core_may_write(core))
        return BUSY;
    if (call->arena->limit - call->arena->total < ANSWER_BYTES)
        return FULL; /* here, and not when others are in its batch */
    call->next = NULL;
    call->n_typed = typed_bytes(&call->form);
    counts_begin(call);
    pthread_mutex_lock(&core->queue_lock);
    if (core->n_queued >= QUEUE_MAX || atomic_load(&core->stopping)) {
        s = BUSY;
    } else {
        if (core->call_last)
            core->call_last->next = call;
        else
            core->call_first = call;
        core->call_last = call;
        core->n_queued++;
        pthread_cond_signal(&core->queue_filled);
    }
    pthread_mutex_unlock(&core->queue_lock);
    return s;
}

enum status writer_run(struct core *core, enum status (*run)(struct ledger *l, void *of), void *of)
{
    struct writer_task task = {.run = run, .of = of, .status = BUSY};
    pthread_mutex_lock(&core->queue_lock);
    if (atomic_load(&core->stopping)) {
        pthread_mutex_unlock(&core->queue_lock);
        return BUSY;
    }
    if (core->task_last)
        core->task_last->next = &task;
    else
        core->task_first = &task;
    core->task_last = &task;
    pthread_cond_signal(&core->queue_filled);
    pthread_mutex_unlock(&core->queue_lock);

    pthread_mutex_lock(&core->batch_lock);
    while (!task.done)
        pthread_cond_wait(&core->batch_moved, &core->batch_lock);
    pthread_mutex_unlock(&core->batch_lock);
    return task.status;
}

/* Wait for work; false when the node stops and nothing is left.  Large forms wait for the next
 * batch: one that outgrew its arena would fail for everybody in it. */
static bool take_queue(struct core *core, struct batch *b)
{
    size_t typed = 0;
    pthread_mutex_lock(&core->queue_lock);
    while (!core->call_first && !core->task_first && !core->read_first &&
           !atomic_load(&core->stopping))
        pthread_cond_wait(&core->queue_filled, &core->queue_lock);
    b->tasks = core->task_first;
    core->task_first = core->task_last = NULL;
    b->reads = core->read_first;
    core->read_first = core->read_last = NULL;
    core->n_reads = 0;
    for (struct op_call *call; (call = core->call_first) && b->n_items < LIMIT_BATCH_OPS;) {
        typed += call->n_typed;
        if (b->n_items && typed > BATCH_TYPED)
            break;
        b->item[b->n_items++] = (struct batch_item){.call = call};
        core->call_first = call->next;
        core->n_queued--;
    }
    if (!core->call_first)
        core->call_last = NULL;
    pthread_mutex_unlock(&core->queue_lock);
    return b->n_items > 0 || b->tasks || b->reads;
}

/* ---- one batch ----------------------------------------------------------------------------- */

static enum status run_batch(struct core *core, struct batch *b)
{
    struct ledger *l = &core->ledger;
    TRY(reads_insert(l->db, b->reads, &b->arena));
    for (struct writer_task *task = b->tasks; task; task = task->next) {
        ledger_drop(l);
        task->status = task->run(l, task->of);
        if (task->status == BROKEN || task->status == FULL)
            return task->status;
    }
    for (size_t i = 0; i < b->n_items; i++)
        TRY(op_run(core, l, b->item[i].call, core->options.poison, &b->item[i].made));
    return OK;
}

static enum status set_folded(struct core *core)
{
    struct ledger *l = &core->ledger;
    return fold_end(l->db, &l->words, (int64_t)l->tree.size);
}

/* Fold what the state lacks and read the tree anew: after any error, before anything else is
 * written.  What fails now is tried again before the next batch. */
static enum status recover(struct core *core)
{
    int64_t folded;
    struct ledger *l = &core->ledger;
    ledger_drop(l);
    enum status s = fold_catch_up(l->db, l->db, l->rooms, NULL, &folded);
    if (s == OK)
        s = ledger_open(l);
    core->must_recover = s != OK;
    return s;
}

/* Everybody in this batch hears that it failed, and only the task that ended it why.  Either
 * nothing of it happened; or it did and could not be shown or proved, and then the same key will be
 * answered. */
static void fail_batch(struct core *core, struct batch *b, enum status s)
{
    for (struct writer_task *task = b->tasks; task; task = task->next)
        if (task->status != BROKEN && task->status != FULL)
            task->status = s == FULL ? FULL : BUSY;
    for (size_t i = 0; i < b->n_items; i++) {
        b->item[i].call->status = s == FULL ? FULL : BUSY;
        b->item[i].call->may_stand = b->may_stand;
        b->item[i].made = (struct op_made){{NULL, 0}};
    }
    b->grew = b->arms = false;
    store_rollback(core->ledger.db);
    enum status recovered = recover(core);
    (void)recovered; /* must_recover remembers it */
}

/* After an error at COMMIT the ledger's mark tells whether it happened all the same (two files:
 * docs/LEDGER.md); the state is then folded from it. */
static enum status commit_batch(struct core *core, struct batch *b, uint64_t before)
{
    struct store *db = core->ledger.db;
    bool landed = false;
    b->grew = core->ledger.tree.size > before;
    if (b->grew)
        TRY(set_folded(core));
    b->may_stand = true;
    enum status s = store_commit(db);
    if (s == OK)
        return OK;
    store_rollback(db);
    TRY(store_landed(db, &landed) == OK ? OK : s);
    b->may_stand = landed;
    return landed ? recover(core) : s;
}

static enum status prove_item(struct core *core, struct batch_item *item)
{
    const struct appended *first = item->made.appended.at;
    if (item->made.appended.n == 0)
        return OK;
    return tree_inclusion(&core->ledger.tree, (uint64_t)first->entry, &item->proof);
}

/* Heads are signed one after the other: each proof begins where the last one that was handed on
 * ended. */
static enum status prove(struct core *core, struct batch *b)
{
    struct tlog_proof proof;
    struct signer_ask head = {
        .word = SIGNER_HEAD, .old_size = core->handed_on, .size = core->ledger.tree.size};
    TRY(tree_root(&core->ledger.tree, &head.root));
    TRY(tree_consistency(&core->ledger.tree, head.old_size, &proof));
    head.n_proof = (uint32_t)proof.n;
    memcpy(head.proof, proof.h, proof.n * sizeof(struct hash));
    b->head = head;
    for (size_t i = 0; i < b->n_items; i++)
        TRY(prove_item(core, &b->item[i]));
    core->handed_on = head.size;
    return OK;
}

/* The signer is asked again from what it remembers, over all that is committed by now. */
static enum status arm_again(struct ledger *l, void *of)
{
    struct core *core = of;
    int64_t remembered = atomic_load(&core->remembered);
    if (remembered < 0 || (uint64_t)remembered > l->tree.size)
        return CONFLICT;
    core->handed_on = (uint64_t)remembered;
    core->arms = true;
    return OK;
}

enum status writer_arm(struct core *core)
{
    return writer_run(core, arm_again, core);
}

static enum status ask_wipe(struct ledger *l, void *of)
{
    struct core *core = of;
    (void)l;
    core->wipes = true;
    return OK;
}

enum status writer_wipe(struct core *core)
{
    return writer_run(core, ask_wipe, core);
}

/* Outside the transaction; who asked for it hears how it went. */
static void wipe(struct core *core, struct batch *b)
{
    enum status s = store_wipe(core->files.db);
    for (struct writer_task *task = b->tasks; task; task = task->next)
        if (task->run == ask_wipe)
            task->status = s;
}

static void tell_listeners(struct core *core, const struct batch *b)
{
    bool begins = false;
    size_t n_listeners = atomic_load(&core->n_listeners);
    for (const struct told *told = b->told; told; told = told->next) {
        begins |= told->fact == &job_begun_fact || told->fact == &erase_begun_fact ||
                  told->fact == &org_day_passed_fact;
        for (size_t n = 0; n < n_listeners; n++)
            core->listener[n].heard(core->listener[n].of, told->fact, told->matter);
    }
    if (!begins)
        return;
    pthread_mutex_lock(&core->head_lock);
    core->jobs_begun++;
    pthread_mutex_unlock(&core->head_lock);
}

/* Whoever was shown something is answered, or told that it could not be recorded.  A call belongs
 * to its caller again as soon as it is told. */
static void tell_readers(struct batch *b, enum status s)
{
    for (struct read_call *call = b->reads, *next; call; call = next) {
        next = call->next;
        call->status = s == OK || s == FULL ? s : BUSY;
        call->done(call);
    }
    b->reads = NULL;
}

static enum status run_in_transaction(struct core *core, struct batch *b)
{
    if (core->must_recover)
        TRY(recover(core));
    uint64_t before = core->ledger.tree.size;
    TRY(store_begin(core->ledger.db));
    TRY(run_batch(core, b));
    return commit_batch(core, b, before);
}

static void run_and_commit(struct core *core, struct batch *b)
{
    core->ledger.arena = &b->arena;
    core->ledger.told = NULL;
    core->arms = core->wipes = false;
    enum status s = run_in_transaction(core, b);
    tell_readers(b, s);
    b->told = core->ledger.told;
    b->arms = core->arms;
    if (s == OK && (b->grew || b->arms))
        s = prove(core, b);
    if (s != OK) {
        fail_batch(core, b, s);
        return;
    }
    if (core->wipes)
        wipe(core, b);
    atomic_fetch_add(&core->n_commits, 1);
    atomic_store(&core->size, (int64_t)core->ledger.tree.size);
    if (b->grew)
        tell_listeners(core, b);
}

/* ---- the thread ---------------------------------------------------------------------------- */

static struct batch *free_batch(struct core *core)
{
    pthread_mutex_lock(&core->batch_lock);
    while (!core->batch_free)
        pthread_cond_wait(&core->batch_moved, &core->batch_lock);
    struct batch *b = core->batch_free;
    core->batch_free = b->next;
    pthread_mutex_unlock(&core->batch_lock);
    arena_reset(&b->arena);
    b->next = NULL; /* not the whole struct: its items are a megabyte, and set one by one */
    b->n_items = 0;
    b->tasks = NULL;
    b->reads = NULL;
    b->grew = b->arms = b->may_stand = false;
    return b;
}

/* It brought records alone: the sealer has nothing to do with it. */
static void take_back(struct core *core, struct batch *b)
{
    pthread_mutex_lock(&core->batch_lock);
    b->next = core->batch_free;
    core->batch_free = b;
    pthread_mutex_unlock(&core->batch_lock);
}

static void hand_on(struct core *core, struct batch *b)
{
    b->next = NULL;
    pthread_mutex_lock(&core->batch_lock);
    if (core->seal_last)
        core->seal_last->next = b;
    else
        core->seal_first = b;
    core->seal_last = b;
    pthread_cond_broadcast(&core->batch_moved);
    pthread_mutex_unlock(&core->batch_lock);
    if (b->grew) {
        pthread_mutex_lock(&core->head_lock);
        pthread_cond_broadcast(&core->head_moved);
        pthread_mutex_unlock(&core->head_lock);
    }
}

void *writer_main(void *of)
{
    struct core *core = of;
    for (;;) {
        struct batch *b = free_batch(core);
        if (!take_queue(core, b)) {
            hand_on(core, b); /* an empty batch after `stopping` tells the sealer to end */
            return NULL;
        }
        run_and_commit(core, b);
        if (b->n_items || b->tasks)
            hand_on(core, b);
        else
            take_back(core, b);
    }
}
