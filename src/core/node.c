// SPDX-License-Identifier: Apache-2.0
/* node.c -- the files of a node: which they are, how they are made and opened.
 * Floor 4. */
#include "core/core_open.h"

#include "core.gen.h"
#include "core/fold.h"
#include "core/ledger.h"
#include "core/number.h"
#include "crypt/crypt.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LIFE_BYTES = 4 * 1024 * 1024, ADDRESS_BYTES = 4096, PATH_BYTES = 4096 };

void node_state_name(const struct core_options *o, char ret_name[64])
{
    struct crypt_sha256 s;
    crypt_sha256_init(&s);
    for (size_t i = 0; i < o->rooms->n; i++)
        crypt_sha256_add(&s, str_of(o->rooms->room[i]->schema));
    for (size_t i = 0; i < o->n_sql; i++)
        crypt_sha256_add(&s, str_of(o->sql[i].text));
    struct hash h = crypt_sha256_end(&s);
    struct buf name = {.p = ret_name, .room = 64, .max = 64};
    buf_puts(&name, "state-");
    buf_hex(&name, h.b, 6);
    buf_puts(&name, ".db");
    buf_byte(&name, 0);
    assert(!name.full);
}

enum status node_state_schema(struct store *db, const struct rooms *rooms, enum store_part part)
{
    for (size_t i = 0; i < rooms->n; i++)
        if (rooms->room[i]->schema)
            TRY(store_schema(db, STORE_STATE, part, rooms->room[i]->schema));
    return OK;
}

static enum status schemas(struct store *db, const struct rooms *rooms)
{
    TRY(store_schema(db, STORE_LEDGER, STORE_TABLES, core_truth));
    TRY(store_schema(db, STORE_LEDGER, STORE_INDEXES, core_truth));
    return node_state_schema(db, rooms, STORE_TABLES);
}

static enum status read_node(struct node_files *n)
{
    struct ledger_node row;
    enum status s = ledger_node_one(n->db, S("node"), &row, &n->life);
    if (s == NOT_FOUND) {
        n->node = 0;
        return OK;
    }
    TRY(s);
    return str_to_int(row.value, &n->node) == OK ? OK : BROKEN;
}

/* ---- which database ------------------------------------------------------------------------ */

static void database_file(const char *folder, char ret_path[PATH_BYTES])
{
    snprintf(ret_path, PATH_BYTES, "%s/database", folder);
}

enum status node_database(const char *folder, struct arena *a, const char **ret_address)
{
    char path[PATH_BYTES], text[ADDRESS_BYTES];
    struct str address;
    database_file(folder, path);
    FILE *file = fopen(path, "re");
    *ret_address = NULL;
    if (!file)
        return errno == ENOENT || errno == ENOTDIR ? OK : BROKEN;
    size_t n = fread(text, 1, sizeof text, file);
    fclose(file);
    if (n < 2 || n == sizeof text || text[n - 1] != '\n')
        return BROKEN;
    TRY(arena_copy(a, (struct str){text, n - 1}, &address));
    *ret_address = address.p;
    return OK;
}

static enum status write_database(const char *folder, const char *address, struct buf *why)
{
    char path[PATH_BYTES];
    database_file(folder, path);
    FILE *file = fopen(path, "we");
    bool whole = file && fwrite(address, 1, strlen(address), file) == strlen(address) &&
                 fwrite("\n", 1, 1, file) == 1;
    if (file && fclose(file) != 0)
        whole = false;
    if (!whole)
        buf_printf(why, "%s cannot be written: %s", path, strerror(errno));
    return whole ? OK : BROKEN;
}

/* Of the file that tells where the ledger is. */
static enum status find_ledger(const char *folder, const char *database, struct buf *why)
{
    char ledger[PATH_BYTES], path[PATH_BYTES];
    snprintf(ledger, sizeof ledger, "%s/ledger.db", folder);
    database_file(folder, path);
    bool is_here = access(ledger, F_OK) == 0;
    if (is_here && database) {
        buf_puts(why, "the ledger of this node is in its folder: leave --db out");
        return CONFLICT;
    }
    return access(is_here ? ledger : path, R_OK | W_OK) == 0 ? OK : NOT_FOUND;
}

enum status node_find(const char *folder, const char *database, struct buf *why)
{
    struct stat st;
    enum status s = find_ledger(folder, database, why);
    if (s != NOT_FOUND)
        return s;
    if (errno != ENOENT && errno != ENOTDIR) {
        buf_printf(why, "%s: be the user to whom the node belongs", strerror(errno));
        return REFUSED;
    }
    if (stat(folder, &st) != 0)
        buf_puts(why, "there is no such folder");
    else if (!S_ISDIR(st.st_mode))
        buf_puts(why, "that is no folder");
    else
        buf_puts(why, "no node is in this folder: xiezhi init makes one");
    return NOT_FOUND;
}

enum status node_open(struct node_files *n, const struct core_options *o, enum store_mode mode,
                      const char *state, struct buf *why)
{
    memset(n, 0, sizeof *n);
    if (state)
        memcpy(n->state, state, strlen(state) + 1);
    else
        node_state_name(o, n->state);
    arena_init(&n->life, LIFE_BYTES);
    const char *address = o->database;
    if (!address && node_database(o->folder, &n->life, &address) != OK) {
        if (why)
            buf_puts(why, "the file database in the folder does not say where the ledger is");
        arena_close(&n->life);
        return BROKEN;
    }
    n->options = (struct store_options){.folder = o->folder,
                                        .address = address,
                                        .state = n->state,
                                        .is_new_state = state != NULL,
                                        .is_shadow = o->is_shadow,
                                        .sql = o->sql,
                                        .n_sql = o->n_sql,
                                        .why = why};
    enum status s = store_open(&n->options, mode, &n->db);
    if (s == OK) {
        s = mode == STORE_WRITER ? schemas(n->db, o->rooms) : OK;
        if (s == OK)
            s = read_node(n);
        if (s != OK && why)
            buf_puts(why, store_error(n->db));
    }
    if (s != OK)
        node_close(n);
    return s;
}

static const char *const walls_names[] = {
    [WALLS_UNKNOWN] = "unknown",
    [WALLS_WHOLE] = "whole",
    [WALLS_NO_LANDLOCK] = "no_landlock",
    [WALLS_NONE] = "none",
};

const char *walls_name(enum walls walls)
{
    assert((size_t)walls < sizeof walls_names / sizeof walls_names[0]);
    return walls_names[walls];
}

enum walls node_walls(struct node_files *n)
{
    struct ledger_node row;
    enum walls walls = WALLS_NONE;
    if (ledger_node_one(n->db, S("walls"), &row, &n->life) != OK)
        return WALLS_UNKNOWN;
    while (walls != WALLS_UNKNOWN && !str_is(row.value, walls_names[walls]))
        walls--;
    return walls;
}

void node_close(struct node_files *n)
{
    store_close(n->db);
    n->db = NULL;
    arena_close(&n->life);
}

/* ---- making -------------------------------------------------------------------------------- */

static enum status set_hex(struct store *db, struct str key, const uint8_t *bytes, size_t n)
{
    char room[64];
    struct buf hex = {.p = room, .room = sizeof room, .max = sizeof room};
    buf_hex(&hex, bytes, n);
    return ledger_set_node_exec(db, key, buf_str(&hex));
}

static enum status set_settings(struct store *db, const struct node_settings *settings)
{
    uint8_t key[32];
    char room[24];
    struct buf node = {.p = room, .room = sizeof room, .max = sizeof room};
    crypt_random(key, sizeof key);
    buf_int(&node, settings->node);
    TRY(ledger_set_node_exec(db, S("node"), buf_str(&node)));
    TRY(ledger_set_node_exec(db, S("origin"), settings->origin));
    return set_hex(db, S("key"), key, sizeof key);
}

/* Run something that states facts on the closed node and append them. */
struct seeding {
    const struct core_options *options;
    int64_t now;
    enum status (*run)(struct ctx *c, void *of);
    void *of;
};

static enum status seed_in(struct node_files *n, const struct seeding *seeding, struct ledger *l)
{
    struct ctx c = ledger_ctx(l, seeding->now, S("init"));
    struct list appended;
    TRY(ledger_open(l));
    TRY(seeding->run(&c, seeding->of));
    TRY(ledger_append(l, &c, NULL, &appended));
    return fold_end(n->db, &l->words, (int64_t)l->tree.size);
}

static enum status seed(struct node_files *n, const struct seeding *seeding)
{
    struct arena a;
    arena_init(&a, LIMIT_BATCH_ARENA);
    struct ledger *l = ARENA_NEW(&a, struct ledger);
    enum status s = l ? OK : FULL;
    if (s == OK) {
        *l = (struct ledger){
            .db = n->db, .rooms = seeding->options->rooms, .arena = &a, .node = n->node};
        s = seed_in(n, seeding, l);
        ledger_close(l);
    }
    arena_close(&a);
    return s;
}

static enum status in_transaction(struct node_files *n, const struct seeding *seeding,
                                  const struct node_settings *settings)
{
    TRY(store_begin(n->db));
    enum status s = settings ? set_settings(n->db, settings) : OK;
    if (s == OK)
        s = seed(n, seeding);
    if (s == OK)
        s = store_commit(n->db);
    if (s != OK)
        store_rollback(n->db);
    return s;
}

enum status core_seed(const struct core_options *o, int64_t now,
                      enum status (*run)(struct ctx *c, void *of), void *of)
{
    struct node_files n;
    struct seeding seeding = {o, now, run, of};
    TRY(node_open(&n, o, STORE_WRITER, NULL, NULL));
    enum status s = n.node ? in_transaction(&n, &seeding, NULL) : NOT_FOUND;
    node_close(&n);
    return s;
}

/* Entry 0 says which log this is. */
static enum status first_entry(struct ctx *c, void *of)
{
    const struct node_settings *settings = of;
    struct core_node_made made = {.origin = crypt_sha256(settings->origin), .made = settings->now};
    if (c->ledger->tree.size > 0)
        return CONFLICT;
    if (settings->after)
        TRY(core_state_log_succeeded(c, settings->after));
    return fact_state(c, &core_node_made_fact, 0, &made);
}

static enum status make_in(struct node_files *n, const struct core_options *o,
                           const struct node_settings *settings, struct buf *why)
{
    struct seeding seeding = {o, settings->now, first_entry, (void *)(uintptr_t)settings};
    if (n->node) {
        buf_puts(why, "there is a node already in this database: name an empty one");
        return CONFLICT;
    }
    n->node = settings->node;
    TRY(node_state_schema(n->db, o->rooms, STORE_INDEXES));
    return in_transaction(n, &seeding, settings);
}

enum status core_make(const struct core_options *o, const struct node_settings *settings,
                      struct buf *why)
{
    struct node_files n;
    assert(settings->node > 0 && settings->node <= NUMBER_NODE_MAX);
    TRY(node_open(&n, o, STORE_WRITER, NULL, why));
    enum status s = make_in(&n, o, settings, why);
    if (s != OK && !why->n)
        buf_puts(why, store_error(n.db));
    if (s == OK && o->database)
        s = write_database(o->folder, o->database, why);
    node_close(&n);
    return s;
}

enum status node_remove(const char *folder, struct buf *why)
{
    struct arena a;
    const char *address = NULL;
    arena_init(&a, 2 * ADDRESS_BYTES);
    enum status s = node_database(folder, &a, &address);
    struct store_options o = {
        .folder = folder, .address = address, .state = "state-none.db", .why = why};
    if (s == OK && address) /* else they go with the folder */
        s = store_remove(&o);
    arena_close(&a);
    return s;
}
