// SPDX-License-Identifier: Apache-2.0
/* text.c -- words and formats, over the program's own rows. */
#include "core/text_as.h"

#include "base/time.h"
#include "unit.h"

static struct buf b;

static struct str put(enum lang lang, const char *key, const struct text_arg *arg, size_t n)
{
    buf_reset(&b);
    text_put(&b, lang, str_of(key), arg, n);
    return buf_str(&b);
}

static struct str in_english(const char *key, int64_t n)
{
    return put(LANG_EN, key, &(struct text_arg){.name = "n", .number = n}, 1);
}

static void keys(void **state)
{
    (void)state;
    for (size_t i = 0; i < text_n_rows; i++) {
        assert_ptr_equal(text_find(str_of(text_rows[i].key)), &text_rows[i]);
        assert_true(i == 0 || str_cmp(str_of(text_rows[i - 1].key), str_of(text_rows[i].key)) < 0);
    }
    assert_null(text_find(S("core.there_is_no_such_key")));
    assert_null(text_find(S("")));
    unit_same(put(LANG_EN, "no.such", NULL, 0), S("[no.such]"), "a missing key shows itself");
}

static void gaps(void **state)
{
    struct text_arg due = {.name = "due", .number = 1772582400000}; /* 2026-03-04 08:00 */
    (void)state;
    unit_same(in_english("core.left.days", 1), S("1 day left"), "one");
    unit_same(in_english("core.left.days", 2), S("2 days left"), "many");
    unit_same(in_english("core.left.days", 0), S("0 days left"), "none is many");
    unit_same(in_english("core.form.too_long", 50), S("Too long: please keep it to 50 characters"),
              "a number in its gap");
    unit_same(put(LANG_EN, "core.form.too_long", NULL, 0),
              S("Too long: please keep it to {n} characters"), "nothing for the gap");
    unit_same(
        put(LANG_EN, "web.receipt.due", &due, 1),
        S("The next time limit is 2026-03-04 (Wed). You can follow your request at any time."),
        "a moment with its format");
}

static void days(void **state)
{
    int64_t now = 1772582400000; /* Wednesday 2026-03-04 08:00 */
    static const struct {
        enum text_as as;
        int64_t after_ms;
        const char *words;
    } rows[] = {
        {TEXT_DATE, 0, "2026-03-04 (Wed)"},
        {TEXT_MOMENT, 0, "2026-03-04 08:00"},
        {TEXT_LEFT, 2 * TIME_DAY_MS, "2 days left"},
        {TEXT_LEFT, 60000, "due today"},
        {TEXT_LEFT, -60000, "due today"},
        {TEXT_LEFT, 16 * 3600000LL - 1, "due today"},
        {TEXT_LEFT, 16 * 3600000LL, "1 day left"},
        {TEXT_LEFT, -3 * TIME_DAY_MS, "3 days overdue"},
        {TEXT_AGO, -30000, "just now"},
        {TEXT_AGO, -60000, "1 minute ago"},
        {TEXT_AGO, -7200000, "2 hours ago"},
        {TEXT_AGO, -TIME_DAY_MS, "1 day ago"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        buf_reset(&b);
        text_as_time(&b, LANG_EN, rows[i].as, now + rows[i].after_ms, now);
        unit_same(buf_str(&b), str_of(rows[i].words), rows[i].words);
    }
}

/* Capital figures as keys of their words, which are Chinese and stand in text.tsv only. */
static struct str capital(const char *keys)
{
    static struct buf want;
    struct str rest = str_of(keys);
    buf_close(&want);
    buf_init(&want, 1000);
    while (rest.p) {
        struct str word = str_cut(rest, ' ', &rest);
        char key[60] = "core.capital.";
        memcpy(key + 13, word.p, word.n);
        key[13 + word.n] = 0;
        text_put(&want, LANG_ZH, str_of(key), NULL, 0);
    }
    return buf_str(&want);
}

static void money(void **state)
{
    static const struct {
        int64_t fen;
        const char *plain, *capital;
    } rows[] = {
        {0, "0.00", "0 yuan whole"},
        {5, "0.05", "0 yuan 0 5 fen"},
        {123450, "1,234.50", "1 thousand 2 hundred 3 ten 4 yuan 5 jiao"},
        {100000, "1,000.00", "1 thousand yuan whole"},
        {100500, "1,005.00", "1 thousand 0 5 yuan whole"},
        {1000100, "10,001.00", "1 wan 0 1 yuan whole"},
        {10000000000, "100,000,000.00", "1 yi yuan whole"},
        {10000100000, "100,001,000.00", "1 yi 0 1 thousand yuan whole"},
        {12345678901, "123,456,789.01",
         "1 yi 2 thousand 3 hundred 4 ten 5 wan 6 thousand 7 hundred 8 ten 9 yuan 0 1 fen"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        buf_reset(&b);
        text_as_money(&b, LANG_ZH, TEXT_PLAIN, rows[i].fen);
        unit_same(buf_str(&b), str_of(rows[i].plain), rows[i].plain);
        buf_reset(&b);
        text_as_money(&b, LANG_ZH, TEXT_CAPITAL, rows[i].fen);
        unit_same(buf_str(&b), capital(rows[i].capital), rows[i].plain);
    }
}

static void masks(void **state)
{
    (void)state;
    static const struct str rows[][2] = {{S("13812345678"), S("138****5678")},
                                         {S("Li"), S("L**")},
                                         {S("\xe7\x8e\x8b\xe6\x9f\x90"), S("\xe7\x8e\x8b**")},
                                         {S(""), S("")}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        buf_reset(&b);
        text_as_mask(&b, rows[i][0]);
        unit_same(buf_str(&b), rows[i][1], "masked");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(keys), cmocka_unit_test(gaps),
                                       cmocka_unit_test(days), cmocka_unit_test(money),
                                       cmocka_unit_test(masks)};
    buf_init(&b, 4096);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
