// SPDX-License-Identifier: Apache-2.0
/* field_read.h -- the FIELD line of the small languages, read into struct field.
 * Floor 0.  NAME TYPE [n..m] [?] [* n..m] [from QUERY(f g)] [tag] [for CIRCLE] [when COND], in this
 * order. Not here: whether a type, query, circle or matter of that name exists; where the value
 * stands in memory. */
#ifndef BASE_FIELD_READ_H
#define BASE_FIELD_READ_H

#include "base/cond.h"

/* Read one field up to a comma or the end of t.  A word that is no type of the language is taken as
 * a room's own: ENUM with the word in `of` and no `words`; STAGE has its matter in `of`; `when` is
 * not bound yet. BAD_INPUT with the sentence in t->wrong; FULL. */
MUST_USE enum status field_read(struct arena *a, struct tokens *t, struct field *ret_field);
/* Read a group's head behind the word `group`: NAME, then `?`, `* n..m` or `each QUERY(f g)`; its
 * record is NULL. */
MUST_USE enum status field_read_group(struct arena *a, struct tokens *t, struct field *ret_group);
/* A number as written for that type: characters, value, fen, scaled decimal, bytes with KB MB GB.
 * BAD_INPUT. */
MUST_USE enum status field_read_number(const struct field *f, struct str word, int64_t *ret_value);

#endif
