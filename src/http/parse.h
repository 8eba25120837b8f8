// SPDX-License-Identifier: Apache-2.0
/* parse.h -- one request after another out of a stream of bytes; no socket is touched here.
 * Floor 2, inside http/.  The head is kept until it is whole, then read by llhttp in one go, so
 * every string of it is one piece; bodies are read as they come. */
#ifndef HTTP_PARSE_H
#define HTTP_PARSE_H

#include "base/limits.h"
#include "http/upload.h"

#include <llhttp.h>

enum parse_result {
    PARSE_MORE,    /* everything that could be used was; give what is left together with more */
    PARSE_REQUEST, /* parser.req is a whole request */
    PARSE_REFUSED, /* parser.refusal says why; the connection is to be closed */
};

struct parser {
    llhttp_t llhttp;
    const struct http_options *options; /* authority, uploads_dir, upload_max */
    struct http_request req;
    struct http_refusal refusal;
    struct arena arena;
    struct http_pair headers[LIMIT_HEADER_COUNT];
    size_t n_headers;
    size_t scanned; /* bytes of the unfinished head that were looked at */
    bool has_line;  /* the request line was among them */
    struct str target;
    bool has_head;      /* the head is read, the body is coming */
    bool is_head_right; /* all but the size of the body was found right */
    bool is_done;       /* the request is whole */
    bool is_multipart;
    bool is_chunked;
    bool keep_alive;
    char last_byte; /* the last byte of the body that was read before this piece */
    uint64_t body_bytes;
    struct buf body;
    struct upload upload;
    /* Set by whoever owns the connection. */
    struct str peer;
    bool is_local_socket, is_loopback;
    int loop;
};

/* `options` must outlive the parser. */
void http_parse_init(struct parser *p, const struct http_options *options);
/* Read from `in`; *used says how much is done with.  After PARSE_MORE the rest is given again with
 * more behind it. */
enum parse_result http_parse(struct parser *p, struct str in, size_t *used);
/* The request is answered: forget it and be ready for the next. */
void http_parse_next(struct parser *p);
void http_parse_close(struct parser *p);
/* Has a request begun, given how many bytes of it are waiting unread? */
bool http_parse_is_idle(const struct parser *p, size_t n_waiting);

#endif
