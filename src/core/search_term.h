// SPDX-License-Identifier: Apache-2.0
/* search_term.h -- what somebody typed, as terms, each with the lists in which its matters stand.
 * Floor 4.  Private to core.  Only circles are asked in which the reader could be at all. */
#ifndef CORE_SEARCH_TERM_H
#define CORE_SEARCH_TERM_H

#include "core/search.h"
#include "core/search_walk.h"

enum { SEARCH_TERM_UNITS = 24, SEARCH_CODES = 12 };

struct search_term {
    struct gram unit[SEARCH_TERM_UNITS]; /* side by side */
    size_t n;
    struct search_any any; /* no group: only a text can tell */
    size_t n_text;         /* of the groups, the first ones: in texts */
    struct str digits;     /* a number or its end, without dashes; absent: it is none */
    const struct text *code[SEARCH_CODES]; /* codes and units that are called so */
    int64_t gram[SEARCH_CODES];            /* and their grams */
    size_t n_codes;
};

struct search_terms {
    struct search_term *at;
    size_t n;
    const char *why; /* BAD_INPUT: a text key */
};

/* Read what was typed.  BAD_INPUT, FULL, BROKEN. */
MUST_USE enum status search_read(struct ctx *c, const struct hash *key, struct str words,
                                 struct search_terms *ret_terms);
/* Could the reader be one of the parties, of whatever matter? */
MUST_USE enum status search_could(struct ctx *c, const struct party *p, bool *ret_could);
/* The digits of a matter's number, or of its end, as they were read out; absent: it is none. */
MUST_USE enum status search_digits(struct arena *a, struct str typed, struct str *ret_digits);

#endif
