// SPDX-License-Identifier: Apache-2.0
/* init.c -- make a node: folders, databases, entry 0, the log's key; for a demonstration also
 * units, posts, people.
 * Floor 6. */
#include "cli/cli.h"

#include "base/time.h"
#include "core/org/org.h"
#include "core/session.h"
#include "crypt/crypt.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PACK_FILE_BYTES = 4 * 1024 * 1024, COLUMNS_MAX = 8, UNITS_MAX = 4000 };

static const char help[] =
    "usage: xiezhi init DIR [--node CODE] [--origin NAME] [--pack DIR] [--demo]\n"
    "                       [--clock 'YYYY-MM-DD HH:MM']\n"
    "Make a new node in DIR (created if it is not there).\n"
    "  --node    the division code of its government, GB/T 2260 (210000: Liaoning)\n"
    "  --origin  the name of its log; it can never be changed; without it a random one, for "
    "demonstrations\n"
    "  --pack    the folder of its pack of law (pack/demo)\n"
    "  --demo    invented units, posts and people of the pack, with known passwords: only for "
    "loopback\n"
    "  --clock   when it was made, for tests that begin in another year\n";

struct init {
    const char *folder, *node, *origin, *pack, *clock;
    bool demo;
    int64_t now;
    struct arena a;
    struct str code[UNITS_MAX]; /* of the units opened so far; unit i + 1 */
    size_t n_units;
};

static int64_t machine_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/* ---- files --------------------------------------------------------------------------------- */

static const char *path_of(struct init *in, const char *folder, const char *name)
{
    struct buf path;
    struct str copy = {NULL, 0};
    buf_init(&path, 4096);
    buf_printf(&path, "%s/%s", folder, name);
    if (arena_copy(&in->a, buf_str(&path), &copy) != OK)
        copy.p = "";
    buf_close(&path);
    return copy.p;
}

static enum status read_text(struct init *in, const char *path, struct str *ret_text)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return NOT_FOUND;
    char *room = arena_take(&in->a, 1, PACK_FILE_BYTES);
    size_t n = room ? fread(room, 1, PACK_FILE_BYTES, file) : 0;
    fclose(file);
    if (!room || n == PACK_FILE_BYTES)
        return FULL;
    *ret_text = (struct str){room, n};
    return OK;
}

static enum status make_folders(struct init *in)
{
    static const char *const names[] = {"uploads", "blobs", "pack"};
    if (mkdir(in->folder, 0700) != 0 && errno != EEXIST)
        return BROKEN;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (mkdir(path_of(in, in->folder, names[i]), 0700) != 0 && errno != EEXIST)
            return BROKEN;
    return OK;
}

static enum status copy_pack(struct init *in, const char *name)
{
    struct str text;
    TRY(read_text(in, path_of(in, in->pack, name), &text));
    FILE *to = fopen(path_of(in, path_of(in, in->folder, "pack"), name), "we");
    if (!to)
        return BROKEN;
    bool whole = fwrite(text.p, 1, text.n, to) == text.n;
    return fclose(to) == 0 && whole ? OK : BROKEN;
}

/* ---- the demonstration --------------------------------------------------------------------- */

/* The next row of a TSV that is neither empty nor a remark: false at the end. */
static bool next_row(struct str *rest, struct str column[COLUMNS_MAX])
{
    while (rest->p && rest->n) {
        struct str row = str_cut(*rest, '\n', rest);
        if (row.n == 0 || row.p[0] == '#')
            continue;
        for (size_t i = 0; i < COLUMNS_MAX; i++) {
            struct str cell = str_cut(row, '\t', &row);
            column[i] = cell.p ? str_trim(cell) : S("");
        }
        return true;
    }
    return false;
}

static struct unit_id unit_of(const struct init *in, struct str code)
{
    for (size_t i = 0; i < in->n_units; i++)
        if (str_eq(in->code[i], code))
            return (struct unit_id){(int64_t)i + 1};
    return (struct unit_id){0};
}

/* code, parent, answers */
static enum status open_units(struct ctx *c, void *of)
{
    struct init *in = of;
    struct str rest, column[COLUMNS_MAX];
    TRY(read_text(in, path_of(in, in->pack, "org.tsv"), &rest));
    while (next_row(&rest, column)) {
        if (in->n_units == UNITS_MAX)
            return FULL;
        struct org_unit_opened f = {.unit = {(int64_t)in->n_units + 1},
                                    .code = column[0],
                                    .parent = unit_of(in, column[1]),
                                    .answers = str_is(column[2], "1")};
        if (column[1].n && !f.parent.v)
            return BAD_INPUT;
        TRY(org_state_unit_opened(c, &f));
        in->code[in->n_units++] = column[0];
    }
    return OK;
}

/* login, name, unit, role, password */
static enum status add_people(struct ctx *c, void *of)
{
    struct init *in = of;
    struct str rest, column[COLUMNS_MAX];
    TRY(read_text(in, path_of(in, in->pack, "people.tsv"), &rest));
    while (next_row(&rest, column)) {
        struct org_post_given f = {.unit = unit_of(in, column[2]), .role = column[3]};
        if (!f.unit.v)
            return BAD_INPUT;
        TRY(account_add_demo(c->ledger, column[0], column[1], column[4], &f.account.v));
        TRY(org_state_post_given(c, &f));
    }
    return OK;
}

/* ---- the whole ----------------------------------------------------------------------------- */

static struct str origin_of(struct init *in)
{
    uint8_t bytes[4];
    struct buf name;
    struct str copy = {NULL, 0};
    if (in->origin)
        return str_of(in->origin);
    crypt_random(bytes, sizeof bytes);
    buf_init(&name, 64);
    buf_puts(&name, "demo.xiezhi.invalid/");
    buf_hex(&name, bytes, sizeof bytes);
    if (arena_copy(&in->a, buf_str(&name), &copy) != OK)
        copy = S("");
    buf_close(&name);
    return copy;
}

static enum status write_policy(struct init *in, struct str vkey)
{
    FILE *to = fopen(path_of(in, in->folder, "policy"), "we");
    if (!to)
        return BROKEN;
    fprintf(to, "# who may sign for this log: give this file to whoever verifies\nlog %.*s\n",
            STR_ARG(vkey));
    return fclose(to) == 0 ? OK : BROKEN;
}

static const char *make(const struct cli *cli, struct init *in, int64_t node, struct buf *vkey)
{
    struct core_options o = cli_options(cli, in->folder);
    struct node_settings settings = {node, origin_of(in), in->now};
    if (make_folders(in) != OK)
        return "the folder cannot be made";
    if (copy_pack(in, "terms.tsv") != OK)
        return "the pack has no terms.tsv that can be read: --pack DIR says where it is";
    enum status s = core_make(&o, &settings);
    if (s != OK)
        return s == CONFLICT ? "there is a node already" : "the databases cannot be made";
    if (cli->make_signer(path_of(in, in->folder, "signer"), settings.origin, vkey) != OK)
        return "the log's key cannot be made";
    if (write_policy(in, buf_str(vkey)) != OK)
        return "the policy file cannot be written";
    if (in->demo && (core_seed(&o, in->now, open_units, in) != OK ||
                     core_seed(&o, in->now, add_people, in) != OK))
        return "org.tsv or people.tsv of the pack is not what it should be";
    return NULL;
}

int cli_init(const struct cli *cli, int argc, char **argv)
{
    struct init *in;
    struct arena a;
    struct buf vkey;
    int64_t node = 0;
    arena_init(&a, 64 * 1024 * 1024);
    in = ARENA_NEW(&a, struct init);
    if (!in)
        return cli_fail("init", "memory", "there is none");
    in->a = a;
    in->now = machine_now();
    in->node = "210000";
    in->pack = "pack/demo";
    const struct cli_word words[] = {{NULL, &in->folder, NULL},       {"--node", &in->node, NULL},
                                     {"--origin", &in->origin, NULL}, {"--pack", &in->pack, NULL},
                                     {"--clock", &in->clock, NULL},   {"--demo", NULL, &in->demo}};
    int code = cli_read(argc, argv, words, sizeof words / sizeof words[0], help);
    if (code)
        return code < 0 ? 0 : code;
    if (str_to_int(str_of(in->node), &node) != OK || node < 100000 || node > 999999)
        return cli_fail("init", in->node, "a division code has six digits");
    if (in->clock && time_read(str_of(in->clock), &in->now) != OK)
        return cli_fail("init", in->clock, "a moment is written 2026-03-02 09:00");
    buf_init(&vkey, 1024);
    const char *wrong = make(cli, in, node, &vkey);
    if (!wrong)
        printf("made %s\nverifier key %.*s\n", in->folder, STR_ARG(buf_str(&vkey)));
    buf_close(&vkey);
    code = wrong ? cli_fail("init", in->folder, wrong) : 0;
    a = in->a;
    arena_close(&a);
    return code;
}
