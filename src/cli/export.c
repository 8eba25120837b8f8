// SPDX-License-Identifier: Apache-2.0
/* export.c -- the log as C2SP tiles in a folder: full tiles first, the checkpoint last, so that a
 * copy taken at any moment is whole as far as its checkpoint says.
 * Floor 6.  Source: c2sp.org/tlog-tiles; docs/LEDGER.md. */
#include "cli/cli.h"

#include "core.gen.h"
#include "core/published.h"
#include "core/tree.h"
#include "tlog/checkpoint.h"
#include "tlog/note.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PATH_BYTES = 4096,
    BUNDLE_BYTES = 17 * 1024 * 1024,
    NOTE_BYTES = 64 * 1024,
    EXPORT_ARENA = 64 * 1024 * 1024
};

static const char help[] =
    "usage: xiezhi export-ledger DIR TO [--db ADDRESS]\n"
    "Write the log of the node in DIR into the folder TO: checkpoint, tile/..., tile/entries/...\n"
    "TO is empty or not there yet.\n"
    "  --db  where its database is now, if not where the folder says\n"
    "Whoever has the policy file checks it with: xiezhi-verify ledger TO --policy FILE\n"
    "The node may be served meanwhile; what is written reaches up to its newest checkpoint file.\n";

struct outgoing {
    const char *from, *to;
    struct node_files node;
    struct arena a;
    struct str note;
    struct tlog_checkpoint head;
    struct tree tree;
    struct buf *why; /* what went wrong, for who typed the command */
};

/* ---- files --------------------------------------------------------------------------------- */

static enum status make_parents(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        int failed = mkdir(path, 0777) != 0 && errno != EEXIST;
        *slash = '/';
        if (failed)
            return BROKEN;
    }
    return OK;
}

static enum status write_file(const struct outgoing *x, const char *name, struct str bytes)
{
    char path[PATH_BYTES], temp[PATH_BYTES + 8];
    snprintf(path, sizeof path, "%s/%s", x->to, name);
    snprintf(temp, sizeof temp, "%s.new", path);
    FILE *file = make_parents(path) == OK ? fopen(temp, "we") : NULL;
    bool whole = file && fwrite(bytes.p, 1, bytes.n, file) == bytes.n;
    if (file && fclose(file) != 0)
        whole = false;
    if (whole && rename(temp, path) == 0)
        return OK;
    buf_printf(x->why, "%s cannot be written: %s", path, strerror(errno));
    return BROKEN;
}

static enum status write_tile(const struct outgoing *x, struct tlog_tile tile, struct str bytes)
{
    char room[256];
    struct buf path = {.p = room, .room = sizeof room, .max = sizeof room};
    tlog_tile_put_path(&path, tile);
    buf_byte(&path, 0);
    assert(!path.full);
    return write_file(x, room, bytes);
}

/* ---- tiles --------------------------------------------------------------------------------- */

static enum status write_hashes(struct outgoing *x, int level, uint64_t index)
{
    struct hash h[TLOG_TILE_WIDTH];
    struct tlog_tile tile = {level, index, tlog_tile_width(level, index, x->head.size)};
    TRY(tree_tile_hashes(&x->tree, tile, h));
    return write_tile(x, tile, (struct str){(const char *)h, tile.width * sizeof h[0]});
}

static enum status write_entries(struct outgoing *x, uint64_t index)
{
    struct buf bundle;
    struct list rows;
    struct tlog_tile tile = {TLOG_TILE_ENTRIES, index, tlog_tile_width(0, index, x->head.size)};
    int64_t first = (int64_t)(index * TLOG_TILE_WIDTH);
    TRY(ledger_entries_many(x->node.db, first, first + tile.width, &rows, &x->a));
    if (rows.n != tile.width)
        return BROKEN;
    buf_init(&bundle, BUNDLE_BYTES);
    const struct ledger_entries *row = rows.at;
    for (size_t i = 0; i < rows.n; i++)
        tlog_bundle_put(&bundle, row[i].leaf);
    enum status s = bundle.full ? FULL : write_tile(x, tile, buf_str(&bundle));
    buf_close(&bundle);
    arena_reset(&x->a);
    return s;
}

static enum status write_level(struct outgoing *x, int level)
{
    for (uint64_t i = 0; tlog_tile_width(level, i, x->head.size); i++) {
        TRY(write_hashes(x, level, i));
        if (level == 0)
            TRY(write_entries(x, i));
        if (level == 0)
            cli_progress((int64_t)(i * TLOG_TILE_WIDTH), (int64_t)x->head.size);
    }
    return OK;
}

/* ---- the whole ----------------------------------------------------------------------------- */

static enum status write_all(struct outgoing *x)
{
    TRY(tree_open(&x->tree, x->node.db));
    if (x->head.size > x->tree.size)
        return CONFLICT;
    x->tree.size = x->head.size; /* partial tiles end at the checkpoint */
    for (int level = 0; level < TLOG_TILE_LEVELS; level++)
        TRY(write_level(x, level));
    cli_progress((int64_t)x->head.size, (int64_t)x->head.size);
    return write_file(x, "checkpoint", x->note);
}

/* Into a folder of its own, which is as before when anything fails. */
static enum status export_open_node(struct outgoing *x)
{
    struct cli_folder folder = {.path = x->to, .mode = 0777};
    enum status s = cli_folder_take(&folder, x->why);
    if (s != OK) {
        buf_printf(x->why, " (%s)", x->to);
        return s;
    }
    s = write_all(x);
    if (s != OK)
        cli_folder_clear(&folder);
    if (s == CONFLICT)
        buf_puts(x->why, "the database is older than its checkpoint: a copy of an earlier day?");
    else if (s != OK && !x->why->n)
        buf_puts(x->why, store_error(x->node.db));
    return s;
}

static enum status export_node(struct outgoing *x, const struct core_options *o)
{
    struct arena life;
    TRY(node_find(x->from, o->database, x->why));
    arena_init(&life, 4 * NOTE_BYTES);
    arena_init(&x->a, EXPORT_ARENA);
    enum status s = published_read(x->from, &life, &x->note, &x->head);
    if (s == OK)
        s = node_open(&x->node, o, STORE_READER, NULL, x->why);
    else
        buf_puts(x->why, "there is no checkpoint yet: serve the node once");
    if (s == OK) {
        s = export_open_node(x);
        node_close(&x->node);
    }
    arena_close(&x->a);
    arena_close(&life);
    return s;
}

int cli_export_ledger(const struct cli *cli, int argc, char **argv)
{
    struct outgoing x = {0};
    struct buf why;
    const char *database = NULL;
    const struct cli_word words[] = {
        {NULL, &x.from, NULL}, {NULL, &x.to, NULL}, {"--db", &database, NULL}};
    int code = cli_read(argc, argv, words, 3, help);
    if (code)
        return code < 0 ? 0 : code;
    struct core_options o = cli_options(cli, x.from, database);
    buf_init(&why, 8192);
    x.why = &why;
    enum status s = export_node(&x, &o);
    buf_byte(&why, 0);
    if (s == OK)
        printf("wrote %llu entries to %s\n", (unsigned long long)x.head.size, x.to);
    code = s == OK ? 0 : cli_fail("export-ledger", x.from, why.n > 1 ? why.p : status_name(s));
    buf_close(&why);
    return code;
}
