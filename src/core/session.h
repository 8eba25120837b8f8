// SPDX-License-Identifier: Apache-2.0
/* session.h -- accounts and sessions as core keeps them; what doors may ask of them stands in
 * core.h.
 * Floor 4.  Not here: how a login is checked and slowed (login.c). */
#ifndef CORE_SESSION_H
#define CORE_SESSION_H

#include "core/core.h"
#include "core/ledger.h"
#include "crypt/crypt.h"

/* An account for a person whose id it shares, inside the running transaction; nobody can sign in to
 * it until its holder has set a password.  BAD_INPUT: no login (1..64 of [A-Za-z0-9._-]) or no
 * name; CONFLICT: the login is taken. */
MUST_USE enum status account_open(struct ledger *l, struct person_id person, struct str login,
                                  struct str name);
/* Nobody can sign in to it until a new password is set; whoever is signed in is no longer, and its
 * tokens are over. */
MUST_USE enum status account_lock(struct ledger *l, struct person_id person);
/* Set a password, which ends all sessions and the account's activation codes.  BAD_INPUT: under 8
 * or over CRYPT_PASSWORD_MAX bytes.  Takes the time of one password hash: not on the writer. */
MUST_USE enum status account_set_password(struct core *core, struct person_id person,
                                          struct str password);
/* The demonstration's password that was hashed last; all zero at first. */
struct demo_password {
    struct str words;
    char hash[CRYPT_PASSWORD_HASH];
};
/* An account of a demonstration, whose passwords everybody knows, inside a transaction that is open
 * already: from then on this node takes sign-ins from its own machine only.  Accounts with one
 * password that are added one after the other share its hash, salt included: thousands take the
 * time of one.  Errors of both. */
MUST_USE enum status account_add_demo(struct ledger *l, struct person_id person, struct str login,
                                      struct str name, struct str password,
                                      struct demo_password *hashed);
/* Open a session for an account in the first of its posts; the cookie comes in the arena. */
MUST_USE enum status session_open(struct core *core, int64_t account, struct arena *a,
                                  struct str *ret_cookie);
/* The one role of a post (absent: none), as the list that `who` holds.  FULL. */
MUST_USE enum status session_give_post(struct arena *a, struct str role, struct unit_id unit,
                                       struct who *who);
/* The row behind a session's cookie, whether or not it is over.  BAD_INPUT: no cookie of ours;
 * NOT_FOUND. */
struct session_row;
MUST_USE enum status session_find(struct ledger *l, struct str cookie, int64_t now,
                                  struct session_row *ret_row);

#endif
