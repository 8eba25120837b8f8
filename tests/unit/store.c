// SPDX-License-Identifier: Apache-2.0
/* store.c -- the store's door: schema, values, errors, the lock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/store.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    ENTRY_ADD,
    ENTRY_GET,
    ITEM_ADD,
    ITEM_GET,
    ITEM_SWAPPED,
    ITEM_ALL,
    ITEM_BAD,
    PAIR_ADD,
    ITEM_COUNT
};

static const struct sql statements[] = {
    {"insert into entry(id, body) values ($1, $2)", "entry:1"},
    {"select id, body from entry where id = $1", "entry:2"},
    {"insert into item(id, name, kind, day, paid, sum, hash, note) values ($1, $2, $3, $4, $5, $6, "
     "$7, $8)",
     "item:1"},
    {"select id, name, kind, day, paid, sum, hash, note from item where id = $1", "item:2"},
    {"insert into item(name, id, kind, note) values ($2, $1, $3, $2)", "item:3"},
    {"select id, name, kind, day, paid, sum, hash, note from item where id > $1 order by id",
     "item:4"},
    {"select nothing from nowhere", "item:5"},
    {"insert into pair(a, b) values ($1, $2)", "pair:1"},
    {"select count(*) from item", "item:6"},
};

enum kind { KIND_PRAISE = 1, KIND_COMPLAIN };

struct item {
    int64_t id;
    struct str name;
    enum kind kind;
    int32_t day;
    bool paid;
    int64_t sum;
    struct hash hash;
    struct str note;
    bool has_day, has_paid, has_sum, has_hash;
};

static const char *const kinds[] = {"praise", "complain"};
static const struct words kind_words = {"item.kind", kinds, 2};

#define AT(f) .at = offsetof(struct item, f)
#define MAYBE(f) \
    .at = offsetof(struct item, f), .optional = true, .has_at = offsetof(struct item, has_##f)

static const struct field item_fields[] = {
    {.name = "id", .type = FIELD_INT, AT(id)},
    {.name = "name", .type = FIELD_TEXT, AT(name)},
    {.name = "kind", .type = FIELD_ENUM, .words = &kind_words, AT(kind)},
    {.name = "day", .type = FIELD_DAY, MAYBE(day)},
    {.name = "paid", .type = FIELD_BOOL, MAYBE(paid)},
    {.name = "sum", .type = FIELD_MONEY, MAYBE(sum)},
    {.name = "hash", .type = FIELD_HASH, MAYBE(hash)},
    {.name = "note", .type = FIELD_TEXT, AT(note), .optional = true},
};
static const struct record item_record = {item_fields, 8, sizeof(struct item)};

struct count {
    int64_t n;
};
static const struct field count_fields[] = {{.name = "n", .type = FIELD_INT, .at = 0}};
static const struct record count_record = {count_fields, 1, sizeof(struct count)};

static const char ledger_schema[] =
    "-- kept for good; 'not' a quote\ncreate table entry (id bigint primary key, "
    "body text not null);";
static const char state_schema[] =
    "create table item (id bigint primary key, name text not null, kind text default 'a;''b', -- "
    "words\n"
    "  day bigint, paid smallint, sum bigint, hash bytea, note text);\n"
    "create index item_by_name on item(name);\n"
    "create unique index item_by_sum on item(sum);\n"
    "create table pair (a bigint not null, b text not null, primary key (a, b), check (a <= 5 or a "
    "<> 7));";

static char folder[64];
static struct arena arena;
enum { WHY_MAX = 512 };

static struct store_options options(struct buf *why)
{
    return (struct store_options){.folder = folder,
                                  .state = "state-0.db",
                                  .sql = statements,
                                  .n_sql = sizeof statements / sizeof *statements,
                                  .why = why};
}

static struct store *open_store(enum store_mode mode)
{
    struct store *db = NULL;
    struct buf why;
    buf_init(&why, WHY_MAX);
    struct store_options o = options(&why);
    enum status s = store_open(&o, mode, &db);
    if (s != OK)
        fail_msg("%s: %.*s", status_name(s), STR_ARG(buf_str(&why)));
    buf_close(&why);
    return db;
}

static int set_up(void **state)
{
    strncpy(folder, "/tmp/xiezhi-store-XXXXXX", sizeof folder - 1);
    assert_non_null(mkdtemp(folder));
    arena_init(&arena, 1 << 20);
    struct store *db = open_store(STORE_WRITER);
    assert_int_equal(store_schema(db, STORE_LEDGER, STORE_TABLES, ledger_schema), OK);
    assert_int_equal(store_schema(db, STORE_STATE, STORE_TABLES, state_schema), OK);
    assert_int_equal(store_schema(db, STORE_STATE, STORE_INDEXES, state_schema), OK);
    *state = db;
    return 0;
}

static int tear_down(void **state)
{
    char command[128];
    store_close(*state);
    arena_close(&arena);
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

static enum status add_pair(struct store *db, int64_t a, const char *b)
{
    const struct value v[] = {value_int(a), value_text(str_of(b))};
    return store_exec(db, PAIR_ADD, v, 2);
}

static enum status add_item(struct store *db, const struct item *in)
{
    struct value v[8];
    for (size_t i = 0; i < 8; i++)
        v[i] = store_value(&item_fields[i], in);
    return store_exec(db, ITEM_ADD, v, 8);
}

static void same_item(const struct item *a, const struct item *b)
{
    assert_int_equal(a->id, b->id);
    assert_true(str_eq(a->name, b->name));
    assert_true(str_eq(a->note, b->note));
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->day, b->day);
    assert_int_equal(a->paid, b->paid);
    assert_int_equal(a->sum, b->sum);
    assert_memory_equal(&a->hash, &b->hash, sizeof a->hash);
    assert_memory_equal(&a->has_day, &b->has_day, 4);
}

static void values_written_are_values_read(void **state)
{
    struct store *db = *state;
    const struct item rows[] = {
        {.id = 1, .name = S("bare"), .kind = KIND_PRAISE}, /* every optional field absent */
        {.id = INT64_MAX,
         .name = S(""),
         .note = S(""),
         .kind = KIND_COMPLAIN,
         .has_paid = true}, /* empty, false */
        {.id = -5,
         .name = S("nul \0 in"),
         .note = S("x"),
         .kind = KIND_COMPLAIN,
         .day = -1,
         .has_day = true,
         .paid = true,
         .has_paid = true,
         .sum = INT64_MIN,
         .has_sum = true,
         .hash = {{1, 0, 2}},
         .has_hash = true},
    };
    assert_int_equal(store_begin(db), OK);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(add_item(db, &rows[i]), OK);
    assert_int_equal(store_commit(db), OK);
    for (size_t i = 0; i < 3; i++) {
        struct item got;
        struct value id = value_int(rows[i].id);
        assert_int_equal(store_one(db, ITEM_GET, &id, 1, &item_record, &arena, &got), OK);
        same_item(&rows[i], &got);
    }
    struct list all;
    struct value from = value_int(INT64_MIN);
    assert_int_equal(store_many(db, ITEM_ALL, &from, 1, &item_record, 2, &arena, &all), OK);
    assert_int_equal(all.n, 2);
    same_item(&rows[2], &((struct item *)all.at)[0]);
    same_item(&rows[0], &((struct item *)all.at)[1]);
    from = value_int(INT64_MAX);
    assert_int_equal(store_many(db, ITEM_ALL, &from, 1, &item_record, 2, &arena, &all), OK);
    assert_int_equal(all.n, 0);
}

static void parameters_go_by_number(void **state)
{
    struct store *db = *state;
    struct item got;
    const struct value v[] = {value_int(3), value_text(S("twice")), value_text(S("praise"))};
    assert_int_equal(store_begin(db), OK);
    assert_int_equal(store_exec(db, ITEM_SWAPPED, v, 2), BROKEN); /* $3 was not given */
    assert_int_equal(store_exec(db, ITEM_SWAPPED, v, 3), OK);
    assert_int_equal(store_one(db, ITEM_GET, v, 1, &item_record, &arena, &got), OK);
    assert_true(str_is(got.name, "twice") && str_is(got.note, "twice"));
    store_rollback(db);
}

/* Straight to the engine, past the store. */
static int raw(const char *file, const char *sql)
{
    char path[128];
    sqlite3 *db = NULL;
    snprintf(path, sizeof path, "%s/%s", folder, file);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    sqlite3_close(db);
    return code;
}

static void a_value_that_is_not_what_its_field_says_is_broken(void **state)
{
    struct store *db = *state;
    static const struct {
        const char *set, *why;
    } rows[] = {
        {"kind = 'blame'", "no such word"},
        {"day = 3000000000", "beyond int32"},
        {"paid = 2", "neither true nor false"},
        {"hash = x'00'", "one byte"},
        {"sum = 'much'", "text for a number"},
        {"sum = 1.5", "a fraction"},
        {"kind = null", "NULL where a value must be"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char sql[256];
        struct item got;
        struct value id = value_int(1);
        snprintf(sql, sizeof sql,
                 "delete from item; insert into item(id, name, kind) values (1, 'n', 'praise');"
                 "update item set %s",
                 rows[i].set);
        assert_int_equal(raw("state-0.db", sql), SQLITE_OK);
        enum status s = store_one(db, ITEM_GET, &id, 1, &item_record, &arena, &got);
        if (s != BROKEN)
            fail_msg("%s: %s", rows[i].why, status_name(s));
        assert_non_null(strstr(store_error(db), "item:2"));
    }
}

static void errors_leave_the_connection_usable(void **state)
{
    struct store *db = *state;
    struct item got,
        item = {.id = 1, .name = S("a"), .kind = KIND_PRAISE, .sum = 7, .has_sum = true};
    struct value id = value_int(1);
    assert_int_equal(add_item(db, &item), BROKEN); /* outside a transaction */
    assert_int_equal(store_begin(db), OK);
    assert_int_equal(add_item(db, &item), OK);
    assert_int_equal(add_item(db, &item), CONFLICT); /* primary key */
    item.id = 2;
    assert_int_equal(add_item(db, &item), CONFLICT); /* unique index */
    item.name = (struct str){0};
    assert_int_equal(add_item(db, &item), BROKEN); /* not null: a bug, not a conflict */
    assert_int_equal(add_pair(db, 1, "x"), OK);
    assert_int_equal(add_pair(db, 1, "x"), CONFLICT); /* key of two columns */
    assert_int_equal(add_pair(db, 7, "x"), BROKEN);   /* check: the operators of the script survived
                                                       */
    assert_int_equal(store_exec(db, ITEM_BAD, NULL, 0), BROKEN);
    assert_int_equal(store_commit(db), OK);
    assert_int_equal(store_one(db, ITEM_GET, &id, 1, &item_record, &arena, &got), OK);
    id = value_int(2);
    assert_int_equal(store_one(db, ITEM_GET, &id, 1, &item_record, &arena, &got), NOT_FOUND);
    assert_int_equal(store_one(db, ITEM_GET, &id, 1, &count_record, &arena, &got), NOT_FOUND);
    assert_int_equal(store_one(db, ITEM_COUNT, NULL, 0, &item_record, &arena, &got),
                     BROKEN); /* 1
                                 column,
                                 8
                                 fields
                               */
}

static void a_rollback_leaves_nothing(void **state)
{
    struct store *db = *state;
    struct count n;
    bool landed = true;
    assert_int_equal(store_begin(db), OK);
    assert_int_equal(add_item(db, &(struct item){.id = 1, .name = S("a"), .kind = KIND_PRAISE}),
                     OK);
    store_rollback(db);
    assert_int_equal(store_one(db, ITEM_COUNT, NULL, 0, &count_record, &arena, &n), OK);
    assert_int_equal(n.n, 0);
    assert_int_equal(store_landed(db, &landed), OK);
    assert_false(landed);
    assert_int_equal(store_begin(db), OK);
    assert_int_equal(store_commit(db), OK);
    assert_int_equal(store_landed(db, &landed), OK);
    assert_true(landed);
}

static void a_full_arena_is_full(void **state)
{
    struct store *db = *state;
    struct arena small;
    struct item got;
    struct value id = value_int(1);
    static char long_text[4096];
    memset(long_text, 'x', sizeof long_text);
    arena_init(&small, 1024);
    assert_int_equal(store_begin(db), OK);
    struct item item = {.id = 1, .name = {long_text, sizeof long_text}, .kind = KIND_PRAISE};
    assert_int_equal(add_item(db, &item), OK);
    assert_int_equal(store_one(db, ITEM_GET, &id, 1, &item_record, &small, &got), FULL);
    store_rollback(db);
    arena_close(&small);
}

static void schemas(void **state)
{
    struct store *db = *state;
    static const struct {
        const char *script;
        enum status want;
        const char *why;
    } rows[] = {
        {state_schema, OK, "what exists is left alone"},
        {"", OK, "nothing to do"},
        {"-- only words;\n ;", BAD_INPUT, "an empty statement"},
        {"drop table item", BAD_INPUT, "not a create"},
        {"create trigger t after insert on item begin delete from item; end", BAD_INPUT,
         "triggers hide work"},
        {"create table entry (id bigint primary key)", BAD_INPUT, "a name of the ledger"},
        {"create table bad (id nonsense nonsense", BROKEN, "the engine refuses it"},
        {"CREATE VIEW v AS SELECT 1", OK, "upper case; a view"},
        {"create virtual table words using fts5(body)", OK, "full text"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum status s = store_schema(db, STORE_STATE, STORE_TABLES, rows[i].script);
        if (s != rows[i].want)
            fail_msg("%s: %s, %s", rows[i].why, status_name(s), store_error(db));
    }
}

static void tables_stand_in_their_own_file(void **state)
{
    (void)state;
    assert_int_equal(raw("state-0.db", "select * from item, pair"), SQLITE_OK);
    assert_int_equal(raw("ledger.db", "select * from entry"), SQLITE_OK);
    assert_int_equal(raw("ledger.db", "select * from item"), SQLITE_ERROR);
    assert_int_equal(raw("state-0.db", "select * from entry"), SQLITE_ERROR);
    assert_int_equal(raw("state-0.db", "select rowid from item"), SQLITE_OK);
    assert_int_equal(raw("state-0.db", "select rowid from pair"), SQLITE_ERROR); /* in the order of
                                                                                    its key */
}

static void readers_cannot_write(void **state)
{
    (void)state;
    struct store *reader = open_store(STORE_READER);
    assert_int_equal(store_read_begin(reader), OK);
    assert_int_equal(add_pair(reader, 1, "x"), BROKEN);
    store_read_end(reader);
    assert_int_equal(add_pair(reader, 1, "x"), BROKEN);
    store_close(reader);
}

static void a_second_writer_is_told_who_holds_the_lock(void **state)
{
    struct store *second = NULL;
    struct buf why;
    char pid[32];
    buf_init(&why, WHY_MAX);
    struct store_options o = options(&why);
    assert_int_equal(store_open(&o, STORE_WRITER, &second), BUSY);
    assert_null(second);
    snprintf(pid, sizeof pid, "process %d", (int)getpid());
    assert_true(str_find(buf_str(&why), str_of(pid)) < why.n);
    store_close(*state);
    assert_int_equal(store_open(&o, STORE_WRITER, &second), OK); /* the lock went with its holder */
    *state = second;
    buf_close(&why);
}

static void a_lock_dies_with_its_process(void **state)
{
    store_close(*state);
    *state = NULL;
    pid_t child = fork();
    if (child == 0) {
        open_store(STORE_WRITER);
        _exit(0); /* without closing, like a kill */
    }
    int result = 1;
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_int_equal(result, 0);
    *state = open_store(STORE_WRITER);
}

static void what_cannot_be_used_is_said(void **state)
{
    struct store *reader = NULL;
    char path[128], before[128];
    struct buf why;
    store_close(*state);
    *state = NULL;
    buf_init(&why, WHY_MAX);
    struct store_options o = options(&why);
    snprintf(path, sizeof path, "%s/state-0.db", folder);
    snprintf(before, sizeof before, "%s/elsewhere", folder);
    assert_int_equal(rename(path, before), 0);
    assert_int_equal(store_open(&o, STORE_READER, &reader), BROKEN); /* a reader creates nothing */
    assert_true(str_find(buf_str(&why), S("state-0.db")) < why.n);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    for (int i = 0; i < 4096; i++)
        fputc('x', f);
    fclose(f);
    assert_int_equal(store_open(&o, STORE_WRITER, &reader), BROKEN); /* not a database */
    o.folder = "/nowhere/at/all";
    assert_int_equal(store_open(&o, STORE_WRITER, &reader), BROKEN);
    assert_null(reader);
    buf_close(&why);
}

static void a_checkpoint_empties_the_logs(void **state)
{
    struct store *db = *state;
    struct stat st;
    char path[128];
    snprintf(path, sizeof path, "%s/ledger.db-wal", folder);
    const struct value v[] = {value_int(1), value_text(S("secret"))};
    assert_int_equal(store_begin(db), OK);
    assert_int_equal(store_exec(db, ENTRY_ADD, v, 2), OK);
    assert_int_equal(store_commit(db), OK);
    assert_int_equal(stat(path, &st), 0);
    assert_true(st.st_size > 0);
    int64_t before = store_size(db);
    assert_int_equal(store_checkpoint(db), OK);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_size, 0);
    assert_true(store_size(db) < before && store_size(db) >= 8192);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(values_written_are_values_read),
        TEST(parameters_go_by_number),
        TEST(a_value_that_is_not_what_its_field_says_is_broken),
        TEST(errors_leave_the_connection_usable),
        TEST(a_rollback_leaves_nothing),
        TEST(a_full_arena_is_full),
        TEST(schemas),
        TEST(tables_stand_in_their_own_file),
        TEST(readers_cannot_write),
        TEST(a_second_writer_is_told_who_holds_the_lock),
        TEST(a_lock_dies_with_its_process),
        TEST(what_cannot_be_used_is_said),
        TEST(a_checkpoint_empties_the_logs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
