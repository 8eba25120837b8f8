// SPDX-License-Identifier: Apache-2.0
/* second.h -- the second step of signing in: codes of a device (TOTP, RFC 6238: SHA-1, 30 seconds,
 * six digits), each used once.
 * Floor 4.  The secret is kept sealed under the node's key.  When the device is lost the account is
 * closed and another one opened.  Not here: how those who guess are slowed (login.c). */
#ifndef CORE_SECOND_H
#define CORE_SECOND_H

#include "base/buf.h"
#include "core/core.h"

enum { SECOND_SECRET_BYTES = 20, SECOND_DIGITS = 6 };

/* A secret for a device that is to be added.  FULL. */
MUST_USE enum status second_new(struct arena *a, struct str *ret_secret);
/* Has the account turned it on? */
MUST_USE enum status second_is_on(struct ctx *c, struct person_id account, bool *ret_is);
/* Turn it on with the secret that the person's device has, proved by a code of it.  REFUSED: the
 * code is not right; CONFLICT: it is on. */
MUST_USE enum status second_turn_on(struct core *core, struct person_id account, struct str secret,
                                    struct str code);
MUST_USE enum status second_turn_off(struct core *core, struct person_id account);
/* Use up a code.  REFUSED: not one of these moments, or used before; NOT_FOUND: it is not on. */
MUST_USE enum status second_check(struct core *core, struct person_id account, struct str code);

/* The code of a secret at a moment (ms UTC), as a device shows it: for tests. */
void second_code(struct str secret, int64_t at, char ret_code[SECOND_DIGITS + 1]);
/* A secret as people type it: base32 (RFC 4648). */
void second_put_secret(struct buf *to, struct str secret);

#endif
