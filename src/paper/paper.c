// SPDX-License-Identifier: Apache-2.0
/* paper.c -- what is opened before the walls stand.
 * Floor 2. */
#include "paper/print.h"

#include <fontconfig/fontconfig.h>

bool paper_open(void)
{
    return FcInit() && print_has_fonts();
}
