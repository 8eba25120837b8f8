// SPDX-License-Identifier: Apache-2.0
/* cosign.c -- the thread that has the log's heads cosigned: it sends the courier to each witness
 * with the newest head and a proof from the one that this witness knows.
 * Floor 4.  At the start it fetches what the witnesses saw last: the signer signs nothing before
 * one of them was heard.  Not here: going out (main/courier.c), what is believed of it
 * (main/signer.c).
 * Source: c2sp.org/tlog-witness. */
#include "core/core_in.h"

#include "core/tree.h"
#include "crypt/hash.h"
#include "tlog/witness.h"

#include <assert.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

enum {
    EVERY_MS = 1000,     /* heads are offered at most so often */
    WAIT_MAX_MS = 60000, /* a witness that fails is asked again after 1, 2, 4 ... s */
    PATIENCE_S = 20,     /* longer than the courier gives a witness */
    ASKS_MAX = 2,        /* of one head: the second after a 409 */
    NOTE_BYTES = 64 * 1024,
    ROUND_ARENA = 4 * 1024 * 1024,
};

/* What is known of one witness. */
struct seen_by {
    uint64_t size;    /* of the head that it cosigned last, as far as we know */
    int64_t wait_ms;  /* 0: it answered last time */
    int64_t ask_at;   /* core_moment's clock: not before */
    bool heard;       /* the signer was told what it saw */
    bool is_recorded; /* the signer was told that it cosigned */
    bool has_newest;  /* it has cosigned the head of this round */
};

/* One head on its way to the witnesses. */
struct round {
    struct core *core;
    struct arena a;
    struct tree *tree; /* as of the head */
    struct str note;   /* as our signer made it */
    struct tlog_note parts;
    struct tlog_checkpoint head;
    struct buf out; /* the note with the lines of those who cosigned it */
    struct seen_by by[WITNESSES_MAX];
    struct errand errand; /* too large for a stack */
    struct errand_answer answer;
};

static int64_t now_ms(void)
{
    struct timespec t = core_moment(0);
    return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/* ---- errands ------------------------------------------------------------------------------- */

static void went(struct seen_by *by, bool well)
{
    by->wait_ms = well ? 0 : by->wait_ms ? 2 * by->wait_ms : EVERY_MS;
    if (by->wait_ms > WAIT_MAX_MS)
        by->wait_ms = WAIT_MAX_MS;
    by->ask_at = now_ms() + by->wait_ms;
}

static enum status run(struct round *r, size_t i, const char *path, struct str body)
{
    r->errand.place = (uint32_t)i;
    assert(strlen(path) < ERRAND_PATH);
    strncpy(r->errand.path, path, ERRAND_PATH - 1);
    if (body.n > ERRAND_BYTES)
        return FULL;
    r->errand.n_body = (uint32_t)body.n;
    if (body.n)
        memcpy(r->errand.body, body.p, body.n);
    TRY(errand_run(r->core->options.courier_fd, &r->errand, &r->answer));
    return (enum status)r->answer.status;
}

static struct str answer_body(const struct round *r)
{
    return (struct str){r->answer.body, r->answer.n_body};
}

/* ---- the tree as of a head ----------------------------------------------------------------- */

/* NOT_FOUND: there is no head yet. */
static enum status take_head(struct round *r)
{
    struct core *core = r->core;
    TRY(checkpoint_newest(core, &r->a, &r->note));
    TRY(tlog_note_read(&r->a, r->note, &r->parts));
    return tlog_checkpoint_read(&r->a, r->parts.text, &r->head);
}

/* The log as it is committed: the writer grows it, but never changes what is there. */
static enum status open_tree(struct round *r)
{
    r->tree = ARENA_NEW(&r->a, struct tree);
    return r->tree ? tree_open(r->tree, r->core->reader[READER_COSIGN]) : FULL;
}

/* ---- cosignatures -------------------------------------------------------------------------- */

/* The witness's lines of its answer that hold over this head. */
static enum status take_lines(struct round *r, const struct tlog_key *key)
{
    struct buf whole;
    struct tlog_note note;
    struct tlog_seen seen;
    struct str bytes;
    buf_init(&whole, NOTE_BYTES);
    buf_put(&whole, r->parts.text);
    buf_byte(&whole, '\n');
    buf_put(&whole, answer_body(r));
    enum status s = whole.full ? FULL : arena_copy(&r->a, buf_str(&whole), &bytes);
    buf_close(&whole);
    TRY(s);
    TRY(tlog_note_read(&r->a, bytes, &note));
    TRY(tlog_note_verify(&note, key, 1, &seen));
    for (size_t i = 0; i < note.n; i++)
        if (note.signature[i].id == key->id && str_eq(note.signature[i].name, key->name))
            buf_put(&r->out, note.signature[i].line);
    return r->out.full ? FULL : OK;
}

static enum status put_add(struct round *r, uint64_t old_size, struct str *ret_body)
{
    struct buf body;
    struct tlog_add add = {.old_size = old_size, .note = r->note};
    TRY(tree_consistency(r->tree, old_size, &add.proof));
    buf_init(&body, ERRAND_BYTES);
    tlog_add_put(&body, &add);
    enum status s = body.full ? FULL : arena_copy(&r->a, buf_str(&body), ret_body);
    buf_close(&body);
    return s;
}

/* BUSY: it knows another head, from which it shall be asked again. */
static enum status ask_once(struct round *r, size_t i)
{
    struct str body;
    struct seen_by *by = &r->by[i];
    if (by->size > r->head.size)
        return CONFLICT;
    TRY(put_add(r, by->size, &body));
    TRY(run(r, i, "/add-checkpoint", body));
    if (r->answer.code == 409) {
        TRY(tlog_conflict_read(answer_body(r), &by->size));
        return BUSY;
    }
    if (r->answer.code != 200)
        return REFUSED;
    TRY(take_lines(r, &r->core->witnesses.at[i].key));
    by->size = r->head.size;
    return OK;
}

static void ask_witness(struct round *r, size_t i)
{
    enum status s = BUSY;
    for (int n = 0; n < ASKS_MAX && s == BUSY; n++)
        s = ask_once(r, i);
    r->by[i].has_newest = s == OK;
    went(&r->by[i], s == OK);
}

/* ---- what the signer is told --------------------------------------------------------------- */

/* The note of a witness (absent: it never saw this log), with the proof from it to what is
 * committed now.  CONFLICT: the log does not continue it, and the signer signs no more. */
static enum status tell_signer(struct round *r, size_t i, struct str note)
{
    struct signer_ask *ask = ARENA_NEW(&r->a, struct signer_ask);
    struct signer_reply *reply = ARENA_NEW(&r->a, struct signer_reply);
    struct tlog_note parts;
    struct tlog_checkpoint c = {.size = 0};
    struct tlog_proof proof = {.n = 0};
    if (!ask || !reply || note.n > sizeof ask->note)
        return FULL;
    if (note.n) {
        TRY(tlog_note_read(&r->a, note, &parts));
        TRY(tlog_checkpoint_read(&r->a, parts.text, &c));
        memcpy(ask->note, note.p, note.n);
    }
    ask->word = SIGNER_HEARD;
    ask->witness = (uint32_t)i;
    ask->n_note = (uint32_t)note.n;
    ask->old_size = c.size;
    ask->size = r->tree->size;
    TRY(tree_root(r->tree, &ask->root));
    if (c.size <= r->tree->size) /* else the signer sees that we have less */
        TRY(tree_consistency(r->tree, c.size, &proof));
    ask->n_proof = (uint32_t)proof.n;
    memcpy(ask->proof, proof.h, proof.n * sizeof *proof.h);
    TRY(sealer_call(r->core, ask, reply));
    return (enum status)reply->status;
}

/* What did it see last? */
static void hear_witness(struct round *r, size_t i)
{
    struct seen_by *by = &r->by[i];
    char path[ERRAND_PATH];
    struct buf text = {.p = path, .room = sizeof path, .max = sizeof path};
    struct hash h = crypt_sha256(str_of(r->core->origin));
    buf_byte(&text, '/');
    buf_hex(&text, h.b, sizeof h.b);
    buf_puts(&text, "/checkpoint");
    buf_byte(&text, 0);
    assert(!text.full);
    enum status s = run(r, i, path, S(""));
    bool answered = s == OK && (r->answer.code == 200 || r->answer.code == 404);
    if (answered)
        s = open_tree(r); /* after it was asked: then we have no less than it may have seen */
    if (answered && s == OK)
        s = tell_signer(r, i, r->answer.code == 200 ? answer_body(r) : (struct str){NULL, 0});
    by->heard = answered && s == OK;
    went(by, by->heard);
}

/* A witness that has cosigned once cannot say later that it never saw this log. */
static void record(struct round *r, size_t i)
{
    if (r->by[i].has_newest && !r->by[i].is_recorded && !r->out.full)
        r->by[i].is_recorded = tell_signer(r, i, buf_str(&r->out)) == OK;
}

/* ---- the thread ---------------------------------------------------------------------------- */

static bool is_due(const struct round *r, size_t i)
{
    return now_ms() >= r->by[i].ask_at;
}

static void hear_all(struct round *r)
{
    for (size_t i = 0; i < r->core->witnesses.n; i++)
        if (!r->by[i].heard && is_due(r, i))
            hear_witness(r, i);
}

/* Is there a witness that may be asked and lacks this head? */
static bool has_work(struct round *r, bool is_new)
{
    bool work = false;
    for (size_t i = 0; i < r->core->witnesses.n; i++) {
        if (is_new)
            r->by[i].has_newest = false;
        work |= !r->by[i].has_newest && is_due(r, i);
    }
    return work;
}

static enum status ask_all(struct round *r)
{
    TRY(open_tree(r));
    if (r->tree->size < r->head.size)
        return BUSY;
    r->tree->size = r->head.size;
    for (size_t i = 0; i < r->core->witnesses.n; i++)
        if (!r->by[i].has_newest && is_due(r, i))
            ask_witness(r, i);
    return OK;
}

/* A head that was offered before keeps the lines that it has; a new one is public also while nobody
 * can be asked. */
static enum status offer(struct round *r)
{
    bool is_new = !str_starts(buf_str(&r->out), r->note), work = has_work(r, is_new);
    if (is_new) {
        buf_reset(&r->out);
        buf_put(&r->out, r->note);
    }
    enum status s = work ? ask_all(r) : OK;
    if (is_new || work)
        sealer_cosigned(r->core, buf_str(&r->out), r->note.n);
    for (size_t i = 0; s == OK && work && i < r->core->witnesses.n; i++)
        record(r, i);
    return s;
}

void *cosign_main(void *of)
{
    /* A courier that died leaves its errand unanswered. */
    const struct timeval patience = {.tv_sec = PATIENCE_S};
    struct core *core = of;
    struct arena life;
    arena_init(&life, sizeof(struct round) + 4096);
    struct round *r = ARENA_NEW(&life, struct round);
    assert(r);
    r->core = core;
    arena_init(&r->a, ROUND_ARENA);
    buf_init(&r->out, SIGNER_NOTE_BYTES);
    setsockopt(core->options.courier_fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    while (!atomic_load(&core->stopping)) {
        hear_all(r);
        enum status s = core_may_write(core) ? take_head(r) : BUSY;
        if (s == OK)
            s = offer(r);
        (void)s; /* what fails now is tried again */
        arena_reset(&r->a);
        core_pause(core, EVERY_MS);
    }
    buf_close(&r->out);
    arena_close(&r->a);
    arena_close(&life);
    return NULL;
}
