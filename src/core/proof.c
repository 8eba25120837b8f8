// SPDX-License-Identifier: Apache-2.0
/* proof.c -- tiles of the log for readers: full ones from the table, the newest from the entries
 * behind them.
 * Floor 4. */
#include "core/core_in.h"

#include "core.gen.h"
#include "core/tree.h"
#include "store/store.h"

#include <string.h>

static enum status full_tile(struct ctx *c, int level, uint64_t index,
                             struct hash ret_hash[TLOG_TILE_WIDTH])
{
    struct ledger_tile row;
    TRY(ledger_tile_one(c->db, level, (int64_t)index, &row, c->arena));
    if (row.hashes.n != TLOG_TILE_WIDTH * sizeof(struct hash))
        return BROKEN;
    memcpy(ret_hash, row.hashes.p, row.hashes.n);
    return OK;
}

static enum status leaf_hashes(struct ctx *c, uint64_t first, unsigned width, struct hash *to)
{
    struct list rows;
    TRY(ledger_entries_many(c->db, (int64_t)first, (int64_t)(first + width), &rows, c->arena));
    if (rows.n != width)
        return NOT_FOUND;
    const struct ledger_entries *row = rows.at;
    for (unsigned i = 0; i < width; i++)
        to[i] = tlog_leaf(row[i].leaf);
    return OK;
}

static enum status tile_hashes(struct ctx *c, struct tlog_tile tile, struct hash *to)
{
    struct hash below[TLOG_TILE_WIDTH];
    if (tile.width == TLOG_TILE_WIDTH)
        return full_tile(c, tile.level, tile.index, to);
    if (tile.level == 0)
        return leaf_hashes(c, tile.index * TLOG_TILE_WIDTH, tile.width, to);
    for (unsigned i = 0; i < tile.width; i++) {
        TRY(full_tile(c, tile.level - 1, tile.index * TLOG_TILE_WIDTH + i, below));
        to[i] = tlog_complete_root(below, TLOG_TILE_WIDTH);
    }
    return OK;
}

enum status tile_bytes(struct core *core, struct ctx *c, int level, uint64_t index, int width,
                       struct str *ret_bytes)
{
    uint64_t size = (uint64_t)atomic_load(&core->n_signed);
    struct tlog_tile tile = {level, index, (unsigned)width};
    struct hash h[TLOG_TILE_WIDTH];
    if (level < 0 || level >= TLOG_TILE_LEVELS || width < 1 || width > TLOG_TILE_WIDTH ||
        tile.width > tlog_tile_width(level, index, size))
        return NOT_FOUND;
    TRY(tile_hashes(c, tile, h));
    return arena_copy(c->arena, (struct str){(const char *)h, tile.width * sizeof *h}, ret_bytes);
}
