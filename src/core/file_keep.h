// SPDX-License-Identifier: Apache-2.0
/* file_keep.h -- where the bytes of files lie; what doors may ask stands in core.h.
 * Floor 4. */
#ifndef CORE_FILE_KEEP_H
#define CORE_FILE_KEEP_H

#include "base/arena.h"

struct core;

enum { FILE_BLOB_HEX = 32 };

/* The path of a kept file: FOLDER/blobs/ab/ab...  BROKEN for a blob that is not 32 hex digits. */
MUST_USE enum status file_keep_path(struct arena *a, const char *folder, struct str blob,
                                    struct str *ret_path);

/* Take the bytes of a kept file from the disk, with every other name that they have among the
 * uploads (file_keep_again).  They may be gone already. */
MUST_USE enum status file_keep_remove(struct core *core, struct arena *a, struct str blob);

#endif
