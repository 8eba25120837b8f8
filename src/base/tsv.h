// SPDX-License-Identifier: Apache-2.0
/* tsv.h -- the tables of a pack: rows of cells parted by tabs; empty lines, and lines that begin
 * with #, are remarks.
 * Floor 0.  Not here: what a cell means; tables that people bring (csv.h). */
#ifndef BASE_TSV_H
#define BASE_TSV_H

#include "base/arena.h"

enum { TSV_CELLS = 8 };

struct tsv {
    struct str rest;
    size_t line;                /* of the row that was read last; 0: none yet */
    struct str cell[TSV_CELLS]; /* without blanks around; "" where the row is shorter */
    size_t n;                   /* how many the row has, also more than are kept */
};

/* Read the text of a table, which the caller keeps.  BAD_INPUT: it is not UTF-8. */
MUST_USE enum status tsv_init(struct tsv *t, struct str text);
/* The same from a file, into the arena.  NOT_FOUND: there is none.  FULL: over 4 MB, or the arena.
 * BROKEN: it cannot be read. */
MUST_USE enum status tsv_load(struct tsv *t, struct arena *a, const char *path);
/* The next row; false behind the last one. */
bool tsv_next(struct tsv *t);

#endif
