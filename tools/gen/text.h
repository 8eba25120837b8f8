// SPDX-License-Identifier: Apache-2.0
/* text.h -- gen text OUTDIR ROOMDIR... [SOURCE.c...]: text.tsv of all rooms -> text.gen.c.
 * Build time only.  Every key that a declaration, a template or a source of C needs must be there,
 * in both languages, and none that nothing uses. */
#ifndef GEN_TEXT_H
#define GEN_TEXT_H

#include "gen.h"

void text_print(struct gen_model *m, const char *out, int n, char **arg);

/* A row of a text.tsv. */
struct text_row {
    struct str key, zh, en;
    struct place at;
    bool used;
};

/* All rows, sorted by key once they are all here. */
struct text_rows {
    struct list row; /* of struct text_row */
};

/* The row of a key, or NULL. */
struct text_row *text_find_row(const struct text_rows *t, struct str key);
/* Mark what the declarations, templates and sources use; say what is missing (text_use.c). */
void text_use_model(struct text_rows *t, const struct gen_model *m);
void text_use_pages(struct text_rows *t, const struct gen_room *r);
void text_use_source(struct text_rows *t, const char *path);

#endif
