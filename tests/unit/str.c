// SPDX-License-Identifier: Apache-2.0
#include "base/str.h"

#include "unit.h"

static const struct str absent = {NULL, 0};

static void equality(void **state)
{
    (void)state;
    assert_true(str_eq(absent, absent));
    assert_false(str_eq(absent, S("")));
    assert_true(str_eq(S(""), S("")));
    assert_true(str_eq(S("a\0b"), S("a\0b")));
    assert_false(str_eq(S("a\0b"), S("a\0c")));
    assert_false(str_eq(S("a"), S("ab")));
    assert_true(str_is(S("ab"), "ab"));
    assert_false(str_is(absent, ""));
    assert_null(str_of(NULL).p);
    assert_int_equal(str_of("abc").n, 3);
}

static void order(void **state)
{
    static const struct str sorted[] = {S(""),   S("A"), S("a"),   S("a\0"),
                                        S("aa"), S("b"), S("\xFF")};
    (void)state;
    for (size_t i = 0; i < sizeof sorted / sizeof sorted[0]; i++)
        for (size_t k = 0; k < sizeof sorted / sizeof sorted[0]; k++) {
            int got = str_cmp(sorted[i], sorted[k]);
            assert_int_equal((got > 0) - (got < 0), (i > k) - (i < k));
        }
    assert_int_equal(str_cmp(absent, S("")), 0);
}

static void pieces(void **state)
{
    struct str s = S("abcabc");
    (void)state;
    unit_same(str_part(s, 1, 2), S("bc"), "within");
    unit_same(str_part(s, 4, 99), S("bc"), "cut at the end");
    unit_same(str_part(s, 99, 1), S(""), "past the end");
    assert_null(str_part(absent, 0, 1).p);
    unit_same(str_trim(S(" \t\r\na b\n ")), S("a b"), "both ends");
    unit_same(str_trim(S(" \n ")), S(""), "only blanks");
    assert_true(str_starts(s, S("abc")) && str_starts(s, S("")) && !str_starts(s, S("b")));
    assert_true(str_ends(s, S("bc")) && str_ends(s, S("")) && !str_ends(s, S("b")));
    assert_false(str_starts(S("a"), S("ab")) || str_ends(S("b"), S("ab")));
}

static void finding(void **state)
{
    struct str s = S("abcabc"), rest;
    (void)state;
    assert_int_equal(str_find(s, S("ca")), 2);
    assert_int_equal(str_find(s, S("cb")), 6);
    assert_int_equal(str_find(s, S("")), 0);
    assert_int_equal(str_find(S("a"), S("ab")), 1);
    assert_int_equal(str_index(s, 'c'), 2);
    assert_int_equal(str_index(s, 'x'), 6);
    assert_int_equal(str_index(absent, 'x'), 0);
    unit_same(str_cut(S("a=b=c"), '=', &rest), S("a"), "before the first");
    unit_same(rest, S("b=c"), "behind the first");
    unit_same(str_cut(S("a="), '=', &rest), S("a"), "at the end");
    unit_same(rest, S(""), "nothing behind is not absent");
    unit_same(str_cut(S("a"), '=', &rest), S("a"), "none");
    assert_null(rest.p);
}

static void integers(void **state)
{
    static const struct {
        struct str text;
        enum status done;
        int64_t value;
        const char *reason;
    } rows[] = {
        {S("0"), OK, 0, "zero"},
        {S("-1"), OK, -1, "negative"},
        {S("9223372036854775807"), OK, INT64_MAX, "the largest"},
        {S("-9223372036854775808"), OK, INT64_MIN, "the smallest"},
        {S("9223372036854775808"), BAD_INPUT, 7, "one too large"},
        {S("-9223372036854775809"), BAD_INPUT, 7, "one too small"},
        {S("10000000000000000000"), BAD_INPUT, 7, "20 digits"},
        {S("18446744073709551617"), BAD_INPUT, 7, "2^64 + 1, which wraps to 1"},
        {S(""), BAD_INPUT, 7, "nothing"},
        {S("-"), BAD_INPUT, 7, "a minus"},
        {S("-0"), BAD_INPUT, 7, "minus zero"},
        {S("01"), BAD_INPUT, 7, "a leading zero"},
        {S("+1"), BAD_INPUT, 7, "a plus"},
        {S(" 1"), BAD_INPUT, 7, "a blank"},
        {S("1x"), BAD_INPUT, 7, "a letter"},
        {S("1\0"), BAD_INPUT, 7, "NUL"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t value = 7;
        unit_equal(str_to_int(rows[i].text, &value), rows[i].done, rows[i].reason);
        unit_equal(value, rows[i].value, rows[i].reason);
    }
    assert_int_equal(str_to_int(absent, &(int64_t){0}), BAD_INPUT);
}

static void hex(void **state)
{
    uint8_t bytes[3] = {9, 9, 9};
    (void)state;
    assert_int_equal(str_to_bytes(S("00fFa1"), bytes, 3), OK);
    assert_memory_equal(bytes, "\x00\xFF\xA1", 3);
    assert_int_equal(str_to_bytes(S("112g33"), bytes, 3), BAD_INPUT);
    assert_int_equal(str_to_bytes(S("1122"), bytes, 3), BAD_INPUT);
    assert_int_equal(str_to_bytes(S("11223"), bytes, 2), BAD_INPUT);
    assert_memory_equal(bytes, "\x00\xFF\xA1", 3);
}

static void names(void **state)
{
    (void)state;
    assert_string_equal(status_name(OK), "ok");
    assert_string_equal(status_name(BAD_INPUT), "bad_input");
    assert_string_equal(status_name(BROKEN), "broken");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equality), cmocka_unit_test(order),    cmocka_unit_test(pieces),
        cmocka_unit_test(finding),  cmocka_unit_test(integers), cmocka_unit_test(hex),
        cmocka_unit_test(names),
    };
    return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
