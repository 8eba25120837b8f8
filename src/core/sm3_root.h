// SPDX-License-Identifier: Apache-2.0
/* sm3_root.h -- once a day the root of the log by SM3 becomes an entry: who may only rely on the
 * national hash has a chain of his own over the same entries.
 * Floor 4.  Source: docs/LEDGER.md. */
#ifndef CORE_SM3_ROOT_H
#define CORE_SM3_ROOT_H

#include "base/arena.h"
#include "tlog/tree.h"

struct core;
struct store;

/* What the thread that does it keeps between its steps. */
struct sm3_root {
    struct tlog_edge edge;
    int64_t target; /* entries, fixed when the day's root is begun; 0: not begun */
    int64_t day;    /* the last one that is done with */
};

/* A little further: fold some thousand entries into the tree, and state the root when all of this
 * day's are in.  A day on which nothing else was entered has none.  OK also when there is nothing
 * to do; BUSY, FULL, BROKEN: asked again later. */
MUST_USE enum status sm3_root_step(struct core *core, struct store *db, struct sm3_root *r,
                                   struct arena *a);

#endif
