// SPDX-License-Identifier: Apache-2.0
/* token.h -- a line of the small languages, cut into words.
 * Floor 0.  Used by the generator for what rooms declare and by the program for what packs declare.
 * A word ends at a blank, a comma or a sign of comparison; what stands in parentheses right behind
 * it belongs to it. */
#ifndef BASE_TOKEN_H
#define BASE_TOKEN_H

#include "base/arena.h"

struct token {
    struct str word;   /* "code", ",", "?", "*", "=", "->", "1..5" */
    struct str inside; /* of code(topic): "topic"; absent without parentheses */
};

struct tokens {
    const struct token *at;
    size_t n, next;
    char wrong[240]; /* after BAD_INPUT: what is wrong and what would be right */
};

/* Cut a line; ret_tokens points into it.  BAD_INPUT for an unclosed parenthesis; FULL.  `wrong` is
 * always set. */
MUST_USE enum status token_cut(struct arena *a, struct str line, struct tokens *ret_tokens);
/* The word that comes next; absent at the end. */
struct str token_peek(const struct tokens *t);
/* Is it this word, without parentheses?  token_take moves behind it if so. */
bool token_is(const struct tokens *t, const char *word);
bool token_take(struct tokens *t, const char *word);
/* The next token, and behind it; an absent word at the end. */
struct token token_next(struct tokens *t);
/* [a-z][a-z0-9_]*, at most 40 bytes. */
bool token_is_name(struct str word);
/* The row of a pack: HOT-03. */
bool token_is_row(struct str word);
/* Write the sentence and return BAD_INPUT. */
__attribute__((format(printf, 2, 3))) enum status token_wrong(struct tokens *t, const char *format,
                                                              ...);
/* A copy as a C string.  FULL. */
MUST_USE enum status token_text(struct arena *a, struct str word, const char **ret_text);
/* The words of "id to" as an array of C strings, NULL-terminated.  FULL. */
MUST_USE enum status token_words(struct arena *a, struct str inside, const char *const **ret_words,
                                 size_t *ret_n);

#endif
