// SPDX-License-Identifier: Apache-2.0
/* html_read.h -- the HTML between the tags of a template, read piece by piece.
 * Build time only.  Refuses what is not closed, nested or allowed; knows at each moment where it
 * stands.  Not here: the tags of the template language themselves (page_html.c). */
#ifndef GEN_HTML_READ_H
#define GEN_HTML_READ_H

#include "page_text.h"

enum { HTML_DEPTH_MAX = 64, HTML_ATTR_MAX = 24 };
enum html_state { HTML_IN_TEXT, HTML_IN_TAG, HTML_IN_VALUE };

struct html_element {
    struct str name;
    struct place at;
};

/* Where a block of the template language began: it must end in the same state. */
struct html_block {
    enum html_state state;
    size_t depth, floor;
    struct str attr;
};

struct html {
    struct place at;
    enum html_state state;
    struct html_element open[HTML_DEPTH_MAX], now; /* now: the element whose tag is being read */
    size_t n_open, floor;           /* floor: what is below was opened outside of this block */
    struct str attr[HTML_ATTR_MAX]; /* of `now`; the last is the one being read */
    size_t n_attrs;
    bool has_tag;     /* the value being read has a tag in it */
    bool value_began; /* something of it was read */
    struct list id;   /* of struct html_element: each id with its place */
    struct html_block block[HTML_DEPTH_MAX];
    size_t n_blocks, n_each;
};

/* Read one piece of HTML, from where the last one ended.  Fails at the line that is wrong. */
void html_read(struct html *h, struct str text);
/* The attribute whose value is being read; absent: none. */
struct str html_read_attr(const struct html *h);

#endif
