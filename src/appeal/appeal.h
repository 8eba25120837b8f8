// SPDX-License-Identifier: Apache-2.0
/* appeal.h -- the door of the room: its declarations as C, made from facts.txt, ops.txt, pages.txt,
 * query.sql.
 * Floor 5. */
#ifndef APPEAL_APPEAL_H
#define APPEAL_APPEAL_H

#include "appeal.gen.h"

#endif
