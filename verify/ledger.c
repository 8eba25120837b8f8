// SPDX-License-Identifier: Apache-2.0
/* ledger.c -- read a whole exported log: every entry, every tile, every checkpoint.
 * Two chains are compared link by link: each entry with its hash in the level-0 tile, each tile
 * with its hash in the tile above, the top with the signed root.  So a changed byte is named with
 * its place, and not once a level. */
#include "verify.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LEVELS = 8, FINDINGS_SHOWN = 100, ENTRIES = -1, PATH_BYTES = 4096, DEALS = 65536 };

/* A tile file, or none: `n` hashes. */
struct tile {
    bool is_read;
    unsigned n;
    struct hash h[256];
};

struct tag {
    uint64_t b[2];
    uint64_t index;
};

struct run {
    const char *dir;
    const struct policy *policy;
    bool is_json;
    struct checkpoint head;
    struct edge entries; /* by what the entries hash to */
    struct edge tiles;   /* by the hashes of the level-0 tiles: kept apart from the first difference
                            on */
    bool is_apart;
    struct tile tile[LEVELS]; /* the current tile of each level */
    struct checkpoint *older; /* of the files checkpoint.N, by size */
    size_t n_older, i_older;
    struct tag *tag;
    size_t n_tag, tag_room;
    bool with_sm3;         /* asked for: */
    struct edge sm3;       /* as far as the last root by SM3 that an entry says */
    struct hash *sm3_leaf; /* of the entries behind it */
    size_t n_leaf, leaf_room;
    uint64_t n_sm3; /* such roots */
    uint64_t n_finding;
};

/* Report one finding; entry, at and n (a place in the file: from byte `at` on, n bytes) are -1
 * where unknown. */
static void found(struct run *r, const char *file, int64_t entry, int64_t at, int64_t n,
                  const char *what)
{
    FILE *to = stdout;
    if (r->n_finding++ >= FINDINGS_SHOWN)
        return;
    if (r->is_json) {
        fprintf(to, "%s{\"at\":%lld,\"bytes\":%lld,\"entry\":%lld,\"file\":",
                r->n_finding > 1 ? "," : "", (long long)at, (long long)n, (long long)entry);
        show_json(to, (struct text){file, strlen(file)});
        fprintf(to, ",\"what\":\"%s\"}", what);
        return;
    }
    fprintf(to, "%s", file);
    if (entry >= 0)
        fprintf(to, ", entry %lld", (long long)entry);
    if (at >= 0)
        fprintf(to, n > 1 ? ", bytes %lld to %lld" : ", byte %lld", (long long)at,
                (long long)(at + n - 1));
    fprintf(to, ": %s\n", what);
}

/* tile/LEVEL/x001/x234/067[.p/W] under the folder; returns where the part after the folder begins.
 */
static const char *tile_path(const struct run *r, char to[PATH_BYTES], int level, uint64_t index,
                             unsigned width)
{
    int n = level == ENTRIES ? snprintf(to, PATH_BYTES - 99, "%s/tile/entries/", r->dir)
                             : snprintf(to, PATH_BYTES - 99, "%s/tile/%d/", r->dir, level);
    uint64_t scale = 1;
    if (n >= PATH_BYTES - 99)
        abort();
    while (index / scale >= 1000)
        scale *= 1000;
    for (; scale >= 1000; scale /= 1000)
        n += sprintf(to + n, "x%03u/", (unsigned)(index / scale % 1000));
    n += sprintf(to + n, "%03u", (unsigned)(index % 1000));
    if (width < 256)
        sprintf(to + n, ".p/%u", width);
    return to + strlen(r->dir) + 1;
}

static unsigned width_of(const struct run *r, int level, uint64_t index)
{
    uint64_t left = (r->head.size >> 8 * (level < 0 ? 0 : level)) - index * 256;
    return left > 256 ? 256 : (unsigned)left;
}

static void tile_read(struct run *r, int level, uint64_t index)
{
    char path[PATH_BYTES];
    struct tile *t = &r->tile[level];
    t->n = width_of(r, level, index);
    t->is_read = false;
    if (t->n == 0)
        return;
    const char *name = tile_path(r, path, level, index, t->n);
    struct text bytes = file_read(path, sizeof t->h);
    t->is_read = bytes.p && bytes.n == 32 * t->n;
    if (t->is_read)
        memcpy(t->h, bytes.p, bytes.n);
    else
        found(r, name, -1, -1, -1,
              bytes.p ? "the tile has the wrong length" : "the tile cannot be read");
    free((char *)bytes.p);
}

static struct hash tile_root(const struct tile *t)
{
    struct edge e = {0};
    struct hash done[LEVELS];
    for (unsigned i = 0; i < t->n; i++)
        edge_append(&e, t->h[i], done);
    return edge_root(&e);
}

static bool same(struct hash a, struct hash b)
{
    return memcmp(a.b, b.b, 32) == 0;
}

/* The tile of `level` is complete.  Its hash in the tile above must be that of the entries or of
 * this tile. */
static void check_above(struct run *r, int level, uint64_t index, struct hash by_entries)
{
    char path[PATH_BYTES];
    const struct tile *above = &r->tile[level + 1];
    if (!above->is_read || same(above->h[index % 256], by_entries))
        return;
    struct hash by_tile = tile_root(&r->tile[level]);
    if (r->tile[level].is_read && same(above->h[index % 256], by_tile))
        return;
    const char *name = tile_path(r, path, level + 1, index / 256, above->n);
    found(r, name, -1, (int64_t)(index % 256 * 32), 32, "this hash is not that of the tile below");
}

/* Does the level-0 tile fit what stands above it: the tile of level 1, or for a partial one the
 * signed root? */
static bool tile_fits(const struct run *r, uint64_t index)
{
    const struct tile *t = &r->tile[0], *above = &r->tile[1];
    struct hash unused[LEVELS];
    struct edge e = r->is_apart ? r->tiles : r->entries;
    if (t->n == 256)
        return !above->is_read || same(tile_root(t), above->h[index / 256 % 256]);
    for (uint64_t i = index % 256; i < t->n; i++)
        edge_append(&e, t->h[i], unused);
    return same(edge_root(&e), r->head.root);
}

/* An entry and its hash in the level-0 tile differ: one of the two was changed. */
static void blame(struct run *r, uint64_t index, size_t at, size_t n)
{
    char path[PATH_BYTES];
    bool is_entry = r->n_finding < FINDINGS_SHOWN && tile_fits(r, index);
    const char *name = tile_path(r, path, is_entry ? ENTRIES : 0, index / 256, r->tile[0].n);
    if (is_entry)
        found(r, name, (int64_t)index, (int64_t)at, (int64_t)n,
              "the entry does not have the hash in its tile");
    else
        found(r, name, (int64_t)index, (int64_t)(index % 256 * 32), 32,
              "this hash is not that of the entry");
}

/* Is this the root of what was read so far, by the entries or by the tiles? */
static bool is_root(const struct run *r, struct hash root)
{
    return same(root, edge_root(&r->entries)) || (r->is_apart && same(root, edge_root(&r->tiles)));
}

static void check_older(struct run *r)
{
    char name[64];
    for (; r->i_older < r->n_older && r->older[r->i_older].size == r->entries.size; r->i_older++) {
        const struct checkpoint *c = &r->older[r->i_older];
        snprintf(name, sizeof name, "checkpoint.%llu", (unsigned long long)c->size);
        if (!is_root(r, c->root))
            found(r, name, -1, -1, -1, "the log does not begin as this checkpoint says");
    }
}

/* Append one leaf to both trees and check the tiles that it completes. */
static void append(struct run *r, struct hash by_entry)
{
    struct hash done[LEVELS];
    uint64_t index = r->entries.size;
    struct hash by_tile = r->tile[0].is_read ? r->tile[0].h[index % 256] : by_entry;
    if (!r->is_apart && !same(by_tile, by_entry)) {
        r->is_apart = true;
        r->tiles = r->entries;
    }
    if (r->is_apart)
        edge_append(&r->tiles, by_tile, done);
    int n_done = edge_append(&r->entries, by_entry, done);
    for (int i = 1; i <= n_done && i < LEVELS; i++)
        check_above(r, i - 1, index >> 8 * i, done[i]);
    check_older(r);
}

static void keep_tags(struct run *r, const struct entry *e, uint64_t index)
{
    if (r->n_tag + e->n_tags > r->tag_room) {
        r->tag_room = r->tag_room * 2 + 65536;
        r->tag = realloc(r->tag, r->tag_room * sizeof *r->tag);
        if (!r->tag)
            abort();
    }
    for (unsigned i = 0; i < e->n_tags; i++, r->n_tag++) {
        read_hex((struct text){e->tags.p + 1 + 35 * i, 32}, (unsigned char *)r->tag[r->n_tag].b,
                 16);
        r->tag[r->n_tag].index = index;
    }
}

/* An entry that says the root by SM3 of the first `size` entries.  Sizes ascend. */
static const char *check_sm3_root(struct run *r, const struct entry *e)
{
    uint64_t size;
    struct hash root;
    bool is_formed = e->root.p && e->root.n == 66 && e->size.p && read_number(e->size, &size) &&
                     read_hex((struct text){e->root.p + 1, 64}, root.b, 32);
    if (!is_formed || size <= r->sm3.size || size > r->sm3.size + r->n_leaf)
        return "not a root by SM3 of entries before this one, or not of more than the last";
    struct hash done[LEVELS];
    size_t n = (size_t)(size - r->sm3.size);
    for (size_t i = 0; i < n; i++)
        edge_append(&r->sm3, r->sm3_leaf[i], done);
    memmove(r->sm3_leaf, r->sm3_leaf + n, (r->n_leaf - n) * sizeof *r->sm3_leaf);
    r->n_leaf -= n;
    r->n_sm3++;
    return same(edge_root(&r->sm3), root) ? NULL : "not the root by SM3 of the entries before it";
}

static void keep_sm3_leaf(struct run *r, struct text bytes)
{
    if (r->n_leaf == r->leaf_room) {
        r->leaf_room = r->leaf_room * 2 + 65536;
        r->sm3_leaf = realloc(r->sm3_leaf, r->leaf_room * sizeof *r->sm3_leaf);
        if (!r->sm3_leaf)
            abort();
    }
    r->sm3_leaf[r->n_leaf++] = leaf_hash_sm3(bytes);
}

/* One entry of a bundle; `at` is the place of its first byte in the file. */
static bool check_entry(struct run *r, const char *name, struct text bytes, size_t at)
{
    struct entry e;
    struct scan s;
    uint64_t index = r->entries.size;
    const struct tile *t = &r->tile[0];
    struct hash h = leaf_hash(bytes);
    bool is_formed = entry_check(bytes, &e, &s);
    if (!is_formed)
        found(r, name, (int64_t)index, (int64_t)(at + (size_t)(s.at - s.start)), 1, s.what);
    else if (t->is_read && !same(h, t->h[index % 256]))
        blame(r, index, at, bytes.n);
    else
        keep_tags(r, &e, index);
    const char *wrong = NULL;
    if (r->with_sm3 && is_formed && text_is(e.fact, "\"core.sm3_root\""))
        wrong = check_sm3_root(r, &e);
    if (wrong)
        found(r, name, (int64_t)index, (int64_t)at, (int64_t)bytes.n, wrong);
    if (r->with_sm3)
        keep_sm3_leaf(r, bytes);
    append(r, h);
    return is_formed;
}

/* A bundle and its tile.  Behind an entry without form its length is not believed either: the
 * tile's hashes stand in for the rest of the bundle, so that all that follows is still judged. */
static bool check_bundle(struct run *r, uint64_t i_bundle)
{
    char path[PATH_BYTES];
    for (int level = 0; level < LEVELS && (i_bundle & ((1ULL << 8 * level) - 1)) == 0; level++)
        tile_read(r, level, i_bundle >> 8 * level);
    unsigned width = width_of(r, ENTRIES, i_bundle), i = 0;
    const char *name = tile_path(r, path, ENTRIES, i_bundle, width);
    struct text bundle = file_read(path, 256 * 65537);
    size_t at = 0;
    bool is_formed = true;
    for (; bundle.p && is_formed && i < width && bundle.n - at >= 2; i++) {
        size_t n = (size_t)(unsigned char)bundle.p[at] << 8 | (unsigned char)bundle.p[at + 1];
        if (bundle.n - at - 2 < n)
            break;
        is_formed = check_entry(r, name, (struct text){bundle.p + at + 2, n}, at + 2);
        at += 2 + n;
    }
    if (!bundle.p)
        found(r, name, (int64_t)(i_bundle * 256), -1, -1, "the bundle cannot be read");
    else if (is_formed && (i < width || at != bundle.n))
        found(r, name, (int64_t)r->entries.size, (int64_t)at, 1,
              i < width ? "the bundle breaks off" : "too many bytes");
    free((char *)bundle.p);
    for (; i < width && r->tile[0].is_read; i++)
        append(r, r->tile[0].h[i]);
    return i == width;
}

static size_t deal(const struct tag *t)
{
    return (size_t)(t->b[0] >> 48);
}

static int by_tag(const void *a, const void *b)
{
    const struct tag *x = a, *y = b;
    return x->b[0] != y->b[0] ? (x->b[0] < y->b[0] ? -1 : 1)
                              : (x->b[1] > y->b[1]) - (x->b[1] < y->b[1]);
}

/* Tags are as good as random: dealt out by their first bits, few are left to compare.  If somebody
 * chose them this is an ordinary sort. */
static void sort_tags(struct run *r)
{
    size_t *end = calloc(DEALS + 1, sizeof *end);
    struct tag *dealt = malloc((r->n_tag + 1) * sizeof *dealt);
    if (!end || !dealt)
        abort();
    for (size_t i = 0; i < r->n_tag; i++)
        end[deal(&r->tag[i]) + 1]++;
    for (size_t k = 1; k <= DEALS; k++)
        end[k] += end[k - 1];
    for (size_t i = 0; i < r->n_tag; i++)
        dealt[end[deal(&r->tag[i])]++] = r->tag[i];
    for (size_t k = 0, from = 0; k < DEALS; from = end[k++])
        qsort(dealt + from, end[k] - from, sizeof *dealt, by_tag);
    free(end);
    free(r->tag);
    r->tag = dealt;
}

static void check_tags(struct run *r)
{
    char path[PATH_BYTES], what[80];
    sort_tags(r);
    for (size_t i = 1; i < r->n_tag; i++) {
        uint64_t a = r->tag[i - 1].index, b = r->tag[i].index, later = a > b ? a : b;
        if (by_tag(&r->tag[i - 1], &r->tag[i]) != 0)
            continue;
        const char *name =
            tile_path(r, path, ENTRIES, later / 256, width_of(r, ENTRIES, later / 256));
        snprintf(what, sizeof what, "a tag of this entry stands in entry %llu too",
                 (unsigned long long)(a < b ? a : b));
        found(r, name, (int64_t)later, -1, -1, what);
    }
}

/* Every hash was compared with the tile above it; what has none above it is the edge, whose root is
 * signed. */
static void check_root(struct run *r)
{
    if (!is_root(r, r->head.root))
        found(r, "checkpoint", -1, -1, -1, "the entries do not have the root that was signed");
}

static bool read_checkpoint(struct run *r, const char *name, struct checkpoint *c)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/%s", r->dir, name);
    struct text note = file_unpacked(path, 1 << 20);
    const char *wrong = note.p ? checkpoint_check(r->policy, note, c) : "the file cannot be read";
    if (wrong) {
        found(r, name, -1, -1, -1, wrong);
        free((char *)note.p);
        *c = (struct checkpoint){0};
    }
    return !wrong; /* the note stays: the checkpoint points into it */
}

static int by_size(const void *a, const void *b)
{
    uint64_t x = ((const struct checkpoint *)a)->size, y = ((const struct checkpoint *)b)->size;
    return x < y ? -1 : x > y;
}

/* The files checkpoint.N: each signed, of this origin, of the size N. */
static void read_older(struct run *r)
{
    DIR *d = opendir(r->dir);
    uint64_t size;
    for (struct dirent *f; d && (f = readdir(d));) {
        if (strncmp(f->d_name, "checkpoint.", 11) != 0 ||
            !read_number((struct text){f->d_name + 11, strlen(f->d_name + 11)}, &size))
            continue;
        r->older = realloc(r->older, (r->n_older + 1) * sizeof *r->older);
        if (!r->older)
            abort();
        struct checkpoint *c = &r->older[r->n_older];
        if (!read_checkpoint(r, f->d_name, c))
            continue;
        if (c->size == size && text_same(c->origin, r->head.origin) && size <= r->head.size) {
            r->n_older++;
            continue;
        }
        found(r, f->d_name, -1, -1, -1, "not a checkpoint of this log at the size of its name");
        free((char *)c->origin.p); /* where its note begins */
    }
    if (d)
        closedir(d);
    if (r->n_older > 1)
        qsort(r->older, r->n_older, sizeof *r->older, by_size);
}

static void progress(const struct run *r, uint64_t i, uint64_t n)
{
    static time_t shown;
    if (!isatty(2) || time(NULL) == shown)
        return;
    shown = time(NULL);
    fprintf(stderr, "\r%3u %% of %llu entries ", (unsigned)(i * 100 / n),
            (unsigned long long)r->head.size);
    if (i == n)
        fputs("\r\033[K", stderr);
}

static void read_all(struct run *r)
{
    uint64_t n = (r->head.size + 255) / 256;
    check_older(r);
    for (uint64_t i = 0; i < n; i++) {
        if (!check_bundle(r, i))
            return;
        progress(r, i + 1, n);
    }
    check_root(r);
    check_tags(r);
}

static void conclude(const struct run *r)
{
    FILE *to = stdout;
    const char *verdict = r->n_finding ? "refuted" : verdict_of(r->policy, &r->head);
    if (r->is_json) {
        fprintf(to, "],\"entries\":%llu,\"findings_total\":%llu,\"origin\":",
                (unsigned long long)r->head.size, (unsigned long long)r->n_finding);
        show_json(to, r->head.origin);
        if (r->with_sm3)
            fprintf(to, ",\"sm3_roots\":%llu", (unsigned long long)r->n_sm3);
        fprintf(to, ",\"verdict\":\"%s\",\"witnesses\":[", verdict);
        show_witnesses(to, r->policy, &r->head, true);
        fputs("]}\n", to);
        return;
    }
    if (r->n_finding > FINDINGS_SHOWN)
        fprintf(to, "... and %llu more\n", (unsigned long long)(r->n_finding - FINDINGS_SHOWN));
    fprintf(to, "%s: %s", verdict, r->dir);
    if (r->n_finding)
        fprintf(to, ", %llu finding%s; keep this copy and show it to a witness\n",
                (unsigned long long)r->n_finding, r->n_finding == 1 ? "" : "s");
    else
        fprintf(to, ", log "), show(to, r->head.origin),
            fprintf(to,
                    ", %llu entries, %zu earlier checkpoints, %zu tags, all as signed; witnesses "
                    "%u of %u",
                    (unsigned long long)r->head.size, r->n_older, r->n_tag, r->head.n_witness,
                    r->policy->n_witness);
    if (!r->n_finding && r->head.n_witness)
        fputs(": ", to), show_witnesses(to, r->policy, &r->head, false);
    if (!r->n_finding && r->with_sm3)
        fprintf(to, "; %llu roots by SM3, all right", (unsigned long long)r->n_sm3);
    if (!r->n_finding)
        fputc('\n', to);
}

/* A node's own folder has a checkpoint too: one without tiles is none that somebody exported. */
static bool can_read(const char *dir, const char *name)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    if (access(path, R_OK) == 0)
        return true;
    fprintf(stderr, "xiezhi-verify: %s cannot be read: give the folder of an exported ledger\n",
            path);
    return false;
}

int ledger_command(const char *dir, const struct policy *policy, bool is_json, bool sm3)
{
    static struct run run;
    struct run *r = &run;
    if (strlen(dir) >= PATH_BYTES - 99)
        return fprintf(stderr, "xiezhi-verify: the folder's name is too long: move the ledger\n"),
               2;
    if (sm3 && !has_sm3())
        return fprintf(stderr, "xiezhi-verify: OpenSSL here has no SM3: leave --sm3 out\n"), 2;
    run = (struct run){
        .dir = dir, .policy = policy, .is_json = is_json, .with_sm3 = sm3, .sm3.is_sm3 = true};
    if (!can_read(dir, "checkpoint") || !can_read(dir, "tile"))
        return 2;
    if (is_json)
        fputs("{\"findings\":[", stdout);
    if (read_checkpoint(r, "checkpoint", &r->head)) {
        read_older(r);
        read_all(r);
    }
    conclude(r);
    return r->n_finding ? 1 : 0;
}
