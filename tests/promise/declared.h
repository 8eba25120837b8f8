// SPDX-License-Identifier: Apache-2.0
/* declared.h -- ops.txt, pages.txt, facts.txt and text.tsv as an outsider reads them: who may ask
 * for what, and in which words.
 * Its own small reader, on purpose: what the program was generated from is judged against what a
 * person reads in the files. */
#ifndef PROMISE_DECLARED_H
#define PROMISE_DECLARED_H

#include "base/arena.h"

enum { DECLARED_MAX = 200, TEXTS_MAX = 2000, PARTIES_MAX = 8, STAGES_MAX = 12, FIELDS_MAX = 24 };

/* "officer of at", "supervisor above at", "party with secret", "intake not of about", "anyone" */
struct declared_party {
    struct str role; /* or the seat of a person */
    struct str of, above, not_of, once;
    bool with_secret;
};

struct declared_field {
    struct str group, name, type; /* group absent: of the form itself */
    struct str low;               /* of "1..5" */
    bool optional;
};

/* An operation, or a page. */
struct declared {
    struct str room, name, path; /* path: of a page */
    struct str matter;           /* absent: on none */
    struct str amends;           /* the fact that it corrects or makes void; absent */
    struct str stage[STAGES_MAX];
    size_t n_stages;
    struct declared_party party[PARTIES_MAX];
    size_t n_parties;
    struct declared_field field[FIELDS_MAX];
    size_t n_fields;
    bool is_page, is_job;
};

struct declared_matter {
    struct str room, name, url; /* url: the path of its first page */
    struct str person_seats;    /* the rest of its seat line */
};

struct declared_enum {
    struct str room, name, first;
};

struct declared_text {
    struct str key, word[2]; /* Chinese, English */
};

struct declarations {
    struct arena arena;
    struct declared item[DECLARED_MAX];
    size_t n;
    struct declared_matter matter[DECLARED_MAX];
    size_t n_matters;
    struct declared_enum type[DECLARED_MAX];
    size_t n_types;
    struct declared_text text[TEXTS_MAX];
    size_t n_texts;
};

/* Read all rooms that the meson.build of the house lists, and the words of the doors.  False:
 * something cannot be read. */
bool declared_read(struct declarations *d, const char *source);
/* The matter called so, or NULL. */
const struct declared_matter *declared_matter(const struct declarations *d, struct str name);
/* The words of a key; absent. */
struct str declared_words(const struct declarations *d, const char *key, bool english);
/* The first word of an enum, as the room sees it; absent. */
struct str declared_first(const struct declarations *d, struct str room, struct str type);

#endif
