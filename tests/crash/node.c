// SPDX-License-Identifier: Apache-2.0
#include "node.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LOG_MAX = 64 * 1024 * 1024, PATIENCE_S = 60, CHILDREN_MAX = 8 };

/* ---- programs ------------------------------------------------------------------------------ */

int node_run(char *const argv[], struct buf *to)
{
    int ends[2], status = 0;
    char piece[4096];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    pid_t pid = fork();
    if (pid == 0) {
        dup2(ends[1], 1);
        dup2(ends[1], 2);
        execv(argv[0], argv);
        _exit(127);
    }
    close(ends[1]);
    for (ssize_t n; (n = read(ends[0], piece, sizeof piece)) > 0;)
        if (to)
            buf_bytes(to, piece, (size_t)n);
    close(ends[0]);
    if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
        return -1;
    return WEXITSTATUS(status);
}

static bool run_or_say(char *const argv[])
{
    struct buf out;
    buf_init(&out, 1 << 20);
    int code = node_run(argv, &out);
    if (code != 0)
        printf("%s %s: code %d: %.*s\n", argv[0], argv[1], code, STR_ARG(buf_str(&out)));
    buf_close(&out);
    return code == 0;
}

bool node_make(struct node *n, const char *folder)
{
    pthread_mutex_init(&n->lock, NULL);
    pthread_cond_init(&n->moved, NULL);
    buf_init(&n->log, LOG_MAX);
    snprintf(n->folder, sizeof n->folder, "%s", folder ? folder : "/tmp/xiezhi-crash-XXXXXX");
    if (!folder && !mkdtemp(n->folder))
        return false;
    char *argv[] = {(char *)(uintptr_t)n->program, "init", n->folder, "--demo", "--pack",
                    (char *)(uintptr_t)n->pack,    NULL};
    return run_or_say(argv);
}

bool node_check(const struct node *n)
{
    char *argv[] = {(char *)(uintptr_t)n->program, "check", (char *)(uintptr_t)n->folder, NULL};
    return run_or_say(argv);
}

bool node_verify(const struct node *n, struct str receipt)
{
    char path[200], policy[200];
    snprintf(path, sizeof path, "%s.receipt", n->folder);
    snprintf(policy, sizeof policy, "%s/policy", n->folder);
    FILE *to = fopen(path, "we");
    if (!to || fwrite(receipt.p, 1, receipt.n, to) != receipt.n || fclose(to) != 0)
        return false;
    char *argv[] = {(char *)(uintptr_t)n->verifier, "receipt", path, "--policy", policy, NULL};
    bool holds = run_or_say(argv);
    unlink(path);
    return holds;
}

/* ---- the log ------------------------------------------------------------------------------- */

static void count_ready(struct node *n, size_t from)
{
    struct str mark = S("xiezhi: http://");
    from = from > mark.n ? from - mark.n + 1 : 0;
    for (struct str rest = str_part(buf_str(&n->log), from, n->log.n);;) {
        size_t at = str_find(rest, mark);
        if (at == rest.n)
            return;
        n->n_ready++;
        rest = str_part(rest, at + mark.n, rest.n);
    }
}

static void *read_log(void *of)
{
    struct node *n = of;
    char piece[4096];
    for (ssize_t got; (got = read(n->log_fd, piece, sizeof piece)) != 0;) {
        if (got < 0 && errno == EINTR)
            continue;
        pthread_mutex_lock(&n->lock);
        size_t from = n->log.n;
        if (got > 0)
            buf_bytes(&n->log, piece, (size_t)got);
        count_ready(n, from);
        pthread_cond_broadcast(&n->moved);
        pthread_mutex_unlock(&n->lock);
    }
    pthread_mutex_lock(&n->lock);
    n->gone = true;
    pthread_cond_broadcast(&n->moved);
    pthread_mutex_unlock(&n->lock);
    return NULL;
}

bool node_stop(struct node *n)
{
    node_kill(n, NODE_PARENT, SIGTERM);
    return node_wait_end(n) == 0;
}

bool node_said(struct node *n, const char *words)
{
    pthread_mutex_lock(&n->lock);
    bool said = str_find(buf_str(&n->log), str_of(words)) < n->log.n;
    pthread_mutex_unlock(&n->lock);
    return said;
}

/* ---- starting ------------------------------------------------------------------------------ */

static _Noreturn void become(const struct node *n, int log, const char *fault)
{
    char listen[40];
    snprintf(listen, sizeof listen, "127.0.0.1:%d", n->port);
    setpgid(0, 0);
    dup2(log, 2);
    if (fault)
        setenv("XIEZHI_FAULT", fault, 1);
    execl(n->program, n->program, "serve", n->folder, "--listen", listen, "--authority", listen,
          n->is_watched ? NULL : "--alone", (char *)NULL);
    _exit(127);
}

void node_start(struct node *n, const char *fault)
{
    int ends[2];
    assert(n->parent == 0);
    if (pipe2(ends, O_CLOEXEC) != 0)
        abort();
    n->n_ready = 0;
    n->gone = false;
    buf_reset(&n->log);
    n->parent = fork();
    if (n->parent == 0)
        become(n, ends[1], fault);
    setpgid(n->parent, n->parent); /* by both: whoever comes first */
    close(ends[1]);
    n->log_fd = ends[0];
    if (n->parent < 0 || pthread_create(&n->reader, NULL, read_log, n) != 0)
        abort();
}

static struct timespec deadline(void)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE_S;
    return until;
}

bool node_wait_ready(struct node *n, int times)
{
    struct timespec until = deadline();
    int code = 0;
    pthread_mutex_lock(&n->lock);
    while (n->n_ready < times && !n->gone && code == 0)
        code = pthread_cond_timedwait(&n->moved, &n->lock, &until);
    bool ready = n->n_ready >= times;
    pthread_mutex_unlock(&n->lock);
    return ready;
}

int node_wait_end(struct node *n)
{
    struct timespec until = deadline();
    int code = 0, status = 0;
    assert(n->parent > 0);
    pthread_mutex_lock(&n->lock);
    while (!n->gone && code == 0)
        code = pthread_cond_timedwait(&n->moved, &n->lock, &until);
    bool gone = n->gone;
    pthread_mutex_unlock(&n->lock);
    if (!gone) {
        printf("it does not end: killed\n%.*s\n", STR_ARG(buf_str(&n->log)));
        kill(-n->parent, SIGKILL);
    }
    pthread_join(n->reader, NULL);
    close(n->log_fd);
    waitpid(n->parent, &status, 0);
    n->parent = 0;
    if (!gone)
        return -99;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/* ---- killing ------------------------------------------------------------------------------- */

static bool is_role(pid_t pid, const char *role)
{
    char path[64], want[40], name[40] = "";
    snprintf(path, sizeof path, "/proc/%d/comm", (int)pid);
    snprintf(want, sizeof want, "xiezhi-%s\n", role);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? 0 : read(fd, name, sizeof name - 1);
    if (fd >= 0)
        close(fd);
    return n > 0 && strcmp(name, want) == 0;
}

pid_t node_find(const struct node *n, enum node_process which)
{
    char path[80], text[512];
    static const char *const role[] = {
        [NODE_SERVER] = "server", [NODE_SIGNER] = "signer", [NODE_COURIER] = "courier"};
    if (which == NODE_ALL || which == NODE_PARENT)
        return n->parent;
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)n->parent, (int)n->parent);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? 0 : read(fd, text, sizeof text - 1);
    if (fd >= 0)
        close(fd);
    text[got > 0 ? got : 0] = 0;
    for (char *at = text, *end; *at; at = *end ? end + 1 : end) {
        pid_t pid = (pid_t)strtol(at, &end, 10);
        if (pid > 0 && is_role(pid, role[which]))
            return pid;
        if (end == at)
            break;
    }
    return 0;
}

void node_kill(struct node *n, enum node_process which, int signal)
{
    pid_t pid = node_find(n, which);
    if (pid > 0)
        kill(which == NODE_ALL ? -pid : pid, signal);
}

void node_close(struct node *n, bool keep)
{
    if (n->parent) {
        node_kill(n, NODE_ALL, SIGKILL);
        (void)node_wait_end(n);
    }
    buf_close(&n->log);
    char *argv[] = {"/bin/rm", "-rf", n->folder, NULL};
    if (!keep)
        (void)node_run(argv, NULL);
    else
        printf("kept %s\n", n->folder);
}
