// SPDX-License-Identifier: Apache-2.0
/* form.h -- what somebody typed, read into the struct of an operation by its declared fields.
 * Floor 4.  Web forms, JSON bodies, the command line and scenes all arrive here as the same pairs:
 * "words", "claim.1.words", "who.name", "photo" (repeated for lists).  Rules are those of ops.txt,
 * nothing else. */
#ifndef CORE_FORM_H
#define CORE_FORM_H

#include "core/ctx.h"

struct form_pair {
    struct str name, value;
    const struct file_ref *file; /* a file that was uploaded under that name; or NULL */
};

struct form {
    const struct form_pair *pair;
    size_t n;
};

struct form_error {
    struct str name; /* "claim.2.words" */
    const char *key; /* text key of the sentence: "core.form.needed", "core.form.too_long" ... */
    int64_t limit;   /* what fills {n} in it */
};

/* Read the fields of steps 0..step of `record` into the zeroed struct at `base`.  `when` conditions
 * decide what is asked; a value given where none is asked is BAD_INPUT.  Every mistake is listed,
 * not only the first. BAD_INPUT with errors; FULL. Choices `from` a query are checked with c->db;
 * `each` groups against their rows. */
MUST_USE enum status form_read(struct ctx *c, const struct record *record, int64_t matter, int step,
                               const struct form *form, void *base, struct list *ret_errors);

/* Is it a list that a page asks for in one box, an item a line?  One of keys, numbers or days that
 * are not chosen from rows.  (form_read takes such lines and items given one by one alike.) */
bool form_is_lines(const struct field *f);

/* The field that a name means, "claim.2.words"; NULL: none, or one that is not typed. */
const struct field *form_field(const struct record *record, struct str name);

/* The pairs of a JSON object: {"words":"...","claim":[{"words":"..."}],"who":{"name":"..."}} */
MUST_USE enum status form_from_json(struct arena *a, struct str json, struct form *ret_form);

#endif
