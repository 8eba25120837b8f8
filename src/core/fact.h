// SPDX-License-Identifier: Apache-2.0
/* fact.h -- a fact on its way into an entry and back: columns, values, commitments.
 * Floor 4.  Bytes: docs/LEDGER.md.  Not here: order, batches, the tree (ledger.h). */
#ifndef CORE_FACT_H
#define CORE_FACT_H

#include "base/json.h"
#include "core/ctx.h"

/* Committed columns, in order: the envelope; `auth` if the fact is heavy; then each kept field: a plain one makes one
 * column, a list two (its length "photo.n", then "photo"), a group its length "claim.n" and one for each of its fields
 * ("claim.words", a JSON array). */
enum envelope_column {
    COLUMN_NODE, COLUMN_FACT, COLUMN_MATTERS, COLUMN_OFFICE, COLUMN_POST, COLUMN_ACTOR, COLUMN_ACTED, COLUMN_ENTERED,
    COLUMN_OP, COLUMN_BECAUSE, COLUMN_AS_OF, COLUMN_PACK, COLUMN_DUE, N_ENVELOPE_COLUMNS,
};

struct envelope {
    int64_t node;
    int64_t matter[4];      /* its own first, then those that `tag` fields name */
    size_t n_matters;
    struct unit_id office;
    struct str post;        /* absent: none */
    struct person_id actor; /* personal */
    int64_t acted, entered; /* ms UTC */
    struct str op;
    const struct entry_id *because;
    size_t n_because;
    int64_t as_of;          /* -1: none */
    struct str pack;        /* hash in hex, absent: none */
    struct str due;         /* canonical JSON {"clock":ms,...}; absent: no clock starts */
};

/* How many columns are committed, and what one is called. */
size_t fact_n_columns(const struct fact *f);
void fact_put_column(struct buf *to, const struct fact *f, size_t column);

/* Say that something became true of `matter` (0: of none).  `fields` points to the fact's struct, which must live as
 * long as the batch's arena.  Called by decide.c and react.c through generated wrappers.  FULL: too many. */
MUST_USE enum status fact_state(struct ctx *c, const struct fact *f, int64_t matter, const void *fields);

#endif
