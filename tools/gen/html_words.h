// SPDX-License-Identifier: Apache-2.0
/* html_words.h -- which elements and attributes a template may write, and which text is words.
 * Build time only.  Source: the WHATWG HTML standard, less what scripts, styles and forms of our
 * own make unsafe. */
#ifndef GEN_HTML_WORDS_H
#define GEN_HTML_WORDS_H

#include "base/str.h"

bool html_words_element(struct str name);
/* An element without an end tag. */
bool html_words_void(struct str name);
/* May the element stand directly in `parent`? */
bool html_words_fits(struct str name, struct str parent);
/* What ends a <p> in every browser, so that it may not stand in one. */
bool html_words_ends_p(struct str name);
bool html_words_attribute(struct str name);
/* href, src, action: an address. */
bool html_words_address(struct str name);
/* title, alt, label ...: read by people. */
bool html_words_shown(struct str name);
/* The first word of a language in UTF-8 text; absent if there is none. */
struct str html_words_first(struct str text);

#endif
