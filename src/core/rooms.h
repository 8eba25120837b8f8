// SPDX-License-Identifier: Apache-2.0
/* rooms.h -- the rooms built into this program: where a name in a declaration is looked up.
 * Floor 4.  The list itself stands in main/rooms.c (a test brings its own); which of them a node
 * runs is core_rooms(). */
#ifndef CORE_ROOMS_H
#define CORE_ROOMS_H

#include "core/core.h"

extern const struct rooms rooms_built;

/* The named query ("appeal_units") of whichever room has it, or NULL. */
const struct query *rooms_query(const char *name);
/* The matter of that name ("appeal"), or NULL. */
const struct matter *rooms_matter(struct str name);
/* The fact called "appeal.filed", or NULL. */
const struct fact *rooms_fact(struct str full);

#endif
