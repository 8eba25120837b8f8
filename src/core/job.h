// SPDX-License-Identifier: Apache-2.0
/* job.h -- large work: a table whose every row is one operation of the person who brought it.
 * Floor 4.  Not here: what a job keeps and shows (job/). */
#ifndef CORE_JOB_H
#define CORE_JOB_H

#include "core/ctx.h"

/* Decide an operation that is a job (`job OP` in ops.txt): states job.begun with the table that was
 * asked for. */
MUST_USE enum status job_decide(struct ctx *c, const struct op *op, const void *input);
/* The field that a heading means, by its name ("who.name") or, at the top of the form, by what it
 * is called in Chinese or English; absent: none. */
struct str job_heading(const struct op *op, struct str heading);
/* A cell as that field (NULL: none) of a form takes it: words of a list ("Noise") become their key,
 * a unit's name its number; anything else stays.  The form judges it. */
MUST_USE enum status job_cell(struct ctx *c, const struct field *f, struct str cell,
                              struct str *ret_value);
/* The number of the unit that has this code or name, as a form takes it; NOT_FOUND. */
MUST_USE enum status job_unit(struct ctx *c, struct str name, struct str *ret_id);

#endif
