// SPDX-License-Identifier: Apache-2.0
/* book.h -- a spreadsheet file as a set of XML parts in an archive, read within limits.
 * Floor 2, inside paper/.  Source: ECMA-376 part 2 (the archive), part 1 (the parts). */
#ifndef PAPER_BOOK_H
#define PAPER_BOOK_H

#include "base/xml.h"
#include "paper/paper.h"

enum {
    BOOK_ENTRIES = 1000,
    BOOK_RATIO = 200,               /* what is unpacked may be so many times what it was packed */
    BOOK_BYTES = 256 * 1024 * 1024, /* unpacked, of all parts that are read */
};

struct book {
    struct paper *paper;
    void *archive; /* zip_t */
    int64_t n_read;
};

/* Open what paper was given.  BAD_INPUT says why not. */
MUST_USE enum status book_open(struct book *b, struct paper *p);
void book_close(struct book *b);
/* Read a part, "xl/workbook.xml".  NOT_FOUND: there is none; BAD_INPUT, FULL as paper says; or what
 * a listener said. */
MUST_USE enum status book_read(struct book *b, const char *name, const struct xml_hear *hear);

#endif
