// SPDX-License-Identifier: Apache-2.0
#include "tlog/tile.h"

#include "base/limits.h"

#include <assert.h>

/* Levels of the tree below the hashes of a tile. */
static unsigned shift_of(int level)
{
    assert(level >= TLOG_TILE_ENTRIES && level < TLOG_TILE_LEVELS);
    return level < 0 ? 0 : (unsigned)level * TLOG_TILE_HEIGHT;
}

unsigned tlog_tile_width(int level, uint64_t index, uint64_t size)
{
    uint64_t hashes = size >> shift_of(level);
    if (index > hashes / TLOG_TILE_WIDTH)
        return 0;
    uint64_t left = hashes - index * TLOG_TILE_WIDTH;
    return left < TLOG_TILE_WIDTH ? (unsigned)left : TLOG_TILE_WIDTH;
}

struct tlog_range tlog_tile_filled(int level, struct tlog_range growth)
{
    assert(growth.start <= growth.end && growth.end <= TLOG_SIZE_MAX);
    unsigned shift = shift_of(level);
    return (struct tlog_range){growth.start >> shift >> TLOG_TILE_HEIGHT,
                               growth.end >> shift >> TLOG_TILE_HEIGHT};
}

enum status tlog_tile_of_node(struct tlog_node_id node, uint64_t size, struct tlog_tile *ret_tile,
                              unsigned *ret_first, unsigned *ret_n)
{
    if (node.level >= TLOG_HEIGHT_MAX || size > TLOG_SIZE_MAX || node.index >= size >> node.level)
        return BAD_INPUT;
    int level = (int)(node.level / TLOG_TILE_HEIGHT);
    unsigned inside = node.level % TLOG_TILE_HEIGHT;
    uint64_t first = node.index << inside;
    uint64_t index = first / TLOG_TILE_WIDTH;
    *ret_tile = (struct tlog_tile){level, index, tlog_tile_width(level, index, size)};
    *ret_first = (unsigned)(first % TLOG_TILE_WIDTH);
    *ret_n = 1U << inside;
    assert(*ret_first + *ret_n <= ret_tile->width);
    return OK;
}

void tlog_tile_put_path(struct buf *to, struct tlog_tile tile)
{
    assert(tile.width >= 1 && tile.width <= TLOG_TILE_WIDTH && tile.level < TLOG_TILE_LEVELS);
    if (tile.level == TLOG_TILE_ENTRIES)
        buf_puts(to, "tile/entries/");
    else
        buf_printf(to, "tile/%d/", tile.level);
    uint64_t scale = 1;
    while (tile.index / scale >= 1000)
        scale *= 1000;
    for (; scale >= 1000; scale /= 1000)
        buf_printf(to, "x%03u/", (unsigned)(tile.index / scale % 1000));
    buf_printf(to, "%03u", (unsigned)(tile.index % 1000));
    if (tile.width < TLOG_TILE_WIDTH)
        buf_printf(to, ".p/%u", tile.width);
}

static enum status read_level(struct str text, int *ret_level)
{
    if (str_is(text, "entries")) {
        *ret_level = TLOG_TILE_ENTRIES;
        return OK;
    }
    int64_t level;
    TRY(str_to_int(text, &level));
    if (level < 0 || level >= TLOG_TILE_LEVELS)
        return BAD_INPUT;
    *ret_level = (int)level;
    return OK;
}

/* Three digits. */
static enum status read_group(struct str text, uint64_t *ret_value)
{
    if (text.n != 3)
        return BAD_INPUT;
    uint64_t value = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9')
            return BAD_INPUT;
        value = value * 10 + (uint64_t)(text.p[i] - '0');
    }
    *ret_value = value;
    return OK;
}

/* x001/x234/067: no leading group of zeroes, and at most what the tree can hold. */
static enum status read_index(struct str text, uint64_t *ret_index)
{
    uint64_t index = 0, group;
    while (str_starts(text, S("x"))) {
        struct str rest, head = str_cut(text, '/', &rest);
        TRY(read_group(str_part(head, 1, head.n - 1), &group));
        if (!rest.p || (index == 0 && group == 0) || index > TLOG_SIZE_MAX / 1000000)
            return BAD_INPUT;
        index = index * 1000 + group;
        text = rest;
    }
    TRY(read_group(text, &group));
    *ret_index = index * 1000 + group;
    return OK;
}

static enum status read_width(struct str text, unsigned *ret_width)
{
    int64_t width;
    TRY(str_to_int(text, &width));
    if (width < 1 || width >= TLOG_TILE_WIDTH)
        return BAD_INPUT;
    *ret_width = (unsigned)width;
    return OK;
}

enum status tlog_tile_read_path(struct str path, struct tlog_tile *ret_tile)
{
    struct tlog_tile tile = {.width = TLOG_TILE_WIDTH};
    if (!str_starts(path, S("tile/")))
        return BAD_INPUT;
    struct str rest, level = str_cut(str_part(path, 5, path.n - 5), '/', &rest);
    TRY(read_level(level, &tile.level));
    size_t dot = str_find(rest, S(".p/"));
    if (dot < rest.n)
        TRY(read_width(str_part(rest, dot + 3, rest.n - dot - 3), &tile.width));
    TRY(read_index(str_part(rest, 0, dot), &tile.index));
    *ret_tile = tile;
    return OK;
}

void tlog_bundle_put(struct buf *to, struct str entry)
{
    assert(entry.n <= LIMIT_ENTRY_BYTES && (entry.p || entry.n == 0));
    buf_byte(to, (char)(entry.n >> 8));
    buf_byte(to, (char)(entry.n & 0xff));
    buf_put(to, entry);
}

enum status tlog_bundle_next(struct str *rest, struct str *ret_entry)
{
    assert(rest && ret_entry);
    if (rest->n == 0)
        return NOT_FOUND;
    if (rest->n < 2)
        return BAD_INPUT;
    const uint8_t *p = (const uint8_t *)rest->p;
    size_t n = (size_t)p[0] << 8 | p[1];
    if (rest->n - 2 < n)
        return BAD_INPUT;
    *ret_entry = (struct str){rest->p + 2, n};
    *rest = (struct str){rest->p + 2 + n, rest->n - 2 - n};
    return OK;
}
