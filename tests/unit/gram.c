// SPDX-License-Identifier: Apache-2.0
/* The words of a text: how it is cut, and what is found in it. */
#include "base/gram.h"

#include "unit.h"

#include <string.h>

/* The units of a text with a bar behind each; a joined one has a plus before it. */
static void units_of(struct str text, char *to)
{
    struct gram_reader r = {text, 0};
    struct gram g;
    *to = 0;
    while (gram_next(&r, &g)) {
        if (g.is_joined)
            strncat(to, "+", 2);
        strncat(to, g.form, g.n);
        strncat(to, "|", 2);
    }
}

static void a_text_falls_into_units(void **state)
{
    static const struct {
        const char *text, *units, *why;
    } row[] = {
        {"", "", "nothing"},
        {" ,.!", "", "signs alone"},
        {"Noise - Park", "noise|park|", "small letters, signs part"},
        {"\xe5\xa4\x9c\xe9\x87\x8c\xe6\x96\xbd\xe5\xb7\xa5",
         "\xe5\xa4\x9c|+\xe9\x87\x8c|+\xe6\x96\xbd|+\xe5\xb7\xa5|", "each character"},
        {"\xe5\x81\x9c\xef\xbc\x8c\xe5\xb7\xa5", "\xe5\x81\x9c|\xe5\xb7\xa5|",
         "a comma parts characters"},
        {"\xef\xbc\xa1\xef\xbd\x82\xef\xbc\x93", "ab3|", "full width is half width"},
        {"1O3 lI9", "103|119|", "read over the phone"},
        {"OIL", "oil|", "without a digit, letters stay letters"},
        {"A\xe5\xba\xa7"
         "3\xe6\xa5\xbc",
         "a|+\xe5\xba\xa7|+3|+\xe6\xa5\xbc|", "mixed scripts"},
        {"\xc3\x89T\xc3\x89", "\xc3\xa9t\xc3\xa9|", "Latin beyond ASCII"},
        {"\xd0\x9c\xd0\x98\xd0\xa0", "\xd0\xbc\xd0\xb8\xd1\x80|", "Cyrillic"},
        {"a\xff"
         "b",
         "a|b|", "what is no UTF-8 parts words"},
        {"\xe3\x80\x80x\xe3\x80\x80", "x|", "a wide blank is a blank"},
    };
    char units[400];
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        units_of(str_of(row[i].text), units);
        if (strcmp(units, row[i].units) != 0)
            fail_msg("%s: \"%s\" gives %s", row[i].why, row[i].text, units);
    }
}

static bool finds(const char *text, const char *wanted, size_t *at, size_t *end)
{
    struct gram unit[16];
    struct gram_reader r = {str_of(wanted), 0};
    size_t n = 0;
    while (n < 16 && gram_next(&r, &unit[n]))
        n++;
    return gram_find(str_of(text), unit, n, at, end);
}

static void what_is_found(void **state)
{
    static const struct {
        const char *text, *wanted;
        bool found;
        const char *why;
    } row[] = {
        {"121 MAIN STREET", "main street", true, "side by side"},
        {"121 MAIN STREET", "main", true, "one word"},
        {"121 MAIN STREET", "121 street", false, "not side by side"},
        {"121 MAIN STREET", "mai", false, "half a word"},
        {"\xe5\xa4\x9c\xe9\x87\x8c\xe6\x96\xbd\xe5\xb7\xa5", "\xe9\x87\x8c\xe6\x96\xbd", true,
         "within characters"},
        {"\xe5\x81\x9c\xef\xbc\x8c\xe5\xb7\xa5", "\xe5\x81\x9c\xe5\xb7\xa5", false,
         "a comma stands between"},
        {"\xe5\x81\x9c\xef\xbc\x8c\xe5\xb7\xa5", "\xe5\x81\x9c \xe5\xb7\xa5", true,
         "and is allowed where a blank was typed"},
        {"tel. 13800001234", "1234", true, "the end of a number"},
        {"tel. 13800001234", "234", false, "too short an end"},
        {"tel. 13800001234", "l234", true, "read over the phone"},
        {"tel. 13800001234", "0000", false, "not its middle"},
        {"tel. 13800001234 x", "1234 x", false, "an end only by itself"},
        {"", "x", false, "nothing"},
        {"x", "", false, "for nothing"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        size_t at = 0, end = 0;
        if (finds(row[i].text, row[i].wanted, &at, &end) != row[i].found)
            fail_msg("%s: \"%s\" in \"%s\"", row[i].why, row[i].wanted, row[i].text);
    }
}

static void it_says_where(void **state)
{
    size_t at, end;
    (void)state;
    assert_true(finds("x, Main  Street.", "main street", &at, &end));
    assert_int_equal(at, 3);
    assert_int_equal(end, 15);
}

static void a_long_word_is_cut_and_read_whole(void **state)
{
    char text[300];
    struct gram g;
    (void)state;
    memset(text, 'a', sizeof text);
    struct gram_reader r = {{text, sizeof text}, 0};
    assert_true(gram_next(&r, &g));
    assert_int_equal(g.n, GRAM_BYTES);
    assert_int_equal(g.end, sizeof text);
    assert_false(gram_next(&r, &g));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_falls_into_units),
        cmocka_unit_test(what_is_found),
        cmocka_unit_test(it_says_where),
        cmocka_unit_test(a_long_word_is_cut_and_read_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
