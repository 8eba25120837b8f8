// SPDX-License-Identifier: Apache-2.0
/* fault_vfs.h -- a disk that runs full, fails to flush, or loses what was not flushed.
 * For test programs and test builds of the server only.  It stands over SQLite's unix layer as its
 * default and counts events: a write, a truncation, a flush, a deletion of a file is one event.
 * Real flushes are left out. */
#ifndef TEST_FAULT_VFS_H
#define TEST_FAULT_VFS_H

#include <stdint.h>

enum fault_mode {
    FAULT_NONE,
    FAULT_FULL,      /* from event `at` on every write that needs room answers SQLITE_FULL */
    FAULT_FULL_ONCE, /* only the one at event `at` */
    FAULT_SYNC_ONCE, /* the first flush at or after event `at` fails */
    FAULT_SYNC_ACT,  /* the first flush of the ledger with the words of act `at` (load.h) fails */
    FAULT_POWER,     /* at event `at` the power goes: fault_vfs_crash */
};

enum { FAULT_EXIT = 77 }; /* exit code of a process whose power went */

/* The word of a mode, "full_once"; and the mode of a word, -1: of none. */
const char *fault_vfs_word(enum fault_mode mode);
int fault_vfs_mode(const char *word);
/* Put the layer in, once for each process, before the first connection is opened.  `spec` is
 * "MODE:at=N[:seed=N]" with MODE none, full, full_once, sync_once, sync_act or power.  Returns 0,
 * or -1 for a bad spec. */
int fault_vfs_install(const char *spec);
/* Count events from 1 again, with another fault. */
void fault_vfs_set(enum fault_mode mode, int64_t at, uint64_t seed);
int64_t fault_vfs_events(void);
int64_t fault_vfs_syncs(void);
/* Faults that were answered since fault_vfs_set. */
int64_t fault_vfs_hits(void);
/* The power goes: every file becomes what was flushed last, with none (seed 0) or a random part of
 * the later writes, torn at 512 bytes; files never flushed are gone, and so is shared memory.  A
 * deletion counts as durable at once.  The process ends with FAULT_EXIT and runs nothing more. */
_Noreturn void fault_vfs_crash(uint64_t seed);

#endif
