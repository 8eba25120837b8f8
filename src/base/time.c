// SPDX-License-Identifier: Apache-2.0
#include "base/time.h"

#include <assert.h>

enum { YEAR_MIN = 1900, YEAR_MAX = 9999, DAY_MIN = -25567, DAY_MAX = 2932896 };

static int month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap);
}

static bool is_day(int year, int month, int day)
{
    return year >= YEAR_MIN && year <= YEAR_MAX && month >= 1 && month <= 12 && day >= 1 &&
           day <= month_days(year, month);
}

/* Years that begin in March, so that the leap day is the last one; 719468 days lie before 1970. */
int32_t day_of(int year, int month, int day)
{
    assert(is_day(year, month, day));
    int y = month > 2 ? year : year - 1;
    int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return y * 365 + y / 4 - y / 100 + y / 400 + day_of_year - 719468;
}

struct civil civil_of_day(int32_t day)
{
    assert(day >= DAY_MIN && day <= DAY_MAX);
    int z = day + 719468;
    int era = z / 146097, day_of_era = z % 146097;
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int from_march = (5 * day_of_year + 2) / 153;
    int month = from_march < 10 ? from_march + 3 : from_march - 9;
    return (struct civil){
        .year = era * 400 + year_of_era + (month <= 2),
        .month = month,
        .day = day_of_year - (153 * from_march + 2) / 5 + 1,
    };
}

int64_t time_of_day(int32_t day)
{
    assert(day >= DAY_MIN && day <= DAY_MAX);
    return day * TIME_DAY_MS - TIME_ZONE_MS;
}

static bool is_moment(int64_t moment_ms)
{
    return moment_ms >= DAY_MIN * TIME_DAY_MS - TIME_ZONE_MS &&
           moment_ms < (DAY_MAX + 1) * TIME_DAY_MS - TIME_ZONE_MS;
}

int32_t time_day(int64_t moment_ms)
{
    assert(is_moment(moment_ms));
    int64_t local = moment_ms + TIME_ZONE_MS;
    return (int32_t)(local / TIME_DAY_MS - (local % TIME_DAY_MS < 0));
}

struct civil civil_of(int64_t moment_ms)
{
    int32_t day = time_day(moment_ms);
    int rest = (int)(moment_ms - time_of_day(day));
    struct civil c = civil_of_day(day);
    c.hour = rest / 3600000;
    c.minute = rest / 60000 % 60;
    c.second = rest / 1000 % 60;
    c.ms = rest % 1000;
    return c;
}

int weekday_of(int32_t day)
{
    assert(day >= DAY_MIN && day <= DAY_MAX);
    return ((day + 4) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */
}

void day_put(struct buf *to, int32_t day)
{
    struct civil c = civil_of_day(day);
    buf_printf(to, "%04d-%02d-%02d", c.year, c.month, c.day);
}

void time_put(struct buf *to, int64_t moment_ms)
{
    struct civil c = civil_of(moment_ms);
    day_put(to, time_day(moment_ms));
    buf_printf(to, "T%02d:%02d:%02d.%03d+08:00", c.hour, c.minute, c.second, c.ms);
}

/* Exactly n digits at *rest, which moves behind them. */
static enum status read_digits(struct str *rest, size_t n, int *ret_value)
{
    int value = 0;
    if (rest->n < n)
        return BAD_INPUT;
    for (size_t i = 0; i < n; i++) {
        if (rest->p[i] < '0' || rest->p[i] > '9')
            return BAD_INPUT;
        value = value * 10 + (rest->p[i] - '0');
    }
    *rest = str_part(*rest, n, rest->n);
    *ret_value = value;
    return OK;
}

/* Is `c` the next byte?  Then step over it. */
static bool skip(struct str *rest, char c)
{
    if (rest->n == 0 || rest->p[0] != c)
        return false;
    *rest = str_part(*rest, 1, rest->n);
    return true;
}

static enum status read_day(struct str *rest, int32_t *ret_day)
{
    int year, month, day;
    TRY(read_digits(rest, 4, &year));
    if (!skip(rest, '-'))
        return BAD_INPUT;
    TRY(read_digits(rest, 2, &month));
    if (!skip(rest, '-'))
        return BAD_INPUT;
    TRY(read_digits(rest, 2, &day));
    if (!is_day(year, month, day))
        return BAD_INPUT;
    *ret_day = day_of(year, month, day);
    return OK;
}

enum status day_read(struct str text, int32_t *ret_day)
{
    int32_t day;
    TRY(read_day(&text, &day));
    if (text.n)
        return BAD_INPUT;
    *ret_day = day;
    return OK;
}

/* HH:MM within a day, in minutes. */
static enum status read_minutes(struct str *rest, int *ret_minutes)
{
    int hour, minute;
    TRY(read_digits(rest, 2, &hour));
    if (!skip(rest, ':'))
        return BAD_INPUT;
    TRY(read_digits(rest, 2, &minute));
    if (hour > 23 || minute > 59)
        return BAD_INPUT;
    *ret_minutes = hour * 60 + minute;
    return OK;
}

/* HH:MM[:SS[.mmm]] in ms since midnight; no leap seconds. */
static enum status read_clock(struct str *rest, int64_t *ret_ms)
{
    int minutes, second = 0, ms = 0;
    TRY(read_minutes(rest, &minutes));
    if (skip(rest, ':')) {
        TRY(read_digits(rest, 2, &second));
        if (second > 59)
            return BAD_INPUT;
        if (skip(rest, '.'))
            TRY(read_digits(rest, 3, &ms));
    }
    *ret_ms = (minutes * 60LL + second) * 1000 + ms;
    return OK;
}

/* [Z|+HH:MM|-HH:MM], how far it is ahead of UTC in ms. */
static enum status read_zone(struct str *rest, int64_t *ret_ms)
{
    int minutes = 0, sign = 1;
    if (rest->n == 0) {
        *ret_ms = TIME_ZONE_MS;
        return OK;
    }
    if (skip(rest, '-'))
        sign = -1;
    else if (skip(rest, 'Z'))
        sign = 0;
    else if (!skip(rest, '+'))
        return BAD_INPUT;
    if (sign)
        TRY(read_minutes(rest, &minutes));
    *ret_ms = sign * minutes * 60000LL;
    return OK;
}

enum status time_read(struct str text, int64_t *ret_moment_ms)
{
    int32_t day;
    int64_t clock_ms, zone_ms;
    TRY(read_day(&text, &day));
    if (!skip(&text, 'T') && !skip(&text, ' '))
        return BAD_INPUT;
    TRY(read_clock(&text, &clock_ms));
    TRY(read_zone(&text, &zone_ms));
    int64_t moment_ms = day * TIME_DAY_MS + clock_ms - zone_ms;
    if (text.n || !is_moment(moment_ms))
        return BAD_INPUT;
    *ret_moment_ms = moment_ms;
    return OK;
}
