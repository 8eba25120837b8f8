// SPDX-License-Identifier: Apache-2.0
#include "http/parse.h"
#include "http/head.h"

#include <assert.h>
#include <string.h>

enum { BODY_KEPT = 32 * 1024 };

static struct parser *of(llhttp_t *llhttp)
{
    return llhttp->data;
}

static int stop(struct parser *p, enum http_why why, const char *what)
{
    http_refuse(&p->refusal, why, what);
    return HPE_USER;
}

static int on_url(llhttp_t *llhttp, const char *at, size_t n)
{
    assert(!of(llhttp)->target.p);
    of(llhttp)->target = (struct str){at, n};
    return 0;
}

static int on_field(llhttp_t *llhttp, const char *at, size_t n)
{
    struct parser *p = of(llhttp);
    if (p->has_head)
        return stop(p, WHY_FRAMING, "fields may not follow a body");
    if (p->n_headers == LIMIT_HEADER_COUNT)
        return stop(p, WHY_HEADER, "too many headers");
    p->headers[p->n_headers++] = (struct http_pair){{at, n}, {"", 0}};
    return 0;
}

static int on_value(llhttp_t *llhttp, const char *at, size_t n)
{
    struct parser *p = of(llhttp);
    assert(p->n_headers > 0);
    p->headers[p->n_headers - 1].value = str_trim((struct str){at, n});
    return 0;
}

static int on_headers_complete(llhttp_t *llhttp)
{
    struct parser *p = of(llhttp);
    p->keep_alive = llhttp_should_keep_alive(llhttp);
    p->is_chunked = llhttp->flags & F_CHUNKED;
    if (!http_head_check(p))
        return -1;
    p->has_head = true;
    return 0;
}

static int on_body(llhttp_t *llhttp, const char *at, size_t n)
{
    struct parser *p = of(llhttp);
    struct str bytes = {at, n};
    p->body_bytes += n;
    if (p->is_multipart)
        return http_upload_add(&p->upload, bytes) ? 0 : HPE_USER;
    buf_put(&p->body, bytes);
    return p->body.full ? stop(p, WHY_SIZE, "the form is too large") : 0;
}

static int on_chunk_header(llhttp_t *llhttp)
{
    struct parser *p = of(llhttp);
    if (!p->is_multipart && llhttp->content_length > LIMIT_FORM_BYTES - p->body.n)
        return stop(p, WHY_SIZE, "a chunk is too large");
    if (llhttp->content_length > LIMIT_UPLOAD_BYTES)
        return stop(p, WHY_SIZE, "a chunk is too large");
    return 0;
}

static int on_extension(llhttp_t *llhttp, const char *at, size_t n)
{
    (void)at, (void)n;
    return stop(of(llhttp), WHY_FRAMING, "chunks may not have extensions");
}

static int on_message_complete(llhttp_t *llhttp)
{
    of(llhttp)->is_done = true;
    return HPE_PAUSED;
}

static const llhttp_settings_t settings = {
    .on_url = on_url,
    .on_header_field = on_field,
    .on_header_value = on_value,
    .on_headers_complete = on_headers_complete,
    .on_body = on_body,
    .on_chunk_header = on_chunk_header,
    .on_chunk_extension_name = on_extension,
    .on_chunk_extension_value = on_extension,
    .on_message_complete = on_message_complete,
};

static void begin(struct parser *p)
{
    llhttp_init(&p->llhttp, HTTP_REQUEST, &settings);
    p->llhttp.data = p;
    p->req = (struct http_request){.arena = &p->arena, .loop = p->loop};
    p->refusal = (struct http_refusal){.what = NULL};
    p->n_headers = p->scanned = 0;
    p->target = (struct str){NULL, 0};
    p->req.is_too_large = p->is_head_right = false;
    p->has_line = p->has_head = p->is_done = p->is_multipart = p->is_chunked = p->keep_alive =
        false;
    p->last_byte = 0;
    p->body_bytes = 0;
    buf_reset(&p->body);
}

void http_parse_init(struct parser *p, const struct http_options *options)
{
    p->options = options;
    p->peer = (struct str){NULL, 0};
    p->loop = 0;
    p->is_local_socket = p->is_loopback = false;
    arena_init(&p->arena, LIMIT_REQUEST_ARENA);
    buf_init(&p->body, LIMIT_FORM_BYTES);
    http_upload_init(&p->upload);
    begin(p);
}

void http_parse_next(struct parser *p)
{
    http_upload_drop(&p->upload);
    if (p->body.room > BODY_KEPT) {
        buf_close(&p->body);
        buf_init(&p->body, LIMIT_FORM_BYTES);
    }
    arena_reset(&p->arena);
    begin(p);
}

void http_parse_close(struct parser *p)
{
    http_upload_close(&p->upload);
    buf_close(&p->body);
    arena_close(&p->arena);
}

bool http_parse_is_idle(const struct parser *p, size_t n_waiting)
{
    return !p->has_head && n_waiting == 0;
}

/* Give llhttp a piece; *used is what it read. */
static bool execute(struct parser *p, struct str in, size_t *used)
{
    llhttp_errno_t error = llhttp_execute(&p->llhttp, in.p, in.n);
    if (error == HPE_OK) {
        *used = in.n;
        return true;
    }
    if (error == HPE_PAUSED && p->is_done) {
        *used = (size_t)(llhttp_get_error_pos(&p->llhttp) - in.p);
        assert(*used <= in.n);
        return true;
    }
    enum http_why why = p->has_head ? WHY_FRAMING : WHY_SYNTAX;
    const char *reason = llhttp_get_error_reason(&p->llhttp);
    return http_refuse(&p->refusal, why, reason && *reason ? reason : "this is not HTTP");
}

/* llhttp 8.1 takes a bare LF for the empty line behind the last chunk. */
static bool ends_in_crlf(const struct parser *p, struct str in, size_t used)
{
    assert(used > 0);
    char before = used > 1 ? in.p[used - 2] : p->last_byte;
    return in.p[used - 1] == '\n' && before == '\r';
}

static bool read_head(struct parser *p, struct str in, size_t *used)
{
    size_t n, read;
    if (!http_head_scan(p, in, &n) || n == 0)
        return !p->refusal.what;
    struct str head;
    if (arena_copy(&p->arena, str_part(in, 0, n), &head) != OK)
        return http_refuse(&p->refusal, WHY_SIZE, "no room for the head");
    if (!execute(p, head, &read))
        return false;
    if (!p->has_head || read != n)
        return http_refuse(&p->refusal, WHY_SYNTAX, "the head does not end where it seems to");
    *used = n;
    return true;
}

static bool read_body(struct parser *p, struct str in, size_t *used)
{
    size_t read;
    if (in.n == 0)
        return true;
    if (!execute(p, in, &read))
        return false;
    if (p->is_done && p->is_chunked && !ends_in_crlf(p, in, read))
        return http_refuse(&p->refusal, WHY_FRAMING, "a chunked body does not end in CR LF");
    if (read)
        p->last_byte = in.p[read - 1];
    *used += read;
    return true;
}

static bool finish(struct parser *p)
{
    if (p->is_multipart) {
        if (!http_upload_end(&p->upload))
            return false;
        p->req.fields = p->upload.fields;
        p->req.files = p->upload.files;
        p->req.n_files = p->upload.n_files;
    }
    p->req.body = buf_str(&p->body);
    return true;
}

enum parse_result http_parse(struct parser *p, struct str in, size_t *used)
{
    assert(!p->is_done && !p->refusal.what);
    *used = 0;
    if (!p->has_head && !read_head(p, in, used))
        return PARSE_REFUSED;
    if (p->has_head && !p->is_done && !read_body(p, str_part(in, *used, in.n), used))
        return PARSE_REFUSED;
    if (!p->is_done)
        return PARSE_MORE;
    return finish(p) ? PARSE_REQUEST : PARSE_REFUSED;
}
