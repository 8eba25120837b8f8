// SPDX-License-Identifier: Apache-2.0
/* field.h -- what a field of a record is: its word, its type, its bounds, its place in a C struct.
 * Floor 0.  One description for forms, facts, queries and packs; the generator prints these tables,
 * everything else walks them.  Source: the FIELD line of the small languages (docs/LANGUAGES.md).
 * */
#ifndef BASE_FIELD_H
#define BASE_FIELD_H

#include "base/arena.h"
#include "base/hash.h"

/* Each type with its C type in a record.  "Absent" is what an optional field is when nothing was
 * given. */
enum field_type {
    FIELD_TEXT,    /* struct str; absent: p is NULL */
    FIELD_KEY,     /* struct str: a machine's id, [A-Za-z0-9._:-]{1,64} */
    FIELD_CODE,    /* struct str: a key of code table `of` */
    FIELD_PLACE,   /* struct str: an address */
    FIELD_FORM,    /* struct str: canonical JSON of a form of the pack */
    FIELD_INT,     /* int64_t */
    FIELD_DECIMAL, /* int64_t scaled by 10^scale */
    FIELD_MONEY,   /* int64_t fen */
    FIELD_TIME,    /* int64_t ms UTC */
    FIELD_DAY,     /* int32_t days since 1970-01-01, Beijing */
    FIELD_BOOL,    /* bool */
    FIELD_UNIT,    /* struct unit_id */
    FIELD_PERSON,  /* struct person_id */
    FIELD_ID,   /* struct <matter>_id: a matter of kind `of`, or any matter's id where `of` is NULL,
                   or an entry */
    FIELD_ENUM, /* enum, 1..n in the order of `words`; absent: 0 */
    FIELD_STAGE,  /* the same, of a matter's stages */
    FIELD_HASH,   /* struct hash */
    FIELD_FILE,   /* struct file_ref; absent: hash of zeroes and name.p NULL */
    FIELD_VEILED, /* struct veiled; absent: 0 */
    FIELD_BYTES,  /* struct str: raw bytes; written `bytes`, only in the statements of core */
    FIELD_GROUP,  /* struct list of records described by `group` */
};

struct unit_id {
    int64_t v; /* 0: none */
};

struct person_id {
    int64_t v; /* 0: none */
};

/* Any matter's; a room's own are structs of their own (appeal_id) with the same layout. */
struct matter_id {
    int64_t v; /* 0: none */
};

struct entry_id {
    int64_t v; /* index in the log, from 0 */
};

/* Where a personal value stands in the vault: entry << 24 | committed column << 16 | item. */
struct veiled {
    int64_t v;
};

struct file_ref {
    struct str name, media;
    int64_t size;
    struct hash hash;  /* SHA-256 of the bytes */
    struct str blob;   /* the random name under which the bytes lie on disk */
    const char *wrong; /* no blob: the text key of why it could not be taken; or NULL */
    int64_t wrong_n;   /* what fills {n} in it */
};

/* A closed list of words: an enum's, or a matter's stages.  Value i has word[i - 1]. */
struct words {
    const char *name; /* text key in front of each word: "appeal.kind" */
    const char *const *word;
    size_t n;
};

struct cond; /* when a field is asked, an operation refused, a reaction meant: base/cond.h */

struct field {
    const char *name;
    enum field_type type;
    const char *of; /* text kind, code table, file kinds, matter, form field, a room's type; or NULL
                     */
    uint8_t scale;  /* DECIMAL: digits behind the point */
    const struct words *words; /* ENUM, STAGE */
    int64_t min, max; /* characters, value, or bytes, by type; min > max: no bound was written */
    int32_t list_min, list_max; /* a list or group of so many items; list_max 0: one value, no list
                                 */
    bool optional, tag;
    const char *circle; /* personal: who may know it; NULL: structural */
    const char *from;   /* one of that query's rows, "appeal_units", with `from_args` */
    const char *const *from_args;
    size_t n_from_args;
    const struct cond *when; /* asked only then, and needed then */
    uint16_t at;             /* offset in the record */
    uint16_t has_at; /* offset of its `bool has_x`; 0: the type itself can be absent, or must be
                        given */
    const struct record *group;
    const char *each; /* group: one record for every row of this query ... */
    const char *const *each_args;
    size_t n_each_args;
    bool from_row; /* within such a group: not asked, but taken from the row's column of that name
                    */
    uint8_t step;  /* form: the page on which it is asked, from 0 */
};

struct record {
    const struct field *field;
    size_t n;
    size_t size; /* bytes of the C struct */
};

/* The field of that name, or NULL. */
const struct field *record_find(const struct record *r, struct str name);
/* Bytes of one value of the type in memory (an item of a list; a group's record has its own size).
 */
size_t field_size(const struct field *f);
/* Where the value of f stands in the struct at `base`. */
void *field_at(const struct field *f, const void *base);
/* Was a value given?  A list or group is given when it has an item. */
bool field_is_given(const struct field *f, const void *base);
/* Is it a list or a group (a struct list in memory)? */
bool field_is_list(const struct field *f);
/* Is it a group that is there once or not at all (`group who ?`)? */
bool field_is_single(const struct field *f);
/* The value of a word of an enum, 1..n; 0 if there is no such word. */
int words_find(const struct words *w, struct str word);
/* The word of a value; NULL for 0 or out of range. */
const char *words_word(const struct words *w, int value);

#endif
