// SPDX-License-Identifier: Apache-2.0
/* ticket.h -- what a browser keeps for us and cannot alter: form tokens, sealed cookies, random
 * names.
 * Floor 4.  docs/INVARIANTS.md, D4.  Not here: sessions of accounts (session.c). */
#ifndef CORE_TICKET_H
#define CORE_TICKET_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"

enum {
    TICKET_RANDOM_CHARS = 22, /* 128 bits in base64url */
    TICKET_KEY_TIME = 8,      /* characters that say when a key was made */
};

/* Against forged forms: HMAC(key, visitor || about || until) with `until` (ms UTC) before it, as
 * text.  `visitor` is the pre-session cookie (or the session's), `about` the operation's full name.
 */
void ticket_csrf_make(const struct hash *key, struct str visitor, struct str about, int64_t until,
                      struct buf *to);
/* Is it such a token, for the same visitor and operation, and not over at `now`?  Never for an
 * absent or empty visitor. */
bool ticket_csrf_check(const struct hash *key, struct str visitor, struct str about,
                       struct str token, int64_t now);

/* Encrypt `plain` until a moment; `about` names what it is for and is bound to it.  base64url. */
void ticket_seal(const struct hash *key, struct str plain, struct str about, int64_t until,
                 struct buf *to);
/* What was sealed.  REFUSED when altered, for something else, under another key, or over; FULL. */
MUST_USE enum status ticket_open(const struct hash *key, struct arena *a, struct str text,
                                 struct str about, int64_t now, struct str *ret_plain);

/* 128 random bits as 22 characters of base64url: visitors. */
void ticket_random(struct buf *to);
/* A form's idempotency key: `now` (ms UTC) in 8 digits of base 32, which sort as
 * time does, then 128 random bits. */
void ticket_key(int64_t now, struct buf *to);
/* Is it of that form: n_min..64 characters of [A-Za-z0-9_-]? */
bool ticket_is_name(struct str s, size_t n_min);

#endif
