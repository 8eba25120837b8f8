// SPDX-License-Identifier: Apache-2.0
/* gen.h -- what the four generators share: written lines, one form of error, and the model of all
 * rooms.
 * Reads the small languages (docs/HOWTO.md) into the structs of core/model.h; prints them as C. */
#ifndef GEN_GEN_H
#define GEN_GEN_H

#include "core/model.h"

#include <stdio.h>

/* Where a person wrote something. */
struct place {
    const char *file;
    int line;
};

/* Print "FILE:LINE: message" to stderr and exit 1: nothing is generated from a faulty room. */
__attribute__((format(printf, 2, 3), noreturn)) void gen_fail(struct place at, const char *format,
                                                              ...);

/* A room as written.  Arrays of declarations with the place of each, in the order of the files. */
struct gen_room {
    const char *name;   /* "appeal" */
    const char *folder; /* "src/appeal" */
    struct room model;
    const struct place *matter_at, *fact_at, *op_at, *page_at, *query_at, *fold_at, *reaction_at;
    struct list enums; /* of struct words: the room's `type`s; name is "appeal.kind" */
    struct list text;  /* of struct gen_text */
};

struct gen_model {
    struct gen_room *room;
    size_t n_rooms;
};

extern struct arena gen_arena; /* all memory of the generator */

#endif
