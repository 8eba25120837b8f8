// SPDX-License-Identifier: Apache-2.0
#include "grow.h"
#include "gen.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void *take(size_t n, size_t size)
{
    void *p = arena_take(&gen_arena, n, size);
    if (!p) {
        fputs("gen: the rooms need more memory than the generator may have\n", stderr);
        exit(1);
    }
    return p;
}

/* A list of n records has room for the next power of two. */
void *grow(struct list *l, size_t size)
{
    assert(size > 0);
    if ((l->n & (l->n - 1)) == 0) {
        void *wider = take(l->n ? 2 * l->n : 1, size);
        if (l->n)
            memcpy(wider, l->at, l->n * size);
        l->at = wider;
    }
    return (char *)l->at + size * l->n++;
}

const char *grow_str(struct str s)
{
    char *copy = take(s.n + 1, 1);
    if (s.n)
        memcpy(copy, s.p, s.n);
    return copy;
}

const char *grow_format(const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    assert(n >= 0);
    char *text = take((size_t)n + 1, 1);
    vsnprintf(text, (size_t)n + 1, format, again);
    va_end(again);
    return text;
}
