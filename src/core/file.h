// SPDX-License-Identifier: Apache-2.0
/* file.h -- what a file is, by its first bytes; file_take and file_find stand in core.h.
 * Floor 4.  Not here: where the bytes lie (file_keep.c), pictures made anew (render), uploads
 * (http). */
#ifndef CORE_FILE_H
#define CORE_FILE_H

#include "base/arena.h"
#include "base/buf.h"

enum { FILE_HEAD_BYTES = 512 };

/* The media type that a file's first bytes (up to FILE_HEAD_BYTES) and, for tables, its name's end
 * show: image/jpeg image/png image/webp application/pdf text/csv or that of .xlsx; else
 * application/octet-stream. */
struct str file_media(struct str head, struct str name);
/* Is that media type of one of the kinds of a field, file(image pdf)?  NULL and "cipher" take
 * anything. */
bool file_is_kind(struct str media, const char *kinds);
/* A name as it may be shown and offered for saving: no folders, no controls or marks that turn the
 * direction of writing, none of "<>:|?*, no dot in front, at most 100 characters of its end; "file"
 * where nothing is left. */
void file_put_name(struct buf *to, struct str name);

#endif
