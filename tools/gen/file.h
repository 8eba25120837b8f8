// SPDX-License-Identifier: Apache-2.0
/* file.h -- whole files in and out.
 * Build time only. */
#ifndef GEN_FILE_H
#define GEN_FILE_H

#include "base/str.h"

/* All bytes of a file in the arena; absent if there is none.  Fails at the file if it cannot be
 * read. */
struct str file_read(const char *path);
/* Write the file whole. */
void file_write(const char *path, struct str text);
/* A path within a folder; an absolute one stays. */
const char *file_join(const char *folder, const char *path);
/* Write a rule of make: what was read so far, made from it `target`; paths are within `folder` (or
 * NULL).  A file that was looked for and not found is its folder, which changes when it comes. */
void file_write_read(const char *path, const char *target, const char *folder);

#endif
