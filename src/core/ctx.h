// SPDX-License-Identifier: Apache-2.0
/* ctx.h -- all that code above the machines may know of the world while it runs.
 * Floor 4.  There is no other clock, actor or randomness, so scenes, replay and simulation are
 * exact. */
#ifndef CORE_CTX_H
#define CORE_CTX_H

#include "core/model.h"

struct store;
struct ledger;
struct matter_row;
struct pack;
struct reads;

/* Who is asking: an account, the holder of a matter's view code, or anybody. */
struct who {
    struct person_id person;  /* 0: no account */
    struct unit_id office;    /* the unit of the post in use; 0: none */
    struct str post;          /* its name, a code; absent: none */
    const char *const *roles; /* held through that post, NULL-terminated; never NULL */
    int64_t matter;           /* holds the view code of this matter; 0: of none */
    bool has_secret;          /* and has given its second secret with this request */
};

struct why {
    const struct refusal *refusal; /* of the operation's own list; or NULL */
    const char *key;               /* text key: "core.too_late" */
    const char *row;               /* the pack's row, or NULL */
};

struct ctx {
    struct store *db;
    const struct rooms *rooms; /* of this node */
    struct arena *arena;
    struct who who;
    int64_t now;             /* ms UTC: the act time */
    struct str note;         /* a reader's: the newest signed checkpoint before its view began */
    struct str op;           /* "appeal.answer"; of a reaction: "appeal.answer@react" */
    const struct pack *pack; /* the node's, for pages; else NULL: entries never depend on it */
    struct ledger *ledger;   /* the batch being written; NULL for readers */
    struct reads *reads;     /* what an account is shown while its request is answered
                                (core/read_record.h); NULL: reveal shows it nothing that must be
                                recorded */
    /* A reader's view does not change: the row that matter_read gave last, or NULL.  Whoever begins
     * another view with this ctx forgets it; with a ledger it is never kept. */
    const struct matter_row *matter_seen;
    int64_t author_of; /* PARTY_AUTHOR is who stated this entry, the one that an operation corrects
                          or voids; 0: there is none */
    struct why why;
    struct list mistakes; /* of struct form_error: with BAD_INPUT, what decide found in the form */
    struct list because;  /* of struct entry_id: the facts that a reaction hears */
    int64_t as_of; /* with `because`: the newest entry of their matter when it was decided; -1:
                      they are of none */
};

/* Refuse: keeps the reason and returns REFUSED. `i_refusal` is of the running operation
 * (APPEAL_WHY_...). */
MUST_USE enum status refuse(struct ctx *c, const struct refusal *r);
MUST_USE enum status refuse_key(struct ctx *c, const char *key, const char *row);

#endif
