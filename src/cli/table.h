// SPDX-License-Identifier: Apache-2.0
/* table.h -- a table on disk, gzipped or not, made plain to be sent.
 * Floor 6. */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include "base/buf.h"
#include "base/hash.h"

enum { TABLE_PATH = 40 };

struct table {
    int fd;                /* of a copy that has no name; -1: none */
    char path[TABLE_PATH]; /* by which this process opens it again */
    struct str name;       /* as it is shown: without .gz */
    int64_t size, rows;    /* bytes; rows behind the headings */
    struct hash hash;      /* of the plain bytes: what the ledger will name */
};

/* Unpack a table into a copy that is gone when it is closed, and count its rows as CSV counts them.
 * `why` says what is wrong.  NOT_FOUND, BAD_INPUT, FULL. */
MUST_USE enum status table_open(struct table *t, const char *path, struct buf *why);
void table_close(struct table *t);

#endif
