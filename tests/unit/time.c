// SPDX-License-Identifier: Apache-2.0
#include "base/time.h"

#include "unit.h"

static void days(void **state)
{
    static const struct {
        const char *text;
        int32_t day;
        int weekday;
        const char *reason;
    } rows[] = {
        {"1970-01-01", 0, 4, "the epoch, a Thursday"},
        {"1969-12-31", -1, 3, "the day before"},
        {"1900-01-01", -25567, 1, "the first, a Monday"},
        {"1900-02-28", -25509, 3, "1900 is no leap year"},
        {"1900-03-01", -25508, 4, "1900 is no leap year"},
        {"1949-10-01", -7397, 6, "a Saturday"},
        {"2000-02-29", 11016, 2, "2000 is a leap year"},
        {"2024-02-29", 19782, 4, "a leap day"},
        {"2026-03-02", 20514, 1, "a Monday"},
        {"9999-12-31", 2932896, 5, "the last, a Friday"},
    };
    struct buf b;
    (void)state;
    buf_init(&b, 1024);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int32_t day = 1;
        unit_equal(day_read(str_of(rows[i].text), &day), OK, rows[i].reason);
        unit_equal(day, rows[i].day, rows[i].reason);
        unit_equal(weekday_of(day), rows[i].weekday, rows[i].reason);
        buf_reset(&b);
        day_put(&b, day);
        unit_same(buf_str(&b), str_of(rows[i].text), rows[i].reason);
    }
    buf_close(&b);
}

/* Every day there is: one later than the one before, and back. */
static void every_day(void **state)
{
    int32_t expected = -25567;
    (void)state;
    for (int year = 1900; year <= 9999; year++)
        for (int month = 1; month <= 12; month++) {
            bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
            int last = month == 2 ? 28 + leap
                                  : 30 + (month == 1 || month == 3 || month == 5 || month == 7 ||
                                          month == 8 || month == 10 || month == 12);
            for (int day = 1; day <= last; day++, expected++) {
                struct civil c = civil_of_day(expected);
                if (day_of(year, month, day) != expected || c.year != year || c.month != month ||
                    c.day != day || time_day(time_of_day(expected)) != expected ||
                    time_day(time_of_day(expected) + TIME_DAY_MS - 1) != expected)
                    fail_msg("%d-%d-%d", year, month, day);
            }
        }
    assert_int_equal(expected, 2932897);
}

static void moments(void **state)
{
    static const struct {
        const char *text, *written;
        int64_t moment_ms;
        const char *reason;
    } rows[] = {
        {"1970-01-01T08:00:00.000+08:00", "1970-01-01T08:00:00.000+08:00", 0, "the epoch"},
        {"1970-01-01T00:00:00Z", "1970-01-01T08:00:00.000+08:00", 0, "the epoch in UTC"},
        {"1970-01-01 08:00", "1970-01-01T08:00:00.000+08:00", 0, "no zone is Beijing"},
        {"1969-12-31T23:59:59.999Z", "1970-01-01T07:59:59.999+08:00", -1, "a ms before"},
        {"1969-12-31T15:59:59.999Z", "1969-12-31T23:59:59.999+08:00", -28800001,
         "before 1970 in Beijing too"},
        {"2026-03-02 09:00", "2026-03-02T09:00:00.000+08:00", 1772413200000, "minutes"},
        {"2026-03-02T09:00:05", "2026-03-02T09:00:05.000+08:00", 1772413205000, "seconds"},
        {"2026-03-01T20:00:00-05:00", "2026-03-02T09:00:00.000+08:00", 1772413200000,
         "behind UTC, and the next day in Beijing"},
        {"2026-03-02T06:45:00+05:45", "2026-03-02T09:00:00.000+08:00", 1772413200000, "Nepal"},
        {"1900-01-01T00:00", "1900-01-01T00:00:00.000+08:00", -2209017600000, "the first"},
        {"9999-12-31T23:59:59.999", "9999-12-31T23:59:59.999+08:00", 253402271999999, "the last"},
    };
    struct buf b;
    (void)state;
    buf_init(&b, 1024);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t moment_ms = 1;
        unit_equal(time_read(str_of(rows[i].text), &moment_ms), OK, rows[i].reason);
        unit_equal(moment_ms, rows[i].moment_ms, rows[i].reason);
        buf_reset(&b);
        time_put(&b, moment_ms);
        unit_same(buf_str(&b), str_of(rows[i].written), rows[i].reason);
    }
    buf_close(&b);
}

static void civil(void **state)
{
    struct civil c = civil_of(1772413205678);
    (void)state;
    assert_int_equal(c.year, 2026);
    assert_int_equal(c.month, 3);
    assert_int_equal(c.day, 2);
    assert_int_equal(c.hour, 9);
    assert_int_equal(c.minute, 0);
    assert_int_equal(c.second, 5);
    assert_int_equal(c.ms, 678);
    assert_int_equal(civil_of_day(20514).hour, 0);
}

static void refusals(void **state)
{
    static const struct {
        struct str text;
        const char *reason;
    } rows[] = {
        {S(""), "nothing"},
        {S("2026-02-29"), "no leap year"},
        {S("1900-02-29"), "1900 is no leap year"},
        {S("2026-13-01"), "month 13"},
        {S("2026-00-01"), "month 0"},
        {S("2026-04-31"), "April has 30"},
        {S("2026-04-00"), "day 0"},
        {S("1899-12-31"), "before 1900"},
        {S("2026-4-1"), "one digit"},
        {S("2026/04/01"), "slashes"},
        {S("+026-04-01"), "a sign"},
        {S("2026-04-01 "), "a blank behind"},
        {S(" 2026-04-01"), "a blank before"},
        {S("2026-04-01T"), "no clock"},
        {S("2026-04-01T09"), "no minutes"},
        {S("2026-04-01T24:00"), "hour 24"},
        {S("2026-04-01T09:60"), "minute 60"},
        {S("2026-04-01T09:00:60"), "a leap second"},
        {S("2026-04-01T09:00:"), "no seconds"},
        {S("2026-04-01T09:00:00."), "no ms"},
        {S("2026-04-01T09:00:00.12"), "two digits of ms"},
        {S("2026-04-01T09:00:00.1234"), "four digits of ms"},
        {S("2026-04-01t09:00"), "a small t"},
        {S("2026-04-01T09:00z"), "a small z"},
        {S("2026-04-01T09:00Z+"), "something behind the zone"},
        {S("2026-04-01T09:00+8"), "a short zone"},
        {S("2026-04-01T09:00+0800"), "a zone without colon"},
        {S("2026-04-01T09:00+24:00"), "a zone of a day"},
        {S("1900-01-01T00:00+08:01"), "before 1900 in Beijing"},
        {S("9999-12-31T23:59Z"), "past 9999 in Beijing"},
        {S("2026-04-01T09:00:00\0"), "NUL"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t moment_ms = 42;
        int32_t day = 42;
        unit_equal(time_read(rows[i].text, &moment_ms), BAD_INPUT, rows[i].reason);
        unit_equal(day_read(rows[i].text, &day), BAD_INPUT, rows[i].reason);
        assert_true(moment_ms == 42 && day == 42);
    }
    int64_t moment_ms;
    assert_int_equal(time_read(S("2026-04-01"), &moment_ms), BAD_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days),  cmocka_unit_test(every_day), cmocka_unit_test(moments),
        cmocka_unit_test(civil), cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests_name("time", tests, NULL, NULL);
}
