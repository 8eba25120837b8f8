// SPDX-License-Identifier: Apache-2.0
/* session.h -- accounts and sessions as core keeps them; what doors may ask of them stands in
 * core.h.
 * Floor 4.  Not here: how a login is checked and slowed (login.c). */
#ifndef CORE_SESSION_H
#define CORE_SESSION_H

#include "core/core.h"

<<<<<<< HEAD struct logins;

/* Add an account.  BAD_INPUT: no login (1..64 of [A-Za-z0-9._-]) or a password under 8 or over
 * CRYPT_PASSWORD_MAX bytes; CONFLICT: the login is taken.  Takes the time of one password hash. */
MUST_USE enum status account_add(struct core *core, struct str login, struct str name,
                                 struct str password, int64_t *ret_account);
=======
/* Add an account.  BAD_INPUT: no login (1..64 of [A-Za-z0-9._-]) or a password under 8 or over
 * CRYPT_PASSWORD_MAX bytes; CONFLICT: the login is taken.  Takes the time of one password hash. */
MUST_USE enum status account_add(struct core *core, struct str login, struct str name,
                                 struct str password, int64_t *ret_account);
>>>>>>> core2
/* Open a session for an account in the first of its posts; the cookie comes in the arena. */
MUST_USE enum status session_open(struct core *core, int64_t account, struct arena *a,
                                  struct str *ret_cookie);

<<<<<<< HEAD
/* Start the thread that checks passwords.  `reader` is its own connection, `life` outlives it.
 * FULL, BROKEN. */
MUST_USE enum status login_start(struct core *core, struct store *reader, struct arena *life,
                                 struct logins **ret_logins);
/* Answer what waits with BUSY, end the thread and wait for it. */
void login_stop(struct logins *logins);
/* The node's own (core.c). */
struct logins *core_logins(struct core *core);

=======
>>>>>>> core2
#endif
