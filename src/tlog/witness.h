// SPDX-License-Identifier: Apache-2.0
/* witness.h -- what a log asks of a witness, and how a witness judges it.
 * Floor 1.  Pure.  Not here: keys and their signatures (note.h), who is trusted, what is kept
 * (main/witness.c).
 * Source: c2sp.org/tlog-witness, add-checkpoint. */
#ifndef TLOG_WITNESS_H
#define TLOG_WITNESS_H

#include "tlog/checkpoint.h"
#include "tlog/proof.h"

enum { TLOG_WITNESS_PROOF_MAX = 63 };

/* The body of add-checkpoint. */
struct tlog_add {
    uint64_t old_size;
    struct tlog_proof proof; /* from old_size to the checkpoint's */
    struct str note;         /* the signed checkpoint, unread */
};

/* A size and its root. */
struct tlog_head {
    uint64_t size;
    struct hash root;
};

/* What a witness answers: a status of HTTP, and a sentence unless it is 200. */
struct tlog_verdict {
    int code;
    const char *why;
};

/* Take a body apart; the note points into it.  BAD_INPUT for anything but "old N", at most
 * TLOG_WITNESS_PROOF_MAX hashes a line each, an empty line and what follows; FULL. */
MUST_USE enum status tlog_add_read(struct arena *a, struct str body, struct tlog_add *ret_add);
void tlog_add_put(struct buf *to, const struct tlog_add *add);

/* May a witness that last cosigned `latest` (size 0 and the empty root: none yet) cosign `c`, whose
 * signature it has verified?  200; 400 old size over the checkpoint's; 409 another old size than
 * the latest; 422 a root or proof that does not fit. */
struct tlog_verdict tlog_witness_judge(struct tlog_head latest, const struct tlog_add *add,
                                       const struct tlog_checkpoint *c);

/* "N\n", the body of a 409.  BAD_INPUT for anything else. */
MUST_USE enum status tlog_conflict_read(struct str body, uint64_t *ret_size);

#endif
