// SPDX-License-Identifier: Apache-2.0
/* search_walk.h -- matters in which all of several things are, the newest first, 32 at a time.
 * Floor 4.  Private to core.  Everything here may find too many: what is shown is looked at itself
 * (search.c). */
#ifndef CORE_SEARCH_WALK_H
#define CORE_SEARCH_WALK_H

#include "core/ctx.h"
#include "core/search_index.h"

enum source_kind {
    SOURCE_GRAM,  /* where this gram is */
    SOURCE_LYING, /* what lies with this unit */
    SOURCE_GIVEN, /* these matters and no others */
};

/* 32 matters with numbers in a row, and which of them. */
struct search_row {
    int64_t block, bits;
};

/* One descending list of matters, read as far as it is needed. */
struct search_source {
    enum source_kind kind;
    int64_t of; /* the gram, the unit */
    struct search_row *row;
    size_t n, at, room;
    bool is_read; /* there is no more behind the rows */
};

/* All of these in one circle's texts. */
struct search_group {
    struct search_source *source;
    size_t n;
};

/* Any of these. */
struct search_any {
    struct search_group *group;
    size_t n;
};

/* Add a matter to a list of given ones, which are added in descending order.  FULL. */
MUST_USE enum status search_give(struct arena *a, struct search_source *s, int64_t matter);
/* The newest row at or below `block` in which each of the n has something; row bits are those that
 * all have.  NOT_FOUND: there is none. */
MUST_USE enum status search_walk(struct ctx *c, struct search_any *any, size_t n, int64_t block,
                                 struct search_row *ret_row);

#endif
