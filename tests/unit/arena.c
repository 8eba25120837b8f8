// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"

#include "unit.h"

static bool is_zero(const void *p, size_t n)
{
    const unsigned char *c = p;
    for (size_t i = 0; i < n; i++)
        if (c[i])
            return false;
    return true;
}

static void taking(void **state)
{
    static const size_t sizes[] = {1, 15, 16, 17, 1000, 32 * 1024, 32 * 1024 + 1, 500000, 3};
    struct arena a;
    (void)state;
    arena_init(&a, 4 * 1024 * 1024);
    for (int round = 0; round < 3; round++) {
        unsigned char *taken[sizeof sizes / sizeof sizes[0]];
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            taken[i] = arena_take(&a, sizes[i], 1);
            assert_non_null(taken[i]);
            assert_int_equal((uintptr_t)taken[i] % 16, 0);
            assert_true(is_zero(taken[i], sizes[i]));
            memset(taken[i], (int)i + 1, sizes[i]);
        }
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
            assert_true(taken[i][0] == i + 1 && taken[i][sizes[i] - 1] == i + 1);
        arena_reset(&a);
        assert_int_equal(a.total, 0);
    }
    arena_close(&a);
}

static void limit(void **state)
{
    struct arena a;
    struct str copy = S("untouched");
    (void)state;
    arena_init(&a, 100);
    assert_non_null(arena_take(&a, 64, 1));
    assert_null(arena_take(&a, 37, 1));
    assert_null(arena_take(&a, SIZE_MAX, 1));
    assert_null(arena_take(&a, SIZE_MAX / 2, 3));
    assert_null(arena_take(&a, SIZE_MAX - 3, 1));
    assert_int_equal(arena_copy(&a, S("0123456789012345678901234567890123456789"), &copy), FULL);
    unit_same(copy, S("untouched"), "no room");
    assert_non_null(arena_take(&a, 32, 1));
    assert_null(arena_take(&a, 1, 1));
    arena_close(&a);
}

static void marks(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, 1024 * 1024);
    struct arena_mark start = arena_mark(&a);
    char *kept = arena_take(&a, 100, 1);
    memset(kept, 'k', 100);
    struct arena_mark mark = arena_mark(&a);
    size_t total = a.total;
    for (int round = 0; round < 100; round++) {
        assert_non_null(arena_take(&a, 10, 1));
        assert_non_null(arena_take(&a, 100000, 1));
        assert_non_null(arena_take(&a, 40000, 1));
        arena_back(&a, mark);
        assert_int_equal(a.total, total);
    }
    assert_true(kept[0] == 'k' && kept[99] == 'k');
    arena_back(&a, start);
    assert_int_equal(a.total, 0);
    arena_close(&a);
}

static void copies(void **state)
{
    struct arena a;
    struct str copy;
    (void)state;
    arena_init(&a, 65536);
    assert_int_equal(arena_copy(&a, S("a\0b"), &copy), OK);
    unit_same(copy, S("a\0b"), "the bytes");
    assert_int_equal(copy.p[3], 0);
    assert_int_equal(arena_copy(&a, S(""), &copy), OK);
    unit_same(copy, S(""), "empty stays empty");
    assert_int_equal(arena_copy(&a, (struct str){NULL, 0}, &copy), OK);
    assert_null(copy.p);
    arena_close(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(taking),
        cmocka_unit_test(limit),
        cmocka_unit_test(marks),
        cmocka_unit_test(copies),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
