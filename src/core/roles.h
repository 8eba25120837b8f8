// SPDX-License-Identifier: Apache-2.0
/* roles.h -- who may do and see what, from the declarations: in words, and as a matrix.
 * Floor 4.  Not here: whether somebody may just now (party.h). */
#ifndef CORE_ROLES_H
#define CORE_ROLES_H

#include "core/model.h"
#include "core/text.h"

/* "officer of at", as a room declares it, in words: "Case officer (Unit in charge)". */
void roles_say(struct buf *to, enum lang lang, const char *room, const struct party *p);
/* The same as it is declared: "officer of at". */
void roles_spell(struct buf *to, const struct party *p);
/* Every operation and page of the rooms with the parties that may: a table in
 * words, with a line end behind each row. */
void roles_put_table(struct buf *to, enum lang lang, const struct rooms *rooms);
/* The same as JSON: {"operations":[{"name":...,"by":[...]}],"pages":[...]}, with a line end. */
void roles_put_json(struct buf *to, const struct rooms *rooms);

#endif
