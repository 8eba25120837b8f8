// SPDX-License-Identifier: Apache-2.0
/* tile.h -- the files of a log: which hashes stand in which tile, what the tiles are called,
 * bundles of entries.
 * Floor 1.  Pure.  Not here: reading or writing them.
 * Source: c2sp.org/tlog-tiles. */
#ifndef TLOG_TILE_H
#define TLOG_TILE_H

#include "base/buf.h"
#include "tlog/proof.h"

enum { TLOG_TILE_HEIGHT = 8, TLOG_TILE_WIDTH = 256, TLOG_TILE_LEVELS = 8 };

/* Hash tile `index` of `level`: `width` hashes, each over 256**level leaves; below 256 it is
 * partial. A bundle of entries has level TLOG_TILE_ENTRIES and the width of its level-0 tile. */
enum { TLOG_TILE_ENTRIES = -1 };
struct tlog_tile {
    int level;
    uint64_t index;
    unsigned width; /* 1..256 */
};

/* How many hashes stand in tile (level, index) of a tree of `size` leaves: 0 if there is no such
 * tile. */
unsigned tlog_tile_width(int level, uint64_t index, uint64_t size);
/* The tiles of `level` that become full when the tree grows from `start` to `end` leaves: their
 * indexes. */
struct tlog_range tlog_tile_filled(int level, struct tlog_range growth);
/* Where a node's hashes are: the tile of a tree of `size` leaves that holds it, and the first and
 * the number of the hashes of which it is the complete root (tlog_complete_root).  BAD_INPUT when
 * the tree has no such node. */
MUST_USE enum status tlog_tile_of_node(struct tlog_node_id node, uint64_t size,
                                       struct tlog_tile *ret_tile, unsigned *ret_first,
                                       unsigned *ret_n);

/* "tile/0/x001/234" or "tile/entries/000.p/17". */
void tlog_tile_put_path(struct buf *to, struct tlog_tile tile);
/* The tile of such a path; BAD_INPUT for any other spelling of it. */
MUST_USE enum status tlog_tile_read_path(struct str path, struct tlog_tile *ret_tile);

/* Append one entry to a bundle.  It has at most LIMIT_ENTRY_BYTES (asserted). */
void tlog_bundle_put(struct buf *to, struct str entry);
/* Cut the next entry off *rest, which then holds what follows.  NOT_FOUND at the end, BAD_INPUT
 * when it is cut short. */
MUST_USE enum status tlog_bundle_next(struct str *rest, struct str *ret_entry);

#endif
