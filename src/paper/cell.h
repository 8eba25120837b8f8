// SPDX-License-Identifier: Apache-2.0
/* cell.h -- what stands in a cell of a spreadsheet: text, number, day, moment.
 * Floor 2, inside paper/.  Source: ECMA-376 part 1, 18.3.1.4 (c), 18.8.30 (numFmt). */
#ifndef PAPER_CELL_H
#define PAPER_CELL_H

#include "paper/book.h"

enum { CELL_BYTES = 4 * 32767 /* characters, as spreadsheets have it */, CELL_FORMATS = 4096 };

enum cell_kind { CELL_NUMBER, CELL_SHARED, CELL_TEXT, CELL_BOOL, CELL_ERROR, CELL_DAY };

struct cell {
    enum cell_kind kind;
    int64_t style;
    bool is_formula, has_value;
};

/* How numbers are shown: which styles are days or moments. */
enum cell_show { SHOW_NUMBER, SHOW_DAY, SHOW_TIME, SHOW_MOMENT };

struct cell_styles {
    bool from_1904; /* days are counted from there */
    bool in_cells;  /* within cellXfs */
    uint8_t *show;  /* enum cell_show of each style */
    size_t n;
    struct cell_format {
        int64_t id;
        uint8_t show;
    } * format; /* of the file's own */
    size_t n_formats;
};

/* Listen to xl/styles.xml.  FULL. */
MUST_USE enum status cell_styles_open(struct cell_styles *s, struct arena *a, struct str name,
                                      const char *const *attributes);
void cell_styles_close(struct cell_styles *s, struct str name);
/* Does a format code show a number as day, moment or neither?  "yyyy-mm-dd", "#,##0.00". */
enum cell_show cell_format_shows(struct str code);
/* The column of "BC17", from 0; `next` where the cell does not say. */
size_t cell_column(struct str place, size_t next);
/* What an element c says of its cell. */
void cell_begin(struct cell *c, const char *const *attributes);
/* What is read in its element v or t, as a form takes it: 12.5, yes, 2026-03-02, 2026-03-02
 * 09:00:00. BAD_INPUT: a number that is none, is longer than 15 digits, or a day before 1900-03-01
 * or after 9999.  FULL. */
MUST_USE enum status cell_text(const struct cell *c, const struct cell_styles *s, struct arena *a,
                               struct str typed, struct str *ret_text);

#endif
