// SPDX-License-Identifier: Apache-2.0
/* job_import.c -- a table of another system, row by row: what a map of the pack makes of it, with
 * the time at which it happened there.
 * Floor 4.  Not here: steps and restarts (job.c), the map itself (map.c). */
#include "core/job_in.h"

#include "base/utf8.h"
#include "core.gen.h"
#include "core/form_value.h"
#include "core/job.h"
#include "crypt/hash.h"

#include <assert.h>
#include <string.h>

enum { CELL_BYTES = 64 * 1024, VALUE_ROOM = 128, NAME_BYTES = 100 };

/* A row while it is read. */
struct taking {
    struct job_step *step;
    const struct csv_row *cells;
    struct job_row *row;
    bool is_bad; /* it stays out: row->left says why */
};

/* ---- columns ------------------------------------------------------------------------------- */

/* The column of that name, or n_headings. */
static size_t find_column(const struct job_step *step, struct str column)
{
    size_t i = 0;
    while (i < step->n_headings && !map_is_column(step->heading[i], column))
        i++;
    return i;
}

static enum status need_column(struct job_step *step, struct str column)
{
    size_t n = 0;
    for (size_t i = 0; i < step->n_headings; i++)
        n += map_is_column(step->heading[i], column);
    return n == 1 || step->ends ? OK : job_break_off(step, "job.column", 1, column);
}

static enum status need_columns(struct job_step *step, const struct map_from *from)
{
    for (size_t i = 0; i < from->n; i++)
        TRY(need_column(step, from->column[i]));
    return OK;
}

enum status job_import_headings(struct job_step *step)
{
    const struct map *m = step->map;
    if (m->key.p)
        TRY(need_column(step, m->key));
    for (size_t i = 0; i < m->n_skips; i++)
        TRY(need_column(step, m->skip[i].column));
    for (size_t i = 0; i < m->n_whens; i++)
        TRY(need_column(step, m->when[i].column));
    for (size_t i = 0; i < m->n_acts; i++)
        TRY(need_columns(step, &m->act[i].at));
    for (size_t i = 0; i < m->n_lines; i++)
        TRY(need_columns(step, &m->line[i].from));
    return OK;
}

/* A row may have fewer cells than there are headings: the last ones are empty. */
static struct str cell_of(const struct taking *t, struct str column)
{
    size_t i = find_column(t->step, column);
    return i < t->cells->n ? str_trim(t->cells->cells[i]) : S("");
}

static struct str first_given(const struct taking *t, const struct map_from *from, size_t *ret_i)
{
    for (size_t i = 0; i < from->n; i++) {
        struct str cell = cell_of(t, from->column[i]);
        *ret_i = i;
        if (cell.n)
            return cell;
    }
    *ret_i = 0;
    return S("");
}

static bool holds(const struct taking *t, const struct map_cond *cond)
{
    struct str cell = cell_of(t, cond->column);
    return map_cond_has(cond, cell) || (cell.n && map_cond_has(cond, S("*")));
}

static void leave(struct taking *t, const char *why, struct str column)
{
    job_leave(t->row, why);
    t->row->left.heading = column;
    t->is_bad = true;
}

/* ---- moments ------------------------------------------------------------------------------- */

static enum status read_wall(const struct map *m, struct str cell, struct civil *ret_wall)
{
    for (size_t i = 0; i < m->n_forms; i++)
        if (zone_form_read(m->form[i], cell, ret_wall) == OK)
            return OK;
    return BAD_INPUT;
}

/* The moment that a cell names; leaves the row where it names none. */
static int64_t moment_of(struct taking *t, struct str cell, struct str column, int64_t not_before)
{
    const struct map *m = t->step->map;
    struct civil wall;
    int64_t at = 0;
    if (read_wall(m, cell, &wall) != OK) {
        leave(t, "job.time_form", column);
        return 0;
    }
    enum status s = zone_moment(&m->zones, m->zone, &wall, not_before, &at);
    if (s != OK)
        leave(t, s == NOT_FOUND ? "job.time_zone" : "job.time_gap", column);
    else if (at <= 0)
        leave(t, "job.time_zone", column); /* before 1970 nothing of ours begins */
    return at;
}

/* When the act happened; 0: not at all. */
static int64_t act_time(struct taking *t, const struct map_act *act, int64_t not_before)
{
    size_t i;
    struct str cell = first_given(t, &act->at, &i), column = act->at.column[i];
    if (!cell.n) {
        if (act->fact->makes)
            leave(t, "core.form.needed", column);
        return 0;
    }
    int64_t at = moment_of(t, cell, column, not_before);
    if (t->is_bad)
        return 0;
    if (at > t->step->ctx.now)
        leave(t, "job.time_ahead", column);
    else if (at < not_before)
        leave(t, "job.time_back", column);
    return at;
}

/* ---- values -------------------------------------------------------------------------------- */

/* What several columns say together, parted by commas. */
static enum status join(struct taking *t, const struct map_from *from, struct str *ret_text)
{
    struct buf b;
    buf_init(&b, CELL_BYTES);
    for (size_t i = 0; i < from->n; i++) {
        struct str cell = cell_of(t, from->column[i]);
        if (cell.n && b.n)
            buf_puts(&b, ", ");
        buf_put(&b, cell);
    }
    enum status s = OK;
    if (b.full)
        leave(t, "job.long_row", from->column[0]);
    else
        s = arena_copy(t->step->arena, buf_str(&b), ret_text);
    buf_close(&b);
    return s;
}

static enum status put_moment(struct taking *t, struct str cell, struct str column,
                              struct str *ret_value)
{
    struct buf b;
    int64_t at = moment_of(t, cell, column, INT64_MIN);
    if (t->is_bad)
        return OK;
    buf_init(&b, 64);
    time_put(&b, at);
    enum status s = arena_copy(t->step->arena, buf_str(&b), ret_value);
    buf_close(&b);
    return s;
}

static enum status put_unit(struct taking *t, struct str word, struct str column,
                            struct str *ret_value)
{
    enum status s = job_unit(&t->step->ctx, word, ret_value);
    if (s == NOT_FOUND)
        leave(t, "job.unit_unknown", column);
    return s == NOT_FOUND ? OK : s;
}

/* What a line gives, as a form takes it; empty: nothing. */
static enum status value_of(struct taking *t, const struct map_line *line, struct str *ret_value)
{
    const struct map *m = t->step->map;
    size_t i;
    struct str word = first_given(t, &line->from, &i);
    struct str column = line->from.n ? line->from.column[i] : (struct str){NULL, 0};
    bool given = word.n > 0;
    *ret_value = given || !line->fallback.p ? word : line->fallback;
    if (!ret_value->n)
        return OK;
    if (given && line->table.p) {
        word = map_code_of(m, line->table, word);
        if (!word.p)
            leave(t, "job.code_unknown", column);
        *ret_value = word;
    }
    if (t->is_bad)
        return OK;
    if (line->as == MAP_UNIT)
        return put_unit(t, *ret_value, column, ret_value);
    if (line->as == MAP_TIME)
        return put_moment(t, *ret_value, column, ret_value);
    if (line->as == MAP_CODE)
        return job_cell(&t->step->ctx, line->field, *ret_value, ret_value);
    return given && line->from.n > 1 ? join(t, &line->from, ret_value) : OK;
}

/* The bounds of the operation that asks for it hold here too. */
static enum status check_bounds(struct taking *t, const struct map_line *line, struct str value)
{
    _Alignas(max_align_t) char room[VALUE_ROOM];
    struct form_error e = {0};
    if (!line->asked || line->asked->min > line->asked->max || !value.n)
        return OK;
    assert(field_size(line->asked) <= sizeof room);
    enum status s = form_value(line->asked, value, t->step->arena, room, &e);
    if (s != BAD_INPUT)
        return s;
    leave(t, e.key, line->from.n ? line->from.column[0] : (struct str){NULL, 0});
    t->row->left.most = e.limit;
    t->row->left.has_most = e.limit != 0;
    return OK;
}

/* ---- acts ---------------------------------------------------------------------------------- */

static void leave_mistaken(struct taking *t, const struct map_act *act, const struct form_error *e)
{
    struct str column = e->name;
    for (size_t i = act->first; i < act->first + act->n; i++) {
        const struct map_line *line = &t->step->map->line[i];
        if (str_eq(line->to, e->name) && line->from.n)
            column = line->from.column[0];
    }
    leave(t, e->key, column);
    t->row->left.most = e->limit;
    t->row->left.has_most = e->limit != 0;
}

static enum status read_act(struct taking *t, const struct map_act *act, struct job_act *to)
{
    const struct map *m = t->step->map;
    struct form_pair pair[MAP_LINES];
    struct form form = {pair, 0};
    struct list errors = {NULL, 0};
    for (size_t i = act->first; i < act->first + act->n && !t->is_bad; i++) {
        struct str value = {NULL, 0};
        TRY(value_of(t, &m->line[i], &value));
        if (!t->is_bad)
            TRY(check_bounds(t, &m->line[i], value));
        if (value.n)
            pair[form.n++] = (struct form_pair){.name = m->line[i].to, .value = value};
    }
    if (t->is_bad)
        return OK;
    const struct record *record = &act->fact->record;
    to->fields = arena_take(t->step->arena, 1, record->size + 1);
    if (!to->fields)
        return FULL;
    enum status s = form_read(&t->step->ctx, record, 0, 0, &form, to->fields, &errors);
    if (s != BAD_INPUT || !errors.n)
        return s;
    leave_mistaken(t, act, errors.at);
    return OK;
}

static bool happened(const struct taking *t, size_t i_act)
{
    const struct map *m = t->step->map;
    for (size_t i = 0; i < m->n_whens; i++)
        if (m->when[i].act == i_act && !holds(t, &m->when[i]))
            return false;
    return true;
}

static enum status read_acts(struct taking *t)
{
    const struct map *m = t->step->map;
    struct job_taking *to = &t->row->taking;
    int64_t before = INT64_MIN;
    for (size_t i = 0; i < m->n_acts && !t->is_bad; i++) {
        int64_t at = happened(t, i) ? act_time(t, &m->act[i], before) : 0;
        if (t->is_bad || !at)
            continue;
        struct job_act *act = &to->act[to->n_acts++];
        *act = (struct job_act){.fact = m->act[i].fact, .at = at};
        TRY(read_act(t, &m->act[i], act));
        before = at;
    }
    if (!t->is_bad && (!to->n_acts || !to->act[0].fact->makes))
        leave(t, "job.skipped", (struct str){NULL, 0});
    return OK;
}

/* ---- keys ---------------------------------------------------------------------------------- */

/* Without a column the file and the row are the key: the same file again brings nothing. */
static enum status own_key(struct taking *t)
{
    struct buf b;
    buf_init(&b, NAME_BYTES);
    buf_hex(&b, t->step->file.b, 20);
    buf_printf(&b, ":%lld", (long long)t->row->left.no);
    enum status s = arena_copy(t->step->arena, buf_str(&b), &t->row->taking.key);
    buf_close(&b);
    return s;
}

static enum status read_key(struct taking *t)
{
    static const struct field key_field = {.name = "key", .type = FIELD_KEY, .min = 1};
    const struct map *m = t->step->map;
    struct form_error e = {0};
    if (!m->key.p)
        return own_key(t);
    struct str cell = cell_of(t, m->key);
    enum status s =
        !cell.n ? BAD_INPUT : form_value(&key_field, cell, t->step->arena, &t->row->taking.key, &e);
    if (s != BAD_INPUT)
        return s;
    leave(t, cell.n ? e.key : "core.form.needed", m->key);
    return OK;
}

/* ---- a row --------------------------------------------------------------------------------- */

enum status job_import_read(struct job_step *step, const struct csv_row *cells, struct job_row *row)
{
    const struct map *m = step->map;
    struct taking t = {.step = step, .cells = cells, .row = row};
    row->is_asked = true;
    if (cells->n > step->n_headings)
        leave(&t, "job.cells", (struct str){NULL, 0});
    for (size_t i = 0; i < cells->n && !t.is_bad; i++)
        if (!utf8_is_valid(cells->cells[i]))
            leave(&t, "job.encoding", step->heading[i]);
    for (size_t i = 0; i < m->n_skips && !t.is_bad; i++)
        if (holds(&t, &m->skip[i]))
            leave(&t, "job.skipped", m->skip[i].column);
    if (!t.is_bad)
        TRY(read_key(&t));
    if (!t.is_bad)
        TRY(read_acts(&t));
    return OK;
}

static enum status state_acts(struct job_step *step, struct ctx *c, struct job_row *row)
{
    const struct job_taking *from = &row->taking;
    int64_t matter = ledger_new_matter(c->ledger);
    struct job_taken_over taken = {.work = {step->job.id.v},
                                   .file = step->file,
                                   .no = row->left.no,
                                   .map = step->map->name,
                                   .map_hash = step->map->hash,
                                   .source = step->map->source,
                                   .key = from->key};
    for (size_t i = 0; i < from->n_acts; i++)
        TRY(ledger_state_past(c, from->act[i].fact, matter, from->act[i].fields, from->act[i].at));
    return fact_state(c, &job_taken_over_fact, matter, &taken);
}

static enum status enter(struct job_step *step, struct ledger *l, struct job_row *row)
{
    struct entry_id because = {step->job.begun};
    struct list appended;
    struct ctx c = {.db = l->db,
                    .rooms = l->rooms,
                    .arena = l->arena,
                    .who = step->ctx.who,
                    .now = core_now(step->core),
                    .op = str_of(step->op->full),
                    .ledger = l,
                    .because = {&because, 1},
                    .as_of = step->newest};
    if (c.now < step->ctx.now)
        c.now = step->ctx.now; /* by which the row was read */
    ledger_drop(l);
    TRY(state_acts(step, &c, row));
    return ledger_append(l, &c, NULL, &appended);
}

enum status job_import_run(struct job_step *step, struct ledger *l, struct job_row *row,
                           size_t *n_facts)
{
    struct matter_taken had;
    struct poison *page = step->core->options.poison;
    struct str part[] = {{(const char *)step->file.b, sizeof step->file.b}, row->taking.key};
    struct hash input = crypt_sha256_parts(part, 2);
    if (page && op_run_has_killed(page, &input)) {
        job_leave(row, "job.killed");
        return OK;
    }
    enum status s = matter_taken_one(l->db, step->map->source, row->taking.key, &had, l->arena);
    if (s != NOT_FOUND) {
        row->had = s == OK;
        return s;
    }
    if (step->job.trial)
        return OK;
    op_run_mark(page, input);
    s = enter(step, l, row);
    op_run_mark(page, (struct hash){{0}});
    *n_facts += row->taking.n_acts + 1;
    return s;
}
