// SPDX-License-Identifier: Apache-2.0
#include "core/number.h"

#include "base/limits.h"
#include "base/time.h"
#include "base/utf8.h"

#include <assert.h>

enum {
    NODE_DIGITS = 6,
    DAY_DIGITS = 8,
    SERIAL_DIGITS = 10, /* 2^33 - 1 has ten */
    DIGITS_MIN = NODE_DIGITS + DAY_DIGITS + 1 + 1,
    DIGITS_MAX = NODE_DIGITS + DAY_DIGITS + SERIAL_DIGITS + 1,
};

#define SERIAL_MAX ((1LL << NUMBER_SERIAL_BITS) - 1)

int64_t number_id(int64_t node, int64_t serial)
{
    assert(node > 0 && node <= NUMBER_NODE_MAX);
    assert(serial > 0 && serial <= SERIAL_MAX);
    return node << NUMBER_SERIAL_BITS | serial;
}

int64_t number_first(int64_t node)
{
    return number_id(node, 1);
}

int64_t number_node(int64_t id)
{
    return id >> NUMBER_SERIAL_BITS;
}

int64_t number_serial(int64_t id)
{
    return id & SERIAL_MAX;
}

/* ISO 7064:2003 section 8, hybrid system with M = 10. */
static char check_digit(const char *digit, size_t n)
{
    int p = 10;
    for (size_t i = 0; i < n; i++) {
        int s = (p + digit[i] - '0') % 10;
        p = (s ? s : 10) * 2 % 11;
    }
    return (char)('0' + (11 - p) % 10);
}

static void put_check(struct buf *to)
{
    char digit[DIGITS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < to->n; i++)
        if (to->p[i] != '-')
            digit[n++] = to->p[i];
    buf_byte(to, '-');
    buf_byte(to, check_digit(digit, n));
}

struct str number_make(int64_t id, int32_t day, char ret_room[NUMBER_BYTES])
{
    assert(id > 0 && id <= LIMIT_INT_MAX && number_serial(id) > 0);
    assert(number_node(id) > 0 && number_node(id) <= NUMBER_NODE_MAX);
    struct civil c = civil_of_day(day);
    struct buf to = {.p = ret_room, .room = NUMBER_BYTES, .max = NUMBER_BYTES};
    buf_printf(&to, "%06lld-%04d%02d%02d-%lld", (long long)number_node(id), c.year, c.month, c.day,
               (long long)number_serial(id));
    put_check(&to);
    assert(!to.full);
    return buf_str(&to);
}

/* Blanks, and what input methods give for a dash. */
static bool is_between(uint32_t rune)
{
    return rune == ' ' || rune == '\t' || rune == 0xa0 || rune == 0x3000 || rune == '-' ||
           (rune >= 0x2010 && rune <= 0x2015) || rune == 0x2212 || rune == 0xfe63 || rune == 0xff0d;
}

static enum status read_digits(struct str text, char digit[DIGITS_MAX], size_t *ret_n)
{
    size_t n = 0;
    uint32_t rune;
    for (size_t at = 0; at < text.n;) {
        TRY(utf8_next(text, &at, &rune));
        if (is_between(rune))
            continue;
        if (rune >= 0xff10 && rune <= 0xff19)
            rune -= 0xff10 - '0';
        if (rune < '0' || rune > '9' || n == DIGITS_MAX)
            return BAD_INPUT;
        digit[n++] = (char)rune;
    }
    *ret_n = n;
    return n >= DIGITS_MIN ? OK : BAD_INPUT;
}

static int64_t value_of(const char *digit, size_t n)
{
    int64_t value = 0;
    for (size_t i = 0; i < n; i++)
        value = value * 10 + digit[i] - '0';
    return value;
}

static enum status read_day(const char *digit, int32_t *ret_day)
{
    char iso[] = {digit[0], digit[1], digit[2], digit[3], '-',
                  digit[4], digit[5], '-',      digit[6], digit[7]};
    return day_read((struct str){iso, sizeof iso}, ret_day);
}

enum status number_read(struct str text, int64_t *ret_id, int32_t *ret_day)
{
    char digit[DIGITS_MAX];
    size_t n;
    int32_t day;
    TRY(read_digits(text, digit, &n));
    const char *serial = digit + NODE_DIGITS + DAY_DIGITS;
    size_t n_serial = n - NODE_DIGITS - DAY_DIGITS - 1;
    int64_t node_value = value_of(digit, NODE_DIGITS), serial_value = value_of(serial, n_serial);
    if (check_digit(digit, n - 1) != digit[n - 1] || serial[0] == '0' || node_value == 0 ||
        serial_value > SERIAL_MAX)
        return BAD_INPUT;
    TRY(read_day(digit + NODE_DIGITS, &day));
    *ret_id = number_id(node_value, serial_value);
    *ret_day = day;
    return OK;
}
