// SPDX-License-Identifier: Apache-2.0
/* buf.h -- bytes that grow while they are written, up to a named maximum.
 * Floor 0.  A write that does not fit sets `full` and writes nothing more; the writer asks once, at
 * the end. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/str.h"

struct buf {
    char *p;
    size_t n, room, max;
    bool full; /* the maximum or the machine's memory was reached: what is here is incomplete */
};

/* `max` bytes at most; nothing is allocated yet. */
void buf_init(struct buf *b, size_t max);
/* Give the memory back. */
void buf_close(struct buf *b);
/* Empty it and keep the memory. */
void buf_reset(struct buf *b);
void buf_put(struct buf *b, struct str s);
void buf_puts(struct buf *b, const char *c);
void buf_byte(struct buf *b, char c);
void buf_bytes(struct buf *b, const void *p, size_t n);
void buf_int(struct buf *b, int64_t value);
void buf_hex(struct buf *b, const uint8_t *p, size_t n); /* lower case */
__attribute__((format(printf, 2, 3))) void buf_printf(struct buf *b, const char *format, ...);
/* Room for n more bytes, or NULL (then `full` is set); buf_took says how many were written there.
 */
char *buf_room(struct buf *b, size_t n);
void buf_took(struct buf *b, size_t n);
/* What was written so far; valid until the next write. */
struct str buf_str(const struct buf *b);

#endif
