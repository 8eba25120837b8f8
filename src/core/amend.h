// SPDX-License-Identifier: Apache-2.0
/* amend.h -- corrections (`amends F`) and voidings (`voids F`): which entry is meant, who may, and
 * what then stands in the ledger.  Nothing is ever deleted: the entry stays, and a later one says
 * how it should have been, or that it is void.
 * Floor 4.  Here too: what pages show of it (amend_page.c).  Not here: folding (fold.c), clocks
 * that are dated anew (ledger.c). */
#ifndef CORE_AMEND_H
#define CORE_AMEND_H

#include "core/fact.h"
#include "core/form.h"
#include "core/party.h"

struct page;
struct revealed;

/* Does the operation correct or void an entry? */
bool amend_is(const struct op *op);
/* Which entry the operation is asked about: the one that is named (0: none is), else the newest of
 * its fact on this matter; its author becomes PARTY_AUTHOR.  None there: nobody is the author.
 * BROKEN when the database fails. */
MUST_USE enum status amend_begin(struct ctx *c, const struct op *op, const struct matter_row *m,
                                 int64_t entry);
/* The entry that was typed; 0: none. */
int64_t amend_typed(const struct form *typed);
/* May he, as far as that can be said before the form is filled?  After amend_begin.  REFUSED with
 * c->why: nothing is there, it is void, the author's time is over, somebody acted since. */
MUST_USE enum status amend_lawful(struct ctx *c, const struct op *op, const struct matter_row *m);
/* On the writer: state the correction.  REFUSED: it names a version that is not in force; what was
 * erased.  BAD_INPUT with errors: no reason where one is needed, nothing is changed. */
MUST_USE enum status amend_decide(struct ctx *c, const struct op *op, const void *input,
                                  int64_t matter, struct list *ret_errors);
/* What the form begins with, after amend_begin found an entry: the version in force, as far as
 * c->who may know it. */
MUST_USE enum status amend_prefill(struct ctx *c, const struct op *op, struct form *ret_typed);

/* page_amended of page.h, {{> amended entry=...}}: what became of an entry later, by whom, why, and
 * what it said before.  Behind a value that a correction changed: a mark that leads to where the
 * history says so. */
void page_amended_mark(struct page *p, struct veiled v, const struct revealed *r);

/* For the two files only: a column's value as JSON, also of what stands in clear; NULL: erased. */
MUST_USE enum status amend_value(struct arena *a, const struct read_fact *f,
                                 const struct column *column, const struct json **ret_value);
/* The column of `f` that has this one's name, NULL: none. */
const struct column *amend_same_column(const struct column *of, const struct column *column,
                                       size_t n);
/* Are both written alike? */
bool amend_same_value(const struct json *a, const struct json *b);

#endif
