// SPDX-License-Identifier: Apache-2.0
/* paper.h -- what only the render process does: codes, pictures, tables, printed pages.
 * Floor 2.  Bytes come in and bytes go out; nothing is opened here but the fonts (paper_open). */
#ifndef PAPER_PAPER_H
#define PAPER_PAPER_H

#include "base/arena.h"
#include "base/buf.h"

/* One piece of work. */
struct paper {
    struct str in;       /* what was brought */
    struct buf *out;     /* what is made of it */
    struct arena *arena; /* for as long as the work lasts */
    const char *why;     /* unless OK: a key of text.tsv below core.render */
    int32_t n;           /* what fills its gap: a limit, a row */
};

/* Read what must be read before the walls stand: which fonts there are.  False: the one with which
 * pages are printed is missing. */
bool paper_open(void);

/* A text of at most 1,000 bytes as a QR code, in SVG.  FULL: it is longer. */
MUST_USE enum status paper_qr(struct paper *p);

/* A JPEG or PNG as the same kind of file with the same pixels, upright, and nothing else of what
 * came with it. BAD_INPUT says why; FULL. */
MUST_USE enum status paper_picture(struct paper *p);

/* The first sheet of an .xlsx as CSV.  BAD_INPUT says why and in which row; FULL. */
MUST_USE enum status paper_rows(struct paper *p);

/* {"name": of the sheet, "rows": [[cell ...] ...]} as .xlsx; the first row is the headings.  A cell
 * is ["t", text], ["n", number], ["m", yuan], ["d", day], ["w", moment] or null.  BAD_INPUT: it is
 * something else; FULL. */
MUST_USE enum status paper_sheet(struct paper *p);

/* A page of the house as PDF: {"html", "lang": "zh" or "en", "above", "origin", "as_of": three
 * lines of its head, "qr": text of a code or "", "pages": "Page {n} of {of}", "made": moment}.
 * BAD_INPUT: it is something else, or a font is missing; FULL. */
MUST_USE enum status paper_print(struct paper *p);

/* Say why it is refused. */
MUST_USE static inline enum status paper_refuse(struct paper *p, const char *why, int32_t n)
{
    p->why = why;
    p->n = n;
    return BAD_INPUT;
}

#endif
