// SPDX-License-Identifier: Apache-2.0
/* gram.h -- the words of a text, as they are looked for: one unit for each word of a script with
 * blanks, one for each character of a script without.
 * Floor 0.  Pure.  Upper and lower case, full and half width are the same; in what holds a digit,
 * 0 and O, 1, I and L are (they are read out over the phone).  Not here: where texts are found
 * (core/search.h). */
#ifndef BASE_GRAM_H
#define BASE_GRAM_H

#include "base/str.h"

enum {
    GRAM_BYTES = 64,   /* of a unit; what is longer is cut */
    GRAM_TAIL_MIN = 4, /* digits by which a number is found from its end */
    GRAM_TAIL_MAX = 8,
};

struct gram {
    size_t at, end; /* where it stands in the text: bytes */
    bool is_wide;   /* a character of its own: Chinese, Japanese, Korean */
    bool is_joined; /* nothing stands between it and the unit before */
    bool has_digit;
    size_t n;
    char form[GRAM_BYTES];
};

/* A text being read.  Bytes that are no UTF-8 are passed over. */
struct gram_reader {
    struct str text;
    size_t at;
};

/* The next unit, or false at the end. */
bool gram_next(struct gram_reader *r, struct gram *ret_gram);
/* Its form as a string, as long as the unit stays. */
struct str gram_form(const struct gram *g);
/* Does one stand for the other in a text: the same form, or the end of a number? */
bool gram_fits(const struct gram *wanted, const struct gram *found, bool tail);
/* Do these n units stand side by side somewhere in the text?  From where to where.  A single unit
 * of digits is also found at the end of a longer one. */
bool gram_find(struct str text, const struct gram *wanted, size_t n, size_t *ret_at,
               size_t *ret_end);
/* Words that stand in nearly every English sentence: no text is looked for by them alone. */
bool gram_is_empty(const struct gram *g);

#endif
