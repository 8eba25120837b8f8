// SPDX-License-Identifier: Apache-2.0
/* read_page.h -- read records as pages show them.
 * Floor 4.  The list of all is a page of pages.txt. */
#ifndef CORE_READ_PAGE_H
#define CORE_READ_PAGE_H

#include "core/page.h"

struct matter_row;

/* To whoever sits in a seat of the matter that is held by codes: which offices read what was said,
 * in which role and when, without names; the newest 100.  To anybody else nothing. */
void page_told(struct page *p, const struct matter_row *m);

#endif
