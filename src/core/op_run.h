// SPDX-License-Identifier: Apache-2.0
/* op_run.h -- one operation on the writer's thread: checks in their order, decide, entries.
 * Floor 4.  Private to core: doors use op.h. */
#ifndef CORE_OP_RUN_H
#define CORE_OP_RUN_H

#include "core/ledger.h"
#include "core/op.h"
#include "core/party.h"

struct poison;

/* What an operation left for the sealer. */
struct op_made {
    struct list appended; /* of struct appended; empty: nothing was entered */
};

/* May it be asked for now, as far as that can be said before its form is filled: stage, holds,
 * clocks, `not by`; `m` NULL: on no matter.  REFUSED with c->why; BROKEN. */
MUST_USE enum status op_run_lawful(struct ctx *c, const struct op *op, const struct matter_row *m);
/* Mark in the parent's page (may be NULL) that the input of that hash runs; zeroes: none does. */
void op_run_mark(struct poison *page, struct hash input);
/* Has that input killed the server? */
bool op_run_has_killed(const struct poison *page, const struct hash *input);
/* Run it inside the open transaction.  Fills call->status, why, entry, made, no, codes, again.
 * `page` (may be NULL) bears the hash of the input while it runs; one that it lists as having
 * killed the server is answered BROKEN and not run.  Returns OK when the batch may go on (whatever
 * became of the call), else the status that ends it. */
MUST_USE enum status op_run(struct core *core, struct ledger *l, struct op_call *call,
                            struct poison *page, struct op_made *ret_made);

#endif
