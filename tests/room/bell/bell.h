// SPDX-License-Identifier: Apache-2.0
/* bell.h -- the door of the test room: its declarations as C.
 * Floor 5. */
#ifndef BELL_BELL_H
#define BELL_BELL_H

#include "bell.gen.h"

#endif
