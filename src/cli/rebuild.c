// SPDX-License-Identifier: Apache-2.0
/* rebuild.c -- all tables anew from the ledger: folded into a file beside the old one, indexes
 * last, then swapped.
 * Floor 6. */
#include "cli/cli.h"

#include "core/fold.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "usage: xiezhi rebuild DIR\n"
    "Fold all tables of the node in DIR again from its ledger.  The node must not be served.\n";

static const char new_name[] = "state-rebuild.db";

/* Fold everything into the new file; how many entries. */
static enum status fold_anew(struct node_files *n, const struct core_options *o,
                             int64_t *ret_folded)
{
    TRY(fold_catch_up(n->db, n->db, o->rooms, cli_progress, ret_folded));
    TRY(node_state_schema(n->db, o->rooms, STORE_INDEXES));
    return store_checkpoint(n->db);
}

static void remove_file(const char *folder, const char *name, const char *tail)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s%s", folder, name, tail);
    unlink(path);
}

static bool swap(const char *folder, const char *name)
{
    char from[4096], to[4096];
    remove_file(folder, name, "-wal");
    remove_file(folder, name, "-shm");
    snprintf(from, sizeof from, "%s/%s", folder, new_name);
    snprintf(to, sizeof to, "%s/%s", folder, name);
    return rename(from, to) == 0;
}

static enum status fold_beside(const struct core_options *o, int64_t *ret_folded, struct buf *why)
{
    struct node_files n;
    TRY(node_open(&n, o, STORE_WRITER, new_name, why));
    enum status s = fold_anew(&n, o, ret_folded);
    if (s != OK)
        buf_puts(why, store_error(n.db));
    node_close(&n);
    return s;
}

int cli_rebuild(const struct cli *cli, int argc, char **argv)
{
    const char *folder = NULL;
    char name[64];
    struct buf why;
    int64_t folded = 0;
    const struct cli_word words[] = {{NULL, &folder, NULL}};
    int code = cli_read(argc, argv, words, 1, help);
    if (code)
        return code < 0 ? 0 : code;
    struct core_options o = cli_options(cli, folder);
    buf_init(&why, 4096);
    node_state_name(&o, name);
    enum status s = node_find(folder, &why);
    if (s == OK)
        s = fold_beside(&o, &folded, &why);
    if (s == OK && !swap(folder, name))
        s = BROKEN;
    if (s == OK)
        printf("folded %lld entries into %s\n", (long long)folded, name);
    buf_byte(&why, 0);
    code = s == OK ? 0 : cli_fail("rebuild", folder, why.n > 1 ? why.p : status_name(s));
    buf_close(&why);
    return code;
}
