// SPDX-License-Identifier: Apache-2.0
/* init.c -- make a node: folders, databases, entry 0, the log's key; for a demonstration also
 * units, posts, people.
 * Floor 6. */
#include "cli/cli.h"

#include "base/limits.h"
#include "base/time.h"
#include "base/tsv.h"
#include "core/ledger.h"
#include "core/org/org.h"
#include "core/pack.h"
#include "core/session.h"
#include "crypt/crypt.h"
#include "tlog/note.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { UNITS_MAX = 4000, SEED_ROWS = LIMIT_OP_FACTS };

static const char help[] =
    "usage: xiezhi init DIR [--node CODE] [--origin NAME] [--pack DIR] [--demo]\n"
    "                       [--db ADDRESS] [--clock 'YYYY-MM-DD HH:MM']\n"
    "Make a new node in DIR, an empty folder or one that is not there yet.\n"
    "  --node    the division code of its government, GB/T 2260 (210000: Liaoning)\n"
    "  --origin  the name of its log; it can never be changed; without it a random one, for "
    "demonstrations\n"
    "  --pack    the folder of its pack of law (pack/demo)\n"
    "  --demo    invented units, posts and people of the pack, with known passwords: only for "
    "loopback\n"
    "  --db      postgres://USER@HOST/DATABASE: ledger and tables in that empty database, not in "
    "DIR\n"
    "  --clock   when it was made, for tests that begin in another year\n";

struct init {
    const char *folder, *database, *node, *origin, *pack, *clock;
    bool demo;
    const struct core_log_succeeded *after; /* NULL: a log of its own */
    bool has_database;                      /* made, and to be taken away if something fails */
    int64_t now;
    struct arena a;
    struct str code[UNITS_MAX]; /* of the units opened so far; unit i + 1 */
    size_t n_units;
    int64_t n_made;                /* accounts and posts in this transaction */
    struct demo_password password; /* of the last person added */
    struct pack law;
    const char *path; /* of the pack's file that is being read */
    struct tsv rows;  /* in it */
    bool more;        /* there may be rows in it that are not stated yet */
    struct buf why;   /* what went wrong, for who typed the command */
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

static enum status make_folders(struct init *in)
{
    static const char *const names[] = {"uploads", "blobs", "pack"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (mkdir(path_of(in, in->folder, names[i]), 0700) != 0)
            return BROKEN;
    return OK;
}

/* The pack is read here as `serve` will read it, so that no node begins with one that it cannot
 * use. */
static enum status check_pack(struct init *in, const struct rooms *rooms)
{
    return pack_load(&in->a, in->pack, rooms, &in->law, &in->why);
}

static enum status copy_file(struct init *in, const char *name)
{
    const char *from = path_of(in, in->pack, name);
    const char *to = path_of(in, path_of(in, in->folder, "pack"), name);
    return cli_copy_file(from, to, &in->why);
}

static enum status copy_maps(struct init *in)
{
    struct list names;
    TRY(pack_map_names(&in->a, in->pack, &names, &in->why));
    if (!names.n)
        return OK;
    if (mkdir(path_of(in, in->folder, "pack/maps"), 0700) != 0)
        return BROKEN;
    const struct str *name = names.at;
    for (size_t i = 0; i < names.n; i++)
        TRY(copy_file(in, path_of(in, "maps", name[i].p)));
    return OK;
}

static enum status copy_pack(struct init *in)
{
    for (const struct pack_file *f = pack_files; f->name; f++)
        if (!f->may_lack || access(path_of(in, in->pack, f->name), F_OK) == 0)
            TRY(copy_file(in, f->name));
    return copy_maps(in);
}

/* ---- the demonstration --------------------------------------------------------------------- */

static enum status open_rows(struct init *in, const char *name)
{
    in->path = path_of(in, in->pack, name);
    enum status s = tsv_load(&in->rows, &in->a, in->path);
    if (s != OK)
        buf_printf(&in->why, "%s cannot be read (%s)", in->path, status_name(s));
    return s;
}

static struct unit_id unit_of(const struct init *in, struct str code)
{
    for (size_t i = 0; i < in->n_units; i++)
        if (str_eq(in->code[i], code))
            return (struct unit_id){(int64_t)i + 1};
    return (struct unit_id){0};
}

/* A cell that names what no row of that file has. */
static enum status names_nothing(struct init *in, const char *thing, struct str cell,
                                 const char *file)
{
    buf_printf(&in->why, "%s:%zu: no %s %.*s in %s", in->path, in->rows.line, thing, STR_ARG(cell),
               file);
    return BAD_INPUT;
}

static enum status wrong_row(struct init *in, const char *what)
{
    buf_printf(&in->why, "%s:%zu: %s", in->path, in->rows.line, what);
    return BAD_INPUT;
}

/* code, parent, kind, answers, region */
static enum status open_unit(struct ctx *c, struct init *in)
{
    const struct str *column = in->rows.cell;
    struct org_unit_opened f = {.unit = {(int64_t)in->n_units + 1},
                                .code = column[0],
                                .parent = unit_of(in, column[1]),
                                .kind = column[2],
                                .answers = str_is(column[3], "1"),
                                .has_region = column[4].n > 0};
    if (in->n_units == UNITS_MAX)
        return wrong_row(in, "more units than a node holds");
    if (unit_of(in, f.code).v)
        return wrong_row(in, "a unit of this code stands above");
    if (column[1].n && !f.parent.v)
        return names_nothing(in, "unit", column[1], "a row of org.tsv above");
    if (!pack_says(&in->law, "unit_kind", f.kind))
        return names_nothing(in, "row unit_kind", f.kind, "text.tsv");
    if (!f.answers && !str_is(column[3], "0"))
        return wrong_row(in, "whether it takes citizens' requests is 1 or 0");
    if (f.has_region && (str_to_int(column[4], &f.region) != OK || column[4].n != 6))
        return wrong_row(in, "a division code has six digits");
    in->code[in->n_units++] = f.code;
    return org_state_unit_opened(c, &f);
}

/* A person's account and post, as the administrators would have opened, asked for and given them:
 * the node's own first entries, since nobody is there yet who could. */
static enum status add_person(struct ctx *c, struct init *in, struct str role, struct unit_id unit)
{
    const struct str *column = in->rows.cell;
    int64_t id = ledger_new_matter(c->ledger) + in->n_made;
    in->n_made += 2;
    struct org_account_id account = {id};
    struct org_post_id post = {id + 1};
    struct org_account_opened opened = {.login = column[0], .name = column[1], .person = {id}};
    struct org_post_asked asked = {
        .account = account, .unit = unit, .role = role, .person = opened.person};
    struct org_post_given given = {.account = account, .unit = unit, .role = role, .since = c->now};
    TRY(account_add_demo(c->ledger, opened.person, column[0], column[1], column[4], &in->password));
    TRY(org_state_account_opened(c, account, &opened));
    TRY(org_state_post_asked(c, post, &asked));
    return org_state_post_given(c, post, &given);
}

/* As many rows as one transaction may state. */
static enum status open_units(struct ctx *c, void *of)
{
    struct init *in = of;
    for (size_t i = 0; i < SEED_ROWS && (in->more = tsv_next(&in->rows)); i++)
        TRY(open_unit(c, in));
    return OK;
}

/* login, name, unit, role, password; as many as one transaction takes */
static enum status add_people(struct ctx *c, void *of)
{
    enum { AT_ONCE = 2 * (SEED_ROWS / 3) }; /* three facts a person */
    struct init *in = of;
    const struct str *column = in->rows.cell;
    in->n_made = 0;
    while (in->n_made < AT_ONCE && (in->more = tsv_next(&in->rows))) {
        struct unit_id unit = unit_of(in, column[2]);
        if (!unit.v)
            return names_nothing(in, "unit", column[2], "org.tsv");
        if (!pack_has_role(&in->law, column[3]))
            return names_nothing(in, "role", column[3], "roles.tsv");
        TRY(add_person(c, in, column[3], unit));
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

static enum status fill_from(struct init *in, const struct core_options *o, const char *file,
                             enum status (*run)(struct ctx *c, void *of))
{
    enum status s = open_rows(in, file);
    for (in->more = true; s == OK && in->more;)
        s = core_seed(o, in->now, run, in);
    return s;
}

/* Units first, then people. */
static enum status fill_demo(struct init *in, const struct core_options *o)
{
    enum status s = fill_from(in, o, "org.tsv", open_units);
    if (s == OK)
        s = fill_from(in, o, "people.tsv", add_people);
    if (s != OK && !in->why.n)
        buf_printf(&in->why, "%s:%zu: this row is not accepted (%s)", in->path, in->rows.line,
                   status_name(s));
    return s;
}

/* A step of the making: where it failed without a sentence of its own, this one. */
static enum status step(struct init *in, enum status s, const char *failed)
{
    if (s != OK && !in->why.n)
        buf_printf(&in->why, "%s (%s)", failed, status_name(s));
    return s;
}

/* The key comes last: a node whose making was cut off cannot be served. */
static enum status make(const struct cli *cli, struct init *in, int64_t node, struct buf *vkey)
{
    struct core_options o = cli_options(cli, in->folder, in->database);
    struct node_settings settings = {node, origin_of(in), in->now, in->after};
    TRY(check_pack(in, o.rooms));
    TRY(step(in, make_folders(in), "its folders cannot be made"));
    TRY(step(in, copy_pack(in), "the pack cannot be copied"));
    TRY(step(in, core_make(&o, &settings, &in->why), "the databases cannot be made"));
    in->has_database = true;
    if (in->demo)
        TRY(fill_demo(in, &o));
    TRY(step(in, cli->make_signer(path_of(in, in->folder, "signer"), settings.origin, vkey),
             "the log's key cannot be made"));
    return step(in, write_policy(in, buf_str(vkey)), "the policy file cannot be written");
}

/* Wrong use of an option, or OK. */
static enum status read_values(struct init *in, int64_t *ret_node)
{
    if (str_to_int(str_of(in->node), ret_node) != OK || *ret_node < 100000 || *ret_node > 999999)
        buf_printf(&in->why, "--node %s: a division code has six digits", in->node);
    else if (in->clock && time_read(str_of(in->clock), &in->now) != OK)
        buf_printf(&in->why, "--clock %s: a moment is written 2026-03-02 09:00", in->clock);
    else if (in->origin && !tlog_name_is_valid(str_of(in->origin)))
        buf_printf(&in->why,
                   "--origin %s: a log's name has no blank, no + and at least one character",
                   in->origin);
    return in->why.n ? BAD_INPUT : OK;
}

static void clear(struct init *in, const struct cli_folder *folder)
{
    enum status s = in->has_database ? node_remove(in->folder, &in->why) : OK;
    if (s != OK)
        buf_puts(&in->why, "; what was made in the database is still there");
    cli_folder_clear(folder);
}

/* Make it and say so; whatever goes wrong leaves no trace.  Exit code. */
static int init(const struct cli *cli, struct init *in)
{
    int64_t node = 0;
    struct buf vkey;
    struct cli_folder folder = {.path = in->folder, .mode = 0700};
    buf_init(&in->why, 8192);
    buf_init(&vkey, 1024);
    enum status s = read_values(in, &node);
    int code = s == OK ? 1 : 2;
    if (s == OK)
        s = cli_folder_take(&folder, &in->why);
    if (s == OK) {
        s = make(cli, in, node, &vkey);
        if (s != OK)
            clear(in, &folder);
    }
    buf_byte(&in->why, 0);
    if (s == OK)
        printf("made %s\nverifier key %.*s\n", in->folder, STR_ARG(buf_str(&vkey)));
    else
        cli_fail("init", in->folder, in->why.p);
    buf_close(&vkey);
    buf_close(&in->why);
    return s == OK ? 0 : code;
}

static struct init *new_init(struct arena *a)
{
    arena_init(a, 64 * 1024 * 1024);
    struct init *in = ARENA_NEW(a, struct init);
    if (!in)
        return NULL;
    in->a = *a;
    in->now = machine_now();
    in->node = "210000";
    in->pack = "pack/demo";
    return in;
}

int cli_init_after(const struct cli *cli, const struct cli_successor *s)
{
    struct arena a;
    struct init *in = new_init(&a);
    if (!in)
        return cli_fail("init", "memory", "there is none");
    in->folder = s->folder;
    in->node = s->node;
    in->origin = s->origin;
    in->pack = s->pack;
    in->after = s->after;
    int code = init(cli, in);
    a = in->a;
    arena_close(&a);
    return code;
}

int cli_init(const struct cli *cli, int argc, char **argv)
{
    struct arena a;
    struct init *in = new_init(&a);
    if (!in)
        return cli_fail("init", "memory", "there is none");
    const struct cli_word words[] = {{NULL, &in->folder, NULL},       {"--node", &in->node, NULL},
                                     {"--origin", &in->origin, NULL}, {"--pack", &in->pack, NULL},
                                     {"--clock", &in->clock, NULL},   {"--demo", NULL, &in->demo},
                                     {"--db", &in->database, NULL}};
    int code = cli_read(argc, argv, words, sizeof words / sizeof words[0], help);
    code = code < 0 ? 0 : code ? code : init(cli, in);
    a = in->a;
    arena_close(&a);
    return code;
}
