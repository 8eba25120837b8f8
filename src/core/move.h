// SPDX-License-Identifier: Apache-2.0
/* move.h -- a change of units is carried out when its day has come.
 * Floor 4. */
#ifndef CORE_MOVE_H
#define CORE_MOVE_H

#include "core/core.h"

struct store;

/* One step of the change whose day came first: it comes into force; then some matters of a unit
 * that ended move to the one that it went into; when none is left, it is done.  NOT_FOUND: none is
 * under way. */
MUST_USE enum status move_step(struct core *core, struct store *db, struct arena *a);

#endif
