// SPDX-License-Identifier: Apache-2.0
/* page_key.h -- the keys of all text.tsv, and what fills their words.
 * Build time only.  Not here: whether the rows are sound and all used (text.c). */
#ifndef GEN_PAGE_KEY_H
#define GEN_PAGE_KEY_H

#include "page_text.h"

struct page_keys {
    struct list row; /* of struct page_key */
};

/* Add the rows of FOLDER/text.tsv; nothing if there is none. */
void page_key_read(struct page_keys *k, const char *folder);
/* Check {{t key n=...}}: the key is there, and every {n} in its Chinese words is given, none else.
 */
void page_key_check(const struct page_keys *k, const struct tag *t);

#endif
