// SPDX-License-Identifier: Apache-2.0
/* erase_in.h -- the entries of a matter, looked through for what an erasure takes.
 * Floor 4.  Private to erase.c and erase_step.c. */
#ifndef CORE_ERASE_IN_H
#define CORE_ERASE_IN_H

#include "core/erase.h"
#include "core/vault.h"

enum { ERASE_ENTRIES = 20 }; /* of one step */

/* One entry and what is to go of it. */
struct erase_place {
    int64_t entry;
    struct read_fact fact;
    struct receipt_column *column; /* its hidden columns */
    size_t n, n_gone;
    bool gone[LIMIT_FACT_COLUMNS]; /* by number among the hidden */
};

/* Entries in which there is something. */
struct erase_walk {
    const struct erase_scope *scope;
    int64_t entry[ERASE_ENTRIES];
    size_t n;
};

/* What is to go of an entry of the matter, or of the table from which the matter came. */
MUST_USE enum status erase_look(struct ctx *c, const struct erase_scope *scope, int64_t entry,
                                struct erase_place *ret_place);
/* Look through the matter's entries from `from` on until the walk is full. */
MUST_USE enum status erase_walk(struct ctx *c, struct erase_walk *w, int64_t from);

#endif
