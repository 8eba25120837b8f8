// SPDX-License-Identifier: Apache-2.0
#include "core/pack.h"

#include "base/tsv.h"
#include "core/erase.h"
#include "core/text.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    PATH_BYTES = 4096,
    ROLES_MAX = 200,
    TEXT_MAX = 20000,
    TILES_MAX = 4000,
    GRID_MAX = 20,
    NAME_BYTES = 64,
    WORDS_BYTES = 2000
};

const struct pack_file pack_files[] = {
    {"terms.tsv", false}, {"roles.tsv", false}, {"text.tsv", false}, {"holds.tsv", true},
    {"zones.tsv", true},  {"tiles.tsv", true},  {NULL, true}};

struct loading {
    struct arena *a;
    const char *folder;
    const struct rooms *rooms;
    struct pack pack;
    char path[PATH_BYTES]; /* of the file that is read */
    struct tsv rows;
    struct buf *why;
};

/* ---- files and rows ------------------------------------------------------------------------ */

static enum status open_rows(struct loading *l, const char *name)
{
    snprintf(l->path, sizeof l->path, "%s/%s", l->folder, name);
    enum status s = tsv_load(&l->rows, l->a, l->path);
    if (s == BAD_INPUT)
        buf_printf(l->why, "%s is not UTF-8", l->path);
    else if (s != OK)
        buf_printf(l->why,
                   "%s cannot be read; it belongs to the pack of law (init --pack DIR; of a "
                   "node: DIR/pack)",
                   l->path);
    return s;
}

static enum status wrong_row(struct loading *l, const char *what)
{
    buf_printf(l->why, "%s:%zu: %s", l->path, l->rows.line, what);
    return BAD_INPUT;
}

/* [a-z][a-z0-9_]*, and for a key of words such names with dots between them, behind which a code
 * may have capitals. */
static bool is_name(struct str s, bool dots)
{
    if (s.n == 0 || s.n > NAME_BYTES || s.p[0] < 'a' || s.p[0] > 'z' || str_ends(s, S(".")))
        return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        bool more = dots && (c == '.' || (c >= 'A' && c <= 'Z') || c == '-');
        if (!plain && !more)
            return false;
    }
    return str_find(s, S("..")) == s.n;
}

/* ---- time limits --------------------------------------------------------------------------- */

/* A clock whose row is not in the pack could never start, and with it no fact that starts it: that
 * is said here and not to the first citizen. */
static enum status check_clock(struct loading *l, const struct matter *m,
                               const struct clock_def *clock)
{
    if (clock->at || terms_has(&l->pack.terms, str_of(clock->row)))
        return OK;
    buf_printf(l->why, "%s: no row %s, which clock %s of %s wants", l->path, clock->row,
               clock->name, m->name);
    return NOT_FOUND;
}

/* How long an author may correct what he stated. */
static enum status check_author(struct loading *l, const struct op *op)
{
    if (!op->author_within || terms_has(&l->pack.terms, str_of(op->author_within)))
        return OK;
    buf_printf(l->why, "%s: no row %s, which %s wants", l->path, op->author_within, op->full);
    return NOT_FOUND;
}

static enum status load_terms(struct loading *l)
{
    TRY(open_rows(l, "terms.tsv"));
    enum status s = terms_read(l->a, &l->rows, &l->pack.terms);
    if (s == BAD_INPUT)
        return wrong_row(l, "no row of terms (row, case, amount, unit, source)");
    TRY(s);
    for (size_t i = 0; i < l->rooms->n; i++)
        for (size_t k = 0; k < l->rooms->room[i]->n_matters; k++) {
            const struct matter *m = l->rooms->room[i]->matters[k];
            for (size_t n = 0; n < m->n_clocks; n++)
                TRY(check_clock(l, m, &m->clock[n]));
        }
    for (size_t i = 0; i < l->rooms->n; i++)
        for (size_t k = 0; k < l->rooms->room[i]->n_ops; k++)
            TRY(check_author(l, l->rooms->room[i]->ops[k]));
    return OK;
}

/* ---- roles --------------------------------------------------------------------------------- */

bool pack_has_role(const struct pack *pack, struct str role)
{
    for (size_t i = 0; i < pack->n_roles; i++)
        if (str_eq(pack->role[i], role))
            return true;
    return false;
}

bool pack_is_unseen(const struct pack *pack, struct str role)
{
    for (size_t i = 0; i < pack->n_roles; i++)
        if (str_eq(pack->role[i], role))
            return pack->is_unseen[i];
    return false;
}

static enum status check_parties(struct loading *l, const struct parties *by, const char *room,
                                 const char *name)
{
    for (size_t i = 0; i < by->n; i++) {
        const char *role = by->party[i].role;
        if (!role || pack_has_role(&l->pack, str_of(role)))
            continue;
        buf_printf(l->why, "%s: no role %s, which %s.%s names", l->path, role, room, name);
        return NOT_FOUND;
    }
    return OK;
}

static enum status read_role(struct loading *l)
{
    struct str role = l->rows.cell[0];
    bool is_unseen = l->rows.n == 3 && str_is(l->rows.cell[2], "unseen");
    if (l->pack.n_roles == ROLES_MAX)
        return wrong_row(l, "too many roles");
    if ((l->rows.n != 2 && !is_unseen) || !is_name(role, false) || !l->rows.cell[1].n)
        return wrong_row(l, "no row of roles (role, source, and `unseen` where the party of a "
                            "matter is not told what it reads)");
    if (pack_has_role(&l->pack, role))
        return wrong_row(l, "a role twice");
    l->pack.is_unseen[l->pack.n_roles] = is_unseen;
    l->pack.role[l->pack.n_roles++] = role;
    return OK;
}

static enum status load_roles(struct loading *l)
{
    l->pack.role = ARENA_ARRAY(l->a, struct str, ROLES_MAX);
    l->pack.is_unseen = ARENA_ARRAY(l->a, bool, ROLES_MAX);
    if (!l->pack.role || !l->pack.is_unseen)
        return FULL;
    TRY(open_rows(l, "roles.tsv"));
    while (tsv_next(&l->rows))
        TRY(read_role(l));
    for (size_t i = 0; i < l->rooms->n; i++) {
        const struct room *room = l->rooms->room[i];
        for (size_t k = 0; k < room->n_ops; k++)
            TRY(check_parties(l, &room->ops[k]->by, room->ops[k]->room, room->ops[k]->name));
        for (size_t k = 0; k < room->n_pages; k++)
            TRY(check_parties(l, &room->pages[k]->by, room->pages[k]->room, room->pages[k]->name));
    }
    return OK;
}

/* ---- words --------------------------------------------------------------------------------- */

/* Does every {gap} of `words` stand in `other` too? */
static bool has_gaps(struct str words, struct str other)
{
    for (size_t at = str_index(words, '{'); at < words.n; at = str_index(words, '{')) {
        words = str_part(words, at, words.n);
        struct str gap = str_part(words, 0, str_index(words, '}') + 1);
        if (str_find(other, gap) == other.n)
            return false;
        words = str_part(words, gap.n, words.n);
    }
    return true;
}

/* What the program fills in it also fills in the pack's words, and nothing else. */
static bool fits(struct str words, const struct text *own, enum lang lang)
{
    struct str were = own ? str_of(own->word[lang]) : S("");
    return has_gaps(words, were) && has_gaps(were, words);
}

static bool is_words(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
            return false;
    return s.n > 0 && s.n <= WORDS_BYTES;
}

static enum status read_words(struct loading *l, struct text *row)
{
    struct str key = l->rows.cell[0], copy;
    const struct text *own = text_find(key);
    if (l->rows.n != 3 || !is_name(key, true))
        return wrong_row(l, "no row of words (key, Chinese, English)");
    for (int lang = 0; lang < N_LANGS; lang++) {
        struct str words = l->rows.cell[1 + lang];
        if (!is_words(words))
            return wrong_row(l, "words are missing, too long or hold a control character");
        if (!fits(words, own, (enum lang)lang))
            return wrong_row(l, "what stands in {} is not what the program fills in there");
        TRY(arena_copy(l->a, words, &copy));
        row->word[lang] = copy.p;
    }
    TRY(arena_copy(l->a, key, &copy));
    row->key = copy.p;
    return OK;
}

static int compare_keys(const void *a, const void *b)
{
    const struct text *x = a, *y = b;
    return strcmp(x->key, y->key);
}

/* Two sorted lists become one; of a row in both the pack's stands. */
static void merge(const struct text *pack, size_t n_pack, struct text *to, size_t *ret_n)
{
    size_t n = 0, i = 0, k = 0;
    while (i < text_n_rows || k < n_pack) {
        int order = k == n_pack ? -1 : i == text_n_rows ? 1 : strcmp(text_rows[i].key, pack[k].key);
        to[n++] = order < 0 ? text_rows[i] : pack[k];
        i += order <= 0;
        k += order >= 0;
    }
    *ret_n = n;
}

/* Where the first row of the key is said twice. */
static enum status find_double(struct loading *l, const struct text *row, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (strcmp(row[i - 1].key, row[i].key) == 0) {
            buf_printf(l->why, "%s: the key %s stands twice", l->path, row[i].key);
            return BAD_INPUT;
        }
    return OK;
}

static enum status load_text(struct loading *l)
{
    struct text *row = ARENA_ARRAY(l->a, struct text, TEXT_MAX);
    size_t n = 0;
    if (!row)
        return FULL;
    TRY(open_rows(l, "text.tsv"));
    while (tsv_next(&l->rows)) {
        if (n == TEXT_MAX)
            return wrong_row(l, "too many rows");
        TRY(read_words(l, &row[n++]));
    }
    qsort(row, n, sizeof *row, compare_keys);
    TRY(find_double(l, row, n));
    l->pack.text = ARENA_ARRAY(l->a, struct text, text_n_rows + n);
    if (!l->pack.text)
        return FULL;
    merge(row, n, l->pack.text, &l->pack.n_text);
    return OK;
}

/* ---- holds --------------------------------------------------------------------------------- */

/* Every article has its words, and what may be chosen has a row: else a hold would refuse
 * nothing. */
static enum status check_holds_said(struct loading *l)
{
    struct str law;
    for (size_t i = 0; i < l->pack.holds.n; i++)
        if (!pack_says(&l->pack, "hold_law", l->pack.holds.law[i].law)) {
            buf_printf(l->why, "%s: no words hold_law.%.*s", l->path,
                       STR_ARG(l->pack.holds.law[i].law));
            return NOT_FOUND;
        }
    for (size_t i = 0; i < l->pack.n_text; i++) {
        struct str table = str_cut(str_of(l->pack.text[i].key), '.', &law);
        if (!str_is(table, "hold_law") || !law.p || holds_find(&l->pack.holds, law))
            continue;
        buf_printf(l->why, "%s: no row %.*s, which text.tsv has words for", l->path, STR_ARG(law));
        return NOT_FOUND;
    }
    return OK;
}

static enum status load_holds(struct loading *l)
{
    snprintf(l->path, sizeof l->path, "%s/holds.tsv", l->folder);
    if (access(l->path, F_OK) == 0) {
        TRY(open_rows(l, "holds.tsv"));
        enum status s = holds_read(l->a, &l->rows, l->rooms, &l->pack.holds);
        if (s == BAD_INPUT)
            return wrong_row(l, "no row of holds (article, stop or go, days at most, operations of "
                                "a role on a matter parted by blanks, source)");
        TRY(s);
    }
    return check_holds_said(l);
}

/* ---- the schematic map --------------------------------------------------------------------- */

const struct tile *pack_tile(const struct pack *pack, int64_t region)
{
    for (size_t i = 0; i < pack->n_tiles; i++)
        if (pack->tile[i].region == region)
            return &pack->tile[i];
    return NULL;
}

static bool read_place(struct str cell, int64_t *ret_place)
{
    return str_to_int(cell, ret_place) == OK && *ret_place >= 0 && *ret_place < GRID_MAX;
}

static enum status read_tile(struct loading *l)
{
    struct tile tile;
    bool good = str_to_int(l->rows.cell[0], &tile.region) == OK &&
                read_place(l->rows.cell[1], &tile.column) && read_place(l->rows.cell[2], &tile.row);
    if (!good || l->rows.n != 3)
        return wrong_row(l, "no tile (division code, column, row; both 0 to 19)");
    if (pack_tile(&l->pack, tile.region))
        return wrong_row(l, "a division twice");
    if (l->pack.n_tiles == TILES_MAX)
        return wrong_row(l, "too many tiles");
    l->pack.tile[l->pack.n_tiles++] = tile;
    return OK;
}

static enum status load_tiles(struct loading *l)
{
    snprintf(l->path, sizeof l->path, "%s/tiles.tsv", l->folder);
    if (access(l->path, F_OK) != 0)
        return OK;
    l->pack.tile = ARENA_ARRAY(l->a, struct tile, TILES_MAX);
    if (!l->pack.tile)
        return FULL;
    TRY(open_rows(l, "tiles.tsv"));
    while (tsv_next(&l->rows))
        TRY(read_tile(l));
    return OK;
}

/* ---- the whole ----------------------------------------------------------------------------- */

bool pack_says(const struct pack *pack, const char *table, struct str code)
{
    char key[2 * NAME_BYTES];
    if (code.n > NAME_BYTES || strlen(table) + code.n + 2 > sizeof key)
        return false;
    snprintf(key, sizeof key, "%s.%.*s", table, STR_ARG(code));
    struct text wanted = {.key = key};
    return bsearch(&wanted, pack->text, pack->n_text, sizeof wanted, compare_keys) != NULL;
}

static enum status check_roles_said(struct loading *l)
{
    for (size_t i = 0; i < l->pack.n_roles; i++)
        if (!pack_says(&l->pack, "role", l->pack.role[i])) {
            buf_printf(l->why, "%s: no words role.%.*s", l->path, STR_ARG(l->pack.role[i]));
            return NOT_FOUND;
        }
    return OK;
}

/* What may be erased alone is named by the pack: a name that means nothing would let somebody ask
 * for an erasure that takes nothing. */
static enum status check_erasable(struct loading *l)
{
    struct str field;
    for (size_t i = 0; i < l->pack.n_text; i++) {
        struct str table = str_cut(str_of(l->pack.text[i].key), '.', &field);
        if (!str_is(table, "erase_field") || !field.p || erase_field_find(l->rooms, field) == OK)
            continue;
        buf_printf(l->why,
                   "%s: erase_field.%.*s names no personal field of a fact (ROOM-FACT-FIELD)",
                   l->path, STR_ARG(field));
        return NOT_FOUND;
    }
    return OK;
}

enum status pack_load(struct arena *a, const char *folder, const struct rooms *rooms,
                      struct pack *ret_pack, struct buf *why)
{
    struct loading l = {.a = a, .folder = folder, .rooms = rooms, .why = why};
    TRY(load_terms(&l));
    TRY(load_roles(&l));
    TRY(load_text(&l));
    TRY(check_roles_said(&l));
    TRY(check_erasable(&l));
    TRY(load_holds(&l));
    TRY(pack_load_maps(a, folder, rooms, &l.pack, why));
    TRY(load_tiles(&l));
    *ret_pack = l.pack;
    return OK;
}
