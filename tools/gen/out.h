// SPDX-License-Identifier: Apache-2.0
/* out.h -- C being written: lines with depth, and initializers that say only what is not zero.
 * Build time only. */
#ifndef GEN_OUT_H
#define GEN_OUT_H

#include "gen.h"

#include "base/buf.h"

struct out {
    struct buf text;
    int depth;
    const char *path;
};

/* Begin a file of OUTDIR, with its head comment. */
void out_begin(struct out *o, const char *folder, const char *file, const char *from);
/* Write it whole. */
void out_end(struct out *o);
/* One line; one that ends with an open brace deepens what follows, one that begins with a closing
 * brace ends that. */
__attribute__((format(printf, 2, 3))) void out_line(struct out *o, const char *format, ...);
void out_blank(struct out *o);
/* .member = "text",   .member = 12,   .member = true,   or nothing for NULL, 0, false. */
void out_text(struct out *o, const char *member, const char *text);
void out_number(struct out *o, const char *member, int64_t value);
void out_flag(struct out *o, const char *member, bool value);
/* .member = what the format says, */
__attribute__((format(printf, 3, 4))) void out_value(struct out *o, const char *member,
                                                     const char *format, ...);
/* .member = (const char *const[]){"a", "b", NULL}, or nothing for NULL.  n: how many; -1: up to the
 * NULL in it. */
void out_texts(struct out *o, const char *member, const char *const *text, int n);
/* What the compiler says of the lines that follow is said of `at`; out_line_own: of the file itself
 * again. */
void out_line_of(struct out *o, struct place at);
void out_line_own(struct out *o);

/* Names in C.  "appeal.kind" -> appeal_kind; upper: APPEAL_KIND. */
const char *out_name(const char *dotted);
const char *out_upper(const char *name);
/* The prefix of a matter: "appeal" (its name is the room's) or "watch_card". */
const char *out_matter(const struct matter *m);

#endif
