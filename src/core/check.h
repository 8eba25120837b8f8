// SPDX-License-Identifier: Apache-2.0
/* check.h -- the ledger against itself: tree, vault, tags, attachments.
 * Floor 4.  Not here: the tables (cli/check.c folds them in the shadow). */
#ifndef CORE_CHECK_H
#define CORE_CHECK_H

#include "core/core_open.h"

struct check_report {
    int64_t entries, values, files;
    int64_t unnamed; /* files under blobs/ that no entry names: of forms that were not sent in the
                      * end
                      */
};

/* Read every entry: canonical, its hash under the tree's tiles, H from the commitments of its vault
 * row, tags that are those of its matters and none twice, attachments that are there with their
 * hash. CONFLICT: `what` says in a sentence what is wrong and where. */
MUST_USE enum status check_ledger(struct node_files *n, const struct core_options *o,
                                  void (*told)(int64_t done, int64_t all),
                                  struct check_report *ret_report, struct buf *what);

#endif
