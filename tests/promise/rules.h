// SPDX-License-Identifier: Apache-2.0
/* rules.h -- what must be true of every page, whoever sees it: its words are whole and of its
 * language, and nothing on it needs script. */
#ifndef PROMISE_RULES_H
#define PROMISE_RULES_H

#include "plain.h"

enum { RULES_DATA = 24 };

struct rules {
    struct str data[RULES_DATA]; /* what people wrote and the node is called: of no language */
    size_t n_data;
    int n_pages, n_texts, n_forms; /* looked at so far */
};

void rules_add_data(struct rules *r, struct str data);
/* The page that the visitor sees came with this status; all that is wrong is a failed check. */
void rules_check(struct rules *r, struct plain *v, int status);

#endif
