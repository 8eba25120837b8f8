// SPDX-License-Identifier: Apache-2.0
/* html.h -- a page as a plain client reads it: elements that nest, attributes, texts.
 * For pages that are written as ours are: every tag closed but the void ones, every value quoted.
 * What is written otherwise is a fault of the page. */
#ifndef PROMISE_HTML_H
#define PROMISE_HTML_H

#include "base/arena.h"
#include "base/buf.h"

enum { HTML_NODES = 4000, HTML_ATTRS = 12 };

struct html_attr {
    struct str name, value; /* value: "" where none is given */
};

struct html_node {
    struct str tag;  /* absent: a text */
    struct str text; /* of a text, character references resolved */
    struct html_attr attr[HTML_ATTRS];
    size_t n_attrs;
    int parent; /* -1: the document */
    int end;    /* one behind its last descendant */
};

struct html {
    struct html_node *node;
    int n;
};

/* Read a page; everything lies in the arena.  BAD_INPUT: *ret_why begins where it is not well made;
 * FULL. */
MUST_USE enum status html_read(struct arena *a, struct str page, struct html *ret_html,
                               struct str *ret_why);
/* The value of an attribute; absent. */
struct str html_attr(const struct html *h, int node, const char *name);
bool html_is(const struct html *h, int node, const char *tag);
/* The next element called so after `after` (-1: from the start) and before `end`; -1. */
int html_next(const struct html *h, int after, int end, const char *tag);
/* The nearest element above (or the node itself) that is called so, or bears that attribute, or
 * that class; -1. */
int html_above(const struct html *h, int node, const char *tag);
int html_above_attr(const struct html *h, int node, const char *name);
int html_above_class(const struct html *h, int node, const char *class);
/* The element of that id; -1. */
int html_id(const struct html *h, struct str id);
/* All texts of a node, joined, runs of white space as one blank, trimmed; without those in elements
 * of the class `but` (NULL: all). */
struct str html_text(struct arena *a, const struct html *h, int node, const char *but);

#endif
