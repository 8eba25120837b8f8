// SPDX-License-Identifier: Apache-2.0
/* recover.c -- a log that lost entries or its key is closed for good, and a successor begins, whose
 * entry 0 names it, its last signed head, what is left and why.
 * Floor 6.  A signer that was made to forget would sign two histories of one log; nothing here does
 * that. */
#include "cli/cli.h"

#include "core.gen.h"
#include "core/tree.h"
#include "crypt/hash.h"
#include "tlog/checkpoint.h"
#include "tlog/note.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PATH_BYTES = 4096, NOTE_BYTES = 64 * 1024, KEYS_MAX = 8, LIFE_BYTES = 8 * 1024 * 1024 };

static const char help[] =
    "usage: xiezhi recover DIR --successor NEW --why REASON [--head NOTE] [--origin NAME]\n"
    "Close the log of the node in DIR, which is not served, and make a node in NEW whose log goes\n"
    "on for it: its entry 0 names the closed log, the last head that it signed and what is left.\n"
    "  --successor  an empty folder, or one that is not there yet; pack and division are as in "
    "DIR\n"
    "  --why        lost_entries: the database has fewer than were signed; forked: others than\n"
    "               were signed; lost_key: the signer's folder is gone or was read by somebody\n"
    "  --head       the last head that it signed, as somebody else has it: a checkpoint from a\n"
    "               witness or an export (DIR/public/checkpoint)\n"
    "  --origin     the name of the new log; without it a random one, for demonstrations\n"
    "The node in DIR can be served as before, to be read: its operations answer BUSY.\n";

struct closing {
    const char *folder, *into, *why_lost, *head_path, *origin;
    struct arena a;
    struct node_files node;
    struct str name; /* the closed log's origin */
    char division[16];
    struct tlog_checkpoint head;
    uint64_t kept; /* entries of the database */
    struct core_log_succeeded fact;
    struct buf why;
};

static enum status fail(struct closing *c, enum status s, const char *sentence)
{
    if (s != OK && !c->why.n)
        buf_printf(&c->why, "%s", sentence);
    return s;
}

/* ---- the last head ------------------------------------------------------------------------- */

static enum status read_file(struct closing *c, const char *path, struct str *ret_text)
{
    FILE *file = fopen(path, "re");
    char *room = arena_take(&c->a, 1, NOTE_BYTES);
    size_t n = file && room ? fread(room, 1, NOTE_BYTES, file) : 0;
    if (file)
        fclose(file);
    if (n > 0 && n < NOTE_BYTES) {
        *ret_text = (struct str){room, n};
        return OK;
    }
    buf_printf(&c->why, "%s cannot be read", path);
    return NOT_FOUND;
}

/* The `log` lines of DIR/policy. */
static enum status read_keys(struct closing *c, struct tlog_key *key, size_t *ret_n)
{
    char path[PATH_BYTES];
    struct str text, rest;
    snprintf(path, sizeof path, "%s/policy", c->folder);
    TRY(read_file(c, path, &text));
    *ret_n = 0;
    for (rest = text; rest.p && *ret_n < KEYS_MAX;) {
        struct str line = str_trim(str_cut(rest, '\n', &rest));
        if (str_starts(line, S("log ")) &&
            tlog_key_read(&c->a, str_trim(str_part(line, 4, line.n)), &key[*ret_n]) == OK)
            ++*ret_n;
    }
    return fail(c, *ret_n ? OK : NOT_FOUND, "its policy names no key of the log");
}

static enum status read_head(struct closing *c)
{
    char path[PATH_BYTES];
    struct str text;
    struct tlog_note note;
    struct tlog_key key[KEYS_MAX];
    struct tlog_seen seen[KEYS_MAX];
    size_t n = 0;
    snprintf(path, sizeof path, "%s/public/checkpoint", c->folder);
    TRY(read_keys(c, key, &n));
    TRY(read_file(c, c->head_path ? c->head_path : path, &text));
    enum status s = tlog_note_read(&c->a, text, &note);
    if (s == OK)
        s = tlog_note_verify(&note, key, n, seen);
    if (s == OK)
        s = tlog_checkpoint_read(&c->a, note.text, &c->head);
    if (s == OK && !str_eq(c->head.origin, c->name))
        s = CONFLICT;
    return fail(c, s, "--head: that is no checkpoint which this log signed");
}

/* ---- what is left -------------------------------------------------------------------------- */

static enum status read_node(struct closing *c)
{
    struct ledger_node row;
    TRY(ledger_node_one(c->node.db, S("origin"), &row, &c->a));
    c->name = row.value;
    TRY(ledger_node_one(c->node.db, S("node"), &row, &c->a));
    snprintf(c->division, sizeof c->division, "%.*s", STR_ARG(row.value));
    return OK;
}

/* Do the entries at hand continue the head?  Then nothing of it is lost. */
static enum status has_all(struct closing *c, bool *ret_has)
{
    struct tree *tree = ARENA_NEW(&c->a, struct tree);
    struct hash root;
    if (!tree)
        return FULL;
    TRY(tree_open(tree, c->node.db));
    c->kept = tree->size;
    *ret_has = false;
    if (tree->size < c->head.size)
        return OK;
    tree->size = c->head.size;
    TRY(tree_root(tree, &root));
    *ret_has = hash_eq(root, c->head.root);
    return OK;
}

static enum status check_reason(struct closing *c)
{
    bool all = false;
    TRY(fail(c, has_all(c, &all), "its entries cannot be read: xiezhi check DIR tells more"));
    bool fewer = c->kept < c->head.size;
    const char *is = fewer ? "lost_entries" : all ? "lost_key" : "forked";
    bool lost_key = strcmp(c->why_lost, "lost_key") == 0;
    if (strcmp(c->why_lost, is) == 0 || lost_key)
        return OK;
    if (all)
        buf_printf(&c->why,
                   "nothing is lost: its %llu entries continue the head of %llu that it signed; "
                   "serve it",
                   (unsigned long long)c->kept, (unsigned long long)c->head.size);
    else
        buf_printf(&c->why, "--why %s: it has %llu entries, and its head of %llu says %s",
                   c->why_lost, (unsigned long long)c->kept, (unsigned long long)c->head.size, is);
    return REFUSED;
}

/* ---- closing ------------------------------------------------------------------------------- */

static enum status mark_closed(struct closing *c)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/signer", c->folder);
    if (access(path, F_OK) != 0)
        return OK; /* there is nobody who could sign */
    snprintf(path, sizeof path, "%s/signer/closed", c->folder);
    FILE *to = fopen(path, "we");
    bool written =
        to && fprintf(to, "%s\n", c->into) > 0 && fflush(to) == 0 && fsync(fileno(to)) == 0;
    if (to)
        written &= fclose(to) == 0;
    return fail(c, written ? OK : BROKEN, "its signer cannot be closed: write signer/closed");
}

static enum status look(struct closing *c, const struct core_options *o)
{
    TRY(node_find(c->folder, o->database, &c->why));
    /* As the writer: nobody serves it meanwhile. */
    TRY(node_open(&c->node, o, STORE_WRITER, NULL, &c->why));
    enum status s = fail(c, read_node(c), "it holds no node");
    if (s == OK)
        s = read_head(c);
    if (s == OK)
        s = check_reason(c);
    c->fact = (struct core_log_succeeded){.before = crypt_sha256(c->name),
                                          .size = (int64_t)c->head.size,
                                          .root = c->head.root,
                                          .kept = (int64_t)c->kept,
                                          .why = str_of(c->why_lost)};
    return s;
}

/* The old one is closed first: two that sign would be worse than none.  Exit code. */
static int succeed(const struct cli *cli, struct closing *c)
{
    char pack[PATH_BYTES];
    struct core_options o = cli_options(cli, c->folder, NULL);
    snprintf(pack, sizeof pack, "%s/pack", c->folder);
    enum status s = look(c, &o);
    if (s == OK)
        s = mark_closed(c);
    int code = 1;
    buf_byte(&c->why, 0);
    if (s == OK)
        code = cli_init_after(
            cli, &(struct cli_successor){c->into, c->division, c->origin, pack, &c->fact});
    else
        cli_fail("recover", c->folder, c->why.p);
    if (code == 0)
        printf("closed %.*s: %llu of the %llu entries that it signed are left (%s)\n",
               STR_ARG(c->name), (unsigned long long)c->kept, (unsigned long long)c->head.size,
               c->why_lost);
    node_close(&c->node);
    return code;
}

static bool is_reason(const char *why)
{
    return why && (strcmp(why, "lost_entries") == 0 || strcmp(why, "lost_key") == 0 ||
                   strcmp(why, "forked") == 0);
}

int cli_recover(const struct cli *cli, int argc, char **argv)
{
    struct closing c = {0};
    const struct cli_word words[] = {{NULL, &c.folder, NULL},
                                     {"--successor", &c.into, NULL},
                                     {"--why", &c.why_lost, NULL},
                                     {"--head", &c.head_path, NULL},
                                     {"--origin", &c.origin, NULL}};
    int code = cli_read(argc, argv, words, 5, help);
    if (code)
        return code < 0 ? 0 : code;
    if (!c.into || !is_reason(c.why_lost)) {
        fprintf(stderr, "xiezhi recover: %s\n%s",
                c.into ? "--why: lost_entries, lost_key or forked" : "--successor: which folder?",
                help);
        return 2;
    }
    arena_init(&c.a, LIFE_BYTES);
    buf_init(&c.why, 8192);
    code = succeed(cli, &c);
    buf_close(&c.why);
    arena_close(&c.a);
    return code;
}
