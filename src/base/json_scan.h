// SPDX-License-Identifier: Apache-2.0
/* json_scan.h -- how far a string of JSON goes before a byte that needs thought; for json.c and
 * json_canon.c. Floor 0. */
#ifndef BASE_JSON_SCAN_H
#define BASE_JSON_SCAN_H

#include "base/str.h"

#include <endian.h>
#include <string.h>

#define JSON_SCAN_ONES 0x0101010101010101u

/* Bytes before the first quote, backslash or control below 0x20; s.n if there is none.
 * Eight at a time: a byte that matches sets its high bit in `hit`; those above the first may be
 * false. */
static inline size_t json_scan(struct str s)
{
    size_t at = 0;
    for (uint64_t x; s.n - at >= sizeof x; at += sizeof x) {
        memcpy(&x, s.p + at, sizeof x);
        uint64_t quote = x ^ JSON_SCAN_ONES * '"', slash = x ^ JSON_SCAN_ONES * '\\';
        uint64_t hit = ((quote - JSON_SCAN_ONES) & ~quote) | ((slash - JSON_SCAN_ONES) & ~slash) |
                       ((x - JSON_SCAN_ONES * 0x20) & ~x);
        hit = le64toh(hit & JSON_SCAN_ONES * 0x80);
        if (hit)
            return at + (size_t)__builtin_ctzll(hit) / 8;
    }
    while (at < s.n && s.p[at] != '"' && s.p[at] != '\\' && (unsigned char)s.p[at] >= 0x20)
        at++;
    return at;
}

#endif
