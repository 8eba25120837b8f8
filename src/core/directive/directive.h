// SPDX-License-Identifier: Apache-2.0
/* directive.h -- the door of core's part for directives.
 * Floor 4. */
#ifndef CORE_DIRECTIVE_DIRECTIVE_H
#define CORE_DIRECTIVE_DIRECTIVE_H

#include "directive.gen.h"

#endif
