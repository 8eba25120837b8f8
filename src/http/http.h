// SPDX-License-Identifier: Apache-2.0
/* http.h -- HTTP/1.1: bytes in, bytes out; requests checked at the door, uploads on disk, streams.
 * Floor 2.  Knows no user, no session, no page.  Rules: RFC 9112, read strictly
 * (docs/INVARIANTS.md, D1 to D3).
 * Not here: TLS and HTTP/2 (nginx in front), who is asking (web/). */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"

#include <stdio.h>

struct http_server;

enum http_method { METHOD_GET, METHOD_HEAD, METHOD_POST };

/* A name and its value: of a header, or of a field of a form. */
struct http_pair {
    struct str name, value;
};

/* The fields of a form or of a query in the order in which they were sent; a name may come twice.
 */
struct http_form {
    struct http_pair *at;
    size_t n;
};

/* A file that came with a multipart form, already on disk. */
struct http_file {
    struct str field, name, media; /* name: last part of the sender's name; media: as sent, may be
                                      absent */
    struct hash hash;              /* SHA-256 of its bytes */
    int64_t size;                  /* bytes */
    struct str path;               /* uploads_dir/<32 hex digits>, NUL behind it */
    bool adopted;
};

/* A request that passed the door.  It belongs to the handler from the call of `handle` until it is
 * answered; all strings and the arena live that long.  Text is UTF-8 except `body`. */
struct http_request {
    enum http_method method;
    int loop;         /* index of the loop that read it */
    struct str path;  /* decoded once; begins with '/'; no NUL, controls, backslash or dot segments
                       */
    struct str query; /* as sent, absent without '?' */
    struct str host;
    struct str media;     /* Content-Type without parameters, as sent; absent if there was none */
    struct str peer;      /* address as text; behind nginx that of X-Real-IP; "local" without one */
    int64_t arrived_at;   /* ms UTC, when the last byte was read */
    bool is_local_socket; /* came through the unix socket, so from nginx */
    bool is_loopback;     /* came over TCP from this machine */
    bool is_too_large;    /* the body was over a limit and is not here: only 413 can be answered */
    struct str body;      /* empty for multipart */
    struct http_form fields;
    struct http_file *files;
    size_t n_files;
    const struct http_pair *headers;
    size_t n_headers;
    struct arena *arena; /* LIMIT_REQUEST_ARENA */
};

/* What is answered.  Every struct str must live until the request ends: in the request's arena or
 * for ever. The server adds Date, Content-Length, Connection and the security headers. */
struct http_reply {
    int status;       /* 200 to 599 */
    struct str media; /* Content-Type; absent only without a body */
    const struct http_pair *headers;
    size_t n_headers;
    struct str text; /* the body, borrowed; */
    struct buf body; /* or the body, handed over: the server closes it, whatever becomes of the
                        request */
};

/* An event stream; n is 0 for none.  Never used twice. */
struct http_stream_id {
    uint64_t n;
};

/* Sockets that are listened on; -1: there is none. */
struct http_listeners {
    int tcp, local;
};

/* 0 or absent means the default in brackets. */
struct http_options {
    struct str address;     /* "127.0.0.1:8080", "[::1]:8080"; port 0 picks one; absent: no TCP */
    struct str socket_path; /* unix socket, mode 0660; absent: none */
    struct str authority;   /* what Host must be, e.g. "xz.example.gov.cn:8443" */
    struct str uploads_dir; /* existing folder; absent: files are refused */
    /* Made by http_listen, maybe in another process; NULL: http_open makes them. */
    const struct http_listeners *listeners;
    int n_loops;           /* [2], at most 64 */
    int conns_max;         /* open connections in all [1024] */
    int conns_per_address; /* over TCP, of one IPv4 address or IPv6 /64 [128] */
    int head_ms;           /* from the first byte to the end of the headers [10,000] */
    int idle_ms;           /* between requests [60,000] */
    int stall_ms;          /* without a byte of a reply taken [30,000] */
    int heartbeat_ms;      /* of event streams [15,000] */
    int body_rate;         /* bytes/s that a body must average after its first head_ms [1,024] */
    FILE *log; /* a line per refusal, and for what cannot be listened on; NULL: silent */
    void *ctx;
    /* Called on a loop with each request; must not block.  It answers now with http_reply, or has
     * somebody answer later; exactly once. */
    void (*handle)(void *ctx, int loop, struct http_request *req);
    /* Called when the headers of a multipart form are read: how many bytes of files may come?  0
     * refuses. The body is not there yet.  NULL: LIMIT_UPLOAD_BYTES. */
    int64_t (*upload_max)(void *ctx, int loop, const struct http_request *req);
    /* Hand on a request whose body is over a limit, as is_too_large, so that a page can say so; the
     * connection closes behind the answer.  False: it is refused like the others. */
    bool tell_too_large;
    /* Called on a loop when a stream has ended for whatever reason.  NULL: nobody cares. */
    void (*ended)(void *ctx, int loop, struct http_stream_id id);
};

/* Make the sockets of `address` and `socket_path`, for a process that hands them on to the one that
 * serves; `log` is told what cannot be listened on.  BAD_INPUT for an address that is none,
 * CONFLICT if it is taken, BROKEN if the system refuses. */
MUST_USE enum status http_listen(const struct http_options *options,
                                 struct http_listeners *ret_listeners);
/* Close them and take the unix socket's name away, in the process that made them. */
void http_unlisten(const struct http_options *options, const struct http_listeners *listeners);
/* The port that was bound; 0 without TCP. */
int http_listeners_port(const struct http_listeners *listeners);
/* Get ready to serve.  `options` is copied, its strings are not.  Errors as http_listen, where the
 * sockets are made here. */
MUST_USE enum status http_open(const struct http_options *options, struct http_server **ret_server);
/* The port that was bound; 0 without TCP. */
int http_port(const struct http_server *server);
/* Run loop `index` (0 .. n_loops-1) on this thread until http_stop.  Blocks SIGPIPE in the thread.
 */
void http_run(struct http_server *server, int index);
/* Let every loop end: idle connections close at once, answers under way get five seconds.  Safe in
 * a signal handler. */
void http_stop(struct http_server *server);
/* After every http_run has returned and nobody answers any more.  NULL is allowed. */
void http_close(struct http_server *server);

/* The value of a header, the name in any case; absent if it was not sent. */
struct str http_header(const struct http_request *req, struct str name);
/* The fields of the body: urlencoded or multipart.  BAD_INPUT for another media type, bad percent
 * signs, invalid UTF-8, NUL or too many fields; FULL when the arena is. */
MUST_USE enum status http_fields(struct http_request *req, struct http_form *ret_form);
/* The fields of the query; none if there is no query.  Errors as http_fields. */
MUST_USE enum status http_query(struct http_request *req, struct http_form *ret_form);
/* application/x-www-form-urlencoded text.  Errors as http_fields. */
MUST_USE enum status http_form_read(struct arena *a, struct str text, struct http_form *ret_form);
/* The first field of that name; absent if there is none. */
struct str http_form_get(const struct http_form *form, struct str name);
/* The file stays on disk when the request ends; the caller now owns it (and moves and syncs it). */
void http_adopt(struct http_file *file);

/* Answer now.  Only inside `handle`, on its thread.  The request is gone afterwards. */
void http_reply(struct http_request *req, const struct http_reply *reply);
/* Answer from any thread; the struct is copied.  The request is gone afterwards. */
void http_reply_later(struct http_request *req, const struct http_reply *reply);
/* Answer with a file as attachment, from any thread.  `name` is what the reader's browser calls it.
 * NOT_FOUND or BROKEN if it cannot be opened: then the request is still to be answered. */
MUST_USE enum status http_reply_file(struct http_request *req, struct str path, struct str name,
                                     struct str media);

/* Answer with an event stream (text/event-stream), from any thread. */
struct http_stream_id http_stream_open(struct http_request *req);
/* Send an event from any thread; `event` (absent: a message) holds no line break, `data` may.
 * Nothing happens when the stream has ended.  A reader who leaves 256 KiB unread is dropped.  FULL
 * without memory. */
MUST_USE enum status http_stream_send(struct http_server *server, struct http_stream_id id,
                                      struct str event, struct str data);
/* End it, after what was sent before; `ended` is called.  From any thread. */
void http_stream_close(struct http_server *server, struct http_stream_id id);

/* Why bytes were refused. */
enum http_why {
    WHY_SYNTAX,  /* no HTTP/1.1 as llhttp reads it, or stray control bytes */
    WHY_METHOD,  /* not GET, HEAD, POST */
    WHY_VERSION, /* not HTTP/1.1 */
    WHY_TARGET,
    WHY_HOST,
    WHY_HEADER,  /* a header that may not come, or not twice */
    WHY_FRAMING, /* where the body ends is in doubt */
    WHY_SIZE,    /* over a limit */
    WHY_FORM,    /* multipart that is none */
    WHY_SLOW,    /* a deadline passed */
    WHY_CROWD,   /* too many connections */
    WHY_DISK,    /* an upload could not be written */
    WHY_COUNT,
};

struct http_counters {
    uint64_t requests; /* handed to the handler */
    uint64_t refused[WHY_COUNT];
    uint64_t accepted;     /* connections */
    uint64_t open;         /* connections at this moment */
    uint64_t streams;      /* at this moment */
    uint64_t streams_slow; /* dropped because the reader was */
};

/* A short name for metrics and logs: "syntax". */
const char *http_why_name(enum http_why why);
/* Sums over all loops; from any thread. */
struct http_counters http_counters(struct http_server *server);

#endif
