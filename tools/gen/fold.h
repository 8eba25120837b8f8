// SPDX-License-Identifier: Apache-2.0
/* fold.h -- fold.sql: what a fact does to the tables of its room, as struct fold.
 * Build time only.  Not here: how a fold is run (core/fold.c). */
#ifndef GEN_FOLD_H
#define GEN_FOLD_H

#include "query.h"

struct fold_read {
    struct place at;
    struct fold f; /* `call` is set by the printer */
    bool call;
};

/* Read, check and number the folds of a room: a list of struct fold_read.  `owner`: of the tables.
 */
struct list fold_file(struct gen_room *r, const char *file, struct str text, const char *owner);

#endif
