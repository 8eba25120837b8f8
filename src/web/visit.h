// SPDX-License-Identifier: Apache-2.0
/* visit.h -- one request on its way: who asks, in which language, and how it is answered.
 * Floor 6, inside web/.  Lives in the request's arena. */
#ifndef WEB_VISIT_H
#define WEB_VISIT_H

#include "core/page_form.h"
#include "core/party.h"
#include "core/read_record.h"
#include "web/web.h"

enum {
    VISIT_HEADERS_MAX = 12,
    VISIT_PAGE_BYTES = 4 * 1024 * 1024, /* the largest page */
};

#define VISIT_PARTY_MS (30 * 60000LL) /* a view code opens its matter for half an hour */

/* What the sealed cookie of a party says. */
struct visit_party {
    int64_t matter; /* 0: none */
    bool has_secret;
    struct str no, view_code; /* so that the second secret can be asked later */
    struct str key;           /* of the form that made the matter; absent: came by /track */
    int64_t entry;            /* its first entry; -1 */
};

struct visit {
    struct web_server *server;
    struct core *core;
    struct http_request *req;
    struct ctx ctx;
    struct web web;
    enum lang lang;
    bool big; /* letters for older eyes */
    bool wants_json;
    bool is_api;            /* asked under /api/v1: a token in place of cookies, JSON alone */
    bool has_token;         /* and one was shown that holds */
    struct str token_ops;   /* what it may ask for */
    struct http_form query; /* what followed ? */
    struct str session;     /* the cookie, when it is somebody's */
    struct str name;        /* of the account */
    struct visit_party party;
    struct str etag; /* set: whoever fetched the answer may keep it for a while (visit_is_kept) */
    struct http_pair header[VISIT_HEADERS_MAX];
    size_t n_headers;
    int status;          /* of the page to come; 0: 200 */
    const struct op *op; /* the operation asked for, or whose form is shown */
    int64_t id;          /* the matter in the address, 0: none */
    const struct page_def *page;
    union {
        struct op_call call;
        struct login_call login;
    } ask;
    struct reads reads;      /* what reveal showed; committed before the answer leaves */
    struct read_call record; /* of it */
    struct http_reply reply; /* that waits for it; */
    struct str file, media;  /* or the file that does: its name and kind, */
    struct str path;         /* and where it is */
    void (*leave)(struct visit *v);
    void (*run)(struct visit *v); /* what a pool thread does next */
    struct visit *next;
};

/* Who asks and how: cookies or token, language, session.  REFUSED: a token that does not hold;
 * FULL, BROKEN. */
MUST_USE enum status visit_begin(struct visit *v);
/* Of that only who asks: what visit_begin asks, and what an upload is asked before its body is
 * there. REFUSED: a token that does not hold; FULL, BROKEN. */
MUST_USE enum status visit_begin_who(struct visit *v);
/* A value of the address's query; absent: not there. */
struct str visit_query(const struct visit *v, const char *name);
/* A cookie's value. */
struct str visit_cookie(const struct visit *v, const char *name);
/* Set one on the answer; seconds 0: until the browser closes, negative: forget it. */
void visit_set_cookie(struct visit *v, const char *name, struct str value, int seconds);
/* One more header on the answer. */
void visit_add_header(struct visit *v, struct str name, struct str value);
/* What a party may open, sealed until VISIT_PARTY_MS from now; and as its cookie. */
void visit_seal_party(struct visit *v, const struct visit_party *party, struct buf *to);
void visit_set_party(struct visit *v, const struct visit_party *party);
/* Did the browser send this form from one of our own pages?  `about` as given to the form's token.
 */
bool visit_is_own_form(const struct visit *v, struct str token, struct str about);
/* The scheme and authority that this node has for the outside: "http://localhost:8080". */
void visit_put_origin(const struct visit *v, struct buf *to);

/* Take /api/v1 off the front of a path: what follows is a page's or an operation's own address.
 * False: it does not stand there. */
bool visit_is_api(struct str path, struct str *ret_rest);

/* Call `leave`, which answers with what is ready, once it is recorded what hidden fields an account
 * is shown by it: at once if there are none, else on the writer's thread.  Where it cannot be
 * recorded nothing leaves, and the answer is 507 or 503 instead.  Whatever could hold a hidden
 * field is answered through here; all functions below do so. */
void visit_leave(struct visit *v, void (*leave)(struct visit *v));

/* The answer says what everybody may read and no more, and `newest` is the entry after which
 * nothing in it has changed: whoever shows nothing of himself may keep it for a while, without a
 * cookie.  True: the asker has it still; that was the answer. */
bool visit_is_kept(struct visit *v, int64_t newest);

/* Answers.  The request is gone after each. */
void visit_reply(struct visit *v, struct str media, struct buf *body); /* takes the buffer over */
void visit_reply_text(struct visit *v, int status, struct str media, struct str text);
void visit_see_other(struct visit *v, struct str address);
/* A page of words that says what to do, or a problem: 400, 403, 404, 503 ... by status. */
void visit_reply_error(struct visit *v, int status);
/* The same with a reason of its own, a text key; for programs, which can tell reasons apart. */
void visit_reply_reason(struct visit *v, int status, const char *reason);
/* What was sent could not be granted (v->web.last says why), as problem details (RFC 9457). */
void visit_reply_problem(struct visit *v);
/* The HTTP status that an outcome has. */
int visit_status_of(enum status s);

#endif
