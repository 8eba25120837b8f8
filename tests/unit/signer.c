// SPDX-License-Identifier: Apache-2.0
/* The signer: what it holds after writes that stopped half way, and what it does not sign. */
#include "unit.h"

#include "core/signer.h"
#include "crypt/crypt.h"
#include "main/processes.h"
#include "tlog/tree.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEADS = 3, SLOT = 4096 };

static char folder[] = "/tmp/xiezhi-signer-XXXXXX";

struct running {
    pthread_t thread;
    int fd, other, code;
    const struct outsiders *witnesses; /* NULL: alone */
};

static void *run(void *of)
{
    struct running *r = of;
    struct signer *g;
    r->code = signer_open(folder, r->witnesses, &g) == OK ? 0 : 1;
    if (r->code == 0) {
        signer_answer(g, r->other);
        signer_close(g);
    }
    close(r->other);
    return NULL;
}

static void start(struct running *r)
{
    int pair[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    r->fd = pair[0];
    r->other = pair[1];
    assert_int_equal(pthread_create(&r->thread, NULL, run, r), 0);
}

static int stop(struct running *r)
{
    close(r->fd);
    pthread_join(r->thread, NULL);
    return r->code;
}

/* The head of a tree of n of the leaves "a", "b", "c", with its proof from n - 1. */
static struct signer_ask head_of(uint64_t n)
{
    struct hash a = tlog_leaf(S("a")), b = tlog_leaf(S("b")), c = tlog_leaf(S("c"));
    struct hash ab = tlog_node(a, b);
    struct signer_ask ask = {.word = SIGNER_HEAD, .old_size = n - 1, .size = n, .n_proof = n > 1};
    ask.root = n == 1 ? a : n == 2 ? ab : tlog_node(ab, c);
    ask.proof[0] = n == 2 ? b : c;
    return ask;
}

static uint64_t remembered(void)
{
    struct running r = {0};
    struct signer_ask hello = {.word = SIGNER_HELLO};
    struct signer_reply reply;
    start(&r);
    uint64_t size = signer_call(r.fd, &hello, &reply) == OK ? reply.size : UINT64_MAX;
    stop(&r);
    return size;
}

static int open_heads(void)
{
    char path[64];
    snprintf(path, sizeof path, "%s/head", folder);
    return open(path, O_RDWR);
}

static off_t slot_that_holds(int fd, char size)
{
    char first;
    for (off_t at = 0; at < 2 * SLOT; at += SLOT)
        if (pread(fd, &first, 1, at) == 1 && first == size)
            return at;
    return -1;
}

/* A signer without memory signs the heads 1 to `last`. */
static void sign_anew(uint64_t last)
{
    struct running r = {0};
    struct signer_reply reply;
    char path[64];
    snprintf(path, sizeof path, "%s/head", folder);
    unlink(path);
    start(&r);
    for (uint64_t n = 1; n <= last; n++) {
        struct signer_ask ask = head_of(n);
        assert_int_equal(signer_call(r.fd, &ask, &reply), OK);
        unit_equal(reply.status, OK, reply.what);
    }
    assert_int_equal(stop(&r), 0);
    unit_equal((int64_t)remembered(), (int64_t)last, "whole");
}

static void a_torn_slot_leaves_the_head_before_it(void **state)
{
    (void)state;
    sign_anew(HEADS);
    int fd = open_heads();
    off_t newest = slot_that_holds(fd, '3'), before = slot_that_holds(fd, '2');
    assert_true(newest >= 0 && before >= 0);
    assert_int_equal(pwrite(fd, "garbage", 7, newest + 10), 7);
    unit_equal((int64_t)remembered(), 2, "the newest slot was torn: its signature never left");
    assert_int_equal(pwrite(fd, "9", 1, before), 1);
    unit_equal((int64_t)remembered(), -1, "no slot is whole: it does not start");
    close(fd);
}

/* It has signed "a" and "a", "b" when these come. */
static void it_never_signs_back_or_aside(void **state)
{
    struct hash a = tlog_leaf(S("a")), b = tlog_leaf(S("b")), c = tlog_leaf(S("c")),
                x = tlog_leaf(S("x"));
    struct hash ab = tlog_node(a, b), ax = tlog_node(a, x), abc = tlog_node(ab, c);
    const struct {
        uint64_t old_size, size;
        struct hash root, proof;
        const char *what, *reason;
    } rows[] = {
        {0, 1, a, a, "rolled back", "a smaller log"},
        {1, 2, ax, x, "another tree of the size", "the same size with another entry"},
        {2, 3, tlog_node(ax, c), c, "does not continue", "an earlier entry was changed"},
        {2, 3, abc, x, "does not continue", "the proof is of another tree"},
        {1, 3, abc, c, "does not begin at the head", "a proof that leaves the head out"},
        {0, 3, abc, c, "does not begin at the head", "as if nothing had been signed"},
    };
    struct running r = {0};
    struct signer_reply reply;
    (void)state;
    sign_anew(2);
    start(&r);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct signer_ask ask = {.word = SIGNER_HEAD,
                                 .old_size = rows[i].old_size,
                                 .size = rows[i].size,
                                 .root = rows[i].root,
                                 .n_proof = 1,
                                 .proof = {rows[i].proof}};
        assert_int_equal(signer_call(r.fd, &ask, &reply), OK);
        unit_equal(reply.status, REFUSED, rows[i].reason);
        unit_equal(reply.n_note, 0, "and gives no note");
        if (!strstr(reply.what, rows[i].what))
            fail_msg("%s: it says '%s'", rows[i].reason, reply.what);
    }
    struct signer_ask same = head_of(2), next = head_of(3);
    assert_int_equal(signer_call(r.fd, &same, &reply), OK);
    unit_equal(reply.status, OK, "the head that was signed, once more");
    assert_int_equal(signer_call(r.fd, &next, &reply), OK);
    unit_equal(reply.status, OK, "the log that continues");
    assert_int_equal(stop(&r), 0);
    unit_equal((int64_t)remembered(), 3, "and only that is remembered");
}

/* ---- the start rule ------------------------------------------------------------------------ */

static struct outsiders two; /* witnesses; the test has their keys */
static struct tlog_signer witness[2];

static void make_witnesses(void)
{
    uint8_t one[32] = {1}, other[32] = {2};
    witness[0] = tlog_signer_make(S("w.test/1"), TLOG_KEY_WITNESS, one);
    witness[1] = tlog_signer_make(S("w.test/2"), TLOG_KEY_WITNESS, other);
    two = (struct outsiders){.at = {{.key = witness[0].key}, {.key = witness[1].key}}, .n = 2};
}

/* What a witness saw: the log's note of n leaves (`signed_head` from our signer) with its line. */
static void put_heard(struct signer_ask *ask, struct str signed_head, int by, uint64_t old,
                      uint64_t size)
{
    struct signer_ask head = head_of(size);
    struct buf note = {.p = ask->note, .room = sizeof ask->note, .max = sizeof ask->note};
    *ask = head;
    ask->word = SIGNER_HEARD;
    ask->witness = (uint32_t)by;
    ask->n_proof = old < size;
    ask->old_size = old;
    size_t text = str_find(signed_head, S("\n\n")) + 1;
    buf_put(&note, signed_head);
    tlog_note_cosign(&note, &witness[by], 1700000000, str_part(signed_head, 0, text));
    ask->n_note = (uint32_t)note.n;
}

static int asked(struct running *r, const struct signer_ask *ask, struct signer_reply *reply)
{
    assert_int_equal(signer_call(r->fd, ask, reply), OK);
    return reply->status;
}

static void it_signs_nothing_before_a_witness_was_heard(void **state)
{
    struct running r = {.witnesses = &two};
    struct signer_reply reply, first;
    struct signer_ask heard, head, nothing = {.word = SIGNER_HEARD};
    char note[SIGNER_NOTE_BYTES];
    (void)state;
    make_witnesses();
    sign_anew(2);
    start(&r);
    head = head_of(2);
    unit_equal(asked(&r, &head, &first), BUSY, "nobody was heard");
    nothing = head;
    nothing.word = SIGNER_HEARD;
    nothing.witness = 2;
    unit_equal(asked(&r, &nothing, &reply), BAD_INPUT, "there is no such witness");
    nothing.witness = 0;
    unit_equal(asked(&r, &nothing, &reply), OK, "a witness that never saw the log");
    head = head_of(3);
    unit_equal(asked(&r, &head, &reply), BUSY, "a head over which it was not heard");
    head = head_of(2);
    unit_equal(asked(&r, &head, &first), OK, "the one over which it was");
    memcpy(note, first.note, first.n_note);
    struct str two_leaves = {note, first.n_note};
    put_heard(&heard, two_leaves, 0, 2, 2);
    unit_equal(asked(&r, &heard, &reply), OK, "it has cosigned, and is remembered for that");
    unit_equal(asked(&r, &nothing, &reply), REFUSED, "now it cannot say that it never saw it");
    stop(&r);

    r = (struct running){.witnesses = &two};
    start(&r);
    unit_equal(asked(&r, &nothing, &reply), REFUSED, "nor after a start");
    unit_equal(asked(&r, &head, &reply), BUSY, "which arms nothing");
    put_heard(&heard, two_leaves, 1, 2, 3);
    heard.note[heard.n_note - 8] ^= 1;
    unit_equal(asked(&r, &heard, &reply), BAD_INPUT, "a cosignature that does not hold");
    put_heard(&heard, two_leaves, 1, 2, 3);
    heard.proof[0].b[0] ^= 1;
    unit_equal(asked(&r, &heard, &reply), REFUSED, "a log that does not continue it");
    head = head_of(2);
    unit_equal(asked(&r, &head, &reply), REFUSED, "then nothing is signed any more");
    put_heard(&heard, two_leaves, 0, 2, 2);
    unit_equal(asked(&r, &heard, &reply), OK, "whatever another witness says");
    unit_equal(asked(&r, &head, &reply), REFUSED, "for as long as it runs");
    stop(&r);

    r = (struct running){.witnesses = &two};
    start(&r);
    put_heard(&heard, two_leaves, 1, 2, 3);
    unit_equal(asked(&r, &heard, &reply), OK, "a proof from what it saw");
    head = head_of(3);
    unit_equal(asked(&r, &head, &reply), OK, "arms");
    put_heard(&heard, two_leaves, 1, 2, 2);
    heard.size = 1;
    heard.root = tlog_leaf(S("a"));
    unit_equal(asked(&r, &heard, &reply), REFUSED, "it saw more than the database has");
    stop(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_torn_slot_leaves_the_head_before_it),
        cmocka_unit_test(it_never_signs_back_or_aside),
        cmocka_unit_test(it_signs_nothing_before_a_witness_was_heard),
    };
    struct buf key;
    char rm[64];
    buf_init(&key, 512);
    if (crypt_init() != OK || !mkdtemp(folder) ||
        signer_make(folder, S("unit.test/log"), &key) != OK)
        return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    buf_close(&key);
    snprintf(rm, sizeof rm, "rm -r %s", folder);
    return system(rm) != 0 || failed;
}
