// SPDX-License-Identifier: Apache-2.0
/* page_print.h -- the tags of a checked template as statements of C.
 * Build time only. */
#ifndef GEN_PAGE_PRINT_H
#define GEN_PAGE_PRINT_H

#include "out.h"
#include "page_key.h"
#include "page_name.h"

/* A part of the room: pages/part_NAME.html. */
struct page_part {
    const char *name;
    struct record fields;
};

struct page_print {
    struct out *o;
    struct names names;
    const struct page_keys *keys;
    struct list part; /* of struct page_part */
    struct list live; /* of struct str: the live parts so far */
    struct tag *tag;  /* all tags of the template */
};

/* The statements of a template's tags, into pp->o.  Fails at the line that is wrong. */
void page_print_tags(struct page_print *pp, const struct list *tags);

#endif
