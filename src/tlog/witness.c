// SPDX-License-Identifier: Apache-2.0
#include "tlog/witness.h"

#include <assert.h>

enum status tlog_add_read(struct arena *a, struct str body, struct tlog_add *ret_add)
{
    struct tlog_add add = {0};
    struct str rest, line = str_cut(body, '\n', &rest);
    if (!str_starts(line, S("old ")))
        return BAD_INPUT;
    TRY(tlog_size_read(str_part(line, 4, line.n), &add.old_size));
    for (;;) {
        if (!rest.p)
            return BAD_INPUT;
        line = str_cut(rest, '\n', &rest);
        if (line.n == 0)
            break;
        if (add.proof.n == TLOG_WITNESS_PROOF_MAX)
            return BAD_INPUT;
        TRY(tlog_hash_read(a, line, &add.proof.h[add.proof.n]));
        add.proof.n++;
    }
    if (!rest.p)
        return BAD_INPUT;
    add.note = rest;
    *ret_add = add;
    return OK;
}

void tlog_add_put(struct buf *to, const struct tlog_add *add)
{
    assert(add->proof.n <= TLOG_WITNESS_PROOF_MAX);
    buf_printf(to, "old %llu\n", (unsigned long long)add->old_size);
    for (size_t i = 0; i < add->proof.n; i++)
        tlog_hash_put_line(to, add->proof.h[i]);
    buf_byte(to, '\n');
    buf_put(to, add->note);
}

/* Everything is consistent with an empty tree, and no proof is needed. */
static bool is_proved(struct tlog_head latest, const struct tlog_add *add,
                      const struct tlog_checkpoint *c)
{
    if (add->old_size == 0)
        return add->proof.n == 0;
    return tlog_verify_consistency((struct tlog_range){add->old_size, c->size}, latest.root,
                                   c->root, &add->proof) == OK;
}

struct tlog_verdict tlog_witness_judge(struct tlog_head latest, const struct tlog_add *add,
                                       const struct tlog_checkpoint *c)
{
    if (add->old_size > c->size)
        return (struct tlog_verdict){400, "the old size is over that of the checkpoint"};
    if (add->old_size != latest.size)
        return (struct tlog_verdict){409, "another checkpoint was cosigned last"};
    if (c->size == 0 && !hash_eq(c->root, tlog_empty_root()))
        return (struct tlog_verdict){422, "that is not the root of an empty tree"};
    if (c->size == latest.size && c->size > 0 && !hash_eq(c->root, latest.root))
        return (struct tlog_verdict){422, "another root was cosigned at this size"};
    if (!is_proved(latest, add, c))
        return (struct tlog_verdict){422, "the proof does not lead from the old size to this one"};
    return (struct tlog_verdict){200, NULL};
}

enum status tlog_conflict_read(struct str body, uint64_t *ret_size)
{
    if (!str_ends(body, S("\n")))
        return BAD_INPUT;
    return tlog_size_read(str_part(body, 0, body.n - 1), ret_size);
}
