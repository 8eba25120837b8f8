// SPDX-License-Identifier: Apache-2.0
/* org.h -- the door of core's part for units and posts.
 * Floor 4. */
#ifndef CORE_ORG_ORG_H
#define CORE_ORG_ORG_H

#include "org.gen.h"

#endif
