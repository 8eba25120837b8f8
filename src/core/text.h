// SPDX-License-Identifier: Apache-2.0
/* text.h -- every word that a person reads, in Chinese and in English.
 * Floor 4.  Rows come from text.tsv (key, zh, en); the generator proves that both are there, that
 * placeholders agree and that no key is unused.  {n} is filled by name; {due:left} is formatted;
 * English "one|many" is picked by {n}. */
#ifndef CORE_TEXT_H
#define CORE_TEXT_H

#include "base/buf.h"

enum lang { LANG_ZH, LANG_EN, N_LANGS };

struct text {
    const char *key;
    const char *word[N_LANGS];
};

/* The program's own.  Generated, sorted by key (bytes). */
extern const struct text text_rows[];
extern const size_t text_n_rows;

enum text_as { TEXT_PLAIN, TEXT_DATE, TEXT_MOMENT, TEXT_LEFT, TEXT_AGO, TEXT_CAPITAL, TEXT_MASK };

/* What fills {name}: a text, or a number (also counts for "one|many"), or a moment with a format.
 */
struct text_arg {
    const char *name;
    struct str text; /* absent: number is meant */
    int64_t number;
};

/* From now on the words are these n rows, sorted by key: the program's own with those of the node's
 * pack (core/pack.h); n = 0: the program's own.  While no other thread asks for words; the rows are
 * kept by the caller. */
void text_use(const struct text *row, size_t n);
/* The codes of a table are the rows TABLE.CODE: the first one (`after` NULL) or the one behind
 * `after`, with its code; NULL behind the last. */
const struct text *text_next_code(const char *table, const struct text *after,
                                  struct str *ret_code);
/* The row of a key, or NULL. */
const struct text *text_find(struct str key);
/* Write the words of a key; a missing key is written as itself in brackets (the generator prevents
 * it). */
void text_put(struct buf *to, enum lang lang, struct str key, const struct text_arg *arg,
              size_t n_args);
/* The words of a key as a name: without its gaps and what stands beside them ("Request {no}");
 * nothing for a key without words. */
void text_put_plain(struct buf *to, enum lang lang, struct str key);

#endif
