// SPDX-License-Identifier: Apache-2.0
/* checkpoint.h -- what a log says of itself: origin, size, root; and the texts that carry hashes
 * line by line.
 * Floor 1.  Pure.  Not here: who signed it (note.h).
 * Source: c2sp.org/tlog-checkpoint. */
#ifndef TLOG_CHECKPOINT_H
#define TLOG_CHECKPOINT_H

#include "base/arena.h"
#include "base/buf.h"
#include "tlog/tree.h"

struct tlog_checkpoint {
    struct str origin;
    uint64_t size; /* at most TLOG_SIZE_MAX */
    struct hash root;
    struct str extension; /* further lines with their newlines, unread; empty if none */
};

/* Parse the text of a note.  BAD_INPUT unless it is lines: origin, size, root, then lines that are
 * not empty. The parts point into `text`. */
MUST_USE enum status tlog_checkpoint_read(struct arena *a, struct str text,
                                          struct tlog_checkpoint *ret_checkpoint);
/* Write the text: what is to be signed. */
void tlog_checkpoint_put(struct buf *to, const struct tlog_checkpoint *checkpoint);

/* A hash as a line of base64, and such text (without its newline) as a hash; BAD_INPUT for other
 * lengths. */
void tlog_hash_put_line(struct buf *to, struct hash h);
MUST_USE enum status tlog_hash_read(struct arena *a, struct str text, struct hash *ret_hash);
/* Decimal, no sign, no leading zeroes, at most TLOG_SIZE_MAX. */
MUST_USE enum status tlog_size_read(struct str text, uint64_t *ret_size);

#endif
