// SPDX-License-Identifier: Apache-2.0
/* arena.h -- memory with one lifespan: of a request, a batch, or the process.
 * Floor 0.  Nothing is freed singly; arena_reset and arena_close free all at once.  One thread at a
 * time. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

struct arena {
    struct arena_block *block; /* the newest; older ones hang behind it */
    size_t used;               /* bytes handed out of `block` */
    size_t total;              /* bytes handed out in all */
    size_t limit;              /* more than this in all is refused */
};

struct arena_mark {
    struct arena_block *block;
    size_t used, total;
};

/* `limit` in bytes. Nothing is allocated yet. */
void arena_init(struct arena *a, size_t limit);
/* Give everything back but one block, which the next user of the arena writes over. */
void arena_reset(struct arena *a);
void arena_close(struct arena *a);
/* Zeroed memory for n things of `size` bytes, aligned to 16.  NULL when the limit or the machine is
 * reached: the caller answers FULL. */
void *arena_take(struct arena *a, size_t n, size_t size);
/* A copy of s in the arena, with a NUL behind it for C libraries.  FULL when there is no room. */
MUST_USE enum status arena_copy(struct arena *a, struct str s, struct str *ret_copy);
/* Remember a state; arena_back gives back all that was taken since. */
struct arena_mark arena_mark(const struct arena *a);
void arena_back(struct arena *a, struct arena_mark mark);

#define ARENA_NEW(arena, type) ((type *)arena_take((arena), 1, sizeof(type)))
#define ARENA_ARRAY(arena, type, n) ((type *)arena_take((arena), (n), sizeof(type)))

#endif
