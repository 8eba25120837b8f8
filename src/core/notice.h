// SPDX-License-Identifier: Apache-2.0
/* notice.h -- who is told of what (react.txt, `tell`): a row for each account and fact, kept beside
 * the cursor of react, in the truth and never in the log.
 * Floor 4.  A notice names matter, fact and moment and says nothing of what the matter is about.
 * Account 0 stands for whoever holds the matter's codes.  Not here: the page (pages/inbox.html). */
#ifndef CORE_NOTICE_H
#define CORE_NOTICE_H

#include "core/core.h"
#include "core/fact.h"
#include "core/ledger.h"
#include "core/party.h"

/* Who is told of a fact: one party of a reaction, as its seats were when it was heard. */
struct tell {
    int64_t entry, matter, at;
    const struct fact *fact;
    const struct party *party;
    struct unit_id unit;     /* ROLE_OF, ROLE_ABOVE: in the seat */
    struct unit_id not_of;   /* nobody posted there; 0: no such limit */
    struct person_id person; /* SEAT: who sits there; 0: whoever holds the codes */
    struct person_id but;    /* who did it; 0: nobody with an account */
};

enum { TELLS_MAX = 1024, TELLS_OF_FACT = 64 };

struct tells {
    struct tell at[TELLS_MAX];
    size_t n;
};

/* Add whom the reaction tells of this fact, which stands in entry `entry`.  Before a fact is heard
 * there is room for TELLS_OF_FACT, more than all rooms declare for one.  BROKEN when the database
 * fails. */
MUST_USE enum status notice_collect(struct ctx *c, const struct reaction *r,
                                    const struct read_fact *heard, int64_t entry, struct tells *to);
/* Forget those of entries from `entry` on. */
void notice_forget(struct tells *t, int64_t entry);
/* On the writer: a notice for everybody who holds such a post now, and has none of that entry. */
MUST_USE enum status notice_write(struct ledger *l, const struct tells *t, int64_t now);
/* After the commit: say to the doors which accounts were told.  `a` is used up and reset. */
MUST_USE enum status notice_announce(struct core *core, struct store *db, const struct tells *t,
                                     struct arena *a);

/* In how many matters is there something that the account has not seen, up to 100; `but` is not
 * counted (0: all are). */
MUST_USE enum status notice_unread(struct ctx *c, struct person_id account, int64_t but,
                                   int64_t *ret_n);
/* What the account (0: whoever holds its codes) has not seen of a matter: struct notice_new. */
MUST_USE enum status notice_new(struct ctx *c, struct person_id account, int64_t matter,
                                struct list *ret_rows);
/* It has been seen, of one matter (0: of all), up to that entry.  Waits for the writer. */
MUST_USE enum status notice_see(struct core *core, struct person_id account, int64_t matter,
                                int64_t until);
/* The same of one matter, soon and without waiting; when too much waits already it stays unread. */
void notice_see_soon(struct core *core, struct person_id account, int64_t matter, int64_t until);

#endif
