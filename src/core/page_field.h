// SPDX-License-Identifier: Apache-2.0
/* page_field.h -- between page_field.c and page_input.c: where a field is printed and what it is
 * called.
 * Floor 4.  Inside core's pages. */
#ifndef CORE_PAGE_FIELD_H
#define CORE_PAGE_FIELD_H

#include "core/page_form.h"

enum { NAME_MAX_BYTES = 200 };

/* Where we print: the operation, its matter, what was read of the form so far. */
struct page_at {
    struct page *p;
    const struct op *op;
    int64_t id;
    const void *base;
    struct str prefix; /* "claim.2." */
    struct str path;   /* "claim." : the same without numbers */
};

struct page_named {
    char name[NAME_MAX_BYTES]; /* "claim.2.words" */
    char path[NAME_MAX_BYTES]; /* "claim.words" */
    struct str full;
    const struct text *label;
    const char *more; /* what else describes the input: the end of that id, "-find"; or NULL */
};

/* The id of an input, "f-answer-reply.1.done". */
void page_field_id(struct page_at *a, struct str name);
/* What was typed under that name; absent if nothing was. */
struct str page_field_typed(struct page_at *a, struct str name);
/* aria-describedby and aria-invalid of an input or fieldset. */
void page_field_described(struct page_at *a, const struct field *f, const struct page_named *n);
/* Does it want a box of several lines? */
bool page_field_is_long(const struct field *f);
/* The input itself; radios stand in a fieldset of their own. */
void page_input(struct page_at *a, const struct field *f, const struct page_named *n);
bool page_input_is_radio(const struct field *f);

#endif
