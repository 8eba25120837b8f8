// SPDX-License-Identifier: Apache-2.0
/* kill.c -- people work on a node over HTTP and it is killed with SIGKILL at random moments: the
 * server, the signer, the parent, all of them, and while they start.  After each kill nothing that
 * was acknowledged is lost or doubled.
 * `kill XIEZHI XIEZHI-VERIFY PACK [ROUNDS [SEED]]`; the seed in the output is the one to repeat. */
#include "judge.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PORT = 9210, ROUNDS = 20, ANSWERS_MAX = 60, START_US = 40000, KINDS = 5, AT_START = 4 };

static const char *const what[KINDS] = {"all", "parent", "server", "signer", "all while starting"};

static uint32_t roll(uint64_t *dice, uint32_t n)
{
    *dice = *dice * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*dice >> 33) % n;
}

/* Until so many answers came, and then for a part of the time that one takes. */
static void wait_for_moment(struct load *l, uint64_t *dice)
{
    int until = atomic_load(&l->n_answers) + (int)roll(dice, ANSWERS_MAX);
    struct timespec moment = {.tv_nsec = 100000}, more = {.tv_nsec = roll(dice, 4000) * 1000L};
    for (int i = 0; i < 100000 && atomic_load(&l->n_answers) < until; i++)
        nanosleep(&moment, NULL);
    nanosleep(&more, NULL);
}

/* Served again, whatever the parent did by itself. */
static bool serve_again(struct node *n, int ready_before)
{
    if (n->parent && node_wait_ready(n, ready_before + 1))
        return true;
    if (n->parent)
        (void)node_wait_end(n);
    node_start(n, NULL);
    return node_wait_ready(n, 1);
}

static bool strike(struct node *n, struct load *l, int kind, uint64_t *dice)
{
    struct timespec a_while = {.tv_nsec = roll(dice, START_US) * 1000L};
    load_start(l);
    wait_for_moment(l, dice);
    int ready = n->n_ready;
    node_kill(n, kind == AT_START ? NODE_ALL : (enum node_process)kind, SIGKILL);
    atomic_store(&l->stop, true); /* the parent holds the port, so the next server would answer */
    load_join(l);
    if (kind == NODE_SERVER || kind == NODE_SIGNER)
        return serve_again(n, ready);
    (void)node_wait_end(n);
    if (kind == AT_START) {
        node_start(n, NULL);
        nanosleep(&a_while, NULL);
        node_kill(n, NODE_ALL, SIGKILL);
        (void)node_wait_end(n);
    }
    node_start(n, NULL);
    return node_wait_ready(n, 1);
}

static bool round_of(struct node *n, struct load *l, struct judge *j, int number, uint64_t *dice)
{
    int kind = (int)roll(dice, KINDS), answers = atomic_load(&l->n_answers), unanswered = 0;
    bool well = strike(n, l, kind, dice);
    if (!well)
        printf("it is not served again:\n%.*s\n", STR_ARG(buf_str(&n->log)));
    for (int i = 0; i < LOAD_WORKERS; i++)
        unanswered += l->worker[i].pending != NULL;
    answers = atomic_load(&l->n_answers) - answers;
    well = well && load_settle(l) && judge_all(j) && atomic_load(&l->n_wrong) == 0;
    printf("round %d: killed %s after %d answers, %d asked again, %lld entries: %s\n", number,
           what[kind], answers, unanswered, (long long)j->entries, well ? "well" : "WRONG");
    fflush(stdout);
    return well;
}

int main(int argc, char **argv)
{
    struct node node = {.port = PORT};
    struct load load;
    struct judge judge;
    if (argc < 4)
        return 2;
    node.program = argv[1];
    node.verifier = argv[2];
    node.pack = argv[3];
    int rounds = argc > 4 ? atoi(argv[4]) : ROUNDS, passed = 0, failed = 0;
    uint64_t seed = argc > 5 ? strtoull(argv[5], NULL, 10) : (uint64_t)time(NULL), dice = seed;
    printf("seed %llu\n", (unsigned long long)seed);
    if (!node_make(&node, NULL))
        return 1;
    node_start(&node, NULL);
    if (!node_wait_ready(&node, 1) || !load_open(&load, node.port, seed, true) ||
        !judge_open(&judge, &node, &load)) {
        printf("no node to kill:\n%.*s\n", STR_ARG(buf_str(&node.log)));
        node_close(&node, true);
        return 1;
    }
    for (int i = 1; i <= rounds && failed == 0; i++)
        *(round_of(&node, &load, &judge, i, &dice) ? &passed : &failed) += 1;
    printf("%d acknowledged, %d lost, %d doubled, %d receipts refuted, %d other faults\n",
           load_acknowledged(&load), judge.lost, judge.doubled, judge.unproved, judge.broken);
    if (failed)
        printf("---- the node's log\n%.*s\n", STR_ARG(buf_str(&node.log)));
    node_close(&node, failed > 0);
    load_close(&load);
    printf("%d passed, %d failed, 0 skipped\n", passed, failed);
    return failed > 0 || passed == 0;
}
