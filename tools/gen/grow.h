// SPDX-License-Identifier: Apache-2.0
/* grow.h -- lists that grow in the generator's arena.
 * Build time only.  Memory that is not there ends the program: nothing is generated from half a
 * list. */
#ifndef GEN_GROW_H
#define GEN_GROW_H

#include "base/buf.h"

/* Room for one more record of `size` bytes at the end of the list, zeroed. */
void *grow(struct list *l, size_t size);
/* A copy of s with a NUL behind it. */
const char *grow_str(struct str s);
/* The same, from a format. */
__attribute__((format(printf, 1, 2))) const char *grow_format(const char *format, ...);

#endif
