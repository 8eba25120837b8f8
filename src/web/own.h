// SPDX-License-Identifier: Apache-2.0
/* own.h -- the pieces of which the door's own forms are made: sign-in, looking a matter up, one's
 * account.
 * Floor 6, inside web/.  Not here: forms of operations (core/page_form.h). */
#ifndef WEB_OWN_H
#define WEB_OWN_H

#include "web/visit.h"

/* Words of a key; HTML as it stands. */
void own_t(struct page *p, const char *key);
void own_put(struct page *p, const char *html);
/* <h1> of a key. */
void own_heading(struct page *p, const char *key);
/* A page of the door's own, printed into `inner`, which own_end closes: what is wrong (NULL:
 * nothing; else the answer is 422), its heading, and a paragraph of words (NULL: none). */
struct page own_begin(struct visit *v, struct buf *inner, const char *heading, const char *lead,
                      const char *error);
/* The page within its frame is the answer. */
void own_end(struct visit *v, struct buf *inner);
/* The beginning of a form about `about` that goes to `action`; own_button ends it. */
void own_form(struct visit *v, struct page *p, const char *action, const char *about);
/* The hidden token of a form about `about`. */
void own_csrf(struct visit *v, struct page *p, struct str about);
/* What is wrong, above the form; NULL: nothing. */
void own_alert(struct page *p, const char *key);
/* A labelled line; `hint` may be NULL; `attributes` are HTML. */
void own_line(struct page *p, const char *name, const char *key, const char *hint,
              const char *attributes);
/* The form's button, and its end. */
void own_button(struct page *p, const char *key);
/* What was sent: a form of ours about `about`, or the members of a program's JSON object.  REFUSED:
 * not from one of our own pages; BAD_INPUT, FULL. */
MUST_USE enum status own_read(struct visit *v, struct http_form *ret_form, const char *about);

#endif
