// SPDX-License-Identifier: Apache-2.0
/* server.c -- opening, stopping and closing; the sockets listened on; the counters.
 * Floor 2, part of http.h. */
#include "http/inner.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 511 };

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

static enum status read_address(struct str text, struct sockaddr_storage *address, socklen_t *n)
{
    char host[INET6_ADDRSTRLEN + 2];
    size_t colon = text.n;
    while (colon > 0 && text.p[colon - 1] != ':')
        colon--;
    int64_t port;
    if (colon < 2 || str_to_int(str_part(text, colon, text.n), &port) != OK || port < 0 ||
        port > 65535)
        return BAD_INPUT;
    struct str name = str_part(text, 0, colon - 1);
    bool is_six = name.n > 2 && name.p[0] == '[' && name.p[name.n - 1] == ']';
    if (is_six)
        name = str_part(name, 1, name.n - 2);
    if (name.n >= sizeof host)
        return BAD_INPUT;
    snprintf(host, sizeof host, "%.*s", STR_ARG(name));
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
    if (inet_pton(is_six ? AF_INET6 : AF_INET, host,
                  is_six ? (void *)&six.sin6_addr : (void *)&four.sin_addr) != 1)
        return BAD_INPUT;
    *n = is_six ? sizeof six : sizeof four;
    memcpy(address, is_six ? (void *)&six : (void *)&four, *n);
    return OK;
}

static int bound_port(int fd)
{
    struct sockaddr_storage address;
    socklen_t n = sizeof address;
    if (getsockname(fd, (struct sockaddr *)&address, &n))
        return 0;
    return ntohs(address.ss_family == AF_INET6
                     ? ((struct sockaddr_in6 *)(void *)&address)->sin6_port
                     : ((struct sockaddr_in *)(void *)&address)->sin_port);
}

/* Said by whoever has failed last: errno is the reason. */
static enum status cannot_listen(const struct http_server *server, struct str where, enum status s)
{
    const char *why = s == BAD_INPUT  ? "that is no address with a port, like 127.0.0.1:8080"
                      : s == CONFLICT ? "another program listens there: end it, or take another"
                                      : strerror(errno);
    if (server->options.log)
        fprintf(server->options.log, "xiezhi: cannot listen on %.*s: %s\n", STR_ARG(where), why);
    return s;
}

static enum status keep(struct http_server *server, int fd, bool is_local)
{
    if (listen(fd, BACKLOG))
        return BROKEN;
    server->listeners[server->n_listeners++] = (struct listener){WATCH_LISTENER, fd, is_local};
    return OK;
}

static enum status listen_tcp(struct http_server *server)
{
    struct sockaddr_storage address;
    socklen_t n;
    struct str where = server->options.address;
    if (read_address(where, &address, &n) != OK)
        return cannot_listen(server, where, BAD_INPUT);
    int fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;
    if (fd < 0)
        return cannot_listen(server, where, BROKEN);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one); /* accepted sockets inherit it */
    enum status s = OK;
    if (bind(fd, (struct sockaddr *)&address, n))
        s = errno == EADDRINUSE ? CONFLICT : BROKEN;
    else
        s = keep(server, fd, false);
    if (s == OK) {
        server->port = bound_port(fd);
        return OK;
    }
    cannot_listen(server, where, s);
    close(fd);
    return s;
}

/* A socket left by a process that was killed is replaced; anything else of that name is not ours to
 * remove. */
static bool clear_path(const char *path)
{
    struct stat info;
    if (lstat(path, &info))
        return errno == ENOENT;
    return S_ISSOCK(info.st_mode) && unlink(path) == 0;
}

static enum status listen_local(struct http_server *server)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct str path = server->options.socket_path;
    errno = path.n >= sizeof address.sun_path ? ENAMETOOLONG : ENOENT;
    if (path.n == 0 || path.n >= sizeof address.sun_path)
        return cannot_listen(server, path, BROKEN);
    memcpy(address.sun_path, path.p, path.n);
    errno = EEXIST;
    if (!clear_path(address.sun_path))
        return cannot_listen(server, path, BROKEN);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return cannot_listen(server, path, BROKEN);
    /* Before bind, so that the name never stands with more rights than it shall have. */
    bool is_bound = fchmod(fd, 0660) == 0 &&
                    bind(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
                    chmod(address.sun_path, 0660) == 0;
    if (is_bound && keep(server, fd, true) == OK)
        return OK;
    cannot_listen(server, path, BROKEN);
    close(fd);
    return BROKEN;
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

static enum status open_all(struct http_server *server)
{
    const struct http_options *o = &server->options;
    server->peers = calloc((size_t)o->conns_max, sizeof *server->peers);
    if (!server->peers)
        return BROKEN;
    for (int i = 0; i < o->n_loops; i++)
        TRY(open_loop(server, i));
    if (o->address.p)
        TRY(listen_tcp(server));
    if (o->socket_path.p)
        TRY(listen_local(server));
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
    return server->port;
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
    for (int i = 0; i < server->n_listeners; i++) {
        if (server->listeners[i].is_local_socket) {
            char path[sizeof((struct sockaddr_un *)0)->sun_path];
            snprintf(path, sizeof path, "%.*s", STR_ARG(server->options.socket_path));
            unlink(path);
        }
        close(server->listeners[i].fd);
    }
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
