// SPDX-License-Identifier: Apache-2.0
#include "core/search_walk.h"

#include "core.gen.h"

#include <assert.h>
#include <string.h>

enum { ROWS_AT_ONCE = 64 };

/* ---- one list ------------------------------------------------------------------------------ */

static enum status room_for(struct arena *a, struct search_source *s, size_t n)
{
    if (n <= s->room)
        return OK;
    struct search_row *row = ARENA_ARRAY(a, struct search_row, 2 * n);
    if (!row)
        return FULL;
    if (s->n)
        memcpy(row, s->row, s->n * sizeof *row);
    s->row = row;
    s->room = 2 * n;
    return OK;
}

enum status search_give(struct arena *a, struct search_source *s, int64_t matter)
{
    int64_t block = matter / SEARCH_BLOCK, bit = (int64_t)1 << matter % SEARCH_BLOCK;
    if (s->n && s->row[s->n - 1].block == block) {
        s->row[s->n - 1].bits |= bit;
        return OK;
    }
    assert(s->n == 0 || s->row[s->n - 1].block > block);
    TRY(room_for(a, s, s->n + 1));
    s->row[s->n++] = (struct search_row){block, bit};
    return OK;
}

static enum status read_gram(struct ctx *c, struct search_source *s, int64_t block)
{
    struct list rows;
    TRY(search_blocks_many(c->db, s->of, block, &rows, c->arena));
    const struct search_blocks *r = rows.at;
    for (size_t i = 0; i < rows.n; i++)
        s->row[s->n++] = (struct search_row){r[i].block, r[i].bits};
    s->is_read = rows.n < ROWS_AT_ONCE;
    return OK;
}

/* The last block may have been cut: it is read again with the next ones. */
static enum status read_lying(struct ctx *c, struct search_source *s, int64_t block)
{
    struct list rows;
    int64_t upto = block * SEARCH_BLOCK + SEARCH_BLOCK - 1;
    TRY(search_lying_many(c->db, (struct unit_id){s->of}, (struct matter_id){upto}, &rows,
                          c->arena));
    const struct search_lying *r = rows.at;
    s->is_read = rows.n < ROWS_AT_ONCE;
    for (size_t i = 0; i < rows.n; i++)
        TRY(search_give(c->arena, s, r[i].matter.v));
    if (!s->is_read && s->n > 1)
        s->n--;
    return OK;
}

/* The next rows in place of those that were read. */
static enum status read_more(struct ctx *c, struct search_source *s, int64_t block)
{
    TRY(room_for(c->arena, s, ROWS_AT_ONCE));
    s->n = s->at = 0;
    struct arena_mark mark = arena_mark(c->arena);
    enum status status = s->kind == SOURCE_GRAM ? read_gram(c, s, block) : read_lying(c, s, block);
    arena_back(c->arena, mark);
    return status;
}

/* The first row at or below the block; NOT_FOUND behind the last. */
static enum status seek(struct ctx *c, struct search_source *s, int64_t block,
                        struct search_row *ret_row)
{
    for (;;) {
        while (s->at < s->n && s->row[s->at].block > block)
            s->at++;
        if (s->at < s->n) {
            *ret_row = s->row[s->at];
            return OK;
        }
        if (s->is_read || s->kind == SOURCE_GIVEN)
            return NOT_FOUND;
        TRY(read_more(c, s, block));
    }
}

/* ---- several ------------------------------------------------------------------------------- */

/* Go on below that row: either another list begins lower, or nothing is common there. */
static bool goes_on(struct search_row *all, const struct search_row *row)
{
    if (row->block < all->block) {
        *all = (struct search_row){row->block, -1};
        return true;
    }
    all->bits &= row->bits;
    if (all->bits)
        return false;
    *all = (struct search_row){all->block - 1, -1};
    return true;
}

static enum status walk_group(struct ctx *c, struct search_group *g, int64_t block,
                              struct search_row *ret_row)
{
    struct search_row row, all = {block, -1};
    for (size_t i = 0; i < g->n;) {
        TRY(seek(c, &g->source[i], all.block, &row));
        i = goes_on(&all, &row) ? 0 : i + 1;
    }
    *ret_row = all;
    return OK;
}

static enum status walk_any(struct ctx *c, struct search_any *any, int64_t block,
                            struct search_row *ret_row)
{
    struct search_row row, best = {-1, 0};
    for (size_t i = 0; i < any->n; i++) {
        enum status s = walk_group(c, &any->group[i], block, &row);
        if (s == NOT_FOUND)
            continue;
        TRY(s);
        if (row.block > best.block)
            best = row;
        else if (row.block == best.block)
            best.bits |= row.bits;
    }
    *ret_row = best;
    return best.block < 0 ? NOT_FOUND : OK;
}

enum status search_walk(struct ctx *c, struct search_any *any, size_t n, int64_t block,
                        struct search_row *ret_row)
{
    struct search_row row, all = {block, -1};
    for (size_t i = 0; i < n;) {
        TRY(walk_any(c, &any[i], all.block, &row));
        i = goes_on(&all, &row) ? 0 : i + 1;
    }
    *ret_row = all;
    return all.block < 0 ? NOT_FOUND : OK;
}
