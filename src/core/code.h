// SPDX-License-Identifier: Apache-2.0
/* code.h -- the two codes of a matter that somebody without an account filed: how they look, how
 * they are made.
 * Floor 4.  A view code is 100 bits (shows the matter), a second secret 50 (withdraws, rates).
 * They are made from the node's key and the form's key, so that a repeated operation gives the same
 * ones; only their hashes are kept.  code.c is pure; what asks the node or the database stands in
 * code_check.c (also core.h). */
#ifndef CORE_CODE_H
#define CORE_CODE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"

struct core;

enum code_kind { CODE_VIEW, CODE_SECRET };

enum { CODE_BYTES = 13, CODE_TEXT_BYTES = 32 };

struct code {
    enum code_kind kind;
    uint8_t b[CODE_BYTES]; /* its bits from the front; what follows is zero */
};

/* The code of this kind for what was asked under `form_key` in `scope`: the front of an HMAC of
 * both, which hold no zero byte (asserted). */
struct code code_derive(struct hash node_key, enum code_kind kind, struct str scope,
                        struct str form_key);
/* As a person gets it: groups of five from 0-9 A-Z without I L O U, then a check character. */
struct str code_put(const struct code *code, char ret_room[CODE_TEXT_BYTES]);
/* What a person typed: lower case, blanks and dashes anywhere, full-width letters, O for 0, I and L
 * for 1. BAD_INPUT: another character, another length, a wrong check character. */
MUST_USE enum status code_read(enum code_kind kind, struct str text, struct code *ret_code);
/* What is kept.  That of a secret needs the view code beside it: 50 bits alone could be searched.
 */
struct hash code_hash_view(const struct code *view);
struct hash code_hash_secret(const struct code *view, const struct code *secret);

/* Both codes of a matter that is being made, as text in `to`, and their hashes, to be kept, in
 * `kept`.  FULL. */
MUST_USE enum status code_make(const struct core *core, struct str scope, struct str form_key,
                               struct arena *to, struct str *ret_view_code, struct str *ret_secret,
                               struct arena *kept, struct str *ret_view_hash,
                               struct str *ret_secret_hash);

#endif
