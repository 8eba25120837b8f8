// SPDX-License-Identifier: Apache-2.0
/* form_choice.h -- the rows of a query that a field is chosen `from`, or that a group answers
 * `each` of.
 * Floor 4.  Not here: what a typed name means (form_find.h). */
#ifndef CORE_FORM_CHOICE_H
#define CORE_FORM_CHOICE_H

#include "core/form.h"
#include "core/query.h"

/* As many are listed to choose from; of more one is found by name. */
enum { FORM_CHOICE_LISTED = 60 };

struct choices {
    const struct query *query; /* row.field[0] is the value that is chosen */
    const void *args;          /* its arguments, or NULL */
    struct list rows;          /* of structs of query->row.size bytes, once they were read */
};

/* The choices of a query whose arguments are filled by name: "id" is the matter, "me" and "office"
 * the reader, anything else an earlier field of the form at `base`.  No row is read.  NOT_FOUND: an
 * argument is not given yet. */
MUST_USE enum status form_choices(struct ctx *c, const char *query, const char *const *args,
                                  int64_t matter, const struct record *record, const void *base,
                                  struct choices *ret_choices);
/* Read all rows of them, as a group that answers `each` needs.  FULL: over LIMIT_LIST_ITEMS. */
MUST_USE enum status form_choice_all(struct ctx *c, struct choices *choices);
/* Read as many rows as are listed, and one more, which tells that there are more. */
MUST_USE enum status form_choice_listed(struct ctx *c, struct choices *choices, bool *ret_more);
/* The i-th row that was read. */
const void *form_choice_row(const struct choices *choices, size_t i);
/* Is the value of `f` at `value` one of the choices?  Asked for that one alone, however many there
 * are.  NOT_FOUND: it is not. */
MUST_USE enum status form_choice_has(struct ctx *c, const struct choices *choices,
                                     const struct field *f, const void *value);

#endif
