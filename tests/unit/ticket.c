// SPDX-License-Identifier: Apache-2.0
#include "core/ticket.h"

#include "crypt/crypt.h"
#include "unit.h"

static const struct hash key = {{1, 2, 3}}, other_key = {{3, 2, 1}};
static struct arena arena;

static void csrf(void **state)
{
    static const struct {
        struct str visitor, about;
        int64_t now;
        bool ok;
        const char *why;
    } rows[] = {
        {S("abc"), S("appeal.file"), 1000, true, "the same visitor, in time"},
        {S("abc"), S("appeal.file"), 5000, true, "the last millisecond"},
        {S("abc"), S("appeal.file"), 5001, false, "over"},
        {S("abd"), S("appeal.file"), 1000, false, "another visitor"},
        {S("abc"), S("appeal.rate"), 1000, false, "another operation"},
        {S("abca"), S("ppeal.file"), 1000, false, "the same bytes, cut elsewhere"},
        {S(""), S("appeal.file"), 1000, false, "no visitor"},
    };
    struct buf b;
    (void)state;
    buf_init(&b, 200);
    ticket_csrf_make(&key, S("abc"), S("appeal.file"), 5000, &b);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (ticket_csrf_check(&key, rows[i].visitor, rows[i].about, buf_str(&b), rows[i].now) !=
            rows[i].ok)
            fail_msg("%s", rows[i].why);
    assert_false(ticket_csrf_check(&other_key, S("abc"), S("appeal.file"), buf_str(&b), 1000));
    assert_false(ticket_csrf_check(&key, S("abc"), S("appeal.file"), S("9999.x"), 1000));
    assert_false(ticket_csrf_check(&key, S("abc"), S("appeal.file"), S(""), 1000));
    b.p[0] = '9'; /* a later end that nobody signed */
    assert_false(ticket_csrf_check(&key, S("abc"), S("appeal.file"), buf_str(&b), 1000));
    buf_close(&b);
}

static void seals(void **state)
{
    struct buf b;
    struct str plain;
    (void)state;
    buf_init(&b, 4096);
    ticket_seal(&key, S("[7,true]"), S("party"), 5000, &b);
    assert_int_equal(ticket_open(&key, &arena, buf_str(&b), S("party"), 5000, &plain), OK);
    unit_same(plain, S("[7,true]"), "opened");
    assert_int_equal(ticket_open(&key, &arena, buf_str(&b), S("party"), 5001, &plain), REFUSED);
    assert_int_equal(ticket_open(&key, &arena, buf_str(&b), S("file"), 1, &plain), REFUSED);
    assert_int_equal(ticket_open(&other_key, &arena, buf_str(&b), S("party"), 1, &plain), REFUSED);
    assert_int_equal(ticket_open(&key, &arena, S(""), S("party"), 1, &plain), REFUSED);
    assert_int_equal(ticket_open(&key, &arena, S("!!"), S("party"), 1, &plain), REFUSED);
    for (size_t i = 0; i < b.n; i++) {
        char had = b.p[i];
        b.p[i] = had == 'A' ? 'B' : 'A';
        assert_int_not_equal(ticket_open(&key, &arena, buf_str(&b), S("party"), 1, &plain), OK);
        b.p[i] = had;
    }
    buf_close(&b);
}

static void names(void **state)
{
    struct buf a, b;
    (void)state;
    buf_init(&a, 64);
    buf_init(&b, 64);
    ticket_random(&a);
    ticket_random(&b);
    assert_int_equal(a.n, TICKET_RANDOM_CHARS);
    assert_true(ticket_is_name(buf_str(&a), TICKET_RANDOM_CHARS));
    assert_false(str_eq(buf_str(&a), buf_str(&b)));
    assert_false(ticket_is_name(S("short"), 16));
    assert_false(ticket_is_name(S("0123456789abcdef;"), 16));
    assert_true(ticket_is_name(S("0123456789abcde-_"), 16));
    assert_false(
        ticket_is_name(S("0123456789012345678901234567890123456789012345678901234567890123x"), 16));
    buf_close(&a);
    buf_close(&b);
}

/* Keys sort by the time at which they were made. */
static void keys(void **state)
{
    static const int64_t times[] = {0, 31, 32, 1772413200000, 1772413200001, 1803949200000};
    struct buf made, last;
    (void)state;
    buf_init(&made, 64);
    buf_init(&last, 64);
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        buf_reset(&made);
        ticket_key(times[i], &made);
        assert_int_equal(made.n, TICKET_KEY_TIME + TICKET_RANDOM_CHARS);
        assert_true(ticket_is_name(buf_str(&made), 16));
        assert_true(str_cmp(str_part(buf_str(&last), 0, TICKET_KEY_TIME),
                            str_part(buf_str(&made), 0, TICKET_KEY_TIME)) < 0);
        buf_reset(&last);
        buf_put(&last, buf_str(&made));
    }
    buf_close(&made);
    buf_close(&last);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(csrf), cmocka_unit_test(seals),
                                       cmocka_unit_test(names), cmocka_unit_test(keys)};
    if (crypt_init() != OK)
        return 1;
    arena_init(&arena, 1 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_close(&arena);
    return failed;
}
