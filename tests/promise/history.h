// SPDX-License-Identifier: Apache-2.0
/* history.h -- a random life of a node: requests filed, sent, answered, rated; days pass. */
#ifndef PROMISE_HISTORY_H
#define PROMISE_HISTORY_H

#include "promise.h"

enum { HISTORY_MATTERS = 400 };

struct history {
    struct promise *p;
    struct promise_matter matter[HISTORY_MATTERS];
    int n_claims[HISTORY_MATTERS];
    int n;
    struct client clerk, chief, env, water;
};

/* Begin in p's open node. */
void history_begin(struct history *h, struct promise *p);
/* One random act; whatever comes of it, the node answers. */
void history_step(struct history *h);
/* A request with a file. */
void history_file_with_paper(struct history *h);
/* A table of requests; one row is good, one is not, and behind them a heading's quote is missing.
 */
void history_bring_table(struct history *h);

/* A request that was withdrawn, and an erasure of its words carried out. */
void history_erase(struct history *h);
/* A request on which a hold stands that stops its clocks, and one that was lifted. */
void history_hold(struct history *h);
/* A directive about a request, with two assisting units, answered with a paper and sent back. */
void history_direct(struct history *h);
/* A request that one unit hands to another, and a unit that gets another name. */
void history_units(struct history *h);
/* One publication that is being corrected, one that was withdrawn. */
void history_publish(struct history *h);

#endif
