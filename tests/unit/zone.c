// SPDX-License-Identifier: Apache-2.0
#include "base/zone.h"

#include "unit.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const char rules[] =
    "America/New_York\t2007\t*\t-05:00\t-04:00\tMar Sun>=8 02:00\tNov Sun>=1 02:00\tx\n"
    "America/New_York\t1987\t2006\t-05:00\t-04:00\tApr Sun>=1 02:00\tOct lastSun 02:00\tx\n"
    "America/New_York\t1976\t1986\t-05:00\t-04:00\tApr lastSun 02:00\tOct lastSun 02:00\tx\n"
    "Asia/Shanghai\t1992\t*\t+08:00\t-\t-\t-\tx\n"
    "Asia/Shanghai\t1987\t1991\t+08:00\t+09:00\tApr Sun>=11 02:00\tSep Sun>=11 02:00\tx\n"
    "Asia/Shanghai\t1986\t1986\t+08:00\t+09:00\tMay Sun>=4 02:00\tSep Sun>=11 02:00\tx\n"
    "Australia/Sydney\t2008\t*\t+10:00\t+11:00\tOct Sun>=1 02:00\tApr Sun>=1 03:00\tx\n";

static struct arena arena;
static struct zones zones;

static int read_rules(void **state)
{
    struct tsv rows;
    (void)state;
    arena_init(&arena, 1 << 20);
    return tsv_init(&rows, str_of(rules)) != OK || zones_read(&arena, &rows, &zones) != OK;
}

static int drop_rules(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

/* Moments, as a wall clock in New York showed them. */
static void moments(void **state)
{
    static const struct {
        const char *wall, *not_before, *moment;
        enum status status;
        const char *reason;
    } rows[] = {
        {"2021-01-15 12:00", NULL, "2021-01-15T17:00Z", OK, "winter"},
        {"2021-07-15 12:00", NULL, "2021-07-15T16:00Z", OK, "summer"},
        {"2021-03-14 01:59", NULL, "2021-03-14T06:59Z", OK, "the last minute of winter"},
        {"2021-03-14 02:00", NULL, NULL, BAD_INPUT, "the hour that was left out begins"},
        {"2021-03-14 02:59", NULL, NULL, BAD_INPUT, "and ends"},
        {"2021-03-14 03:00", NULL, "2021-03-14T07:00Z", OK, "the first minute of summer"},
        {"2021-11-07 00:59", NULL, "2021-11-07T04:59Z", OK, "before the hour that comes twice"},
        {"2021-11-07 01:30", NULL, "2021-11-07T05:30Z", OK, "which is taken as the first"},
        {"2021-11-07 01:10", "2021-11-07T05:30Z", "2021-11-07T06:10Z", OK,
         "the second, if the first would lie before what went before it"},
        {"2021-11-07 01:40", "2021-11-07T05:30Z", "2021-11-07T05:40Z", OK, "but not without need"},
        {"2021-11-07 01:10", "2021-11-08T00:00Z", "2021-11-07T05:10Z", OK,
         "nor where neither comes after it"},
        {"2021-11-07 02:00", NULL, "2021-11-07T07:00Z", OK, "and behind it"},
        {"2006-04-02 02:30", NULL, NULL, BAD_INPUT, "first Sunday of April until 2006"},
        {"2006-10-29 01:30", "2006-10-29T06:00Z", "2006-10-29T06:30Z", OK, "last of October"},
        {"2006-03-12 02:30", NULL, "2006-03-12T07:30Z", OK, "and in March nothing then"},
        {"1986-04-27 02:30", NULL, NULL, BAD_INPUT, "last Sunday of April until 1986"},
        {"1975-07-01 12:00", NULL, NULL, NOT_FOUND, "no rule"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct civil wall;
        int64_t before = INT64_MIN, wanted = 0, at = 0;
        unit_equal(zone_form_read(S("YYYY-MM-DD HH:mm"), str_of(rows[i].wall), &wall), OK,
                   rows[i].reason);
        if (rows[i].not_before)
            unit_equal(time_read(str_of(rows[i].not_before), &before), OK, rows[i].reason);
        if (rows[i].moment)
            unit_equal(time_read(str_of(rows[i].moment), &wanted), OK, rows[i].reason);
        unit_equal(zone_moment(&zones, S("America/New_York"), &wall, before, &at), rows[i].status,
                   rows[i].reason);
        unit_equal(at, wanted, rows[i].reason);
    }
}

static void forms(void **state)
{
    static const struct {
        const char *form, *text, *wanted; /* NULL: refused; of a form that is none: text NULL */
        const char *reason;
    } rows[] = {
        {"MM/DD/YYYY hh:mm:ss AM", "02/17/2020 12:19:00 PM", "2020-02-17 12:19:00.000", "noon"},
        {"MM/DD/YYYY hh:mm:ss AM", "02/17/2020 12:19:00 AM", "2020-02-17 00:19:00.000", "midnight"},
        {"MM/DD/YYYY hh:mm:ss AM", "02/17/2020 11:59:59 PM", "2020-02-17 23:59:59.000", "evening"},
        {"MM/DD/YYYY hh:mm:ss AM", "02/17/2020 00:19:00 AM", NULL, "no hour 0 of twelve"},
        {"MM/DD/YYYY hh:mm:ss AM", "02/17/2020 13:19:00 PM", NULL, "nor 13"},
        {"MM/DD/YYYY hh:mm:ss AM", "2/17/2020 01:19:00 PM", NULL, "a digit is missing"},
        {"MM/DD/YYYY hh:mm:ss AM", "02/30/2020 01:19:00 PM", NULL, "no such day"},
        {"MM/DD/YYYY hh:mm:ss AM", "13/01/2020 01:19:00 PM", NULL, "no such month"},
        {"MM/DD/YYYY hh:mm:ss AM", "02/17/2020 01:19:00 PM ", NULL, "something behind it"},
        {"MM/DD/YYYY hh:mm:ss AM", "02/17/2020 01:19:00 XM", NULL, "neither half"},
        {"MM/DD/YYYY hh:mm:ss AM", "02/17/2020 01:1", NULL, "it breaks off"},
        {"MM/DD/YYYY hh:mm:ss AM", "", NULL, "nothing"},
        {"YYYY-MM-DDTHH:mm:ss.SSS", "2024-05-27T02:08:51.007", "2024-05-27 02:08:51.007", "ISO"},
        {"YYYY-MM-DDTHH:mm:ss.SSS", "2024-05-27T24:00:00.000", NULL, "no hour 24"},
        {"YYYY-MM-DDTHH:mm:ss.SSS", "2024-05-27T23:59:60.000", NULL, "no leap second"},
        {"YYYY-MM-DDTHH:mm:ss.SSS", "2024-05-27T-1:59:00.000", NULL, "no sign"},
        {"YYYY/MM/DD", "2024/02/29", "2024-02-29 00:00:00.000", "a day alone"},
        {"DD.MM.YYYY HH:mm", "29.02.2023 10:00", NULL, "no leap year"},
        {"YYYY-MM-DD", "1900-01-01", NULL, "before the years that are known"},
        {"YYYY-MM", NULL, NULL, "a form without a day"},
        {"YYYY-MM-DD hh:mm", NULL, NULL, "twelve hours without their half"},
        {"YYYY-MM-DD HH:mm AM", NULL, NULL, "a half of 24 hours"},
        {"YYYY-MM-DD mm", NULL, NULL, "minutes without hours"},
        {"YYYY-MM-DD HH:ss", NULL, NULL, "seconds without minutes"},
        {"YYYY-MM-DD-DD", NULL, NULL, "a part twice"},
        {"YYYY-MM-DDX", NULL, NULL, "a letter"},
        {"", NULL, NULL, "nothing"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct civil c;
        char said[64];
        unit_equal(zone_form_is_valid(str_of(rows[i].form)), rows[i].text != NULL, rows[i].reason);
        if (!rows[i].text)
            continue;
        enum status s = zone_form_read(str_of(rows[i].form), str_of(rows[i].text), &c);
        unit_equal(s, rows[i].wanted ? OK : BAD_INPUT, rows[i].reason);
        if (s != OK)
            continue;
        snprintf(said, sizeof said, "%04d-%02d-%02d %02d:%02d:%02d.%03d", c.year, c.month, c.day,
                 c.hour, c.minute, c.second, c.ms);
        unit_same(str_of(said), str_of(rows[i].wanted), rows[i].reason);
    }
}

static void bad_rules(void **state)
{
    static const struct {
        const char *row, *reason;
    } rows[] = {
        {"A\t2000\t*\t+08:00\t-\t-\t-", "no source"},
        {"A\t2000\t*\t+08:00\t-\t-\t-\tx\ty", "a cell too many"},
        {"A\t2000\t1999\t+08:00\t-\t-\t-\tx", "years the wrong way"},
        {"A\tx\t*\t+08:00\t-\t-\t-\tx", "no year"},
        {"A\t2000\t*\t8\t-\t-\t-\tx", "no offset"},
        {"A\t2000\t*\t+15:00\t-\t-\t-\tx", "an offset too far"},
        {"A\t2000\t*\t+08:60\t-\t-\t-\tx", "sixty minutes"},
        {"A\t2000\t*\t+08:00\t-\tMar Sun>=8 02:00\t-\tx", "a turn without summer time"},
        {"A\t2000\t*\t+08:00\t+09:00\tMar Sun>=8\tNov Sun>=1 02:00\tx", "a turn without a time"},
        {"A\t2000\t*\t+08:00\t+09:00\tMar Sun>=23 02:00\tNov Sun>=1 02:00\tx", "may leave March"},
        {"A\t2000\t*\t+08:00\t+09:00\tMrz Sun>=8 02:00\tNov Sun>=1 02:00\tx", "no month"},
        {"A\t2000\t*\t+08:00\t+09:00\tMar Son>=8 02:00\tNov Sun>=1 02:00\tx", "no weekday"},
        {"A\t2000\t*\t+08:00\t+07:00\tMar Sun>=8 02:00\tNov Sun>=1 02:00\tx", "summer behind"},
        {"A\t2000\t2010\t+08:00\t-\t-\t-\tx\nA\t2010\t*\t+08:00\t-\t-\t-\tx", "a year twice"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tsv t;
        struct zones z;
        unit_equal(tsv_init(&t, str_of(rows[i].row)), OK, rows[i].reason);
        unit_equal(zones_read(&arena, &t, &z), BAD_INPUT, rows[i].reason);
    }
}

/* Every hour of these years as the machine's own table of zones has it. */
static void as_the_machine(void **state)
{
    static const struct {
        const char *zone;
        int from, to;
    } rows[] = {{"America/New_York", 1976, 2037},
                {"Asia/Shanghai", 1986, 2037},
                {"Australia/Sydney", 2009, 2037}};
    (void)state;
    if (access("/usr/share/zoneinfo/America/New_York", R_OK) != 0) {
        print_message("no /usr/share/zoneinfo on this machine: skipped\n");
        skip();
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        setenv("TZ", rows[i].zone, 1);
        tzset();
        time_t end = (time_t)(day_of(rows[i].to, 12, 31) * (TIME_DAY_MS / 1000));
        for (time_t t = (time_t)(day_of(rows[i].from, 1, 2) * (TIME_DAY_MS / 1000)); t < end;
             t += 1800) {
            struct tm tm;
            int64_t at = 0;
            localtime_r(&t, &tm);
            struct civil wall = {tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
                                 tm.tm_min,         tm.tm_sec,     0};
            enum status s =
                zone_moment(&zones, str_of(rows[i].zone), &wall, (int64_t)t * 1000, &at);
            if (s != OK || at != (int64_t)t * 1000)
                fail_msg("%s: %lld is %s %lld", rows[i].zone, (long long)t, status_name(s),
                         (long long)(at / 1000));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(moments), cmocka_unit_test(forms),
                                       cmocka_unit_test(bad_rules),
                                       cmocka_unit_test(as_the_machine)};
    return cmocka_run_group_tests(tests, read_rules, drop_rules);
}
