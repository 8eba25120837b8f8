// SPDX-License-Identifier: Apache-2.0
/* Any bytes as a .tlog-proof, and the proof in it against any sizes: accepted text is printed as
 * the same bytes, and no proof is accepted for a root that was not made for it. */
#include "tlog/receipt.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t number(const uint8_t **data, size_t *size)
{
    uint64_t value = 0;
    size_t n = *size < sizeof value ? *size : sizeof value;
    memcpy(&value, *data, n);
    *data += n;
    *size -= n;
    return value >> (value & 63);
}

static void verify(const uint8_t *data, size_t size)
{
    struct tlog_range r = {number(&data, &size), number(&data, &size)};
    uint64_t index = number(&data, &size), tree = number(&data, &size);
    struct tlog_proof proof = {0};
    struct hash root = {{1}}, leaf = {{2}};
    struct tlog_plan plan;
    for (; size >= sizeof root && proof.n < TLOG_PROOF_MAX;
         data += sizeof root, size -= sizeof root)
        memcpy(&proof.h[proof.n++], data, sizeof root);
    assert(tlog_verify_inclusion(r, index, leaf, root, &proof) != OK);
    assert(tlog_verify_subtree(r, leaf, tree, root, &proof) != OK);
    bool can_include = tlog_plan_inclusion(r, index, &plan) == OK;
    assert(can_include == (tlog_is_subtree(r) && r.start <= index && index < r.end));
    bool can_continue = tlog_plan_consistency(r, tree, &plan) == OK;
    assert(!can_continue || (plan.n_hash <= TLOG_PROOF_MAX && plan.n_node <= TLOG_PLAN_MAX));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {(const char *)data, size};
    struct arena a;
    struct buf b;
    struct tlog_receipt receipt;
    arena_init(&a, 64 << 20);
    buf_init(&b, 64 << 20);
    if (tlog_receipt_read(&a, bytes, &receipt) == OK) {
        tlog_receipt_put(&b, &receipt);
        assert(str_eq(buf_str(&b), bytes));
    }
    buf_close(&b);
    arena_close(&a);
    verify(data, size);
    return 0;
}
