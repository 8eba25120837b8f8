// SPDX-License-Identifier: Apache-2.0
/* writer.h -- work that must be done by the one writer and is no operation: sessions, cursors,
 * reactions, clocks.
 * Floor 4.  Private to core. */
#ifndef CORE_WRITER_H
#define CORE_WRITER_H

#include "core/ledger.h"

struct core;

struct writer_task {
    enum status (*run)(struct ledger *l, void *of);
    void *of;
    enum status status;
    bool done;
    struct writer_task *next;
};

/* Run it on the writer's thread, in the transaction of the next commit, and return when that is
 * durable (and signed, if it made entries).  `run` returns anything but OK only before it has
 * written a thing. */
MUST_USE enum status writer_run(struct core *core, enum status (*run)(struct ledger *l, void *of),
                                void *of);
/* Empty the write-ahead logs behind the next commit, so that no older page stands in any file; who
 * reads them meanwhile is waited for.  BUSY: somebody reads for too long; ask again. */
MUST_USE enum status writer_wipe(struct core *core);
/* Have the signer sign the present head again after it failed (sealer.c noted what it remembers);
 * when that worked the node may write.  CONFLICT: it remembers nothing that this log continues. */
MUST_USE enum status writer_arm(struct core *core);

#endif
