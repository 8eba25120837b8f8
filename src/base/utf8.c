// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#include <assert.h>
#include <string.h>

/* How many bytes a sequence has, by its first byte; 0 where none may start so. */
static size_t sequence_length(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return 2;
    if (first >= 0xE0 && first <= 0xEF)
        return 3;
    return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

enum status utf8_next(struct str s, size_t *at, uint32_t *ret_rune)
{
    if (*at >= s.n)
        return BAD_INPUT;
    const unsigned char *p = (const unsigned char *)s.p + *at;
    size_t n = sequence_length(p[0]);
    if (n == 0 || n > s.n - *at)
        return BAD_INPUT;
    uint32_t rune = n == 1 ? p[0] : p[0] & (0xFFu >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xC0) != 0x80)
            return BAD_INPUT;
        rune = rune << 6 | (p[i] & 0x3F);
    }
    bool overlong = (n == 3 && rune < 0x800) || (n == 4 && rune < 0x10000);
    if (overlong || rune > 0x10FFFF || (rune >= 0xD800 && rune <= 0xDFFF))
        return BAD_INPUT;
    *at += n;
    *ret_rune = rune;
    return OK;
}

/* Blocks of eight ASCII bytes from `at` on: the place behind them. */
static size_t skip_ascii(struct str s, size_t at)
{
    uint64_t eight;
    while (s.n - at >= sizeof eight) {
        memcpy(&eight, s.p + at, sizeof eight);
        if (eight & 0x8080808080808080u)
            break;
        at += sizeof eight;
    }
    return at;
}

/* Characters of three bytes from `at` on whose first byte leaves no special case (nearly all of
 * Chinese). */
static size_t skip_common_three(struct str s, size_t at)
{
    const unsigned char *p = (const unsigned char *)s.p;
    while (s.n - at >= 3 && p[at] > 0xE0 && p[at] < 0xED && (p[at + 1] & 0xC0) == 0x80 &&
           (p[at + 2] & 0xC0) == 0x80)
        at += 3;
    return at;
}

size_t utf8_valid_length(struct str s)
{
    uint32_t rune;
    size_t at = skip_ascii(s, 0);
    while (at < s.n) {
        unsigned char first = (unsigned char)s.p[at];
        size_t before = at;
        if (first < 0x80)
            at = skip_ascii(s, at + 1);
        else
            at = skip_common_three(s, at);
        if (at == before && utf8_next(s, &at, &rune) != OK)
            break;
    }
    return at;
}

bool utf8_is_valid(struct str s)
{
    return utf8_valid_length(s) == s.n;
}

size_t utf8_count(struct str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
    return n;
}

size_t utf8_encode(uint32_t rune, char to[4])
{
    assert(rune <= 0x10FFFF);
    if (rune < 0x80) {
        to[0] = (char)rune;
        return 1;
    }
    size_t n = rune < 0x800 ? 2 : rune < 0x10000 ? 3 : 4;
    for (size_t i = n; i-- > 1; rune >>= 6)
        to[i] = (char)(0x80 | (rune & 0x3F));
    to[0] = (char)(0xF00 >> n | rune);
    return n;
}
