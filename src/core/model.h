// SPDX-License-Identifier: Apache-2.0
/* model.h -- the declarations of the rooms as tables: matters, facts, operations, reactions, pages,
 * queries.
 * Floor 4.  tools/gen reads facts.txt, ops.txt, react.txt, pages.txt, query.sql, fold.sql into
 * these same structs and prints them as constants; everything at run time (forms, API, CLI, scenes,
 * role audit, fold) walks them.
 * Not here: any behaviour.  Source of the language: docs/LANGUAGES.md. */
#ifndef CORE_MODEL_H
#define CORE_MODEL_H

#include "base/cond.h"

struct ctx;
struct page;
struct fact;
struct op;
struct query;

/* ---- matters ---- */

enum party_kind {
    PARTY_ANYONE,
    PARTY_SIGNED_IN,  /* whoever has an account, in any post or none */
    PARTY_ROLE,       /* holds the role anywhere on this node */
    PARTY_ROLE_OF,    /* holds it in the unit that sits in `seat` */
    PARTY_ROLE_ABOVE, /* holds it in a unit over the one that sits in `seat` */
    PARTY_SEAT,       /* the person who sits in `seat`, or who holds its view code */
    PARTY_AUTHOR,     /* who stated the entry that is corrected: ctx.author_of */
    PARTY_PACK,       /* whom the pack's node names */
};

struct party {
    enum party_kind kind;
    const char *role;       /* or NULL */
    const char *seat;       /* or NULL */
    bool with_secret;       /* SEAT: the second secret is asked */
    const char *not_of;     /* a seat: nobody posted in the unit that sits there; or NULL */
    const char *once_stage; /* only when the matter has reached that stage; or NULL */
    bool once_published;
};

struct parties {
    const struct party *party;
    size_t n;
};

enum seat_holder { SEAT_UNIT, SEAT_PERSON };

struct seat {
    const char *name;
    enum seat_holder holder;
    bool many;
    bool coded;         /* a person without account, by view code and second secret */
    const char *circle; /* person: who may know */
};

struct circle {
    const char *name;
    struct parties parties; /* circles named in it are written out by the generator */
};

struct clock_def {
    const char *name;
    const char *row; /* of the pack's terms: "HOT-03" */
    const char *by;  /* a field that picks the row's limit; or NULL */
    const char *at;  /* a field that is the moment itself; or NULL */
    /* names of facts of the matter, NULL-terminated; or NULL */
    const char *const *from, *const *to, *const *stop, *const *go;
};

struct matter {
    const char *name, *room;
    const char *url; /* the home page's path: "/appeal/{id}"; NULL if it has none */
    const struct words *stages;
    size_t n_open;             /* stages before `end`: in these, clocks run */
    const struct field *topic; /* or NULL */
    const struct seat *seat;
    size_t n_seats;
    const struct circle *circle;
    size_t n_circles;
    const struct clock_def *clock;
    size_t n_clocks;
    uint64_t public_stages; /* bit i-1: in stage i a publication about it may be proposed
                               (core/public) */
    const char *public_fact, *public_field; /* "appeal.answered", "words": with the newest of these
                                               such a proposal begins; or NULL */
};

/* ---- facts ---- */

enum set_from { SET_FIELD, SET_BY, SET_OFFICE, SET_NONE, SET_ANEW };

struct seat_set {
    const char *seat;
    enum set_from from;
    const char *field; /* SET_FIELD */
};

struct fact {
    const char *name, *room;
    const char *full;            /* "appeal.filed": what entries, acts and receipts call it */
    bool hidden;                 /* else open: the envelope and structural fields stand in clear */
    bool heavy;                  /* carries the actor's own signature where there is one */
    bool bare;                   /* its receipt opens nothing */
    const struct matter *matter; /* whose life it belongs to; NULL: none */
    bool makes;                  /* it opens the matter */
    int stage;                   /* the stage it moves to, 1..; 0: stays */
    const struct seat_set *set;
    size_t n_sets;
    const struct fact *amends; /* F_amended, F_voided: F, one of whose entries it corrects or voids.
                                  Its first fields are AMENDED_FIELDS; then, of a correction, those
                                  of F as they should have been */
    bool voids;
    struct record record; /* its kept fields */
};

/* The first fields of a fact that corrects or voids: the entry that it is about, and why. */
#define AMENDED_ENTRY "amends"
#define AMENDED_WHY "why"
enum { AMENDED_FIELDS = 2 };

/* ---- operations ---- */

struct bar { /* not by FACT [SEAT] ROW: other than who did that fact here, or sits in that seat */
    const char *const *facts; /* full names, NULL-terminated */
    const char *seat;         /* or NULL */
    const char *row;
};

struct refusal {
    const char *key;         /* text key: "appeal.dispatch.to_accused" */
    const char *row;         /* the pack's row; NULL: a mistake in the form, not a refusal of law */
    const struct cond *when; /* NULL: decide.c says it */
};

enum op_result { OP_RECORD, OP_STATE, OP_AMENDS, OP_VOIDS, OP_JOB, OP_IMPORTS };

/* Every operation's input struct begins with a member `m` of this layout (its id has the matter's
 * own type). */
struct op_input {
    int64_t id; /* the matter; without `on`: the new one that may be made */
};

struct op {
    const char *name, *room;
    const char *full; /* "appeal.file" */
    struct parties by;
    const struct matter *matter; /* `on`; NULL: there is no matter yet */
    uint64_t stages;             /* bit i-1: allowed in stage i; 0: in every stage */
    const char *within, *after;  /* clock names or NULL */
    const struct bar *bar;
    size_t n_bars;
    bool sign;
    int many;        /* up to so many matters at once; 0: one */
    const char *law; /* row of the pack; or NULL */
    enum op_result result;
    const struct fact *const *facts; /* RECORD: one; STATE: what decide.c may state; AMENDS, VOIDS:
                                        F_amended, F_voided; IMPORTS: what a row of the file may
                                        make, with the time at which it happened elsewhere */
    size_t n_facts;
    const char *author_within; /* AMENDS: the row of the pack that says how long its author may */
    const struct op *job;      /* JOB: each row of the file is one of these */
    struct record form;        /* what is asked; input struct: struct op_input, then the fields */
    int n_steps;               /* pages of the form, 1.. */
    const char *const *step;   /* their names; [0] is NULL for the first */
    const struct refusal *refusal;
    size_t n_refusals;
    enum status (*decide)(struct ctx *c, const void *input); /* STATE */
    void (*record)(const void *input, void *ret_fact);       /* RECORD, AMENDS, VOIDS: form -> fact
                                                                struct */
};

/* ---- reactions ---- */

struct reaction {
    const char *room;
    const struct fact *const *on;     /* NULL-terminated */
    const struct cond *when;          /* or NULL */
    const struct fact *const *states; /* NULL-terminated; NULL: it only tells */
    struct parties tell;
    enum status (*react)(struct ctx *c, const struct fact *heard, const void *fields,
                         int64_t matter); /* STATES */
};

/* ---- queries and folds ---- */

enum query_kind { QUERY_ONE, QUERY_MANY, QUERY_LIST };

/* A list's variants are made by the generator: three statements for each (filters given, sort,
 * scope).  They bind, in this order: the arguments; the values of the given filters; the scope's
 * value unless it is SCOPE_NONE; `after` only: the sort's value of the last row (largest int
 * where it lacks; left out when the sort is by id) and its id; `rows` and `after`: how many. */
struct variant {
    uint32_t filters; /* bit i: filter i is given */
    uint8_t sort;     /* index of the sort */
    uint8_t scope;    /* index in `scopes` */
    int rows, after;  /* statement numbers: the first page; the page after a row */
    int total;        /* how many there are, up to LIMIT_LIST_TOTAL + 1 */
};

struct sort {
    const char *column;
    bool down;
};

/* What {scope m} binds for a party. */
enum scope_value {
    SCOPE_NONE,
    SCOPE_OFFICE, /* the reader's unit */
    SCOPE_MATTER, /* the matter whose view code he holds */
};

struct scope {
    struct party party;
    enum scope_value value;
};

struct query {
    const char *name, *room;
    enum query_kind kind;
    struct record args, row;
    int statement;             /* ONE, MANY: number in sql_statements[] */
    int look_up;               /* MANY that a field is chosen `from`: the same cut to the rows with
                                  one first column, which is bound last; else -1 */
    const char *const *filter; /* LIST: column names */
    size_t n_filters;
    const struct sort *sort;
    size_t n_sorts;
    const struct scope *scope; /* LIST: of the parties of the pages that show it, by variant.scope
                                */
    size_t n_scopes;
    const struct variant *variant;
    size_t n_variants;
};

enum bind_from {
    BIND_MATTER,
    BIND_ENTRY,
    BIND_AT,
    BIND_OFFICE, /* the envelope */
    BIND_N,      /* which record of the group or item of the list, from 1 */
    BIND_FIELD,  /* a structural field of the fact, or of the record of the group */
    BIND_VALUE,  /* `each` over a list field: its structural item */
    BIND_VEILED, /* a personal field, or the personal item of `each`: its reference */
    BIND_RECORD, /* a structural field of an optional group */
};

struct bind {
    enum bind_from from;
    const struct field *field; /* FIELD, VEILED, RECORD */
    const struct field *group; /* RECORD: the optional group it lies in */
    bool each;                 /* FIELD: of the record of `each`; else of the fact itself */
    uint8_t column;            /* VEILED: the committed column (see core/fact.h) */
};

struct fold {
    const struct fact *fact;
    const struct field *each; /* a group of the fact: once for each record; NULL: once */
    int statement;            /* number in sql_statements[]; -1: `call` */
    const struct bind *bind;  /* in the order of $1, $2 ... */
    size_t n_binds;
    enum status (*call)(struct ctx *c, const void *fields, int64_t matter, int64_t entry);
};

/* ---- pages ---- */

struct page_source {
    const char *name; /* what the template calls it */
    const struct query *query;
    const char *const *arg; /* for each argument: "id", an asked field, "me", "office" */
    uint16_t at;            /* offset in the view struct: the row, or a struct rows */
    uint16_t has_at;        /* ONE: bool has_x; a page whose first ONE finds nothing is NOT_FOUND */
};

/* What a MANY or LIST source is in a view; generated views hold the same words with a typed
 * pointer. */
struct rows {
    void *at;
    size_t n;
    int64_t total;   /* LIST: up to LIMIT_LIST_TOTAL */
    struct str next; /* LIST: the key of the next page, for the address; absent at the end */
};

/* Every view begins with a member `m` of this layout (its id has the matter's own type). */
struct page_view {
    int64_t id; /* the matter in the address; 0: none */
};

struct page_def {
    const char *name, *room, *path; /* "/appeal/{id}" */
    const struct matter *matter;    /* `on`, or NULL */
    struct parties by;
    struct record ask;  /* what may follow ? */
    struct record view; /* `keep`: what view.c adds */
    const struct page_source *source;
    size_t n_sources;
    size_t view_size;
    uint16_t ask_at;                /* offset of the struct of asked fields in the view */
    const struct fact *const *live; /* NULL-terminated; NULL: the page is not live; empty: any fact
                                       of its matter */
    enum status (*fill)(struct ctx *c, void *view); /* view.c; or NULL */
    void (*render)(struct page *p, const void *view);
};

/* ---- a room ---- */

struct room {
    const char *name;
    const struct matter *const *matters;
    size_t n_matters;
    const struct fact *const *facts;
    size_t n_facts;
    const struct op *const *ops;
    size_t n_ops;
    const struct reaction *reactions;
    size_t n_reactions;
    const struct page_def *const *pages;
    size_t n_pages;
    const struct query *const *queries;
    size_t n_queries;
    const struct fold *folds;
    size_t n_folds;
    const char *schema; /* the text of schema.sql */
};

/* The rooms of this node, in the order of main/rooms.c. */
struct rooms {
    const struct room *const *room;
    size_t n;
};

#endif
