// SPDX-License-Identifier: Apache-2.0
/* fact.h -- a fact on its way into an entry and back: columns, values, commitments.
 * Floor 4.  Bytes: docs/LEDGER.md.  Not here: order, batches, the tree (ledger.h). */
#ifndef CORE_FACT_H
#define CORE_FACT_H

#include "base/hash.h"
#include "base/json.h"
#include "base/limits.h"
#include "core/ctx.h"

/* Committed columns, in order: the envelope; `auth` if the fact is heavy; then each kept field: a
 * plain one makes one column, a list two (its length "photo.n", then "photo"), a group its length
 * "claim.n" and one for each of its fields
 * ("claim.words", a JSON array). */
enum envelope_column {
    ENVELOPE_NODE,
    ENVELOPE_FACT,
    ENVELOPE_MATTERS,
    ENVELOPE_OFFICE,
    ENVELOPE_POST,
    ENVELOPE_ACTOR,
    ENVELOPE_ACTED,
    ENVELOPE_ENTERED,
    ENVELOPE_OP,
    ENVELOPE_BECAUSE,
    ENVELOPE_AS_OF,
    ENVELOPE_PACK,
    ENVELOPE_DUE,
    N_ENVELOPE,
};

struct envelope {
    int64_t node;
    int64_t matter[LIMIT_FACT_MATTERS]; /* its own first, then those that `tag` fields name */
    size_t n_matters;
    struct unit_id office;
    struct str post;        /* absent: none */
    struct person_id actor; /* personal */
    int64_t acted, entered; /* ms UTC */
    struct str op;
    const struct entry_id *because;
    size_t n_because;
    int64_t as_of;   /* an entry; -1: none */
    struct str pack; /* hash in hex, absent: none */
    struct str due;  /* to be written: canonical JSON {"clock":ms,...}; absent: no clock starts */
};

enum column_kind { COLUMN_ENVELOPE, COLUMN_AUTH, COLUMN_VALUE, COLUMN_LENGTH, COLUMN_MEMBER };

/* One committed column. */
struct column {
    enum column_kind kind;
    const struct field *field; /* VALUE, LENGTH: the kept field; MEMBER: the group's field */
    const struct field *group; /* MEMBER */
    size_t number;
    bool personal; /* erasable: the actor, and what has a circle */
};

/* The columns of a fact in order; returns how many (at most LIMIT_FACT_COLUMNS). */
size_t fact_columns(const struct fact *f, struct column ret_column[LIMIT_FACT_COLUMNS]);
/* The number of the first column of a field by that name; LIMIT_FACT_COLUMNS: there is none. */
size_t fact_column_of(const struct fact *f, const char *field);
/* Its name: "words", "claim.n", "claim.words"; in parts, which follow one another, or written. */
enum { COLUMN_NAME_PARTS = 3 };
size_t fact_column_name(const struct column *column, struct str ret_part[COLUMN_NAME_PARTS]);
void fact_put_column(struct buf *to, const struct column *column);
/* Is this column hidden in the entry (committed, its value in the vault)?  In a hidden fact all
 * are; in an open one the personal ones, and the length of a personal list. */
bool fact_is_hidden(const struct fact *f, const struct column *column);
/* The columns that are hidden, in order: what the vault's array and a receipt's commitments list.
 */
size_t fact_hidden_columns(const struct fact *f, struct column ret_column[LIMIT_FACT_COLUMNS]);

/* A fact turned into bytes. */
struct written {
    struct str leaf;  /* the entry */
    struct str vault; /* the hidden columns as a JSON array */
    uint8_t seed[16]; /* where the salts come from */
    size_t n;         /* hidden columns */
    struct hash *commitment;
};

/* Write entry and vault row into the arena.  `tag`: lower hex, sorted.  FULL over LIMIT_ENTRY_BYTES
 * or memory. */
MUST_USE enum status fact_write(struct arena *a, const struct fact *f, const struct envelope *e,
                                const void *fields, const struct str *tag, size_t n_tags,
                                const uint8_t seed[16], struct written *ret_written);
/* The salt of hidden column number i (as in fact_hidden_columns). */
void fact_salt(const uint8_t seed[16], size_t i, uint8_t ret_salt[16]);
/* C = SHA-256("xiezhi/c1" 0 kind 0 field 0 salt value) */
struct hash fact_commitment(const struct fact *f, const struct column *column,
                            const uint8_t salt[16], struct str value);

/* An entry read back: what fold and readers see. */
struct read_fact {
    const struct fact *fact;
    struct envelope envelope;
    void *fields;                                 /* its struct; personal values are left absent */
    const struct json *value[LIMIT_FACT_COLUMNS]; /* by column number: NULL for what stands in clear
                                                     or was erased */
    bool erased[LIMIT_FACT_COLUMNS];
    const struct json *vault; /* the row as it was read; NULL: nothing is hidden */
    const struct json *tags;
    const struct json *due; /* what stands in the envelope; NULL: no clock starts */
};

/* Read an entry and its vault row (absent for nothing hidden) with the facts of these rooms.
 * NOT_FOUND: no such kind; BROKEN: bytes that no writer of ours makes. */
MUST_USE enum status fact_read(struct arena *a, const struct rooms *rooms, struct str leaf,
                               struct str vault, struct read_fact *ret_fact);
/* Was there, before it may have been erased, a value in item `item` (0 where it is no list) of
 * column number `column`?  What a room keeps of a field that lacks does not change by an erasure.
 */
bool fact_was_given(const struct read_fact *f, size_t column, size_t item);
/* The fact called "appeal.filed", or NULL. */
const struct fact *fact_find(const struct rooms *rooms, struct str full);

/* Say that something became true of `matter` (0: of none).  `fields` points to the fact's struct;
 * it is copied. Called by decide.c and react.c through generated wrappers.  FULL: too many for one
 * operation. */
MUST_USE enum status fact_state(struct ctx *c, const struct fact *f, int64_t matter,
                                const void *fields);

#endif
