// SPDX-License-Identifier: Apache-2.0
/* record.h -- a record printed twice: as a C struct, and as the table that describes it.
 * Build time only.  Used for facts, forms, views, and the arguments and rows of queries. */
#ifndef GEN_RECORD_H
#define GEN_RECORD_H

#include "out.h"

/* Which C struct a record is.  A group of a form that can be the group of its fact shares that
 * one's struct. */
struct shape {
    const char *c_struct;        /* "appeal_filed" */
    const struct record *layout; /* whose members they are; NULL: the record's own */
    const struct op *op;         /* a form: look for shared groups in its facts; or NULL */
};

/* Does a member need `bool has_x` behind it: optional, and of a type without an absent value? */
bool record_needs_has(const struct field *f);
/* The C type of one value: "struct str", "enum appeal_kind". */
const char *record_type(const struct field *f);
/* The shape of a group within a record of shape s. */
struct shape record_group_shape(const struct shape *s, const struct field *group);
/* The members of r, and the structs of its groups before it. */
void record_print_groups(struct out *o, const struct record *r, const struct shape *s);
void record_print_members(struct out *o, const struct record *r, const struct shape *s);
/* struct NAME { ... }; with its groups; nothing for a record without fields. */
void record_print_struct(struct out *o, const struct record *r, const char *c_struct);
/* .member = {.field = ..., .n = ..., .size = ...}, */
void record_print_table(struct out *o, const char *member, const struct record *r,
                        const struct shape *s);
/* .member = &(const struct cond){...}, or nothing for NULL. */
void record_print_cond(struct out *o, const char *member, const struct cond *c);
/* One field as a table row: {...}, or with `head` "static const struct field x =" in front. */
void record_print_field(struct out *o, const char *head, const struct field *f,
                        const struct shape *s, const char *tail);

#endif
