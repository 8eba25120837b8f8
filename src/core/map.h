// SPDX-License-Identifier: Apache-2.0
/* map.h -- how the rows of a foreign table become the facts of a declared import: a map of the
 * pack, pack/maps/NAME.map, read like hostile input.
 * Floor 4.  Source of the language: docs/LANGUAGES.md.  Not here: reading a table (job_import.c).
 */
#ifndef CORE_MAP_H
#define CORE_MAP_H

#include "base/buf.h"
#include "base/zone.h"
#include "core/rooms.h"

enum { MAP_COLUMNS = 8, MAP_ACTS = 8, MAP_LINES = 64, MAP_FORMS = 4, MAP_CONDS = 16 };

enum map_as { MAP_TEXT, MAP_CODE, MAP_UNIT, MAP_TIME };

/* Columns of the table, by their headings. */
struct map_from {
    struct str column[MAP_COLUMNS];
    size_t n; /* 0: the default is always meant */
};

/* One line: FACT.FIELD, from where, how. */
struct map_line {
    struct str to;             /* "who.name": the field within its fact */
    const struct field *field; /* as the fact keeps it */
    const struct field *asked; /* as an operation asks for it, with bounds; or NULL */
    enum map_as as;
    struct str table;    /* of codes of this map; absent: none */
    struct str fallback; /* where the columns are empty; absent: nothing is given */
    struct map_from from;
    size_t n; /* the line of the file */
};

/* A fact that a row makes, at the moment that its column says. */
struct map_act {
    const struct fact *fact;
    struct map_from at;
    size_t first, n; /* its lines */
};

/* A column with one of these words, parted by |. */
struct map_cond {
    struct str column, words;
    size_t act; /* `when`: of which act */
};

struct map_code {
    struct str table, word, code; /* word "*": any other */
};

struct map {
    struct str name;
    struct hash hash;    /* of its file and of the zones it was read with */
    const struct op *op; /* the import */
    struct str source;   /* whose keys they are */
    struct str zone;
    struct zones zones;
    struct str form[MAP_FORMS]; /* of moments */
    size_t n_forms;
    struct str key; /* a column; absent: the file and the row are the key */
    struct map_cond skip[MAP_CONDS], when[MAP_CONDS];
    size_t n_skips, n_whens;
    struct map_act act[MAP_ACTS];
    size_t n_acts;
    struct map_line line[MAP_LINES];
    size_t n_lines;
    struct map_code *code; /* sorted by table and word */
    size_t n_codes;
};

/* All of a pack, by name. */
struct maps {
    struct map *map;
    size_t n;
};

/* What a map is checked against. */
struct map_law {
    const struct rooms *rooms;
    const struct zones *zones;
    const struct text *text; /* the words of the pack, sorted by key */
    size_t n_text;
};

/* Read a map; `rows` stands before its first row and its text is kept by the caller.  BAD_INPUT
 * with a sentence in `why`, which is about line rows->line; FULL. */
MUST_USE enum status map_read(struct arena *a, const struct map_law *law, struct tsv *rows,
                              struct map *ret_map, struct buf *why);
/* The map of that name, or NULL. */
const struct map *map_find(const struct maps *maps, struct str name);
/* The code that a word of the table means; absent: none. */
struct str map_code_of(const struct map *m, struct str table, struct str word);
/* Is it one of the words of a condition? */
bool map_cond_has(const struct map_cond *cond, struct str word);
/* Is a heading of a table the column that a map names?  Capitals, and blanks or underscores, make
 * no difference: portals and their programming interfaces write the same column differently. */
bool map_is_column(struct str heading, struct str column);

#endif
