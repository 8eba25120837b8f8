// SPDX-License-Identifier: Apache-2.0
/* receipt_check.h -- a receipt that somebody brings, judged by the office for who has no script.
 * Floor 4.  A convenience, never a proof: whoever asks must believe the office.  The judgement that
 * counts is xiezhi-verify's, and in the browser skin/receipt.js.  Source: docs/LEDGER.md. */
#ifndef CORE_RECEIPT_CHECK_H
#define CORE_RECEIPT_CHECK_H

#include "base/arena.h"
#include "base/buf.h"

struct core;

enum { RECEIPT_CHECK_BYTES = 512 * 1024 }; /* what the office takes; the browser takes 8 MiB */

enum receipt_state { RECEIPT_CLOSED, RECEIPT_OPENED, RECEIPT_ERASED };

struct receipt_field {
    struct str name, value; /* value: canonical JSON of an opened one */
    enum receipt_state state;
};

/* What a receipt says when it holds; `why` alone when it is refuted. */
struct receipt_told {
    const char *why; /* one of receipt_whys */
    struct str origin, kind;
    uint64_t index, size;
    unsigned n_witness, n_witness_keys, quorum;
    struct str witness[64]; /* names of those who signed */
    bool kind_proved, has_entered;
    int64_t entered; /* ms UTC */
    unsigned act;    /* which act of the matter whose key it carries; 0: without a key */
    struct receipt_field *field;
    size_t n;
};

/* The keys of the words for every reason to refute, here and in skin/receipt.js: the name there is
 * what stands behind the last dot. */
extern const char *const receipt_whys[];
extern const size_t receipt_n_whys;

/* The policy of this node: its file, as it is to be handed out.  NOT_FOUND, FULL. */
MUST_USE enum status policy_text(const struct core *core, struct arena *a, struct str *ret_text);
/* Judge `text` by `policy`.  OK; REFUSED with ret_told->why; FULL. */
MUST_USE enum status receipt_check(struct arena *a, struct str policy, struct str text,
                                   struct receipt_told *ret_told);

#endif
