// SPDX-License-Identifier: Apache-2.0
/* listen.c -- the sockets that are listened on.
 * Floor 2, part of http.h. */
#include "http/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 511 };

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

int http_listeners_port(const struct http_listeners *listeners)
{
    struct sockaddr_storage address;
    socklen_t n = sizeof address;
    if (getsockname(listeners->tcp, (struct sockaddr *)&address, &n))
        return 0;
    return ntohs(address.ss_family == AF_INET6
                     ? ((struct sockaddr_in6 *)(void *)&address)->sin6_port
                     : ((struct sockaddr_in *)(void *)&address)->sin_port);
}

/* Said by whoever has failed last: errno is the reason. */
static enum status cannot_listen(const struct http_options *o, struct str where, enum status s)
{
    const char *why = s == BAD_INPUT  ? "that is no address with a port, like 127.0.0.1:8080"
                      : s == CONFLICT ? "another program listens there: end it, or take another"
                                      : strerror(errno);
    if (o->log)
        fprintf(o->log, "xiezhi: cannot listen on %.*s: %s\n", STR_ARG(where), why);
    return s;
}

static enum status listen_tcp(const struct http_options *o, int *ret_fd)
{
    struct sockaddr_storage address;
    socklen_t n;
    struct str where = o->address;
    if (read_address(where, &address, &n) != OK)
        return cannot_listen(o, where, BAD_INPUT);
    int fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;
    if (fd < 0)
        return cannot_listen(o, where, BROKEN);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one); /* accepted sockets inherit it */
    if (bind(fd, (struct sockaddr *)&address, n) == 0 && listen(fd, BACKLOG) == 0) {
        *ret_fd = fd;
        return OK;
    }
    enum status s = cannot_listen(o, where, errno == EADDRINUSE ? CONFLICT : BROKEN);
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

static enum status listen_local(const struct http_options *o, int *ret_fd)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct str path = o->socket_path;
    errno = path.n >= sizeof address.sun_path ? ENAMETOOLONG : ENOENT;
    if (path.n == 0 || path.n >= sizeof address.sun_path)
        return cannot_listen(o, path, BROKEN);
    memcpy(address.sun_path, path.p, path.n);
    errno = EEXIST;
    if (!clear_path(address.sun_path))
        return cannot_listen(o, path, BROKEN);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return cannot_listen(o, path, BROKEN);
    /* Before bind, so that the name never stands with more rights than it shall have. */
    bool is_bound = fchmod(fd, 0660) == 0 &&
                    bind(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
                    chmod(address.sun_path, 0660) == 0;
    if (is_bound && listen(fd, BACKLOG) == 0) {
        *ret_fd = fd;
        return OK;
    }
    cannot_listen(o, path, BROKEN);
    close(fd);
    return BROKEN;
}

enum status http_listen(const struct http_options *o, struct http_listeners *ret_listeners)
{
    struct http_listeners made = {-1, -1};
    enum status s = o->address.p ? listen_tcp(o, &made.tcp) : OK;
    if (s == OK && o->socket_path.p)
        s = listen_local(o, &made.local);
    if (s != OK)
        http_unlisten(o, &made);
    else
        *ret_listeners = made;
    return s;
}

void http_unlisten(const struct http_options *o, const struct http_listeners *listeners)
{
    if (listeners->tcp >= 0)
        close(listeners->tcp);
    if (listeners->local < 0)
        return;
    char path[sizeof((struct sockaddr_un *)0)->sun_path];
    snprintf(path, sizeof path, "%.*s", STR_ARG(o->socket_path));
    unlink(path);
    close(listeners->local);
}
