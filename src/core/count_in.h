// SPDX-License-Identifier: Apache-2.0
/* count_in.h -- the counters themselves, private to the kernel.
 * Floor 4, inside core/. */
#ifndef CORE_COUNT_IN_H
#define CORE_COUNT_IN_H

#include "core/count.h"

#include <stdatomic.h>

struct count_of_op {
    const struct op *op;
    _Atomic(uint64_t) n[COUNT_OUTCOMES];
};

struct counts {
    struct count_of_op *op;
    size_t n_ops;
    _Atomic(uint64_t) within[COUNT_BOUNDS], all, sum_us; /* within: each its own */
};

/* Room for every operation of the rooms.  FULL. */
MUST_USE enum status counts_open(struct counts *counts, const struct rooms *rooms,
                                 struct arena *life);
/* A call was taken into the queue. */
void counts_begin(struct op_call *call);
/* It is answered. */
void counts_end(struct counts *counts, const struct op_call *call);

#endif
