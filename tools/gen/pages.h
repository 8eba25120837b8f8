// SPDX-License-Identifier: Apache-2.0
/* pages.h -- pages.txt: paths, who may read them, what the templates see.
 * Build time only.  Not here: the templates. */
#ifndef GEN_PAGES_H
#define GEN_PAGES_H

#include "fields.h"

void pages_read(struct gen_room *r, const struct list *lines);

#endif
