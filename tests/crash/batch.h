// SPDX-License-Identifier: Apache-2.0
/* batch.h -- transactions over ledger and state as the server makes them, and what must be true of
 * them. */
#ifndef TEST_BATCH_H
#define TEST_BATCH_H

#include "store/store.h"

/* A writer with its tables in `folder`. */
enum status batch_open(const char *folder, struct buf *why, struct store **ret_db);
/* A reader of what batch_open made. */
enum status batch_open_reader(const char *folder, struct store **ret_db);
/* One transaction: entries from+1..to, folded into the state; commits.  After an error it is rolled
 * back. */
enum status batch_write(struct store *db, int64_t from, int64_t to);
/* Fold entries that the state has not. */
enum status batch_catch_up(struct store *db);
/* The last entry, and the last that the state has folded. */
enum status batch_last(struct store *db, int64_t *ret_ledger, int64_t *ret_state);
/* NULL, or what is wrong: entries are 1..n without a hole and say what they should, the state is
 * exactly what the entries up to its cursor make, both files are sound. */
const char *batch_wrong(struct store *db);

#endif
