// SPDX-License-Identifier: Apache-2.0
#include "client.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { ANSWER_MAX = 16 * 1024 * 1024, PIECE = 64 * 1024, WAIT_S = 30 };

void client_init(struct client *c, int port)
{
    *c = (struct client){.port = port, .fd = -1};
    buf_init(&c->in, ANSWER_MAX);
}

static void hang_up(struct client *c)
{
    if (c->fd >= 0)
        close(c->fd);
    c->fd = -1;
}

void client_close(struct client *c)
{
    hang_up(c);
    buf_close(&c->in);
}

static bool dial(struct client *c)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)c->port)};
    struct timeval wait = {.tv_sec = WAIT_S};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    setsockopt(c->fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
    if (connect(c->fd, (struct sockaddr *)&to, sizeof to) == 0)
        return true;
    hang_up(c);
    return false;
}

/* The other side closed while nothing was asked. */
static bool is_stale(const struct client *c)
{
    char byte;
    ssize_t n = c->fd < 0 ? 1 : recv(c->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return n == 0 || (n < 0 && errno != EAGAIN);
}

bool client_send(struct client *c, struct str request)
{
    if (is_stale(c))
        hang_up(c);
    if (c->fd < 0 && !dial(c))
        return false;
    for (size_t done = 0; done < request.n;) {
        ssize_t n = send(c->fd, request.p + done, request.n - done, MSG_NOSIGNAL);
        if (n <= 0) {
            hang_up(c);
            return false;
        }
        done += (size_t)n;
    }
    return true;
}

static struct str header(struct str head, const char *name)
{
    for (struct str rest = head; rest.p;) {
        struct str line = str_cut(rest, '\n', &rest), value, key = str_cut(line, ':', &value);
        if (str_is(key, name))
            return str_trim(value);
    }
    return (struct str){NULL, 0};
}

/* Is all of the answer there? */
static bool is_whole(struct str in, struct answer *a)
{
    size_t end = str_find(in, S("\r\n\r\n"));
    int64_t n = 0, status;
    if (end == in.n)
        return false;
    a->head = str_part(in, 0, end + 2);
    if (str_to_int(header(a->head, "Content-Length"), &n) != OK)
        n = 0;
    if (str_to_int(str_part(in, 9, 3), &status) != OK || in.n - end - 4 < (size_t)n)
        return false;
    a->status = (int)status;
    a->body = str_part(in, end + 4, (size_t)n);
    return true;
}

bool client_hear(struct client *c, struct answer *ret_answer)
{
    buf_reset(&c->in);
    while (c->fd >= 0) {
        char *room = buf_room(&c->in, PIECE);
        assert(room);
        ssize_t n = recv(c->fd, room, PIECE, 0);
        if (n <= 0)
            break;
        buf_took(&c->in, (size_t)n);
        if (!is_whole(buf_str(&c->in), ret_answer))
            continue;
        if (str_is(header(ret_answer->head, "Connection"), "close"))
            hang_up(c);
        return true;
    }
    hang_up(c);
    return false;
}

int client_count(struct client *c, const char *mark, int times)
{
    int n = 0;
    buf_reset(&c->in);
    while (c->fd >= 0 && n < times) {
        char *room = buf_room(&c->in, PIECE);
        ssize_t got = room ? recv(c->fd, room, PIECE, 0) : 0;
        if (got <= 0)
            break;
        buf_took(&c->in, (size_t)got);
        n = 0;
        for (struct str rest = buf_str(&c->in);; n++) {
            size_t at = str_find(rest, str_of(mark));
            if (at == rest.n)
                break;
            rest = str_part(rest, at + 1, rest.n);
        }
    }
    return n;
}

bool client_ask(struct client *c, struct str request, struct answer *ret_answer)
{
    return client_send(c, request) && client_hear(c, ret_answer);
}

static void put_head(struct buf *to, const struct client *c, const char *method, const char *path,
                     const char *cookies)
{
    buf_printf(to, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\n",
               method, path, c->port, c->port);
    if (*cookies)
        buf_printf(to, "Cookie: %s\r\n", cookies);
}

bool client_get(struct client *c, const char *path, const char *cookies, struct answer *ret_answer)
{
    struct buf b;
    buf_init(&b, PIECE);
    put_head(&b, c, "GET", path, cookies);
    buf_puts(&b, "\r\n");
    bool heard = client_ask(c, buf_str(&b), ret_answer);
    buf_close(&b);
    return heard;
}

bool client_post(struct client *c, const char *path, const char *cookies, struct str form,
                 struct answer *ret_answer)
{
    struct buf b;
    buf_init(&b, PIECE);
    put_head(&b, c, "POST", path, cookies);
    buf_printf(&b, "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n",
               form.n);
    buf_put(&b, form);
    bool heard = client_ask(c, buf_str(&b), ret_answer);
    buf_close(&b);
    return heard;
}

static void copy(struct str s, char *to, size_t room)
{
    size_t n = s.n < room ? s.n : room - 1;
    if (n)
        memcpy(to, s.p, n);
    to[n] = 0;
}

void answer_cookie(const struct answer *a, const char *name, char *ret_value, size_t room)
{
    ret_value[0] = 0;
    for (struct str rest = a->head; rest.p;) {
        struct str line = str_cut(rest, '\n', &rest), value, key = str_cut(line, ':', &value);
        struct str text, pair = str_trim(value);
        if (str_is(key, "Set-Cookie") && str_is(str_cut(pair, '=', &text), name))
            copy(str_cut(text, ';', &text), ret_value, room);
    }
}

void answer_token(const struct answer *a, char *ret_token, size_t room)
{
    struct str mark = S("name=\"_csrf\" value=\""), rest;
    size_t at = str_find(a->body, mark);
    struct str from = str_part(a->body, at + (at < a->body.n ? mark.n : 0), a->body.n);
    copy(str_cut(from, '"', &rest), ret_token, room);
}

bool client_login(struct client *c, const char *name, const char *password, char *ret_cookies,
                  size_t room)
{
    struct answer a;
    char visitor[64], token[200], cookies[128], session[128];
    struct buf form;
    if (!client_get(c, "/login", "", &a))
        return false;
    answer_cookie(&a, "__Host-v", visitor, sizeof visitor);
    answer_token(&a, token, sizeof token);
    snprintf(cookies, sizeof cookies, "__Host-v=%s", visitor);
    buf_init(&form, 1024);
    buf_printf(&form, "_csrf=%s&name=%s&password=%s", token, name, password);
    bool heard = client_post(c, "/login", cookies, buf_str(&form), &a);
    buf_close(&form);
    if (!heard)
        return false;
    answer_cookie(&a, "__Host-s", session, sizeof session);
    snprintf(ret_cookies, room, "__Host-s=%s", session);
    return session[0] != 0;
}
