// SPDX-License-Identifier: Apache-2.0
/* form_value.h -- one typed text into one value of a field's type.
 * Floor 4.  Used by forms and by the addresses of pages; lists, groups and conditions are form.c.
 */
#ifndef CORE_FORM_VALUE_H
#define CORE_FORM_VALUE_H

#include "core/form.h"

/* Read `typed` (not empty) as a value of f's type into *ret_value (field_size bytes; texts are
 * copied into the arena).  Money is typed in yuan, a bool as yes or no, an enum by its word.
 * BAD_INPUT fills error->key and error->limit; FULL.  Not for files, groups, veiled values. */
MUST_USE enum status form_value(const struct field *f, struct str typed, struct arena *a,
                                void *ret_value, struct form_error *error);
/* The same for a file that was uploaded: its kind and size. */
MUST_USE enum status form_file(const struct field *f, const struct file_ref *file,
                               struct file_ref *ret_value, struct form_error *error);
/* May a text of this kind ("phone", "mail", "uscc", "idcard"; NULL: any) be so? */
bool form_value_is_kind(const char *kind, struct str s);

#endif
