// SPDX-License-Identifier: Apache-2.0
/* conn.c -- one connection: opened, read, parsed, handed over, freed.
 * Floor 2, inside http/. */
#include "http/inner.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    ROUNDS = 16,

    SPARE_MAX = 64,
    OUT_KEPT = 64 * 1024,
    FILE_PIECE = 1024 * 1024
};

struct conn *http_conn_of(struct http_request *req)
{
    return (struct conn *)(void *)((char *)req - offsetof(struct conn, parser.req));
}

static int64_t wall_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static struct conn *new_conn(struct loop *loop)
{
    struct conn *c = loop->spare;
    if (c) {
        loop->spare = c->next_doomed;
        loop->n_spare--;
        return c;
    }
    c = calloc(1, sizeof *c);
    char *in = malloc(IN_BYTES);
    if (!c || !in) {
        free(c);
        free(in);
        return NULL;
    }
    c->in = in;
    buf_init(&c->out, OUT_MAX);
    http_parse_init(&c->parser, &loop->server->options);
    return c;
}

static void really_free(struct conn *c)
{
    http_parse_close(&c->parser);
    buf_close(&c->out);
    free(c->in);
    free(c);
}

static bool take_slot(struct loop *loop, struct conn *c)
{
    for (size_t slot = 0; slot < loop->n_slots; slot++)
        if (!loop->conns[slot]) {
            loop->conns[slot] = c;
            loop->n_conns++;
            c->id.n =
                (uint64_t)(loop->index + 1) << 56 | (uint64_t)slot << 32 | ++loop->generation[slot];
            return true;
        }
    return false;
}

static size_t slot_of(const struct conn *c)
{
    return (c->id.n >> 32) & 0xffffff;
}

static void reset(struct conn *c, struct loop *loop, int fd, const struct in6_addr *peer)
{
    c->watch = WATCH_CONN;
    c->state = CONN_READING;
    c->fd = fd;
    c->loop = loop;
    c->out_at = c->in_at = c->in_n = 0;
    c->held = (struct buf){.p = NULL};
    c->body = (struct str){NULL, 0};
    c->file = -1;
    c->file_at = c->file_end = 0;
    c->readable = c->is_closing = c->is_gone = c->is_doomed = c->is_again = c->is_stream_end =
        false;
    c->is_first = true;
    c->since_ms = loop->now_ms;
    c->has_peer_slot = peer != NULL;
    c->next_again = c->next_doomed = NULL;
    c->parser.loop = c->parser.req.loop = loop->index;
    c->parser.is_local_socket = !peer;
    c->parser.is_loopback = false;
    c->parser.peer = S("local");
    buf_reset(&c->out);
}

static void name_peer(struct conn *c, const struct in6_addr *peer)
{
    c->peer = *peer;
    bool is_v4 = IN6_IS_ADDR_V4MAPPED(peer);
    const void *bytes = is_v4 ? (const void *)(peer->s6_addr + 12) : (const void *)peer;
    inet_ntop(is_v4 ? AF_INET : AF_INET6, bytes, c->peer_text, sizeof c->peer_text);
    c->parser.peer = str_of(c->peer_text);
    c->parser.is_loopback = is_v4 ? peer->s6_addr[12] == 127 : IN6_IS_ADDR_LOOPBACK(peer);
}

bool http_conn_open(struct loop *loop, int fd, const struct in6_addr *peer)
{
    struct conn *c = new_conn(loop);
    if (!c)
        return false;
    reset(c, loop, fd, peer);
    if (peer)
        name_peer(c, peer);
    if (!take_slot(loop, c)) {
        really_free(c);
        return false;
    }
    c->mail = (struct mail){.to = c->id};
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
                                .data.ptr = &c->watch};
    if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event))
        http_conn_doom(c);
    return true;
}

void http_conn_doom(struct conn *c)
{
    if (c->state == CONN_HANDLING) {
        c->is_gone = true;
        return;
    }
    if (c->is_doomed)
        return;
    c->is_doomed = true;
    c->next_doomed = c->loop->doomed;
    c->loop->doomed = c;
    if (c->state == CONN_STREAM)
        http_stream_ended(c);
}

static void drop_answer(struct conn *c)
{
    buf_close(&c->held);
    c->body = (struct str){NULL, 0};
    if (c->file >= 0)
        close(c->file);
    c->file = -1;
}

void http_conn_free(struct conn *c)
{
    struct loop *loop = c->loop;
    assert(loop->conns[slot_of(c)] == c);
    loop->conns[slot_of(c)] = NULL;
    loop->n_conns--;
    close(c->fd);
    drop_answer(c);
    http_parse_next(&c->parser);
    if (loop->n_spare >= SPARE_MAX || c->out.room > OUT_KEPT) {
        really_free(c);
        return;
    }
    c->next_doomed = loop->spare;
    loop->spare = c;
    loop->n_spare++;
}

void http_conn_free_spare(struct loop *loop)
{
    while (loop->spare) {
        struct conn *c = loop->spare;
        loop->spare = c->next_doomed;
        really_free(c);
    }
}

void http_conn_answered(struct conn *c)
{
    drop_answer(c);
    http_parse_next(&c->parser);
    c->state = CONN_READING;
    c->is_first = false;
    c->since_ms = c->loop->now_ms;
}

void http_conn_refuse(struct conn *c)
{
    assert(c->state == CONN_READING);
    http_loop_refused(c->loop, c->parser.peer, &c->parser.refusal);
    http_reply_put_refusal(c);
    c->in_at = c->in_n = 0;
}

static void hand_over(struct conn *c)
{
    struct http_server *server = c->loop->server;
    c->state = CONN_HANDLING;
    c->parser.req.arrived_at = wall_ms();
    if (!c->parser.keep_alive || atomic_load_explicit(&server->is_stopping, memory_order_relaxed))
        c->is_closing = true;
    atomic_fetch_add_explicit(&c->loop->requests, 1, memory_order_relaxed);
    server->options.handle(server->options.ctx, c->loop->index, &c->parser.req);
}

/* Only its body is too much: its head was read and found right. */
static bool is_for_handler(const struct conn *c)
{
    return c->parser.is_head_right && c->parser.refusal.why == WHY_SIZE &&
           c->loop->server->options.tell_too_large;
}

static void hand_over_large(struct conn *c)
{
    struct http_request *req = &c->parser.req;
    http_loop_refused(c->loop, c->parser.peer, &c->parser.refusal);
    c->in_at = c->in_n = 0;
    c->is_closing = true;
    req->is_too_large = true;
    req->body = S("");
    req->files = NULL;
    req->n_files = 0;
    hand_over(c);
}

/* Read requests out of what is here; true if the next step is to read more from the socket. */
static bool parse(struct conn *c)
{
    while (c->state == CONN_READING && !c->is_closing) {
        if (c->out.n - c->out_at > OUT_PAUSE)
            return false;
        bool had_head = c->parser.has_head;
        size_t used;
        struct str in = {c->in + c->in_at, c->in_n - c->in_at};
        enum parse_result result = http_parse(&c->parser, in, &used);
        c->in_at += used;
        if (result == PARSE_REFUSED && is_for_handler(c))
            hand_over_large(c);
        else if (result == PARSE_REFUSED)
            http_conn_refuse(c);
        else if (result == PARSE_REQUEST)
            hand_over(c);
        else {
            if (!had_head && c->parser.has_head)
                c->since_ms = c->loop->now_ms;
            return true;
        }
    }
    return false;
}

static void all_sent(struct conn *c)
{
    if (c->state == CONN_SENDING)
        http_conn_answered(c);
    if (c->state == CONN_STREAM && c->is_stream_end)
        http_conn_doom(c);
    if (c->state == CONN_READING && c->is_closing) {
        shutdown(c->fd, SHUT_WR);
        c->state = CONN_DRAINING;
        c->since_ms = c->loop->now_ms;
    }
}

/* True if there is something new, or the call is to be made again. */
static bool receive(struct conn *c)
{
    bool is_idle = http_parse_is_idle(&c->parser, c->in_n - c->in_at);
    if (c->in_at) {
        memmove(c->in, c->in + c->in_at, c->in_n - c->in_at);
        c->in_n -= c->in_at;
        c->in_at = 0;
    }
    size_t room = IN_BYTES - c->in_n;
    assert(room > 0);
    ssize_t n = recv(c->fd, c->in + c->in_n, room, 0);
    if (n == 0)
        return http_send_lost(c);
    if (n < 0) {
        if (errno == EINTR)
            return true;
        c->readable = false;
        return errno == EAGAIN || errno == EWOULDBLOCK ? false : http_send_lost(c);
    }
    if (is_idle)
        c->since_ms = c->loop->now_ms;
    c->in_n += (size_t)n;
    return true;
}

static bool discard(struct conn *c)
{
    ssize_t n = recv(c->fd, c->in, IN_BYTES, 0);
    if (n == 0)
        return http_send_lost(c);
    if (n > 0 || errno == EINTR)
        return true;
    c->readable = false;
    return errno == EAGAIN || errno == EWOULDBLOCK ? false : http_send_lost(c);
}

void http_conn_work(struct conn *c)
{
    for (int round = 0; round < ROUNDS; round++) {
        if (c->is_doomed)
            return;
        bool wants_more = parse(c);
        if (c->state == CONN_HANDLING && c->out_at == c->out.n)
            return;
        if (!http_send_all(c))
            return;
        if (c->state == CONN_HANDLING)
            return;
        all_sent(c);
        if (c->state == CONN_READING && !wants_more)
            continue;
        if (c->is_doomed || !c->readable)
            return;
        if (!(c->state == CONN_READING ? receive(c) : discard(c)))
            return;
    }
    http_loop_again(c);
}
