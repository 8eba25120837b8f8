// SPDX-License-Identifier: Apache-2.0
#include "core/render.h"

#include "core/text.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WAIT_MS = 40 * 1000 };

/* The descriptors of one call: ours, and those that are handed over. */
struct call {
    int in, out, reply, theirs;
    bool owns_in;
};

static enum status failed(struct render *r, enum status s, const char *why)
{
    r->why = why;
    return s;
}

static int memory_of(struct str text)
{
    int fd = memfd_create("xiezhi-render", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    for (size_t done = 0; fd >= 0 && done < text.n;) {
        ssize_t n = write(fd, text.p + done, text.n - done);
        if (n <= 0 && errno != EINTR) {
            close(fd);
            return -1;
        }
        done += n > 0 ? (size_t)n : 0;
    }
    return fd;
}

static void close_all(struct call *c)
{
    const int all[] = {c->owns_in ? c->in : -1, c->out, c->reply, c->theirs};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (all[i] >= 0)
            close(all[i]);
}

static enum status open_all(struct call *c, const struct render *r)
{
    int pair[2] = {-1, -1};
    *c = (struct call){.in = r->in_fd, .out = -1, .reply = -1, .theirs = -1};
    if (r->in_fd < 0) {
        c->in = memory_of(r->in);
        c->owns_in = c->in >= 0;
    }
    c->out = memory_of((struct str){NULL, 0});
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0) {
        c->reply = pair[0];
        c->theirs = pair[1];
    }
    return c->in >= 0 && c->out >= 0 && c->reply >= 0 ? OK : BROKEN;
}

/* Whoever gets it holds the only other end of `reply`: if he dies, we hear it. */
static enum status send_ask(int fd, struct call *c, const struct render *r)
{
    struct render_ask ask = {.word = r->word};
    struct iovec part = {&ask, sizeof ask};
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(RENDER_FDS * sizeof(int))];
    } rights = {0};
    const int fds[RENDER_FDS] = {c->in, c->out, c->theirs};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = rights.room,
                             .msg_controllen = sizeof rights.room};
    rights.head.cmsg_level = SOL_SOCKET;
    rights.head.cmsg_type = SCM_RIGHTS;
    rights.head.cmsg_len = CMSG_LEN(sizeof fds);
    memcpy(CMSG_DATA(&rights.head), fds, sizeof fds);
    ssize_t n = sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    close(c->theirs);
    c->theirs = -1;
    return n == (ssize_t)sizeof ask ? OK : BUSY;
}

/* NOT_FOUND: whoever had it died of it. */
static enum status hear(const struct call *c, struct render_reply *ret_reply)
{
    struct pollfd wait = {.fd = c->reply, .events = POLLIN};
    int ready;
    do
        ready = poll(&wait, 1, WAIT_MS);
    while (ready < 0 && errno == EINTR);
    if (ready <= 0)
        return BUSY;
    ssize_t n = recv(c->reply, ret_reply, sizeof *ret_reply, MSG_DONTWAIT);
    return n == (ssize_t)sizeof *ret_reply ? OK : NOT_FOUND;
}

/* What render wrote, once it cannot be changed any more. */
static enum status take_out(const struct call *c, struct buf *out)
{
    struct stat at;
    if (fcntl(c->out, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW) != 0 ||
        fstat(c->out, &at) != 0)
        return BROKEN;
    size_t size = (size_t)at.st_size;
    char *to = size <= out->max ? buf_room(out, size) : NULL;
    if (!to && size)
        return FULL;
    for (size_t done = 0; done < size;) {
        ssize_t n = pread(c->out, to + done, size - done, (off_t)done);
        if (n <= 0)
            return BROKEN;
        done += (size_t)n;
    }
    buf_took(out, size);
    return OK;
}

/* Render is not believed: its reason must be one that we know. */
static enum status judge(const struct call *c, struct render_reply *reply, struct render *r)
{
    reply->why[RENDER_WHY_BYTES - 1] = 0;
    const struct text *words =
        str_starts(str_of(reply->why), S("core.render.")) ? text_find(str_of(reply->why)) : NULL;
    r->n = reply->n;
    if (reply->status == OK)
        return take_out(c, r->out) == OK ? OK : failed(r, FULL, "core.render.large");
    enum status s = reply->status == BUSY ? BUSY : reply->status == FULL ? FULL : BAD_INPUT;
    return failed(r, s, words ? words->key : "core.render.died");
}

enum status render_call(int fd, struct render *r)
{
    struct call c;
    struct render_reply reply = {0};
    assert(r->word > 0 && r->word < RENDER_WORDS && r->out->n == 0);
    if (fd <= 0)
        return failed(r, BUSY, "core.render.away");
    enum status s = open_all(&c, r);
    if (s == OK)
        s = send_ask(fd, &c, r);
    if (s == OK)
        s = hear(&c, &reply);
    if (s == OK)
        s = judge(&c, &reply, r);
    else if (s == NOT_FOUND)
        s = failed(r, BAD_INPUT, "core.render.died");
    else
        s = failed(r, BUSY, "core.render.away");
    close_all(&c);
    return s;
}
