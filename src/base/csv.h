// SPDX-License-Identifier: Apache-2.0
/* csv.h -- tables as text with commas, record by record: in from anybody, out to a spreadsheet.
 * Floor 0.  Source: RFC 4180; a BOM, LF alone and a quote inside an unquoted cell are accepted too.
 * Not here: what a column means, other encodings than UTF-8. */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/arena.h"
#include "base/buf.h"

struct csv {
    struct str text;
    size_t at;   /* where the next record begins */
    size_t line; /* of the file, from 1: where the next record begins */
    size_t room; /* cells the last record had room for */
};

struct csv_row {
    struct str *cells; /* never absent; they point into the text unless they held doubled quotes */
    size_t n;          /* at least 1 */
    size_t line;       /* of the file, from 1: where the record begins */
};

/* Read `text`, which the caller has checked to be UTF-8 and keeps while rows are in use. */
void csv_init(struct csv *c, struct str text);
/* The next record, its cells in the arena, which may be reset between two calls.  Empty lines are
 * passed over. NOT_FOUND behind the last one; FULL when the arena is; BAD_INPUT for a quote without
 * end or text behind a closing quote, c->line then being the line of that record: nothing behind it
 * can be read. */
MUST_USE enum status csv_next(struct csv *c, struct arena *a, struct csv_row *ret_row);

/* The mark by which spreadsheets know UTF-8; first thing in a file or left out. */
void csv_put_bom(struct buf *to);
/* One record with CRLF: n >= 1 cells, quoted where they must be.  A cell that begins with = + - @
 * or a control gets an apostrophe before it, so that no spreadsheet runs it as a formula. */
void csv_put_row(struct buf *to, const struct str *cells, size_t n);
/* The same without the apostrophe: for a table that we read again ourselves. */
void csv_put_exact(struct buf *to, const struct str *cells, size_t n);

#endif
