// SPDX-License-Identifier: Apache-2.0
/* draft.h -- what an account has typed into a form and not sent: one draft for each operation and
 * matter, sealed under the node's key, in the truth and never in the log.
 * Floor 4.  The newest wins.  It goes when the form was sent, was discarded, after 30 days, and
 * with an erasure of its matter.  Nobody but the account itself reads it. */
#ifndef CORE_DRAFT_H
#define CORE_DRAFT_H

#include "core/core.h"
#include "core/page_form.h"

enum { DRAFTS_MAX = 200, DRAFT_BYTES = 256 * 1024 };

/* Whose draft of what. */
struct draft {
    struct person_id account;
    const struct op *op;
    int64_t matter; /* 0: none yet */
};

/* When it was last saved (ms UTC).  NOT_FOUND: there is none. */
MUST_USE enum status draft_at(struct ctx *c, const struct draft *d, int64_t *ret_at);
/* What was typed, and how many fieldsets its groups showed, in c->arena; `key` is the node's for
 * drafts.  NOT_FOUND, BROKEN. */
MUST_USE enum status draft_read(struct ctx *c, const struct draft *d, const struct hash *key,
                                struct form *ret_typed, struct form *ret_grown);
/* Keep these pairs in place of what was kept; those of the door itself ("_csrf") stay out, but for
 * the number of fieldsets ("_n.claim").  `ret_before`: when the draft was saved before, 0 if there
 * was none; `ret_at`: now.  Waits for the writer.  FULL: too long, or DRAFTS_MAX others. */
MUST_USE enum status draft_save(struct core *core, const struct draft *d, const struct form *pairs,
                                int64_t *ret_before, int64_t *ret_at);
/* Forget it, if there is one.  Waits for the writer. */
MUST_USE enum status draft_end(struct core *core, const struct draft *d);
/* Is it a form into which one types for a while: has it a long text? */
bool draft_is_worth(const struct op *op);

#endif
