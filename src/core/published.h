// SPDX-License-Identifier: Apache-2.0
/* published.h -- the signed head that a node has last published, as its file has it.
 * Floor 4. */
#ifndef CORE_PUBLISHED_H
#define CORE_PUBLISHED_H

#include "tlog/checkpoint.h"

/* DIR/public/checkpoint: its bytes, and what they say.  Signatures are not judged here.  NOT_FOUND:
 * nothing was published yet; BAD_INPUT: it is no signed note of a checkpoint; FULL. */
MUST_USE enum status published_read(const char *folder, struct arena *a, struct str *ret_note,
                                    struct tlog_checkpoint *ret_head);

#endif
