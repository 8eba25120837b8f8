// SPDX-License-Identifier: Apache-2.0
/* file_keep.h -- where the bytes of files lie; what doors may ask stands in core.h.
 * Floor 4. */
#ifndef CORE_FILE_KEEP_H
#define CORE_FILE_KEEP_H

#include "base/arena.h"

enum { FILE_BLOB_HEX = 32 };

/* The path of a kept file: FOLDER/blobs/ab/ab...  BROKEN for a blob that is not 32 hex digits. */
MUST_USE enum status file_keep_path(struct arena *a, const char *folder, struct str blob,
                                    struct str *ret_path);

#endif
