// SPDX-License-Identifier: Apache-2.0
/* receipt.h -- the .tlog-proof of one entry: its place in the log, and the values its holder may
 * know.
 * Floor 4.  Used by the sealer just after a commit and by receipt_make (core.h) later.  Source:
 * docs/LEDGER.md, "A receipt"; c2sp.org/tlog-proof.  Not here: signing, the tree. */
#ifndef CORE_RECEIPT_H
#define CORE_RECEIPT_H

#include "core/ledger.h"
#include "core/op.h"
#include "tlog/receipt.h"

/* A hidden column of an entry as a receipt shows it. */
struct receipt_column {
    struct column column;
    struct hash commitment;
    uint8_t salt[16];
    const struct json *value; /* NULL: erased */
    struct str given; /* erased: of a list in which items lacked, which were there: "1011" */
    bool is_open;     /* the holder gets salt and value */
};

struct receipt_parts {
    const struct fact *fact;
    int64_t entry; /* its index in the log */
    struct str leaf;
    const struct receipt_column *column;
    size_t n;
    const struct str *erasure; /* receipts of the erasures that took something from it */
    size_t n_erasures;
    const uint8_t *matter_key; /* 32 bytes, for a party of the matter; or NULL */
    const struct tlog_proof *proof;
    struct str note; /* the signed checkpoint */
};

/* The hidden columns of an entry from its vault row, all closed.  `seed` is absent once something
 * was erased. `known`: their commitments where they are at hand, else NULL and they are worked out.
 * FULL; BROKEN: a row that no writer of ours makes. */
MUST_USE enum status receipt_columns(struct arena *a, const struct fact *f, struct str seed,
                                     struct str vault, const struct hash *known,
                                     struct receipt_column **ret_column, size_t *ret_n);
/* Open what the one who asked for the operation that stated this fact may keep: nothing of a bare
 * one; else what is structural, what its circle lets a party know (without an account) or a holder
 * of his role (with one); the actor's column if it is himself. */
void receipt_open(const struct fact *f, const struct who *asked, struct receipt_column *column,
                  size_t n);
/* Write the whole text.  FULL. */
MUST_USE enum status receipt_put(struct buf *to, const struct receipt_parts *parts);

/* The receipt that goes out with the reply to `call` into call->receipt: of the first entry that it
 * made, proved against the signed `note`.  FULL. */
MUST_USE enum status receipt_for_filer(struct op_call *call, const struct appended *first,
                                       const struct tlog_proof *proof, struct str note);

#endif
