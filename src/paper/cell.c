// SPDX-License-Identifier: Apache-2.0
#include "paper/cell.h"

#include "base/time.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    DAY_1970 = 25569,  /* in days of spreadsheets, which count from 1899-12-30 */
    DAY_1904 = 1462,   /* or, on other machines once, from 1904 */
    DAY_SOUND = 61,    /* 1900-03-01: before it they know a 29 February 1900 */
    DAY_END = 2958466, /* 10000-01-01 */
    DIGITS = 15,       /* of a double that are sure */
    SECONDS = 24 * 60 * 60,
    NUMBER_BYTES = 64,
};

/* ---- formats -------------------------------------------------------------------------------- */

static enum cell_show shows_of(bool day, bool time)
{
    return day && time ? SHOW_MOMENT : day ? SHOW_DAY : time ? SHOW_TIME : SHOW_NUMBER;
}

/* Letters that stand for a part of a date, outside of quotes, escapes and [colours]; m alone is
 * month or minute, by its company. */
enum cell_show cell_format_shows(struct str code)
{
    bool day = false, time = false, either = false, quoted = false, bracket = false;
    if (str_is(code, "General"))
        return SHOW_NUMBER;
    for (size_t i = 0; i < code.n && code.p[i] != ';'; i++) {
        char c = code.p[i];
        if (c == '"')
            quoted = !quoted;
        else if (quoted)
            continue;
        else if (c == '[' || c == ']')
            bracket = c == '[';
        else if (c == '\\' || c == '_' || c == '*')
            i++;
        else if (!bracket) {
            day |= c == 'y' || c == 'Y' || c == 'd' || c == 'D';
            time |= c == 'h' || c == 'H' || c == 's' || c == 'S';
            either |= c == 'm' || c == 'M';
        }
    }
    return shows_of(day || (either && !time), time);
}

/* 18.8.30: ids that mean the same everywhere, those of Chinese programs among them. */
static enum cell_show shown_by_id(int64_t id)
{
    if (id == 22)
        return SHOW_MOMENT;
    if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) || id == 55 ||
        id == 56)
        return SHOW_TIME;
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 58))
        return SHOW_DAY;
    return SHOW_NUMBER;
}

static enum cell_show shown_by(const struct cell_styles *s, int64_t id)
{
    for (size_t i = 0; i < s->n_formats; i++)
        if (s->format[i].id == id)
            return (enum cell_show)s->format[i].show;
    return shown_by_id(id);
}

static int64_t number_of(const char *const *attributes, const char *name)
{
    int64_t n;
    return str_to_int(xml_attribute(attributes, name), &n) == OK ? n : -1;
}

enum status cell_styles_open(struct cell_styles *s, struct arena *a, struct str name,
                             const char *const *attributes)
{
    if (!s->show) {
        s->show = ARENA_ARRAY(a, uint8_t, CELL_FORMATS);
        s->format = ARENA_ARRAY(a, struct cell_format, CELL_FORMATS);
    }
    if (!s->show || !s->format)
        return FULL;
    s->in_cells |= str_is(name, "cellXfs");
    if (str_is(name, "numFmt") && s->n_formats < CELL_FORMATS)
        s->format[s->n_formats++] = (struct cell_format){
            number_of(attributes, "numFmtId"),
            (uint8_t)cell_format_shows(xml_attribute(attributes, "formatCode"))};
    if (str_is(name, "xf") && s->in_cells && s->n < CELL_FORMATS)
        s->show[s->n++] = (uint8_t)shown_by(s, number_of(attributes, "numFmtId"));
    return OK;
}

void cell_styles_close(struct cell_styles *s, struct str name)
{
    if (str_is(name, "cellXfs"))
        s->in_cells = false;
}

/* ---- a cell --------------------------------------------------------------------------------- */

size_t cell_column(struct str place, size_t next)
{
    size_t column = 0, i = 0;
    for (; i < place.n && i < 3 && place.p[i] >= 'A' && place.p[i] <= 'Z'; i++)
        column = column * 26 + (size_t)(place.p[i] - 'A' + 1);
    return column ? column - 1 : next;
}

void cell_begin(struct cell *c, const char *const *attributes)
{
    struct str type = xml_attribute(attributes, "t");
    *c = (struct cell){.style = number_of(attributes, "s")};
    c->kind = str_is(type, "s")                                  ? CELL_SHARED
              : str_is(type, "str") || str_is(type, "inlineStr") ? CELL_TEXT
              : str_is(type, "b")                                ? CELL_BOOL
              : str_is(type, "e")                                ? CELL_ERROR
              : str_is(type, "d")                                ? CELL_DAY
                                                                 : CELL_NUMBER;
}

static enum status put_moment(struct buf *to, double days, enum cell_show show)
{
    double whole = floor(days);
    int64_t second = llround((days - whole) * SECONDS);
    if (second == SECONDS) {
        whole++;
        second = 0;
    }
    if (show != SHOW_TIME && (whole < DAY_SOUND || whole >= DAY_END))
        return BAD_INPUT;
    if (show != SHOW_TIME)
        day_put(to, (int32_t)whole - DAY_1970);
    if (show == SHOW_MOMENT)
        buf_byte(to, ' ');
    if (show != SHOW_DAY)
        buf_printf(to, "%02d:%02d:%02d", (int)(second / 3600), (int)(second / 60 % 60),
                   (int)(second % 60));
    return OK;
}

static enum status put_number(struct buf *to, double v)
{
    if (fabs(v) >= 1e15)
        return BAD_INPUT;
    if (v == floor(v))
        buf_int(to, (int64_t)v);
    else if (fabs(v) >= 1e-4)
        buf_printf(to, "%.*g", DIGITS, v);
    else
        buf_printf(to, "%.*f", DIGITS, v);
    return OK;
}

static enum status read_number(struct str typed, double *ret_value)
{
    char text[NUMBER_BYTES], *end;
    if (typed.n == 0 || typed.n >= sizeof text)
        return BAD_INPUT;
    memcpy(text, typed.p, typed.n);
    text[typed.n] = 0;
    *ret_value = strtod(text, &end);
    return *end == 0 && isfinite(*ret_value) ? OK : BAD_INPUT;
}

enum status cell_text(const struct cell *c, const struct cell_styles *s, struct arena *a,
                      struct str typed, struct str *ret_text)
{
    char room[NUMBER_BYTES];
    struct buf b = {.p = room, .room = sizeof room, .max = sizeof room};
    double v;
    if (c->kind == CELL_TEXT || c->kind == CELL_DAY)
        return arena_copy(a, typed, ret_text);
    TRY(read_number(str_trim(typed), &v));
    bool known = s->n && c->style >= 0 && (size_t)c->style < s->n;
    enum cell_show show = known ? (enum cell_show)s->show[c->style] : SHOW_NUMBER;
    if (c->kind == CELL_BOOL)
        buf_puts(&b, v != 0 ? "yes" : "no");
    else if (show == SHOW_NUMBER)
        TRY(put_number(&b, v));
    else
        TRY(put_moment(&b, v + (s->from_1904 ? DAY_1904 : 0), show));
    return b.full ? BAD_INPUT : arena_copy(a, buf_str(&b), ret_text);
}
