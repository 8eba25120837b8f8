// SPDX-License-Identifier: Apache-2.0
/* name.h -- what units and persons are called.
 * Floor 4. */
#ifndef CORE_NAME_H
#define CORE_NAME_H

#include "core/ctx.h"
#include "core/text.h"

/* The words of a unit: text row unit.CODE, or its code.  Nothing for 0 or an unknown one. */
void name_unit(struct buf *to, struct ctx *c, enum lang lang, struct unit_id unit);
/* The name of who has that account; its number, where the name was erased or never was.  For who
 * may know the person alone: nothing is asked here.  Nothing for 0. */
void name_person(struct buf *to, struct ctx *c, enum lang lang, struct person_id person);

#endif
