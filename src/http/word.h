// SPDX-License-Identifier: Apache-2.0
/* word.h -- names that HTTP compares without case.
 * Floor 2, inside http/. */
#ifndef HTTP_WORD_H
#define HTTP_WORD_H

#include "base/str.h"

#include <strings.h>

/* The same ASCII word in any case?  An absent one is like an empty one. */
static inline bool same_word(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || strncasecmp(a.p, b.p, a.n) == 0);
}

#endif
