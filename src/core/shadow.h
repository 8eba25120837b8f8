// SPDX-License-Identifier: Apache-2.0
/* shadow.h -- a second state, folded beside the node's own to compare the two.
 * Floor 4.  Always SQLite files in a folder of their own below the node's, whatever engine keeps
 * the node. */
#ifndef CORE_SHADOW_H
#define CORE_SHADOW_H

#include "core/core_open.h"

struct shadow {
    struct node_files files; /* an empty ledger and the state */
    char path[4096];
};

/* DIR/shadow-TAG, anew.  `why` gets a sentence when it fails: FULL, BROKEN. */
MUST_USE enum status shadow_open(const struct core_options *o, const char *tag, struct buf *why,
                                 struct shadow *ret_shadow);
/* Its files go as well. */
void shadow_close(struct shadow *shadow);

#endif
