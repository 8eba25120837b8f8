// SPDX-License-Identifier: Apache-2.0
/* page_cond.h -- the condition of {{#if}} as C: f | not f | f = v, joined by and, or.
 * Build time only.  The same words as in ops.txt; names are those of the template. */
#ifndef GEN_PAGE_COND_H
#define GEN_PAGE_COND_H

#include "page_name.h"

/* A C expression.  Fails at `at`. */
const char *page_cond(const struct names *n, struct str cond, struct place at);

#endif
