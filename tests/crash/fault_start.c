// SPDX-License-Identifier: Apache-2.0
/* fault_start.c -- what makes the program of the product a program that can be hurt: linked with
 * main's objects into xiezhi_faulty. XIEZHI_FAULT=power:at=N:seed=N (or another spec of
 * fault_vfs.h) works from the server's start; XIEZHI_FAULT=at:PATH takes specs, one a line, from
 * the pipe PATH while it runs and answers each with the faults since the last on PATH.out; "clock
 * N" lets the machine's clock be N seconds off.  A rating whose words are "crash" or "abort" does.
 * A disk that is hurt is written to behind the back of the walls, so server and parent have none.
 * XIEZHI_FAULT=signer_send:PATH, witness_reply:PATH: when there is a file PATH, the signer (then
 * without walls too) or a witness takes it away and dies where it was about to answer. */
#include "fault_vfs.h"

#include "appeal.gen.h"
#include "http/http.h"
#include "main/sandbox.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum status __wrap_appeal_rate_decide(struct ctx *c, const struct appeal_rate *in);
enum status __real_appeal_rate_decide(struct ctx *c, const struct appeal_rate *in);

enum status __wrap_appeal_rate_decide(struct ctx *c, const struct appeal_rate *in)
{
    if (str_is(in->words, "crash"))
        raise(SIGSEGV);
    if (str_is(in->words, "abort"))
        abort();
    return __real_appeal_rate_decide(c, in);
}

static char strike_at[256]; /* a file; "": never */

static void strike(void)
{
    if (strike_at[0] && unlink(strike_at) == 0)
        kill(getpid(), SIGKILL);
}

ssize_t __wrap_send(int fd, const void *bytes, size_t n, int flags);
ssize_t __real_send(int fd, const void *bytes, size_t n, int flags);
void __wrap_http_reply(struct http_request *req, const struct http_reply *reply);
void __real_http_reply(struct http_request *req, const struct http_reply *reply);
static bool is_signer;

ssize_t __wrap_send(int fd, const void *bytes, size_t n, int flags)
{
    if (is_signer)
        strike();
    return __real_send(fd, bytes, n, flags);
}

void __wrap_http_reply(struct http_request *req, const struct http_reply *reply)
{
    if (!is_signer)
        strike();
    __real_http_reply(req, reply);
}

/* Is it such a fault, and this the process? */
static bool will_strike(const char *fault, const char *process)
{
    is_signer = process && strcmp(process, "signer") == 0;
    if (strncmp(fault, "signer_send:", 12) == 0 && is_signer)
        snprintf(strike_at, sizeof strike_at, "%s", fault + 12);
    if (strncmp(fault, "witness_reply:", 14) == 0 && !process)
        snprintf(strike_at, sizeof strike_at, "%s", fault + 14);
    return strncmp(fault, "signer_send:", 12) == 0 || strncmp(fault, "witness_reply:", 14) == 0;
}
/* Only a process that is not hurt has walls. */
enum status __wrap_sandbox_enter(const struct sandbox_box *box, const struct sandbox_place *place,
                                 struct buf *why);
enum status __real_sandbox_enter(const struct sandbox_box *box, const struct sandbox_place *place,
                                 struct buf *why);

enum status __wrap_sandbox_enter(const struct sandbox_box *box, const struct sandbox_place *place,
                                 struct buf *why)
{
    bool is_hurt =
        strcmp(box->process, "server") == 0 || strcmp(box->process, "parent") == 0 || strike_at[0];
    return is_hurt ? OK : __real_sandbox_enter(box, place, why);
}

/* The server is told of its faults by XIEZHI_FAULT. */
void __wrap_sandbox_clear_environment(const struct sandbox_place *place);

void __wrap_sandbox_clear_environment(const struct sandbox_place *place)
{
    (void)place;
}

int __wrap_clock_gettime(clockid_t clock, struct timespec *t);
int __real_clock_gettime(clockid_t clock, struct timespec *t);

static _Atomic(long long) clock_jump; /* seconds */

int __wrap_clock_gettime(clockid_t clock, struct timespec *t)
{
    int failed = __real_clock_gettime(clock, t);
    if (clock == CLOCK_REALTIME)
        t->tv_sec += atomic_load(&clock_jump);
    return failed;
}

/* "full 7", "none 0", "clock 3600" */
static void obey(const char *line)
{
    char word[16] = "";
    long long at = 0;
    if (sscanf(line, "%15s %lld", word, &at) != 2)
        return;
    if (strcmp(word, "clock") == 0)
        atomic_store(&clock_jump, at);
    else if (fault_vfs_mode(word) >= 0)
        fault_vfs_set((enum fault_mode)fault_vfs_mode(word), at, 0);
}

static void *take_orders(void *of)
{
    const char *path = of;
    char answers[300], line[100];
    snprintf(answers, sizeof answers, "%s.out", path);
    for (;;) {
        FILE *in = fopen(path, "re");
        if (!in || !fgets(line, sizeof line, in))
            _exit(3);
        fclose(in);
        long long hits = fault_vfs_hits();
        obey(line);
        FILE *out = fopen(answers, "we");
        if (!out || fprintf(out, "%lld\n", hits) < 0 || fclose(out) != 0)
            _exit(3);
    }
}

__attribute__((constructor)) static void hurt(void)
{
    const char *fault = getenv("XIEZHI_FAULT"), *process = getenv("XIEZHI_PROCESS");
    static char path[256];
    sigset_t all, before;
    pthread_t thread;
    if (!fault || will_strike(fault, process) || !process || strcmp(process, "server") != 0)
        return;
    if (strncmp(fault, "at:", 3) != 0) {
        if (fault_vfs_install(fault) != 0)
            _exit(3);
        return;
    }
    snprintf(path, sizeof path, "%s", fault + 3);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before); /* SIGTERM is not for this thread */
    if (fault_vfs_install("none") != 0 || pthread_create(&thread, NULL, take_orders, path) != 0)
        _exit(3);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}
