// SPDX-License-Identifier: Apache-2.0
#include "base/csv.h"

#include <assert.h>
#include <string.h>

enum { ROOM_FIRST = 16 };

static const struct str bom = {"\xEF\xBB\xBF", 3};

void csv_init(struct csv *c, struct str text)
{
    *c = (struct csv){.text = text, .line = 1, .room = ROOM_FIRST};
    if (str_starts(text, bom))
        c->at = bom.n;
}

/* How many bytes end a line at `at`: LF, CRLF, or a CR that ends the text; 0 where none does. */
static size_t line_end(struct str text, size_t at)
{
    if (at < text.n && text.p[at] == '\n')
        return 1;
    if (at >= text.n || text.p[at] != '\r')
        return 0;
    if (at + 1 == text.n)
        return 1;
    return text.p[at + 1] == '\n' ? 2 : 0;
}

static bool ends_cell(struct str text, size_t at)
{
    return at == text.n || text.p[at] == ',' || line_end(text, at);
}

static struct str read_plain(struct str text, size_t *at)
{
    size_t from = *at;
    while (!ends_cell(text, *at))
        ++*at;
    return str_part(text, from, *at - from);
}

/* A cell's text with each two quotes made one. */
static enum status single_quotes(struct arena *a, struct str raw, struct str *ret_cell)
{
    struct str copy;
    size_t n = 0;
    TRY(arena_copy(a, raw, &copy));
    char *to = (char *)copy.p;
    for (size_t i = 0; i < raw.n; i++) {
        to[n++] = raw.p[i];
        i += raw.p[i] == '"';
    }
    *ret_cell = (struct str){to, n};
    return OK;
}

/* *at at the opening quote. */
static enum status read_quoted(struct arena *a, struct str text, size_t *at, struct str *ret_cell)
{
    size_t from = *at + 1, end = from;
    bool doubled = false;
    for (;;) {
        end += str_index(str_part(text, end, text.n), '"');
        if (end == text.n)
            return BAD_INPUT;
        if (end + 1 == text.n || text.p[end + 1] != '"')
            break;
        doubled = true;
        end += 2;
    }
    if (!ends_cell(text, end + 1))
        return BAD_INPUT;
    struct str cell = str_part(text, from, end - from);
    if (doubled)
        TRY(single_quotes(a, cell, &cell));
    *at = end + 1;
    *ret_cell = cell;
    return OK;
}

static enum status read_cell(struct arena *a, struct str text, size_t *at, struct str *ret_cell)
{
    if (*at < text.n && text.p[*at] == '"')
        return read_quoted(a, text, at, ret_cell);
    *ret_cell = read_plain(text, at);
    return OK;
}

static enum status more_room(struct csv *c, struct arena *a, struct csv_row *row)
{
    struct str *cells = ARENA_ARRAY(a, struct str, 2 * c->room);
    if (!cells)
        return FULL;
    memcpy(cells, row->cells, row->n * sizeof cells[0]);
    row->cells = cells;
    c->room *= 2;
    return OK;
}

static enum status read_row(struct csv *c, struct arena *a, size_t *at, struct csv_row *row)
{
    row->cells = ARENA_ARRAY(a, struct str, c->room);
    if (!row->cells)
        return FULL;
    for (;;) {
        if (row->n == c->room)
            TRY(more_room(c, a, row));
        TRY(read_cell(a, c->text, at, &row->cells[row->n]));
        row->n++;
        if (*at == c->text.n || c->text.p[*at] != ',')
            return OK;
        ++*at;
    }
}

static size_t count_lines(struct str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '\n';
    return n;
}

enum status csv_next(struct csv *c, struct arena *a, struct csv_row *ret_row)
{
    assert(c->at <= c->text.n && c->room > 0);
    for (size_t n; (n = line_end(c->text, c->at)) > 0; c->at += n)
        c->line++;
    if (c->at == c->text.n)
        return NOT_FOUND;
    size_t at = c->at;
    struct csv_row row = {.line = c->line};
    TRY(read_row(c, a, &at, &row));
    assert(ends_cell(c->text, at) && row.n > 0);
    at += line_end(c->text, at);
    c->line += count_lines(str_part(c->text, c->at, at - c->at));
    c->at = at;
    *ret_row = row;
    return OK;
}

void csv_put_bom(struct buf *to)
{
    buf_put(to, bom);
}

static bool starts_formula(struct str cell)
{
    if (cell.n == 0)
        return false;
    unsigned char c = (unsigned char)cell.p[0];
    return c < 0x20 || c == 0x7F || c == '=' || c == '+' || c == '-' || c == '@';
}

static bool needs_quotes(struct str cell)
{
    for (size_t i = 0; i < cell.n; i++)
        if (cell.p[i] == '"' || cell.p[i] == ',' || cell.p[i] == '\n' || cell.p[i] == '\r')
            return true;
    return false;
}

static void put_cell(struct buf *to, const char *mark, struct str cell, bool quoted)
{
    if (quoted)
        buf_byte(to, '"');
    buf_puts(to, mark);
    while (quoted && cell.n) {
        size_t n = str_index(cell, '"');
        buf_bytes(to, cell.p, n);
        if (n < cell.n)
            buf_puts(to, "\"\"");
        cell = str_part(cell, n + 1, cell.n);
    }
    buf_put(to, cell);
    if (quoted)
        buf_byte(to, '"');
}

static void put_row(struct buf *to, const struct str *cells, size_t n, const char *mark)
{
    assert(n > 0);
    /* A lone empty cell unquoted would be an empty line, and a BOM unquoted would vanish. */
    bool special = (n == 1 && cells[0].n == 0) || str_starts(cells[0], bom);
    for (size_t i = 0; i < n; i++) {
        bool quoted = needs_quotes(cells[i]) || (i == 0 && special);
        buf_puts(to, i ? "," : "");
        put_cell(to, starts_formula(cells[i]) ? mark : "", cells[i], quoted);
    }
    buf_puts(to, "\r\n");
}

void csv_put_row(struct buf *to, const struct str *cells, size_t n)
{
    put_row(to, cells, n, "'");
}

void csv_put_exact(struct buf *to, const struct str *cells, size_t n)
{
    put_row(to, cells, n, "");
}
