// SPDX-License-Identifier: Apache-2.0
/* erase.h -- what an erasure takes from a matter, and the job that takes it.
 * Floor 4.  Private to core.  Not here: who may ask for one, and when (erase/). */
#ifndef CORE_ERASE_H
#define CORE_ERASE_H

#include "core/core.h"

/* What is to go: of the whole matter every personal value, and who acted where that is a party of
 * it; else the fields, which the pack names "appeal-filed-who-name". */
struct erase_scope {
    int64_t about; /* the matter */
    bool whole;
    struct list field; /* of struct str */
};

/* Is the matter open, or one that its entries touch, or the table from which it came?  Erasures do
 * not count. */
MUST_USE enum status erase_is_open(struct ctx *c, int64_t about, bool *ret_open);
/* OK: there is something of that in the matter; NOT_FOUND. */
MUST_USE enum status erase_finds(struct ctx *c, const struct erase_scope *scope);
/* The fact and the column ("appeal.filed", "who.name") that a field of the pack means.  NOT_FOUND:
 * no room keeps such a personal field. */
MUST_USE enum status erase_field_find(const struct rooms *rooms, struct str field);
/* One step of the erasure that was begun first: some entries, or, when nothing is left of it, the
 * logs are emptied and it ends.  NOT_FOUND: none is running. */
MUST_USE enum status erase_step(struct core *core, struct store *db, struct arena *a);

#endif
