// SPDX-License-Identifier: Apache-2.0
/* public.h -- the door of core's part for publications.
 * Floor 4.  A room gets them by one line of its facts.txt: `public STAGES from FACT.FIELD`. */
#ifndef CORE_PUBLIC_PUBLIC_H
#define CORE_PUBLIC_PUBLIC_H

#include "core/form.h"
#include "core/party.h"
#include "core/public/scan.h"
#include "public.gen.h"

/* May c->who propose a publication about this matter now: does its room declare it, in this stage,
 * and does the matter lie with his unit?  REFUSED. */
MUST_USE enum status public_may_propose(struct ctx *c, const struct matter_row *m);
/* What the personal data of a matter are, so that the check knows them where they stand in a
 * draft: texts of those circles in which a person's seat is known, and places. */
MUST_USE enum status public_known_of(struct ctx *c, struct matter_id about,
                                     struct public_known *ret_known);
/* The pairs with which a form of ours begins: of `propose` about the matter that `asked` names,
 * the answer that its room declares and its topic, and never what a citizen wrote; of `revise` and
 * `correct` the draft in force.  NOT_FOUND: it begins empty. */
MUST_USE enum status public_prefill(struct ctx *c, const struct op *op, int64_t id,
                                    const struct form *asked, struct form *ret_typed);

#endif
