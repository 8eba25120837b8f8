// SPDX-License-Identifier: Apache-2.0
#include "tlog/proof.h"

#include <assert.h>

/* The ranges of leaves that a proof's hashes stand for, collected from the root downwards. */
struct walk {
    size_t n;
    struct tlog_range part[TLOG_PROOF_MAX];
};

/* The largest power of two below n; n > 1. */
static uint64_t split(uint64_t n)
{
    assert(n > 1);
    return 1ULL << (63 - __builtin_clzll(n - 1));
}

bool tlog_is_subtree(struct tlog_range range)
{
    if (range.start > range.end || range.end > TLOG_SIZE_MAX)
        return false;
    uint64_t n = range.end - range.start;
    uint64_t width = n <= 1 ? 1 : split(n) * 2;
    return (range.start & (width - 1)) == 0;
}

static void keep(struct walk *w, uint64_t start, uint64_t end)
{
    assert(w->n < TLOG_PROOF_MAX && start < end);
    w->part[w->n++] = (struct tlog_range){start, end};
}

/* Append the complete trees of [start, end), left to right: one hash of the proof. */
static void plan_part(struct tlog_plan *plan, struct tlog_range part)
{
    assert(plan->n_hash < TLOG_PROOF_MAX);
    uint8_t count = 0;
    while (part.start < part.end) {
        unsigned level = 63 - (unsigned)__builtin_clzll(part.end - part.start);
        assert((part.start & ((1ULL << level) - 1)) == 0 && plan->n_node < TLOG_PLAN_MAX);
        plan->node[plan->n_node++] = (struct tlog_node_id){level, part.start >> level};
        part.start += 1ULL << level;
        count++;
    }
    plan->count[plan->n_hash++] = count;
}

static void plan_walk(const struct walk *w, struct tlog_plan *ret_plan)
{
    ret_plan->n_node = ret_plan->n_hash = 0;
    for (size_t i = w->n; i-- > 0;)
        plan_part(ret_plan, w->part[i]);
}

enum status tlog_plan_inclusion(struct tlog_range in, uint64_t index, struct tlog_plan *ret_plan)
{
    if (!tlog_is_subtree(in) || index < in.start || index >= in.end)
        return BAD_INPUT;
    struct walk w = {0};
    while (in.end - in.start > 1) {
        uint64_t middle = in.start + split(in.end - in.start);
        if (index < middle) {
            keep(&w, middle, in.end);
            in.end = middle;
        } else {
            keep(&w, in.start, middle);
            in.start = middle;
        }
    }
    plan_walk(&w, ret_plan);
    return OK;
}

enum status tlog_plan_consistency(struct tlog_range of, uint64_t size, struct tlog_plan *ret_plan)
{
    if (!tlog_is_subtree(of) || of.start == of.end || of.end > size || size > TLOG_SIZE_MAX)
        return BAD_INPUT;
    struct walk w = {0};
    struct tlog_range tree = {0, size};
    bool known = true; /* the verifier holds the hash at which the walk ends */
    while (tree.start != of.start || tree.end != of.end) {
        uint64_t middle = tree.start + split(tree.end - tree.start);
        if (of.end <= middle) {
            keep(&w, middle, tree.end);
            tree.end = middle;
            continue;
        }
        keep(&w, tree.start, middle);
        tree.start = middle;
        if (of.start < middle) { /* it reaches over the middle: only its right part is walked on */
            of.start = middle;
            known = false;
        }
    }
    if (!known)
        keep(&w, tree.start, tree.end);
    plan_walk(&w, ret_plan);
    return OK;
}

enum status tlog_plan_root(uint64_t size, struct tlog_plan *ret_plan)
{
    if (size == 0 || size > TLOG_SIZE_MAX)
        return BAD_INPUT;
    ret_plan->n_node = ret_plan->n_hash = 0;
    plan_part(ret_plan, (struct tlog_range){0, size});
    return OK;
}

void tlog_proof_build(const struct tlog_plan *plan, const struct hash *node,
                      struct tlog_proof *ret_proof)
{
    assert(plan && ret_proof && (node || plan->n_node == 0));
    size_t at = 0;
    for (size_t i = 0; i < plan->n_hash; i++) {
        size_t last = at + plan->count[i];
        assert(plan->count[i] > 0 && last <= plan->n_node);
        struct hash h = node[last - 1];
        for (size_t k = last - 1; k-- > at;)
            h = tlog_node(node[k], h);
        ret_proof->h[i] = h;
        at = last;
    }
    ret_proof->n = plan->n_hash;
}

enum status tlog_verify_inclusion(struct tlog_range in, uint64_t index, struct hash leaf,
                                  struct hash root, const struct tlog_proof *proof)
{
    assert(proof && proof->n <= TLOG_PROOF_MAX);
    if (!tlog_is_subtree(in) || index < in.start || index >= in.end)
        return BAD_INPUT;
    uint64_t at = index - in.start, last = in.end - in.start - 1;
    struct hash h = leaf;
    for (size_t i = 0; i < proof->n; i++) {
        if (last == 0)
            return REFUSED;
        if (at & 1 || at == last) {
            h = tlog_node(proof->h[i], h);
            for (; !(at & 1); at >>= 1, last >>= 1)
                assert(at != 0);
        } else {
            h = tlog_node(h, proof->h[i]);
        }
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && hash_eq(h, root) ? OK : REFUSED;
}

/* The places of three leaves on the way up: the first and last of the subtree, the last of the
 * tree. */
struct climb {
    uint64_t first, last, end;
};

static void climb_up(struct climb *c)
{
    c->first >>= 1;
    c->last >>= 1;
    c->end >>= 1;
}

/* To the node at which the proof begins: the highest that is part of the subtree and ends where it
 * ends. */
static struct climb climb_start(struct tlog_range of, uint64_t size)
{
    struct climb c = {of.start, of.end - 1, size - 1};
    bool same_end = of.end == size;
    while (c.first != c.last && (same_end || c.last & 1))
        climb_up(&c);
    return c;
}

enum status tlog_verify_subtree(struct tlog_range of, struct hash part, uint64_t size,
                                struct hash root, const struct tlog_proof *proof)
{
    assert(proof && proof->n <= TLOG_PROOF_MAX);
    if (!tlog_is_subtree(of) || of.end > size || size > TLOG_SIZE_MAX)
        return BAD_INPUT;
    struct hash empty = tlog_empty_root();
    if (size == 0 && !hash_eq(root, empty))
        return REFUSED;
    if (of.start == of.end)
        return proof->n == 0 && hash_eq(part, empty) ? OK : REFUSED;
    struct climb c = climb_start(of, size);
    size_t i = 0;
    if (c.first != c.last && proof->n == 0)
        return REFUSED;
    struct hash in_part = c.first == c.last ? part : proof->h[i++];
    struct hash in_tree = in_part;
    for (; i < proof->n; i++) {
        if (c.end == 0)
            return REFUSED;
        if (c.last & 1 || c.last == c.end) {
            if (c.first < c.last)
                in_part = tlog_node(proof->h[i], in_part);
            in_tree = tlog_node(proof->h[i], in_tree);
            while (!(c.last & 1))
                climb_up(&c);
        } else {
            in_tree = tlog_node(in_tree, proof->h[i]);
        }
        climb_up(&c);
    }
    return c.end == 0 && hash_eq(in_part, part) && hash_eq(in_tree, root) ? OK : REFUSED;
}

enum status tlog_verify_consistency(struct tlog_range sizes, struct hash old_root,
                                    struct hash new_root, const struct tlog_proof *proof)
{
    if (sizes.start == 0 && sizes.end > 0)
        return BAD_INPUT;
    return tlog_verify_subtree((struct tlog_range){0, sizes.start}, old_root, sizes.end, new_root,
                               proof);
}
