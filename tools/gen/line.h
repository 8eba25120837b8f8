// SPDX-License-Identifier: Apache-2.0
/* line.h -- a written file as lines with depth, and taking words off a line or failing there.
 * Build time only.  Two spaces a level; `#` starts a remark. */
#ifndef GEN_LINE_H
#define GEN_LINE_H

#include "gen.h"

struct line {
    struct place at;
    int depth;
    struct tokens t;
};

/* The lines of a file that say something (struct line); empty if there is no such file. */
struct list line_read(const char *folder, const char *file);
/* The same from bytes that are already here. */
struct list line_cut(const char *file, struct str text);
/* How many lines belong to the block whose head is line i: the head and what stands deeper below
 * it. */
size_t line_block(const struct list *lines, size_t i);
struct line *line_at(const struct list *lines, size_t i);

/* Fail at the line with its `wrong`, unless s is OK. */
void line_check(const struct line *l, enum status s);
/* The next word must be a name, of `what` ("a stage"); a copy. */
const char *line_name(struct line *l, const char *what);
/* The next word must be a row of the pack. */
const char *line_row(struct line *l);
/* The next word as a fact of the room or of another ("core.directed"). */
struct fact *line_fact(struct gen_room *r, struct line *l);
/* Nothing may follow. */
void line_end(const struct line *l);
/* Fail: this word starts no clause here; `known` says which do. */
__attribute__((noreturn)) void line_unknown(const struct line *l, const char *known);

#endif
