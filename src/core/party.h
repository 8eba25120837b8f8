// SPDX-License-Identifier: Apache-2.0
/* party.h -- may this person, in this office, do or know that of this matter?
 * Floor 4.  Asked by operations (ops.txt `by`), pages (pages.txt `by`) and circles (facts.txt). */
#ifndef CORE_PARTY_H
#define CORE_PARTY_H

#include "core/ctx.h"

/* What core knows of a matter; read once a request. */
struct matter_row {
    int64_t id;
    struct str kind;  /* the matter's name: "appeal" */
    struct str no;    /* the number a person says on the phone */
    struct str stage; /* a word of its stages */
    bool open;        /* before `end` */
    bool held;        /* a hold stands on it (core/hold) */
    struct unit_id at;
    struct str topic;
    int64_t due; /* the earliest running clock; has_due */
    bool has_due;
    int64_t opened;
    int64_t last; /* index of its newest entry */
};

/* The matter's row, whoever asks.  NOT_FOUND. */
MUST_USE enum status matter_read(struct ctx *c, int64_t id, struct matter_row *ret_row);
/* The row of the matter that bears this number, as a person says it.  NOT_FOUND: none does. */
MUST_USE enum status matter_find(struct ctx *c, struct str no, struct matter_row *ret_row);
/* Does the matter lie with c->who's own unit, with one beneath it, or with none yet?  REFUSED. */
MUST_USE enum status party_oversees(struct ctx *c, const struct matter_row *m);
/* Is c->who one of the parties, as to matter `m`?  REFUSED when not; the secret is asked by
 * operations only (`with secret`).  NULL: as to no matter: whoever holds the role in some office is
 * let in, and the list behind it is cut by its scope.  BROKEN when the database fails. */
MUST_USE enum status party_allows(struct ctx *c, const struct parties *p,
                                  const struct matter_row *m);
/* The same for one of them. */
MUST_USE enum status party_allows_one(struct ctx *c, const struct party *p,
                                      const struct matter_row *m);
/* Has c->who, as an account, stated the fact of this entry?  NOT_FOUND. */
MUST_USE enum status party_is_author(struct ctx *c, struct entry_id entry, bool *ret_is);

/* Who sits in a seat of a matter.  A unit's first seat is where the matter lies. */
struct sitting {
    const struct seat *seat;
    struct unit_id unit;  /* 0: none */
    struct veiled person; /* 0: nobody with an account */
};
MUST_USE enum status party_seat(struct ctx *c, const struct matter_row *m, const char *name,
                                struct sitting *ret_sits);
/* Does this reference (0: of nobody) lead to that person (0: no account)? */
MUST_USE enum status party_is_person(struct ctx *c, struct veiled v, struct person_id person,
                                     bool *ret_same);
/* The matter of that kind as the rooms declare it, or NULL. */
const struct matter *matter_def(const struct rooms *rooms, struct str kind);
/* Somebody without account, post and code. */
struct who who_nobody(void);
/* Does the person hold the role through the post in use? */
bool who_has_role(const struct who *w, const char *role);

#endif
