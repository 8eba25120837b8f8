// SPDX-License-Identifier: Apache-2.0
/* cond.h -- is a condition of the small languages true of these fields?
 * Floor 4. */
#ifndef CORE_COND_H
#define CORE_COND_H

#include "core/ctx.h"

/* `record` and `base`: the form or fact it speaks of; `matter`: whose seats it may name (0: none).
 * BROKEN when the database fails. */
MUST_USE enum status cond_holds(struct ctx *c, const struct cond *cond, const struct record *record,
                                const void *base, int64_t matter, bool *ret_holds);

#endif
