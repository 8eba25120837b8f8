// SPDX-License-Identifier: Apache-2.0
/* op.h -- one thing somebody outside may ask for, from the door to the one writer and back with a
 * receipt.
 * Floor 4.  Checks in this order: form, by, on, hold, within, not by, lines of each, refuse when;
 * then decide. */
#ifndef CORE_OP_H
#define CORE_OP_H

#include "base/hash.h"
#include "core/form.h"

struct core;

/* An operation asked for.  The caller owns it and its memory until `done` was called. */
struct op_call {
    const struct op *op;
    struct who who;
    int64_t matter;        /* 0: none */
    const void *input;     /* the struct of the operation, read by form_read */
    struct form form;      /* as typed: bound to the idempotency key */
    struct str scope, key; /* idempotency: scope is the account or the visitor; key 16..64 of
                              [A-Za-z0-9_-] */
    bool has_draft;        /* a draft of it is kept for this account: it goes */
    struct list because;   /* of struct entry_id: what it follows from (rows of a table); or none */
    int64_t as_of;         /* with `because`: see ctx.h */
    int64_t arrived;       /* ms UTC: when the last byte came; deadlines are judged by it */
    struct arena *arena;   /* for what comes back */
    void (*done)(struct op_call *call); /* on another thread; must be short */
    void *of;                           /* the caller's */

    /* what comes back */
    enum status status; /* OK, REFUSED, CONFLICT, BAD_INPUT, NOT_FOUND, BUSY, FULL, BROKEN */
    struct why why;     /* REFUSED */
    struct list errors; /* BAD_INPUT: struct form_error, found only by the writer (lines of each) */
    int64_t entry;      /* OK: the first entry it made; REFUSED: the refusal's, or -1 */
    int64_t made;       /* OK: the matter (made or acted on) */
    struct str no;      /* OK: its number */
    struct str view_code, secret; /* OK, when it made a matter with a coded seat: shown to the filer
                                     only */
    struct str receipt;           /* OK, REFUSED with entry: the .tlog-proof, signed by the node */
    bool again;     /* the key was used before with the same body: nothing new happened */
    bool may_stand; /* FULL, BUSY: all the same an entry may hold it; the same key will tell */
    struct op_call *next; /* the queue's, as is: */
    size_t n_typed;       /* bytes of the form */
    int64_t queued_us;    /* when it came, on a steady clock */
};

/* The kind of matter that it acts on, or else that it makes; NULL: none. */
const struct matter *op_matter(const struct op *op);

/* Hand it to the writer.  BUSY when the queue is full or the node may not write, FULL when the
 * call's arena has no room for an answer; `done` is then not called. */
MUST_USE enum status op_submit(struct core *core, struct op_call *call);

#endif
