// SPDX-License-Identifier: Apache-2.0
/* page.h -- gen page OUTDIR [--core DIR] ROOMDIR...: pages/NAME.html of all rooms, checked, as C.
 * Build time only. */
#ifndef GEN_PAGE_H
#define GEN_PAGE_H

#include "gen.h"

/* <room>_page.gen.c: a function <room>_NAME_render for every page. */
void page_print(struct gen_model *m, const char *out, int n, char **arg);

#endif
