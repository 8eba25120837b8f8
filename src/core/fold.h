// SPDX-License-Identifier: Apache-2.0
/* fold.h -- what an entry does to the tables: core's first (matter, seat, clock, act), then its
 * room's.
 * Floor 4.  The only writer of derived tables; reads the entry and the tables, never a clock, a
 * pack; of a value of the vault only its words reach a table, as grams.  Live operations, catching
 * up and rebuilding all go through here. */
#ifndef CORE_FOLD_H
#define CORE_FOLD_H

#include "core/search_index.h"

/* Fold entry number `entry` inside the caller's transaction.  `vault` is absent when nothing is
 * hidden; `words` keeps those of its texts for fold_end. ret_fact (may be NULL) tells what was
 * read.  BROKEN: the entry or the tables are not what a writer of ours makes. */
MUST_USE enum status fold_entry(struct store *db, struct arena *a, const struct rooms *rooms,
                                int64_t entry, struct str leaf, struct str vault,
                                struct search_words *words, struct read_fact *ret_fact);
/* The transaction's entries are folded, up to that one: write so, and what was kept for its end. */
MUST_USE enum status fold_end(struct store *db, struct search_words *words, int64_t folded);
/* Fold at most `max` entries that the state behind `into` lacks, in one transaction, and say how
 * many there were. */
MUST_USE enum status fold_forward(struct store *from, struct store *into, const struct rooms *rooms,
                                  int64_t max, int64_t *ret_n);
/* Fold what the ledger behind `from` has and the state behind `into` (mostly the same connection)
 * lacks, some thousand entries a transaction, and say up to where.  `told` (may be
 * NULL) hears of progress. */
MUST_USE enum status fold_catch_up(struct store *from, struct store *into,
                                   const struct rooms *rooms,
                                   void (*told)(int64_t done, int64_t all), int64_t *ret_folded);

#endif
