// SPDX-License-Identifier: Apache-2.0
/* c_name.h -- what the things that rooms declare are called in C: one list for all generators.
 * Build time only. */
#ifndef GEN_C_NAME_H
#define GEN_C_NAME_H

#include "gen.h"

const char *c_name_op(const struct op *op);    /* appeal_file_op: const struct op */
const char *c_name_fact(const struct fact *f); /* appeal_filed_fact: const struct fact */
/* The tables of a fact's kept fields, or of a group's in it: appeal_filed_fields,
 * appeal_filed_claim_fields: const struct field[], seen by other files. */
const char *c_name_fields(const struct fact *f, const struct field *group);
const char *c_name_matter(const struct matter *m);    /* appeal_matter_def, watch_card_matter_def */
const char *c_name_page(const struct page_def *page); /* appeal_matter_page: const struct page_def
                                                       */
const char *c_name_view(const struct page_def *page); /* struct appeal_matter_view */
const char *c_name_render(const struct page_def *page); /* appeal_matter_render() */
const char *c_name_query(const struct query *q);        /* appeal_by_id_query: const struct query */
/* appeal_kind_words, appeal_stage_words: const struct words */
const char *c_name_words(const struct words *w);
/* How a value of the field's type is declared: "struct str", "enum appeal_kind", "int64_t". */
const char *c_name_type(const struct field *f);

#endif
