// SPDX-License-Identifier: Apache-2.0
/* name.h -- what units and persons are called.
 * Floor 4. */
#ifndef CORE_NAME_H
#define CORE_NAME_H

#include "core/ctx.h"
#include "core/text.h"

/* The words of a unit: text row unit.CODE, or its code.  Nothing for 0 or an unknown one. */
void name_unit(struct buf *to, struct ctx *c, enum lang lang, struct unit_id unit);

#endif
