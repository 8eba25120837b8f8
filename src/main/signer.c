// SPDX-License-Identifier: Apache-2.0
/* signer.c -- the process that holds the log's key and never signs back or aside.
 * Floor 7.  Its memory is written and flushed before a signature leaves: two slots in one file, the
 * older of which is overwritten, so that a torn write leaves the newer one; one flush a head where
 * temp, fsync, rename, fsync of the folder took two and a new file.  Key and memory are not in a
 * backup.  Not here: who may write to the log (core/). */
#include "base/disk.h"
#include "main/keep.h"
#include "main/processes.h"

#include "core/signer.h"
#include "crypt/crypt.h"
#include "crypt/hash.h"
#include "tlog/checkpoint.h"
#include "tlog/note.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    FILE_BYTES = 4096,
    COSIGNED_BYTES = 16 * 1024,
    HEARD_ARENA = 64 * 1024,
    SLOT_BYTES = 4096 /* a block of the disk */,
    N_SLOTS = 2
};

struct signer {
    int folder, heads; /* descriptors; heads: -1 before the first head */
    int slot;          /* where the last head stands */
    struct tlog_signer key;
    struct tlog_signer before; /* the log's key before it was changed */
    int64_t before_until;      /* ms UTC: so long it signs too; 0: there is none */
    char origin[TLOG_NAME_BYTES + 1];
    uint64_t size; /* the head that was signed last */
    struct hash root;
    bool has_head;

    const struct outsiders *witnesses; /* NULL: alone */
    bool armed;                        /* a head was signed since a witness was heard, or alone */
    const char *refuses;               /* for good: what a witness saw; or NULL */
    bool was_heard;                    /* of a witness, with a proof from it to the next head */
    uint64_t heard_size;
    struct hash heard_root;
};

/* ---- its files ----------------------------------------------------------------------------- */

/* "size\nroot\n" and its hash: a slot that was half written is seen. */
static void put_slot(struct buf *to, uint64_t size, struct hash root)
{
    buf_printf(to, "%llu\n", (unsigned long long)size);
    buf_hex(to, root.b, sizeof root.b);
    buf_byte(to, '\n');
    struct hash sum = crypt_sha256(buf_str(to));
    buf_hex(to, sum.b, sizeof sum.b);
    buf_byte(to, '\n');
    assert(!to->full);
}

static enum status read_slot(struct str slot, uint64_t *ret_size, struct hash *ret_root)
{
    char room[256];
    struct buf again = {.p = room, .room = sizeof room, .max = sizeof room};
    struct str rest, end, size = str_cut(slot, '\n', &rest), root = str_cut(rest, '\n', &end);
    uint64_t n;
    struct hash h;
    TRY(tlog_size_read(size, &n));
    TRY(str_to_bytes(root, h.b, sizeof h.b));
    put_slot(&again, n, h);
    if (!str_starts(slot, buf_str(&again)))
        return BROKEN;
    *ret_size = n;
    *ret_root = h;
    return OK;
}

static enum status read_head(struct signer *g)
{
    char room[SLOT_BYTES];
    g->heads = openat(g->folder, "head", O_RDWR | O_CLOEXEC);
    if (g->heads < 0)
        return errno == ENOENT ? OK : BROKEN;
    for (int i = 0; i < N_SLOTS; i++) {
        uint64_t size = 0;
        struct hash root;
        ssize_t n = pread(g->heads, room, sizeof room, (off_t)i * SLOT_BYTES);
        if (n <= 0 || read_slot((struct str){room, (size_t)n}, &size, &root) != OK ||
            (g->has_head && size <= g->size))
            continue;
        g->size = size;
        g->root = root;
        g->slot = i;
        g->has_head = true;
    }
    return g->has_head ? OK : BROKEN;
}

/* The file with both slots, made whole before it gets its name. */
static enum status make_heads(struct signer *g, const char slot[SLOT_BYTES])
{
    char both[N_SLOTS * SLOT_BYTES];
    for (int i = 0; i < N_SLOTS; i++)
        memcpy(both + i * SLOT_BYTES, slot, SLOT_BYTES);
    TRY(keep_write(g->folder, "head", (struct str){both, sizeof both}));
    g->heads = openat(g->folder, "head", O_RDWR | O_CLOEXEC);
    return g->heads < 0 ? BROKEN : OK;
}

static enum status write_head(struct signer *g, uint64_t size, struct hash root)
{
    char room[SLOT_BYTES] = {0};
    struct buf text = {.p = room, .room = sizeof room, .max = sizeof room};
    int slot = (g->slot + 1) % N_SLOTS;
    put_slot(&text, size, root);
    if (g->heads < 0)
        TRY(make_heads(g, room));
    else if (pwrite(g->heads, room, sizeof room, (off_t)slot * SLOT_BYTES) != sizeof room ||
             fdatasync(g->heads) != 0)
        return disk_failed();
    g->slot = slot;
    g->size = size;
    g->root = root;
    g->has_head = true;
    return OK;
}

/* While the key is being changed the one before signs too. */
static enum status read_before(struct signer *g)
{
    char same[TLOG_NAME_BYTES + 1];
    enum status s = keep_read_until(g->folder, &g->before_until);
    if (s == OK)
        s = keep_read_key(g->folder, KEEP_KEY_BEFORE, TLOG_KEY_LOG, same, &g->before);
    if (s == NOT_FOUND)
        g->before_until = 0;
    else
        g->before.key.name = g->key.key.name; /* the same name, kept for as long as we live */
    return s == NOT_FOUND ? OK : s;
}

static bool has_before(const struct signer *g)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return g->before_until > now.tv_sec * 1000LL && g->before.key.id != g->key.key.id;
}

static enum status open_in(struct signer *g, const char *path)
{
    g->folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (g->folder < 0)
        return NOT_FOUND;
    TRY(keep_read_key(g->folder, KEEP_KEY, TLOG_KEY_LOG, g->origin, &g->key));
    TRY(read_before(g));
    if (faccessat(g->folder, "closed", F_OK, 0) == 0) /* xiezhi recover --successor */
        g->refuses = "this log is closed: signer/closed names the one that goes on";
    return read_head(g);
}

enum status signer_open(const char *folder, const struct outsiders *witnesses,
                        struct signer **ret_signer)
{
    struct signer *g = calloc(1, sizeof *g);
    if (!g)
        return FULL;
    g->folder = g->heads = -1;
    g->witnesses = witnesses;
    enum status s = open_in(g, folder);
    if (s == OK) {
        *ret_signer = g;
        return OK;
    }
    signer_close(g);
    fprintf(stderr, "xiezhi signer: %s: no key that can be used (%s): was xiezhi init cut off?\n",
            folder, status_name(s));
    return s;
}

void signer_close(struct signer *g)
{
    if (g->folder >= 0)
        close(g->folder);
    if (g->heads >= 0)
        close(g->heads);
    crypt_wipe(g, sizeof *g);
    free(g);
}

enum status signer_make(const char *folder, struct str origin, struct buf *ret_vkey)
{
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return BROKEN;
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return BROKEN;
    enum status s = keep_make_key(fd, KEEP_KEY, origin, TLOG_KEY_LOG, ret_vkey);
    close(fd);
    return s;
}

/* ---- its one judgement --------------------------------------------------------------------- */

/* NULL: it may be signed. */
static const char *objection(const struct signer *g, const struct signer_ask *ask)
{
    struct tlog_proof proof = {.n = ask->n_proof};
    if (ask->n_proof > TLOG_PROOF_MAX)
        return "a proof is too long";
    memcpy(proof.h, ask->proof, proof.n * sizeof(struct hash));
    if (!g->has_head || (g->size == 0 && ask->old_size == 0))
        return NULL; /* the first head of a new log */
    if (ask->size < g->size)
        return "the log is smaller than what was signed: its database was rolled back";
    if (ask->size == g->size)
        return hash_eq(ask->root, g->root) ? NULL : "another tree of the size that was signed";
    if (ask->old_size != g->size)
        return "the proof does not begin at the head that was signed";
    return tlog_verify_consistency((struct tlog_range){g->size, ask->size}, g->root, ask->root,
                                   &proof) == OK
               ? NULL
               : "the log does not continue the one that was signed";
}

/* ---- what witnesses saw -------------------------------------------------------------------- */

/* The keys of the witnesses that have cosigned once, one a line. */
static bool has_cosigned(const struct signer *g, const struct tlog_key *key)
{
    char room[COSIGNED_BYTES];
    char line_room[SIGNER_KEY_BYTES];
    struct str text, rest;
    struct buf line = {.p = line_room, .room = sizeof line_room, .max = sizeof line_room};
    tlog_key_put(&line, key);
    if (keep_read(g->folder, "witnesses", room, sizeof room, &text) != OK)
        return false;
    for (rest = text; rest.p;)
        if (str_eq(str_cut(rest, '\n', &rest), buf_str(&line)))
            return true;
    return false;
}

static enum status note_cosigned(const struct signer *g, const struct tlog_key *key)
{
    char room[COSIGNED_BYTES];
    struct str text = {NULL, 0};
    struct buf all;
    if (has_cosigned(g, key))
        return OK;
    enum status s = keep_read(g->folder, "witnesses", room, sizeof room, &text);
    if (s != OK && s != NOT_FOUND)
        return s;
    buf_init(&all, COSIGNED_BYTES - 1);
    buf_put(&all, text);
    tlog_key_put(&all, key);
    buf_byte(&all, '\n');
    s = all.full ? FULL : keep_write(g->folder, "witnesses", buf_str(&all));
    buf_close(&all);
    return s;
}

/* Is it this log's head, signed by us and cosigned by that witness? */
static enum status read_heard(const struct signer *g, struct arena *a, const struct signer_ask *ask,
                              struct tlog_checkpoint *ret_head)
{
    struct tlog_note note;
    /* A witness may still trust the key before, and it alone. */
    struct tlog_key key[3] = {g->witnesses->at[ask->witness].key, g->key.key, g->before.key};
    struct tlog_seen seen[3] = {{0}};
    TRY(tlog_note_read(a, (struct str){ask->note, ask->n_note}, &note));
    TRY(tlog_note_verify(&note, key, g->before_until ? 3 : 2, seen));
    TRY(tlog_checkpoint_read(a, note.text, ret_head));
    bool is_ours = seen[0].is_signed && (seen[1].is_signed || seen[2].is_signed) &&
                   str_is(ret_head->origin, g->origin);
    return is_ours ? OK : BAD_INPUT;
}

/* NULL: what is to be signed continues what the witness saw. */
static const char *witness_objection(const struct signer_ask *ask,
                                     const struct tlog_checkpoint *seen)
{
    struct tlog_proof proof = {.n = ask->n_proof};
    memcpy(proof.h, ask->proof, proof.n * sizeof *proof.h);
    if (ask->size < seen->size)
        return "a witness has seen more entries than the database has: database and signer were "
               "rolled back";
    if (seen->size == 0)
        return NULL;
    return tlog_verify_consistency((struct tlog_range){seen->size, ask->size}, seen->root,
                                   ask->root, &proof) == OK
               ? NULL
               : "the log does not continue what a witness has seen";
}

/* A witness that says it never saw this log is believed once. */
static enum status judge_heard(struct signer *g, struct arena *a, const struct signer_ask *ask,
                               const char **ret_why)
{
    struct tlog_checkpoint seen;
    const struct tlog_key *key;
    if (!g->witnesses || ask->witness >= g->witnesses->n || ask->n_note > sizeof ask->note ||
        ask->n_proof > TLOG_PROOF_MAX)
        return BAD_INPUT;
    key = &g->witnesses->at[ask->witness].key;
    if (ask->n_note == 0) {
        bool lies = has_cosigned(g, key);
        *ret_why = lies ? "a witness that has cosigned this log says that it never saw it" : NULL;
        return lies ? REFUSED : OK;
    }
    TRY(read_heard(g, a, ask, &seen));
    *ret_why = witness_objection(ask, &seen);
    if (*ret_why) {
        g->refuses = *ret_why;
        return REFUSED;
    }
    return note_cosigned(g, key);
}

static void hear(struct signer *g, const struct signer_ask *ask, struct signer_reply *reply)
{
    struct arena a;
    const char *why = NULL;
    bool refused = g->refuses != NULL;
    arena_init(&a, HEARD_ARENA);
    enum status s = judge_heard(g, &a, ask, &why);
    arena_close(&a);
    reply->status = (int32_t)s;
    if (why) {
        snprintf(reply->what, sizeof reply->what, "%s", why);
        if (!refused)
            fprintf(stderr, "xiezhi signer: %.*s: %s\n",
                    STR_ARG(g->witnesses->at[ask->witness].key.name), why);
    }
    if (s != OK)
        return;
    g->was_heard = true;
    g->heard_size = ask->size;
    g->heard_root = ask->root;
}

/* OK: heads may be signed.  BUSY: no witness was heard over this very head. */
static enum status may_arm(const struct signer *g, const struct signer_ask *ask)
{
    if (g->refuses)
        return REFUSED;
    if (g->armed || !g->witnesses)
        return OK;
    return g->was_heard && g->heard_size == ask->size && hash_eq(g->heard_root, ask->root) ? OK
                                                                                           : BUSY;
}

/* ---- signing ------------------------------------------------------------------------------- */

static enum status put_note(const struct signer *g, const struct signer_ask *ask, struct buf *to)
{
    struct buf text;
    struct tlog_checkpoint c = {
        .origin = str_of(g->origin), .size = ask->size, .root = ask->root, .extension = S("")};
    buf_init(&text, FILE_BYTES);
    tlog_checkpoint_put(&text, &c);
    buf_put(to, buf_str(&text));
    buf_byte(to, '\n');
    tlog_note_sign(to, &g->key, buf_str(&text));
    if (has_before(g))
        tlog_note_sign(to, &g->before, buf_str(&text));
    buf_close(&text);
    return to->full ? FULL : OK;
}

static void sign_head(struct signer *g, const struct signer_ask *ask, struct signer_reply *reply)
{
    const char *why = g->refuses ? g->refuses : objection(g, ask);
    struct buf note = {.p = reply->note, .room = sizeof reply->note, .max = sizeof reply->note};
    if (why) {
        reply->status = REFUSED;
        snprintf(reply->what, sizeof reply->what, "%s", why);
        return;
    }
    reply->status = (int32_t)may_arm(g, ask);
    if (reply->status != OK)
        return;
    bool same = g->has_head && g->size == ask->size;
    reply->status = same ? (int32_t)OK : (int32_t)write_head(g, ask->size, ask->root);
    if (reply->status == OK)
        reply->status = (int32_t)put_note(g, ask, &note);
    reply->n_note = reply->status == OK ? (uint32_t)note.n : 0;
    g->armed |= reply->status == OK;
}

static void greet(const struct signer *g, struct signer_reply *reply)
{
    struct buf key = {.p = reply->key, .room = sizeof reply->key, .max = sizeof reply->key};
    tlog_key_put(&key, &g->key.key);
    buf_byte(&key, 0);
    reply->status = key.full ? BROKEN : OK;
    reply->size = g->size;
    reply->root = g->root;
}

void signer_answer(struct signer *g, int fd)
{
    struct signer_ask ask;
    for (;;) {
        ssize_t n = recv(fd, &ask, sizeof ask, MSG_WAITALL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n != (ssize_t)sizeof ask)
            return; /* the other end is gone */
        struct signer_reply reply = {.status = BAD_INPUT};
        if (ask.word == SIGNER_HELLO)
            greet(g, &reply);
        else if (ask.word == SIGNER_HEAD)
            sign_head(g, &ask, &reply);
        else if (ask.word == SIGNER_HEARD)
            hear(g, &ask, &reply);
        if (send(fd, &reply, sizeof reply, MSG_NOSIGNAL) != (ssize_t)sizeof reply)
            return;
    }
}
