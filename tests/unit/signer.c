// SPDX-License-Identifier: Apache-2.0
/* The signer's memory: what it holds after writes that stopped half way. */
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
};

static void *run(void *of)
{
    struct running *r = of;
    r->code = signer_process(folder, r->other);
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
    struct running r;
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

static void a_torn_slot_leaves_the_head_before_it(void **state)
{
    struct running r;
    struct signer_reply reply;
    (void)state;
    start(&r);
    for (uint64_t n = 1; n <= HEADS; n++) {
        struct signer_ask ask = head_of(n);
        assert_int_equal(signer_call(r.fd, &ask, &reply), OK);
        unit_equal(reply.status, OK, reply.what);
    }
    assert_int_equal(stop(&r), 0);
    unit_equal((int64_t)remembered(), 3, "whole");
    int fd = open_heads();
    off_t newest = slot_that_holds(fd, '3'), before = slot_that_holds(fd, '2');
    assert_true(newest >= 0 && before >= 0);
    assert_int_equal(pwrite(fd, "garbage", 7, newest + 10), 7);
    unit_equal((int64_t)remembered(), 2, "the newest slot was torn: its signature never left");
    assert_int_equal(pwrite(fd, "9", 1, before), 1);
    unit_equal((int64_t)remembered(), -1, "no slot is whole: it does not start");
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_torn_slot_leaves_the_head_before_it)};
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
