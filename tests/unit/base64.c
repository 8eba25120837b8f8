// SPDX-License-Identifier: Apache-2.0
#include "base/base64.h"

#include "unit.h"

static void pairs(void **state)
{
    static const struct {
        struct str bytes, text, url;
        const char *reason;
    } rows[] = {
        {S(""), S(""), S(""), "nothing (RFC 4648, section 10)"},
        {S("f"), S("Zg=="), S("Zg"), "RFC 4648, section 10"},
        {S("fo"), S("Zm8="), S("Zm8"), "RFC 4648, section 10"},
        {S("foo"), S("Zm9v"), S("Zm9v"), "RFC 4648, section 10"},
        {S("foob"), S("Zm9vYg=="), S("Zm9vYg"), "RFC 4648, section 10"},
        {S("fooba"), S("Zm9vYmE="), S("Zm9vYmE"), "RFC 4648, section 10"},
        {S("foobar"), S("Zm9vYmFy"), S("Zm9vYmFy"), "RFC 4648, section 10"},
        {S("\xFB\xFF\xBF"), S("+/+/"), S("-_-_"), "the characters that differ"},
        {S("\0\0"), S("AAA="), S("AAA"), "zeroes"},
    };
    struct arena a;
    struct buf b;
    struct str back = {NULL, 0};
    (void)state;
    arena_init(&a, 65536);
    buf_init(&b, 65536);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        buf_reset(&b);
        base64_put(&b, rows[i].bytes.p, rows[i].bytes.n);
        unit_same(buf_str(&b), rows[i].text, rows[i].reason);
        assert_int_equal(base64_read(&a, rows[i].text, &back), OK);
        unit_same(back, rows[i].bytes, rows[i].reason);
        buf_reset(&b);
        base64url_put(&b, rows[i].bytes.p, rows[i].bytes.n);
        unit_same(buf_str(&b), rows[i].url, rows[i].reason);
        assert_int_equal(base64url_read(&a, rows[i].url, &back), OK);
        unit_same(back, rows[i].bytes, rows[i].reason);
    }
    buf_close(&b);
    arena_close(&a);
}

static void refusals(void **state)
{
    static const struct {
        struct str text;
        bool url;
        const char *reason;
    } rows[] = {
        {S("Zg"), false, "no padding"},
        {S("Zg="), false, "half the padding"},
        {S("Zg==="), false, "too much padding"},
        {S("="), false, "only padding"},
        {S("===="), false, "only padding, right length"},
        {S("Z==="), false, "one character is no byte"},
        {S("Zg==Zg=="), false, "padding within"},
        {S("Zh=="), false, "trailing bits, four"},
        {S("Zm9="), false, "trailing bits, two"},
        {S("Zm9v\n"), false, "a line end"},
        {S("Zm v"), false, "a blank"},
        {S("-_-_"), false, "the other alphabet"},
        {S("Zm\0v"), false, "NUL"},
        {S("Zm\x80v"), false, "no ASCII"},
        {S("Zg=="), true, "padding"},
        {S("Z"), true, "one character is no byte"},
        {S("Zm9vZ"), true, "one character too many"},
        {S("Zh"), true, "trailing bits"},
        {S("+/+/"), true, "the other alphabet"},
    };
    struct arena a;
    (void)state;
    arena_init(&a, 65536);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct str back = S("untouched");
        enum status done = rows[i].url ? base64url_read(&a, rows[i].text, &back)
                                       : base64_read(&a, rows[i].text, &back);
        unit_equal(done, BAD_INPUT, rows[i].reason);
        unit_same(back, S("untouched"), rows[i].reason);
    }
    arena_close(&a);
}

static void full(void **state)
{
    struct arena a;
    struct buf b;
    struct str back;
    (void)state;
    arena_init(&a, 4);
    buf_init(&b, 3);
    assert_int_equal(base64_read(&a, S("Zm9vYmFyZm9vYmFy"), &back), FULL);
    base64_put(&b, "foo", 3);
    assert_true(b.full && b.n == 0);
    buf_close(&b);
    arena_close(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs),
        cmocka_unit_test(refusals),
        cmocka_unit_test(full),
    };
    return cmocka_run_group_tests_name("base64", tests, NULL, NULL);
}
