// SPDX-License-Identifier: Apache-2.0
/* play.h -- a story told sentence by sentence: a node, who works on it, who judges it. */
#ifndef TEST_PLAY_H
#define TEST_PLAY_H

#include "judge.h"

struct play {
    struct node n;
    struct load l;
    struct judge j;
    int passed, failed;
};

/* argv: PROGRAM XIEZHI-VERIFY PACK, on that port; the node is served (`fault`: XIEZHI_FAULT or
 * NULL), people are signed in.  False with a sentence where that does not go. */
bool play_begin(struct play *p, int argc, char **argv, int port, const char *fault);
/* Say whether this went well, and count it. */
void play_tell(struct play *p, const char *sentence, bool well);
/* Remove the node, say how many went well; what main returns. */
int play_end(struct play *p);

#endif
