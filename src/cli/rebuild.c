// SPDX-License-Identifier: Apache-2.0
/* rebuild.c -- all tables anew from the ledger: folded into a state beside the old one, indexes
 * last, then swapped.
 * Floor 6. */
#include "cli/cli.h"

#include "core/fold.h"

#include <stdio.h>

static const char help[] =
    "usage: xiezhi rebuild DIR [--db ADDRESS]\n"
    "Fold all tables of the node in DIR again from its ledger.  The node must not be served.\n"
    "  --db  where its database is now, if not where the folder says\n";

static const char new_name[] = "state-rebuild.db";

/* Fold everything into the new state and swap; how many entries. */
static enum status fold_anew(struct node_files *n, const struct core_options *o,
                             int64_t *ret_folded)
{
    char name[64];
    node_state_name(o, name);
    TRY(fold_catch_up(n->db, n->db, o->rooms, cli_progress, ret_folded));
    TRY(node_state_schema(n->db, o->rooms, STORE_INDEXES));
    return store_state_becomes(n->db, name);
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
    char name[64];
    struct buf why;
    int64_t folded = 0;
    const char *folder = NULL, *database = NULL;
    const struct cli_word words[] = {{NULL, &folder, NULL}, {"--db", &database, NULL}};
    int code = cli_read(argc, argv, words, 2, help);
    if (code)
        return code < 0 ? 0 : code;
    struct core_options o = cli_options(cli, folder, database);
    buf_init(&why, 4096);
    node_state_name(&o, name);
    enum status s = node_find(folder, o.database, &why);
    if (s == OK)
        s = fold_beside(&o, &folded, &why);
    if (s == OK)
        printf("folded %lld entries into %s\n", (long long)folded, name);
    buf_byte(&why, 0);
    code = s == OK ? 0 : cli_fail("rebuild", folder, why.n > 1 ? why.p : status_name(s));
    buf_close(&why);
    return code;
}
