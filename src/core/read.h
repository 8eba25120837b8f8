// SPDX-License-Identifier: Apache-2.0
/* read.h -- the only way from a reference to a personal value.
 * Floor 4.  What an account is shown of others is noted in c->reads; who answers its request
 * has that recorded before a byte leaves (read_record.h). */
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

/* Show the value behind a reference to c->who, if its circle has him, and note that it was shown:
 * not to whoever sits in a person's seat and is let in by that alone, nor what is for anybody.
 * Where it would have to be noted and c->reads is NULL it is HIDDEN.  NOT_FOUND: no such reference;
 * FULL: too much was shown. */
MUST_USE enum status reveal(struct ctx *c, struct veiled v, struct revealed *ret_value);

/* For core's own checks, which say yes or no and show nothing. */

/* What reveal would show; nothing of it is printed, and nothing is noted. */
MUST_USE enum status reveal_unseen(struct ctx *c, struct veiled v, struct revealed *ret_value);
/* Is c->who in the circle, as to matter `m`?  *ret_must: that he was shown what it may know must be
 * recorded.  REFUSED, BROKEN. */
MUST_USE enum status read_circle_allows(struct ctx *c, const struct circle *circle,
                                        const struct matter_row *m, bool *ret_must);
/* Note that a column of an entry was shown to c->who.  REFUSED: nobody takes notes, so it must not
 * be; FULL. */
MUST_USE enum status read_note(struct ctx *c, int64_t entry, const struct read_fact *f,
                               size_t column);
/* Whose account stands behind a reference; 0: nobody's, or erased.  NOT_FOUND: no person. */
MUST_USE enum status read_person(struct ctx *c, struct veiled v, struct person_id *ret_person);
/* An entry with its vault row (zeroed when nothing is hidden), in c->arena.  NOT_FOUND. */
MUST_USE enum status read_entry(struct ctx *c, int64_t entry, struct str *ret_leaf,
                                struct ledger_vault *ret_vault, struct read_fact *ret_fact);
/* The same for whoever needs the fact alone. */
MUST_USE enum status read_stated(struct ctx *c, int64_t entry, const struct read_fact **ret_fact);
/* The circle that may know a personal column of a fact; NULL: none is declared (an officer who
 * acted). */
const struct circle *read_circle(const struct fact *f, const struct column *column);

#endif
