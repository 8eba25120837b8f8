// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 32 * 1024, ALIGN = 16 };

struct arena_block {
    struct arena_block *older;
    size_t size;
    _Alignas(ALIGN) unsigned char bytes[];
};

void arena_init(struct arena *a, size_t limit)
{
    assert(limit > 0);
    *a = (struct arena){.limit = limit};
}

void arena_reset(struct arena *a)
{
    struct arena_block *keep = a->block;
    while (keep && keep->older) {
        struct arena_block *older = keep->older;
        free(keep);
        keep = older;
    }
    a->block = keep;
    a->used = a->total = 0;
}

void arena_close(struct arena *a)
{
    arena_reset(a);
    free(a->block);
    a->block = NULL;
}

static struct arena_block *add_block(struct arena *a, size_t need)
{
    size_t size = need > BLOCK_BYTES ? need : BLOCK_BYTES;
    struct arena_block *block = malloc(sizeof *block + size);
    if (!block)
        return NULL;
    block->older = a->block;
    block->size = size;
    a->block = block;
    a->used = 0;
    return block;
}

static void *take(struct arena *a, size_t need)
{
    assert(a->limit > 0);
    if (need > a->limit)
        return NULL;
    need = (need + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    if (need > a->limit - a->total)
        return NULL;
    if ((!a->block || need > a->block->size - a->used) && !add_block(a, need))
        return NULL;
    void *p = a->block->bytes + a->used;
    a->used += need;
    a->total += need;
    return p;
}

void *arena_take(struct arena *a, size_t n, size_t size)
{
    size_t need;
    void *p = __builtin_mul_overflow(n, size, &need) ? NULL : take(a, need);
    return p ? memset(p, 0, need) : NULL;
}

enum status arena_copy(struct arena *a, struct str s, struct str *ret_copy)
{
    char *p = take(a, s.n + 1);
    if (!p)
        return FULL;
    if (s.n)
        memcpy(p, s.p, s.n);
    p[s.n] = 0;
    *ret_copy = (struct str){s.p ? p : NULL, s.n};
    return OK;
}

struct arena_mark arena_mark(const struct arena *a)
{
    return (struct arena_mark){a->block, a->used, a->total};
}

void arena_back(struct arena *a, struct arena_mark mark)
{
    assert(mark.total <= a->total);
    while (a->block != mark.block) {
        struct arena_block *older = a->block->older;
        free(a->block);
        a->block = older;
    }
    a->used = mark.used;
    a->total = mark.total;
}
