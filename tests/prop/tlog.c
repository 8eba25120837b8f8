// SPDX-License-Identifier: Apache-2.0
/* For 10,000 random proofs of our own: the verifier accepts each, and refuses it with any one bit
 * flipped. Every subtree of a tree of up to 17 leaves is tried besides, so the proofs of each shape
 * are met. */
#include "crypt/crypt.h"
#include "tlog/tile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { LEAVES = 70000, PROOFS = 10000 };

static uint64_t seed;
static struct hash *level_of[TLOG_HEIGHT_MAX]; /* the test's own tree: level by level, complete
                                                  nodes only */

static uint64_t dice(uint64_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed % below;
}

static int grow(void **state)
{
    (void)state;
    level_of[0] = calloc(LEAVES, sizeof(struct hash));
    for (uint32_t i = 0; i < LEAVES; i++)
        level_of[0][i] = tlog_leaf((struct str){(const char *)&i, sizeof i});
    for (int l = 1; LEAVES >> l; l++) {
        level_of[l] = calloc(LEAVES >> l, sizeof(struct hash));
        for (size_t i = 0; i < (size_t)LEAVES >> l; i++)
            level_of[l][i] = tlog_node(level_of[l - 1][2 * i], level_of[l - 1][2 * i + 1]);
    }
    return 0;
}

static int fell(void **state)
{
    (void)state;
    for (int l = 0; l < TLOG_HEIGHT_MAX; l++)
        free(level_of[l]);
    return 0;
}

/* The node as a caller gets it: from the hashes of the tile that holds it, in a tree of `size`
 * leaves. */
static struct hash fetch(struct tlog_node_id node, uint64_t size)
{
    struct tlog_tile tile;
    struct hash h[TLOG_TILE_WIDTH];
    unsigned first, n;
    assert_int_equal(tlog_tile_of_node(node, size, &tile, &first, &n), OK);
    assert_true(first + n <= tile.width);
    const struct hash *row = level_of[tile.level * TLOG_TILE_HEIGHT] + tile.index * TLOG_TILE_WIDTH;
    memcpy(h, row + first, n * sizeof h[0]);
    return tlog_complete_root(h, n);
}

static struct tlog_proof build(const struct tlog_plan *plan, uint64_t size)
{
    struct hash node[TLOG_PLAN_MAX];
    struct tlog_proof proof;
    for (size_t i = 0; i < plan->n_node; i++)
        node[i] = fetch(plan->node[i], size);
    tlog_proof_build(plan, node, &proof);
    return proof;
}

/* The hash of a range by the definition of RFC 6962, not by the code under test. */
static struct hash range_root(struct tlog_range r)
{
    uint64_t n = r.end - r.start, k = 1;
    if (n == 0)
        return tlog_empty_root();
    if ((n & (n - 1)) == 0 && r.start % n == 0)
        return level_of[__builtin_ctzll(n)][r.start / n];
    while (k * 2 < n)
        k *= 2;
    return tlog_node(range_root((struct tlog_range){r.start, r.start + k}),
                     range_root((struct tlog_range){r.start + k, r.end}));
}

static void flip(struct hash *h)
{
    uint64_t bit = dice(256);
    h->b[bit / 8] ^= (uint8_t)(1 << bit % 8);
}

static struct tlog_range random_subtree(uint64_t size)
{
    uint64_t width = 1ULL << dice(18), start = dice(size) / width * width;
    uint64_t end = start + 1 + dice(width);
    return (struct tlog_range){start, end < size ? end : size};
}

static void try_inclusion(struct tlog_range in, uint64_t index, uint64_t size)
{
    struct tlog_plan plan;
    assert_int_equal(tlog_plan_inclusion(in, index, &plan), OK);
    struct tlog_proof proof = build(&plan, size);
    struct hash leaf = level_of[0][index], root = range_root(in);
    assert_int_equal(tlog_verify_inclusion(in, index, leaf, root, &proof), OK);
    struct tlog_proof bad = proof;
    struct hash bad_leaf = leaf, bad_root = root;
    flip(&bad_leaf);
    flip(&bad_root);
    assert_int_equal(tlog_verify_inclusion(in, index, bad_leaf, root, &proof), REFUSED);
    assert_int_equal(tlog_verify_inclusion(in, index, leaf, bad_root, &proof), REFUSED);
    if (proof.n)
        flip(&bad.h[dice(proof.n)]),
            assert_int_equal(tlog_verify_inclusion(in, index, leaf, root, &bad), REFUSED);
    bad = proof;
    bad.h[bad.n++] = root;
    assert_int_equal(tlog_verify_inclusion(in, index, leaf, root, &bad), REFUSED);
    if (proof.n)
        bad.n = proof.n - 1,
        assert_int_equal(tlog_verify_inclusion(in, index, leaf, root, &bad), REFUSED);
    uint64_t other = in.start + dice(in.end - in.start);
    if (other != index)
        assert_int_equal(tlog_verify_inclusion(in, other, leaf, root, &proof), REFUSED);
}

static void try_consistency(struct tlog_range of, uint64_t size)
{
    struct tlog_plan plan;
    assert_int_equal(tlog_plan_consistency(of, size, &plan), OK);
    struct tlog_proof proof = build(&plan, size), bad = proof;
    struct hash part = range_root(of), root = range_root((struct tlog_range){0, size});
    assert_int_equal(tlog_verify_subtree(of, part, size, root, &proof), OK);
    if (of.start == 0)
        assert_int_equal(
            tlog_verify_consistency((struct tlog_range){of.end, size}, part, root, &proof), OK);
    struct hash bad_part = part, bad_root = root;
    flip(&bad_part);
    flip(&bad_root);
    assert_int_equal(tlog_verify_subtree(of, bad_part, size, root, &proof), REFUSED);
    assert_int_equal(tlog_verify_subtree(of, part, size, bad_root, &proof), REFUSED);
    if (proof.n)
        flip(&bad.h[dice(proof.n)]),
            assert_int_equal(tlog_verify_subtree(of, part, size, root, &bad), REFUSED);
    bad = proof;
    bad.h[bad.n++] = root;
    assert_int_equal(tlog_verify_subtree(of, part, size, root, &bad), REFUSED);
    if (proof.n)
        bad.n = proof.n - 1,
        assert_int_equal(tlog_verify_subtree(of, part, size, root, &bad), REFUSED);
}

static void random_proofs_hold_and_flipped_ones_do_not(void **state)
{
    (void)state;
    for (int i = 0; i < PROOFS; i++) {
        uint64_t size = 1 + dice(dice(2) ? LEAVES : 600);
        struct tlog_range in = dice(3) ? random_subtree(size) : (struct tlog_range){0, size};
        try_inclusion(in, in.start + dice(in.end - in.start), size);
        try_consistency(dice(3) ? random_subtree(size) : (struct tlog_range){0, 1 + dice(size)},
                        size);
    }
}

static void every_small_subtree_is_proved(void **state)
{
    (void)state;
    for (uint64_t size = 1; size <= 17; size++)
        for (uint64_t start = 0; start < size; start++)
            for (uint64_t end = start + 1; end <= size; end++) {
                struct tlog_range r = {start, end};
                struct tlog_plan plan;
                if (!tlog_is_subtree(r)) {
                    assert_int_equal(tlog_plan_consistency(r, size, &plan), BAD_INPUT);
                    continue;
                }
                try_consistency(r, size);
                for (uint64_t index = start; index < end; index++)
                    try_inclusion(r, index, size);
            }
}

static void the_root_is_planned_at_every_size(void **state)
{
    (void)state;
    struct tlog_edge edge = {0};
    for (uint64_t size = 1; size <= 1000; size++) {
        struct tlog_plan plan;
        tlog_edge_append(&edge, level_of[0][size - 1]);
        assert_int_equal(tlog_plan_root(size, &plan), OK);
        struct tlog_proof folded = build(&plan, size);
        assert_true(folded.n == 1 && hash_eq(folded.h[0], tlog_edge_root(&edge)));
    }
}

static void the_largest_trees_are_planned_within_bounds(void **state)
{
    (void)state;
    struct tlog_plan plan;
    for (int i = 0; i < 2000; i++) {
        uint64_t size = TLOG_SIZE_MAX - dice(1ULL << dice(62));
        uint64_t end = 1 + dice(size);
        assert_int_equal(tlog_plan_consistency((struct tlog_range){0, end}, size, &plan), OK);
        assert_true(plan.n_hash <= TLOG_PROOF_MAX && plan.n_node <= TLOG_PLAN_MAX);
        assert_int_equal(tlog_plan_inclusion((struct tlog_range){0, size}, end - 1, &plan), OK);
        assert_true(plan.n_hash <= 63);
    }
    assert_int_equal(
        tlog_plan_consistency((struct tlog_range){0, (1ULL << 62) - 1}, (1ULL << 62) + 1, &plan),
        OK);
    assert_int_equal(plan.n_hash, 64);
    assert_int_equal(tlog_plan_inclusion((struct tlog_range){0, TLOG_SIZE_MAX + 1}, 0, &plan),
                     BAD_INPUT);
}

static void nothing_is_proved_from_an_empty_tree(void **state)
{
    (void)state;
    struct tlog_proof none = {0}, one = {.n = 1};
    struct hash empty = tlog_empty_root(), root = range_root((struct tlog_range){0, 5});
    assert_int_equal(tlog_verify_consistency((struct tlog_range){0, 5}, empty, root, &none),
                     BAD_INPUT);
    assert_int_equal(tlog_verify_consistency((struct tlog_range){0, 0}, empty, empty, &none), OK);
    assert_int_equal(tlog_verify_consistency((struct tlog_range){0, 0}, empty, empty, &one),
                     REFUSED);
    assert_int_equal(tlog_verify_consistency((struct tlog_range){0, 0}, empty, root, &none),
                     REFUSED);
    assert_int_equal(tlog_verify_consistency((struct tlog_range){5, 4}, root, root, &none),
                     BAD_INPUT);
    assert_int_equal(tlog_verify_consistency((struct tlog_range){5, 5}, root, root, &none), OK);
    assert_int_equal(tlog_verify_inclusion((struct tlog_range){0, 5}, 5, root, root, &none),
                     BAD_INPUT);
}

int main(int argc, char **argv)
{
    if (crypt_init() != OK)
        return 1;
    crypt_random(&seed, sizeof seed);
    if (argc > 1)
        seed = strtoull(argv[1], NULL, 0);
    seed |= 1;
    printf("seed %llu\n", (unsigned long long)seed);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_proofs_hold_and_flipped_ones_do_not),
        cmocka_unit_test(every_small_subtree_is_proved),
        cmocka_unit_test(the_root_is_planned_at_every_size),
        cmocka_unit_test(the_largest_trees_are_planned_within_bounds),
        cmocka_unit_test(nothing_is_proved_from_an_empty_tree),
    };
    return cmocka_run_group_tests(tests, grow, fell);
}
