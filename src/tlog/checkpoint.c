// SPDX-License-Identifier: Apache-2.0
#include "tlog/checkpoint.h"

#include "base/base64.h"

#include <assert.h>
#include <string.h>

void tlog_hash_put_line(struct buf *to, struct hash h)
{
    base64_put(to, h.b, sizeof h.b);
    buf_byte(to, '\n');
}

enum status tlog_hash_read(struct arena *a, struct str text, struct hash *ret_hash)
{
    struct str bytes;
    if (text.n != 44)
        return BAD_INPUT;
    TRY(base64_read(a, text, &bytes));
    if (bytes.n != sizeof ret_hash->b)
        return BAD_INPUT;
    memcpy(ret_hash->b, bytes.p, bytes.n);
    return OK;
}

enum status tlog_size_read(struct str text, uint64_t *ret_size)
{
    int64_t size;
    TRY(str_to_int(text, &size));
    if (size < 0)
        return BAD_INPUT;
    *ret_size = (uint64_t)size;
    return OK;
}

/* Cut a line that is not empty off *rest; BAD_INPUT if there is none with a newline. */
static enum status next_line(struct str *rest, struct str *ret_line)
{
    size_t n = str_index(*rest, '\n');
    if (n == rest->n || n == 0)
        return BAD_INPUT;
    *ret_line = str_part(*rest, 0, n);
    *rest = str_part(*rest, n + 1, rest->n);
    return OK;
}

enum status tlog_checkpoint_read(struct arena *a, struct str text,
                                 struct tlog_checkpoint *ret_checkpoint)
{
    struct tlog_checkpoint c = {0};
    struct str line;
    TRY(next_line(&text, &c.origin));
    TRY(next_line(&text, &line));
    TRY(tlog_size_read(line, &c.size));
    TRY(next_line(&text, &line));
    TRY(tlog_hash_read(a, line, &c.root));
    c.extension = text;
    while (text.n)
        TRY(next_line(&text, &line));
    *ret_checkpoint = c;
    return OK;
}

void tlog_checkpoint_put(struct buf *to, const struct tlog_checkpoint *checkpoint)
{
    assert(checkpoint->origin.n > 0 && str_index(checkpoint->origin, '\n') == checkpoint->origin.n);
    assert(checkpoint->size <= TLOG_SIZE_MAX);
    buf_put(to, checkpoint->origin);
    buf_printf(to, "\n%llu\n", (unsigned long long)checkpoint->size);
    tlog_hash_put_line(to, checkpoint->root);
    buf_put(to, checkpoint->extension);
}
