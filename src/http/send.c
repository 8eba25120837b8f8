// SPDX-License-Identifier: Apache-2.0
/* send.c -- what is to be sent: heads and small bodies, a large body, a file, in this order.
 * Floor 2, inside http/. */
#include "http/inner.h"

#include <assert.h>
#include <errno.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>

enum { PIECES = 16, FILE_PIECE = 1024 * 1024 };

bool http_send_lost(struct conn *c)
{
    http_conn_doom(c);
    return false;
}

/* False when the socket takes no more. */
static bool moved(struct conn *c, ssize_t n)
{
    if (n < 0)
        return errno == EAGAIN || errno == EWOULDBLOCK ? false
                                                       : errno == EINTR || http_send_lost(c);
    c->since_ms = c->loop->now_ms;
    return true;
}

static bool send_bytes(struct conn *c)
{
    struct iovec piece[2] = {{c->out.p + c->out_at, c->out.n - c->out_at},
                             {(char *)(uintptr_t)c->body.p, c->body.n}};
    if (!c->out.p)
        piece[0] = (struct iovec){NULL, 0};
    struct msghdr message = {.msg_iov = piece, .msg_iovlen = c->body.n ? 2 : 1};
    ssize_t n = sendmsg(c->fd, &message, MSG_NOSIGNAL);
    if (!moved(c, n) || n < 0)
        return n < 0 && errno == EINTR;
    size_t of_out = (size_t)n < piece[0].iov_len ? (size_t)n : piece[0].iov_len;
    c->out_at += of_out;
    c->body = str_part(c->body, (size_t)n - of_out, c->body.n);
    if (c->out_at == c->out.n) {
        buf_reset(&c->out);
        c->out_at = 0;
    }
    return true;
}

static bool send_file(struct conn *c)
{
    off_t at = c->file_at;
    int64_t left = c->file_end - c->file_at;
    ssize_t n = sendfile(c->fd, c->file, &at, left < FILE_PIECE ? (size_t)left : FILE_PIECE);
    if (n == 0)
        return http_send_lost(c); /* the file became shorter: the length that we promised cannot be
                                     kept */
    if (!moved(c, n))
        return false;
    c->file_at = at;
    return true;
}

/* Send what is there; true when nothing is left. */
bool http_send_all(struct conn *c)
{
    if (c->out.full)
        return http_send_lost(c);
    while (c->out_at < c->out.n || c->body.n)
        if (!send_bytes(c))
            return false;
    for (int piece = 0; c->state == CONN_SENDING && c->file >= 0 && c->file_at < c->file_end;
         piece++) {
        if (piece == PIECES) {
            http_loop_again(c);
            return false;
        }
        if (!send_file(c))
            return false;
    }
    return true;
}
