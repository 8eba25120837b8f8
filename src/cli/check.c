// SPDX-License-Identifier: Apache-2.0
/* check.c -- does this node's data still say what its ledger says?  Reads everything, changes
 * nothing.
 * Floor 6.  Tree and tiles against the entries; every value of the vault against its commitment;
 * tags; attachments against their hashes; and all tables against a fold in the shadow, row by row.
 * */
#include "cli/cli.h"

#include "core/check.h"
#include "core/fold.h"
#include "core/shadow.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char help[] = "usage: xiezhi check DIR [--state] [--db ADDRESS]\n"
                           "Compare what stands in DIR with its ledger: tree, vault, tags, "
                           "attachments, and all tables with a fold made\n"
                           "beside them.  Says the first thing that is wrong, and where; changes "
                           "nothing; may run while the node is served.\n"
                           "  --state  compare only the tables\n"
                           "  --db     where its database is now, if not where the folder says\n";

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
    struct shadow shadow;
    char tag[16];
    snprintf(tag, sizeof tag, "%d", (int)getpid());
    TRY(shadow_open(o, tag, what, &shadow));
    enum status s = compare_states(node, &shadow.files, o, what);
    shadow_close(&shadow);
    return s;
}

static enum status check_node(const struct core_options *o, bool only_state,
                              struct check_report *report, enum walls *ret_walls, struct buf *what)
{
    struct node_files node;
    TRY(node_find(o->folder, o->database, what));
    TRY(node_open(&node, o, STORE_READER, NULL, what));
    enum status s = only_state ? OK : check_ledger(&node, o, cli_progress, report, what);
    if (s == OK)
        s = check_state(&node, o, what);
    *ret_walls = node_walls(&node);
    node_close(&node);
    return s;
}

int cli_check(const struct cli *cli, int argc, char **argv)
{
    const char *folder = NULL, *database = NULL;
    bool only_state = false;
    struct check_report report = {0};
    enum walls walls = WALLS_UNKNOWN;
    struct buf what;
    const struct cli_word words[] = {
        {NULL, &folder, NULL}, {"--state", NULL, &only_state}, {"--db", &database, NULL}};
    int code = cli_read(argc, argv, words, 3, help);
    if (code)
        return code < 0 ? 0 : code;
    struct core_options o = cli_options(cli, folder, database);
    buf_init(&what, 64 * 1024);
    enum status s = check_node(&o, only_state, &report, &walls, &what);
    buf_byte(&what, 0);
    if (s == OK)
        printf(
            "checked %lld entries, %lld values, %lld files: tables, vault, tree and tags agree\n",
            (long long)report.entries, (long long)report.values, (long long)report.files);
    if (s == OK && report.unnamed)
        printf("%lld files under blobs/ are named by no entry: of forms that were not sent\n",
               (long long)report.unnamed);
    if (walls == WALLS_NO_LANDLOCK)
        puts("served last with --no-landlock: its processes may open files outside the folder");
    if (walls == WALLS_NONE)
        puts("served last by a test build without a sandbox: not for real work");
    code = s == OK ? 0 : cli_fail("check", folder, what.n > 1 ? what.p : status_name(s));
    buf_close(&what);
    return code;
}
