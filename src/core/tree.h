// SPDX-License-Identifier: Apache-2.0
/* tree.h -- the log's tree as the writer holds it: the newest tiles with their inner nodes, older
 * ones in the database.
 * Floor 4.  Used by the writer's thread only, and by readers that open a tree of their own. */
#ifndef CORE_TREE_H
#define CORE_TREE_H

#include "tlog/proof.h"
#include "tlog/tile.h"

struct store;

/* A tile and everything over its hashes: hash i at [256 + i], the parent of x at [x / 2]. */
struct tree_tile {
    uint64_t index;
    unsigned width;
    struct hash node[2 * TLOG_TILE_WIDTH];
};

struct tree {
    struct store *db;
    uint64_t size;
    struct tree_tile now[TLOG_TILE_LEVELS];  /* the one being filled, per level */
    struct tree_tile last[TLOG_TILE_LEVELS]; /* the one filled before it, if width is 256 */
};

/* The tree of the log in `db`, read from its tiles and the entries behind the last full one. */
MUST_USE enum status tree_open(struct tree *t, struct store *db);
/* Append a leaf; tiles that become full are written to the database (inside the caller's
 * transaction). */
MUST_USE enum status tree_append(struct tree *t, struct hash leaf);
/* Proofs at the present size. */
MUST_USE enum status tree_inclusion(struct tree *t, uint64_t index, struct tlog_proof *ret_proof);
/* The same at a size that the log had before: a checkpoint's.  BAD_INPUT over the present size. */
MUST_USE enum status tree_inclusion_at(struct tree *t, uint64_t index, uint64_t size,
                                       struct tlog_proof *ret_proof);
MUST_USE enum status tree_consistency(struct tree *t, uint64_t old_size,
                                      struct tlog_proof *ret_proof);
MUST_USE enum status tree_root(struct tree *t, struct hash *ret_root);
/* The first `width` hashes of a tile: NOT_FOUND beyond the tree. */
MUST_USE enum status tree_tile_hashes(struct tree *t, struct tlog_tile tile,
                                      struct hash ret_hash[TLOG_TILE_WIDTH]);

#endif
