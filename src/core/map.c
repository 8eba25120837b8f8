// SPDX-License-Identifier: Apache-2.0
#include "core/map.h"

#include "core/form.h"
#include "core/form_value.h"
#include "core/text.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { CODES_MAX = 2000, WORD_BYTES = 200, KEY_BYTES = 130 };

struct reading {
    struct arena *a;
    const struct map_law *law;
    struct tsv *rows;
    struct map *map;
    struct buf *why;
};

#define WRONG(r, ...) (buf_printf((r)->why, __VA_ARGS__), BAD_INPUT)

const struct map *map_find(const struct maps *maps, struct str name)
{
    for (size_t i = 0; maps && i < maps->n; i++)
        if (str_eq(maps->map[i].name, name))
            return &maps->map[i];
    return NULL;
}

/* ---- words --------------------------------------------------------------------------------- */

/* The next of the words parted by |, without blanks around; false behind the last. */
static bool next_word(struct str *rest, struct str *ret_word)
{
    if (!rest->p)
        return false;
    *ret_word = str_trim(str_cut(*rest, '|', rest));
    return true;
}

bool map_cond_has(const struct map_cond *cond, struct str word)
{
    struct str rest = cond->words, one;
    while (next_word(&rest, &one))
        if (str_eq(one, word))
            return true;
    return false;
}

static char plain(char c)
{
    return c == '_' ? ' ' : (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

bool map_is_column(struct str heading, struct str column)
{
    if (heading.n != column.n)
        return false;
    for (size_t i = 0; i < column.n; i++)
        if (plain(heading.p[i]) != plain(column.p[i]))
            return false;
    return true;
}

static enum status read_from(struct reading *r, struct str cell, struct map_from *ret_from)
{
    struct str rest = cell, one;
    *ret_from = (struct map_from){.n = 0};
    if (str_is(cell, "-"))
        return OK;
    while (next_word(&rest, &one)) {
        if (!one.n || one.n > WORD_BYTES)
            return WRONG(r, "a column has a name of at most %d bytes", WORD_BYTES);
        if (ret_from->n == MAP_COLUMNS)
            return WRONG(r, "at most %d columns stand in one cell", MAP_COLUMNS);
        ret_from->column[ret_from->n++] = one;
    }
    return OK;
}

/* ---- codes --------------------------------------------------------------------------------- */

static int compare_codes(const void *a, const void *b)
{
    const struct map_code *x = a, *y = b;
    int order = str_cmp(x->table, y->table);
    return order ? order : str_cmp(x->word, y->word);
}

static const struct map_code *find_code(const struct map *m, struct str table, struct str word)
{
    struct map_code wanted = {.table = table, .word = word};
    return m->n_codes ? bsearch(&wanted, m->code, m->n_codes, sizeof wanted, compare_codes) : NULL;
}

struct str map_code_of(const struct map *m, struct str table, struct str word)
{
    const struct map_code *c = find_code(m, table, word);
    if (!c)
        c = find_code(m, table, S("*"));
    return c ? c->code : (struct str){NULL, 0};
}

static bool has_table(const struct map *m, struct str table)
{
    for (size_t i = 0; i < m->n_codes; i++)
        if (str_eq(m->code[i].table, table))
            return true;
    return false;
}

/* code TABLE WORD CODE */
static enum status read_code(struct reading *r)
{
    const struct str *cell = r->rows->cell;
    struct map *m = r->map;
    if (r->rows->n != 4 || !cell[1].n || !cell[2].n || !cell[3].n)
        return WRONG(r, "a code is: code, table, word, code");
    if (m->n_codes == CODES_MAX)
        return WRONG(r, "at most %d codes", CODES_MAX);
    m->code[m->n_codes++] = (struct map_code){cell[1], cell[2], cell[3]};
    return OK;
}

/* ---- heads --------------------------------------------------------------------------------- */

static enum status set_once(struct reading *r, struct str *to)
{
    const struct str *cell = r->rows->cell;
    if (r->rows->n != 2 || !cell[1].n || cell[1].n > WORD_BYTES)
        return WRONG(r, "behind %.*s stands one cell", STR_ARG(cell[0]));
    if (to->p)
        return WRONG(r, "%.*s stands here twice", STR_ARG(cell[0]));
    *to = cell[1];
    return OK;
}

static enum status read_import(struct reading *r)
{
    struct str name = {NULL, 0};
    if (r->map->op)
        return WRONG(r, "import stands here twice");
    TRY(set_once(r, &name));
    r->map->op = rooms_op(r->law->rooms, name);
    if (!r->map->op || r->map->op->result != OP_IMPORTS)
        return WRONG(r, "%.*s is no operation that imports", STR_ARG(name));
    return OK;
}

static enum status read_source(struct reading *r)
{
    TRY(set_once(r, &r->map->source));
    struct str s = r->map->source;
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') ||
              s.p[i] == '_') ||
            s.n > 40)
            return WRONG(r, "a source is named with a-z, 0-9 and _, at most 40");
    return OK;
}

static enum status read_zone(struct reading *r)
{
    TRY(set_once(r, &r->map->zone));
    if (!zones_has(r->law->zones, r->map->zone))
        return WRONG(r, "zones.tsv has no zone %.*s", STR_ARG(r->map->zone));
    return OK;
}

static enum status read_form(struct reading *r)
{
    struct str form = {NULL, 0};
    TRY(set_once(r, &form));
    if (!zone_form_is_valid(form))
        return WRONG(r, "a moment is written with YYYY MM DD, HH or hh and AM, mm, ss, SSS");
    if (r->map->n_forms == MAP_FORMS)
        return WRONG(r, "at most %d forms of moments", MAP_FORMS);
    r->map->form[r->map->n_forms++] = form;
    return OK;
}

static enum status read_key(struct reading *r)
{
    return set_once(r, &r->map->key);
}

static enum status read_cond(struct reading *r, size_t at, struct map_cond *ret_cond)
{
    const struct str *cell = r->rows->cell;
    if (r->rows->n != at + 2 || !cell[at].n || cell[at].n > WORD_BYTES)
        return WRONG(r, "a condition is a column and its words, parted by |");
    ret_cond->column = cell[at];
    ret_cond->words = cell[at + 1];
    return OK;
}

static enum status read_skip(struct reading *r)
{
    if (r->map->n_skips == MAP_CONDS)
        return WRONG(r, "at most %d rules of skipping", MAP_CONDS);
    return read_cond(r, 1, &r->map->skip[r->map->n_skips++]);
}

static struct map_act *find_act(struct map *m, struct str fact)
{
    for (size_t i = 0; i < m->n_acts; i++)
        if (str_is(fact, m->act[i].fact->name))
            return &m->act[i];
    return NULL;
}

static enum status read_when(struct reading *r)
{
    struct map *m = r->map;
    const struct map_act *act = find_act(m, r->rows->cell[1]);
    if (!act)
        return WRONG(r, "no line above says when %.*s happened", STR_ARG(r->rows->cell[1]));
    if (m->n_whens == MAP_CONDS)
        return WRONG(r, "at most %d conditions", MAP_CONDS);
    m->when[m->n_whens].act = (size_t)(act - m->act);
    return read_cond(r, 2, &m->when[m->n_whens++]);
}

/* ---- lines: FACT.FIELD, columns, how, default ---------------------------------------------- */

static const struct fact *fact_of(const struct op *op, struct str name)
{
    for (size_t i = 0; op && i < op->n_facts; i++)
        if (str_is(name, op->facts[i]->name))
            return op->facts[i];
    return NULL;
}

/* Which operation asks for the field that the fact keeps: its bounds hold here too. */
static const struct field *asked_field(const struct reading *r, const struct fact *f, struct str to)
{
    for (size_t i = 0; i < r->law->rooms->n; i++) {
        const struct room *room = r->law->rooms->room[i];
        for (size_t k = 0; k < room->n_ops; k++) {
            const struct op *op = room->ops[k];
            if (op->result == OP_RECORD && op->facts[0] == f)
                return form_field(&op->form, to);
        }
    }
    return NULL;
}

static bool fits(const struct field *f, enum map_as as)
{
    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_PLACE:
    case FIELD_KEY:
    case FIELD_INT:
    case FIELD_DECIMAL:
    case FIELD_MONEY:
    case FIELD_DAY:
        return as == MAP_TEXT;
    case FIELD_CODE:
    case FIELD_ENUM:
    case FIELD_BOOL:
        return as == MAP_CODE;
    case FIELD_UNIT:
        return as == MAP_UNIT;
    case FIELD_TIME:
        return as == MAP_TIME;
    default:
        return false;
    }
}

/* text, time, code, code(TABLE), unit, unit(TABLE) */
static enum status read_as(struct reading *r, struct str cell, struct map_line *line)
{
    static const char *const words[] = {"text", "code", "unit", "time"};
    struct str rest, word = str_cut(cell, '(', &rest);
    if (rest.p && !str_ends(rest, S(")")))
        return WRONG(r, "a table stands in parentheses: code(TABLE)");
    line->table = rest.p ? str_part(rest, 0, rest.n - 1) : (struct str){NULL, 0};
    for (int i = 0; i < 4; i++)
        if (str_is(word, words[i])) {
            line->as = (enum map_as)i;
            if (line->table.p && line->as != MAP_CODE && line->as != MAP_UNIT)
                return WRONG(r, "%s has no table", words[i]);
            return OK;
        }
    return WRONG(r, "a value is taken as text, code, unit or time");
}

/* FACT.at: the fact happened at the moment in these columns. */
static enum status read_act(struct reading *r, const struct fact *f, const struct map_line *line)
{
    struct map *m = r->map;
    if (line->as != MAP_TIME || !line->from.n || line->fallback.n)
        return WRONG(r, "when %s happened is a column, taken as time, without default", f->name);
    if (find_act(m, str_of(f->name)))
        return WRONG(r, "%s.at stands here twice", f->name);
    if (m->n_acts == MAP_ACTS)
        return WRONG(r, "at most %d facts come from a row", MAP_ACTS);
    if ((m->n_acts == 0) != f->makes)
        return WRONG(r, "a row first makes its matter, and once: %s %s it", f->name,
                     f->makes ? "makes" : "does not make");
    m->act[m->n_acts++] = (struct map_act){f, line->from, m->n_lines, 0};
    return OK;
}

static enum status check_line(struct reading *r, const struct map_act *act, struct map_line *line)
{
    line->field = form_field(&act->fact->record, line->to);
    line->asked = asked_field(r, act->fact, line->to);
    if (!line->field)
        return WRONG(r, "%s keeps no field %.*s", act->fact->full, STR_ARG(line->to));
    if (!fits(line->field, line->as))
        return WRONG(r, "%s.%.*s is not taken so from a table", act->fact->name, STR_ARG(line->to));
    if (!line->from.n && !line->fallback.n)
        return WRONG(r, "without a column there must be a default");
    for (size_t i = act->first; i < r->map->n_lines; i++)
        if (str_eq(r->map->line[i].to, line->to))
            return WRONG(r, "%s.%.*s stands here twice", act->fact->name, STR_ARG(line->to));
    return OK;
}

static enum status read_line(struct reading *r)
{
    const struct str *cell = r->rows->cell;
    struct map *m = r->map;
    struct map_line line = {.n = r->rows->line, .fallback = {NULL, 0}};
    struct str name = str_cut(cell[0], '.', &line.to);
    const struct fact *f = fact_of(m->op, name);
    if (!m->op)
        return WRONG(r, "first stands which import this is for: import, tab, ROOM.OPERATION");
    if (!line.to.n || !f)
        return WRONG(r, "%.*s is no line of a map, nor a fact that %s brings", STR_ARG(cell[0]),
                     m->op->full);
    if (r->rows->n < 3 || r->rows->n > 4 || !cell[1].n)
        return WRONG(r, "a line is: fact.field, columns, how, default");
    if (cell[3].n)
        line.fallback = cell[3];
    TRY(read_from(r, cell[1], &line.from));
    TRY(read_as(r, cell[2], &line));
    if (str_is(line.to, "at"))
        return read_act(r, f, &line);
    struct map_act *act = m->n_acts ? &m->act[m->n_acts - 1] : NULL;
    if (!act || act->fact != f)
        return WRONG(r, "the lines of %s stand below %s.at", f->name, f->name);
    if (m->n_lines == MAP_LINES)
        return WRONG(r, "at most %d lines", MAP_LINES);
    TRY(check_line(r, act, &line));
    m->line[m->n_lines++] = line;
    act->n++;
    return OK;
}

static enum status read_row(struct reading *r)
{
    static const struct {
        const char *word;
        enum status (*read)(struct reading *r);
    } heads[] = {{"import", read_import}, {"source", read_source}, {"zone", read_zone},
                 {"time", read_form},     {"key", read_key},       {"skip", read_skip},
                 {"when", read_when},     {"code", read_code}};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (str_is(r->rows->cell[0], heads[i].word))
            return heads[i].read(r);
    return read_line(r);
}

/* ---- the whole ----------------------------------------------------------------------------- */

static int compare_text(const void *a, const void *b)
{
    const struct text *x = a, *y = b;
    return strcmp(x->key, y->key);
}

/* Is that code one of the field's?  Units are asked when a row is read. */
static bool is_code_of(const struct reading *r, const struct field *f, struct str code)
{
    char key[KEY_BYTES];
    if (f->type == FIELD_BOOL)
        return str_is(code, "yes") || str_is(code, "no");
    if (f->type == FIELD_ENUM)
        return words_find(f->words, code) != 0;
    int n = snprintf(key, sizeof key, "%s.%.*s", f->of, STR_ARG(code));
    struct text wanted = {.key = key};
    return n > 0 && (size_t)n < sizeof key && str_index(code, '.') == code.n &&
           bsearch(&wanted, r->law->text, r->law->n_text, sizeof wanted, compare_text) != NULL;
}

/* What its table or its default gives must be what the field takes. */
static enum status check_codes(struct reading *r, const struct map_line *line)
{
    const struct map *m = r->map;
    if (line->table.p && !has_table(m, line->table))
        return WRONG(r, "line %zu: no codes of a table %.*s stand here", line->n,
                     STR_ARG(line->table));
    if (line->as != MAP_CODE)
        return OK;
    if (line->fallback.n && !is_code_of(r, line->field, line->fallback))
        return WRONG(r, "line %zu: the default %.*s is no code of its field", line->n,
                     STR_ARG(line->fallback));
    for (size_t i = 0; line->table.p && i < m->n_codes; i++)
        if (str_eq(m->code[i].table, line->table) && !is_code_of(r, line->field, m->code[i].code))
            return WRONG(r, "line %zu: table %.*s gives %.*s, which is no code of its field",
                         line->n, STR_ARG(line->table), STR_ARG(m->code[i].code));
    return OK;
}

/* What the fact always keeps comes from somewhere. */
static enum status check_act(struct reading *r, const struct map_act *act)
{
    const struct record *record = &act->fact->record;
    for (size_t i = 0; i < record->n; i++) {
        const struct field *f = &record->field[i];
        bool given = f->optional || f->list_max > 0;
        for (size_t k = act->first; k < act->first + act->n; k++)
            given |= r->map->line[k].field == f;
        if (!given)
            return WRONG(r, "nothing is brought for %s.%s", act->fact->name, f->name);
    }
    return OK;
}

static enum status check_whole(struct reading *r)
{
    struct map *m = r->map;
    if (!m->op || !m->source.p || !m->zone.p || !m->n_forms || !m->n_acts)
        return WRONG(r, "a map needs import, source, zone, time and a fact with its time");
    qsort(m->code, m->n_codes, sizeof *m->code, compare_codes);
    for (size_t i = 1; i < m->n_codes; i++)
        if (compare_codes(&m->code[i - 1], &m->code[i]) == 0)
            return WRONG(r, "table %.*s says %.*s twice", STR_ARG(m->code[i].table),
                         STR_ARG(m->code[i].word));
    for (size_t i = 0; i < m->n_lines; i++)
        TRY(check_codes(r, &m->line[i]));
    for (size_t i = 0; i < m->n_acts; i++)
        TRY(check_act(r, &m->act[i]));
    return OK;
}

enum status map_read(struct arena *a, const struct map_law *law, struct tsv *rows,
                     struct map *ret_map, struct buf *why)
{
    struct reading r = {.a = a, .law = law, .rows = rows, .map = ret_map, .why = why};
    *ret_map = (struct map){.zones = *law->zones};
    ret_map->code = ARENA_ARRAY(a, struct map_code, CODES_MAX);
    if (!ret_map->code)
        return FULL;
    while (tsv_next(rows))
        TRY(read_row(&r));
    return check_whole(&r);
}
