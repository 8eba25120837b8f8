// SPDX-License-Identifier: Apache-2.0
/* utf8.h -- is it UTF-8, and how many characters?
 * Floor 0.  Source: RFC 3629 (no surrogates, no overlong forms, nothing past U+10FFFF). */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/str.h"

/* Is all of it UTF-8?  An absent or empty string is. */
bool utf8_is_valid(struct str s);
/* How many bytes from the start are valid; s.n if all are. */
size_t utf8_valid_length(struct str s);
/* Code points of a valid string. */
size_t utf8_count(struct str s);
/* The code point at *at, which moves behind it.  BAD_INPUT (and *at stays) where it is not UTF-8 or
 * ends. */
MUST_USE enum status utf8_next(struct str s, size_t *at, uint32_t *ret_rune);
/* Write one code point (not a surrogate) as 1 to 4 bytes; returns how many. */
size_t utf8_encode(uint32_t rune, char to[4]);

#endif
