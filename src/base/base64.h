// SPDX-License-Identifier: Apache-2.0
/* base64.h -- bytes as text: RFC 4648 section 4 (standard, padded) and section 5 (URL-safe, not
 * padded). Floor 0.  Decoding is strict: wrong length, foreign characters, non-zero trailing bits
 * are BAD_INPUT. */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/arena.h"
#include "base/buf.h"

/* Write n bytes as text. */
void base64_put(struct buf *to, const void *p, size_t n);
void base64url_put(struct buf *to, const void *p, size_t n);
/* The bytes that `text` stands for, in the arena.  BAD_INPUT as above; FULL when the arena is. */
MUST_USE enum status base64_read(struct arena *a, struct str text, struct str *ret_bytes);
MUST_USE enum status base64url_read(struct arena *a, struct str text, struct str *ret_bytes);

#endif
