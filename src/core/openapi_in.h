// SPDX-License-Identifier: Apache-2.0
/* openapi_in.h -- what the files of the API's description share: members written one after another,
 * and the schemas of fields.
 * Floor 4, inside core/. */
#ifndef CORE_OPENAPI_IN_H
#define CORE_OPENAPI_IN_H

#include "core/model.h"
#include "core/text.h"

#include "base/json.h"

/* The name of a member, with the comma before it where one is due. */
void out_key(struct buf *to, const char *name);
/* A comma, where an item has gone before. */
void out_next(struct buf *to);
/* A member: a text, a number, true, an object or array that is open until out_end. */
void out_text(struct buf *to, const char *name, struct str value);
void out_int(struct buf *to, const char *name, int64_t value);
void out_true(struct buf *to, const char *name);
void out_begin(struct buf *to, const char *name, char bracket);
void out_end(struct buf *to, char bracket);
/* A member that says a key of text.tsv in both languages; nothing where there are no such words. */
void out_words(struct buf *to, const char *name, struct str key);
/* "ROOM.NAME", as such a member. */
void out_room_words(struct buf *to, const char *member, const char *room, const char *name);

/* "type" and perhaps "format" (NULL: none). */
void schema_put_type(struct buf *to, const char *type, const char *format);
/* The members of the schema of one value as a form takes it; of a list its item. */
void schema_put_value(struct buf *to, const struct field *f);
/* "allOf" with what is asked only on a condition; nothing where there is none. */
void schema_put_conditions(struct buf *to, const struct record *r);
/* The members of the schema of what an operation is sent. */
void schema_put_request(struct buf *to, const struct op *op);
/* The members of the schema of what a page answers. */
void schema_put_page(struct buf *to, const struct rooms *rooms, const struct page_def *page);
/* The members of the schema of a value in an address: of a filter, of what a page asks. */
void schema_put_asked(struct buf *to, const struct field *f);
/* Does the form bring files? */
bool schema_has_files(const struct record *r);
/* Does the operation take the second secret, and always? */
bool schema_takes_secret(const struct op *op, bool *ret_always);

#endif
