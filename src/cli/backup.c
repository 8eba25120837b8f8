// SPDX-License-Identifier: Apache-2.0
/* backup.c -- a node copied while it is served: what cannot be made anew.
 * Floor 6.  First the newest signed head, then the entries (at least those under it), then the
 * files that they name: each is there before an entry names it.  Tables are folded anew by whoever
 * serves the copy.  Never the signer's key and memory: a copy of them could sign a second history.
 * */
#include "cli/cli.h"

#include "core.gen.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES = 4096, BACKUP_ARENA = 1024 * 1024, LOWER = 10 };

static const char help[] =
    "usage: xiezhi backup DIR TO\n"
    "Copy the node in DIR, which may be served meanwhile, into the folder TO: entries with their\n"
    "personal values, attachments, pack, policy. TO is empty or not there yet.\n"
    "Not in it: the signer's key and memory (keep the key apart, offline, once), and the tables:\n"
    "  xiezhi rebuild TO && xiezhi check TO\n"
    "makes and compares them. What was erased before is not in the copy; what is erased later "
    "stays\n"
    "in it until it is destroyed: keep it where only those are who may read it, and no longer "
    "than\n"
    "your rules say.\n";

/* What is copied, folders with all that lies in them. */
static const struct {
    const char *name;
    bool may_lack;
} parts[] = {{"policy", false}, {"witnesses", true}, {"pack", false}, {"blobs", false}};
static const char *const empty_folders[] = {"uploads", "public"};

struct copying {
    const char *from, *to;
    struct node_files node;
    struct arena a;
    int64_t entries, files;
    struct buf why;
};

/* ---- files --------------------------------------------------------------------------------- */

static enum status copy_folder(struct copying *c, const char *from, const char *to);

static enum status copy_one(struct copying *c, const char *from, const char *to)
{
    struct stat st;
    if (stat(from, &st) != 0)
        return errno == ENOENT ? NOT_FOUND : BROKEN;
    if (S_ISDIR(st.st_mode))
        return copy_folder(c, from, to);
    c->files++;
    return cli_copy_file(from, to, &c->why);
}

static enum status copy_entries(struct copying *c, DIR *folder, const char *from, const char *to)
{
    char in[PATH_BYTES], out[PATH_BYTES];
    enum status s = OK;
    for (const struct dirent *e; s == OK && (e = readdir(folder));) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        int n = snprintf(in, sizeof in, "%s/%s", from, e->d_name);
        int m = snprintf(out, sizeof out, "%s/%s", to, e->d_name);
        s = n < PATH_BYTES && m < PATH_BYTES ? copy_one(c, in, out) : BROKEN;
        if (s == NOT_FOUND) /* erased since the folder was opened */
            s = OK;
    }
    return s;
}

static enum status copy_folder(struct copying *c, const char *from, const char *to)
{
    DIR *folder = opendir(from);
    if (!folder || mkdir(to, 0700) != 0) {
        buf_printf(&c->why, "%s cannot be copied to %s: %s", from, to, strerror(errno));
        if (folder)
            closedir(folder);
        return BROKEN;
    }
    enum status s = copy_entries(c, folder, from, to);
    closedir(folder);
    return s;
}

static enum status copy_part(struct copying *c, const char *name, bool may_lack)
{
    char from[PATH_BYTES], to[PATH_BYTES];
    snprintf(from, sizeof from, "%s/%s", c->from, name);
    snprintf(to, sizeof to, "%s/%s", c->to, name);
    enum status s = copy_one(c, from, to);
    if (s == NOT_FOUND && !may_lack && !c->why.n)
        buf_printf(&c->why, "%s is missing", from);
    return s == NOT_FOUND && may_lack ? OK : s;
}

static enum status make_empty(struct copying *c)
{
    char path[PATH_BYTES];
    for (size_t i = 0; i < sizeof empty_folders / sizeof *empty_folders; i++) {
        snprintf(path, sizeof path, "%s/%s", c->to, empty_folders[i]);
        if (mkdir(path, 0700) != 0) {
            buf_printf(&c->why, "%s cannot be made: %s", path, strerror(errno));
            return BROKEN;
        }
    }
    return OK;
}

/* ---- the whole ----------------------------------------------------------------------------- */

static enum status copy_ledger(struct copying *c)
{
    struct ledger_size size;
    TRY(store_read_begin(c->node.db));
    enum status s = ledger_size_one(c->node.db, &size, &c->a);
    if (s == OK)
        s = store_copy_ledger(c->node.db, c->to, cli_progress);
    store_read_end(c->node.db);
    c->entries = s == OK ? size.n : 0;
    if (s != OK && !c->why.n)
        buf_puts(&c->why, store_error(c->node.db));
    return s;
}

static enum status copy_all(struct copying *c)
{
    TRY(make_empty(c));
    TRY(copy_part(c, "public/checkpoint", true)); /* never served: there is none */
    TRY(copy_ledger(c));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        TRY(copy_part(c, parts[i].name, parts[i].may_lack));
    sync(); /* the folders' own entries */
    return OK;
}

static enum status backup(struct copying *c, const struct core_options *o)
{
    struct cli_folder folder = {.path = c->to, .mode = 0700};
    TRY(node_find(c->from, NULL, &c->why));
    TRY(node_open(&c->node, o, STORE_READER, NULL, &c->why));
    enum status s = cli_folder_take(&folder, &c->why);
    if (s == OK) {
        s = copy_all(c);
        if (s != OK)
            cli_folder_clear(&folder);
    } else {
        buf_printf(&c->why, " (%s)", c->to);
    }
    node_close(&c->node);
    return s;
}

int cli_backup(const struct cli *cli, int argc, char **argv)
{
    struct copying c = {0};
    const struct cli_word words[] = {{NULL, &c.from, NULL}, {NULL, &c.to, NULL}};
    int code = cli_read(argc, argv, words, 2, help);
    if (code)
        return code < 0 ? 0 : code;
    struct core_options o = cli_options(cli, c.from, NULL);
    buf_init(&c.why, 8192);
    arena_init(&c.a, BACKUP_ARENA);
    setpriority(PRIO_PROCESS, 0, LOWER); /* who is served comes first */
    enum status s = backup(&c, &o);
    buf_byte(&c.why, 0);
    if (s == OK)
        printf("copied %lld entries and %lld files to %s\n", (long long)c.entries,
               (long long)c.files, c.to);
    code = s == OK ? 0 : cli_fail("backup", c.from, c.why.n > 1 ? c.why.p : status_name(s));
    arena_close(&c.a);
    buf_close(&c.why);
    return code;
}
