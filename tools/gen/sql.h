// SPDX-License-Identifier: Apache-2.0
/* sql.h -- gen sql OUTDIR [--core DIR] ROOMDIR...: all .sql files, checked against the engine,
 * as C.
 * Build time only. */
#ifndef GEN_SQL_H
#define GEN_SQL_H

#include "gen.h"

/* `--core DIR`: the kernel's own folder, whose statements may write; folders within it share their
 * tables. */
void sql_print(struct gen_model *m, const char *out, int n, char **folder);
/* The folders of a command line (const char *), without the word --core. */
struct list sql_folders(int n, char **arg);
/* The heads of a room's query.sql, read whole into the queries that its pages name: for templates.
 */
void sql_read_heads(struct gen_room *r);

#endif
