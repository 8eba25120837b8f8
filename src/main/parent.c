// SPDX-License-Identifier: Apache-2.0
/* parent.c -- the process that starts the others and starts them again.
 * Floor 7.  It owns the page in which the server notes the input it is running: after a crash that
 * input is answered BROKEN and not run again. */
#include "main/processes.h"

#include "base/self.h"

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

enum { CRASHES_MAX = 20, CRASH_WINDOW_S = 60, GIVEN_MAX = 8 };

/* What a child is given, from GIVEN_FIRST on. */
struct given {
    int fd[GIVEN_MAX];
    int n;
};

/* Become another process, with only the descriptors it is given. */
static pid_t spawn(char **argv, const char *program, const char *process, const struct given *given)
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
    /* Move away first: one may stand on another's place. */
    int high[GIVEN_MAX];
    for (int i = 0; i < given->n; i++)
        high[i] = fcntl(given->fd[i], F_DUPFD, GIVEN_FIRST + GIVEN_MAX);
    for (int i = 0; i < given->n; i++)
        dup2(high[i], GIVEN_FIRST + i);
    close_range((unsigned)(GIVEN_FIRST + given->n), ~0u, 0);
    setenv("XIEZHI_PROCESS", process, 1);
    self_exec(program, argv);
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
static bool render_program(char ret_path[SELF_PATH_BYTES])
{
    if (self_beside("xiezhi-render", ret_path) && access(ret_path, X_OK) == 0)
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
    const struct given given = {{h->fd}, 1};
    h->pid = spawn(argv, h->program, h->name, &given);
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

/* What the parent holds for as long as it lives. */
struct held {
    int poison_fd;
    struct poison *page;
    struct http_listeners listening; /* also while no server runs: who connects then waits */
};

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

/* Where there are no witnesses there is nobody to whom a courier could go. */
static bool start(char **argv, const struct held *held, bool has_witnesses,
                  struct children *ret_children)
{
    static char render[SELF_PATH_BYTES];
    struct roads r;
    if (!make_roads(&r))
        return false; /* we end, and what was opened with us */
    const struct given signer = {{r.signer[1]}, 1};
    struct given server = {
        {r.signer[0], held->poison_fd, r.render[0], r.courier[0], held->listening.tcp}, 5};
    if (held->listening.local >= 0)
        server.fd[server.n++] = held->listening.local;
    struct children c = {.render = {.name = "render", .program = render, .fd = r.render[1]},
                         .courier = {.name = "courier", .program = SELF, .fd = r.courier[1]}};
    c.signer = spawn(argv, SELF, "signer", &signer);
    c.server = spawn(argv, SELF, "server", &server);
    close(r.signer[0]);
    close(r.signer[1]);
    close(r.render[0]);
    close(r.courier[0]);
    if (render_program(render))
        start_helper(argv, &c.render);
    else
        let_go(&c.render);
    if (has_witnesses)
        start_helper(argv, &c.courier);
    else
        let_go(&c.courier);
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

/* Standard input and whatever we were started with is nobody's business.  An empty file of memory
 * is there in a chroot without /dev/null too. */
static bool leave_inheritance(const struct serve_options *o)
{
    struct sandbox_place place = serve_place(o);
    int nothing = memfd_create("xiezhi-nothing", MFD_CLOEXEC);
    bool left = nothing >= 0 && dup2(nothing, STDIN_FILENO) == 0;
    sandbox_clear_environment(&place);
    return close_range(STDERR_FILENO + 1, ~0u, 0) == 0 && left;
}

static bool take_walls(const struct serve_options *o)
{
    struct buf why;
    struct sandbox_place place = serve_place(o);
    buf_init(&why, 4096);
    if (sandbox_missing())
        fprintf(stderr, "xiezhi: %s: runs without a sandbox, not for real work\n",
                sandbox_missing());
    else if (o->no_landlock)
        fputs("xiezhi: --no-landlock: the processes may open files outside the folder\n", stderr);
    bool taken = sandbox_enter(sandbox_find("parent"), &place, &why) == OK;
    if (!taken)
        fprintf(stderr, "xiezhi serve: %.*s\n", STR_ARG(buf_str(&why)));
    buf_close(&why);
    return taken;
}

/* Start both again until somebody asks for the end, or there is no sense in it. */
static int keep_running(char **argv, const struct serve_options *o, const struct held *held,
                        const sigset_t *signals)
{
    int crashes = 0;
    time_t first_crash = 0;
    for (;;) {
        struct children c;
        if (!start(argv, held, o->witnesses.n_ports > 0, &c))
            return 1;
        struct ended ended = wait_children(argv, &c, signals);
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
        remember(held->page, status);
        fprintf(stderr, "xiezhi: the server ended (%s %d); starting it again\n",
                WIFSIGNALED(status) ? "signal" : "code",
                WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
        if (++crashes > CRASHES_MAX) {
            fprintf(stderr, "xiezhi: %d crashes within a minute: giving up\n", crashes);
            return 1;
        }
    }
}

int parent_process(char **argv, const struct serve_options *o)
{
    struct held held = {.poison_fd = -1};
    struct http_options http = serve_http(o, NULL);
    sigset_t signals;
    assert(o->folder);
    if (!is_node(o) || !leave_inheritance(o))
        return 1;
    block_signals(&signals);
    held.page = make_page(&held.poison_fd);
    if (!held.page || http_listen(&http, &held.listening) != OK)
        return 1;
    int code = take_walls(o) ? keep_running(argv, o, &held, &signals) : 1;
    http_unlisten(&http, &held.listening);
    return code;
}
