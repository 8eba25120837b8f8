// SPDX-License-Identifier: Apache-2.0
/* proof.h -- that a leaf stands in a tree, and that one tree continues another: plan, build,
 * verify.
 * Floor 1.  Pure.  Every proof is over a subtree [start, end); start = 0 gives the ordinary proofs
 * of RFC 6962. A prover works in two steps: the plan names the nodes it needs, the caller fetches
 * them (tile.h says where they are), build puts them together.  Nothing here trusts a proof:
 * lengths are checked against the sizes.
 * Source: RFC 9162 section 2.1; draft-ietf-plants-merkle-tree-certs-03 section 4 (subtrees). */
#ifndef TLOG_PROOF_H
#define TLOG_PROOF_H

#include "tlog/tree.h"

enum { TLOG_PROOF_MAX = 64, TLOG_PLAN_MAX = 2 * TLOG_PROOF_MAX };

/* A complete tree over leaves index << level .. (index + 1) << level; level 0 is the leaf hash
 * itself. */
struct tlog_node_id {
    unsigned level;
    uint64_t index;
};

struct tlog_proof {
    size_t n;
    struct hash h[TLOG_PROOF_MAX];
};

/* Which nodes a proof is made of: proof hash i is folded from the next count[i] of `node`. */
struct tlog_plan {
    size_t n_node, n_hash;
    struct tlog_node_id node[TLOG_PLAN_MAX];
    uint8_t count[TLOG_PROOF_MAX];
};

/* Is start <= end <= TLOG_SIZE_MAX, and start a multiple of the smallest power of two that is at
 * least the length? (An empty range is a subtree.) */
bool tlog_is_subtree(struct tlog_range range);

/* What proves leaf `index` in the subtree `in`.  BAD_INPUT unless it is a subtree that holds the
 * index. */
MUST_USE enum status tlog_plan_inclusion(struct tlog_range in, uint64_t index,
                                         struct tlog_plan *ret_plan);
/* What proves that the subtree `of` is part of the tree of `size` leaves; with start 0, that this
 * tree continues the one of `end` leaves.  BAD_INPUT unless `of` is a subtree that is not empty and
 * ends at or before size. */
MUST_USE enum status tlog_plan_consistency(struct tlog_range of, uint64_t size,
                                           struct tlog_plan *ret_plan);
/* What the root of a tree of `size` > 0 leaves is folded from: a plan of one hash. */
MUST_USE enum status tlog_plan_root(uint64_t size, struct tlog_plan *ret_plan);
/* Fold the fetched nodes, node[i] being the hash of plan->node[i], into the proof. */
void tlog_proof_build(const struct tlog_plan *plan, const struct hash *node,
                      struct tlog_proof *ret_proof);

/* Does `proof` show that `leaf` stands at `index` of the subtree `in` whose hash is `root`?
 * OK; REFUSED when it does not; BAD_INPUT when the range is no subtree or does not hold the index.
 */
MUST_USE enum status tlog_verify_inclusion(struct tlog_range in, uint64_t index, struct hash leaf,
                                           struct hash root, const struct tlog_proof *proof);
/* Does `proof` show that the subtree `of` with hash `part` is part of the tree of `size` leaves
 * with `root`? OK; REFUSED; BAD_INPUT when the range is no subtree of that tree.  An empty subtree
 * is part of every tree: its hash must be the empty root and the proof empty. */
MUST_USE enum status tlog_verify_subtree(struct tlog_range of, struct hash part, uint64_t size,
                                         struct hash root, const struct tlog_proof *proof);
/* Does the tree of `end` leaves continue the tree of `start` leaves?  As tlog_verify_subtree for
 * [0, start), but from an empty tree to one with leaves nothing can be proved: BAD_INPUT (a witness
 * decides that case by itself). */
MUST_USE enum status tlog_verify_consistency(struct tlog_range sizes, struct hash old_root,
                                             struct hash new_root, const struct tlog_proof *proof);

#endif
