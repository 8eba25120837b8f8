// SPDX-License-Identifier: Apache-2.0
/* form_choice.h -- the rows of a query that a field is chosen `from`, or that a group answers
 * `each` of.
 * Floor 4. */
#ifndef CORE_FORM_CHOICE_H
#define CORE_FORM_CHOICE_H

#include "core/form.h"
#include "core/query.h"

struct choices {
    const struct query *query; /* row.field[0] is the value that is chosen */
    struct list rows;          /* of structs of query->row.size bytes */
};

/* Run the query with its arguments filled by name: "id" is the matter, "me" and "office" the
 * reader, anything else an earlier field of the form at `base`.  NOT_FOUND: an argument is not
 * given yet. */
MUST_USE enum status form_choices(struct ctx *c, const char *query, const char *const *args,
                                  int64_t matter, const struct record *record, const void *base,
                                  struct choices *ret_choices);
/* The i-th row. */
const void *form_choice_row(const struct choices *choices, size_t i);
/* Is the value of `f` at `value` the first column of one of the rows? */
bool form_choice_has(const struct choices *choices, const struct field *f, const void *value);

#endif
