// SPDX-License-Identifier: Apache-2.0
/* page_form.h -- what the door tells a page about the request, and the parts of forms.
 * Floor 4.  `struct web` is filled by web/ for every page; page_form.c prints forms from it. */
#ifndef CORE_PAGE_FORM_H
#define CORE_PAGE_FORM_H

#include "core/form.h"
#include "core/page.h"

enum {
    PAGE_FORM_CHECK = 1000, /* the step in which the answers are shown before sending */
    PAGE_FORM_PATH_MAX = 200,
};

/* A form that was sent and is shown again. */
struct web_last {
    const struct op *op;      /* NULL: none was sent */
    struct form typed;        /* without the door's own fields; files that came are kept in it */
    struct list errors;       /* of struct form_error */
    struct why why;           /* .key or .refusal: it was refused */
    enum status status;       /* BUSY, CONFLICT ...: what else went wrong; OK: nothing */
    int step;                 /* the page of the form to show, or PAGE_FORM_CHECK */
    const struct form *grown; /* how many fieldsets of a group to show: {"claim": "4"} */
    struct str key;           /* its idempotency key, kept */
    struct str draft;         /* when its draft was saved, as the form says; absent: it has none */
};

#define PAGE_FORM_LIFE_MS (12 * 3600000LL) /* a form may lie open for half a day */

struct web {
    struct hash csrf_key, seal_key, draft_key;
    struct str visitor; /* what form tokens are bound to: the session's cookie or the visitor's */
    struct str path;    /* of the page, as in the address */
    struct form asked;  /* what followed ? in the address */
    struct web_last last;
    bool is_party; /* holds a view code, so that a second secret can be asked in the form */
};

/* Where an operation is sent to: "/appeal/file", "/appeal/7/answer". */
void page_form_address(struct buf *to, const struct op *op, int64_t id);
/* The words of a field: the most specific of ROOM.OP.PATH, ROOM.PATH, ROOM.NAME, core.field.NAME
 * that text.tsv has; `path` is "claim.words" without numbers.  NULL if there are none. */
const struct text *page_form_label(const struct op *op, struct str path);
/* "claim.2.words" without its numbers. */
struct str page_form_path(struct str name, char room[PAGE_FORM_PATH_MAX]);
/* The step in which a typed name is asked; -1 for one that the form does not have. */
int page_form_step(const struct op *op, struct str name);
/* The form of an operation alone, without asking whether it is lawful now. */
void page_form_print(struct page *p, const struct op *op, int64_t id);
/* The token that says of a sent form of the operation that it is ours. */
void page_form_token(struct page *p, const struct op *op);
/* What the script needs in a form's head to keep what is typed: of whom is signed in on the server,
 * of a visitor in his own browser (skin/xiezhi.js). */
void page_draft_words(struct page *p, const struct op *op, int64_t id);
/* The form with what its reader has typed before, or with the offer to go on there.  NOT_FOUND:
 * there is no draft, and nothing is printed; BROKEN. */
MUST_USE enum status page_draft(struct page *p, const struct op *op, int64_t id);
/* One field with label, hint and error, and all of a group (page_field.c). `prefix` is what stands
 * before its name: "claim.2.". */
void page_field(struct page *p, const struct op *op, const struct field *f, int64_t id,
                const void *base);
/* The answers of all steps as a list to check, each step with a button to change it. */
void page_check(struct page *p, const struct op *op);
/* What was typed under that name: its i-th pair, or NULL. */
const struct form_pair *page_form_typed(const struct page *p, const struct op *op, struct str name,
                                        size_t i);
/* Hidden inputs that carry what other steps asked for. */
void page_form_carry(struct page *p, const struct op *op);
/* One carried file: a sealed reference, so that it need not be sent again. */
void page_form_seal(struct page *p, const struct op *op, const struct file_ref *file);
/* Read it back. REFUSED when it is not ours, for another visitor or operation, or over (a day). */
MUST_USE enum status page_form_unseal(struct ctx *c, const struct web *web, const struct op *op,
                                      struct str sealed, struct file_ref *ret_file);

#endif
