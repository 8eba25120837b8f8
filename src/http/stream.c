// SPDX-License-Identifier: Apache-2.0
/* stream.c -- server-sent events.
 * Floor 2, part of http.h.  Source: WHATWG HTML, section 9.2. */
#include "http/inner.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct http_stream_id http_stream_open(struct http_request *req)
{
    struct conn *c = http_conn_of(req);
    struct http_stream_id id = c->id; /* after the post, the connection may be gone */
    c->mail.kind = MAIL_STREAM_OPEN;
    http_loop_post(c->loop->server, &c->mail);
    return id;
}

static void put_event(struct buf *to, struct str event, struct str data)
{
    if (event.n) {
        buf_puts(to, "event: ");
        buf_put(to, event);
        buf_byte(to, '\n');
    }
    for (size_t at = 0; at <= data.n;) {
        size_t end = at;
        while (end < data.n && data.p[end] != '\n' && data.p[end] != '\r')
            end++;
        buf_puts(to, "data: ");
        buf_put(to, str_part(data, at, end - at));
        buf_byte(to, '\n');
        at = end + 1;
        if (end + 1 < data.n && data.p[end] == '\r' && data.p[end + 1] == '\n')
            at++;
    }
    buf_byte(to, '\n');
}

static struct mail *new_mail(enum mail_kind kind, struct http_stream_id id, struct str bytes)
{
    struct mail *mail = malloc(sizeof *mail + bytes.n);
    if (!mail)
        return NULL;
    memcpy(mail + 1, bytes.p, bytes.n);
    *mail = (struct mail){.kind = kind, .to = id, .bytes = {(const char *)(mail + 1), bytes.n}};
    return mail;
}

enum status http_stream_send(struct http_server *server, struct http_stream_id id, struct str event,
                             struct str data)
{
    assert(str_index(event, '\n') == event.n && str_index(event, '\r') == event.n);
    struct buf text;
    buf_init(&text, STREAM_UNSENT);
    put_event(&text, event, data);
    struct mail *mail = text.full ? NULL : new_mail(MAIL_STREAM_SEND, id, buf_str(&text));
    buf_close(&text);
    if (!mail)
        return FULL;
    http_loop_post(server, mail);
    return OK;
}

void http_stream_close(struct http_server *server, struct http_stream_id id)
{
    struct mail *mail = new_mail(MAIL_STREAM_CLOSE, id, S(""));
    if (mail)
        http_loop_post(server, mail);
}

void http_stream_append(struct conn *c, struct str bytes)
{
    assert(c->state == CONN_STREAM && c->out_at <= c->out.n);
    size_t unsent = c->out.n - c->out_at;
    if (unsent == 0)
        c->since_ms = c->loop->now_ms;
    if (unsent + bytes.n > STREAM_UNSENT) {
        atomic_fetch_add_explicit(&c->loop->streams_slow, 1, memory_order_relaxed);
        http_conn_doom(c);
        return;
    }
    if (c->out_at) {
        memmove(c->out.p, c->out.p + c->out_at, unsent);
        c->out.n = unsent;
        c->out_at = 0;
    }
    buf_put(&c->out, bytes);
    if (c->out.full)
        http_conn_doom(c);
    else
        http_loop_again(c);
}

void http_stream_ended(struct conn *c)
{
    struct http_options *options = &c->loop->server->options;
    atomic_fetch_sub_explicit(&c->loop->streams, 1, memory_order_relaxed);
    if (options->ended)
        options->ended(options->ctx, c->loop->index, c->id);
}
