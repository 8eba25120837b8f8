// SPDX-License-Identifier: Apache-2.0
/* page.h -- what the compiled templates call: frame, escaping, words, forms, links.
 * Floor 4.  Everything printed passes through here; text is escaped for the place where it stands;
 * a veiled value is printed by reveal (core/read.h) only to its circle.  Not here: which page a
 * path is (web/). */
#ifndef CORE_PAGE_H
#define CORE_PAGE_H

#include "core/ctx.h"
#include "core/text.h"

struct page {
    struct buf *out;
    struct ctx *ctx;
    enum lang lang;
    const struct page_def *def;
    bool plain;            /* no HTML: a cell of a table */
    int64_t matter;        /* the matter in the address, or 0 */
    const struct web *web; /* what the door knows: tokens, addresses, what was typed last
                              (core/page_form.h) */
};

enum page_place { PLACE_TEXT, PLACE_ATTR }; /* between tags; inside a quoted attribute */

/* Write a value, escaped for `place` (between tags where none is given); page_raw escapes nothing.
 */
void page_raw(struct page *p, const char *html, size_t n);
void page_text(struct page *p, enum page_place place, struct str s);
/* What somebody wrote, between tags: marked as Chinese where it is and the page is English, so that
 * it is read out as Chinese. */
void page_written(struct page *p, struct str s);
/* Is it Chinese on an English page? */
bool page_is_foreign(const struct page *p, struct str s);
void page_int(struct page *p, int64_t value);
void page_bool(struct page *p, bool value);                    /* core.yes, core.no */
void page_money(struct page *p, enum text_as as, int64_t fen); /* 1,234.50 or capital */
void page_day(struct page *p, enum text_as as, int32_t day);
void page_time(struct page *p, enum text_as as, int64_t moment_ms);
void page_unit(struct page *p, struct unit_id unit);                              /* its name */
void page_person(struct page *p, enum page_place place, struct person_id person); /* likewise */
void page_code(struct page *p, const char *table, struct str code); /* words TABLE.CODE; for "fact":
                                                                       the fact's words */
void page_words(struct page *p, const struct words *w, int value);
void page_hash(struct page *p, struct hash h);
void page_file(struct page *p, struct file_ref file);
/* A veiled value of the field `f` of a fact: printed by f's own type. */
void page_veiled(struct page *p, enum page_place place, enum text_as as, struct veiled v);
/* A value of any type, at its place in a record: what page_text ... page_veiled do, by f's type. */
void page_value(struct page *p, enum page_place place, enum text_as as, const struct field *f,
                const void *at);
/* {{t key n=...}} */
void page_t(struct page *p, const char *key, const struct text_arg *arg, size_t n_args);
/* {{form op id=...}}: the form if the operation is lawful now for this reader; else its reason, or
 * nothing. */
void page_form(struct page *p, const struct op *op, int64_t id);
/* {{pick op id}}: the check box that chooses a row for an operation with `many`. */
void page_pick(struct page *p, const struct op *op, int64_t id);
/* {{url page id=... f=...}}: the address; `arg` texts or numbers follow as query. */
void page_url(struct page *p, const struct page_def *to, int64_t id, const struct text_arg *arg,
              size_t n_args);
/* Percent-encoded for a query. */
void page_percent(struct page *p, struct str s);
/* {{#live part}} ... {{/live}} */
void page_live(struct page *p, const char *part);
void page_live_end(struct page *p);
/* {{> proof entry=...}}: the proof control of an entry. */
void page_proof(struct page *p, int64_t entry);
/* {{> amended entry=...}}: see core/amend.h. */
void page_amended(struct page *p, int64_t entry);
/* A hidden input of a form, with a name that may come from an address. */
void page_hidden(struct page *p, struct str name, struct str value);
/* {{> matter id=...}}: the number of a matter of any kind (0: nothing), as a link for whoever may
 * read its page. */
void page_matter(struct page *p, int64_t id);
/* The QR code of an entry, small; it leads to itself, large. */
void page_qr(struct page *p, int64_t entry);
/* {{> reason key=... n=...}}: why something was not done, a text key with what fills {n} in it. */
void page_reason(struct page *p, struct str key, int64_t n);
/* {{> fields of=...}}: which facts and fields a read record names, in words. */
void page_fields(struct page *p, struct str fields);
/* The tools of a list: filters, sorts, total, next page. */
void page_list(struct page *p, const struct query *q, const struct rows *rows);

#endif
