// SPDX-License-Identifier: Apache-2.0
#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM_FIRST = 1000 }; /* with its head within what malloc hands back to the next at once */

void buf_init(struct buf *b, size_t max)
{
    assert(max > 0);
    *b = (struct buf){.max = max};
}

void buf_close(struct buf *b)
{
    free(b->p);
    b->p = NULL;
    b->n = b->room = 0;
}

void buf_reset(struct buf *b)
{
    b->n = 0;
    b->full = false;
}

char *buf_room(struct buf *b, size_t n)
{
    assert(b->n <= b->room && b->max > 0);
    if (b->full)
        return NULL;
    if (b->p && n <= b->room - b->n)
        return b->p + b->n;
    if (n > b->max - b->n) {
        b->full = true;
        return NULL;
    }
    size_t room = b->room ? b->room : ROOM_FIRST;
    while (room < b->n + n)
        room *= 2;
    if (room > b->max)
        room = b->max;
    char *p = realloc(b->p, room);
    if (!p) {
        b->full = true;
        return NULL;
    }
    b->p = p;
    b->room = room;
    return b->p + b->n;
}

void buf_took(struct buf *b, size_t n)
{
    assert(n <= b->room - b->n);
    b->n += n;
}

void buf_int(struct buf *b, int64_t value)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do
        digits[--at] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0)
        digits[--at] = '-';
    buf_bytes(b, digits + at, sizeof digits - at);
}

void buf_hex(struct buf *b, const uint8_t *p, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    char *to = buf_room(b, 2 * n);
    if (!to)
        return;
    for (size_t i = 0; i < n; i++) {
        to[2 * i] = digits[p[i] >> 4];
        to[2 * i + 1] = digits[p[i] & 15];
    }
    b->n += 2 * n;
}

void buf_printf(struct buf *b, const char *format, ...)
{
    char small[256], *text = small; /* not in place: the NUL behind it may not fit below the maximum
                                     */
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (n >= (int)sizeof small)
        n = vasprintf(&text, format, again);
    va_end(again);
    if (n < 0) {
        b->full = true;
        return;
    }
    buf_bytes(b, text, (size_t)n);
    if (text != small)
        free(text);
}

struct str buf_str(const struct buf *b)
{
    return (struct str){b->p ? b->p : "", b->n};
}
