// SPDX-License-Identifier: Apache-2.0
/* buf.h -- bytes that grow while they are written, up to a named maximum.
 * Floor 0.  A write that does not fit sets `full` and writes nothing more; the writer asks once, at
 * the end. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/str.h"

#include <string.h>

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
void buf_int(struct buf *b, int64_t value);
void buf_hex(struct buf *b, const uint8_t *p, size_t n); /* lower case */
__attribute__((format(printf, 2, 3))) void buf_printf(struct buf *b, const char *format, ...);
/* Room for n more bytes, or NULL (then `full` is set); buf_took says how many were written there.
 */
char *buf_room(struct buf *b, size_t n);
void buf_took(struct buf *b, size_t n);
/* Append bytes; here, since most are a few that fit and whose number the compiler knows. */
static inline void buf_bytes(struct buf *b, const void *p, size_t n)
{
    if (n == 0)
        return;
    char *to = n <= b->room - b->n && !b->full ? b->p + b->n : buf_room(b, n);
    if (!to)
        return;
    memcpy(to, p, n);
    b->n += n;
}
static inline void buf_put(struct buf *b, struct str s)
{
    buf_bytes(b, s.p, s.n);
}
static inline void buf_puts(struct buf *b, const char *c)
{
    buf_bytes(b, c, strlen(c));
}
static inline void buf_byte(struct buf *b, char c)
{
    buf_bytes(b, &c, 1);
}
/* What was written so far; valid until the next write. */
struct str buf_str(const struct buf *b);

#endif
