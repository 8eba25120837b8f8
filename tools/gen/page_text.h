// SPDX-License-Identifier: Apache-2.0
/* page_text.h -- a template as a person wrote it: HTML between tags, and the tags of the
 * template language.
 * Build time only.  Not here: whether the HTML is sound (page_html.c), what a name means
 * (page_name.c). */
#ifndef GEN_PAGE_TEXT_H
#define GEN_PAGE_TEXT_H

#include "gen.h"
#include "grow.h"

enum tag_kind {
    TAG_HTML,  /* text: what stands between tags */
    TAG_VALUE, /* text: the path; of: the format or absent */
    TAG_T,     /* text: the key */
    TAG_EACH,  /* text: the variable; of: the path of the list */
    TAG_IF,    /* text: the condition */
    TAG_ELSE,
    TAG_LIVE, /* text: the part's name */
    TAG_END,  /* of EACH, IF or LIVE: see `pair` */
    TAG_FORM, /* text: the operation */
    TAG_PICK, /* text: the operation; of: the path of the id */
    TAG_URL,  /* text: the page */
    TAG_PART, /* text: the part */
    TAG_HEAD, /* {{!part FIELDS}} on the first line; text: the fields */
};

/* Where in the HTML a tag stands. */
enum html_place { HTML_TEXT, HTML_ATTR, HTML_ADDRESS, HTML_TAG };

struct tag_arg {
    struct str name, value;
};

struct tag {
    enum tag_kind kind;
    struct place at;
    struct str text, of;
    struct list arg;       /* of struct tag_arg */
    size_t pair;           /* EACH, IF, LIVE: the index of its END; ELSE, END: of its opening tag */
    size_t otherwise;      /* EACH, IF: the index of its ELSE; 0: none */
    enum html_place place; /* set by page_html_check */
};

/* Read a template into a list of struct tag, with blocks paired.  Fails at the line that is wrong.
 */
struct list page_text_read(const char *file, struct str text);

#endif
