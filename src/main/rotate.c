// SPDX-License-Identifier: Apache-2.0
/* rotate.c -- another key for a log: an entry that the key before signs says so, and both sign for
 * 90 days, in which verifiers and witnesses learn the new one.
 * Floor 7.  Steps that can each be cut off: the key is made, the entry is in the log, the key
 * before is kept with its last day, the new one takes its place; typed again it goes on. */
#include "main/processes.h"

#include "base/time.h"
#include "core.gen.h"
#include "crypt/hash.h"
#include "main/keep.h"

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BOTH_SIGN_MS (90 * TIME_DAY_MS)

enum { PATH_BYTES = 4096 };

static const char help[] =
    "usage: xiezhi rotate DIR [--db ADDRESS]\n"
    "Give the log of the node in DIR another key, while the node is not served.  An entry that "
    "the\n"
    "key of today signs names the new one; from the next start both sign, for 90 days.  Hand out\n"
    "DIR/policy anew, and have the witnesses trust the new key beside the old one.\n";

struct rotation {
    const struct cli *cli;
    const char *folder, *database;
    int signer; /* its folder */
    int64_t now;
    struct buf vkey;
    struct buf why;
};

static enum status step(struct rotation *r, enum status s, const char *failed)
{
    if (s != OK && !r->why.n)
        buf_printf(&r->why, "%s (%s)", failed, status_name(s));
    return s;
}

/* One change at a time: a policy names two keys and not three. */
static enum status check_none(struct rotation *r)
{
    int64_t until = 0;
    enum status s = keep_read_until(r->signer, &until);
    if (s == OK && until > r->now)
        return step(r, CONFLICT,
                    "its key was changed less than 90 days ago, and the one before "
                    "that signs still");
    return s == NOT_FOUND || s == OK ? OK : step(r, s, "key.until cannot be read");
}

/* The new key: the one that an earlier try left, if that was cut off. */
static enum status make_next(struct rotation *r)
{
    char name[TLOG_NAME_BYTES + 1], same[TLOG_NAME_BYTES + 1];
    struct tlog_signer key;
    TRY(step(r, keep_read_key(r->signer, KEEP_KEY, TLOG_KEY_LOG, name, &key),
             "the log's key cannot be read"));
    enum status s = keep_make_key(r->signer, KEEP_KEY_NEXT, str_of(name), TLOG_KEY_LOG, &r->vkey);
    if (s == CONFLICT) {
        s = keep_read_key(r->signer, KEEP_KEY_NEXT, TLOG_KEY_LOG, same, &key);
        if (s == OK)
            tlog_key_put(&r->vkey, &key.key);
    }
    return step(r, s, "the new key cannot be written");
}

static enum status state_changed(struct ctx *c, void *of)
{
    const struct rotation *r = of;
    struct core_key_changed f = {.key = crypt_sha256(buf_str(&r->vkey)),
                                 .until = r->now + BOTH_SIGN_MS};
    return fact_state(c, &core_key_changed_fact, 0, &f);
}

/* Until here the key of today has signed alone; the entry stands, so it must sign it. */
static enum status put_in_place(struct rotation *r)
{
    char room[32];
    int n = snprintf(room, sizeof room, "%lld\n", (long long)(r->now + BOTH_SIGN_MS));
    unlinkat(r->signer, KEEP_KEY_BEFORE, 0);
    if (linkat(r->signer, KEEP_KEY, r->signer, KEEP_KEY_BEFORE, 0) != 0)
        return BROKEN;
    TRY(keep_write(r->signer, KEEP_KEY_UNTIL, (struct str){room, (size_t)n}));
    bool placed = renameat(r->signer, KEEP_KEY_NEXT, r->signer, KEEP_KEY) == 0;
    return placed && fsync(r->signer) == 0 ? OK : BROKEN;
}

static enum status add_to_policy(const struct rotation *r)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/policy", r->folder);
    FILE *to = fopen(path, "ae");
    if (!to)
        return BROKEN;
    fprintf(to, "log %.*s\n", STR_ARG(buf_str(&r->vkey)));
    return fclose(to) == 0 ? OK : BROKEN;
}

static enum status rotate(struct rotation *r)
{
    char path[PATH_BYTES];
    struct core_options o = cli_options(r->cli, r->folder, r->database);
    TRY(node_find(r->folder, o.database, &r->why));
    snprintf(path, sizeof path, "%s/signer", r->folder);
    r->signer = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    TRY(step(r, r->signer < 0 ? NOT_FOUND : OK, "it has no folder signer"));
    TRY(check_none(r));
    TRY(make_next(r));
    TRY(step(r, core_seed(&o, r->now, state_changed, r),
             "the entry cannot be written: is the node served?"));
    TRY(step(r, put_in_place(r), "the new key cannot take its place: type this again"));
    return step(r, add_to_policy(r), "the policy file cannot be written: add the new key yourself");
}

int rotate_command(const struct cli *cli, int argc, char **argv)
{
    struct timespec now;
    struct rotation r = {.cli = cli, .signer = -1};
    const struct cli_word words[] = {{NULL, &r.folder, NULL}, {"--db", &r.database, NULL}};
    int code = cli_read(argc, argv, words, 2, help);
    if (code)
        return code < 0 ? 0 : code;
    clock_gettime(CLOCK_REALTIME, &now);
    r.now = now.tv_sec * 1000LL + now.tv_nsec / 1000000;
    buf_init(&r.vkey, KEEP_KEY_BYTES);
    buf_init(&r.why, 8192);
    enum status s = rotate(&r);
    buf_byte(&r.why, 0);
    if (s == OK)
        printf("new verifier key %.*s\nboth keys sign for 90 days\n", STR_ARG(buf_str(&r.vkey)));
    else
        cli_fail("rotate", r.folder, r.why.p);
    if (r.signer >= 0)
        close(r.signer);
    buf_close(&r.vkey);
    buf_close(&r.why);
    return s == OK ? 0 : 1;
}
