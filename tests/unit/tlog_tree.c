// SPDX-License-Identifier: Apache-2.0
/* The tree of RFC 6962 against the roots that Certificate Transparency publishes, tiles and their
 * names. */
#include "crypt/crypt.h"
#include "tlog/tile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static const char *const LEAF_HEX[8] = {
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
};
static const char *const ROOT_HEX[9] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

static struct hash hash_of_hex(const char *hex)
{
    struct hash h;
    assert_int_equal(str_to_bytes(str_of(hex), h.b, sizeof h.b), OK);
    return h;
}

static void the_edge_has_the_published_root_at_every_size(void **state)
{
    (void)state;
    struct tlog_edge edge = {0};
    assert_true(hash_eq(tlog_edge_root(&edge), hash_of_hex(ROOT_HEX[0])));
    for (size_t i = 0; i < 8; i++) {
        uint8_t leaf[32];
        size_t n = strlen(LEAF_HEX[i]) / 2;
        assert_int_equal(str_to_bytes(str_of(LEAF_HEX[i]), leaf, n), OK);
        tlog_edge_append(&edge, tlog_leaf((struct str){(const char *)leaf, n}));
        assert_int_equal(edge.size, i + 1);
        assert_true(hash_eq(tlog_edge_root(&edge), hash_of_hex(ROOT_HEX[i + 1])));
    }
}

static void a_complete_root_is_the_edge_s_root(void **state)
{
    (void)state;
    struct tlog_edge edge = {0};
    struct hash h[256];
    for (unsigned i = 0; i < 256; i++) {
        h[i] = tlog_leaf((struct str){(const char *)&i, sizeof i});
        tlog_edge_append(&edge, h[i]);
    }
    assert_true(hash_eq(tlog_complete_root(h, 256), tlog_edge_root(&edge)));
}

static void tiles_have_the_widths_of_the_specification(void **state)
{
    (void)state;
    static const struct {
        int level;
        uint64_t index, size;
        unsigned width;
        const char *why;
    } row[] = {
        {0, 272, 70000, 256, "the 273rd full tile of a tree of 70,000"},
        {0, 273, 70000, 112, "the partial tile of level 0"},
        {0, 274, 70000, 0, "nothing behind it"},
        {1, 0, 70000, 256, "the full tile of level 1"},
        {1, 1, 70000, 17, "the partial tile of level 1"},
        {2, 0, 70000, 1, "the one hash of level 2"},
        {3, 0, 70000, 0, "no level 3"},
        {0, 0, 256, 256, "a tree of 256 is a full tile"},
        {1, 0, 256, 1, "and one hash above it"},
        {0, 1, 256, 0, "an empty tile is none"},
        {TLOG_TILE_ENTRIES, 1, 300, 44, "bundles are as wide as tiles of level 0"},
        {7, 0, TLOG_SIZE_MAX, 127, "the highest level of the largest tree"},
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (tlog_tile_width(row[i].level, row[i].index, row[i].size) != row[i].width)
            fail_msg("%s", row[i].why);
}

static void growth_fills_tiles(void **state)
{
    (void)state;
    struct tlog_range r = tlog_tile_filled(0, (struct tlog_range){255, 513});
    assert_true(r.start == 0 && r.end == 2);
    r = tlog_tile_filled(1, (struct tlog_range){65535, 65536});
    assert_true(r.start == 0 && r.end == 1);
    r = tlog_tile_filled(0, (struct tlog_range){256, 511});
    assert_true(r.start == 1 && r.end == 1);
    r = tlog_tile_filled(7, (struct tlog_range){0, TLOG_SIZE_MAX});
    assert_true(r.start == 0 && r.end == 0);
}

static void paths_are_printed_and_read(void **state)
{
    (void)state;
    static const struct {
        struct tlog_tile tile;
        const char *path;
    } row[] = {
        {{0, 1234067, 256}, "tile/0/x001/x234/067"},
        {{0, 0, 17}, "tile/0/000.p/17"},
        {{7, 999, 256}, "tile/7/999"},
        {{3, 1000, 1}, "tile/3/x001/000.p/1"},
        {{TLOG_TILE_ENTRIES, 5, 255}, "tile/entries/005.p/255"},
        {{0, TLOG_SIZE_MAX / 256, 255}, "tile/0/x036/x028/x797/x018/x963/967.p/255"},
    };
    struct buf b;
    buf_init(&b, 4096);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct tlog_tile tile;
        buf_reset(&b);
        tlog_tile_put_path(&b, row[i].tile);
        if (!str_is(buf_str(&b), row[i].path))
            fail_msg("%.*s is not %s", STR_ARG(buf_str(&b)), row[i].path);
        assert_int_equal(tlog_tile_read_path(str_of(row[i].path), &tile), OK);
        assert_true(tile.level == row[i].tile.level && tile.index == row[i].tile.index &&
                    tile.width == row[i].tile.width);
    }
    buf_close(&b);
}

static void other_spellings_of_a_path_are_refused(void **state)
{
    (void)state;
    static const char *const row[] = {
        "",
        "tile",
        "tile/",
        "tile/0",
        "tile/0/",
        "tile/0/0",
        "tile/0/0000",
        "tile/00/000",
        "tile/8/000",
        "tile/-1/000",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001",
        "tile/0/x001/",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/000.p/1/",
        "tile/0/x1/000",
        "/tile/0/000",
        "tile/0/000 ",
        "tile/entry/000",
        "tile/0/00a",
        "tile/0/X001/000",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
    };
    struct tlog_tile tile;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (tlog_tile_read_path(str_of(row[i]), &tile) != BAD_INPUT)
            fail_msg("accepted: %s", row[i]);
}

static void a_node_is_found_in_its_tile(void **state)
{
    (void)state;
    struct tlog_tile tile;
    unsigned first, n;
    assert_int_equal(tlog_tile_of_node((struct tlog_node_id){0, 300}, 301, &tile, &first, &n), OK);
    assert_true(tile.level == 0 && tile.index == 1 && tile.width == 45 && first == 44 && n == 1);
    assert_int_equal(tlog_tile_of_node((struct tlog_node_id){7, 3}, 600, &tile, &first, &n), OK);
    assert_true(tile.level == 0 && tile.index == 1 && tile.width == 256 && first == 128 &&
                n == 128);
    assert_int_equal(tlog_tile_of_node((struct tlog_node_id){9, 0}, 600, &tile, &first, &n), OK);
    assert_true(tile.level == 1 && tile.index == 0 && tile.width == 2 && first == 0 && n == 2);
    assert_int_equal(tlog_tile_of_node((struct tlog_node_id){9, 1}, 600, &tile, &first, &n),
                     BAD_INPUT);
    assert_int_equal(
        tlog_tile_of_node((struct tlog_node_id){63, 0}, TLOG_SIZE_MAX, &tile, &first, &n),
        BAD_INPUT);
}

static void bundles_are_cut_into_entries(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 1 << 20);
    static char longest[65535];
    memset(longest, 'x', sizeof longest);
    tlog_bundle_put(&b, S("one"));
    tlog_bundle_put(&b, S(""));
    tlog_bundle_put(&b, (struct str){longest, sizeof longest});
    assert_memory_equal(b.p,
                        "\0\3one\0\0\xff\xff"
                        "x",
                        10);
    struct str rest = buf_str(&b), entry, cut = str_part(rest, 0, rest.n - 1);
    assert_int_equal(tlog_bundle_next(&rest, &entry), OK);
    assert_true(str_is(entry, "one"));
    assert_int_equal(tlog_bundle_next(&rest, &entry), OK);
    assert_int_equal(entry.n, 0);
    assert_int_equal(tlog_bundle_next(&rest, &entry), OK);
    assert_int_equal(entry.n, 65535);
    assert_int_equal(tlog_bundle_next(&rest, &entry), NOT_FOUND);
    for (int i = 0; i < 2; i++)
        assert_int_equal(tlog_bundle_next(&cut, &entry), OK);
    assert_int_equal(tlog_bundle_next(&cut, &entry), BAD_INPUT);
    struct str one = S("\0");
    assert_int_equal(tlog_bundle_next(&one, &entry), BAD_INPUT);
    buf_close(&b);
}

int main(void)
{
    if (crypt_init() != OK)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_edge_has_the_published_root_at_every_size),
        cmocka_unit_test(a_complete_root_is_the_edge_s_root),
        cmocka_unit_test(tiles_have_the_widths_of_the_specification),
        cmocka_unit_test(growth_fills_tiles),
        cmocka_unit_test(paths_are_printed_and_read),
        cmocka_unit_test(other_spellings_of_a_path_are_refused),
        cmocka_unit_test(a_node_is_found_in_its_tile),
        cmocka_unit_test(bundles_are_cut_into_entries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
