// SPDX-License-Identifier: Apache-2.0
/* ground.h -- who plays in P7 and P8: everybody of the pack and some more, units, matters in every
 * stage, and what the rooms' files say of who may do what with them. */
#ifndef PROMISE_GROUND_H
#define PROMISE_GROUND_H

#include "base/time.h"
#include "declared.h"
#include "promise.h"

#include <stdio.h>

enum { SOON_DAYS = 3 }; /* until when a step asks for time */
enum { PEOPLE_MAX = 32, UNITS_MAX = 64, GOV = 1, ENV = 3, WATER = 4, BUILD = 6, INSPECTION = 9 };
enum { PATH_BYTES = 200, LOGIN_BYTES = 24, DAY_BYTES = 16 };

/* What the citizen writes, and what the office answers: nothing else on a page is called so. */
#define GROUND_WORDS "ywordsy"
#define GROUND_ANSWER "yansweredy"

/* How somebody comes in. */
enum coming { ACCOUNT, STRANGER, CITIZEN, NO_SECRET, OTHER_MATTER };

struct person {
    enum coming coming;
    struct str login, role;
    int unit;
    struct client client; /* ACCOUNT, STRANGER */
};

struct ground {
    struct promise p;
    struct declarations said;
    struct str unit_code[UNITS_MAX];
    int unit_parent[UNITS_MAX];
    int n_units;
    struct person person[PEOPLE_MAX];
    size_t n_people;
    struct promise_matter other; /* whose codes are the wrong ones */
    FILE *matrix;                /* P7: a line for each call */
    int64_t busy;                /* a large table, behind which others wait; 0: none */
    const struct person *turn;   /* P7: for whom the next matter is brought; or NULL */
    int64_t post;                /* the newest post that was brought for `turn`; 0: none */
    int n_spare;                 /* logins that were used up */
};

/* A matter and where it is with. */
struct thing {
    struct str kind;
    struct promise_matter m;
    int at, about, lies, sender, lead, target;
    struct str stage; /* of a publication: what everybody may see depends on it */
    struct str asker; /* work, erasure: who brought or asked for it; a post: who holds it */
};

/* Read the rooms' files, open g->p's node (after promise_begin) with more people, sign everybody
 * in, and bring a matter whose codes open no other. */
void ground_open(struct ground *g);
void ground_close(struct ground *g);
/* Everybody anew: half a day ends every session. */
void ground_sign_in(struct ground *g);
/* Stages of a kind in which its pages are looked at, ended by an absent one. */
const struct str *ground_stages(struct str kind);
/* A new matter of that kind in that stage: an appeal complains of BUILD and is sent to ENV, and
 * `closed` still needs two days; work is brought by the clerk, and `running` waits behind a large
 * table until ground_quiet; an erasure is of a request that was declined, asked for by the keeper.
 * False: no way is known. */
bool ground_bring(struct ground *g, struct str kind, struct str stage, struct thing *ret_thing);
void ground_quiet(struct ground *g);
/* ground_org.c: its part of ground_bring; a post is an officer's at ENV. */
bool ground_bring_change(struct ground *g, struct str stage, struct thing *ret_thing);
bool ground_bring_hand(struct ground *g, struct str stage, struct thing *ret_thing);
bool ground_bring_account(struct ground *g, struct str stage, struct thing *ret_thing);
bool ground_bring_post(struct ground *g, struct str stage, struct thing *ret_thing);
/* ground_influence.c: its part of ground_bring; a hold is the chief's on a request sent to ENV;
 * a directive is the chief's about such a one, ENV leads, WATER's is the share. */
bool ground_bring_hold(struct ground *g, struct str stage, struct thing *ret_thing);
bool ground_bring_directive(struct ground *g, struct str stage, struct thing *ret_thing);
bool ground_bring_share(struct ground *g, struct str stage, struct thing *ret_thing);
/* ground_public.c: a publication of ENV's about nothing, proposed by its officer. */
bool ground_bring_publication(struct ground *g, struct str stage, struct thing *ret_thing);
/* The day that comes so many days after today, as JSON says it. */
void ground_day(const struct ground *g, int days, char ret_day[DAY_BYTES]);
/* The person's own client, signed in. */
struct client *ground_client(struct ground *g, const char *login);
/* Somebody's operation that has to be done; the reply. */
struct client_reply ground_must(struct ground *g, const char *login, const char *path,
                                const char *body);
/* A step on the way of a matter, and what the operation is told; `op` NULL: the stage it begins in.
 */
struct ground_step {
    const char *stage, *who, *op;
    enum { SAYS_NOTHING, SAYS_WORDS, SAYS_DAY } says;
};
/* Go step by step, each below ROOT/id, until the stage is reached; false: it is on no step. */
bool ground_go(struct ground *g, const char *root, int64_t id, const struct ground_step *step,
               struct str stage);
/* A unit that was opened just now, as a number. */
int ground_spare_unit(struct ground *g);
/* A login that nobody has, or of an account opened just now that holds no post. */
void ground_spare_login(struct ground *g, bool opened, char ret_login[LOGIN_BYTES]);
/* Do the files let this person in, on that matter (NULL: on none)? */
bool ground_is_declared(const struct ground *g, const struct declared *d, const struct person *who,
                        const struct thing *t);
/* The person as visitor, with the codes that he has. */
struct client ground_come_in(struct ground *g, const struct person *who, const struct thing *t);
/* A path of pages.txt with the id in its hole. */
void ground_path(struct str pattern, int64_t id, char ret_path[PATH_BYTES]);

#endif
