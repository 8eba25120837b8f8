// SPDX-License-Identifier: Apache-2.0
/* cond.h -- conditions of the small languages: f | not f | f = v, joined by and, or.
 * Floor 0.  `and` binds closer than `or`; there are no parentheses (a part of FEEL).  Not here: is
 * it true now? */
#ifndef BASE_COND_H
#define BASE_COND_H

#include "base/field.h"
#include "base/token.h"

enum cond_kind { COND_GIVEN, COND_COMPARE, COND_NOT, COND_AND, COND_OR };
enum cond_compare { COMPARE_EQ, COMPARE_NE, COMPARE_LT, COMPARE_LE, COMPARE_GT, COMPARE_GE };
enum operand_kind {
    OPERAND_FIELD,  /* word: a field of the form or fact */
    OPERAND_SEAT,   /* word: a seat of the matter */
    OPERAND_WORD,   /* word: a value as written: an enum's word, a code */
    OPERAND_NUMBER, /* number; of money in fen, of a decimal scaled */
    OPERAND_TODAY,  /* the Beijing day of the act */
    OPERAND_NOW,    /* the act time */
    OPERAND_ME,     /* the acting person */
    OPERAND_OFFICE, /* the acting person's unit */
};

struct operand {
    enum operand_kind kind;
    const char *word;
    int64_t number;
};

struct cond {
    enum cond_kind kind;
    enum cond_compare compare;
    struct operand left, right; /* GIVEN: left only */
    const struct cond *a, *b;   /* NOT: a; AND, OR: both */
};

/* Read a condition up to a comma or the end of t.  Plain words are FIELD on the left and WORD on
 * the right until cond_bind.  BAD_INPUT with the sentence in t->wrong; FULL. */
MUST_USE enum status cond_read(struct arena *a, struct tokens *t, const struct cond **ret_cond);
/* A copy of c whose words are found: fields of `record`, `seats` (NULL-terminated, or NULL), values
 * of the left side's type.  BAD_INPUT with the sentence in t->wrong for a word that is none of
 * these; FULL. */
MUST_USE enum status cond_bind(struct arena *a, const struct cond *c, const struct record *record,
                               const char *const *seats, struct tokens *t,
                               const struct cond **ret_cond);

#endif
