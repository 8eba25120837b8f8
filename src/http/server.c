// SPDX-License-Identifier: Apache-2.0
/* server.c -- opening, stopping and closing; the counters.
 * Floor 2, part of http.h. */
#include "http/inner.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

static void fill_int(int *value, int standard)
{
    assert(*value >= 0);
    if (*value == 0)
        *value = standard;
}

static void fill_defaults(struct http_options *o)
{
    assert(o->handle && o->authority.n);
    fill_int(&o->n_loops, 2);
    fill_int(&o->conns_max, 1024);
    fill_int(&o->conns_per_address, 128);
    fill_int(&o->head_ms, 10000);
    fill_int(&o->idle_ms, 60000);
    fill_int(&o->stall_ms, 30000);
    fill_int(&o->heartbeat_ms, 15000);
    fill_int(&o->body_rate, 1024);
    assert(o->n_loops <= LOOPS_MAX && o->conns_max < 1 << 24);
}

static enum status open_loop(struct http_server *server, int index)
{
    struct loop *loop = &server->loops[index];
    size_t slots = (size_t)server->options.conns_max;
    loop->server = server;
    loop->index = index;
    loop->watch = WATCH_MAIL;
    pthread_mutex_init(&loop->lock, NULL);
    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    loop->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    loop->conns = calloc(slots, sizeof *loop->conns);
    loop->generation = calloc(slots, sizeof *loop->generation);
    loop->n_slots = slots;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &loop->watch};
    if (loop->epoll < 0 || loop->wake < 0 || !loop->conns || !loop->generation ||
        epoll_ctl(loop->epoll, EPOLL_CTL_ADD, loop->wake, &event))
        return BROKEN;
    return OK;
}

static void take_listener(struct http_server *server, int fd, bool is_local)
{
    if (fd >= 0)
        server->listeners[server->n_listeners++] = (struct listener){WATCH_LISTENER, fd, is_local};
}

static enum status open_all(struct http_server *server)
{
    const struct http_options *o = &server->options;
    server->peers = calloc((size_t)o->conns_max, sizeof *server->peers);
    if (!server->peers)
        return BROKEN;
    for (int i = 0; i < o->n_loops; i++)
        TRY(open_loop(server, i));
    server->is_own = !o->listeners;
    if (o->listeners)
        server->listening = *o->listeners;
    else
        TRY(http_listen(o, &server->listening));
    take_listener(server, server->listening.tcp, false);
    take_listener(server, server->listening.local, true);
    return server->n_listeners ? OK : BAD_INPUT;
}

enum status http_open(const struct http_options *options, struct http_server **ret_server)
{
    struct http_server *server = calloc(1, sizeof *server);
    if (!server)
        return BROKEN;
    server->options = *options;
    fill_defaults(&server->options);
    pthread_mutex_init(&server->lock, NULL);
    server->listening = (struct http_listeners){-1, -1};
    for (int i = 0; i < LOOPS_MAX; i++)
        server->loops[i].epoll = server->loops[i].wake = -1;
    enum status s = open_all(server);
    if (s != OK)
        http_close(server);
    else
        *ret_server = server;
    return s;
}

int http_port(const struct http_server *server)
{
    return http_listeners_port(&server->listening);
}

void http_stop(struct http_server *server)
{
    int kept = errno;
    atomic_store(&server->is_stopping, true);
    for (int i = 0; i < server->options.n_loops; i++)
        if (write(server->loops[i].wake, &(uint64_t){1}, 8) < 0)
            continue; /* the counter is full: it will wake anyway */
    errno = kept;
}

static void close_loop(struct loop *loop)
{
    while (loop->first) {
        struct mail *mail = loop->first;
        loop->first = mail->next;
        struct conn *c = http_loop_find(loop, mail->to);
        if (mail->kind == MAIL_ARRIVAL) {
            close(((struct arrival *)(void *)mail)->fd);
            free(mail);
        } else if (mail->kind == MAIL_STREAM_SEND || mail->kind == MAIL_STREAM_CLOSE)
            free(mail);
        else if (c)
            buf_close(&c->reply.body);
    }
    for (size_t slot = 0; loop->conns && slot < loop->n_slots; slot++)
        if (loop->conns[slot])
            http_conn_free(loop->conns[slot]);
    http_conn_free_spare(loop);
    free(loop->conns);
    free(loop->generation);
    if (loop->epoll >= 0)
        close(loop->epoll);
    if (loop->wake >= 0)
        close(loop->wake);
    if (loop->server)
        pthread_mutex_destroy(&loop->lock);
}

void http_close(struct http_server *server)
{
    if (!server)
        return;
    for (int i = 0; i < server->options.n_loops; i++)
        close_loop(&server->loops[i]);
    if (server->is_own)
        http_unlisten(&server->options, &server->listening);
    pthread_mutex_destroy(&server->lock);
    free(server->peers);
    free(server);
}

struct http_counters http_counters(struct http_server *server)
{
    struct http_counters sum = {.open = (uint64_t)atomic_load(&server->n_open)};
    for (int i = 0; i < server->options.n_loops; i++) {
        struct loop *loop = &server->loops[i];
        sum.requests += atomic_load_explicit(&loop->requests, memory_order_relaxed);
        sum.accepted += atomic_load_explicit(&loop->accepted, memory_order_relaxed);
        sum.streams += atomic_load_explicit(&loop->streams, memory_order_relaxed);
        sum.streams_slow += atomic_load_explicit(&loop->streams_slow, memory_order_relaxed);
        for (int why = 0; why < WHY_COUNT; why++)
            sum.refused[why] += atomic_load_explicit(&loop->refused[why], memory_order_relaxed);
    }
    return sum;
}
