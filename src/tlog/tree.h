// SPDX-License-Identifier: Apache-2.0
/* tree.h -- the hash tree of a log and its right edge.
 * Floor 1.  Pure.  Not here: where hashes are kept (tile.h names the places), proofs (proof.h).
 * Source: RFC 6962 section 2.1, with SHA-256, or with SM3 in its place. */
#ifndef TLOG_TREE_H
#define TLOG_TREE_H

#include "base/hash.h"
#include "base/str.h"

/* A log never has more leaves than this; readers refuse larger numbers. */
#define TLOG_SIZE_MAX ((uint64_t)INT64_MAX)
enum { TLOG_HEIGHT_MAX = 63 };

/* Leaves start .. end-1. */
struct tlog_range {
    uint64_t start, end;
};

/* All that is needed to append: the roots of the complete trees that a tree of `size` leaves is
 * made of. */
struct tlog_edge {
    bool is_sm3; /* a tree of the same leaves by the other hash */
    uint64_t size;
    struct hash peak[TLOG_HEIGHT_MAX]; /* [level] holds where bit `level` of size is set, else zero
                                        */
};

/* SHA-256(0x00, entry). */
struct hash tlog_leaf(struct str entry);
/* SHA-256(0x01, left, right). */
struct hash tlog_node(struct hash left, struct hash right);
/* The same with SM3: to be appended to an edge that is_sm3. */
struct hash tlog_leaf_sm3(struct str entry);
/* The root of no leaves: SHA-256 of nothing. */
struct hash tlog_empty_root(void);
/* The root of a complete tree over n hashes, n a power of two; `h` is used up. */
struct hash tlog_complete_root(struct hash *h, size_t n);

/* An empty tree is a zeroed struct, or {.is_sm3 = true}.  Append one leaf hash; size must be below
 * TLOG_SIZE_MAX. */
void tlog_edge_append(struct tlog_edge *edge, struct hash leaf);
/* The root at the edge's size; of an SM3 tree there must be one leaf. */
struct hash tlog_edge_root(const struct tlog_edge *edge);

#endif
