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

enum { CHILD_FD = 3, POISON_FD = 4, CRASHES_MAX = 20, CRASH_WINDOW_S = 60 };

static volatile sig_atomic_t ending;

static void on_end(int signal)
{
    (void)signal;
    ending = 1;
}

/* Become another process of this program, with only the descriptors it is given. */
static pid_t spawn(char **argv, const char *role, int fd, int poison_fd)
{
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(1);
    /* Move away first: either may stand on the other's place. */
    int a = dup(fd), b = poison_fd >= 0 ? dup(poison_fd) : -1;
    a = a < 8 ? fcntl(a, F_DUPFD, 8) : a;
    b = b >= 0 && b < 8 ? fcntl(b, F_DUPFD, 8) : b;
    dup2(a, CHILD_FD);
    if (b >= 0)
        dup2(b, POISON_FD);
    close_range(b >= 0 ? POISON_FD + 1 : CHILD_FD + 1, ~0u, 0);
    setenv("XIEZHI_PROCESS", role, 1);
    execv("/proc/self/exe", argv);
    _exit(127);
}

/* An input that killed the server is remembered for as long as the parent lives. */
static void remember(struct poison *page)
{
    bool ran = false;
    for (size_t i = 0; i < sizeof page->running; i++)
        ran |= page->running[i] != 0;
    uint32_t n = page->n_killed;
    if (!ran || n >= sizeof page->killed / sizeof page->killed[0])
        return;
    for (size_t i = 0; i < sizeof page->running; i++) {
        page->killed[n][i] = page->running[i];
        page->running[i] = 0;
    }
    page->n_killed = n + 1;
}

struct children {
    pid_t server, signer;
};

static bool start(char **argv, int poison_fd, struct children *ret_children)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return false;
    ret_children->signer = spawn(argv, "signer", pair[1], -1);
    ret_children->server = spawn(argv, "server", pair[0], poison_fd);
    close(pair[0]);
    close(pair[1]);
    return ret_children->signer > 0 && ret_children->server > 0;
}

/* Wait until one child has ended (or we are to end), end the other; the server's wait status. */
static int wait_children(const struct children *c)
{
    int status = 0, server_status = 0;
    bool server_gone = false, signer_gone = false;
    while (!server_gone || !signer_gone) {
        pid_t pid = waitpid(-1, &status, 0);
        if (pid < 0 && errno == EINTR) {
            kill(c->server, SIGTERM); /* the signer ends when its socket does */
            continue;
        }
        if (pid < 0)
            break;
        if (pid == c->server) {
            server_gone = true;
            server_status = status;
        }
        if (pid == c->signer) {
            signer_gone = true;
            if (!server_gone)
                kill(c->server, SIGTERM);
        }
    }
    return server_status;
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

int parent_process(char **argv, const struct serve_options *o)
{
    int poison_fd = -1, crashes = 0;
    time_t first_crash = 0;
    struct poison *page = make_page(&poison_fd);
    struct sigaction action = {.sa_handler = on_end};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    assert(o->folder);
    if (!page)
        return 1;
    for (;;) {
        struct children c;
        if (!start(argv, poison_fd, &c))
            return 1;
        int status = wait_children(&c);
        if (ending)
            return 0;
        if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
            return WEXITSTATUS(status); /* it said why it cannot run */
        time_t now = time(NULL);
        if (now - first_crash > CRASH_WINDOW_S) {
            first_crash = now;
            crashes = 0;
        }
        remember(page);
        fprintf(stderr, "xiezhi: the server ended (%s %d); starting it again\n",
                WIFSIGNALED(status) ? "signal" : "code",
                WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
        if (++crashes > CRASHES_MAX) {
            fprintf(stderr, "xiezhi: %d crashes within a minute: giving up\n", crashes);
            return 1;
        }
    }
}
