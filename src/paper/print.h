// SPDX-License-Identifier: Apache-2.0
/* print.h -- a page's HTML as the blocks of a printed page.
 * Floor 2, inside paper/. */
#ifndef PAPER_PRINT_H
#define PAPER_PRINT_H

#include "paper/paper.h"

enum { PRINT_BLOCKS = 5000 };

enum print_kind { PRINT_TITLE, PRINT_HEADING, PRINT_TEXT, PRINT_ITEM, PRINT_TERM, PRINT_DETAIL };

struct print_block {
    enum print_kind kind;
    struct str text; /* UTF-8, lines apart by LF */
};

/* Is the font there with which Chinese and English are printed? */
bool print_has_fonts(void);
/* The blocks of HTML as this house prints it.  What only a screen has (forms, navigation, script,
 * pictures) is left out.  FULL: more than PRINT_BLOCKS, or the arena. */
MUST_USE enum status print_blocks(struct arena *a, struct str html, struct print_block *ret_block,
                                  size_t *ret_n);

#endif
