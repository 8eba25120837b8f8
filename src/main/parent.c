// SPDX-License-Identifier: Apache-2.0
/* parent.c -- the process that starts the others and starts them again.
 * Floor 7.  It owns the page in which the server notes the input it is running: after a crash that
 * input is answered BROKEN and not run again. */
#include "main/processes.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CHILD_FD = 3, CHILD_FDS = 4, PATH_BYTES = 4096, CRASHES_MAX = 20, CRASH_WINDOW_S = 60 };

static const char SELF[] = "/proc/self/exe";

/* A process to be: a program, what it is in it, and the descriptors that it finds from CHILD_FD on.
 */
struct role {
    const char *program, *name;
    int fd[CHILD_FDS];
    int n_fds;
};

/* Become another process, with only the descriptors it is given. */
static pid_t spawn(char **argv, const struct role *r)
{
    sigset_t none;
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(1);
    /* Move away first: each may stand on another's place. */
    int away[CHILD_FDS];
    for (int i = 0; i < r->n_fds; i++)
        away[i] = fcntl(r->fd[i], F_DUPFD, CHILD_FD + CHILD_FDS);
    for (int i = 0; i < r->n_fds; i++)
        dup2(away[i], CHILD_FD + i);
    close_range((unsigned)(CHILD_FD + r->n_fds), ~0u, 0);
    setenv("XIEZHI_PROCESS", r->name, 1);
    execv(r->program, argv);
    _exit(127);
}

/* Did it fall over its own feet?  Whoever kills it from outside says nothing about its input. */
static bool has_crashed(int status)
{
    if (!WIFSIGNALED(status))
        return false;
    int by = WTERMSIG(status);
    return by == SIGSEGV || by == SIGABRT || by == SIGBUS || by == SIGFPE || by == SIGILL ||
           by == SIGTRAP || by == SIGSYS;
}

/* Did it end of itself, with a sentence and a code, which is then ours?  Started again it would say
 * the same. */
static bool has_given_up(int status)
{
    return WIFEXITED(status) && WEXITSTATUS(status) != 0;
}

/* An input that crashed the server is remembered for as long as the parent lives. */
static void remember(struct poison *page, int status)
{
    bool ran = false;
    uint32_t slot = page->n_killed % POISON_KILLED;
    for (size_t i = 0; i < sizeof page->running; i++)
        ran |= page->running[i] != 0;
    for (size_t i = 0; i < sizeof page->running; i++) {
        if (ran && has_crashed(status))
            page->killed[slot][i] = page->running[i];
        page->running[i] = 0;
    }
    if (ran && has_crashed(status))
        page->n_killed++;
}

/* A process without which the server lives: what it should do is answered BUSY, or waits. */
struct helper {
    const char *name, *program;
    pid_t pid;
    int fd;       /* its end, for the one that comes after it; -1: there will be none */
    int n_starts; /* how often it was started again within a minute of `since` */
    time_t since;
};

struct children {
    pid_t server, signer;
    struct helper render, courier;
};

/* The program that lies beside this one; false where there is none. */
static bool render_program(char ret_path[PATH_BYTES])
{
    static const char name[] = "xiezhi-render";
    ssize_t n = readlink("/proc/self/exe", ret_path, PATH_BYTES - sizeof name - 1);
    while (n > 0 && ret_path[n - 1] != '/')
        n--;
    if (n <= 0)
        return false;
    memcpy(ret_path + n, name, sizeof name);
    if (access(ret_path, X_OK) == 0)
        return true;
    fputs("xiezhi: xiezhi-render is not beside this program: no pictures, spreadsheets, codes or "
          "papers\n",
          stderr);
    return false;
}

static void let_go(struct helper *h)
{
    if (h->fd >= 0)
        close(h->fd);
    h->fd = -1;
}

static void start_helper(char **argv, struct helper *h)
{
    const struct role role = {h->program, h->name, {h->fd}, 1};
    h->pid = spawn(argv, &role);
    if (h->pid <= 0)
        let_go(h);
}

/* It died, and the server has not: the next one finds what is still to be done in its socket. */
static void restart_helper(char **argv, struct helper *h)
{
    time_t now = time(NULL);
    if (now - h->since > CRASH_WINDOW_S) {
        h->since = now;
        h->n_starts = 0;
    }
    h->pid = -1;
    if (++h->n_starts <= CRASHES_MAX) {
        fprintf(stderr, "xiezhi: %s ended; starting it again\n", h->name);
        start_helper(argv, h);
        return;
    }
    fprintf(stderr, "xiezhi: %s ended %d times within a minute: going on without\n", h->name,
            h->n_starts);
    let_go(h);
}

static void end_helper(struct helper *h)
{
    if (h->pid > 0)
        kill(h->pid, SIGKILL);
    let_go(h);
}

/* Pairs of sockets: the server's end first. */
struct roads {
    int signer[2], render[2], courier[2];
};

static bool make_roads(struct roads *r)
{
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, r->signer) == 0 &&
           socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, r->render) == 0 &&
           socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, r->courier) == 0;
}

/* Alone there is nobody to whom a courier could go. */
static bool start(char **argv, int poison_fd, bool alone, struct children *ret_children)
{
    static char render[PATH_BYTES];
    struct roads r;
    if (!make_roads(&r))
        return false; /* we end, and what was opened with us */
    const struct role signer = {SELF, "signer", {r.signer[1]}, 1};
    const struct role server = {
        SELF, "server", {r.signer[0], poison_fd, r.render[0], r.courier[0]}, 4};
    struct children c = {.render = {.name = "render", .program = render, .fd = r.render[1]},
                         .courier = {.name = "courier", .program = SELF, .fd = r.courier[1]}};
    c.signer = spawn(argv, &signer);
    c.server = spawn(argv, &server);
    close(r.signer[0]);
    close(r.signer[1]);
    close(r.render[0]);
    close(r.courier[0]);
    if (render_program(render))
        start_helper(argv, &c.render);
    else
        let_go(&c.render);
    if (alone)
        let_go(&c.courier);
    else
        start_helper(argv, &c.courier);
    *ret_children = c;
    return c.signer > 0 && c.server > 0;
}

/* What the children leave behind when both are gone. */
struct ended {
    bool asked;                       /* we were told to end */
    int server_status, signer_status; /* as of waitpid */
};

/* Collect whoever has ended; true when server and signer are gone.  The signer ends when its socket
 * does, and so do the helpers; a server without a signer is told to end. */
static bool collect(char **argv, struct children *c, bool gone[2], struct ended *ended)
{
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
        if (pid == c->server)
            ended->server_status = status;
        if (pid == c->signer)
            ended->signer_status = status;
        gone[0] |= pid == c->server;
        gone[1] |= pid == c->signer;
        if (pid == c->render.pid && !gone[0] && !ended->asked)
            restart_helper(argv, &c->render);
        if (pid == c->courier.pid && !gone[0] && !ended->asked)
            restart_helper(argv, &c->courier);
        if (gone[1] && !gone[0])
            kill(c->server, SIGTERM);
    }
    return gone[0] && gone[1];
}

/* Wait until one child has ended (or we are to end), end the other.  The signals are blocked, so
 * none is missed between looking and waiting. */
static struct ended wait_children(char **argv, struct children *c, const sigset_t *signals)
{
    struct ended ended = {0};
    bool gone[2] = {false, false};
    int signal;
    while (!collect(argv, c, gone, &ended)) {
        if (sigwait(signals, &signal) != 0 || signal == SIGCHLD)
            continue;
        ended.asked = true;
        if (!gone[0])
            kill(c->server, SIGTERM);
    }
    end_helper(&c->render);
    end_helper(&c->courier);
    return ended;
}

static struct poison *make_page(int *ret_fd)
{
    int fd = memfd_create("xiezhi-poison", MFD_CLOEXEC);
    if (fd < 0 || ftruncate(fd, sizeof(struct poison)) != 0)
        return NULL;
    void *page = mmap(NULL, sizeof(struct poison), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    *ret_fd = fd;
    return page == MAP_FAILED ? NULL : page;
}

static void block_signals(sigset_t *ret_signals)
{
    sigemptyset(ret_signals);
    sigaddset(ret_signals, SIGTERM);
    sigaddset(ret_signals, SIGINT);
    sigaddset(ret_signals, SIGCHLD);
    sigprocmask(SIG_BLOCK, ret_signals, NULL);
}

static bool is_node(const struct serve_options *o)
{
    struct buf why;
    buf_init(&why, 4096);
    bool is = node_find(o->folder, o->database, &why) == OK;
    if (!is)
        fprintf(stderr, "xiezhi serve: %s: %.*s\n", o->folder, STR_ARG(buf_str(&why)));
    buf_close(&why);
    return is;
}

int parent_process(char **argv, const struct serve_options *o)
{
    int poison_fd = -1, crashes = 0;
    time_t first_crash = 0;
    sigset_t signals;
    struct poison *page = make_page(&poison_fd);
    assert(o->folder);
    if (!is_node(o))
        return 1;
    block_signals(&signals);
    if (!page)
        return 1;
    for (;;) {
        struct children c;
        if (!start(argv, poison_fd, o->alone, &c))
            return 1;
        struct ended ended = wait_children(argv, &c, &signals);
        int status = ended.server_status;
        if (ended.asked)
            return 0;
        if (has_given_up(status) || has_given_up(ended.signer_status))
            return WEXITSTATUS(has_given_up(status) ? status : ended.signer_status);
        time_t now = time(NULL);
        if (now - first_crash > CRASH_WINDOW_S) {
            first_crash = now;
            crashes = 0;
        }
        remember(page, status);
        fprintf(stderr, "xiezhi: the server ended (%s %d); starting it again\n",
                WIFSIGNALED(status) ? "signal" : "code",
                WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
        if (++crashes > CRASHES_MAX) {
            fprintf(stderr, "xiezhi: %d crashes within a minute: giving up\n", crashes);
            return 1;
        }
    }
}
