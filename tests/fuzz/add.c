// SPDX-License-Identifier: Apache-2.0
/* Any bytes as a log's request to a witness: what is accepted is printed as the same bytes, and
 * judged without a fall, against no head, one of its own old size, and its own. */
#include "tlog/witness.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void judge(const struct tlog_add *add, const struct tlog_checkpoint *c)
{
    const struct tlog_head latest[] = {
        {0, tlog_empty_root()}, {add->old_size, c->root}, {c->size, c->root}};
    for (size_t i = 0; i < sizeof latest / sizeof *latest; i++) {
        struct tlog_verdict v = tlog_witness_judge(latest[i], add, c);
        assert((v.code == 200) == (v.why == NULL));
        assert(v.code != 200 || add->old_size == latest[i].size);
        assert(v.code != 200 || c->size >= latest[i].size);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {(const char *)data, size};
    struct arena a;
    struct buf b;
    struct tlog_add add;
    struct tlog_checkpoint c;
    uint64_t n;
    arena_init(&a, 64 << 20);
    buf_init(&b, 64 << 20);
    if (tlog_add_read(&a, bytes, &add) == OK) {
        tlog_add_put(&b, &add);
        assert(!b.full && str_eq(buf_str(&b), bytes));
        if (tlog_checkpoint_read(&a, add.note, &c) == OK)
            judge(&add, &c);
    }
    enum status s = tlog_conflict_read(bytes, &n);
    assert(s == OK || s == BAD_INPUT);
    buf_close(&b);
    arena_close(&a);
    return 0;
}
