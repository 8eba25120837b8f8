// SPDX-License-Identifier: Apache-2.0
/* file_remake.h -- a file that came is replaced by what render makes of it.
 * Floor 4. */
#ifndef CORE_FILE_REMAKE_H
#define CORE_FILE_REMAKE_H

#include "base/field.h"
#include "core/render.h"

struct core;

/* Put what render makes of the file at `path` in its place, flushed; size and hash of *file become
 * those of what is kept.  BAD_INPUT: it cannot be, as file->wrong says, and lies there as it came;
 * FULL, BROKEN: the disk. */
MUST_USE enum status file_remake(struct core *core, const char *path, enum render_word word,
                                 struct file_ref *file);

#endif
