// SPDX-License-Identifier: Apache-2.0
/* fields.h -- lines of fields and groups into records: the one form that ask, keep, pages and
 * queries share. Build time only. */
#ifndef GEN_FIELDS_H
#define GEN_FIELDS_H

#include "line.h"

/* Where the fields stand; each place allows other clauses and names. */
enum fields_in {
    FIELDS_OP,       /* ask of an operation */
    FIELDS_FACT,     /* keep of a fact */
    FIELDS_PAGE,     /* keep of a page */
    FIELDS_PAGE_ASK, /* ask of a page */
};

/* Of every fact (core/fact.h). */
enum { FIELDS_ENVELOPE_COLUMNS = 13 };

struct fields {
    struct gen_room *room;
    const struct matter *matter; /* whose circles and seats may be named; or NULL */
    enum fields_in in;
    bool open;         /* FACT: its fields stand in clear */
    struct list field; /* of struct field */
    uint8_t step;      /* OP: the page of the form now */
};

/* Read "kind kind, topic code(topic)" behind the word `ask` or `keep`. */
void fields_read(struct fields *to, struct line *l);
/* Read a group: its head (behind the word) at line i, its own lines below. */
void fields_read_group(struct fields *to, const struct list *lines, size_t i);
/* All fields are here: find what they name of each other.  `word` queries are looked for in
 * query.sql. */
struct record fields_end(struct fields *of);
/* The seats of a matter, NULL-terminated; of NULL none. */
const char *const *fields_seats(const struct matter *m);
/* How many committed columns a field makes: a list its length too, a group its length and its
 * fields. */
int fields_columns(const struct field *f);
/* Is it a word of C, which no member may be called? */
bool fields_is_c_word(const char *name);

#endif
