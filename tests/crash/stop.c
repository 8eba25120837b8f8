// SPDX-License-Identifier: Apache-2.0
/* stop.c -- SIGTERM while people work: whoever was answered was answered truly, nothing is lost,
 * the end comes soon and so does the next start.
 * `stop XIEZHI XIEZHI-VERIFY PACK [ROUNDS]`. */
#include "judge.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PORT = 9215, ROUNDS = 8, ANSWERS = 25, END_MS_MAX = 7000 };

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static bool round_of(struct node *n, struct load *l, struct judge *j, int number)
{
    struct timespec moment = {.tv_nsec = 1000000};
    int until = atomic_load(&l->n_answers) + ANSWERS, unanswered = 0;
    load_start(l);
    for (int i = 0; i < 20000 && atomic_load(&l->n_answers) < until; i++)
        nanosleep(&moment, NULL);
    int64_t told = now_ms();
    node_kill(n, number % 2 ? NODE_PARENT : NODE_ALL, SIGTERM);
    load_join(l);
    int code = node_wait_end(n);
    int64_t ended = now_ms();
    for (int i = 0; i < LOAD_WORKERS; i++)
        unanswered += l->worker[i].pending != NULL;
    node_start(n, NULL);
    bool well = node_wait_ready(n, 1);
    int64_t ready = now_ms();
    well = well && code == 0 && ended - told < END_MS_MAX && load_settle(l) && judge_all(j) &&
           atomic_load(&l->n_wrong) == 0;
    printf("round %d: ended with %d in %lld ms, %d asked again, ready in %lld ms with %lld "
           "entries: %s\n",
           number, code, (long long)(ended - told), unanswered, (long long)(ready - ended),
           (long long)j->entries, well ? "well" : "WRONG");
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
    if (!node_make(&node, NULL))
        return 1;
    node_start(&node, NULL);
    if (!node_wait_ready(&node, 1) || !load_open(&load, PORT, 1, true) ||
        !judge_open(&judge, &node, &load)) {
        node_close(&node, true);
        return 1;
    }
    for (int i = 1; i <= rounds; i++)
        *(round_of(&node, &load, &judge, i) ? &passed : &failed) += 1;
    if (failed)
        printf("---- the log\n%.*s\n", STR_ARG(buf_str(&node.log)));
    node_close(&node, false);
    load_close(&load);
    printf("%d passed, %d failed, 0 skipped\n", passed, failed);
    return failed > 0;
}
