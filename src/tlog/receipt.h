// SPDX-License-Identifier: Apache-2.0
/* receipt.h -- the .tlog-proof file: an entry's place, its inclusion proof and the signed
 * checkpoint in one text.
 * Floor 1.  Pure.  Not here: what the extra line means (docs/LEDGER.md), whether anything is true
 * (proof.h, note.h).
 * Source: c2sp.org/tlog-proof. */
#ifndef TLOG_RECEIPT_H
#define TLOG_RECEIPT_H

#include "base/arena.h"
#include "base/buf.h"
#include "tlog/proof.h"

struct tlog_receipt {
    struct str extra; /* decoded; absent when there is no such line */
    uint64_t index;
    struct tlog_proof proof;
    struct str checkpoint; /* the note as it stands, unread */
};

/* Parse.  BAD_INPUT for anything but the exact form, FULL.  The checkpoint points into `bytes`. */
MUST_USE enum status tlog_receipt_read(struct arena *a, struct str bytes,
                                       struct tlog_receipt *ret_receipt);
void tlog_receipt_put(struct buf *to, const struct tlog_receipt *receipt);

#endif
