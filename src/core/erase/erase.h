// SPDX-License-Identifier: Apache-2.0
/* erase.h -- the door of core's part for erasures.
 * Floor 4. */
#ifndef CORE_ERASE_ERASE_H
#define CORE_ERASE_ERASE_H

#include "erase.gen.h"

#endif
