// SPDX-License-Identifier: Apache-2.0
/* inner.h -- server, loops, connections: who owns what.
 * Floor 2, inside http/.  A connection belongs to its loop.  While its request is with the handler
 * (CONN_HANDLING) the loop touches neither request nor arena; the answer comes back as mail.  A
 * connection is freed after the epoll batch, and never while a request of it is with the handler.
 */
#ifndef HTTP_INNER_H
#define HTTP_INNER_H

#include "http/parse.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>

enum {
    LOOPS_MAX = 64,
    IN_BYTES = 32 * 1024, /* more than a head, so that one always fits */
    OUT_MAX = 512 * 1024,
    BODY_COPIED = 16 * 1024, /* larger bodies are written from where they lie */
    OUT_PAUSE = 64 * 1024,   /* pipelined requests wait while so much is unsent */
    STREAM_UNSENT = 256 * 1024,
};

/* What an epoll event points to. */
enum watch { WATCH_LISTENER, WATCH_MAIL, WATCH_CONN };

enum conn_state {
    CONN_READING,  /* a request is awaited or being read */
    CONN_HANDLING, /* the handler has it */
    CONN_SENDING,  /* a body or file is being sent from where it lies; the request still lives */
    CONN_STREAM,
    CONN_DRAINING, /* our last word is sent; what the peer still sends is read away, so that it sees
                      our word */
};

enum mail_kind {
    MAIL_REPLY,
    MAIL_FILE,
    MAIL_STREAM_OPEN,
    MAIL_STREAM_SEND,
    MAIL_STREAM_CLOSE,
    MAIL_ARRIVAL,
};

struct mail {
    struct mail *next;
    enum mail_kind kind;
    struct http_stream_id to;
    struct str bytes; /* of MAIL_STREAM_SEND, lying behind; the loop frees the kinds for streams */
};

/* An accepted socket on its way to the loop whose turn it is: the kernel would leave all of them to
 * the loop that happens to wait first.  The loop frees it. */
struct arrival {
    struct mail mail; /* MAIL_ARRIVAL, to no connection */
    int fd;
    bool has_peer; /* TCP */
    struct in6_addr peer;
};

struct conn {
    enum watch watch; /* WATCH_CONN */
    enum conn_state state;
    int fd;
    struct loop *loop;
    struct http_stream_id id;
    struct parser parser;
    struct http_reply reply; /* as handed over by another thread */
    struct mail mail;        /* carries it */
    struct buf out;          /* heads and small bodies; out_at of it is sent */
    size_t out_at;
    struct buf held; /* a large body handed over */
    struct str body; /* what is unsent of a large body */
    int file;        /* or -1 */
    int64_t file_at, file_end;
    char *in; /* IN_BYTES */
    size_t in_at, in_n;
    bool readable;      /* edge-triggered: there may be bytes to read */
    bool is_closing;    /* after this answer */
    bool is_gone;       /* the peer is; only the handler is waited for */
    bool is_doomed;     /* freed after the batch */
    bool is_again;      /* in the loop's list of connections with work left */
    bool is_stream_end; /* close when `out` is sent */
    bool is_first;      /* no request was answered yet */
    bool has_peer_slot;
    int64_t since_ms;     /* monotonic: the state, head or body began, or the last byte moved */
    int64_t beat_ms;      /* of a stream: last heartbeat */
    struct in6_addr peer; /* of TCP */
    char peer_text[INET6_ADDRSTRLEN];
    struct conn *next_again, *next_doomed;
};

struct listener {
    enum watch watch; /* WATCH_LISTENER */
    int fd;
    bool is_local_socket;
};

struct loop {
    struct http_server *server;
    int index, epoll, wake;
    pthread_t thread; /* that runs it */
    enum watch watch; /* WATCH_MAIL, for `wake` */
    pthread_mutex_t lock;
    struct mail *first, *last; /* under lock */
    struct conn **conns;       /* by slot; NULL: free */
    uint32_t *generation;      /* of each slot */
    size_t n_slots, n_conns;
    struct conn *spare; /* freed ones kept for the next, by next_doomed */
    int n_spare;
    struct conn *again, *doomed;
    int64_t now_ms, tick_ms, stopped_ms;
    bool accept_paused;
    int64_t date_s;
    char date[32];
    int64_t log_s;
    int n_logged; /* lines in the second log_s */
    _Atomic uint64_t requests, refused[WHY_COUNT], accepted, streams_slow;
    _Atomic uint64_t streams;
};

struct peer {
    struct in6_addr address;
    int n;
};

struct http_server {
    struct http_options options;
    struct listener listeners[2];
    int n_listeners;
    struct http_listeners listening;
    bool is_own; /* the sockets were made here */
    struct loop loops[LOOPS_MAX];
    atomic_bool is_stopping;
    pthread_mutex_t lock; /* of peers */
    struct peer *peers;   /* conns_max of them */
    int n_peers;
    _Atomic int n_open;
    _Atomic unsigned turn; /* arrivals go to the loops in turn */
};

/* conn.c */
/* Take over an accepted socket; `peer` NULL for the unix socket.  False without memory; fd is then
 * still the caller's. */
bool http_conn_open(struct loop *loop, int fd, const struct in6_addr *peer);
/* Do all that can be done now: send, read, parse, hand over. */
void http_conn_work(struct conn *c);
/* Answer with the parser's refusal and close. */
void http_conn_refuse(struct conn *c);
/* To be freed after the batch, as soon as no handler has its request. */
void http_conn_doom(struct conn *c);
/* Free for good. */
void http_conn_free(struct conn *c);
/* Free those that were kept for the next. */
void http_conn_free_spare(struct loop *loop);
/* The request is answered: ready for the next. */
void http_conn_answered(struct conn *c);
/* Count and log a refusal of a connection that may have no request. */
void http_loop_refused(struct loop *loop, struct str peer, const struct http_refusal *refusal);
struct conn *http_conn_of(struct http_request *req);

/* send.c */
/* Send what is there; true when nothing is left, false when the socket takes no more or is lost. */
bool http_send_all(struct conn *c);
/* The socket is of no use any more; always false. */
bool http_send_lost(struct conn *c);

/* deadline.c */
/* Look at the deadlines of one connection. */
void http_deadline_check(struct conn *c);

/* reply.c */
/* Put an answer into the connection: moves its body, changes the state. */
void http_reply_put(struct conn *c, const struct http_reply *reply);
void http_reply_put_file(struct conn *c, const struct http_reply *reply);
void http_reply_put_refusal(struct conn *c);
void http_reply_put_stream(struct conn *c);

/* stream.c */
/* Append to a stream, or drop it when too much is unsent. */
void http_stream_append(struct conn *c, struct str bytes);
void http_stream_ended(struct conn *c);

/* loop.c */
/* Post mail to the loop that `to` belongs to. */
void http_loop_post(struct http_server *server, struct mail *mail);
/* The connection, or NULL if it has ended. */
struct conn *http_loop_find(struct loop *loop, struct http_stream_id id);
/* Work on it again before sleeping. */
void http_loop_again(struct conn *c);
/* Like "Wed, 25 Nov 2026 03:40:31 GMT", of this second. */
struct str http_loop_date(struct loop *loop);

/* peers.c */
/* May one more connection of this address be open?  Counts it if so. */
bool http_peers_enter(struct http_server *server, const struct in6_addr *address);
void http_peers_leave(struct http_server *server, const struct in6_addr *address);
/* What is counted as one: an IPv4 address, an IPv6 /64. */
struct in6_addr http_peers_key(const struct in6_addr *from);

#endif
