// SPDX-License-Identifier: Apache-2.0
/* pack_maps.c -- the maps of a pack, by which foreign tables are brought in, and the zones in which
 * their clocks went.
 * Floor 4. */
#include "core/pack.h"

#include "core/text.h"
#include "crypt/hash.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_BYTES = 4096, MAPS_MAX = 20, NAME_MAX_BYTES = 44 };

struct loading {
    struct arena *a;
    const char *folder;
    struct map_law law;
    struct pack *pack;
    struct str zones; /* the bytes of zones.tsv */
    char path[PATH_BYTES];
    struct buf *why;
};

/* [a-z][a-z0-9_]*.map */
static bool is_map_name(struct str s)
{
    if (s.n > NAME_MAX_BYTES || !str_ends(s, S(".map")) || s.p[0] < 'a' || s.p[0] > 'z')
        return false;
    for (size_t i = 0; i < s.n - 4; i++)
        if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') ||
              s.p[i] == '_'))
            return false;
    return true;
}

static int compare_names(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static enum status add_name(struct arena *a, struct str name, const char *path, struct list *to,
                            struct buf *why)
{
    if (str_starts(name, S(".")))
        return OK;
    if (!is_map_name(name) || to->n == MAPS_MAX) {
        buf_printf(why, "%s/%.*s: %s", path, STR_ARG(name),
                   to->n == MAPS_MAX ? "too many maps" : "a map is called NAME.map, in a-z 0-9 _");
        return BAD_INPUT;
    }
    return arena_copy(a, name, (struct str *)to->at + to->n++);
}

enum status pack_map_names(struct arena *a, const char *folder, struct list *ret_names,
                           struct buf *why)
{
    char path[PATH_BYTES];
    struct list names = {ARENA_ARRAY(a, struct str, MAPS_MAX), 0};
    snprintf(path, sizeof path, "%s/maps", folder);
    if (!names.at)
        return FULL;
    DIR *dir = opendir(path);
    if (!dir && errno != ENOENT) {
        buf_printf(why, "%s cannot be read", path);
        return BROKEN;
    }
    enum status s = OK;
    for (struct dirent *e; dir && s == OK && (e = readdir(dir));)
        s = add_name(a, str_of(e->d_name), path, &names, why);
    if (dir)
        closedir(dir);
    TRY(s);
    if (names.n)
        qsort(names.at, names.n, sizeof(struct str), compare_names);
    *ret_names = names;
    return OK;
}

/* ---- reading ------------------------------------------------------------------------------- */

static enum status open_rows(struct loading *l, struct tsv *rows, const char *name)
{
    snprintf(l->path, sizeof l->path, "%s/%s", l->folder, name);
    enum status s = tsv_load(rows, l->a, l->path);
    if (s != OK)
        buf_printf(l->why, "%s %s", l->path,
                   s == BAD_INPUT   ? "is not UTF-8"
                   : s == NOT_FOUND ? "is missing: a pack with maps has the zones of their clocks"
                                    : "cannot be read");
    return s;
}

static enum status load_zones(struct loading *l)
{
    struct tsv rows;
    TRY(open_rows(l, &rows, "zones.tsv"));
    l->zones = rows.rest;
    enum status s = zones_read(l->a, &rows, &l->pack->zones);
    if (s == BAD_INPUT)
        buf_printf(l->why,
                   "%s:%zu: no row of zones (zone, from, to, standard, summer, begins, ends, "
                   "source), or its years overlap with another",
                   l->path, rows.line);
    return s;
}

static bool is_said(const struct loading *l, struct str map)
{
    char key[NAME_MAX_BYTES + 8];
    int n = snprintf(key, sizeof key, "map.%.*s", STR_ARG(map));
    for (size_t i = 0; i < l->law.n_text; i++)
        if (strcmp(l->law.text[i].key, key) == 0)
            return n > 0;
    return false;
}

static enum status load_map(struct loading *l, struct str file)
{
    struct tsv rows;
    struct buf why;
    char name[PATH_BYTES / 2];
    snprintf(name, sizeof name, "maps/%.*s", STR_ARG(file));
    TRY(open_rows(l, &rows, name));
    struct str part[] = {rows.rest, l->zones};
    struct map *m = &l->pack->maps.map[l->pack->maps.n];
    buf_init(&why, 1024);
    enum status s = map_read(l->a, &l->law, &rows, m, &why);
    if (s == BAD_INPUT)
        buf_printf(l->why, "%s:%zu: %.*s", l->path, rows.line, STR_ARG(buf_str(&why)));
    buf_close(&why);
    TRY(s);
    m->name = str_part(file, 0, file.n - 4);
    m->hash = crypt_sha256_parts(part, 2);
    l->pack->maps.n++;
    if (is_said(l, m->name))
        return OK;
    buf_printf(l->why, "%s: the pack's text.tsv has no words map.%.*s", l->path, STR_ARG(m->name));
    return NOT_FOUND;
}

enum status pack_load_maps(struct arena *a, const char *folder, const struct rooms *rooms,
                           struct pack *pack, struct buf *why)
{
    struct loading l = {.a = a, .folder = folder, .pack = pack, .why = why};
    struct list names;
    TRY(pack_map_names(a, folder, &names, why));
    if (!names.n)
        return OK;
    TRY(load_zones(&l));
    l.law = (struct map_law){rooms, &pack->zones, pack->text, pack->n_text};
    pack->maps.map = ARENA_ARRAY(a, struct map, names.n);
    if (!pack->maps.map)
        return FULL;
    const struct str *name = names.at;
    for (size_t i = 0; i < names.n; i++)
        TRY(load_map(&l, name[i]));
    return OK;
}
