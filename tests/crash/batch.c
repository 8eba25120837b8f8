// SPDX-License-Identifier: Apache-2.0
#include "batch.h"

#include "store/sqlite.h"

#include <stdio.h>
#include <string.h>

enum { ENTRY_ADD, ENTRY_LAST, ENTRY_ALL, TOTAL_ADD, TOTAL_ALL, CURSOR_GET, CURSOR_SET, CURSOR_NEW };
enum { GROUPS = 7, BODY_MAX = 3000, ROWS_MAX = 1000000 };

static const struct sql statements[] = {
    {"insert into entry(id, body) values ($1, $2)", "batch:0"},
    {"select coalesce(max(id), 0) from entry", "batch:1"},
    {"select id, body from entry order by id", "batch:2"},
    {"insert into total(grp, n) values ($1, $2) on conflict (grp) do update set n = n + excluded.n",
     "batch:3"},
    {"select grp, n from total order by grp", "batch:4"},
    {"select upto from cursor where id = 1", "batch:5"},
    {"update cursor set upto = $1 where id = 1", "batch:6"},
    {"insert into cursor(id, upto) values (1, 0) on conflict (id) do nothing", "batch:7"},
};

struct pair {
    int64_t id, n;
};
struct line {
    int64_t id;
    struct str body;
};
static const struct field pair_fields[] = {
    {.name = "id", .type = FIELD_INT, .at = 0},
    {.name = "n", .type = FIELD_INT, .at = offsetof(struct pair, n)},
};
static const struct field line_fields[] = {
    {.name = "id", .type = FIELD_INT, .at = 0},
    {.name = "body", .type = FIELD_TEXT, .at = offsetof(struct line, body)},
};
static const struct record one_record = {pair_fields, 1, sizeof(int64_t)};
static const struct record pair_record = {pair_fields, 2, sizeof(struct pair)};
static const struct record line_record = {line_fields, 2, sizeof(struct line)};

/* What entry `id` says: its length and letters follow from its number. */
static struct str body_of(int64_t id, char *room)
{
    size_t n = (size_t)(id * 7919 % BODY_MAX);
    memset(room, (int)('a' + id % 26), n);
    return (struct str){room, n};
}

static enum status fold(struct store *db, int64_t id)
{
    const struct value v[] = {value_int(id % GROUPS), value_int(id)};
    const struct value upto = value_int(id);
    TRY(store_exec(db, TOTAL_ADD, v, 2));
    return store_exec(db, CURSOR_SET, &upto, 1);
}

static enum status in_transaction(struct store *db, int64_t from, int64_t to, bool append)
{
    char room[BODY_MAX];
    TRY(store_begin(db));
    TRY(store_exec(db, CURSOR_NEW, NULL, 0));
    for (int64_t id = from + 1; id <= to; id++) {
        const struct value v[] = {value_int(id), value_text(body_of(id, room))};
        if (append)
            TRY(store_exec(db, ENTRY_ADD, v, 2));
        TRY(fold(db, id));
    }
    return store_commit(db);
}

enum status batch_write(struct store *db, int64_t from, int64_t to)
{
    enum status s = in_transaction(db, from, to, true);
    if (s != OK)
        store_rollback(db);
    return s;
}

enum status batch_last(struct store *db, int64_t *ret_ledger, int64_t *ret_state)
{
    struct arena a;
    int64_t state = 0;
    arena_init(&a, 65536);
    enum status s = store_one(db, ENTRY_LAST, NULL, 0, &one_record, &a, ret_ledger);
    if (s == OK)
        s = store_one(db, CURSOR_GET, NULL, 0, &one_record, &a, &state);
    if (s == OK || s == NOT_FOUND)
        *ret_state = state;
    arena_close(&a);
    return s == NOT_FOUND ? OK : s;
}

enum status batch_catch_up(struct store *db)
{
    int64_t ledger, state;
    TRY(batch_last(db, &ledger, &state));
    enum status s = ledger > state ? in_transaction(db, state, ledger, false) : OK;
    if (s != OK)
        store_rollback(db);
    return s;
}

enum status batch_open_reader(const char *folder, struct store **ret_db)
{
    struct store_options o = {.folder = folder,
                              .state = "state-0.db",
                              .sql = statements,
                              .n_sql = sizeof statements / sizeof *statements};
    return store_open(&o, STORE_READER, ret_db);
}

enum status batch_open(const char *folder, struct buf *why, struct store **ret_db)
{
    struct store *db;
    struct store_options o = {.folder = folder,
                              .state = "state-0.db",
                              .sql = statements,
                              .n_sql = sizeof statements / sizeof *statements,
                              .why = why};
    TRY(store_open(&o, STORE_WRITER, &db));
    enum status s = store_schema(db, STORE_LEDGER, STORE_TABLES,
                                 "create table entry (id bigint primary key, body text not null)");
    if (s == OK)
        s = store_schema(
            db, STORE_STATE, STORE_TABLES,
            "create table total (grp bigint not null, n bigint not null, primary key (grp));"
            "create table cursor (id bigint primary key, upto bigint not null)");
    if (s == OK)
        *ret_db = db;
    else
        store_close(db);
    return s;
}

static const char *entries_wrong(struct store *db, struct arena *a, int64_t last)
{
    struct list rows;
    char room[BODY_MAX];
    if (store_many(db, ENTRY_ALL, NULL, 0, &line_record, ROWS_MAX, a, &rows) != OK)
        return store_error(db);
    if ((int64_t)rows.n != last)
        return "the ledger has a hole";
    const struct line *line = rows.at;
    for (size_t i = 0; i < rows.n; i++)
        if (line[i].id != (int64_t)i + 1 || !str_eq(line[i].body, body_of((int64_t)i + 1, room)))
            return "an entry says something else";
    return NULL;
}

static const char *totals_wrong(struct store *db, struct arena *a, int64_t upto)
{
    struct list rows;
    int64_t want[GROUPS] = {0};
    for (int64_t id = 1; id <= upto; id++)
        want[id % GROUPS] += id;
    if (store_many(db, TOTAL_ALL, NULL, 0, &pair_record, GROUPS, a, &rows) != OK)
        return store_error(db);
    for (size_t i = 0; i < rows.n; i++)
        want[((struct pair *)rows.at)[i].id] -= ((struct pair *)rows.at)[i].n;
    for (int g = 0; g < GROUPS; g++)
        if (want[g] != 0)
            return "the state is not what its entries make";
    return NULL;
}

static bool is_sound(struct store *db, const char *check)
{
    sqlite3_stmt *st = NULL;
    bool sound = sqlite3_prepare_v2(((struct sqlite *)db)->db, check, -1, &st, NULL) == SQLITE_OK &&
                 sqlite3_step(st) == SQLITE_ROW &&
                 strcmp((const char *)sqlite3_column_text(st, 0), "ok") == 0;
    sqlite3_finalize(st);
    return sound;
}

static const char *files_wrong(struct store *db)
{
    if (!is_sound(db, "pragma main.integrity_check"))
        return "the ledger's file is not sound";
    return is_sound(db, "pragma state.integrity_check") ? NULL : "the state's file is not sound";
}

const char *batch_wrong(struct store *db)
{
    struct arena a;
    int64_t ledger, state;
    arena_init(&a, 256 << 20);
    if (batch_last(db, &ledger, &state) != OK)
        return store_error(db);
    const char *wrong = state > ledger ? "the state is ahead of the ledger" : files_wrong(db);
    if (!wrong)
        wrong = entries_wrong(db, &a, ledger);
    if (!wrong)
        wrong = totals_wrong(db, &a, state);
    arena_close(&a);
    return wrong;
}
