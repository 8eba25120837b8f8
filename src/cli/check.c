// SPDX-License-Identifier: Apache-2.0
/* check.c -- does this node's data still say what its ledger says?  Reads everything, changes
 * nothing.
 * Floor 6.  Tree and tiles against the entries; every value of the vault against its commitment;
 * tags; attachments against their hashes; and all tables against a fold in the shadow, row by row.
 * */
#include "cli/cli.h"

#include "core/check.h"
#include "core/fold.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_BYTES = 4096 };

static const char help[] = "usage: xiezhi check DIR [--state] [--db ADDRESS]\n"
                           "Compare what stands in DIR with its ledger: tree, vault, tags, "
                           "attachments, and all tables with a fold made\n"
                           "beside them.  Says the first thing that is wrong, and where; changes "
                           "nothing; may run while the node is served.\n"
                           "  --state  compare only the tables\n"
                           "  --db     where its database is now, if not where the folder says\n";

/* A folder of our own for the shadow, in files whatever engine the node has: made and taken away
 * here. */
static bool make_shadow_folder(const char *folder, char path[PATH_BYTES])
{
    snprintf(path, PATH_BYTES, "%s/shadow-XXXXXX", folder);
    return mkdtemp(path) != NULL;
}

static void remove_shadow_folder(const char *path, const char *state)
{
    static const char *const tails[] = {"", "-wal", "-shm"};
    const char *const names[] = {"ledger.db", state, "lock"};
    char file[PATH_BYTES + 64];
    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < 3; k++) {
            snprintf(file, sizeof file, "%s/%s%s", path, names[i], tails[k]);
            unlink(file);
        }
    rmdir(path);
}

static enum status compare_states(struct node_files *node, struct node_files *shadow,
                                  const struct core_options *o, struct buf *what)
{
    int64_t folded;
    TRY(store_read_begin(node->db)); /* one view of ledger and tables while the node goes on */
    enum status s = fold_catch_up(node->db, shadow->db, o->rooms, cli_progress, &folded);
    if (s == OK)
        s = store_compare(node->db, shadow->db, what);
    store_read_end(node->db);
    return s;
}

static enum status check_state(struct node_files *node, const struct core_options *o,
                               struct buf *what)
{
    char path[PATH_BYTES];
    struct node_files shadow;
    struct core_options in_shadow = *o;
    if (!make_shadow_folder(o->folder, path)) {
        buf_puts(what, "no folder can be made for the shadow");
        return BROKEN;
    }
    in_shadow.folder = path;
    in_shadow.database = NULL;
    enum status s = node_open(&shadow, &in_shadow, STORE_WRITER, NULL, what);
    if (s == OK) {
        s = compare_states(node, &shadow, o, what);
        node_close(&shadow);
    }
    remove_shadow_folder(path, node->state);
    return s;
}

static enum status check_node(const struct core_options *o, bool only_state,
                              struct check_report *report, struct buf *what)
{
    struct node_files node;
    TRY(node_find(o->folder, o->database, what));
    TRY(node_open(&node, o, STORE_READER, NULL, what));
    enum status s = only_state ? OK : check_ledger(&node, o, cli_progress, report, what);
    if (s == OK)
        s = check_state(&node, o, what);
    node_close(&node);
    return s;
}

int cli_check(const struct cli *cli, int argc, char **argv)
{
    const char *folder = NULL, *database = NULL;
    bool only_state = false;
    struct check_report report = {0};
    struct buf what;
    const struct cli_word words[] = {
        {NULL, &folder, NULL}, {"--state", NULL, &only_state}, {"--db", &database, NULL}};
    int code = cli_read(argc, argv, words, 3, help);
    if (code)
        return code < 0 ? 0 : code;
    struct core_options o = cli_options(cli, folder, database);
    buf_init(&what, 64 * 1024);
    enum status s = check_node(&o, only_state, &report, &what);
    buf_byte(&what, 0);
    if (s == OK)
        printf(
            "checked %lld entries, %lld values, %lld files: tables, vault, tree and tags agree\n",
            (long long)report.entries, (long long)report.values, (long long)report.files);
    if (s == OK && report.unnamed)
        printf("%lld files under blobs/ are named by no entry: of forms that were not sent\n",
               (long long)report.unnamed);
    code = s == OK ? 0 : cli_fail("check", folder, what.n > 1 ? what.p : status_name(s));
    buf_close(&what);
    return code;
}
