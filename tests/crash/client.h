// SPDX-License-Identifier: Apache-2.0
/* client.h -- a browser's part in the crash tests: one connection, one question at a time.
 * Not here: what is asked (load.h), whether it was right (judge.h). */
#ifndef TEST_CLIENT_H
#define TEST_CLIENT_H

#include "base/arena.h"
#include "base/buf.h"

struct client {
    int port, fd; /* fd -1: not connected */
    struct buf in;
};

/* One answer, in the client's buffer until the next question. */
struct answer {
    int status;
    struct str head, body;
};

void client_init(struct client *c, int port);
void client_close(struct client *c);
/* Send the bytes of a whole request and read its answer.  False: no whole answer came, nobody knows
 * whether it was done; the connection is closed. */
bool client_ask(struct client *c, struct str request, struct answer *ret_answer);
/* Send, and wait for nothing. */
bool client_send(struct client *c, struct str request);
/* The answer to what was sent. */
bool client_hear(struct client *c, struct answer *ret_answer);
/* Read until `mark` has come `times` times or the other side ends: how often it came. */
int client_count(struct client *c, const char *mark, int times);
/* A GET; cookies may be "". */
bool client_get(struct client *c, const char *path, const char *cookies, struct answer *ret_answer);
/* A form, urlencoded already; another site's page could not have sent it. */
bool client_post(struct client *c, const char *path, const char *cookies, struct str form,
                 struct answer *ret_answer);
/* What the answer sets as cookie, without its attributes: "" if it does not. */
void answer_cookie(const struct answer *a, const char *name, char *ret_value, size_t room);
/* The hidden token of the form in a page: "" without one. */
void answer_token(const struct answer *a, char *ret_token, size_t room);
/* The session cookie of somebody who signs in; false if it did not work. */
bool client_login(struct client *c, const char *name, const char *password, char *ret_cookies,
                  size_t room);

#endif
