// SPDX-License-Identifier: Apache-2.0
/* rows.c -- the first sheet of a spreadsheet as CSV.
 * Floor 2.  Source: ECMA-376 part 1, 18 (SpreadsheetML).  Of a formula the value is taken that the
 * sheet was saved with; one without is refused, and so are errors, numbers of more than 15 digits
 * (the program that saved them has lost the rest) and sheets elsewhere. */
#include "base/csv.h"
#include "paper/cell.h"

#include <assert.h>

enum {
    ROWS_MAX = 1048576, /* as spreadsheets have it */
    COLUMNS_MAX = 500,
    STRINGS_MAX = 4 * 1024 * 1024,
    PATH_BYTES = 256,
};

struct strings {
    struct str *at;
    size_t n, room;
};

struct reading {
    struct book book;
    struct arena *arena;
    struct cell_styles styles;
    struct strings shared;
    struct buf text; /* of the element that is read */
    bool hears, in_phonetic;
    char sheet_id[64], sheet[PATH_BYTES];

    struct str cell[COLUMNS_MAX];
    size_t n_cells, column;
    int32_t row; /* as the sheet counts, from 1 */
    struct cell now;
};

static enum status refuse(struct reading *r, const char *why, int32_t n)
{
    return paper_refuse(r->book.paper, why, n);
}

static enum status hear_text(void *of, struct str text)
{
    struct reading *r = of;
    if (r->hears && !r->in_phonetic)
        buf_put(&r->text, text);
    return r->text.full ? refuse(r, "core.render.table_cell", r->row) : OK;
}

static enum status ignore_close(void *of, struct str name)
{
    (void)of;
    (void)name;
    return OK;
}

/* ---- which sheet ---------------------------------------------------------------------------- */

static enum status keep(struct reading *r, struct str s, char *to, size_t room)
{
    if (s.n == 0 || s.n >= room)
        return refuse(r, "core.render.table_broken", 0);
    memcpy(to, s.p, s.n);
    to[s.n] = 0;
    return OK;
}

static enum status open_workbook(void *of, struct str name, const char *const *attributes)
{
    struct reading *r = of;
    struct str state = xml_attribute(attributes, "state");
    if (str_is(name, "workbookPr")) {
        struct str from = xml_attribute(attributes, "date1904");
        r->styles.from_1904 = str_is(from, "1") || str_is(from, "true");
    }
    bool hidden = state.p && !str_is(state, "visible");
    if (!str_is(name, "sheet") || hidden || r->sheet_id[0])
        return OK;
    return keep(r, xml_attribute(attributes, "id"), r->sheet_id, sizeof r->sheet_id);
}

/* Where the parts lie is said relative to xl/ or from the root of the archive; nothing is fetched
 * from elsewhere. */
static enum status open_relations(void *of, struct str name, const char *const *attributes)
{
    struct reading *r = of;
    struct str to = xml_attribute(attributes, "Target");
    char path[PATH_BYTES];
    struct buf b = {.p = path, .room = sizeof path, .max = sizeof path};
    if (!str_is(name, "Relationship") || !str_is(xml_attribute(attributes, "Id"), r->sheet_id))
        return OK;
    if (str_is(xml_attribute(attributes, "TargetMode"), "External") || !to.n)
        return refuse(r, "core.render.table_broken", 0);
    bool rooted = to.p[0] == '/';
    buf_puts(&b, rooted ? "" : "xl/");
    buf_put(&b, rooted ? str_part(to, 1, to.n) : to);
    return b.full ? refuse(r, "core.render.table_broken", 0)
                  : keep(r, buf_str(&b), r->sheet, sizeof r->sheet);
}

static enum status find_sheet(struct reading *r)
{
    struct xml_hear hear = {r, open_workbook, ignore_close, hear_text};
    TRY(book_read(&r->book, "xl/workbook.xml", &hear));
    hear.open = open_relations;
    TRY(book_read(&r->book, "xl/_rels/workbook.xml.rels", &hear));
    return r->sheet[0] ? OK : NOT_FOUND;
}

/* ---- styles and shared strings -------------------------------------------------------------- */

static enum status open_styles(void *of, struct str name, const char *const *attributes)
{
    struct reading *r = of;
    return cell_styles_open(&r->styles, r->arena, name, attributes);
}

static enum status close_styles(void *of, struct str name)
{
    struct reading *r = of;
    cell_styles_close(&r->styles, name);
    return OK;
}

static enum status open_strings(void *of, struct str name, const char *const *attributes)
{
    struct reading *r = of;
    (void)attributes;
    if (str_is(name, "si"))
        buf_reset(&r->text);
    r->in_phonetic |= str_is(name, "rPh");
    r->hears = str_is(name, "t");
    return OK;
}

static enum status add_string(struct reading *r)
{
    struct strings *s = &r->shared;
    if (s->n == STRINGS_MAX)
        return FULL;
    if (s->n == s->room) {
        size_t room = s->room ? 2 * s->room : 1024;
        struct str *at = ARENA_ARRAY(r->arena, struct str, room);
        if (!at)
            return FULL;
        if (s->n)
            memcpy(at, s->at, s->n * sizeof *at);
        s->at = at;
        s->room = room;
    }
    TRY(arena_copy(r->arena, buf_str(&r->text), &s->at[s->n]));
    s->n++;
    return OK;
}

static enum status close_strings(void *of, struct str name)
{
    struct reading *r = of;
    r->hears = false;
    if (str_is(name, "rPh"))
        r->in_phonetic = false;
    return str_is(name, "si") ? add_string(r) : OK;
}

/* ---- the sheet ------------------------------------------------------------------------------ */

static enum status open_sheet(void *of, struct str name, const char *const *attributes)
{
    struct reading *r = of;
    if (str_is(name, "row")) {
        r->n_cells = r->column = 0;
        if (++r->row > ROWS_MAX)
            return refuse(r, "core.render.table_rows", ROWS_MAX);
        int64_t said;
        if (str_to_int(xml_attribute(attributes, "r"), &said) == OK && said >= r->row &&
            said <= ROWS_MAX)
            r->row = (int32_t)said;
    } else if (str_is(name, "c")) {
        r->column = cell_column(xml_attribute(attributes, "r"), r->n_cells);
        if (r->column >= COLUMNS_MAX || r->column < r->n_cells)
            return refuse(r, "core.render.table_columns", COLUMNS_MAX);
        cell_begin(&r->now, attributes);
        buf_reset(&r->text);
    } else if (str_is(name, "f")) {
        r->now.is_formula = true;
    }
    r->in_phonetic |= str_is(name, "rPh");
    r->hears = str_is(name, "v") || str_is(name, "t");
    r->now.has_value |= r->hears;
    return OK;
}

static enum status shared_string(struct reading *r, struct str *ret_text)
{
    int64_t i;
    if (str_to_int(buf_str(&r->text), &i) != OK || i < 0 || (size_t)i >= r->shared.n)
        return refuse(r, "core.render.table_broken", r->row);
    *ret_text = r->shared.at[i];
    return OK;
}

static enum status put_cell(struct reading *r)
{
    struct str text = S("");
    if (r->now.is_formula && !r->now.has_value)
        return refuse(r, "core.render.table_formula", r->row);
    if (r->now.kind == CELL_ERROR)
        return refuse(r, "core.render.table_error", r->row);
    if (r->now.kind == CELL_SHARED && r->now.has_value)
        TRY(shared_string(r, &text));
    else if (r->now.has_value &&
             cell_text(&r->now, &r->styles, r->arena, buf_str(&r->text), &text) != OK)
        return refuse(r, "core.render.table_number", r->row);
    while (r->n_cells < r->column)
        r->cell[r->n_cells++] = S("");
    r->cell[r->n_cells++] = text;
    return OK;
}

/* Rows without a word are as empty lines, which CSV passes over. */
static enum status put_row(struct reading *r)
{
    size_t n = r->n_cells;
    while (n && r->cell[n - 1].n == 0)
        n--;
    if (n)
        csv_put_exact(r->book.paper->out, r->cell, n);
    return r->book.paper->out->full ? FULL : OK;
}

static enum status close_sheet(void *of, struct str name)
{
    struct reading *r = of;
    r->hears = false;
    if (str_is(name, "rPh"))
        r->in_phonetic = false;
    if (str_is(name, "c"))
        return put_cell(r);
    return str_is(name, "row") ? put_row(r) : OK;
}

/* ---- all of it ------------------------------------------------------------------------------ */

static enum status read_book(struct reading *r)
{
    const struct xml_hear styles = {r, open_styles, close_styles, hear_text};
    const struct xml_hear strings = {r, open_strings, close_strings, hear_text};
    const struct xml_hear sheet = {r, open_sheet, close_sheet, hear_text};
    TRY(find_sheet(r));
    enum status s = book_read(&r->book, "xl/styles.xml", &styles);
    if (s == OK || s == NOT_FOUND)
        s = book_read(&r->book, "xl/sharedStrings.xml", &strings);
    if (s != OK && s != NOT_FOUND)
        return s;
    csv_put_bom(r->book.paper->out);
    return book_read(&r->book, r->sheet, &sheet);
}

enum status paper_rows(struct paper *p)
{
    struct reading *r = ARENA_NEW(p->arena, struct reading);
    if (!r)
        return FULL;
    r->arena = p->arena;
    buf_init(&r->text, CELL_BYTES);
    enum status s = book_open(&r->book, p);
    if (s == OK)
        s = read_book(r);
    book_close(&r->book);
    buf_close(&r->text);
    return s == NOT_FOUND ? paper_refuse(p, "core.render.table_broken", 0) : s;
}
