// SPDX-License-Identifier: Apache-2.0
/* terms.h -- how long the pack gives, in plain clock and calendar time.
 * Floor 4.  Rows of the pack's terms.tsv: row, case (* any), amount, unit (minutes hours days),
 * source.  Not here: working days, stops, extensions (term/), which clock runs (facts.txt, fold.c).
 * */
#ifndef CORE_TERMS_H
#define CORE_TERMS_H

#include "base/tsv.h"

enum term_unit { TERM_MINUTES, TERM_HOURS, TERM_DAYS };

struct term {
    struct str row, word; /* word: of the field that the clock is `by`; "*": any */
    int64_t amount;
    enum term_unit unit;
};

struct terms {
    struct term *term;
    size_t n;
};

/* Read the rows of a terms.tsv, whose text the caller keeps.  BAD_INPUT: the row that was read last
 * is none, or the second one for its row and case; FULL. */
MUST_USE enum status terms_read(struct arena *a, struct tsv *rows, struct terms *ret_terms);
/* Does the pack say anything under this row? */
bool terms_has(const struct terms *t, struct str row);
/* The last moment (ms UTC) that a term beginning at `from` still covers.  `word` (absent: none)
 * picks the case, else the row for any case.  Days: the end of the n-th day after the day of
 * `from`, in Beijing (Civil Code art. 201: the day of the event is not counted).  NOT_FOUND: the
 * pack has no such row. */
MUST_USE enum status terms_due(const struct terms *t, struct str row, struct str word, int64_t from,
                               int64_t *ret_due);

#endif
