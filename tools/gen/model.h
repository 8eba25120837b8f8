// SPDX-License-Identifier: Apache-2.0
/* model.h -- gen model OUTDIR ROOMDIR...: facts.gen.h, <room>.gen.h and <room>_model.gen.c.
 * Build time only. */
#ifndef GEN_MODEL_H
#define GEN_MODEL_H

#include "out.h"

void model_print(struct gen_model *m, const char *out, int n, char **folder);
/* One C name, one struct: fails where two declarations of a room would be the same in C
 * (model_names.c). */
void model_check_names(const struct gen_room *r);
/* facts.gen.h (model_facts.c), <room>.gen.h (model_room.c), <room>_model.gen.c (model_tables.c). */
void model_print_facts(const struct gen_model *m, const char *out);
void model_print_room(const struct gen_room *r, const char *out);
void model_print_tables(const struct gen_room *r, const char *out);
/* Their parts that stand in model_matter.c. */
void model_print_words(struct out *o, const struct words *w);
void model_print_matter(struct out *o, const struct matter *m);
void model_print_parties(struct out *o, const char *member, const struct parties *p);

#endif
