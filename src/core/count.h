// SPDX-License-Identifier: Apache-2.0
/* count.h -- what the kernel counts of itself since its start: operations by outcome, how long they
 * took, how far the log is.  For /healthz and /metrics; nothing in it is personal.
 * Floor 4.  Counters are added to without a lock and may be a moment apart. */
#ifndef CORE_COUNT_H
#define CORE_COUNT_H

#include "core/core.h"

enum { COUNT_BOUNDS = 12, COUNT_OUTCOMES = 8 };

/* Upper bounds of the histogram in ms; over the last one counts only in `all`. */
extern const int64_t count_bounds_ms[COUNT_BOUNDS];

struct count_times {
    uint64_t within[COUNT_BOUNDS]; /* each holds those before it */
    uint64_t all, sum_us;
};

struct count_state {
    int64_t entries, n_signed; /* committed; under the newest signed head */
    int64_t folded;            /* up to where the tables are */
    size_t queued;
    uint64_t commits;
    int64_t sessions;            /* not over */
    int64_t disk_free, disk_all; /* bytes, of the folder; 0: not known */
};

/* How often `op` ended so (an enum status). */
uint64_t count_op(const struct core *core, const struct op *op, enum status outcome);
/* From the queue to the answer, over all operations. */
struct count_times count_times(const struct core *core);
/* How it stands; c->db is asked.  FULL, BROKEN. */
MUST_USE enum status count_state(struct core *core, struct ctx *c, struct count_state *ret_state);

#endif
