// SPDX-License-Identifier: Apache-2.0
#include "http/head.h"
#include "base/utf8.h"
#include "http/target.h"
#include "http/word.h"

#include <arpa/inet.h>
#include <assert.h>

/* llhttp 8.1 is told nothing that could be read in two ways: lines end in CR LF, no line is folded,
 * no control stands anywhere, whatever its own strictness. */
static const char *byte_fault(struct str in, size_t i)
{
    unsigned char c = (unsigned char)in.p[i];
    unsigned char before = i ? (unsigned char)in.p[i - 1] : 0;
    if (c == '\n')
        return before == '\r' ? NULL : "a line ends without a carriage return";
    if (before == '\r')
        return "a carriage return stands alone";
    if (before == '\n' && (c == ' ' || c == '\t'))
        return "a header is folded";
    if ((c < 0x20 && c != '\r' && c != '\t') || c == 0x7f)
        return "the head holds a control character";
    return NULL;
}

/* llhttp would join several blanks; and whoever speaks something else is told at once. */
static const char *line_fault(struct str line)
{
    struct str rest;
    struct str method = str_cut(line, ' ', &rest), target = str_cut(rest, ' ', &rest);
    bool is_line =
        method.n && target.n && str_starts(rest, S("HTTP/")) && str_index(rest, ' ') == rest.n;
    return is_line ? NULL : "the first line is not METHOD TARGET HTTP/1.1";
}

/* What is wrong at the end of a line; an empty line may stand before the first (RFC 9112, 2.2). */
static const char *end_fault(struct parser *p, struct str in, size_t i)
{
    if (p->has_line || i == 1)
        return NULL;
    p->has_line = true;
    size_t from = str_starts(in, S("\r\n")) ? 2 : 0;
    return line_fault(str_part(in, from, i - 1 - from));
}

static bool ends_head(struct str in, size_t i)
{
    return in.p[i] == '\n' && i >= 3 && in.p[i - 1] == '\r' && in.p[i - 2] == '\n' &&
           in.p[i - 3] == '\r';
}

bool http_head_scan(struct parser *p, struct str in, size_t *ret_n)
{
    size_t end = in.n < LIMIT_HEADER_BYTES ? in.n : LIMIT_HEADER_BYTES;
    *ret_n = 0;
    for (size_t i = p->scanned; i < end; i++) {
        unsigned char c = (unsigned char)in.p[i];
        if (c >= 0x20 && c != 0x7f && (i == 0 || (unsigned char)in.p[i - 1] > '\r'))
            continue;
        const char *fault = byte_fault(in, i);
        if (!fault && c == '\n')
            fault = end_fault(p, in, i);
        if (fault)
            return http_refuse(&p->refusal, WHY_SYNTAX, fault);
        if (ends_head(in, i)) {
            *ret_n = i + 1;
            return true;
        }
    }
    p->scanned = end;
    if (end == LIMIT_HEADER_BYTES) {
        http_refuse(&p->refusal, WHY_SIZE, "the head is over 16 KiB");
        p->refusal.status = 400;
        return false;
    }
    return true;
}

static bool is_name(struct str name)
{
    if (name.n == 0 || name.n > 64)
        return false;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              c == '-'))
            return false;
    }
    return true;
}

static bool header_fault(struct parser *p, const char *what)
{
    return http_refuse(&p->refusal, WHY_HEADER, what);
}

static bool check_names(struct parser *p)
{
    for (size_t i = 0; i < p->n_headers; i++) {
        if (!is_name(p->headers[i].name))
            return header_fault(p, "a header's name is not made of letters, digits and hyphens");
        if (!utf8_is_valid(p->headers[i].value))
            return header_fault(p, "a header is not UTF-8");
    }
    return true;
}

static size_t count_of(const struct parser *p, struct str name)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n_headers; i++)
        n += same_word(p->headers[i].name, name);
    return n;
}

static bool check_single(struct parser *p)
{
    static const struct {
        struct str name;
        const char *what;
    } single[] = {
        {{"content-type", 12}, "Content-Type comes twice"},
        {{"cookie", 6}, "Cookie comes twice"},
        {{"authorization", 13}, "Authorization comes twice"},
        {{"origin", 6}, "Origin comes twice"},
        {{"idempotency-key", 15}, "Idempotency-Key comes twice"},
        {{"content-length", 14}, "Content-Length comes twice"},
        {{"transfer-encoding", 17}, "Transfer-Encoding comes twice"},
        {{"x-real-ip", 9}, "X-Real-IP comes twice"},
    };
    for (size_t i = 0; i < sizeof single / sizeof *single; i++)
        if (count_of(p, single[i].name) > 1)
            return header_fault(p, single[i].what);
    if (count_of(p, S("expect")) || count_of(p, S("upgrade")))
        return header_fault(p, "Expect and Upgrade are not served");
    return true;
}

static bool check_line(struct parser *p)
{
    if (p->llhttp.http_major != 1 || p->llhttp.http_minor != 1)
        return http_refuse(&p->refusal, WHY_VERSION, "only HTTP/1.1 is served");
    switch (p->llhttp.method) {
    case HTTP_GET:
        p->req.method = METHOD_GET;
        break;
    case HTTP_HEAD:
        p->req.method = METHOD_HEAD;
        break;
    case HTTP_POST:
        p->req.method = METHOD_POST;
        break;
    default:
        return http_refuse(&p->refusal, WHY_METHOD, "only GET, HEAD and POST are served");
    }
    return http_target_read(&p->arena, p->target, &p->req.path, &p->req.query, &p->refusal);
}

static bool check_host(struct parser *p)
{
    if (count_of(p, S("host")) != 1)
        return http_refuse(&p->refusal, WHY_HOST, "there is not exactly one Host");
    p->req.host = http_header(&p->req, S("host"));
    if (!same_word(p->req.host, p->options->authority))
        return http_refuse(&p->refusal, WHY_HOST, "Host names somebody else");
    return true;
}

static bool check_framing(struct parser *p)
{
    struct str length = http_header(&p->req, S("content-length"));
    struct str coding = http_header(&p->req, S("transfer-encoding"));
    bool is_post = p->req.method == METHOD_POST;
    if (coding.p && (length.p || !is_post || !same_word(coding, S("chunked"))))
        return http_refuse(&p->refusal, WHY_FRAMING,
                           "Transfer-Encoding may only be chunked, on POST, without a length");
    if (length.p && !is_post && p->llhttp.content_length > 0)
        return http_refuse(&p->refusal, WHY_FRAMING, "only POST has a body");
    return true;
}

/* Only nginx, which sits behind the unix socket, is believed about who is asking. */
static bool check_peer(struct parser *p)
{
    p->req.peer = p->peer;
    p->req.is_local_socket = p->is_local_socket;
    p->req.is_loopback = p->is_loopback;
    struct str told = http_header(&p->req, S("x-real-ip"));
    if (!p->is_local_socket || !told.p)
        return true;
    char text[INET6_ADDRSTRLEN];
    unsigned char bytes[16];
    if (told.n >= sizeof text)
        return header_fault(p, "X-Real-IP is no address");
    snprintf(text, sizeof text, "%.*s", STR_ARG(told));
    if (inet_pton(AF_INET, text, bytes) != 1 && inet_pton(AF_INET6, text, bytes) != 1)
        return header_fault(p, "X-Real-IP is no address");
    p->req.peer = told;
    return true;
}

static bool check_media(struct parser *p)
{
    struct str rest, whole = http_header(&p->req, S("content-type"));
    p->req.media = whole.p ? str_trim(str_cut(whole, ';', &rest)) : whole;
    p->is_multipart =
        p->req.method == METHOD_POST && same_word(p->req.media, S("multipart/form-data"));
    uint64_t length = p->is_chunked ? 0 : p->llhttp.content_length;
    if (!p->is_multipart)
        return length <= LIMIT_FORM_BYTES ||
               http_refuse(&p->refusal, WHY_SIZE, "the form is too large");
    int64_t max = LIMIT_UPLOAD_BYTES;
    if (p->options->upload_max)
        max = p->options->upload_max(p->options->ctx, p->loop, &p->req);
    assert(max >= 0);
    if (length > (uint64_t)max + 2 * LIMIT_FORM_BYTES)
        return http_refuse(&p->refusal, WHY_SIZE, "the files are too large");
    return http_upload_begin(&p->upload, &p->arena, p->options->uploads_dir, max, whole,
                             &p->refusal);
}

bool http_head_check(struct parser *p)
{
    p->req.headers = p->headers;
    p->req.n_headers = p->n_headers;
    p->is_head_right = check_names(p) && check_line(p) && check_host(p) && check_single(p) &&
                       check_framing(p) && check_peer(p);
    return p->is_head_right && check_media(p);
}

struct str http_header(const struct http_request *req, struct str name)
{
    for (size_t i = 0; i < req->n_headers; i++)
        if (same_word(req->headers[i].name, name))
            return req->headers[i].value;
    return (struct str){NULL, 0};
}
