// SPDX-License-Identifier: Apache-2.0
/* store.c -- the store's door on SQLite: schema, values, errors, the lock. */
#include "store_item.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Straight to the engine, past the store. */
static int raw(const char *file, const char *sql)
{
    char path[128];
    sqlite3 *db = NULL;
    snprintf(path, sizeof path, "%s/%s", item_folder, file);
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
        enum status s = store_one(db, ITEM_GET, &id, 1, &item_record, &item_arena, &got);
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
    assert_int_equal(item_add(db, &item), BROKEN); /* outside a transaction */
    assert_int_equal(store_begin(db), OK);
    assert_int_equal(item_add(db, &item), OK);
    assert_int_equal(item_add(db, &item), CONFLICT); /* primary key */
    item.id = 2;
    assert_int_equal(item_add(db, &item), CONFLICT); /* unique index */
    item.name = (struct str){0};
    assert_int_equal(item_add(db, &item), BROKEN); /* not null: a bug, not a conflict */
    assert_int_equal(item_add_pair(db, 1, "x"), OK);
    assert_int_equal(item_add_pair(db, 1, "x"), CONFLICT); /* key of two columns */
    assert_int_equal(item_add_pair(db, 7, "x"), BROKEN);   /* check: the operators of the script
                                                            * survived
                                                            */
    assert_int_equal(store_exec(db, ITEM_BAD, NULL, 0), BROKEN);
    assert_int_equal(store_commit(db), OK);
    assert_int_equal(store_one(db, ITEM_GET, &id, 1, &item_record, &item_arena, &got), OK);
    id = value_int(2);
    assert_int_equal(store_one(db, ITEM_GET, &id, 1, &item_record, &item_arena, &got), NOT_FOUND);
    assert_int_equal(store_one(db, ITEM_GET, &id, 1, &count_record, &item_arena, &got), NOT_FOUND);
    assert_int_equal(store_one(db, ITEM_COUNT, NULL, 0, &item_record, &item_arena, &got),
                     BROKEN); /* 1
                                 column,
                                 8
                                 fields
                               */
}

static void schemas(void **state)
{
    struct store *db = *state;
    static const struct {
        const char *script;
        enum status want;
        const char *why;
    } rows[] = {
        {item_state_schema, OK, "what exists is left alone"},
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

static void a_second_writer_is_told_who_holds_the_lock(void **state)
{
    struct store *second = NULL;
    struct buf why;
    char pid[32];
    buf_init(&why, WHY_MAX);
    struct store_options o = item_options(&why);
    assert_int_equal(store_open(&o, STORE_WRITER, &second), BUSY);
    assert_null(second);
    snprintf(pid, sizeof pid, "process %d", (int)getpid());
    assert_true(str_find(buf_str(&why), str_of(pid)) < why.n);
    store_close(*state);
    assert_int_equal(store_open(&o, STORE_WRITER, &second), OK); /* the lock went with its holder */
    *state = second;
    buf_close(&why);
}

static void what_cannot_be_used_is_said(void **state)
{
    struct store *reader = NULL;
    char path[128], before[128];
    struct buf why;
    store_close(*state);
    *state = NULL;
    buf_init(&why, WHY_MAX);
    struct store_options o = item_options(&why);
    snprintf(path, sizeof path, "%s/state-0.db", item_folder);
    snprintf(before, sizeof before, "%s/elsewhere", item_folder);
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

static void a_text_may_hold_a_nul(void **state)
{
    struct store *db = *state;
    struct item got;
    const struct value id = value_int(1);
    assert_int_equal(store_begin(db), OK);
    assert_int_equal(
        item_add(db, &(struct item){.id = 1, .name = S("nul \0 in"), .kind = KIND_PRAISE}), OK);
    assert_int_equal(store_commit(db), OK);
    assert_int_equal(store_one(db, ITEM_GET, &id, 1, &item_record, &item_arena, &got), OK);
    assert_true(str_eq(got.name, S("nul \0 in")));
}

static void a_checkpoint_empties_the_logs(void **state)
{
    struct store *db = *state;
    struct stat st;
    char path[128];
    snprintf(path, sizeof path, "%s/ledger.db-wal", item_folder);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        ITEM_TEST(values_written_are_values_read),
        ITEM_TEST(parameters_go_by_number),
        ITEM_TEST(a_value_that_is_not_what_its_field_says_is_broken),
        ITEM_TEST(errors_leave_the_connection_usable),
        ITEM_TEST(a_rollback_leaves_nothing),
        ITEM_TEST(a_full_arena_is_full),
        ITEM_TEST(schemas),
        ITEM_TEST(tables_stand_in_their_own_file),
        ITEM_TEST(readers_cannot_write),
        ITEM_TEST(a_reader_has_one_view),
        ITEM_TEST(sums_are_whole_numbers),
        ITEM_TEST(a_state_takes_the_place_of_another),
        ITEM_TEST(a_text_may_hold_a_nul),
        ITEM_TEST(a_second_writer_is_told_who_holds_the_lock),
        ITEM_TEST(a_lock_dies_with_its_process),
        ITEM_TEST(what_cannot_be_used_is_said),
        ITEM_TEST(a_checkpoint_empties_the_logs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
