// SPDX-License-Identifier: Apache-2.0
#include "cli/client.h"

#include <arpa/inet.h>
#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { REQUEST_BYTES = 32 * 1024 * 1024, REPLY_BYTES = 16 * 1024 * 1024 };

static const char boundary[] = "xiezhi-7d1f4a90";

/* ---- bytes over the line ------------------------------------------------------------------- */

static int open_line(int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&to, sizeof to) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static enum status send_all(int fd, struct str bytes)
{
    while (bytes.n) {
        ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);
        if (n <= 0)
            return BUSY;
        bytes = str_part(bytes, (size_t)n, bytes.n);
    }
    return OK;
}

static enum status read_all(int fd, struct buf *to)
{
    char piece[16384];
    ssize_t n;
    while ((n = recv(fd, piece, sizeof piece, 0)) > 0)
        buf_bytes(to, piece, (size_t)n);
    return n < 0 ? BUSY : to->full ? FULL : OK;
}

/* Files that stand in a request: each behind so many bytes of its text. */
struct pieces {
    struct {
        size_t at;
        int fd;
        int64_t size;
    } file[CLIENT_FIELDS];
    size_t n;
};

static enum status send_file(int to, int from, int64_t size)
{
    char piece[16384];
    while (size > 0) {
        ssize_t n = read(from, piece, sizeof piece);
        if (n <= 0)
            return BROKEN;
        TRY(send_all(to, (struct str){piece, (size_t)n}));
        size -= n;
    }
    return OK;
}

static enum status send_pieces(int fd, struct str text, const struct pieces *p)
{
    size_t at = 0;
    for (size_t i = 0; p && i < p->n; i++) {
        TRY(send_all(fd, str_part(text, at, p->file[i].at - at)));
        TRY(send_file(fd, p->file[i].fd, p->file[i].size));
        at = p->file[i].at;
    }
    return send_all(fd, str_part(text, at, text.n));
}

static enum status exchange(int port, struct str request, const struct pieces *files,
                            struct buf *ret_bytes)
{
    int fd = open_line(port);
    if (fd < 0)
        return BUSY;
    enum status s = send_pieces(fd, request, files);
    if (s == OK)
        s = read_all(fd, ret_bytes);
    close(fd);
    return s;
}

/* ---- replies and cookies ------------------------------------------------------------------- */

static struct str next_line(struct str *rest)
{
    struct str line = str_cut(*rest, '\n', rest);
    return str_trim(line.p ? line : S(""));
}

struct str client_header(const struct client_reply *r, const char *name)
{
    struct str rest = r->head;
    while (rest.p && rest.n) {
        struct str value, line = next_line(&rest), word = str_cut(line, ':', &value);
        if (word.n == strlen(name) && strncasecmp(word.p, name, word.n) == 0)
            return str_trim(value);
    }
    return (struct str){0};
}

static void keep_cookie(struct client *c, struct str set)
{
    struct str value, pair = str_cut(set, ';', &set), name = str_cut(pair, '=', &value);
    size_t i = 0;
    while (i < c->n_cookies && !str_eq(c->cookie[i].name, name))
        i++;
    assert(i < CLIENT_COOKIES);
    c->cookie[i] = (struct client_pair){name, value, NULL};
    if (i == c->n_cookies)
        c->n_cookies++;
}

static void keep_cookies(struct client *c, struct str rest)
{
    while (rest.p && rest.n) {
        struct str value, line = next_line(&rest), name = str_cut(line, ':', &value);
        if (name.n == 10 && strncasecmp(name.p, "set-cookie", 10) == 0)
            keep_cookie(c, str_trim(value));
    }
}

static enum status read_reply(struct client *c, struct str bytes, struct client_reply *ret_reply)
{
    struct client_reply r = {0};
    struct str copy;
    int64_t status;
    size_t end = str_find(bytes, S("\r\n\r\n"));
    if (end == bytes.n || bytes.n < 12)
        return BUSY;
    TRY(arena_copy(c->arena, bytes, &copy));
    if (str_to_int(str_part(copy, 9, 3), &status) != OK)
        return BROKEN;
    r.status = (int)status;
    r.head = str_part(copy, 0, end);
    str_cut(r.head, '\n', &r.head);
    r.body = str_part(copy, end + 4, copy.n);
    int64_t length;
    if (str_to_int(client_header(&r, "content-length"), &length) == OK &&
        (size_t)length != r.body.n)
        return BUSY;
    keep_cookies(c, r.head);
    *ret_reply = r;
    return OK;
}

/* ---- requests ------------------------------------------------------------------------------ */

static void put_head(struct client *c, struct buf *to, const char *method, struct str target,
                     const char *accept)
{
    buf_printf(to, "%s %.*s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n", method, STR_ARG(target),
               c->authority);
    buf_printf(to, "Accept: %s\r\n", accept ? accept : "text/html");
    if (c->language)
        buf_printf(to, "Accept-Language: %s\r\n", c->language);
    if (c->bearer.n)
        buf_printf(to, "Authorization: Bearer %.*s\r\n", STR_ARG(c->bearer));
    if (c->bearer.n || c->is_program)
        return;
    buf_puts(to, "Sec-Fetch-Site: same-origin\r\n");
    for (size_t i = 0; i < c->n_cookies; i++)
        buf_printf(to, "%s%.*s=%.*s", i ? "; " : "Cookie: ", STR_ARG(c->cookie[i].name),
                   STR_ARG(c->cookie[i].value));
    buf_puts(to, c->n_cookies ? "\r\n" : "");
}

static void put_body(struct buf *to, const char *media, struct str body)
{
    buf_printf(to, "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n", media, body.n);
    buf_put(to, body);
}

/* The same where files are to be sent between the bytes of the body. */
static void put_body_around(struct buf *to, const char *media, struct str body,
                            struct pieces *files)
{
    int64_t length = (int64_t)body.n;
    for (size_t i = 0; i < files->n; i++)
        length += files->file[i].size;
    buf_printf(to, "Content-Type: %s\r\nContent-Length: %lld\r\n\r\n", media, (long long)length);
    for (size_t i = 0; i < files->n; i++)
        files->file[i].at += to->n;
    buf_put(to, body);
}

/* Send what stands in `request`, read the reply; the buffer is closed. */
static enum status ask(struct client *c, struct buf *request, const struct pieces *files,
                       struct client_reply *ret_reply)
{
    struct buf bytes;
    buf_init(&bytes, REPLY_BYTES);
    enum status s = request->full ? FULL : exchange(c->port, buf_str(request), files, &bytes);
    if (s == OK)
        s = read_reply(c, buf_str(&bytes), ret_reply);
    buf_close(&bytes);
    buf_close(request);
    return s;
}

enum status client_get(struct client *c, struct str target, const char *accept,
                       struct client_reply *ret_reply)
{
    struct buf request;
    buf_init(&request, REQUEST_BYTES);
    put_head(c, &request, "GET", target, accept);
    buf_puts(&request, "\r\n");
    return ask(c, &request, NULL, ret_reply);
}

enum status client_json(struct client *c, struct str target, struct str body, const char *key,
                        struct client_reply *ret_reply)
{
    struct buf request;
    buf_init(&request, REQUEST_BYTES);
    put_head(c, &request, "POST", target, "application/json");
    if (key)
        buf_printf(&request, "Idempotency-Key: %s\r\n", key);
    put_body(&request, "application/json", body);
    return ask(c, &request, NULL, ret_reply);
}

/* ---- forms --------------------------------------------------------------------------------- */

static void put_escaped(struct buf *to, struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char ch = text.p[i];
        if ((ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') ||
            ch == '.' || ch == '_' || ch == '-')
            buf_byte(to, ch);
        else
            buf_printf(to, "%%%02X", (unsigned)(unsigned char)ch);
    }
}

static void put_urlencoded(struct buf *to, const struct client_pair *field, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_puts(to, i ? "&" : "");
        put_escaped(to, field[i].name);
        buf_byte(to, '=');
        put_escaped(to, field[i].value);
    }
}

static enum status add_file(struct pieces *files, size_t at, const char *path)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return NOT_FOUND;
    if (files->n == CLIENT_FIELDS || fstat(fd, &st) != 0) {
        close(fd);
        return FULL;
    }
    files->file[files->n].at = at;
    files->file[files->n].fd = fd;
    files->file[files->n++].size = st.st_size;
    return OK;
}

static const char *media_of(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot && strcmp(dot, ".png") == 0   ? "image/png"
           : dot && strcmp(dot, ".jpg") == 0 ? "image/jpeg"
           : dot && strcmp(dot, ".pdf") == 0 ? "application/pdf"
                                             : "application/octet-stream";
}

static enum status put_multipart(struct buf *to, const struct client_pair *field, size_t n,
                                 struct pieces *files)
{
    for (size_t i = 0; i < n; i++) {
        const char *path = field[i].file;
        buf_printf(to, "--%s\r\nContent-Disposition: form-data; name=\"%.*s\"", boundary,
                   STR_ARG(field[i].name));
        if (path) {
            const char *slash = strrchr(path, '/');
            struct str name = field[i].value.n ? field[i].value : str_of(slash ? slash + 1 : path);
            buf_printf(to, "; filename=\"%.*s\"\r\nContent-Type: %s", STR_ARG(name),
                       media_of(path));
        }
        buf_puts(to, "\r\n\r\n");
        if (path)
            TRY(add_file(files, to->n, path));
        else
            buf_put(to, field[i].value);
        buf_puts(to, "\r\n");
    }
    buf_printf(to, "--%s--\r\n", boundary);
    return OK;
}

/* What a form is sent as besides its fields. */
struct sending {
    const char *accept, *key; /* or NULL */
    bool has_file;
};

static enum status put_form(struct buf *request, const struct client_pair *field, size_t n,
                            bool has_file, struct pieces *files)
{
    struct buf body;
    enum status s = OK;
    buf_init(&body, REQUEST_BYTES);
    if (has_file)
        s = put_multipart(&body, field, n, files);
    else
        put_urlencoded(&body, field, n);
    if (has_file)
        put_body_around(request, "multipart/form-data; boundary=xiezhi-7d1f4a90", buf_str(&body),
                        files);
    else
        put_body(request, "application/x-www-form-urlencoded", buf_str(&body));
    request->full |= body.full;
    buf_close(&body);
    return s;
}

static enum status send_form(struct client *c, struct str target, const struct client_pair *field,
                             size_t n, const struct sending *how, struct client_reply *ret_reply)
{
    struct buf request;
    struct pieces files = {.n = 0};
    buf_init(&request, REQUEST_BYTES);
    put_head(c, &request, "POST", target, how->accept);
    if (how->key)
        buf_printf(&request, "Idempotency-Key: %s\r\n", how->key);
    enum status s = put_form(&request, field, n, how->has_file, &files);
    if (s == OK)
        s = ask(c, &request, &files, ret_reply);
    else
        buf_close(&request);
    for (size_t i = 0; i < files.n; i++)
        close(files.file[i].fd);
    return s;
}

enum status client_form(struct client *c, struct str target, const struct client_pair *field,
                        size_t n, const char *accept, struct client_reply *ret_reply)
{
    struct sending how = {accept, NULL, false};
    for (size_t i = 0; i < n; i++)
        how.has_file |= field[i].file != NULL;
    return send_form(c, target, field, n, &how, ret_reply);
}

enum status client_files(struct client *c, struct str target, const struct client_pair *field,
                         size_t n, const char *key, struct client_reply *ret_reply)
{
    const struct sending how = {"application/json", key, true};
    return send_form(c, target, field, n, &how, ret_reply);
}

struct str client_hidden(struct str html, struct str action, const char *name)
{
    char mark[128];
    int n = snprintf(mark, sizeof mark, "action=\"%.*s\"", STR_ARG(action));
    size_t at = str_find(html, (struct str){mark, (size_t)n});
    struct str rest = str_part(html, at, html.n), value;
    n = snprintf(mark, sizeof mark, "name=\"%s\" value=\"", name);
    at = str_find(rest, (struct str){mark, (size_t)n});
    if (at == rest.n)
        return (struct str){0};
    rest = str_part(rest, at + (size_t)n, rest.n);
    value = str_cut(rest, '"', &rest);
    return value;
}

/* Get the page of a form of the door itself, fill it, send it: these answer 303 when they agree. */
static enum status send_own(struct client *c, struct str target, struct client_pair *field,
                            size_t n)
{
    struct client_reply r;
    TRY(client_get(c, target, NULL, &r));
    field[n] = (struct client_pair){S("_csrf"), client_hidden(r.body, target, "_csrf"), NULL};
    TRY(client_form(c, target, field, n + 1, NULL, &r));
    return r.status == 303 ? OK : REFUSED;
}

enum status client_login(struct client *c, struct str name, struct str password)
{
    struct client_pair field[3] = {{S("name"), name, NULL}, {S("password"), password, NULL}};
    return send_own(c, S("/login"), field, 2);
}

enum status client_track(struct client *c, struct str no, struct str view_code, struct str secret)
{
    struct client_pair field[4] = {{S("no"), no, NULL},
                                   {S("view_code"), view_code, NULL},
                                   {S("secret"), secret.p ? secret : S(""), NULL}};
    return send_own(c, S("/track"), field, 3);
}
