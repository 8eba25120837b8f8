// SPDX-License-Identifier: Apache-2.0
/* pack.h -- what a node reads from its pack of law when it starts: time limits, roles, words.
 * Floor 4.  A pack is read like hostile input; it adds and overrides rows, never code.  Units and
 * people of it are stated as facts when the node is made (cli/init.c). */
#ifndef CORE_PACK_H
#define CORE_PACK_H

#include "base/buf.h"
#include "core/holds.h"
#include "core/map.h"
#include "core/rooms.h"
#include "core/terms.h"

/* Where a division stands on the schematic map of what lies above it. */
struct tile {
    int64_t region; /* division code, GB/T 2260 */
    int64_t column, row;
};

struct pack {
    struct terms terms; /* terms.tsv */
    struct str *role;   /* roles.tsv: role, source; their words are the text rows role.ROLE */
    bool *is_unseen;    /* of each: the party of a matter is not told what it reads there */
    size_t n_roles;
    struct text *text; /* text.tsv: key, Chinese, English; with the program's own, sorted by key */
    size_t n_text;
    struct hold_laws holds; /* holds.tsv: under which articles matters may be held; may lack */
    struct zones zones;     /* zones.tsv, where there is one */
    struct maps maps;       /* maps/NAME.map; their words are the text rows map.NAME */
    struct tile *tile;      /* tiles.tsv: division code, column, row; a pack may have none */
    size_t n_tiles;
};

/* The files of a pack, which belong into the node's folder; a NULL name at the end.  Beside them
 * may be a folder of maps. */
struct pack_file {
    const char *name;
    bool may_lack;
};
extern const struct pack_file pack_files[];
/* The names of the maps of a pack, sorted: "nyc311.map".  None where there is no such folder.
 * BAD_INPUT: `why` says what is wrong; FULL, BROKEN. */
MUST_USE enum status pack_map_names(struct arena *a, const char *folder, struct list *ret_names,
                                    struct buf *why);
/* Read zones and maps of a pack whose words are read already; for pack_load. */
MUST_USE enum status pack_load_maps(struct arena *a, const char *folder, const struct rooms *rooms,
                                    struct pack *pack, struct buf *why);

/* Read the pack in a folder and check that it has what these rooms name.  What is kept lies in the
 * arena.  `why` says what is wrong: "roles.tsv:3: ...".  NOT_FOUND: a file is missing, or a row
 * that a room names.  BAD_INPUT: a row is none; FULL, BROKEN. */
MUST_USE enum status pack_load(struct arena *a, const char *folder, const struct rooms *rooms,
                               struct pack *ret_pack, struct buf *why);
bool pack_has_role(const struct pack *pack, struct str role);
/* Does the role read without the party of the matter being told (supervision, audit)? */
bool pack_is_unseen(const struct pack *pack, struct str role);
/* The tile of a division, or NULL. */
const struct tile *pack_tile(const struct pack *pack, int64_t region);
/* Do the words TABLE.CODE exist, in the pack or in the program? */
bool pack_says(const struct pack *pack, const char *table, struct str code);

#endif
