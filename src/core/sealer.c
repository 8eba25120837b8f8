// SPDX-License-Identifier: Apache-2.0
/* sealer.c -- what follows a commit: the signer signs the new head, receipts are written, callers
 * are told.
 * Floor 4.  One thread; it owns the signer's socket.  Nothing is acknowledged before its entry is
 * durable and the head over it is signed. */
#include "core/core_in.h"

#include "core/receipt.h"
#include "store/store.h"

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { NOTE_BYTES = 64 * 1024, PUBLISH_EVERY_MS = 1000, PATH_BYTES = 4096 };

/* ---- the newest head ----------------------------------------------------------------------- */

static void keep_note(struct core *core, const struct signer_reply *reply)
{
    pthread_mutex_lock(&core->head_lock);
    buf_reset(&core->note);
    buf_put(&core->note, (struct str){reply->note, reply->n_note});
    pthread_mutex_unlock(&core->head_lock);
}

enum status sealer_call(struct core *core, const struct signer_ask *ask,
                        struct signer_reply *ret_reply)
{
    pthread_mutex_lock(&core->signer_lock);
    enum status s = signer_call(core->options.signer_fd, ask, ret_reply);
    pthread_mutex_unlock(&core->signer_lock);
    return s;
}

static int64_t monotonic_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/* Let the newest note be the public one, unless that changed less than a second ago.  Where there
 * are witnesses it becomes so when they were asked (sealer_cosigned), and has their lines. */
static bool publish(struct core *core, bool at_once)
{
    int64_t now = monotonic_ms();
    if (core->witnesses.n &&
        (!at_once || str_starts(buf_str(&core->published), buf_str(&core->note))))
        return false;
    if ((!at_once && core->published.n && now - core->published_at < PUBLISH_EVERY_MS) ||
        str_eq(buf_str(&core->published), buf_str(&core->note)))
        return false;
    buf_reset(&core->published);
    buf_put(&core->published, buf_str(&core->note));
    core->published_at = now;
    return true;
}

void sealer_cosigned(struct core *core, struct str note, size_t n_own)
{
    pthread_mutex_lock(&core->head_lock);
    buf_reset(&core->published);
    buf_put(&core->published, note);
    core->published_at = monotonic_ms();
    if (note.n > n_own) {
        buf_reset(&core->cosigned);
        buf_put(&core->cosigned, note);
    }
    pthread_mutex_unlock(&core->head_lock);
}

enum status checkpoint_cosigned(struct core *core, struct arena *a, struct str *ret_note)
{
    pthread_mutex_lock(&core->head_lock);
    enum status s =
        core->cosigned.n ? arena_copy(a, buf_str(&core->cosigned), ret_note) : NOT_FOUND;
    pthread_mutex_unlock(&core->head_lock);
    return s;
}

enum status checkpoint_newest(struct core *core, struct arena *a, struct str *ret_note)
{
    pthread_mutex_lock(&core->head_lock);
    enum status s = core->note.n ? arena_copy(a, buf_str(&core->note), ret_note) : NOT_FOUND;
    pthread_mutex_unlock(&core->head_lock);
    return s;
}

enum status checkpoint_text(struct core *core, struct arena *a, struct str *ret_note)
{
    pthread_mutex_lock(&core->head_lock);
    publish(core, false);
    enum status s =
        core->published.n ? arena_copy(a, buf_str(&core->published), ret_note) : NOT_FOUND;
    pthread_mutex_unlock(&core->head_lock);
    return s;
}

/* The public note as a file, whole or not at all, for export-ledger; it can be made again, so it is
 * not flushed. */
static enum status write_note(const struct core *core, struct str note)
{
    char path[PATH_BYTES], temp[PATH_BYTES + 8];
    snprintf(path, sizeof path, "%s/public/checkpoint", core_folder(core));
    snprintf(temp, sizeof temp, "%s.new", path);
    int fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0)
        return BROKEN;
    bool whole = write(fd, note.p, note.n) == (ssize_t)note.n;
    whole &= close(fd) == 0;
    return whole && rename(temp, path) == 0 ? OK : BROKEN;
}

enum status sealer_publish(struct core *core, bool at_once)
{
    struct arena a;
    struct str note = {NULL, 0};
    arena_init(&a, 2 * NOTE_BYTES);
    pthread_mutex_lock(&core->head_lock);
    publish(core, at_once);
    bool is_new = !str_eq(buf_str(&core->published), buf_str(&core->filed));
    enum status s = is_new ? arena_copy(&a, buf_str(&core->published), &note) : OK;
    pthread_mutex_unlock(&core->head_lock);
    if (s == OK && is_new)
        s = write_note(core, note);
    if (s == OK && is_new) {
        buf_reset(&core->filed);
        buf_put(&core->filed, note);
    }
    arena_close(&a);
    return s;
}

/* What a signer that could not sign remembers, so that it can be asked again: a full disk passes.
 */
static void note_memory(struct core *core)
{
    struct signer_ask ask = {.word = SIGNER_HELLO};
    struct signer_reply reply;
    bool answers = sealer_call(core, &ask, &reply) == OK && reply.status == OK;
    atomic_store(&core->remembered, answers ? (int64_t)reply.size : -1);
}

/* CONFLICT: it refuses this head, and `why` (may be NULL) gets its reason.  FULL, BROKEN: it cannot
 * sign now. */
static enum status ask_for_note(struct core *core, const struct signer_ask *ask, struct buf *why)
{
    struct signer_reply reply;
    TRY(sealer_call(core, ask, &reply));
    if (reply.status == REFUSED && why)
        buf_printf(why, "the signer refuses this database: %.*s", (int)sizeof reply.what - 1,
                   reply.what);
    if (reply.status == OK) {
        keep_note(core, &reply);
        atomic_store(&core->n_signed, (int64_t)ask->size);
    }
    return reply.status == OK        ? OK
           : reply.status == FULL    ? FULL
           : reply.status == BUSY    ? BUSY
           : reply.status == REFUSED ? CONFLICT
                                     : BROKEN;
}

enum status sealer_arm(struct core *core, struct buf *why)
{
    struct signer_ask ask = {.word = SIGNER_HELLO};
    struct signer_reply reply;
    struct tlog_proof proof;
    struct tree *tree = &core->ledger.tree;
    TRY(sealer_call(core, &ask, &reply));
    if (reply.status != OK)
        return BROKEN;
    if (reply.size > tree->size) {
        buf_printf(
            why,
            "the signer refuses this database: it has %llu entries, and %llu were signed; it "
            "was rolled back",
            (unsigned long long)tree->size, (unsigned long long)reply.size);
        return CONFLICT;
    }
    ask = (struct signer_ask){.word = SIGNER_HEAD, .old_size = reply.size, .size = tree->size};
    TRY(tree_root(tree, &ask.root));
    TRY(tree_consistency(tree, reply.size, &proof));
    ask.n_proof = (uint32_t)proof.n;
    memcpy(ask.proof, proof.h, proof.n * sizeof(struct hash));
    enum status s = ask_for_note(core, &ask, why);
    if (s != OK) {
        if (s != CONFLICT)
            note_memory(core);
        return s;
    }
    atomic_store(&core->armed, true);
    bool published = sealer_publish(core, true) == OK;
    (void)published; /* the clock's thread tries again */
    return OK;
}

/* ---- one batch ----------------------------------------------------------------------------- */

static bool sign(struct core *core, const struct batch *b)
{
    if (ask_for_note(core, &b->head, NULL) != OK) {
        atomic_store(&core->armed, false);
        note_memory(core);
        return false;
    }
    if (b->arms)
        atomic_store(&core->armed, true);
    return true;
}

/* Durable and not signed is BUSY, also for one who asks again: the same key will be answered when
 * the signer is back. */
static void finish_call(struct core *core, const struct batch_item *item, bool is_signed)
{
    struct op_call *call = item->call;
    if (item->made.appended.n && is_signed) {
        const struct appended *first = item->made.appended.at;
        if (receipt_for_filer(call, first, &item->proof, buf_str(&core->note)) != OK)
            call->receipt = (struct str){NULL, 0}; /* it can still be fetched */
    } else if ((item->made.appended.n || call->again) && !is_signed) {
        call->status = BUSY;
        call->may_stand = true;
    }
    counts_end(&core->counts, call);
    call->done(call);
}

static void finish(struct core *core, struct batch *b)
{
    bool is_signed = b->grew || b->arms ? sign(core, b) : core_may_write(core);
    for (size_t i = 0; i < b->n_items; i++)
        finish_call(core, &b->item[i], is_signed);
}

/* ---- the thread ---------------------------------------------------------------------------- */

static struct batch *next_batch(struct core *core)
{
    pthread_mutex_lock(&core->batch_lock);
    while (!core->seal_first)
        pthread_cond_wait(&core->batch_moved, &core->batch_lock);
    struct batch *b = core->seal_first;
    core->seal_first = b->next;
    if (!core->seal_first)
        core->seal_last = NULL;
    pthread_mutex_unlock(&core->batch_lock);
    return b;
}

static void give_back(struct core *core, struct batch *b)
{
    pthread_mutex_lock(&core->batch_lock);
    for (struct writer_task *task = b->tasks, *next; task; task = next) {
        next = task->next; /* its owner may be gone as soon as it is done */
        task->done = true;
    }
    b->next = core->batch_free;
    core->batch_free = b;
    pthread_cond_broadcast(&core->batch_moved);
    pthread_mutex_unlock(&core->batch_lock);
}

void *sealer_main(void *of)
{
    struct core *core = of;
    for (;;) {
        struct batch *b = next_batch(core);
        bool last = b->n_items == 0 && !b->tasks;
        finish(core, b);
        give_back(core, b);
        if (last)
            return NULL;
    }
}
