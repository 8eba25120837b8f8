// SPDX-License-Identifier: Apache-2.0
/* paper.c -- what is opened before the walls stand.
 * Floor 2. */
#include "paper/paper.h"

void paper_open(void)
{
}
