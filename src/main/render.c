// SPDX-License-Identifier: Apache-2.0
/* render.c -- the process that reads pictures and tables of strangers and makes codes and papers.
 * Floor 7, a program of its own: the only one that links paper/.  Each request is done by a child
 * that was forked before it came, knows nothing of any other, has so much time and memory, and
 * ends with it.  It opens nothing: what it reads and writes are descriptors that come with the
 * request. */
#include "core/render.h"
#include "base/disk.h"
#include "base/self.h"
#include "main/sandbox.h"
#include "paper/paper.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    ASK_FD = 3, /* as the parent gives it */
    CHILDREN = 2,
    TIME_S = 10,   /* of a processor */
    WALL_S = 20,   /* in all */
    CODE_GONE = 3, /* the server has closed its end */
};

#define MEMORY_BYTES (1024u * 1024 * 1024)
#define IN_BYTES (256LL * 1024 * 1024)
#define OUT_BYTES (128u * 1024 * 1024)

static enum status (*const parts[RENDER_WORDS])(struct paper *p) = {
    [RENDER_QR] = paper_qr,       [RENDER_PICTURE] = paper_picture, [RENDER_ROWS] = paper_rows,
    [RENDER_SHEET] = paper_sheet, [RENDER_PRINT] = paper_print,
};

/* ---- one request ---------------------------------------------------------------------------- */

struct request {
    uint32_t word;
    int in, out, reply;
};

/* False: there will be none any more. */
static bool wait_for(struct request *ret_request)
{
    struct render_ask ask;
    struct iovec part = {&ask, sizeof ask};
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(RENDER_FDS * sizeof(int))];
    } rights = {0};
    int fds[RENDER_FDS];
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = rights.room,
                             .msg_controllen = sizeof rights.room};
    ssize_t n;
    do
        n = recvmsg(ASK_FD, &message, MSG_CMSG_CLOEXEC);
    while (n < 0 && errno == EINTR);
    const struct cmsghdr *came = CMSG_FIRSTHDR(&message);
    if (n != (ssize_t)sizeof ask || !came || came->cmsg_type != SCM_RIGHTS ||
        came->cmsg_len != CMSG_LEN(sizeof fds))
        return false;
    memcpy(fds, CMSG_DATA(came), sizeof fds);
    *ret_request = (struct request){ask.word, fds[0], fds[1], fds[2]};
    return true;
}

static void limit(int what, rlim_t n)
{
    struct rlimit r = {n, n};
    setrlimit((__rlimit_resource_t)what, &r);
}

static void set_limits(void)
{
    limit(RLIMIT_CPU, TIME_S);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, OUT_BYTES);
#ifndef XIEZHI_ASAN /* its shadow is larger than any limit */
    limit(RLIMIT_AS, MEMORY_BYTES);
#endif
    alarm(WALL_S);
}

/* The bytes of a file, as memory. */
static enum status map_in(int fd, struct str *ret_bytes)
{
    struct stat at;
    if (fstat(fd, &at) != 0 || !S_ISREG(at.st_mode))
        return BROKEN;
    if (at.st_size > IN_BYTES)
        return FULL;
    *ret_bytes = S("");
    if (at.st_size == 0)
        return OK;
    void *p = mmap(NULL, (size_t)at.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (p == MAP_FAILED)
        return FULL;
    *ret_bytes = (struct str){p, (size_t)at.st_size};
    return OK;
}

static void answer(const struct request *q, enum status s, const struct paper *p)
{
    struct render_reply reply = {.status = (int32_t)s, .n = p->n};
    if (s != OK)
        snprintf(reply.why, sizeof reply.why, "%s", p->why ? p->why : "core.render.large");
    send(q->reply, &reply, sizeof reply, MSG_NOSIGNAL);
}

static void serve(const struct request *q)
{
    struct arena a;
    struct buf out;
    struct paper p = {.out = &out, .arena = &a};
    arena_init(&a, MEMORY_BYTES / 2);
    buf_init(&out, OUT_BYTES);
    enum status s = map_in(q->in, &p.in);
    if (s == OK)
        s = q->word < RENDER_WORDS && parts[q->word] ? parts[q->word](&p) : BROKEN;
    if (s == OK)
        s = out.full ? FULL : disk_write(q->out, buf_str(&out));
    answer(q, s, &p);
}

/* Born before its request, so that nobody waits for its birth. */
static _Noreturn void child(pid_t parent)
{
    struct request q;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent || !wait_for(&q))
        _exit(CODE_GONE);
    set_limits();
    serve(&q);
    _exit(0);
}

/* The offline archive brings its fonts: fonts/fonts.conf beside the program tells of them. */
static void find_fonts(void)
{
    char path[SELF_PATH_BYTES];
    if (self_beside("fonts/fonts.conf", path) && access(path, R_OK) == 0)
        setenv("FONTCONFIG_FILE", path, 1);
}

/* The words are those of serve: of interest here is only whether the kernel has Landlock. */
static bool take_walls(int argc, char **argv)
{
    struct buf why;
    struct sandbox_place place = {.folder = "."};
    for (int i = 1; i < argc; i++)
        place.no_landlock |= strcmp(argv[i], "--no-landlock") == 0;
    buf_init(&why, 4096);
    bool taken = sandbox_enter(sandbox_find("render"), &place, &why) == OK;
    if (!taken)
        fprintf(stderr, "xiezhi render: %.*s\n", STR_ARG(buf_str(&why)));
    buf_close(&why);
    return taken;
}

int main(int argc, char **argv)
{
    sandbox_begin("render");
    /* It ends with its socket, as the signer does. */
    signal(SIGTERM, SIG_IGN);
    signal(SIGINT, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* writing says FULL */
    find_fonts();
    if (!paper_open())
        fputs("xiezhi render: the font Noto Sans CJK SC is missing, nothing can be printed as PDF: "
              "apt-get install fonts-noto-cjk\n",
              stderr);
    /* Everything is opened: now the walls. */
    if (!take_walls(argc, argv))
        return 1;
    pid_t self = getpid();
    for (int n = 0;;) {
        int status;
        for (; n < CHILDREN; n++) {
            pid_t pid = fork();
            if (pid == 0)
                child(self);
            if (pid < 0)
                return 1;
        }
        if (wait(&status) > 0)
            n--;
        if (WIFEXITED(status) && WEXITSTATUS(status) == CODE_GONE)
            _exit(0); /* fontconfig holds its memory by ways that a leak check does not know */
        if (WIFSIGNALED(status))
            fprintf(stderr, "xiezhi render: a file that was read ended its reader (signal %d)\n",
                    WTERMSIG(status));
    }
}
