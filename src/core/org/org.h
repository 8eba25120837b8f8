// SPDX-License-Identifier: Apache-2.0
/* org.h -- the door of core's part for units and posts.
 * Floor 4. */
#ifndef CORE_ORG_ORG_H
#define CORE_ORG_ORG_H

#include "org.gen.h"

/* Would `unit` lie beneath itself, or be its own successor, if it came under `other` (0: no)? */
MUST_USE enum status org_is_under_itself(struct ctx *c, struct unit_id unit, struct unit_id other,
                                         bool *ret_is);

#endif
