// SPDX-License-Identifier: Apache-2.0
#include "core/count_in.h"

#include "core.gen.h"
#include "core/core_in.h"

#include <sys/statvfs.h>
#include <time.h>

const int64_t count_bounds_ms[COUNT_BOUNDS] = {1,   2,   5,   10,   20,   50,
                                               100, 200, 500, 1000, 2000, 5000};

static int64_t steady_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

enum status counts_open(struct counts *counts, const struct rooms *rooms, struct arena *life)
{
    size_t n = 0;
    for (size_t i = 0; i < rooms->n; i++)
        n += rooms->room[i]->n_ops;
    counts->op = ARENA_ARRAY(life, struct count_of_op, n + 1);
    if (!counts->op)
        return FULL;
    for (size_t i = 0; i < rooms->n; i++)
        for (size_t k = 0; k < rooms->room[i]->n_ops; k++)
            counts->op[counts->n_ops++].op = rooms->room[i]->ops[k];
    return OK;
}

static struct count_of_op *find(const struct counts *counts, const struct op *op)
{
    for (size_t i = 0; i < counts->n_ops; i++)
        if (counts->op[i].op == op)
            return &counts->op[i];
    return NULL;
}

void counts_begin(struct op_call *call)
{
    call->queued_us = steady_us();
}

void counts_end(struct counts *counts, const struct op_call *call)
{
    int64_t us = steady_us() - call->queued_us;
    struct count_of_op *of = find(counts, call->op);
    if (of)
        atomic_fetch_add(&of->n[call->status], 1);
    size_t i = 0;
    while (i < COUNT_BOUNDS && us > count_bounds_ms[i] * 1000)
        i++;
    if (i < COUNT_BOUNDS)
        atomic_fetch_add(&counts->within[i], 1);
    atomic_fetch_add(&counts->all, 1);
    atomic_fetch_add(&counts->sum_us, (uint64_t)us);
}

uint64_t count_op(const struct core *core, const struct op *op, enum status outcome)
{
    const struct count_of_op *of = find(&core->counts, op);
    return of ? atomic_load(&of->n[outcome]) : 0;
}

struct count_times count_times(const struct core *core)
{
    const struct counts *counts = &core->counts;
    struct count_times t = {.all = atomic_load(&counts->all),
                            .sum_us = atomic_load(&counts->sum_us)};
    uint64_t sum = 0;
    for (size_t i = 0; i < COUNT_BOUNDS; i++)
        t.within[i] = sum += atomic_load(&counts->within[i]);
    if (sum > t.all)
        t.all = sum; /* one was counted between the two */
    return t;
}

enum status count_state(struct core *core, struct ctx *c, struct count_state *ret_state)
{
    struct session_open_now open;
    struct matter_folded folded;
    struct statvfs disk;
    struct count_state s = {.entries = atomic_load(&core->size),
                            .n_signed = atomic_load(&core->n_signed),
                            .commits = (uint64_t)atomic_load(&core->n_commits)};
    TRY(session_open_now_one(c->db, core_now(core), &open, c->arena));
    TRY(matter_folded_one(c->db, &folded, c->arena));
    s.sessions = open.n;
    s.folded = folded.entry;
    pthread_mutex_lock(&core->queue_lock);
    s.queued = core->n_queued;
    pthread_mutex_unlock(&core->queue_lock);
    if (statvfs(core_folder(core), &disk) == 0) {
        s.disk_free = (int64_t)(disk.f_bavail * disk.f_frsize);
        s.disk_all = (int64_t)(disk.f_blocks * disk.f_frsize);
    }
    *ret_state = s;
    return OK;
}
