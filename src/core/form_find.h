// SPDX-License-Identifier: Apache-2.0
/* form_find.h -- which of many choices somebody means who types a code, a name or a part of one.
 * Floor 4.  Names are the rows TABLE.CODE of text.tsv, in both languages; units and codes have
 * such, other types are found by their value alone. */
#ifndef CORE_FORM_FIND_H
#define CORE_FORM_FIND_H

#include "core/form_choice.h"
#include "core/text.h"

enum { FORM_FIND_MAX = 20 };

struct found {
    const struct text *row; /* its words */
    struct str code;
};

struct findings {
    struct found at[FORM_FIND_MAX]; /* the nearest to the reader's office first */
    size_t n;
    bool more;  /* there are others */
    bool exact; /* these are called just so, and not only partly */
};

/* Have the choices of this field names by which they are found? */
bool form_find_has_names(const struct field *f);
/* The choices whose code or name is `typed`; where there are none, those whose names hold all parts
 * of it between blanks. */
MUST_USE enum status form_find(struct ctx *c, const struct field *f, const struct choices *choices,
                               struct str typed, struct findings *ret_found);
/* The value of f that this code stands for, into field_size bytes.  NOT_FOUND. */
MUST_USE enum status form_find_value(struct ctx *c, const struct field *f, struct str code,
                                     void *ret_value);

#endif
