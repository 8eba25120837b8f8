// SPDX-License-Identifier: Apache-2.0
/* Whatever passes as a picture is one that can be read again. */
#include "paper/picture.h"

#include <assert.h>

enum { ARENA_BYTES = 256 * 1024 * 1024, OUT_BYTES = 64 * 1024 * 1024, PIXELS = 1000 * 1000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* The size that a head claims; larger ones only cost time here. */
static bool is_small(const uint8_t *data, size_t n)
{
    if (n > 24 && data[0] == 0x89)
        return !data[16] && !data[17] && !data[20] && !data[21] && data[18] < 4 && data[22] < 4;
    for (size_t i = 0; i + 9 < n; i++)
        if (data[i] == 0xff && data[i + 1] >= 0xc0 && data[i + 1] <= 0xcf &&
            (data[i + 5] > 3 || data[i + 7] > 3))
            return false;
    return true;
}

static enum status make(struct str in, struct arena *a, struct buf *out)
{
    struct paper p = {.in = in, .out = out, .arena = a};
    arena_init(a, ARENA_BYTES);
    buf_init(out, OUT_BYTES);
    enum status s = paper_picture(&p);
    assert(s == OK || s == BAD_INPUT || s == FULL);
    assert(s != BAD_INPUT || p.why);
    return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a, b;
    struct buf once, twice;
    if (!is_small(data, n))
        return 0;
    picture_orientation((struct str){(const char *)data, n});
    if (make((struct str){(const char *)data, n}, &a, &once) == OK) {
        enum status s = make(buf_str(&once), &b, &twice);
        assert(s == OK);
        buf_close(&twice);
        arena_close(&b);
    }
    buf_close(&once);
    arena_close(&a);
    return 0;
}
