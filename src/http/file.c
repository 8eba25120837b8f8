// SPDX-License-Identifier: Apache-2.0
/* file.c -- a file as attachment.
 * Floor 2, part of http.h.  Source: RFC 6266, RFC 8187. */
#include "http/inner.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status open_file(struct str path, int *ret_fd, int64_t *ret_size)
{
    char name[4096];
    if (path.n == 0 || path.n >= sizeof name)
        return NOT_FOUND;
    snprintf(name, sizeof name, "%.*s", STR_ARG(path));
    int fd = open(name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return errno == ENOENT ? NOT_FOUND : BROKEN;
    struct stat info;
    if (fstat(fd, &info) || !S_ISREG(info.st_mode)) {
        close(fd);
        return NOT_FOUND;
    }
    *ret_fd = fd;
    *ret_size = info.st_size;
    return OK;
}

static bool is_plain(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '.' || c == '_';
}

/* The name in ASCII for the oldest readers, and as UTF-8. */
static void put_disposition(struct buf *to, struct str name)
{
    buf_puts(to, "attachment; filename=\"");
    for (size_t i = 0; i < name.n; i++)
        buf_byte(to, is_plain((unsigned char)name.p[i]) ? name.p[i] : '_');
    buf_puts(to, "\"; filename*=UTF-8''");
    for (size_t i = 0; i < name.n; i++)
        if (is_plain((unsigned char)name.p[i]))
            buf_byte(to, name.p[i]);
        else
            buf_printf(to, "%%%02X", (unsigned)(unsigned char)name.p[i]);
}

static enum status make_header(struct arena *a, struct str name, struct http_pair *header)
{
    struct buf text;
    buf_init(&text, 8192);
    put_disposition(&text, name);
    enum status s = text.full ? FULL : arena_copy(a, buf_str(&text), &header->value);
    buf_close(&text);
    header->name = S("Content-Disposition");
    return s;
}

enum status http_reply_file(struct http_request *req, struct str path, struct str name,
                            struct str media)
{
    struct conn *c = http_conn_of(req);
    assert(c->file < 0 && media.n);
    struct http_pair *header = ARENA_NEW(req->arena, struct http_pair);
    if (!header)
        return FULL;
    TRY(make_header(req->arena, name, header));
    int fd;
    int64_t size;
    TRY(open_file(path, &fd, &size));
    c->file = fd;
    c->file_at = 0;
    c->file_end = size;
    c->reply =
        (struct http_reply){.status = 200, .media = media, .headers = header, .n_headers = 1};
    c->mail.kind = MAIL_FILE;
    http_loop_post(c->loop->server, &c->mail);
    return OK;
}
