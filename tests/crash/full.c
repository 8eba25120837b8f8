// SPDX-License-Identifier: Apache-2.0
/* full.c -- the disk is full at the n-th write of a filing, for every n, with and without an
 * attachment; or only that one write, or one flush, fails; and, for root, a small disk of its own
 * that is really full.  The answer says so, nothing is half done, and the same key works when there
 * is room again.  Where the ledger had it before the state's part failed, it is answered as done.
 * `full XIEZHI_FAULTY XIEZHI-VERIFY PACK`. */
#include "judge.h"
#include "orders.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

enum {
    PORT = 9212,
    WRITES_MAX = 400,
    PAGES_MAX = 48,
    DISK_MB = 24,
    AGAIN_TRIES = 100,
    FILINGS = 12
};

struct trial {
    struct node *node;
    struct load load;
    struct judge judge;
    struct orders orders;
    int said_full, said_busy, passed;
    int places; /* events of a filing, found by the first way */
    int landed; /* filings that were done although a write or flush of theirs failed */
};

/* What fails. */
struct way {
    const char *mode, *words;
    bool with_file;
    bool may_land; /* one fault only: the state can be folded anew at once */
    bool of_act;   /* the fault is given the number of an act, not of an event */
};

/* A worker that will now file; every fourth number brings a file. */
static struct worker *filer(struct trial *t, bool with_file)
{
    struct worker *w = &t->load.worker[0];
    w->next = ACT_FILE;
    while (with_file != (t->load.n_acts % 4 == 0)) {
        if (worker_step(w) != OK)
            return NULL;
        w->next = ACT_FILE;
    }
    return w;
}

/* Ask again under the same key until there is an answer: the signer is asked again twice a second.
 */
static bool again(struct worker *w)
{
    struct timespec moment = {.tv_nsec = 50000000};
    for (int i = 0; w->pending && i < AGAIN_TRIES; i++) {
        enum status s = worker_step(w);
        if (s == CONFLICT)
            return false;
        if (s != OK)
            nanosleep(&moment, NULL);
    }
    return !w->pending;
}

/* The answer to a filing on a disk that is full. */
static bool heard_full(struct trial *t, struct worker *w)
{
    enum status s = worker_step(w);
    bool says = s == BUSY && (w->last_status == 507 || w->last_status == 503);
    t->said_full += w->last_status == 507;
    t->said_busy += w->last_status == 503;
    if (s != OK && !says)
        printf("a filing on a full disk was answered %d\n", w->last_status);
    return s == OK || says;
}

/* One filing with a fault at event n, or at its own act; how often it struck, -1: something is
 * wrong. */
static long strike(struct trial *t, const struct way *way, int n)
{
    struct worker *w = filer(t, way->with_file);
    if (!w || orders_give(&t->orders, way->mode, way->of_act ? t->load.n_acts : n) < 0)
        return -1;
    bool well = heard_full(t, w), done = !w->pending;
    long hits = orders_give(&t->orders, "none", 0);
    t->landed += done && hits > 0;
    return well && again(w) && judge_all(&t->judge) ? hits : -1;
}

/* The flushes that carry a filing, of so many filings: none of these is done. */
static bool every_filing(struct trial *t, const struct way *way)
{
    int struck = 0;
    t->said_full = t->said_busy = t->landed = 0;
    for (int i = 0; i < FILINGS; i++)
        struck += strike(t, way, 0) == 1;
    bool well = struck == FILINGS && t->said_busy == FILINGS;
    printf("%s: %d filings, %d struck, %d busy (503): %s\n", way->words, FILINGS, struck,
           t->said_busy, well ? "well" : "WRONG");
    fflush(stdout);
    t->passed += well;
    return well;
}

/* For every n until it strikes no more; an event that needs no room is passed by. */
static bool every_event(struct trial *t, const struct way *way)
{
    long hits = 1;
    int n, struck = 0;
    t->said_full = t->said_busy = t->landed = 0;
    for (n = 1; hits >= 0 && (hits > 0 || n <= t->places) && n < WRITES_MAX; n++) {
        hits = strike(t, way, n);
        struck += hits > 0;
    }
    t->places = t->places ? t->places : struck;
    bool well = hits == 0 && struck > 5 && t->said_full + t->said_busy > 0 &&
                (t->landed > 0) == way->may_land;
    printf("%s: %d places, %d said full (507), %d busy (503), %d were done all the same: %s\n",
           way->words, struck, t->said_full, t->said_busy, t->landed, well ? "well" : "WRONG");
    fflush(stdout);
    t->passed += well;
    return well;
}

/* ---- a disk that is really full ------------------------------------------------------------ */

/* Leave so many pages free.  The node writes meanwhile: what it took is not there for the filler.
 */
static bool fill(const struct trial *t, const char *path, uint64_t pages)
{
    struct statvfs disk;
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600), code = ENOSPC;
    for (int i = 0; fd >= 0 && code == ENOSPC && i < AGAIN_TRIES; i++)
        if (statvfs(t->node->folder, &disk) != 0)
            code = errno;
        else if (disk.f_bavail <= pages)
            code = 0;
        else
            code = posix_fallocate(fd, 0, (off_t)((disk.f_bavail - pages) * disk.f_bsize));
    if (fd >= 0)
        close(fd);
    if (code != 0)
        printf("the disk is not filled: %s\n", strerror(code));
    return fd >= 0 && code == 0;
}

static bool really_full(struct trial *t, const char *filler)
{
    t->said_full = t->said_busy = 0;
    for (uint64_t pages = 0; pages < PAGES_MAX; pages++) {
        struct worker *w = filer(t, pages % 2);
        bool filled = w && fill(t, filler, pages), heard = filled && heard_full(t, w);
        unlink(filler);
        bool done = heard && again(w), judged = done && judge_all(&t->judge);
        if (!judged) {
            printf("a full disk with %d pages free: WRONG: %s\n", (int)pages,
                   !w        ? "what came before it was not answered"
                   : !filled ? "it was not filled"
                   : !heard  ? "the answer"
                   : !done   ? "not done when there was room again"
                             : "what was kept");
            return false;
        }
    }
    printf("a disk that is really full: %d said so (507), %d busy (503): well\n", t->said_full,
           t->said_busy);
    t->passed++;
    return t->said_full > 0;
}

/* ---- the whole ----------------------------------------------------------------------------- */

static bool begin(struct trial *t, const char *folder, const char *fault)
{
    if (!node_make(t->node, folder))
        return false;
    node_start(t->node, fault);
    return node_wait_ready(t->node, 1) && load_open(&t->load, PORT, 1, true) &&
           judge_open(&t->judge, t->node, &t->load);
}

static bool end(struct trial *t, bool well)
{
    node_kill(t->node, NODE_PARENT, SIGTERM);
    int code = node_wait_end(t->node);
    if (!well || code != 0)
        printf("---- it ended with %d, and its log:\n%.*s\n", code,
               STR_ARG(buf_str(&t->node->log)));
    node_close(t->node, false);
    load_close(&t->load);
    return well && code == 0;
}

static const struct way ways[] = {
    {"full", "full from a write of a filing on", false, false, false},
    {"full", "full from a write of a filing with a file on", true, false, false},
    {"full_once", "no room for one write of a filing", false, true, false},
    {"sync_act", "the flush that carries a filing fails", false, false, true},
};
enum { N_WAYS = sizeof ways / sizeof ways[0] };

static bool simulated(struct trial *t)
{
    if (!orders_open(&t->orders))
        return false;
    bool well = begin(t, NULL, t->orders.fault);
    for (size_t i = 0; well && i < N_WAYS; i++)
        well = ways[i].of_act ? every_filing(t, &ways[i]) : every_event(t, &ways[i]);
    well = end(t, well);
    orders_close(&t->orders);
    return well;
}

static bool real(struct trial *t)
{
    char disk[] = "/tmp/xiezhi-disk-XXXXXX", folder[60], filler[60], size[20];
    snprintf(size, sizeof size, "size=%dm", DISK_MB);
    if (!mkdtemp(disk) || mount("tmpfs", disk, "tmpfs", 0, size) != 0) {
        printf("a disk that is really full: %s: skipped\n", strerror(errno));
        rmdir(disk);
        return true;
    }
    snprintf(folder, sizeof folder, "%s/node", disk);
    snprintf(filler, sizeof filler, "%s/filler", disk);
    bool well = mkdir(folder, 0700) == 0 && begin(t, folder, NULL) && really_full(t, filler);
    well = end(t, well);
    umount2(disk, MNT_DETACH);
    rmdir(disk);
    return well;
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    struct node node = {.port = PORT, .program = argv[1], .verifier = argv[2], .pack = argv[3]};
    struct trial t = {.node = &node};
    signal(SIGPIPE, SIG_IGN);
    int failed = !simulated(&t);
    node = (struct node){.port = PORT, .program = argv[1], .verifier = argv[2], .pack = argv[3]};
    failed += !real(&t);
    printf("%d passed, %d failed, %d skipped\n", t.passed, failed, N_WAYS + 1 - t.passed - failed);
    return failed > 0;
}
