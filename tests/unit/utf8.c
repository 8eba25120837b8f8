// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#include "unit.h"

static void validity(void **state)
{
    static const struct {
        struct str text;
        size_t valid; /* bytes from the start */
        const char *reason;
    } rows[] = {
        {S(""), 0, "nothing"},
        {S("abc\0\x7F"), 5, "ASCII with NUL and DEL"},
        {S("0123456789abcdef"), 16, "two whole blocks"},
        {S("0123456\x80"), 7, "a stray byte ends a block"},
        {S("01234567\xFF"), 8, "a stray byte behind a block"},
        {S("\xC2\x80\xDF\xBF"), 4, "two bytes, least and most"},
        {S("\xE0\xA0\x80\xEF\xBF\xBF"), 6, "three bytes, least and most"},
        {S("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"), 8, "four bytes, least and most"},
        {S("\xED\x9F\xBF\xEE\x80\x80"), 6, "around the surrogates"},
        {S("\xE4\xB8\xAD\xE6\x96\x87x\xE4\xB8\xAD"), 10, "Chinese"},
        {S("\xC0\x80"), 0, "overlong NUL"},
        {S("\xC1\xBF"), 0, "overlong, two bytes"},
        {S("\xE0\x9F\xBF"), 0, "overlong, three bytes"},
        {S("\xF0\x8F\xBF\xBF"), 0, "overlong, four bytes"},
        {S("a\xED\xA0\x80"), 1, "the first surrogate"},
        {S("a\xED\xBF\xBF"), 1, "the last surrogate"},
        {S("\xF4\x90\x80\x80"), 0, "past U+10FFFF"},
        {S("\xF5\x80\x80\x80"), 0, "no such first byte"},
        {S("ab\x80"), 2, "a continuation alone"},
        {S("ab\xC2"), 2, "two bytes cut short"},
        {S("ab\xE4\xB8"), 2, "three bytes cut short"},
        {S("\xE4\xB8\xAD\xE4\xB8"), 3, "three bytes cut short behind whole ones"},
        {S("\xF0\x9F\x98"), 0, "four bytes cut short"},
        {S("\xE4\xB8x"), 0, "a letter as continuation"},
        {S("\xE4x\xAD"), 0, "a letter as first continuation"},
        {S("\xFE\xFF"), 0, "UTF-16"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_equal((int64_t)utf8_valid_length(rows[i].text), (int64_t)rows[i].valid,
                   rows[i].reason);
        unit_equal(utf8_is_valid(rows[i].text), rows[i].valid == rows[i].text.n, rows[i].reason);
    }
}

/* A stray byte at every place of a long text of ASCII is found there. */
static void every_place(void **state)
{
    (void)state;
    for (size_t at = 0; at < 24; at++) {
        char text[25] = "aaaaaaaaaaaaaaaaaaaaaaaa";
        text[at] = '\x80';
        unit_equal((int64_t)utf8_valid_length((struct str){text, 24}), (int64_t)at, text);
    }
}

/* Every code point: written, read back, and valid alone and behind other text. */
static void every_rune(void **state)
{
    (void)state;
    for (uint32_t rune = 0; rune <= 0x10FFFF; rune++) {
        char text[8] = "abc";
        uint32_t back = 0;
        size_t at = 3;
        if (rune >= 0xD800 && rune <= 0xDFFF)
            continue;
        struct str s = {text, 3 + utf8_encode(rune, text + 3)};
        if (utf8_next(s, &at, &back) != OK || back != rune || at != s.n || !utf8_is_valid(s) ||
            !utf8_is_valid(str_part(s, 3, 4)) || utf8_count(s) != 4)
            fail_msg("U+%04X", rune);
        if (utf8_is_valid(str_part(s, 0, s.n - 1)) != (rune < 0x80))
            fail_msg("U+%04X cut short", rune);
    }
}

static void next(void **state)
{
    struct str s = S("a\xE4\xB8\xAD\x80");
    size_t at = 0;
    uint32_t rune;
    (void)state;
    assert_int_equal(utf8_next(s, &at, &rune), OK);
    assert_int_equal(rune, 'a');
    assert_int_equal(utf8_next(s, &at, &rune), OK);
    assert_int_equal(rune, 0x4E2D);
    assert_int_equal(utf8_next(s, &at, &rune), BAD_INPUT);
    assert_int_equal(at, 4);
    assert_int_equal(rune, 0x4E2D);
    at = s.n;
    assert_int_equal(utf8_next(s, &at, &rune), BAD_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(validity),
        cmocka_unit_test(every_place),
        cmocka_unit_test(every_rune),
        cmocka_unit_test(next),
    };
    return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
