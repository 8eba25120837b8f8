// SPDX-License-Identifier: Apache-2.0
/* file.h -- whole files in and out.
 * Build time only. */
#ifndef GEN_FILE_H
#define GEN_FILE_H

#include "base/str.h"

/* All bytes of a file in the arena; absent if there is none.  Fails at the file if it cannot be
 * read. */
struct str file_read(const char *path);
/* Write the file, unless it already holds just that. */
void file_write(const char *path, struct str text);

#endif
