// SPDX-License-Identifier: Apache-2.0
/* rooms.h -- names of declarations, looked up through the rooms of a node.
 * Floor 4. */
#ifndef CORE_ROOMS_H
#define CORE_ROOMS_H

#include "core/model.h"

/* The named query ("appeal_units") of whichever room has it, or NULL. */
const struct query *rooms_query(const struct rooms *rooms, const char *name);
/* The operation "appeal.file", or NULL. */
const struct op *rooms_op(const struct rooms *rooms, struct str full);
/* The home page of a matter (its `url`), or NULL if it has none. */
const struct page_def *rooms_home(const struct rooms *rooms, const struct matter *matter);

#endif
