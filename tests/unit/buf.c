// SPDX-License-Identifier: Apache-2.0
#include "base/buf.h"

#include "unit.h"

static void writing(void **state)
{
    struct buf b;
    (void)state;
    buf_init(&b, 65536);
    unit_same(buf_str(&b), S(""), "empty is not absent");
    buf_put(&b, S("a\0b"));
    buf_put(&b, (struct str){NULL, 0});
    buf_puts(&b, "c");
    buf_byte(&b, 'd');
    buf_hex(&b, (const uint8_t *)"\x00\xAB", 2);
    buf_printf(&b, "<%d %s>", 7, "x");
    unit_same(buf_str(&b), S("a\0bcd00ab<7 x>"), "all kinds");
    buf_reset(&b);
    unit_same(buf_str(&b), S(""), "reset");
    buf_close(&b);
}

static void integers(void **state)
{
    static const struct {
        int64_t value;
        const char *text;
    } rows[] = {
        {0, "0"},
        {-1, "-1"},
        {1000, "1000"},
        {INT64_MAX, "9223372036854775807"},
        {INT64_MIN, "-9223372036854775808"},
    };
    struct buf b;
    (void)state;
    buf_init(&b, 1024);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        buf_reset(&b);
        buf_int(&b, rows[i].value);
        unit_same(buf_str(&b), str_of(rows[i].text), rows[i].text);
    }
    buf_close(&b);
}

static void growing(void **state)
{
    struct buf b;
    (void)state;
    buf_init(&b, 100000);
    for (int i = 0; i < 100000; i++)
        buf_byte(&b, (char)('a' + i % 26));
    assert_true(b.n == 100000 && !b.full);
    for (size_t i = 0; i < b.n; i++)
        if (b.p[i] != (char)('a' + i % 26))
            fail_msg("byte %zu", i);
    buf_byte(&b, 'x');
    assert_true(b.n == 100000 && b.full);
    buf_close(&b);
}

static void full(void **state)
{
    struct buf b;
    (void)state;
    buf_init(&b, 4);
    buf_puts(&b, "abc");
    buf_puts(&b, "de");
    assert_true(b.full);
    buf_byte(&b, 'f');
    buf_int(&b, 1);
    buf_printf(&b, "%d", 1);
    assert_null(buf_room(&b, 1));
    unit_same(buf_str(&b), S("abc"), "nothing more once it is full");
    buf_reset(&b);
    buf_puts(&b, "wxyz");
    assert_false(b.full);
    assert_null(buf_room(&b, SIZE_MAX));
    unit_same(buf_str(&b), S("wxyz"), "exactly the maximum");
    buf_reset(&b);
    buf_printf(&b, "%04d", 7);
    unit_same(buf_str(&b), S("0007"), "exactly the maximum, printed");
    buf_close(&b);
    buf_init(&b, 300);
    buf_printf(&b, "%300s", "long");
    assert_true(b.n == 300 && !b.full && str_ends(buf_str(&b), S("  long")));
    buf_close(&b);
}

static void room(void **state)
{
    struct buf b;
    (void)state;
    buf_init(&b, 65536);
    char *to = buf_room(&b, 5000);
    assert_non_null(to);
    memset(to, 'x', 5000);
    buf_took(&b, 3);
    unit_same(buf_str(&b), S("xxx"), "as many as were taken");
    buf_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writing), cmocka_unit_test(integers), cmocka_unit_test(growing),
        cmocka_unit_test(full),    cmocka_unit_test(room),
    };
    return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
