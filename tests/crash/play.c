// SPDX-License-Identifier: Apache-2.0
#include "play.h"

#include <signal.h>
#include <stdio.h>

bool play_begin(struct play *p, int argc, char **argv, int port, const char *fault)
{
    if (argc < 4) {
        puts("which program, verifier and pack?");
        return false;
    }
    p->n = (struct node){.port = port, .program = argv[1], .verifier = argv[2], .pack = argv[3]};
    signal(SIGPIPE, SIG_IGN);
    if (!node_make(&p->n, NULL))
        return false;
    node_start(&p->n, fault);
    return node_wait_ready(&p->n, 1) && load_open(&p->l, port, 1, false) &&
           judge_open(&p->j, &p->n, &p->l);
}

void play_tell(struct play *p, const char *sentence, bool well)
{
    printf("%s: %s\n", sentence, well ? "well" : "WRONG");
    fflush(stdout);
    *(well ? &p->passed : &p->failed) += 1;
}

int play_end(struct play *p)
{
    if (p->failed)
        printf("---- the log\n%.*s\n", STR_ARG(buf_str(&p->n.log)));
    node_close(&p->n, false);
    load_close(&p->l);
    printf("%d passed, %d failed, 0 skipped\n", p->passed, p->failed);
    return p->failed > 0 || p->passed == 0;
}
