// SPDX-License-Identifier: Apache-2.0
/* judge.h -- what must be true of a node after whatever befell it: nothing acknowledged is lost,
 * nothing was done twice, receipts hold, the state is what the ledger makes, the log went on.
 * Reads ledger.db with its own eyes; the rest by xiezhi check and xiezhi-verify. */
#ifndef TEST_JUDGE_H
#define TEST_JUDGE_H

#include "load.h"

enum { HEADS_MAX = 4000 };

struct judge {
    struct node *node;
    struct load *load;
    int64_t base; /* entries before the first act */
    struct {
        int64_t size;
        char root[64]; /* base64 */
    } head[HEADS_MAX];
    int n_heads;
    int lost, doubled, unproved, broken; /* totals */
    int64_t entries;
};

/* Note how many entries there are, before the load. */
bool judge_open(struct judge *j, struct node *n, struct load *l);
/* Everything, while the node is served and every question has its answer.  True: all is well. */
bool judge_all(struct judge *j);

#endif
