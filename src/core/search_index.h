// SPDX-License-Identifier: Apache-2.0
/* search_index.h -- what the words of an entry leave in the tables by which matters are found.
 * Floor 4.  Private to core.  A row of search_gram is a gram and 32 matters with numbers in a row,
 * one bit each; what a batch adds is kept in memory and written at its end, since requests that
 * come together share most words.
 * Not here: what is looked for (search.h). */
#ifndef CORE_SEARCH_INDEX_H
#define CORE_SEARCH_INDEX_H

#include "core/fact.h"
#include "core/search_gram.h"

enum { SEARCH_BLOCK = 32 };

/* The words of a transaction, until they are written.  Zeroed before search_begin. */
struct search_words {
    struct hash key;
    struct buf posts;
};

/* Read the key from the ledger; nothing is kept yet, or any more. */
MUST_USE enum status search_begin(struct store *ledger, struct arena *a,
                                  struct search_words *words);
/* Give the memory back. */
void search_end(struct search_words *words);
/* The fold of an entry: its words are kept for search_flush; of an erasure, the words of what was
 * erased go.  FULL, BROKEN. */
MUST_USE enum status search_fold(struct store *db, struct arena *a, struct search_words *words,
                                 int64_t entry, const struct read_fact *f);
/* Write what was kept: before the transaction of its entries is committed. */
MUST_USE enum status search_flush(struct store *db, struct search_words *words);

#endif
