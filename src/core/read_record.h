// SPDX-License-Identifier: Apache-2.0
/* read_record.h -- what accounts were shown of hidden fields: noted by reveal() while a request is
 * answered, committed by the one writer before the answer leaves.
 * Floor 4.  A record holds no value.  Whoever sits in a person's seat reads what is his own, and
 * that is not noted; nor is what anybody may see. */
#ifndef CORE_READ_RECORD_H
#define CORE_READ_RECORD_H

#include "base/buf.h"
#include "core/ctx.h"
#include "core/fact.h"

struct core;
struct matter_row;

/* What was shown while one request is answered.  Zeroed: nothing. */
struct reads {
    struct buf notes; /* of struct read_note; outlives what the request's arena gives back */
};

/* A column of an entry, whose words an account was shown. */
struct read_note {
    int64_t matter; /* the entry's own; 0: none */
    int64_t entry;
    const struct fact *fact;
    size_t column; /* its committed column */
};

/* Note it.  FULL: there is no room, and it must not be shown. */
MUST_USE enum status reads_note(struct reads *r, const struct read_note *note);
bool reads_any(const struct reads *r);
/* Forget all that was noted, and give its memory back. */
void reads_close(struct reads *r);

/* One record: a matter and what of it was shown. */
struct read_row {
    int64_t matter;
    struct str fields; /* "17:appeal.filed:words,who.name 21:appeal.answered:words" */
};

/* The records of one request on their way to the ledger's file.  The caller owns it and its memory
 * until `done` was called. */
struct read_call {
    struct who who;
    struct str door; /* the address that was asked, and as what: "/appeal csv" */
    bool shown;      /* the party is told of it */
    int64_t at;      /* ms UTC */
    struct read_row *row;
    size_t n;
    void (*done)(struct read_call *call); /* on the writer's thread; must be short */
    void *of;                             /* the caller's */
    enum status status;                   /* OK: they are durable; FULL, BUSY: none of them is */
    struct read_call *next;
};

/* Make the records of what was noted: one a matter, in c->arena; who, when, and whether the party
 * is told are c's.  FULL. */
MUST_USE enum status reads_make(struct ctx *c, const struct reads *r, struct read_call *call);
/* Hand them to the writer, which commits those of many readers together, also while the node takes
 * no operations.  BUSY: its queue is full or the node stops; `done` is then not called. */
MUST_USE enum status reads_submit(struct core *core, struct read_call *call);
/* On the writer's thread, inside its transaction: insert what these calls (linked by next) bring.
 */
MUST_USE enum status reads_insert(struct store *db, const struct read_call *first, struct arena *a);

#endif
