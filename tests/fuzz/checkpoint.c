// SPDX-License-Identifier: Apache-2.0
/* Any bytes as a checkpoint, a tile's path and a bundle: what is accepted is printed as the same
 * bytes. */
#include "tlog/checkpoint.h"
#include "tlog/tile.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void same(const struct buf *printed, struct str bytes)
{
    assert(!printed->full && str_eq(buf_str(printed), bytes));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {(const char *)data, size}, rest = bytes, entry;
    struct arena a;
    struct buf b;
    struct tlog_checkpoint c;
    struct tlog_tile tile;
    arena_init(&a, 64 << 20);
    buf_init(&b, 64 << 20);
    if (tlog_checkpoint_read(&a, bytes, &c) == OK) {
        tlog_checkpoint_put(&b, &c);
        same(&b, bytes);
    }
    buf_reset(&b);
    if (tlog_tile_read_path(bytes, &tile) == OK) {
        tlog_tile_put_path(&b, tile);
        same(&b, bytes);
    }
    buf_reset(&b);
    while (tlog_bundle_next(&rest, &entry) == OK)
        tlog_bundle_put(&b, entry);
    same(&b, str_part(bytes, 0, size - rest.n));
    buf_close(&b);
    arena_close(&a);
    return 0;
}
