// SPDX-License-Identifier: Apache-2.0
/* reply.c -- answers: head, security headers, body.
 * Floor 2, part of http.h.  RFC 6266 and RFC 8187 for attachments. */
#include "http/inner.h"

#include <assert.h>

#define NEVER_SNIFF "X-Content-Type-Options: nosniff\r\nReferrer-Policy: same-origin\r\n"

static const char page_headers[] = NEVER_SNIFF
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src "
    "'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'\r\n";
static const char file_headers[] =
    NEVER_SNIFF "Content-Security-Policy: sandbox\r\nCache-Control: no-store\r\n";

static const char *phrase(int status)
{
    static const struct {
        int status;
        const char *phrase;
    } known[] = {
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {303, "See Other"},
        {304, "Not Modified"},
        {308, "Permanent Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {409, "Conflict"},
        {410, "Gone"},
        {413, "Content Too Large"},
        {415, "Unsupported Media Type"},
        {422, "Unprocessable Content"},
        {429, "Too Many Requests"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].status == status)
            return known[i].phrase;
    return "-";
}

static bool has_body(int status)
{
    return status != 204 && status != 304;
}

static void put_start(struct conn *c, int status, struct str media)
{
    struct buf *out = &c->out;
    buf_puts(out, "HTTP/1.1 ");
    buf_int(out, status);
    buf_byte(out, ' ');
    buf_puts(out, phrase(status));
    buf_puts(out, "\r\nDate: ");
    buf_put(out, http_loop_date(c->loop));
    if (media.n) {
        buf_puts(out, "\r\nContent-Type: ");
        buf_put(out, media);
    }
    buf_puts(out, "\r\n");
}

static void put_end(struct conn *c, int status, int64_t length)
{
    struct buf *out = &c->out;
    if (has_body(status)) {
        buf_puts(out, "Content-Length: ");
        buf_int(out, length);
        buf_puts(out, "\r\n");
    }
    if (c->is_closing)
        buf_puts(out, "Connection: close\r\n");
    buf_puts(out, "\r\n");
}

static bool is_value(struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] < 0x20 || text.p[i] == 0x7f)
            return false;
    return true;
}

static bool is_sendable(const struct http_reply *reply)
{
    if (!is_value(reply->media) || reply->body.full || reply->status < 200 || reply->status > 599)
        return false;
    for (size_t i = 0; i < reply->n_headers; i++) {
        const struct http_pair *header = &reply->headers[i];
        if (header->name.n == 0 || !is_value(header->name) || !is_value(header->value) ||
            str_index(header->name, ':') < header->name.n ||
            str_index(header->name, ' ') < header->name.n)
            return false;
    }
    return true;
}

static void put_headers(struct buf *out, const struct http_reply *reply)
{
    for (size_t i = 0; i < reply->n_headers; i++) {
        buf_put(out, reply->headers[i].name);
        buf_puts(out, ": ");
        buf_put(out, reply->headers[i].value);
        buf_puts(out, "\r\n");
    }
}

static bool is_head(const struct conn *c)
{
    return c->parser.has_head && c->parser.req.method == METHOD_HEAD;
}

static void put_body(struct conn *c, struct buf *moved, struct str body)
{
    if (body.n <= BODY_COPIED) {
        buf_put(&c->out, body);
        buf_close(moved);
        http_conn_answered(c);
        return;
    }
    assert(c->body.n == 0 && !c->held.p);
    c->held = *moved;
    c->body = body;
    c->state = CONN_SENDING;
}

void http_reply_put(struct conn *c, const struct http_reply *reply)
{
    static const struct http_reply broken = {
        .status = 500, .media = {"text/plain", 10}, .text = {"broken\n", 7}};
    struct buf moved = reply->body;
    c->since_ms = c->loop->now_ms;
    assert(c->state == CONN_HANDLING || c->state == CONN_READING);
    assert(!moved.p || !reply->text.p);
    if (!is_sendable(reply)) {
        buf_close(&moved);
        moved = (struct buf){.p = NULL};
        reply = &broken;
    }
    struct str body = moved.p ? buf_str(&moved) : reply->text;
    assert(body.n == 0 || (reply->media.n && has_body(reply->status)));
    put_start(c, reply->status, reply->media);
    buf_bytes(&c->out, page_headers, sizeof page_headers - 1);
    put_headers(&c->out, reply);
    put_end(c, reply->status, (int64_t)body.n);
    if (is_head(c))
        body.n = 0;
    put_body(c, &moved, body);
}

void http_reply_put_refusal(struct conn *c)
{
    const struct http_refusal *refusal = &c->parser.refusal;
    assert(refusal->what);
    c->is_closing = true;
    put_start(c, refusal->status, S("text/plain; charset=utf-8"));
    buf_bytes(&c->out, page_headers, sizeof page_headers - 1);
    put_end(c, refusal->status, (int64_t)str_of(refusal->what).n + 1);
    buf_puts(&c->out, refusal->what);
    buf_byte(&c->out, '\n');
    http_conn_answered(c);
}

void http_reply_put_file(struct conn *c, const struct http_reply *reply)
{
    assert(c->state == CONN_HANDLING && c->file >= 0);
    c->since_ms = c->loop->now_ms;
    put_start(c, 200, reply->media);
    buf_bytes(&c->out, file_headers, sizeof file_headers - 1);
    put_headers(&c->out, reply);
    put_end(c, 200, c->file_end);
    if (is_head(c))
        c->file_at = c->file_end;
    c->state = CONN_SENDING;
}

void http_reply_put_stream(struct conn *c)
{
    put_start(c, 200, S("text/event-stream"));
    buf_bytes(&c->out, page_headers, sizeof page_headers - 1);
    buf_puts(&c->out,
             "Cache-Control: no-store\r\nX-Accel-Buffering: no\r\nConnection: close\r\n\r\n");
    c->state = CONN_STREAM;
    c->beat_ms = c->since_ms = c->loop->now_ms;
    atomic_fetch_add_explicit(&c->loop->streams, 1, memory_order_relaxed);
}

void http_reply(struct http_request *req, const struct http_reply *reply)
{
    struct conn *c = http_conn_of(req);
    assert(pthread_equal(c->loop->thread, pthread_self()) && c->state == CONN_HANDLING);
    http_reply_put(c, reply);
}

void http_reply_later(struct http_request *req, const struct http_reply *reply)
{
    struct conn *c = http_conn_of(req);
    if (pthread_equal(c->loop->thread, pthread_self())) { /* no mail to oneself */
        http_reply(req, reply);
        return;
    }
    c->reply = *reply;
    c->mail.kind = MAIL_REPLY;
    http_loop_post(c->loop->server, &c->mail);
}
