// SPDX-License-Identifier: Apache-2.0
/* tag.h -- the noise by which a matter's party finds its entries again, and nobody else.
 * Floor 4.  Source: docs/LEDGER.md: the first 16 bytes of HMAC-SHA-256(matter key, n), n from 1. */
#ifndef CORE_TAG_H
#define CORE_TAG_H

#include "base/arena.h"
#include "base/buf.h"

struct store;

enum { TAG_BYTES = 16, TAG_HEX = 32, TAG_KEY_BYTES = 32 };

/* The tag of a matter's n-th act in lower hex, written into the caller's room. */
struct str tag_of(const uint8_t key[TAG_KEY_BYTES], int64_t n, char ret_room[TAG_HEX]);
/* Are the tags of all entries just those that the matters' keys and counts give, each once?
 * CONFLICT: `what` says what is wrong. */
MUST_USE enum status tag_check_all(struct store *db, struct arena *a, struct buf *what);

#endif
