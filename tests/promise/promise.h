// SPDX-License-Identifier: Apache-2.0
/* promise.h -- what the tests of the promises share: a seed, a tally, people, the node's files read
 * by an outsider with SQLite's own calls. */
#ifndef PROMISE_PROMISE_H
#define PROMISE_PROMISE_H

#include "base/json.h"
#include "cli/trial.h"

#include <sqlite3.h>

struct promise {
    const char *name;    /* "P4" */
    const char *program; /* xiezhi or xiezhi-test */
    const char *verifier;
    const char *source; /* the root of the house */
    const char *build;  /* the build folder */
    uint64_t random;
    int n_checked, n_failed;
    struct trial trial;
    char pack[96]; /* a pack of its own: the demonstration's, with more people */
};

/* argv: PROGRAM VERIFIER SOURCE BUILD [SEED].  Exits with 2 and a sentence when they are missing.
 */
void promise_begin(struct promise *p, const char *name, int argc, char **argv);
/* Ends the node, prints the tally; what main returns. */
int promise_end(struct promise *p);
/* Count a check; print the sentence when it does not hold. Returns whether it does. */
__attribute__((format(printf, 3, 4))) bool promise_check(struct promise *p, bool holds,
                                                         const char *sentence, ...);
/* 0..n-1 */
int promise_dice(struct promise *p, int n);

/* Open p->trial at this moment ("2026-03-02 09:00") with the pack of its own; `people` are more
 * rows for its people.tsv.  Exits when it does not go. */
void promise_open(struct promise *p, const char *moment, const char *people);
/* Somebody of the pack, signed in; the password of all further people is `demo-more-1`. */
struct client promise_person(struct promise *p, const char *login);
/* Ask for an operation with a JSON body; the key is new each time. */
struct client_reply promise_ask(struct promise *p, struct client *c, const char *path,
                                const char *body);
/* A number, or a text, of the JSON of a reply; -1, absent. */
int64_t promise_int(struct promise *p, const struct client_reply *r, const char *member);
struct str promise_text(struct promise *p, const struct client_reply *r, const char *member);
/* A matter that a citizen filed. */
struct promise_matter {
    int64_t id;
    struct str no, view_code, secret;
};
struct promise_matter promise_file(struct promise *p, const char *body);

/* One of the node's two files, opened beside the server; `name` is "ledger" or "state". */
sqlite3 *promise_db(struct promise *p, const char *folder, const char *name, bool to_write);
/* The first column of the first row; -1 when there is none. */
int64_t promise_number(sqlite3 *db, const char *sql);
/* Copy a folder (cp -a); remove one. */
void promise_copy(struct promise *p, const char *from, const char *to);
void promise_remove(const char *folder);
/* Run a command of the program on a folder: its exit code; its words in *said. */
int promise_command(struct promise *p, const char *command, const char *folder, const char *more,
                    struct buf *said);

#endif
