// SPDX-License-Identifier: Apache-2.0
/* job_table.c -- a table that people made, read piece by piece: headings, then rows as forms of an
 * operation.
 * Floor 4.  Not here: tables of other systems (job_import.c). */
#include "core/job_in.h"

#include "base/utf8.h"
#include "core.gen.h"
#include "core/job.h"
#include "core/page_form.h"

#include <unistd.h>

enum { HEADINGS_BYTES = 64 * 1024, WINDOW_BYTES = 1024 * 1024 };

/* ---- reading the table --------------------------------------------------------------------- */

/* Of the row that is read now, as a spreadsheet counts: the headings are row 1. */
static int64_t row_number(const struct job_step *step)
{
    return step->job.done + step->job.had + step->job.missed + (int64_t)step->n_rows + 2;
}

/* The table cannot be read further. */
enum status job_break_off(struct job_step *step, const char *why, int64_t no, struct str heading)
{
    step->ends = true;
    step->end = (struct job_ended){
        .why = str_of(why),
        .has_no = true,
        .no = no,
        .heading = heading,
    };
    return OK;
}

static enum status read_window(struct job_step *step, int64_t from, size_t bytes,
                               struct str *ret_text)
{
    char *room = arena_take(step->arena, 1, bytes);
    if (!room)
        return FULL;
    ssize_t n = pread(step->fd, room, bytes, from);
    if (n < 0)
        return BROKEN;
    *ret_text = (struct str){room, (size_t)n};
    return OK;
}

enum status job_read_headings(struct job_step *step)
{
    struct csv csv;
    struct csv_row row;
    struct str text;
    TRY(read_window(step, 0, HEADINGS_BYTES, &text));
    csv_init(&csv, text);
    enum status s = csv_next(&csv, step->arena, &row);
    if (s == FULL)
        return s;
    if (s != OK || (csv.at == text.n && text.n == HEADINGS_BYTES))
        return job_break_off(step, "job.headings", 1, (struct str){NULL, 0});
    step->heading = ARENA_ARRAY(step->arena, struct str, row.n);
    if (!step->heading)
        return FULL;
    for (size_t i = 0; i < row.n; i++) {
        struct str cell = str_trim(row.cells[i]);
        if (!utf8_is_valid(cell))
            return job_break_off(step, "job.encoding", 1, (struct str){NULL, 0});
        step->heading[i] = step->map ? cell : job_heading(step->op, cell);
        bool twice = false;
        for (size_t k = 0; k < i && !step->map; k++)
            twice |= str_eq(step->heading[k], step->heading[i]);
        if (!step->heading[i].p || twice)
            return job_break_off(step, "job.heading", 1, cell);
    }
    step->n_headings = row.n;
    if (step->map)
        TRY(job_import_headings(step));
    if (step->job.read == 0)
        step->job.read = (int64_t)csv.at;
    return OK;
}

void job_leave(struct job_row *row, const char *why)
{
    row->is_asked = false;
    row->left.why = str_of(why);
}

void job_leave_mistaken(struct job_row *row, const struct op *op, const struct form_error *e)
{
    char room[PAGE_FORM_PATH_MAX];
    const struct text *label = page_form_label(op, page_form_path(e->name, room));
    job_leave(row, e->key);
    row->left.field = label ? str_of(label->key) : e->name;
    row->left.most = e->limit;
    row->left.has_most = e->limit != 0;
}

/* The cells as pairs of a form; an empty one is not given. */
static enum status fill(struct job_step *step, const struct csv_row *cells, struct job_row *row)
{
    struct form_pair *pair = ARENA_ARRAY(step->arena, struct form_pair, cells->n);
    size_t n = 0;
    if (!pair)
        return FULL;
    for (size_t i = 0; i < cells->n; i++) {
        if (!cells->cells[i].n)
            continue;
        if (i >= step->n_headings || !utf8_is_valid(cells->cells[i])) {
            job_leave(row, i >= step->n_headings ? "job.cells" : "job.encoding");
            return OK;
        }
        pair[n] = (struct form_pair){.name = step->heading[i]};
        TRY(job_cell(&step->ctx, form_field(&step->op->form, step->heading[i]), cells->cells[i],
                     &pair[n].value));
        n++;
    }
    row->is_asked = true;
    row->call.form = (struct form){pair, n};
    return OK;
}

static enum status read_form(struct job_step *step, struct job_row *row)
{
    const struct op *op = step->op;
    struct list errors = {NULL, 0};
    struct op_input *input = arena_take(step->arena, 1, op->form.size);
    if (!input)
        return FULL;
    enum status s =
        form_read(&step->ctx, &op->form, 0, op->n_steps - 1, &row->call.form, input, &errors);
    row->call.input = input;
    if (s != BAD_INPUT || !errors.n)
        return s;
    job_leave_mistaken(row, op, errors.at);
    return OK;
}

/* A row may name a unit that a row before it makes: that is there when the step has run. */
static bool may_wait(const struct job_step *step)
{
    for (size_t i = 0; i < step->op->n_facts; i++)
        if (step->op->facts[i] == &org_unit_opened_fact)
            return step->n_rows > 0;
    return false;
}

/* NOT_FOUND: the step ends before this row, as the file or the window does. */
static enum status read_row(struct job_step *step, int64_t from, struct job_row *row)
{
    struct csv_row cells;
    enum status s = csv_next(&step->csv, step->arena, &cells);
    bool cut_off = !step->whole && (s == BAD_INPUT || step->csv.at == step->csv.text.n);
    if (s == FULL)
        return s;
    if (cut_off)
        return step->n_rows
                   ? NOT_FOUND
                   : job_break_off(step, "job.long_row", row_number(step), (struct str){NULL, 0});
    if (s == NOT_FOUND)
        step->ends = true;
    if (s == BAD_INPUT)
        return job_break_off(step, "job.quote", row_number(step), (struct str){NULL, 0});
    TRY(s);
    *row = (struct job_row){.read = from + (int64_t)step->csv.at};
    row->left.no = row_number(step);
    if (step->map) {
        TRY(job_import_read(step, &cells, row));
    } else {
        TRY(fill(step, &cells, row));
        if (row->is_asked)
            TRY(read_form(step, row));
        if (!row->is_asked && may_wait(step))
            return NOT_FOUND;
    }
    if (row->is_asked && step->broken->times > JOB_TIMES_ALONE)
        job_leave(row, "job.killed");
    return OK;
}

/* After a step that broke, one row: the others are not kept waiting by it. */
enum status job_read_rows(struct job_step *step)
{
    struct str text;
    int64_t from = step->job.read;
    size_t max = step->broken->times ? 1 : JOB_STEP_ROWS;
    TRY(read_window(step, from, WINDOW_BYTES, &text));
    step->whole = text.n < WINDOW_BYTES;
    csv_init(&step->csv, text);
    while (step->n_rows < max && !step->ends) {
        enum status s = read_row(step, from, &step->row[step->n_rows]);
        if (s == NOT_FOUND)
            return OK;
        TRY(s);
        step->n_rows += !step->ends;
    }
    return OK;
}
