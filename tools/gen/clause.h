// SPDX-License-Identifier: Apache-2.0
/* clause.h -- a declaration cut into its clauses, which stand on the head line or below it.
 * Build time only. */
#ifndef GEN_CLAUSE_H
#define GEN_CLAUSE_H

#include "line.h"

/* The words that begin a clause of a declaration, NULL-terminated. */
struct clause_words {
    const char *const *inline_word; /* anywhere: by on state ... */
    const char *const *line_word; /* only at the start of a line, whose whole it takes: ask keep ...
                                   */
    const char *known;            /* the sentence for a word that is neither */
};

struct clause {
    struct line line; /* its words; line.t.next stands behind the first */
    size_t i;         /* the line in the file: what stands deeper below belongs to a group */
};

/* The clauses of the block at line i, whose head's first n_head words (`op answer`) are passed
 * over. */
struct list clause_cut(const struct list *lines, size_t i, size_t n_head,
                       const struct clause_words *words);
/* The i-th clause if it begins with this word, or NULL; an inline clause is then read to its end by
 * the caller. */
struct line *clause_is(const struct list *clauses, size_t i, const char *word);
/* Is it one of the words? */
bool clause_has_word(const char *const *words, struct str word);

#endif
