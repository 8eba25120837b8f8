// SPDX-License-Identifier: Apache-2.0
#include "core/tree.h"

#include "core.gen.h"

#include <assert.h>
#include <string.h>

enum { TREE_ARENA = 1024 * 1024 };

static struct str bytes_of(const struct hash *h, size_t n)
{
    return (struct str){(const char *)h, n * sizeof *h};
}

/* Put hash number width into the tile, and every inner node that it completes. */
static void tile_add(struct tree_tile *tile, struct hash h)
{
    assert(tile->width < TLOG_TILE_WIDTH);
    size_t at = TLOG_TILE_WIDTH + tile->width++;
    tile->node[at] = h;
    for (; at > 1 && at % 2 == 1; at /= 2)
        tile->node[at / 2] = tlog_node(tile->node[at - 1], tile->node[at]);
}

static enum status add_at(struct tree *t, int level, struct hash h)
{
    struct tree_tile *now = &t->now[level];
    tile_add(now, h);
    if (now->width < TLOG_TILE_WIDTH)
        return OK;
    TRY(ledger_add_tile_exec(t->db, level, (int64_t)now->index,
                             bytes_of(now->node + TLOG_TILE_WIDTH, TLOG_TILE_WIDTH)));
    struct hash root = now->node[1];
    t->last[level] = *now;
    now->index++;
    now->width = 0;
    return level + 1 < TLOG_TILE_LEVELS ? add_at(t, level + 1, root) : OK;
}

enum status tree_append(struct tree *t, struct hash leaf)
{
    assert(t->size < TLOG_SIZE_MAX);
    TRY(add_at(t, 0, leaf));
    t->size++;
    return OK;
}

/* ---- opening ------------------------------------------------------------------------------- */

static enum status read_tile(struct store *db, struct arena *a, int level, uint64_t index,
                             struct hash ret_hash[TLOG_TILE_WIDTH])
{
    struct arena_mark mark = arena_mark(a);
    struct ledger_tile row;
    TRY(ledger_tile_one(db, level, (int64_t)index, &row, a));
    if (row.hashes.n != TLOG_TILE_WIDTH * sizeof(struct hash))
        return BROKEN;
    memcpy(ret_hash, row.hashes.p, row.hashes.n);
    arena_back(a, mark);
    return OK;
}

/* The tile being filled at a level over 0: one hash for each full tile below it. */
static enum status open_level(struct tree *t, struct arena *a, int level, uint64_t full_below)
{
    struct hash h[TLOG_TILE_WIDTH];
    t->now[level].index = full_below / TLOG_TILE_WIDTH;
    for (uint64_t i = full_below / TLOG_TILE_WIDTH * TLOG_TILE_WIDTH; i < full_below; i++) {
        TRY(read_tile(t->db, a, level - 1, i, h));
        tile_add(&t->now[level], tlog_complete_root(h, TLOG_TILE_WIDTH));
    }
    return OK;
}

static enum status open_leaves(struct tree *t, struct arena *a)
{
    struct list leaves;
    uint64_t from = t->size / TLOG_TILE_WIDTH * TLOG_TILE_WIDTH;
    t->now[0].index = from / TLOG_TILE_WIDTH;
    TRY(ledger_entries_many(t->db, (int64_t)from, (int64_t)t->size, &leaves, a));
    if (leaves.n != t->size - from)
        return BROKEN;
    const struct ledger_entries *row = leaves.at;
    for (size_t i = 0; i < leaves.n; i++)
        tile_add(&t->now[0], tlog_leaf(row[i].leaf));
    return OK;
}

static enum status open_into(struct tree *t, struct arena *a)
{
    struct ledger_size size;
    TRY(ledger_size_one(t->db, &size, a));
    t->size = (uint64_t)size.n;
    TRY(open_leaves(t, a));
    uint64_t full = t->size / TLOG_TILE_WIDTH;
    for (int level = 1; level < TLOG_TILE_LEVELS && full; level++, full /= TLOG_TILE_WIDTH)
        TRY(open_level(t, a, level, full));
    return OK;
}

enum status tree_open(struct tree *t, struct store *db)
{
    struct arena a;
    arena_init(&a, 32 * TREE_ARENA);
    memset(t, 0, sizeof *t);
    t->db = db;
    enum status s = open_into(t, &a);
    arena_close(&a);
    return s;
}

/* ---- nodes and proofs ---------------------------------------------------------------------- */

static const struct tree_tile *tile_in_memory(const struct tree *t, int level, uint64_t index)
{
    if (t->now[level].index == index)
        return &t->now[level];
    if (t->last[level].width == TLOG_TILE_WIDTH && t->last[level].index == index)
        return &t->last[level];
    return NULL;
}

static enum status node_hash(struct tree *t, struct arena *a, struct tlog_node_id id,
                             struct hash *ret_hash)
{
    int level = (int)id.level / TLOG_TILE_HEIGHT;
    unsigned up = id.level % TLOG_TILE_HEIGHT;
    uint64_t per_tile = (uint64_t)TLOG_TILE_WIDTH >> up;
    size_t at = (size_t)(per_tile + id.index % per_tile);
    const struct tree_tile *tile = tile_in_memory(t, level, id.index / per_tile);
    if (tile) {
        *ret_hash = tile->node[at];
        return OK;
    }
    struct hash h[TLOG_TILE_WIDTH];
    TRY(read_tile(t->db, a, level, id.index / per_tile, h));
    size_t n = (size_t)1 << up;
    *ret_hash = tlog_complete_root(h + (id.index % per_tile) * n, n);
    return OK;
}

static enum status build(struct tree *t, const struct tlog_plan *plan, struct tlog_proof *ret_proof)
{
    struct hash node[TLOG_PLAN_MAX];
    struct arena a;
    arena_init(&a, TREE_ARENA);
    enum status s = OK;
    for (size_t i = 0; i < plan->n_node && s == OK; i++)
        s = node_hash(t, &a, plan->node[i], &node[i]);
    arena_close(&a);
    if (s == OK)
        tlog_proof_build(plan, node, ret_proof);
    return s;
}

enum status tree_inclusion_at(struct tree *t, uint64_t index, uint64_t size,
                              struct tlog_proof *ret_proof)
{
    struct tlog_plan plan;
    if (size > t->size)
        return BAD_INPUT;
    TRY(tlog_plan_inclusion((struct tlog_range){0, size}, index, &plan));
    return build(t, &plan, ret_proof);
}

enum status tree_inclusion(struct tree *t, uint64_t index, struct tlog_proof *ret_proof)
{
    return tree_inclusion_at(t, index, t->size, ret_proof);
}

enum status tree_consistency(struct tree *t, uint64_t old_size, struct tlog_proof *ret_proof)
{
    struct tlog_plan plan;
    if (old_size == 0) {
        ret_proof->n = 0;
        return OK;
    }
    TRY(tlog_plan_consistency((struct tlog_range){0, old_size}, t->size, &plan));
    return build(t, &plan, ret_proof);
}

enum status tree_root(struct tree *t, struct hash *ret_root)
{
    struct tlog_plan plan;
    struct tlog_proof proof;
    if (t->size == 0) {
        *ret_root = tlog_empty_root();
        return OK;
    }
    TRY(tlog_plan_root(t->size, &plan));
    TRY(build(t, &plan, &proof));
    *ret_root = proof.h[0];
    return OK;
}

enum status tree_tile_hashes(struct tree *t, struct tlog_tile tile,
                             struct hash ret_hash[TLOG_TILE_WIDTH])
{
    if (tile.level < 0 || tile.level >= TLOG_TILE_LEVELS || tile.width == 0 ||
        tile.width > tlog_tile_width(tile.level, tile.index, t->size))
        return NOT_FOUND;
    const struct tree_tile *memory = tile_in_memory(t, tile.level, tile.index);
    if (memory) {
        memcpy(ret_hash, memory->node + TLOG_TILE_WIDTH, tile.width * sizeof(struct hash));
        return OK;
    }
    struct arena a;
    arena_init(&a, TREE_ARENA);
    enum status s = read_tile(t->db, &a, tile.level, tile.index, ret_hash);
    arena_close(&a);
    return s;
}
