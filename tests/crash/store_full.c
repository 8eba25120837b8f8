// SPDX-License-Identifier: Apache-2.0
/* store_full.c -- for every event n until a transaction passes: when the disk is full there, or a
 * flush fails there, it is reported, nothing is half done, and all goes on when space returns. */
#include "batch.h"
#include "fault_vfs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N_MAX = 5000, BASE = 40, MORE = 60 };

struct tally {
    int faults, landed;
};

static enum status wanted(enum fault_mode mode)
{
    return mode == FAULT_SYNC_ONCE ? BROKEN : FULL;
}

/* What stands after the transaction that failed: all of it, or nothing. */
static const char *after_fault(struct store *db, struct tally *t)
{
    int64_t ledger, state;
    bool landed;
    if (store_landed(db, &landed) != OK || batch_last(db, &ledger, &state) != OK)
        return "cannot be read after the fault";
    if (ledger != (landed ? MORE : BASE))
        return "store_landed and the ledger disagree";
    if (state != BASE && state != ledger)
        return "half a state";
    t->landed += landed;
    return NULL;
}

static const char *go_on(struct store *db)
{
    int64_t ledger, state;
    if (batch_catch_up(db) != OK)
        return "cannot catch up";
    if (batch_last(db, &ledger, &state) != OK || ledger != state)
        return "the state is not caught up";
    if (batch_write(db, ledger, ledger + 7) != OK || store_checkpoint(db) != OK)
        return "cannot go on";
    return batch_wrong(db);
}

/* A transaction and a checkpoint with the fault at event n.  *ret_passed: n was beyond their last
 * event. */
static const char *run(struct store *db, enum fault_mode mode, int64_t n, struct tally *t,
                       bool *ret_passed)
{
    const char *wrong = NULL;
    fault_vfs_set(mode, n, 0);
    enum status s = batch_write(db, BASE, MORE);
    if (s == OK) {
        s = store_checkpoint(db);
    } else {
        wrong = after_fault(db, t);
    }
    bool hit = fault_vfs_hits() > 0;
    if (!wrong && hit && s != wanted(mode))
        wrong = s == OK ? "the fault was not reported" : store_error(db);
    if (!wrong && !hit && s != OK)
        wrong = store_error(db);
    fault_vfs_set(FAULT_NONE, 0, 0);
    t->faults += hit;
    *ret_passed = !hit;
    return wrong ? wrong : go_on(db);
}

/* Opening and making tables with the fault at n; it opens when space returns. */
static const char *open_through(const char *folder, enum fault_mode mode, int64_t n,
                                struct store **ret_db, bool *ret_passed)
{
    fault_vfs_set(mode, n, 0);
    enum status s = batch_open(folder, NULL, ret_db);
    bool hit = fault_vfs_hits() > 0;
    fault_vfs_set(FAULT_NONE, 0, 0);
    *ret_passed = !hit;
    if (s == OK)
        return hit ? "the fault was not reported" : NULL;
    if (s != wanted(mode))
        return status_name(s);
    return batch_open(folder, NULL, ret_db) == OK ? NULL : "does not open when space returns";
}

static const char *attempt(enum fault_mode mode, int64_t n, bool opening, struct tally *t,
                           bool *ret_passed)
{
    static char text[512];
    char folder[] = "/tmp/xiezhi-full-XXXXXX", command[64];
    struct store *db = NULL;
    if (!mkdtemp(folder))
        return "no folder";
    const char *wrong = open_through(folder, opening ? mode : FAULT_NONE, n, &db, ret_passed);
    t->faults += opening && !*ret_passed;
    if (!wrong && batch_write(db, 0, BASE) != OK)
        wrong = store_error(db);
    if (!wrong && !opening)
        wrong = run(db, mode, n, t, ret_passed);
    if (!wrong)
        wrong = batch_wrong(db);
    if (wrong)
        wrong = strncpy(text, wrong, sizeof text - 1);
    store_close(db);
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command) == 0 ? wrong : "cannot clean up";
}

static int every_event(enum fault_mode mode, bool opening)
{
    struct tally t = {0};
    int failed = 0;
    bool passed = false;
    int64_t n = 1;
    for (; !passed && n < N_MAX && failed < 10; n++) {
        const char *wrong = attempt(mode, n, opening, &t, &passed);
        if (wrong) {
            printf("%s at event %lld%s: %s\n", fault_vfs_word(mode), (long long)n,
                   opening ? " of opening" : "", wrong);
            failed++;
        }
        if (mode == FAULT_FULL_ONCE && passed) /* a flush is no write: go on to the last event */
            passed = n > 400;
    }
    printf("%s%s: %lld places, %d faults, %d failed commits that had happened, %d failed\n",
           fault_vfs_word(mode), opening ? ", opening" : "", (long long)n - 1, t.faults, t.landed,
           failed);
    return failed + (t.faults == 0);
}

int main(void)
{
    static const enum fault_mode modes[] = {FAULT_FULL, FAULT_FULL_ONCE, FAULT_SYNC_ONCE};
    int failed = 0;
    if (fault_vfs_install("none") != 0)
        return 1;
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        failed += every_event(modes[i], false) + every_event(modes[i], true);
    return failed > 0;
}
