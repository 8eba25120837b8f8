// SPDX-License-Identifier: Apache-2.0
/* page_value.h -- how a tag prints its values: {{a.due as left}}, and the name=value of t, url,
 * form, parts.
 * Build time only. */
#ifndef GEN_PAGE_VALUE_H
#define GEN_PAGE_VALUE_H

#include "out.h"
#include "page_name.h"

/* {{path as format}} by its type and place.  Fails for a format that the type does not have. */
void page_value_print(struct out *o, const struct names *n, const struct tag *t);
/* "(const struct text_arg[]){...}, 2" or "NULL, 0"; the argument `without` is left out.  `ask`:
 * what the page asks for whose address it is, or NULL: words of its closed lists stand for
 * themselves. */
const char *page_value_args(const struct names *n, const struct record *ask, const struct tag *t,
                            const char *without);
/* The argument of that name, or NULL. */
const struct tag_arg *page_value_arg(const struct tag *t, const char *name);
/* An id as int64: fails if the value is no id (of that matter, where one is given). */
const char *page_value_id(const struct names *n, struct str path, const struct matter *m,
                          struct place at);

#endif
