// SPDX-License-Identifier: Apache-2.0
/* token.h -- what a program shows instead of a password: bound to an account and the post in which
 * it was made, to operations, and to an end.
 * Floor 4.  256 random bits, kept as a hash only.  Not here: what a door does with one. */
#ifndef CORE_TOKEN_H
#define CORE_TOKEN_H

#include "core/core.h"

enum {
    TOKEN_DAYS_MAX = 90,
    TOKEN_NAME_MAX = 50,  /* characters */
    TOKEN_OPS_MAX = 4000, /* bytes of all names of operations */
    TOKENS_MAX = 20,      /* of one account */
};

/* What is asked for. */
struct token_ask {
    struct str session; /* the cookie of whoever asks: account and post are its own */
    struct str name;    /* 1..TOKEN_NAME_MAX characters, so that its owner knows it again */
    struct str ops;     /* "appeal.answer appeal.sign"; empty: it only reads */
    int64_t days;       /* 1..TOKEN_DAYS_MAX */
};

/* Make one; the text is told this once.  BAD_INPUT: a name or an end outside its bounds; REFUSED:
 * the session is over; CONFLICT: the account has TOKENS_MAX; FULL. */
MUST_USE enum status token_make(struct core *core, struct arena *a, const struct token_ask *ask,
                                struct str *ret_token);
/* Who a token speaks for, and the operations it may ask for.  REFUSED: none of ours, revoked, over:
 * alike. */
MUST_USE enum status token_who(struct ctx *c, struct str token, struct who *ret_who,
                               struct str *ret_name, struct str *ret_ops);
/* May a token with these operations ask for this one? */
bool token_may(struct str ops, const struct op *op);

/* A token as its owner sees it. */
struct token_seen {
    struct str id; /* base64url, for token_revoke */
    struct str name, ops;
    int64_t made, until; /* ms UTC */
};
/* All tokens of an account, also those that are over: of struct token_seen. */
MUST_USE enum status token_list(struct ctx *c, struct person_id account, struct list *ret_tokens);
/* End one of an account's own; one that is not there is over already. */
MUST_USE enum status token_revoke(struct core *core, struct person_id account, struct str id);

#endif
