// SPDX-License-Identifier: Apache-2.0
/* page_html.h -- is the HTML of a template sound, and where in it does each tag stand?
 * Build time only.  Elements closed and nested, ids unique, nothing that the content security
 * policy would stop, no word that is not in text.tsv.  Not here: what a tag prints (page_print.c).
 */
#ifndef GEN_PAGE_HTML_H
#define GEN_PAGE_HTML_H

#include "page_text.h"

/* Check the tags of page_text_read and set the `place` of each.  Fails at the line that is wrong.
 */
void page_html_check(struct list *tags);

#endif
