// SPDX-License-Identifier: Apache-2.0
#include "base/zone.h"

#include <stdio.h>
#include <string.h>

enum { RULES_MAX = 500, YEAR_MIN = 1901, YEAR_MAX = 9998, HOUR_MIN = 60, OFFSET_MAX = 14 * 60 };

/* ---- reading rules ------------------------------------------------------------------------- */

/* Two digits at *s, which moves behind them, less than `end`. */
static enum status read_two(struct str *s, int end, int *ret_value)
{
    if (s->n < 2 || s->p[0] < '0' || s->p[0] > '9' || s->p[1] < '0' || s->p[1] > '9')
        return BAD_INPUT;
    int value = (s->p[0] - '0') * 10 + (s->p[1] - '0');
    *s = str_part(*s, 2, s->n);
    if (value >= end)
        return BAD_INPUT;
    *ret_value = value;
    return OK;
}

/* HH:MM and nothing behind it, in minutes. */
static enum status read_minutes(struct str s, int *ret_minutes)
{
    int hour, minute;
    TRY(read_two(&s, 24, &hour));
    if (!str_starts(s, S(":")))
        return BAD_INPUT;
    s = str_part(s, 1, s.n);
    TRY(read_two(&s, 60, &minute));
    *ret_minutes = hour * HOUR_MIN + minute;
    return s.n ? BAD_INPUT : OK;
}

/* -05:00 */
static enum status read_offset(struct str s, int *ret_minutes)
{
    int minutes;
    bool minus = str_starts(s, S("-"));
    if (!minus && !str_starts(s, S("+")))
        return BAD_INPUT;
    TRY(read_minutes(str_part(s, 1, s.n), &minutes));
    if (minutes > OFFSET_MAX)
        return BAD_INPUT;
    *ret_minutes = minus ? -minutes : minutes;
    return OK;
}

/* Which of the words of three letters it is, from 0. */
static enum status read_word(struct str s, const char *words, int *ret_i)
{
    struct str all = str_of(words);
    for (size_t at = 0; s.n == 3 && at < all.n; at += 3)
        if (str_eq(str_part(all, at, 3), s)) {
            *ret_i = (int)(at / 3);
            return OK;
        }
    return BAD_INPUT;
}

static enum status read_weekday(struct str s, struct zone_turn *turn)
{
    int64_t day;
    if (str_starts(s, S("last")))
        return read_word(str_part(s, 4, s.n), "SunMonTueWedThuFriSat", &turn->weekday);
    TRY(read_word(str_part(s, 0, 3), "SunMonTueWedThuFriSat", &turn->weekday));
    if (!str_starts(str_part(s, 3, s.n), S(">=")))
        return BAD_INPUT;
    TRY(str_to_int(str_part(s, 5, s.n), &day));
    if (day < 1 || day > 22) /* seven days on it is the same month still */
        return BAD_INPUT;
    turn->day = (int)day;
    return OK;
}

/* Mar Sun>=8 02:00 */
static enum status read_turn(struct str s, struct zone_turn *ret_turn)
{
    struct zone_turn turn = {0};
    struct str rest, word = str_cut(s, ' ', &rest);
    TRY(read_word(word, "JanFebMarAprMayJunJulAugSepOctNovDec", &turn.month));
    turn.month++;
    word = str_cut(rest.p ? rest : S(""), ' ', &rest);
    TRY(read_weekday(word, &turn));
    TRY(read_minutes(rest.p ? rest : S(""), &turn.minute));
    *ret_turn = turn;
    return OK;
}

static enum status read_years(const struct tsv *t, struct zone_rule *rule)
{
    int64_t from, to = YEAR_MAX;
    TRY(str_to_int(t->cell[1], &from));
    if (!str_is(t->cell[2], "*"))
        TRY(str_to_int(t->cell[2], &to));
    if (from < YEAR_MIN || to > YEAR_MAX || from > to)
        return BAD_INPUT;
    rule->from = (int)from;
    rule->to = (int)to;
    return OK;
}

static enum status read_rule(const struct tsv *t, struct zones *z)
{
    struct zone_rule rule = {.zone = t->cell[0]};
    if (z->n == RULES_MAX)
        return FULL;
    if (t->n != 8 || !rule.zone.n || !t->cell[7].n)
        return BAD_INPUT;
    TRY(read_years(t, &rule));
    TRY(read_offset(t->cell[3], &rule.standard));
    rule.summer = rule.standard;
    bool turns = !str_is(t->cell[4], "-");
    if (turns) {
        TRY(read_offset(t->cell[4], &rule.summer));
        TRY(read_turn(t->cell[5], &rule.begins));
        TRY(read_turn(t->cell[6], &rule.ends));
    } else if (!str_is(t->cell[5], "-") || !str_is(t->cell[6], "-")) {
        return BAD_INPUT;
    }
    if (turns && rule.summer <= rule.standard)
        return BAD_INPUT;
    for (size_t i = 0; i < z->n; i++)
        if (str_eq(z->rule[i].zone, rule.zone) && z->rule[i].from <= rule.to &&
            rule.from <= z->rule[i].to)
            return BAD_INPUT;
    z->rule[z->n++] = rule;
    return OK;
}

enum status zones_read(struct arena *a, struct tsv *rows, struct zones *ret_zones)
{
    struct zones zones = {ARENA_ARRAY(a, struct zone_rule, RULES_MAX), 0};
    if (!zones.rule)
        return FULL;
    while (tsv_next(rows))
        TRY(read_rule(rows, &zones));
    *ret_zones = zones;
    return OK;
}

bool zones_has(const struct zones *z, struct str zone)
{
    for (size_t i = 0; i < z->n; i++)
        if (str_eq(z->rule[i].zone, zone))
            return true;
    return false;
}

/* ---- moments ------------------------------------------------------------------------------- */

/* The day of a turn in that year. */
static int32_t day_of_turn(const struct zone_turn *turn, int year)
{
    bool december = turn->month == 12;
    int32_t day = turn->day ? day_of(year, turn->month, turn->day)
                            : day_of(year + december, december ? 1 : turn->month + 1, 1) - 7;
    return day + (turn->weekday - weekday_of(day) + 7) % 7;
}

/* Is it summer time at a moment (ms UTC) of that year?  South of the equator it ends before it
 * begins. */
static bool is_summer(const struct zone_rule *r, int year, int64_t moment)
{
    if (r->summer == r->standard)
        return false;
    int64_t begins =
        day_of_turn(&r->begins, year) * TIME_DAY_MS + (r->begins.minute - r->standard) * 60000LL;
    int64_t ends =
        day_of_turn(&r->ends, year) * TIME_DAY_MS + (r->ends.minute - r->summer) * 60000LL;
    return begins < ends ? moment >= begins && moment < ends : moment >= begins || moment < ends;
}

static const struct zone_rule *rule_of(const struct zones *z, struct str zone, int year)
{
    for (size_t i = 0; i < z->n; i++)
        if (str_eq(z->rule[i].zone, zone) && year >= z->rule[i].from && year <= z->rule[i].to)
            return &z->rule[i];
    return NULL;
}

enum status zone_moment(const struct zones *z, struct str zone, const struct civil *wall,
                        int64_t not_before, int64_t *ret_moment_ms)
{
    const struct zone_rule *r = rule_of(z, zone, wall->year);
    if (!r)
        return NOT_FOUND;
    int64_t shown = day_of(wall->year, wall->month, wall->day) * TIME_DAY_MS +
                    ((wall->hour * 60 + wall->minute) * 60LL + wall->second) * 1000 + wall->ms;
    int64_t first = shown - r->summer * 60000LL, second = shown - r->standard * 60000LL;
    bool is_first = is_summer(r, wall->year, first), is_second = !is_summer(r, wall->year, second);
    if (!is_first && !is_second)
        return BAD_INPUT;
    bool later = is_second && (!is_first || (first < not_before && second >= not_before));
    *ret_moment_ms = later ? second : first;
    return OK;
}

/* ---- forms --------------------------------------------------------------------------------- */

enum part { YEAR, MONTH, DAY, HOUR, HOUR_OF_12, MINUTE, SECOND, MS, HALF, N_PARTS };

static const char *const part_words[N_PARTS] = {"YYYY", "MM", "DD",  "HH", "hh",
                                                "mm",   "ss", "SSS", "AM"};

/* The part that the form has here, which it moves behind; N_PARTS: a byte that stands for itself.
 */
static enum part next_part(struct str *form)
{
    for (enum part i = 0; i < N_PARTS; i++)
        if (str_starts(*form, str_of(part_words[i]))) {
            *form = str_part(*form, strlen(part_words[i]), form->n);
            return i;
        }
    return N_PARTS;
}

bool zone_form_is_valid(struct str form)
{
    bool has[N_PARTS] = {false};
    while (form.n) {
        enum part part = next_part(&form);
        if (part < N_PARTS) {
            if (has[part])
                return false;
            has[part] = true;
            continue;
        }
        char c = form.p[0];
        if (c != 'T' && !(c >= ' ' && c < '0') && c != ':')
            return false;
        form = str_part(form, 1, form.n);
    }
    bool hour = has[HOUR] || has[HOUR_OF_12];
    return has[YEAR] && has[MONTH] && has[DAY] && !(has[HOUR] && has[HOUR_OF_12]) &&
           has[HOUR_OF_12] == has[HALF] && (hour || !has[MINUTE]) &&
           (has[MINUTE] || !has[SECOND]) && (has[SECOND] || !has[MS]);
}

static enum status read_half(struct str *text, int *ret_value)
{
    if (!str_starts(*text, S("AM")) && !str_starts(*text, S("PM")))
        return BAD_INPUT;
    *ret_value = text->p[0] == 'P';
    *text = str_part(*text, 2, text->n);
    return OK;
}

static enum status read_part(enum part part, struct str *text, int *ret_value)
{
    int64_t value;
    size_t n = strlen(part_words[part]);
    if (part == HALF)
        return read_half(text, ret_value);
    struct str digits = str_part(*text, 0, n);
    while (digits.n > 1 && digits.p[0] == '0')
        digits = str_part(digits, 1, digits.n);
    if (text->n < n || str_to_int(digits, &value) != OK || value < 0)
        return BAD_INPUT;
    *text = str_part(*text, n, text->n);
    *ret_value = (int)value;
    return OK;
}

static bool is_wall(const struct civil *c)
{
    char room[64];
    int32_t day;
    if (c->year < YEAR_MIN || c->year > YEAR_MAX || c->hour > 23 || c->minute > 59 ||
        c->second > 59)
        return false;
    snprintf(room, sizeof room, "%04d-%02d-%02d", c->year, c->month, c->day);
    return day_read(str_of(room), &day) == OK;
}

enum status zone_form_read(struct str form, struct str text, struct civil *ret_wall)
{
    int value[N_PARTS] = {0};
    bool of_12 = false;
    while (form.n) {
        enum part part = next_part(&form);
        if (part < N_PARTS) {
            TRY(read_part(part, &text, &value[part]));
            of_12 |= part == HOUR_OF_12;
            continue;
        }
        if (!text.n || text.p[0] != form.p[0])
            return BAD_INPUT;
        form = str_part(form, 1, form.n);
        text = str_part(text, 1, text.n);
    }
    if (of_12 && (value[HOUR_OF_12] < 1 || value[HOUR_OF_12] > 12))
        return BAD_INPUT;
    int hour = of_12 ? value[HOUR_OF_12] % 12 + 12 * value[HALF] : value[HOUR];
    struct civil wall = {value[YEAR],   value[MONTH],  value[DAY], hour,
                         value[MINUTE], value[SECOND], value[MS]};
    if (text.n || !is_wall(&wall))
        return BAD_INPUT;
    *ret_wall = wall;
    return OK;
}
