// SPDX-License-Identifier: Apache-2.0
/* pg.c -- PostgreSQL: ledger and state as two schemas of one database, which holds one node.
 * Floor 2.  Not here: connecting (pg_connect.c), statements (pg_run.c). */
#include "store/pg.h"

#include <assert.h>

enum { ADDRESS_MAX = 4096 };

static enum status find_database(struct pg *pg, const struct store_options *o)
{
    buf_init(&pg->address, ADDRESS_MAX);
    buf_puts(&pg->address, o->address);
    buf_byte(&pg->address, 0);
    pg_schema_name(o->state, pg->state);
    pg->stmt = calloc(o->n_sql + 1, sizeof *pg->stmt);
    if (!pg->stmt || pg->address.full)
        return store_say(&pg->store, FULL, "no memory, or too long an address");
    TRY(pg_check_address(pg));
    return pg_connect(pg);
}

/* Is there a schema of that name? */
static enum status has_schema(struct store *db, const char *name, bool *ret_has)
{
    char text[160];
    int64_t n = 0;
    snprintf(text, sizeof text, "select count(*) from pg_namespace where nspname = '%s'", name);
    TRY(store_number(db, text, &n));
    *ret_has = n == 1;
    return OK;
}

static enum status make_schema(struct store *db, const char *name)
{
    char text[128];
    bool has = false;
    TRY(has_schema(db, name, &has));
    snprintf(text, sizeof text, "create schema %s", name);
    return has ? OK : pg_script(db, text);
}

static enum status drop_schema(struct store *db, const char *name)
{
    char text[128];
    snprintf(text, sizeof text, "drop schema if exists %s cascade", name);
    return pg_script(db, text);
}

static enum status find_schema(struct store *db, const char *name)
{
    bool has = false;
    TRY(has_schema(db, name, &has));
    return has ? OK
               : store_say(db, BROKEN, "there is no schema %s in database %s: is it the right one?",
                           name, PQdb(((struct pg *)db)->conn));
}

static enum status open_database(struct store *db, const struct store_options *o)
{
    struct pg *pg = (struct pg *)db;
    TRY(find_database(pg, o));
    if (db->mode == STORE_READER) {
        TRY(find_schema(db, "ledger"));
        return find_schema(db, pg->state);
    }
    if (o->is_new_state)
        TRY(drop_schema(db, pg->state));
    TRY(make_schema(db, "ledger"));
    return make_schema(db, pg->state);
}

static void close_database(struct store *db)
{
    struct pg *pg = (struct pg *)db;
    PQfinish(pg->conn);
    free(pg->stmt);
    buf_close(&pg->address);
}

/* Every state, also those of other programs. */
static enum status remove_database(struct store *db, const struct store_options *o)
{
    static const char drop_states[] =
        "do $$ declare name text; begin for name in select nspname from pg_namespace"
        " where nspname ~ '^state_([0-9a-f]{12}|rebuild)$' loop"
        " execute format('drop schema %I cascade', name); end loop; end $$";
    TRY(find_database((struct pg *)db, o));
    TRY(pg_script(db, drop_states));
    return drop_schema(db, "ledger");
}

/* PostgreSQL moves its log by itself, and what was erased leaves with its own VACUUM. */
static enum status checkpoint(struct store *db)
{
    (void)db;
    return OK;
}

/* An updated row stays as an older version until its table is written anew.  What the server's own
 * log and its copies keep, and for how long, is the database's matter. */
static enum status wipe(struct store *db)
{
    TRY(pg_script(db, "vacuum full vault"));
    return pg_script(db, "vacuum full vault_left");
}

static enum status state_becomes(struct store *db, const char *state)
{
    struct pg *pg = (struct pg *)db;
    char text[256], name[SCHEMA_BYTES];
    pg_schema_name(state, name);
    snprintf(text, sizeof text, "drop schema if exists %s cascade; alter schema %s rename to %s",
             name, pg->state, name); /* sent together: one transaction */
    return pg_script(db, text);
}

static int64_t bytes(struct store *db)
{
    int64_t n = 0;
    return store_number(db, "select pg_database_size(current_database())", &n) == OK ? n : -1;
}

static const char *place(const struct store *db, enum store_file file)
{
    return file == STORE_STATE ? ((const struct pg *)db)->state : "ledger";
}

static void put_clashes(const struct store *db, struct buf *to)
{
    buf_printf(to,
               "select count(*) from pg_class a join pg_class b on b.relname = a.relname"
               " where a.relnamespace = to_regnamespace('ledger')"
               " and b.relnamespace = to_regnamespace('%s')",
               place(db, STORE_STATE));
}

static void put_tables(const struct store *db, struct buf *to)
{
    buf_printf(to, "select tablename::text from pg_tables where schemaname = '%s' order by 1",
               place(db, STORE_STATE));
}

static enum status copy_ledger(struct store *db, const char *folder,
                               void (*told)(int64_t done, int64_t all))
{
    (void)folder;
    (void)told;
    return store_say(db, REFUSED, "a database is copied by its own tools (pg_dump)");
}

const struct engine pg_engine = {
    .dialect = {.row_id = "bigint primary key",
                .text = "text collate \"C\"",
                .keyed = "",
                .view = "or replace view",
                .has_virtual = false,
                .places_index = false},
    .size = sizeof(struct pg),
    .open = open_database,
    .close = close_database,
    .remove = remove_database,
    .begin = pg_begin,
    .commit = pg_commit,
    .rollback = pg_rollback,
    .landed = pg_landed,
    .read_begin = pg_read_begin,
    .read_end = pg_read_end,
    .checkpoint = checkpoint,
    .wipe = wipe,
    .state_becomes = state_becomes,
    .copy_ledger = copy_ledger,
    .bytes = bytes,
    .exec = pg_exec,
    .query = pg_query,
    .query_text = pg_query_text,
    .next = pg_next,
    .cell = pg_cell,
    .column = pg_column,
    .end = pg_end,
    .script = pg_script,
    .place = place,
    .put_clashes = put_clashes,
    .put_tables = put_tables,
};
