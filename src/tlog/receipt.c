// SPDX-License-Identifier: Apache-2.0
#include "tlog/receipt.h"

#include "base/base64.h"
#include "tlog/checkpoint.h"

#include <assert.h>

#define HEAD "c2sp.org/tlog-proof@v1"

/* Cut a line, which may be empty, off *rest. */
static enum status next_line(struct str *rest, struct str *ret_line)
{
    size_t n = str_index(*rest, '\n');
    if (n == rest->n)
        return BAD_INPUT;
    *ret_line = str_part(*rest, 0, n);
    *rest = str_part(*rest, n + 1, rest->n);
    return OK;
}

static enum status read_proof(struct arena *a, struct str *rest, struct tlog_proof *proof)
{
    struct str line;
    for (proof->n = 0;; proof->n++) {
        TRY(next_line(rest, &line));
        if (line.n == 0)
            return OK;
        if (proof->n == TLOG_PROOF_MAX)
            return BAD_INPUT;
        TRY(tlog_hash_read(a, line, &proof->h[proof->n]));
    }
}

enum status tlog_receipt_read(struct arena *a, struct str bytes, struct tlog_receipt *ret_receipt)
{
    struct str line, extra = {NULL, 0};
    TRY(next_line(&bytes, &line));
    if (!str_is(line, HEAD))
        return BAD_INPUT;
    TRY(next_line(&bytes, &line));
    if (str_starts(line, S("extra "))) {
        TRY(base64_read(a, str_part(line, 6, line.n), &extra));
        TRY(next_line(&bytes, &line));
    }
    uint64_t index;
    if (!str_starts(line, S("index ")))
        return BAD_INPUT;
    TRY(tlog_size_read(str_part(line, 6, line.n), &index));
    struct tlog_proof proof;
    TRY(read_proof(a, &bytes, &proof));
    if (bytes.n == 0)
        return BAD_INPUT;
    *ret_receipt = (struct tlog_receipt){extra, index, proof, bytes};
    return OK;
}

void tlog_receipt_put(struct buf *to, const struct tlog_receipt *receipt)
{
    assert(receipt->proof.n <= TLOG_PROOF_MAX && receipt->index <= TLOG_SIZE_MAX);
    buf_puts(to, HEAD "\n");
    if (receipt->extra.p) {
        buf_puts(to, "extra ");
        base64_put(to, receipt->extra.p, receipt->extra.n);
        buf_byte(to, '\n');
    }
    buf_printf(to, "index %llu\n", (unsigned long long)receipt->index);
    for (size_t i = 0; i < receipt->proof.n; i++)
        tlog_hash_put_line(to, receipt->proof.h[i]);
    buf_byte(to, '\n');
    buf_put(to, receipt->checkpoint);
}
