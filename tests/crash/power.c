// SPDX-License-Identifier: Apache-2.0
/* power.c -- people work on a node over HTTP and its power goes at a random write, flush or
 * truncation: what was not flushed is lost or torn.  Started again, nothing that was acknowledged
 * is lost or doubled.
 * `power XIEZHI_FAULTY XIEZHI-VERIFY PACK [ROUNDS [SEED]]`. */
#include "fault_vfs.h"
#include "judge.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PORT = 9211, ROUNDS = 20, EVENTS_MAX = 1500 };

static uint32_t roll(uint64_t *dice, uint32_t n)
{
    *dice = *dice * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*dice >> 33) % n;
}

/* Served until the power goes, which may be before anything is served; then served again. */
static bool lose_power(struct node *n, struct load *l, uint64_t *dice)
{
    char fault[80];
    uint32_t torn = roll(dice, 3) ? roll(dice, 1000000) + 1 : 0;
    snprintf(fault, sizeof fault, "power:at=%u:seed=%u", 1 + roll(dice, EVENTS_MAX), torn);
    node_start(n, fault);
    if (node_wait_ready(n, 1)) {
        load_start(l);
        load_join(l); /* they work until nobody answers */
    }
    int code = node_wait_end(n);
    if (code != FAULT_EXIT)
        printf("%s: the power did not go, but it ended with %d:\n%.*s\n", fault, code,
               STR_ARG(buf_str(&n->log)));
    node_start(n, NULL);
    bool ready = node_wait_ready(n, 1);
    if (!ready)
        printf("%s: it does not start again:\n%.*s\n", fault, STR_ARG(buf_str(&n->log)));
    return ready && code == FAULT_EXIT;
}

static bool round_of(struct node *n, struct load *l, struct judge *j, int number, uint64_t *dice)
{
    int answers = atomic_load(&l->n_answers);
    bool well = lose_power(n, l, dice);
    answers = atomic_load(&l->n_answers) - answers;
    well = well && load_settle(l) && judge_all(j) && atomic_load(&l->n_wrong) == 0;
    well = well && node_stop(n);
    printf("round %d: the power went after %d answers, %lld entries: %s\n", number, answers,
           (long long)j->entries, well ? "well" : "WRONG");
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
        !judge_open(&judge, &node, &load) || !node_stop(&node)) {
        printf("no node:\n%.*s\n", STR_ARG(buf_str(&node.log)));
        node_close(&node, true);
        return 1;
    }
    for (int i = 1; i <= rounds && failed == 0; i++)
        *(round_of(&node, &load, &judge, i, &dice) ? &passed : &failed) += 1;
    printf("%d acknowledged, %d lost, %d doubled, %d receipts refuted, %d other faults\n",
           load_acknowledged(&load), judge.lost, judge.doubled, judge.unproved, judge.broken);
    node_close(&node, failed > 0);
    load_close(&load);
    printf("%d passed, %d failed, 0 skipped\n", passed, failed);
    return failed > 0 || passed == 0;
}
