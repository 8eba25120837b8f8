// SPDX-License-Identifier: Apache-2.0
/* limits.h -- every bound that stands at a door, by name.
 * Floor 0.  A limit that only one file needs stands in that file. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

enum {
    LIMIT_ENTRY_BYTES = 65535,      /* an entry of the log (tlog-tiles: 16-bit length) */
    LIMIT_JSON_DEPTH = 64,          /* nesting at any door */
    LIMIT_HEADER_BYTES = 16 * 1024, /* request line and headers together */
    LIMIT_HEADER_COUNT = 64,
    LIMIT_TARGET_BYTES = 2048,
    LIMIT_FORM_BYTES = 256 * 1024, /* a form without files */
    LIMIT_FORM_FIELDS = 1000,
    LIMIT_REQUEST_ARENA = 4 * 1024 * 1024,
    LIMIT_BATCH_ARENA = 64 * 1024 * 1024,
    LIMIT_PAGE_ROWS = 50,
    LIMIT_LIST_TOTAL = 10000, /* a total is counted up to here and then says "10,000+" */
    LIMIT_LIST_ITEMS = 500,   /* records of a group, items of a list field */
    LIMIT_FACT_MATTERS = 4,   /* matters that one fact may touch */
    LIMIT_FACT_COLUMNS = 96,  /* committed columns of a fact */
    LIMIT_OP_FACTS = 500,     /* facts that one operation may state */
    LIMIT_BATCH_OPS = 512,    /* operations of one commit */
};

#define LIMIT_UPLOAD_BYTES (2LL * 1024 * 1024 * 1024)
#define LIMIT_INT_MAX 9007199254740991LL /* 2^53-1: integers in JSON (RFC 8785) */

#endif
