// SPDX-License-Identifier: Apache-2.0
/* gen.h -- what the four generators share: one form of error, and the model of all rooms. Build
 * time only.  Reads the small languages (docs/LANGUAGES.md) into the structs of core/model.h and
 * prints them as C. */
#ifndef GEN_GEN_H
#define GEN_GEN_H

#include "core/model.h"

#include <setjmp.h>
#include <stdio.h>

/* Where a person wrote something. */
struct place {
    const char *file;
    int line; /* 0: the file as a whole */
};

/* Print "FILE:LINE: message" to stderr and exit 1: nothing is generated from a faulty room.
 * With gen_trap set (fuzzing) it jumps there instead, and says nothing. */
__attribute__((format(printf, 2, 3), noreturn)) void gen_fail(struct place at, const char *format,
                                                              ...);
/* The same, but go on, so that all are seen at once; gen_end_faults exits 1 if there were any. */
__attribute__((format(printf, 2, 3))) void gen_fault(struct place at, const char *format, ...);
void gen_end_faults(void);
extern jmp_buf *gen_trap;
extern struct arena gen_arena; /* all memory of the generator */

/* The head of a statement in query.sql, found by a light scan: name, room and kind are here; the
 * generator of SQL fills in the rest of the query. */
struct gen_query {
    struct query *query;
    struct place at;
    struct str head; /* its comment lines, joined: NAME(...) -> columns */
};

/* A room as written.  Lists hold pointers, so that what points at a declaration stays true while
 * they grow; `model` holds the same arrays.  The lists of places go in step. */
struct gen_room {
    const char *name;   /* "appeal": the last part of the folder's path */
    const char *folder; /* "src/appeal" */
    struct room model;
    struct list enums;                      /* of struct words *; name is "appeal.kind" */
    struct list matters, facts, ops, pages; /* of struct matter *, struct fact * ... */
    struct list enum_at, matter_at, fact_at, op_at, page_at; /* of struct place */
    struct list reactions, reaction_at;                      /* of struct reaction, struct place */
    struct list queries;                                     /* of struct gen_query */
    size_t n_folds;                                          /* heads in fold.sql */
    bool has_schema;
    struct gen_model *all;
};

struct gen_model {
    struct gen_room *room;
    size_t n_rooms;
};

/* Read facts.txt, ops.txt, react.txt and pages.txt of all folders, find every name, check
 * everything. */
void gen_read(struct gen_model *m, const char *const *folder, size_t n);

/* Names, found from within a room: "filed" is its own, "watch.card_raised" another room's.  NULL if
 * there is none. */
struct gen_room *gen_room_find(struct gen_model *m, struct str name);
struct matter *gen_matter_find(struct gen_room *r, struct str name);
struct fact *gen_fact_find(struct gen_room *r, struct str name);
struct op *gen_op_find(struct gen_room *r, struct str name);
const struct words *gen_enum_find(struct gen_room *r, struct str name);
/* Does the query's head name such a column? */
bool gen_query_gives(const struct gen_query *q, const char *column);
const struct gen_query *gen_query_find(struct gen_room *r, struct str name);

/* Find what a field's type names: `words` of a room's type or a matter's stages; the matter of
 * id(M) and stage(M), whose `of` becomes "appeal" or "watch.card".  Fails at `at`. */
void gen_bind_field(struct gen_room *r, struct field *f, struct place at);
/* Where a field was written.  Lives as long as its name does: copies of the field are found too. */
void gen_place_field(const struct field *f, struct place at);
struct place gen_field_place(const struct field *f);
/* Forget them all: their memory was given back (fuzzing). */
void gen_forget_places(void);

/* "%.*s" of what a list holds: the i-th pointer. */
#define GEN_AT(type, list, i) (((type *const *)(list).at)[i])

#endif
