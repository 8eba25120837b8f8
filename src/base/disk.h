// SPDX-License-Identifier: Apache-2.0
/* disk.h -- what a call on a file that failed means, and bytes written whole.
 * Floor 0. */
#ifndef BASE_DISK_H
#define BASE_DISK_H

#include "base/status.h"
#include "base/str.h"

/* The call before has failed: FULL where errno says that there is no room, else BROKEN. */
enum status disk_failed(void);
/* Write all of it where the descriptor stands; not flushed.  As disk_failed, errno told. */
MUST_USE enum status disk_write(int fd, struct str bytes);

#endif
