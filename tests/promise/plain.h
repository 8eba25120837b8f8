// SPDX-License-Identifier: Apache-2.0
/* plain.h -- somebody with a plain client: no script, no knowledge of addresses.  Pages are read,
 * links followed by their words, forms filled in by their labels and sent by their buttons. */
#ifndef PROMISE_PLAIN_H
#define PROMISE_PLAIN_H

#include "declared.h"
#include "html.h"
#include "promise.h"

enum { PLAIN_TYPED = 32 };

struct plain {
    struct promise *p;
    const struct declarations *said;
    struct client client;
    bool english; /* in which language words are looked for */
    struct arena arena;
    struct str address;        /* of the page */
    struct client_reply reply; /* the page as it came */
    struct html page;          /* no nodes: it is none */
    struct {
        int node;
        struct str value;
        const char *file;
    } typed[PLAIN_TYPED]; /* in fields of this page */
    int n_typed;
};

void plain_init(struct plain *v, struct promise *p, const struct declarations *said,
                struct client client, bool english);
void plain_close(struct plain *v);
/* Go to an address, wherever it leads; a page is read, what is none is kept as reply.  All that
 * goes wrong here and below is a failed check; false then. */
bool plain_go(struct plain *v, struct str address);
/* The link with these words (of this key). */
int plain_link(struct plain *v, struct str words);
bool plain_follow(struct plain *v, struct str words);
/* The words of a key in the visitor's language. */
struct str plain_words(const struct plain *v, const char *key);
/* Type into, or choose in, the nth field that has this label; a file's value is its path. */
void plain_fill(struct plain *v, const char *label, int nth, struct str value);
/* Tick the choice with these words in the nth fieldset of this legend. */
void plain_choose(struct plain *v, const char *legend, int nth, struct str words);
/* The first button with the words of this key: its form is sent as it stands. */
bool plain_press(struct plain *v, const char *key);
/* How many buttons have these words; how many fields have this label. */
int plain_count(struct plain *v, const char *tag, const char *key);
/* Does the page say so? */
bool plain_shows(struct plain *v, struct str words);

#endif
