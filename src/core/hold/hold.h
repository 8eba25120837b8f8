// SPDX-License-Identifier: Apache-2.0
/* hold.h -- the door of core's part for holds.
 * Floor 4. */
#ifndef CORE_HOLD_HOLD_H
#define CORE_HOLD_HOLD_H

#include "hold.gen.h"

#endif
