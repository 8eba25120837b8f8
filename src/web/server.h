// SPDX-License-Identifier: Apache-2.0
/* server.h -- what the files of web/ share: the server, its pool, where a request goes.
 * Floor 6, inside web/. */
#ifndef WEB_SERVER_H
#define WEB_SERVER_H

#include "web/visit.h"

#include <pthread.h>

enum { POOL_MAX = 16, LOOPS_MAX = 64, STREAMS_MAX = 1024, HEARD_MAX = 4096, STATUS_MAX = 600 };

/* A reader of a live page. */
struct stream {
    struct http_stream_id id; /* n 0: free */
    const struct page_def *page;
    int64_t matter;
    struct str session; /* cookie, in `room` */
    struct person_id account;
    int64_t party; /* the matter whose view code was given */
    int64_t until; /* ms UTC: when that is over */
    char room[128];
};

struct heard {
    const struct fact *fact; /* NULL: an account's notices changed, or somebody signed out */
    int64_t matter;
    struct person_id account; /* 0: none */
};

struct web_server {
    struct core *core;
    struct http_server *http;
    int n_loops, n_pool;
    pthread_t loop[LOOPS_MAX], pool[POOL_MAX];
    bool stopping;

    pthread_mutex_t lock; /* of the queue, the streams and what was heard */
    pthread_cond_t wake;
    struct visit *first, *last;
    struct stream *stream; /* STREAMS_MAX */
    size_t n_streams;
    struct heard *heard; /* a ring of HEARD_MAX */
    size_t n_heard, heard_at;
    _Atomic(uint64_t) n_replies[STATUS_MAX]; /* by HTTP status */
    _Atomic(uint64_t) *n_shown;              /* by page, in the order of the rooms */
    int64_t opened_at;                       /* ms UTC */
    int64_t swept_at;                        /* when files that wait too long were last removed */
};

/* Let a pool thread run v->run(v), with that thread's reader in v->ctx.db. */
void server_push(struct visit *v, void (*run)(struct visit *v));

/* Remove files that nobody sent, if that was not done this hour. */
void server_sweep(struct web_server *s);

/* Where a request goes. */
enum route_kind { ROUTE_NOWHERE, ROUTE_FIXED, ROUTE_PAGE, ROUTE_FORM };

struct route {
    enum route_kind kind;
    void (*run)(struct visit *v); /* FIXED */
    bool slow;                    /* FIXED: by a pool thread */
    bool is_api;                  /* FIXED: also under /api/v1 */
    const struct page_def *page;
    const struct op *op; /* FORM: its page by GET, the operation by POST */
    int64_t id;
};

/* The route of a path: fixed addresses first, then pages without {id}, operations, the other pages.
 */
struct route route_find(const struct rooms *rooms, struct str path);

/* The same under /api/v1: what takes time goes to the pool; what is only for people is not there.
 */
void api_go(struct visit *v, const struct route *r);

/* What a route does: each answers the request. */
void show_page(struct visit *v); /* v->page, v->id */
/* On a matter's page: the holds that stand on it, and the directives about it. */
void put_influence(struct visit *v, struct page *p, const struct matter_row *row);
/* How many notices are unread, behind the words of their page in the navigation. */
void inbox_put_count(struct visit *v, struct page *p, const struct page_def *page);
/* On a matter's page: what its reader was told and has not seen, which he has seen with that. */
void inbox_put_new(struct visit *v, struct page *p, const struct matter_row *row);
/* Below the list of notices: the button that says they were all read. */
void inbox_put_button(struct visit *v, struct page *p, const void *view);
/* /draft: keep or discard what somebody has typed and not sent. */
void draft_page(struct visit *v);
/* /inbox/read: they were. */
void inbox_read(struct visit *v);
void show_form(struct visit *v);    /* v->op: its form alone */
void ask_begin(struct visit *v);    /* v->op, v->id: a form was sent */
bool ask_may(struct visit *v);      /* may the reader ask for v->op? */
void choose_reply(struct visit *v); /* v->op: what one of its fields may be, by name */
void live_open(struct visit *v);    /* v->page, v->id: its event stream */

/* "/": the doors of this node and today's numbers. */
void home_page(struct visit *v);
/* /track: number and view code open a matter for half an hour. */
void track_page(struct visit *v);
/* /search: matters of all rooms by words that the reader may read. */
void search_page(struct visit *v);
/* /receipt: number and codes of the matter that this visitor has just made. */
void receipt_page(struct visit *v);
/* /verify: is a receipt true?  In the reader's browser, or as the office says. */
void verify_page(struct visit *v);
/* /policy: the keys that may sign for this log, for xiezhi-verify. */
void fixed_policy(struct visit *v);
/* /login: for staff; only where nobody can listen. */
void login_page(struct visit *v);
/* Whoever was signed in before is no longer: go on with this session's cookie, at home. */
void sign_in_with(struct visit *v, struct str cookie);
/* /password: set with activation codes, or changed. */
void password_page(struct visit *v);
/* /account/post: go on in another post. */
void post_page(struct visit *v);
/* The posts to choose from, where there are several. */
void post_put_all(struct visit *v, struct page *p);
/* /login/code: the second step, after second_ask noted whose password was right. */
void second_ask(struct visit *v, const struct login_call *call);
void second_page(struct visit *v);
/* /account/second: turn the second step on or off. */
void account_second(struct visit *v);
/* /logout: here or everywhere. */
void logout_page(struct visit *v);

/* /account: one's own tokens; /account/token makes one, /account/revoke ends one. */
void account_page(struct visit *v);
void account_token(struct visit *v);
void account_revoke(struct visit *v);

/* /receipt/N.tlog-proof: the receipt of entry N, to whom it may be given; and its other forms. */
void fixed_proof(struct visit *v);
/* The text of that receipt, under the head that witnesses cosigned if it reaches so far, else under
 * the newest.  Errors as receipt_make. */
MUST_USE enum status fixed_proof_text(struct visit *v, int64_t entry, struct str *ret_text);
/* /public.atom and /public/feed.json: what was made public and withdrawn, for whoever follows. */
void feed_atom(struct visit *v);
void feed_json(struct visit *v);
/* /receipt/N.qr.svg: origin, index, leaf and address of entry N, to whoever asks. */
void rendered_qr(struct visit *v, int64_t entry);
/* The hash of an entry's leaf, as the public tile has it.  NOT_FOUND beyond the signed log. */
MUST_USE enum status rendered_leaf(struct visit *v, int64_t entry, struct hash *ret_leaf);
/* /checkpoint: the newest signed head of the log. */
void fixed_checkpoint(struct visit *v);
/* /tile/L/N, /tile/L/N.p/W: hashes of the log (C2SP tlog-tiles). */
void fixed_tile(struct visit *v);
/* /openapi.json: this door described for programs. */
void fixed_openapi(struct visit *v);
/* /healthz: does it read and write, how far is it, is there room?  503 when something is not well.
 */
void fixed_health(struct visit *v);
/* /metrics: what it counts of itself (OpenMetrics), told to this machine alone. */
void fixed_metrics(struct visit *v);
/* A page was shown: count it. */
void health_shown(struct web_server *s, const struct page_def *page);
/* /test/clock: move the clock of a node that was started with a false one, wait until it is quiet.
 */
void fixed_clock(struct visit *v);
/* /skin/NAME: style, script, mark. */
void fixed_skin(struct visit *v);
/* /robots.txt: the home page and what is public are for search engines. */
void fixed_robots(struct visit *v);
/* /file/N: a file behind a veiled reference, to its circle. */
void fixed_file(struct visit *v);

/* Facts have come: tell the readers of live pages (a pool thread calls it). */
void live_tell(struct web_server *s, int reader);
/* Somebody signed out: streams whose session is over are ended at once. */
void live_signed_out(struct web_server *s);
/* For core_listen: note a fact, on the writer's thread. */
void live_heard(void *server, const struct fact *f, int64_t matter);
/* For core_listen: the notices of an account changed. */
void live_told(void *server, struct person_id account);
/* For http: a stream has ended. */
void live_ended(void *server, int loop, struct http_stream_id id);

/* Is the page read and answered by a pool thread? */
bool show_is_slow(const struct visit *v, const struct page_def *page);
/* May v read this page?  OK, REFUSED, NOT_FOUND; *row is filled for pages on a matter. */
MUST_USE enum status show_may(struct visit *v, const struct page_def *page, int64_t id,
                              struct matter_row *row);
/* The view of a page as JSON or CSV (twin.c).  BROKEN: the database failed, nothing is to leave. */
MUST_USE enum status twin_json(struct visit *v, const struct page_def *page, const void *view,
                               struct buf *to);
/* Its first list as CSV. */
void twin_csv(struct visit *v, const struct page_def *page, const void *view, struct buf *to);

/* Its first list as cells for RENDER_SHEET. */
void twin_sheet(struct visit *v, const struct page_def *page, const void *view, struct buf *to);
/* The page's first list as .xlsx; answers the request. */
void rendered_sheet(struct visit *v, const struct page_def *page, const void *view);

/* A page's own HTML as PDF, with the QR code of an entry (-1: none); answers the request. */
void rendered_print(struct visit *v, const char *name, struct str html, int64_t entry);

/* The frame around a page's own HTML (frame.c); answers the request.  `row` NULL: on no matter. */
void frame_reply(struct visit *v, struct buf *inner, const struct matter_row *row);
/* A page to print on: its fields are set for this visit. */
struct page frame_page(struct visit *v, struct buf *out);

#endif
