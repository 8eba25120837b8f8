// SPDX-License-Identifier: Apache-2.0
/* value.h -- one value of a record as canonical JSON, and back.
 * Floor 4.  Used for commitments, the vault, receipts and the JSON twins of pages.  Source:
 * docs/LEDGER.md: text, codes, places as strings; int, time (ms), ids as integers; day
 * "2026-03-02"; money and decimal as strings of the scaled integer; hash in hex; enum as its word;
 * file {"blob","media","name","sha256","size"}; absent null. */
#ifndef CORE_VALUE_H
#define CORE_VALUE_H

#include "base/json.h"
#include "core/model.h"

/* One item of the type (for a list: one of its items), never a group. */
void value_put(struct buf *to, const struct field *f, const void *item);
/* The item again; texts point into the arena.  BAD_INPUT when the JSON is of another type. */
MUST_USE enum status value_read(struct arena *a, const struct field *f, const struct json *json,
                                void *ret_item);
/* The whole field of the struct at `base`: null when absent, an array for a list; not for a group.
 */
void value_put_field(struct buf *to, const struct field *f, const void *base);
/* The field into the struct at `base`, with its has flag; null leaves it absent. */
MUST_USE enum status value_read_field(struct arena *a, const struct field *f,
                                      const struct json *json, void *base);

#endif
