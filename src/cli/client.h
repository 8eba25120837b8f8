// SPDX-License-Identifier: Apache-2.0
/* client.h -- a visitor of a node on this machine: requests over HTTP, cookies kept, forms read.
 * Floor 6.  For scenes and tests: it speaks only to 127.0.0.1 and reads only our own pages. */
#ifndef CLI_CLIENT_H
#define CLI_CLIENT_H

#include "base/arena.h"
#include "base/buf.h"

enum { CLIENT_COOKIES = 8, CLIENT_FIELDS = 64 };

struct client_pair {
    struct str name, value;
    const char *file; /* a path whose bytes are sent under that name; or NULL.  `value` is then how
                         the file is called; empty: as its path says */
};

/* One visitor.  `authority` is what the node answers to. */
struct client {
    struct arena *arena; /* for replies and cookies */
    int port;
    const char *authority;
    struct client_pair cookie[CLIENT_COOKIES];
    size_t n_cookies;
    struct str bearer;    /* a token, sent in place of the cookies; absent: none */
    const char *language; /* Accept-Language; NULL: not said */
    bool is_program;      /* neither cookies nor what a browser says of itself */
};

struct client_reply {
    int status;            /* 200 ... */
    struct str head, body; /* the header lines without the status line */
};

/* Ask for an address ("/appeal?as=json").  `accept` NULL: HTML.  BUSY: nobody answers there, or the
 * answer broke off; FULL. */
MUST_USE enum status client_get(struct client *c, struct str target, const char *accept,
                                struct client_reply *ret_reply);
/* Send a JSON body with an idempotency key (NULL: none), asking for JSON. */
MUST_USE enum status client_json(struct client *c, struct str target, struct str body,
                                 const char *key, struct client_reply *ret_reply);
/* Send the fields of a form as a browser does: multipart when one is a file. */
MUST_USE enum status client_form(struct client *c, struct str target,
                                 const struct client_pair *field, size_t n, const char *accept,
                                 struct client_reply *ret_reply);
/* The same as a program does, with an idempotency key: by files and fields in one multipart body.
 */
MUST_USE enum status client_files(struct client *c, struct str target,
                                  const struct client_pair *field, size_t n, const char *key,
                                  struct client_reply *ret_reply);
/* Pairs as a JSON object, nested at the dots of their names: "claim.1.words". */
void client_put_json(struct buf *to, const struct client_pair *field, size_t n);
/* The value of a header of a reply; absent. */
struct str client_header(const struct client_reply *r, const char *name);
/* The value of the input `name` behind the form whose action is `action`; absent. */
struct str client_hidden(struct str html, struct str action, const char *name);
/* Sign in.  REFUSED: name or password is not right. */
MUST_USE enum status client_login(struct client *c, struct str name, struct str password);
/* Open a matter by number, view code and second secret (absent: none).  REFUSED: they do not match.
 */
MUST_USE enum status client_track(struct client *c, struct str no, struct str view_code,
                                  struct str secret);
/* For somebody signed in: a token for a month and all operations that his account's page offers.
 * REFUSED: none was shown. */
MUST_USE enum status client_token(struct client *c, struct str *ret_token);
/* The same as client_track for a program: *ret_token opens the matter.  REFUSED: they do not match.
 */
MUST_USE enum status client_track_token(struct client *c, struct str no, struct str view_code,
                                        struct str *ret_token);

#endif
