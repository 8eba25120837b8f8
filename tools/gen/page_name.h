// SPDX-License-Identifier: Apache-2.0
/* page_name.h -- what a name in a template means: its type, and the C that reads it.
 * Build time only.  Not here: how a value is printed (page_value.c), conditions (page_cond.c). */
#ifndef GEN_PAGE_NAME_H
#define GEN_PAGE_NAME_H

#include "page_text.h"

enum { NAMES_DEEP = 64 };

/* A variable of {{#each}}: a row of a query, a record of a group, or an item of a list. */
struct name_each {
    struct str name;
    const struct record *record; /* NULL: an item */
    const struct field *item;    /* of this list field */
    const char *c_struct;        /* of the record */
};

/* All that can be named where the reader is. */
struct names {
    struct gen_room *room;
    const struct page_def *page; /* NULL in a part */
    const struct record *part;   /* the fields of a part; or NULL */
    const char *part_struct;     /* "appeal_part_claim" */
    struct name_each each[NAMES_DEEP];
    size_t n_each;
};

/* A value: its field, the C expression, and what must be true for it to be there (NULL: nothing).
 */
struct named {
    const struct field *field;
    const char *c, *given;
};

/* A list: what stands in {{#each r in ...}}. */
struct named_list {
    const char *c;             /* an expression with .at and .n */
    const struct query *query; /* many, list; or NULL */
    struct name_each each;     /* without its name */
    const char *type;          /* of an item in C */
};

/* Fail at `at` for a name that is none. */
struct named page_name(const struct names *n, struct str path, struct place at);
struct named_list page_name_list(const struct names *n, struct str path, struct place at);
/* The C condition that something was given: a value that may lack, a row, a list with something in
 * it; of a bool, that it is true. */
const char *page_name_given(const struct names *n, struct str path, struct place at);

#endif
