// SPDX-License-Identifier: Apache-2.0
/* text_as.c -- how a day, a moment, a sum, a name are said.
 * Floor 4. */
#include "core/text_as.h"

#include "base/time.h"
#include "base/utf8.h"

#include <assert.h>
#include <string.h>

static void put_n(struct buf *to, enum lang lang, struct str key, int64_t n)
{
    text_put(to, lang, key, &(struct text_arg){.name = "n", .number = n}, 1);
}

/* The day with its weekday. */
static void put_date(struct buf *to, enum lang lang, int32_t day)
{
    char key[20] = "core.weekday.";
    struct buf digits;
    buf_init(&digits, 32);
    day_put(&digits, day);
    key[strlen(key)] = (char)('0' + weekday_of(day));
    const struct text *weekday = text_find(str_of(key));
    struct text_arg arg[] = {
        {.name = "day", .text = buf_str(&digits)},
        {.name = "weekday", .text = str_of(weekday ? weekday->word[lang] : "")}};
    text_put(to, lang, S("core.date"), arg, 2);
    buf_close(&digits);
}

static void put_left(struct buf *to, enum lang lang, int64_t days)
{
    if (days > 0)
        put_n(to, lang, S("core.left.days"), days);
    else if (days == 0)
        text_put(to, lang, S("core.left.today"), NULL, 0);
    else
        put_n(to, lang, S("core.left.over"), -days);
}

static void put_ago_days(struct buf *to, enum lang lang, int64_t days)
{
    if (days <= 0)
        text_put(to, lang, S("core.ago.today"), NULL, 0);
    else
        put_n(to, lang, S("core.ago.days"), days);
}

void text_as_day(struct buf *to, enum lang lang, enum text_as as, int32_t day, int64_t now)
{
    if (as == TEXT_LEFT) {
        put_left(to, lang, (int64_t)day - time_day(now));
    } else if (as == TEXT_AGO) {
        put_ago_days(to, lang, (int64_t)time_day(now) - day);
    } else if (as == TEXT_DATE) {
        put_date(to, lang, day);
    } else {
        day_put(to, day);
    }
}

static void put_ago(struct buf *to, enum lang lang, int64_t ms)
{
    int64_t minutes = ms / 60000;
    if (minutes < 1)
        text_put(to, lang, S("core.ago.now"), NULL, 0);
    else if (minutes < 60)
        put_n(to, lang, S("core.ago.minutes"), minutes);
    else
        put_n(to, lang, S("core.ago.hours"), minutes / 60);
}

void text_as_time(struct buf *to, enum lang lang, enum text_as as, int64_t moment, int64_t now)
{
    if (as == TEXT_AGO && now - moment < TIME_DAY_MS) {
        put_ago(to, lang, now - moment);
    } else if (as == TEXT_DATE || as == TEXT_LEFT || as == TEXT_AGO) {
        text_as_day(to, lang, as, time_day(moment), now);
    } else {
        struct civil t = civil_of(moment);
        day_put(to, time_day(moment));
        buf_printf(to, " %02d:%02d", t.hour, t.minute);
    }
}

static void put_grouped(struct buf *to, uint64_t yuan)
{
    if (yuan >= 1000) {
        put_grouped(to, yuan / 1000);
        buf_printf(to, ",%03u", (unsigned)(yuan % 1000));
    } else {
        buf_printf(to, "%u", (unsigned)yuan);
    }
}

static void put_capital(struct buf *to, const char *part)
{
    char key[40] = "core.capital.";
    size_t n = sizeof "core.capital." - 1;
    for (; *part && n < sizeof key - 1; part++)
        key[n++] = *part;
    key[n] = 0;
    text_put(to, LANG_ZH, str_of(key), NULL, 0);
}

static void put_capital_digit(struct buf *to, unsigned digit)
{
    assert(digit < 10);
    put_capital(to, (char[]){(char)('0' + digit), 0});
}

/* Four digits with their places; a run of zeroes inside is said once. */
static void put_capital_four(struct buf *to, unsigned four, bool *said)
{
    static const char *const place[] = {"thousand", "hundred", "ten", ""};
    static const unsigned weight[] = {1000, 100, 10, 1};
    bool zero = false;
    for (int i = 0; i < 4; i++) {
        unsigned digit = four / weight[i] % 10;
        if (digit == 0) {
            zero = *said;
            continue;
        }
        if (zero)
            put_capital_digit(to, 0);
        zero = false;
        *said = true;
        put_capital_digit(to, digit);
        if (place[i][0])
            put_capital(to, place[i]);
    }
}

static void put_capital_yuan(struct buf *to, uint64_t yuan)
{
    static const char *const group[] = {"", "wan", "yi", "wanyi"};
    static const uint64_t weight[] = {1, 10000, 100000000, 1000000000000};
    bool said = false, gap = false;
    for (int i = 3; i >= 0; i--) {
        unsigned four = (unsigned)(yuan / weight[i] % 10000);
        if (four == 0) {
            gap = said;
            continue;
        }
        if (gap || (said && four < 1000))
            put_capital_digit(to, 0);
        bool inner = false;
        put_capital_four(to, four, &inner);
        said = true;
        gap = false;
        if (group[i][0])
            put_capital(to, group[i]);
    }
    if (!said)
        put_capital_digit(to, 0);
    put_capital(to, "yuan");
}

static void put_capital_money(struct buf *to, uint64_t fen)
{
    put_capital_yuan(to, fen / 100);
    unsigned rest = (unsigned)(fen % 100);
    if (rest == 0) {
        put_capital(to, "whole");
        return;
    }
    put_capital_digit(to, rest / 10);
    if (rest >= 10)
        put_capital(to, "jiao");
    if (rest % 10) {
        put_capital_digit(to, rest % 10);
        put_capital(to, "fen");
    }
}

void text_as_money(struct buf *to, enum lang lang, enum text_as as, int64_t fen)
{
    uint64_t size = fen < 0 ? (uint64_t)(-(fen + 1)) + 1 : (uint64_t)fen;
    if (as == TEXT_CAPITAL && lang == LANG_ZH) {
        if (fen < 0)
            put_capital(to, "minus");
        put_capital_money(to, size);
        return;
    }
    buf_puts(to, as == TEXT_CAPITAL ? "CNY " : "");
    buf_puts(to, fen < 0 ? "-" : "");
    put_grouped(to, size / 100);
    buf_printf(to, ".%02u", (unsigned)(size % 100));
}

void text_as_decimal(struct buf *to, int scale, int64_t value)
{
    uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value, unit = 1;
    assert(scale > 0 && scale <= 6);
    for (int i = 0; i < scale; i++)
        unit *= 10;
    buf_puts(to, value < 0 ? "-" : "");
    buf_int(to, (int64_t)(size / unit));
    buf_printf(to, ".%0*llu", scale, (unsigned long long)(size % unit));
}

void text_as_mask(struct buf *to, struct str s)
{
    size_t at = 0;
    uint32_t rune;
    if (!s.n || utf8_next(s, &at, &rune) != OK)
        return;
    bool phone = s.n >= 11 && rune < 0x80;
    buf_put(to, str_part(s, 0, phone ? 3 : at));
    buf_puts(to, phone ? "****" : "**");
    if (phone)
        buf_put(to, str_part(s, s.n - 4, 4));
}
