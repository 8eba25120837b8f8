// SPDX-License-Identifier: Apache-2.0
/* loop.c -- one epoll loop: accepts, wakes connections, takes mail, keeps the clock.
 * Floor 2, part of http.h. */
#include "http/inner.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS = 64, ACCEPTS = 4, GRACE_MS = 5000, LOG_LINES = 20 };

static int64_t monotonic_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct str http_loop_date(struct loop *loop)
{
    static const char days[] = "SunMonTueWedThuFriSat",
                      months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    struct timespec now;
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    if (now.tv_sec != loop->date_s) {
        struct tm t;
        gmtime_r(&now.tv_sec, &t);
        snprintf(loop->date, sizeof loop->date, "%.3s, %02u %.3s %04u %02u:%02u:%02u GMT",
                 days + 3 * t.tm_wday, (unsigned)t.tm_mday % 100, months + 3 * t.tm_mon,
                 (unsigned)(t.tm_year + 1900) % 10000, (unsigned)t.tm_hour % 100,
                 (unsigned)t.tm_min % 100, (unsigned)t.tm_sec % 100);
        loop->date_s = now.tv_sec;
    }
    return str_of(loop->date);
}

/* Whoever sends rubbish must not fill the disk: so many lines a second, the counters know the rest.
 */
void http_loop_refused(struct loop *loop, struct str peer, const struct http_refusal *refusal)
{
    FILE *log = loop->server->options.log;
    atomic_fetch_add_explicit(&loop->refused[refusal->why], 1, memory_order_relaxed);
    if (!log)
        return;
    struct str date = http_loop_date(loop);
    if (loop->log_s != loop->date_s) {
        loop->log_s = loop->date_s;
        loop->n_logged = 0;
    }
    if (loop->n_logged++ < LOG_LINES)
        fprintf(log, "%.*s refused %d %s: %s (%.*s)\n", STR_ARG(date), refusal->status,
                http_why_name(refusal->why), refusal->what, STR_ARG(peer));
}

void http_loop_post(struct http_server *server, struct mail *mail)
{
    size_t index = (size_t)(mail->to.n >> 56) - 1;
    assert(index < (size_t)server->options.n_loops);
    struct loop *loop = &server->loops[index];
    pthread_mutex_lock(&loop->lock);
    bool was_empty = !loop->first;
    mail->next = NULL;
    if (loop->last)
        loop->last->next = mail;
    else
        loop->first = mail;
    loop->last = mail;
    /* Under the lock: the loop cannot end, and close `wake`, before it has taken this. */
    if (was_empty && write(loop->wake, &(uint64_t){1}, 8) < 0)
        assert(errno == EAGAIN);
    pthread_mutex_unlock(&loop->lock);
}

struct conn *http_loop_find(struct loop *loop, struct http_stream_id id)
{
    size_t slot = (id.n >> 32) & 0xffffff;
    struct conn *c = slot < loop->n_slots ? loop->conns[slot] : NULL;
    return c && c->id.n == id.n && !c->is_doomed ? c : NULL;
}

void http_loop_again(struct conn *c)
{
    if (c->is_again || c->is_doomed)
        return;
    c->is_again = true;
    c->next_again = c->loop->again;
    c->loop->again = c;
}

static struct in6_addr address_of(const struct sockaddr_storage *from)
{
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    if (from->ss_family == AF_INET6) {
        memcpy(&six, from, sizeof six);
    } else {
        const struct sockaddr_in *four = (const struct sockaddr_in *)(const void *)from;
        six.sin6_addr.s6_addr[10] = six.sin6_addr.s6_addr[11] = 0xff;
        memcpy(six.sin6_addr.s6_addr + 12, &four->sin_addr, 4);
    }
    return six.sin6_addr;
}

static void crowded(struct loop *loop, int fd, struct str peer)
{
    struct http_refusal refusal = {.what = NULL};
    http_refuse(&refusal, WHY_CROWD, "too many connections");
    http_loop_refused(loop, peer, &refusal);
    close(fd);
}

static void turned_away(struct loop *loop, int fd, const struct in6_addr *key)
{
    if (key)
        http_peers_leave(loop->server, key);
    atomic_fetch_sub(&loop->server->n_open, 1);
    close(fd);
}

static void open_here(struct loop *loop, const struct arrival *a)
{
    struct in6_addr key = http_peers_key(&a->peer);
    if (loop->stopped_ms || !http_conn_open(loop, a->fd, a->has_peer ? &a->peer : NULL))
        turned_away(loop, a->fd, a->has_peer ? &key : NULL);
}

/* The next loop in turn gets it. */
static void give(struct loop *loop, const struct arrival *a)
{
    struct http_server *server = loop->server;
    unsigned to = atomic_fetch_add_explicit(&server->turn, 1, memory_order_relaxed) %
                  (unsigned)server->options.n_loops;
    struct arrival *sent = to == (unsigned)loop->index ? NULL : malloc(sizeof *sent);
    if (!sent) {
        open_here(loop, a);
        return;
    }
    *sent = *a;
    sent->mail = (struct mail){.kind = MAIL_ARRIVAL, .to = {(uint64_t)(to + 1) << 56}};
    http_loop_post(server, &sent->mail);
}

static void welcome(struct loop *loop, int fd, const struct listener *listener,
                    const struct sockaddr_storage *from)
{
    struct http_server *server = loop->server;
    if (atomic_fetch_add(&server->n_open, 1) >= server->options.conns_max) {
        atomic_fetch_sub(&server->n_open, 1);
        crowded(loop, fd, S("all"));
        return;
    }
    atomic_fetch_add_explicit(&loop->accepted, 1, memory_order_relaxed);
    struct arrival a = {.fd = fd, .has_peer = !listener->is_local_socket};
    if (a.has_peer) {
        a.peer = address_of(from);
        struct in6_addr key = http_peers_key(&a.peer);
        if (!http_peers_enter(server, &key)) {
            atomic_fetch_sub(&server->n_open, 1);
            crowded(loop, fd, S("one address"));
            return;
        }
    }
    give(loop, &a);
}

static void accept_some(struct loop *loop, const struct listener *listener)
{
    for (int i = 0; i < ACCEPTS && !loop->accept_paused; i++) {
        struct sockaddr_storage from = {.ss_family = AF_UNSPEC};
        socklen_t n = sizeof from;
        int fd = accept4(listener->fd, (struct sockaddr *)&from, &n, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0)
            welcome(loop, fd, listener, &from);
        else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
            loop->accept_paused = true;
        else if (errno != ECONNABORTED && errno != EINTR)
            return;
    }
}

static void listen_on(struct loop *loop, int op)
{
    struct http_server *server = loop->server;
    for (int i = 0; i < server->n_listeners; i++) {
        struct epoll_event event = {.events = EPOLLIN | EPOLLEXCLUSIVE,
                                    .data.ptr = &server->listeners[i].watch};
        epoll_ctl(loop->epoll, op, server->listeners[i].fd, &event);
    }
}

static void drop_reply(struct conn *c)
{
    buf_close(&c->reply.body);
    c->state = CONN_SENDING;
    http_conn_doom(c);
}

/* What another thread decided about a request that it had. */
static void answer(struct conn *c, enum mail_kind kind)
{
    assert(c->state == CONN_HANDLING && !c->is_doomed);
    if (kind == MAIL_STREAM_OPEN) {
        http_reply_put_stream(c);
        if (c->is_gone)
            http_conn_doom(c);
    } else if (c->is_gone) {
        drop_reply(c);
    } else if (kind == MAIL_FILE) {
        http_reply_put_file(c, &c->reply);
    } else {
        http_reply_put(c, &c->reply);
    }
    c->reply = (struct http_reply){.status = 0};
    if (!c->is_doomed)
        http_conn_work(c);
}

static void deliver(struct loop *loop, struct mail *mail)
{
    if (mail->kind == MAIL_ARRIVAL) {
        open_here(loop, (struct arrival *)(void *)mail);
        free(mail);
        return;
    }
    struct conn *c = http_loop_find(loop, mail->to);
    enum mail_kind kind = mail->kind;
    if (kind != MAIL_STREAM_SEND && kind != MAIL_STREAM_CLOSE) {
        assert(c && mail == &c->mail);
        answer(c, kind);
        return;
    }
    if (c && c->state == CONN_STREAM && !c->is_stream_end) {
        if (kind == MAIL_STREAM_SEND)
            http_stream_append(c, mail->bytes);
        else
            c->is_stream_end = true;
        http_loop_again(c);
    }
    free(mail);
}

static void take_mail(struct loop *loop)
{
    pthread_mutex_lock(&loop->lock);
    struct mail *mail = loop->first;
    loop->first = loop->last = NULL;
    pthread_mutex_unlock(&loop->lock);
    while (mail) {
        struct mail *next = mail->next;
        deliver(loop, mail);
        mail = next;
    }
}

static void wake_conn(struct conn *c, uint32_t events)
{
    if (events & (EPOLLIN | EPOLLRDHUP))
        c->readable = true;
    if ((events & (EPOLLERR | EPOLLHUP)) || (c->state == CONN_STREAM && (events & EPOLLRDHUP)))
        http_conn_doom(c);
    else
        http_conn_work(c);
}

static void dispatch(struct loop *loop, const struct epoll_event *event)
{
    enum watch *watch = event->data.ptr;
    uint64_t count;
    switch (*watch) {
    case WATCH_LISTENER:
        accept_some(loop,
                    (struct listener *)(void *)((char *)watch - offsetof(struct listener, watch)));
        break;
    case WATCH_MAIL:
        if (read(loop->wake, &count, sizeof count) < 0)
            assert(errno == EAGAIN || errno == EINTR);
        break;
    case WATCH_CONN:
        wake_conn((struct conn *)(void *)((char *)watch - offsetof(struct conn, watch)),
                  event->events);
        break;
    }
}

static void work_again(struct loop *loop)
{
    struct conn *c = loop->again;
    loop->again = NULL;
    while (c) {
        struct conn *next = c->next_again;
        c->is_again = false;
        if (!c->is_doomed)
            http_conn_work(c);
        c = next;
    }
}

static void free_doomed(struct loop *loop)
{
    while (loop->doomed) {
        struct conn *c = loop->doomed;
        if (c->is_again) /* still in the list of those to work on */
            work_again(loop);
        if (loop->doomed != c)
            continue;
        loop->doomed = c->next_doomed;
        if (c->has_peer_slot) {
            struct in6_addr key = http_peers_key(&c->peer);
            http_peers_leave(loop->server, &key);
        }
        atomic_fetch_sub(&loop->server->n_open, 1);
        http_conn_free(c);
    }
}

static void for_each(struct loop *loop, void (*look)(struct conn *))
{
    for (size_t slot = 0, left = loop->n_conns; left; slot++)
        if (loop->conns[slot]) {
            look(loop->conns[slot]);
            left--;
        }
}

static void tick(struct loop *loop)
{
    loop->tick_ms = loop->now_ms;
    if (loop->accept_paused && !loop->stopped_ms) {
        listen_on(loop, EPOLL_CTL_ADD);
        loop->accept_paused = false;
    }
    for_each(loop, http_deadline_check);
}

static void say_goodbye(struct conn *c)
{
    bool is_busy = c->state == CONN_HANDLING || c->state == CONN_SENDING || c->out_at < c->out.n ||
                   !http_parse_is_idle(&c->parser, c->in_n - c->in_at);
    c->is_closing = c->is_closing || c->state == CONN_HANDLING;
    if (!is_busy || c->state == CONN_STREAM)
        http_conn_doom(c);
}

static bool has_ended(struct loop *loop)
{
    if (!atomic_load(&loop->server->is_stopping))
        return false;
    if (!loop->stopped_ms) {
        loop->stopped_ms = loop->now_ms;
        if (!loop->accept_paused)
            listen_on(loop, EPOLL_CTL_DEL);
        for_each(loop, say_goodbye);
        free_doomed(loop);
    }
    return loop->n_conns == 0 || loop->now_ms - loop->stopped_ms > GRACE_MS;
}

static int tick_length(const struct http_options *o)
{
    int shortest = o->head_ms < o->idle_ms ? o->head_ms : o->idle_ms;
    shortest = o->stall_ms < shortest ? o->stall_ms : shortest;
    shortest = (o->heartbeat_ms < shortest ? o->heartbeat_ms : shortest) / 4;
    return shortest < 10 ? 10 : shortest > 1000 ? 1000 : shortest;
}

void http_run(struct http_server *server, int index)
{
    assert(index >= 0 && index < server->options.n_loops);
    struct loop *loop = &server->loops[index];
    int pause_ms = tick_length(&server->options);
    loop->thread = pthread_self();
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, NULL);
    loop->now_ms = loop->tick_ms = monotonic_ms();
    listen_on(loop, EPOLL_CTL_ADD);
    while (!has_ended(loop)) {
        struct epoll_event events[EVENTS];
        bool was_paused = loop->accept_paused;
        int n = epoll_wait(loop->epoll, events, EVENTS, loop->again ? 0 : pause_ms);
        loop->now_ms = monotonic_ms();
        for (int i = 0; i < n; i++)
            dispatch(loop, &events[i]);
        take_mail(loop);
        work_again(loop);
        if (loop->accept_paused && !was_paused)
            listen_on(loop, EPOLL_CTL_DEL);
        if (loop->now_ms - loop->tick_ms >= pause_ms)
            tick(loop);
        free_doomed(loop);
    }
}
