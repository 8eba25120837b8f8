// SPDX-License-Identifier: Apache-2.0
/* holds.h -- under which articles a matter may be held, and what each of them stops.
 * Floor 4.  Rows of the pack's holds.tsv: article, clocks (stop go), days at most, operations,
 * source; the article's words are the text row hold_law.ARTICLE.
 * Not here: who places a hold and when (hold/), how one refuses (op_run.c). */
#ifndef CORE_HOLDS_H
#define CORE_HOLDS_H

#include "base/tsv.h"
#include "core/model.h"

struct hold_law {
    struct str law;
    bool stops;   /* the matter's clocks stand still as well */
    int64_t days; /* how long a hold may stand */
    const struct op *const *op;
    size_t n_ops;
};

struct hold_laws {
    struct hold_law *law;
    size_t n;
};

/* Read the rows of a holds.tsv, whose text the caller keeps.  BAD_INPUT: the row that was read last
 * is none, or names no operation of a role on a matter: what citizens may do is never held; FULL.
 */
MUST_USE enum status holds_read(struct arena *a, struct tsv *rows, const struct rooms *rooms,
                                struct hold_laws *ret_laws);
/* The row of an article, or NULL. */
const struct hold_law *holds_find(const struct hold_laws *laws, struct str law);

#endif
