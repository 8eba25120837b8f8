// SPDX-License-Identifier: Apache-2.0
/* store_power.c -- for 300 random histories that end in a power loss: every transaction that was
 * acknowledged stands in the ledger, each wholly or not at all, and the state is never ahead of the
 * ledger. `store_power [FIRST_SEED [N]]`; XIEZHI_SEED in the output is the one to repeat. */
#include "batch.h"
#include "fault_vfs.h"

#include "store/sqlite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HISTORIES = 300, BATCHES_MAX = 60, ENTRIES_MAX = 10, EVENTS_MAX = 1500 };

struct message { /* from the history to its judge */
    int64_t asked, done;
};

struct dice {
    uint64_t state;
};

static uint32_t roll(struct dice *d, uint32_t n)
{
    d->state = d->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(d->state >> 33) % n;
}

static void tell(int fd, int64_t asked, int64_t done)
{
    struct message m = {asked, done};
    if (write(fd, &m, sizeof m) != sizeof m)
        _exit(3);
}

/* Runs in a child until its power goes.  Everything but the crash must succeed. */
static _Noreturn void live(const char *folder, uint64_t seed, int fd)
{
    struct dice d = {seed};
    struct store *db;
    char spec[64];
    uint64_t torn = roll(&d, 3) ? seed + 1 : 0;
    snprintf(spec, sizeof spec, "power:at=%u:seed=%llu", 1 + roll(&d, EVENTS_MAX),
             (unsigned long long)torn);
    if (fault_vfs_install(spec) != 0 || batch_open(folder, NULL, &db) != OK)
        _exit(4);
    sqlite3_wal_autocheckpoint(((struct sqlite *)db)->db,
                               roll(&d, 2) ? 5 + (int)roll(&d, 100) : 4000);
    int64_t last = 0;
    for (uint32_t n = 1 + roll(&d, BATCHES_MAX); n > 0; n--) {
        int64_t to = last + 1 + roll(&d, ENTRIES_MAX);
        tell(fd, to, last);
        if (batch_write(db, last, to) != OK)
            _exit(5);
        last = to;
        tell(fd, to, last);
        if (roll(&d, 12) == 0 && store_checkpoint(db) != OK)
            _exit(6);
    }
    fault_vfs_crash(torn);
}

static const char *judge(const char *folder, struct message m)
{
    static char text[512];
    struct store *db;
    struct buf why;
    int64_t ledger, state;
    buf_init(&why, sizeof text);
    if (batch_open(folder, &why, &db) != OK) {
        snprintf(text, sizeof text, "does not open: %.*s", STR_ARG(buf_str(&why)));
        buf_close(&why);
        return text;
    }
    buf_close(&why);
    const char *wrong = batch_wrong(db);
    if (!wrong && batch_last(db, &ledger, &state) != OK)
        wrong = "cannot be read";
    if (!wrong && ledger < m.done)
        wrong = "an acknowledged transaction is lost";
    if (!wrong && ledger != m.done && ledger != m.asked)
        wrong = "half a transaction";
    if (!wrong && (batch_catch_up(db) != OK || batch_write(db, ledger, ledger + 5) != OK))
        wrong = "cannot go on";
    if (!wrong)
        wrong = batch_wrong(db);
    if (wrong)
        wrong = strncpy(text, wrong, sizeof text - 1);
    store_close(db);
    return wrong;
}

static const char *history(const char *folder, uint64_t seed, int64_t *ret_done)
{
    int ends[2], result = 0;
    struct message m = {0, 0}, next;
    if (pipe(ends) != 0)
        return "no pipe";
    pid_t child = fork();
    if (child == 0)
        live(folder, seed, ends[1]);
    close(ends[1]);
    while (read(ends[0], &next, sizeof next) == sizeof next)
        m = next;
    close(ends[0]);
    if (waitpid(child, &result, 0) != child || !WIFEXITED(result) ||
        WEXITSTATUS(result) != FAULT_EXIT)
        return "the history failed before its crash";
    *ret_done = m.done;
    return judge(folder, m);
}

int main(int argc, char **argv)
{
    uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    uint64_t n = argc > 2 ? strtoull(argv[2], NULL, 10) : HISTORIES;
    int failed = 0;
    int64_t done_all = 0;
    for (uint64_t seed = first; seed < first + n; seed++) {
        char folder[] = "/tmp/xiezhi-power-XXXXXX", command[64];
        int64_t done = 0;
        if (!mkdtemp(folder))
            return 1;
        const char *wrong = history(folder, seed, &done);
        done_all += done;
        if (wrong) {
            printf("seed %llu: %s\n", (unsigned long long)seed, wrong);
            failed++;
        }
        snprintf(command, sizeof command, "rm -r %s", folder);
        if (system(command) != 0)
            return 1;
    }
    printf("%llu histories from seed %llu, %lld acknowledged entries: %d failed\n",
           (unsigned long long)n, (unsigned long long)first, (long long)done_all, failed);
    return failed > 0 || done_all == 0;
}
