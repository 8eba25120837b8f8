// SPDX-License-Identifier: Apache-2.0
/* read.h -- the only way from a reference to a personal value.
 * Floor 4.  Not here: read records (they come with the record of reading). */
#ifndef CORE_READ_H
#define CORE_READ_H

#include "base/json.h"
#include "core/fact.h"
#include "core/party.h"

struct ledger_vault;

enum reveal { REVEAL_SHOWN, REVEAL_HIDDEN, REVEAL_ERASED };

struct revealed {
    enum reveal how;
    const struct field *field; /* of the fact: says how to print it; of an actor a person field */
    const struct fact *fact;   /* whose column it is */
    const struct json *value;  /* SHOWN: in the request's arena; never a list: the item is picked */
};

/* Show the value behind a reference to c->who, if its circle has him.  NOT_FOUND: no such
 * reference. */
MUST_USE enum status reveal(struct ctx *c, struct veiled v, struct revealed *ret_value);

/* For core's own checks, which say yes or no and show nothing. */

/* Whose account stands behind a reference; 0: nobody's, or erased.  NOT_FOUND: no person. */
MUST_USE enum status read_person(struct ctx *c, struct veiled v, struct person_id *ret_person);
/* An entry with its vault row (zeroed when nothing is hidden), in c->arena.  NOT_FOUND. */
MUST_USE enum status read_entry(struct ctx *c, int64_t entry, struct str *ret_leaf,
                                struct ledger_vault *ret_vault, struct read_fact *ret_fact);
/* The circle that may know a personal column of a fact; NULL: none is declared (an officer who
 * acted). */
const struct circle *read_circle(const struct fact *f, const struct column *column);

#endif
