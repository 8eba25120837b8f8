// SPDX-License-Identifier: Apache-2.0
/* store.c -- the store's door on PostgreSQL: what both engines do, and what only this one can meet.
 * XIEZHI_DB names the database, XIEZHI_SQL a command that runs SQL there (with.sh). */
#include "../unit/store_item.h"

#include "store/pg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Past the store. */
static void raw(const char *sql)
{
    char command[1000];
    snprintf(command, sizeof command, "%s -c \"%s\" >/dev/null", getenv("XIEZHI_SQL"), sql);
    assert_int_equal(system(command), 0);
}

/* End this connection's process in the server, and see it gone. */
static void cut(struct store *db)
{
    char sql[400];
    int pid = PQbackendPID(((struct pg *)db)->conn);
    snprintf(sql, sizeof sql,
             "do 'begin perform pg_terminate_backend(%d); while exists (select from"
             " pg_stat_activity where pid = %d) loop perform pg_sleep(0.01);"
             " perform pg_stat_clear_snapshot(); end loop; end'",
             pid, pid);
    raw(sql);
}

static const struct item one = {.id = 1, .name = S("a"), .kind = KIND_PRAISE};

static int64_t count_items(struct store *db)
{
    int64_t n = -1;
    assert_int_equal(item_number(db, ITEM_COUNT, &n), OK);
    return n;
}

/* ---- errors -------------------------------------------------------------------------------- */

static void what_went_wrong_is_told_at_the_next_read(void **state)
{
    struct store *db = *state;
    int64_t n;
    struct item got;
    struct value id = value_int(1);
    assert_int_equal(item_add(db, &one), BROKEN); /* outside a transaction */
    assert_int_equal(store_begin(db), OK);
    assert_int_equal(item_add(db, &one), OK);
    assert_int_equal(item_add(db, &one), OK);
    assert_int_equal(item_number(db, ITEM_COUNT, &n), CONFLICT);
    assert_non_null(strstr(store_error(db), "item:1"));
    assert_int_equal(item_add(db, &one), BROKEN);
    assert_int_equal(item_number(db, ITEM_COUNT, &n), BROKEN);
    assert_int_equal(store_commit(db), BROKEN);
    store_rollback(db);
    assert_int_equal(count_items(db), 0);
    assert_int_equal(store_one(db, ITEM_BAD, NULL, 0, &item_record, &item_arena, &got), BROKEN);
    assert_non_null(strstr(store_error(db), "item:5"));
    assert_int_equal(store_one(db, ITEM_GET, &id, 1, &item_record, &item_arena, &got), NOT_FOUND);
}

static void what_went_wrong_is_told_at_the_commit(void **state)
{
    struct store *db = *state;
    static const struct {
        int64_t a;
        const char *b;
        enum status want;
        const char *why;
    } rows[] = {
        {1, "x", CONFLICT, "a key of two columns"},
        {7, "x", BROKEN, "check: the operators of the script survived"},
        {2, NULL, BROKEN, "nothing where a value must be"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct value v[] = {value_int(rows[i].a),
                                  rows[i].b ? value_text(str_of(rows[i].b)) : value_null()};
        bool landed = true;
        assert_int_equal(store_begin(db), OK);
        assert_int_equal(item_add_pair(db, 1, "x"), OK);
        assert_int_equal(store_exec(db, PAIR_ADD, v, 2), OK);
        enum status s = store_commit(db);
        if (s != rows[i].want)
            fail_msg("%s: %s, %s", rows[i].why, status_name(s), store_error(db));
        store_rollback(db);
        assert_int_equal(store_landed(db, &landed), OK);
        assert_false(landed);
    }
    assert_int_equal(store_begin(db), OK);
    assert_int_equal(item_add_pair(db, 1, "x"), OK); /* none of them left it there */
    assert_int_equal(store_commit(db), OK);
}

static void more_writes_than_a_pipeline_holds(void **state)
{
    struct store *db = *state;
    assert_int_equal(store_begin(db), OK);
    for (int64_t i = 0; i < 5 * SENT_MAX; i++) {
        struct item item = one;
        item.id = i;
        assert_int_equal(item_add(db, &item), OK);
    }
    assert_int_equal(store_commit(db), OK);
    assert_int_equal(count_items(db), 5 * SENT_MAX);
}

static void a_text_with_a_nul_is_refused_and_not_cut(void **state)
{
    struct store *db = *state;
    assert_int_equal(store_begin(db), OK);
    assert_int_equal(item_add(db, &(struct item){.id = 1, .name = S("a\0b"), .kind = KIND_PRAISE}),
                     OK);
    assert_int_equal(store_commit(db), BROKEN);
    store_rollback(db);
    assert_int_equal(count_items(db), 0);
}

/* ---- connections that break ---------------------------------------------------------------- */

static void a_reader_connects_again(void **state)
{
    struct store *reader = item_open(STORE_READER);
    int64_t n;
    assert_int_equal(store_begin(*state), OK);
    assert_int_equal(item_add(*state, &one), OK);
    assert_int_equal(store_commit(*state), OK);
    cut(reader); /* while nobody asks */
    assert_int_equal(count_items(reader), 1);
    cut(reader);
    assert_int_equal(store_read_begin(reader), OK); /* before the first question of a view */
    assert_int_equal(count_items(reader), 1);
    cut(reader); /* in the middle: another view would not be the same */
    assert_int_equal(item_number(reader, ITEM_COUNT, &n), BROKEN);
    assert_int_equal(item_number(reader, ITEM_COUNT, &n), BROKEN);
    store_read_end(reader);
    assert_int_equal(count_items(reader), 1);
    store_close(reader);
}

static void a_writer_connects_again_with_its_lock(void **state)
{
    struct store *db = *state, *second = NULL;
    int64_t n;
    cut(db); /* between two transactions */
    assert_int_equal(store_begin(db), OK);
    assert_int_equal(count_items(db), 0);
    assert_int_equal(item_add(db, &one), OK);
    cut(db); /* with something written */
    assert_int_equal(item_number(db, ITEM_COUNT, &n), BROKEN);
    store_rollback(db);
    assert_int_equal(count_items(db), 0);
    struct store_options o = item_options(NULL);
    assert_int_equal(store_open(&o, STORE_WRITER, &second), BUSY);
}

static void begin_and_add(struct store *db)
{
    assert_int_equal(store_begin(db), OK);
    assert_int_equal(item_add(db, &one), OK);
    assert_int_equal(count_items(db), 1);
}

static void a_commit_that_never_arrived_has_not_landed(void **state)
{
    struct store *db = *state;
    bool landed = true;
    begin_and_add(db);
    cut(db);
    assert_int_not_equal(store_commit(db), OK);
    store_rollback(db);
    assert_int_equal(store_landed(db, &landed), OK);
    assert_false(landed);
    assert_int_equal(count_items(db), 0);
}

/* The server has committed, and its answer is lost on the way. */
static void a_commit_whose_answer_is_lost_has_landed(void **state)
{
    struct store *db = *state;
    struct pg *pg = *state;
    bool landed = false;
    begin_and_add(db);
    assert_int_equal(PQsendQueryParams(pg->conn, "commit", 0, NULL, NULL, NULL, NULL, 1), 1);
    assert_int_equal(PQpipelineSync(pg->conn), 1);
    cut(db); /* waits for what runs */
    shutdown(PQsocket(pg->conn), SHUT_RDWR);
    char room[4096];
    while (recv(PQsocket(pg->conn), room, sizeof room, MSG_DONTWAIT) > 0)
        continue;
    assert_int_not_equal(store_commit(db), OK);
    store_rollback(db);
    assert_int_equal(store_landed(db, &landed), OK);
    assert_true(landed);
    assert_int_equal(count_items(db), 1);
}

static void a_second_writer_is_told_who_holds_the_lock(void **state)
{
    struct store *second = NULL;
    struct buf why;
    char holder[64];
    buf_init(&why, WHY_MAX);
    struct store_options o = item_options(&why);
    assert_int_equal(store_open(&o, STORE_WRITER, &second), BUSY);
    snprintf(holder, sizeof holder, "held by xiezhi process %d on", (int)getpid());
    assert_true(str_find(buf_str(&why), str_of(holder)) < why.n);
    store_close(*state);
    assert_int_equal(store_open(&o, STORE_WRITER, &second), OK); /* the lock went with its holder */
    *state = second;
    buf_close(&why);
}

/* ---- addresses and databases --------------------------------------------------------------- */

static void addresses_that_are_none(void **state)
{
    (void)state;
    static const struct {
        const char *address, *says;
        enum status want;
    } rows[] = {
        {"mysql://root@/node", "an address is postgres://", BAD_INPUT},
        {"node", "an address is postgres://", BAD_INPUT},
        {"postgres://a:geheim@localhost/node", "PGPASSFILE", BAD_INPUT},
        {"postgres://a@localhost/node?password=geheim", "PGPASSFILE", BAD_INPUT},
        {"postgres://a@localhost/node?no=such", "an address is postgres://", BAD_INPUT},
        {"postgres://a@/node?host=/nowhere/at/all", "/nowhere/at/all", BROKEN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct store *db = NULL;
        struct buf why;
        buf_init(&why, WHY_MAX);
        struct store_options o = item_options(&why);
        o.address = rows[i].address;
        enum status s = store_open(&o, STORE_READER, &db);
        struct str said = buf_str(&why);
        if (s != rows[i].want || str_find(said, str_of(rows[i].says)) == said.n ||
            str_find(said, S("geheim")) < said.n)
            fail_msg("%s: %s, %.*s", rows[i].address, status_name(s), STR_ARG(said));
        buf_close(&why);
    }
}

static void a_database_that_cannot_keep_a_node(void **state)
{
    (void)state;
    struct store *db = NULL;
    struct buf why;
    char address[300];
    const char *host = strstr(getenv("XIEZHI_DB"), "?host=");
    buf_init(&why, WHY_MAX);
    struct store_options o = item_options(&why);
    raw("drop database if exists old");
    raw("create database old template template0 encoding 'SQL_ASCII'");
    snprintf(address, sizeof address, "postgres://xiezhi@/old%s", host);
    o.address = address;
    assert_int_equal(store_open(&o, STORE_WRITER, &db), BAD_INPUT);
    assert_true(str_find(buf_str(&why), S("--encoding UTF8")) < why.n);
    buf_reset(&why);
    raw("drop database old");
    raw("drop schema if exists state_0 cascade");
    o.address = getenv("XIEZHI_DB");
    assert_int_equal(store_open(&o, STORE_READER, &db), BROKEN); /* a reader creates nothing */
    assert_true(str_find(buf_str(&why), S("no schema state_0")) < why.n);
    buf_close(&why);
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
        {"drop table item", BAD_INPUT, "not a create"},
        {"create table entry (id bigint primary key)", BAD_INPUT, "a name of the ledger"},
        {"create table bad (id nonsense nonsense", BROKEN, "the engine refuses it"},
        {"CREATE VIEW v AS SELECT 1", OK, "upper case; a view"},
        {"create view v as select 1", OK, "the same once more"},
        {"create table words (text text not null, b bigint)", OK, "a column called text"},
        {"create virtual table full using fts5(body)", BAD_INPUT, "the other engine's"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum status s = store_schema(db, STORE_STATE, STORE_TABLES, rows[i].script);
        if (s != rows[i].want)
            fail_msg("%s: %s, %s", rows[i].why, status_name(s), store_error(db));
    }
    raw("do 'begin assert (select count(*) = 2 from pg_attribute where attname in (''text'', "
        "''name'')"
        " and attcollation = ''\\\"C\\\"''::regcollation and attrelid in "
        "(''state_0.words''::regclass,"
        " ''state_0.item''::regclass)); end'");
}

/* ---- both at once -------------------------------------------------------------------------- */

static void put_in_both(struct store *a, struct store *b, const struct item *item)
{
    struct store *both[] = {a, b};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(store_begin(both[i]), OK);
        assert_int_equal(item_add(both[i], item), OK);
        assert_int_equal(item_add_pair(both[i], item->id, "x"), OK);
        assert_int_equal(store_commit(both[i]), OK);
    }
}

static void states_of_two_engines_compare(void **state)
{
    static const struct {
        const char *sql, *says;
    } rows[] = {
        {"update state_0.item set paid = 0 where id = 3", "table item, row id=3, name=Z: paid"},
        {"update state_0.item set hash = null where id = 3", "hash is nothing and should be 01"},
        {"delete from state_0.item where id = 2", "table item, row id=3"},
        {"insert into state_0.pair values (4, 'y')", "table pair, row a=4, b=y: no entry makes it"},
    };
    struct store *db = *state, *files = NULL;
    struct store_options o = item_options(NULL);
    struct buf what;
    o.address = NULL;
    buf_init(&what, WHY_MAX);
    assert_int_equal(store_open(&o, STORE_WRITER, &files), OK);
    assert_int_equal(store_schema(files, STORE_STATE, STORE_TABLES, item_state_schema), OK);
    put_in_both(db, files, &(struct item){.id = 1, .name = S("\xc3\xa4"), .kind = KIND_PRAISE});
    put_in_both(db, files, &(struct item){.id = 2, .name = S("a"), .kind = KIND_COMPLAIN});
    const struct item full = {.id = 3,
                              .name = S("Z"),
                              .kind = KIND_PRAISE,
                              .paid = true,
                              .has_paid = true,
                              .hash = {{1}},
                              .has_hash = true};
    put_in_both(db, files, &full);
    assert_int_equal(store_read_begin(db), OK);
    enum status s = store_compare(db, files, &what);
    store_read_end(db);
    if (s != OK)
        fail_msg("%s: %.*s %s", status_name(s), STR_ARG(buf_str(&what)), store_error(db));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        raw("create table public.kept as select * from state_0.item");
        raw(rows[i].sql);
        assert_int_equal(store_compare(db, files, &what), CONFLICT);
        if (str_find(buf_str(&what), str_of(rows[i].says)) == what.n)
            fail_msg("%s: %.*s", rows[i].sql, STR_ARG(buf_str(&what)));
        buf_reset(&what);
        raw("begin; delete from state_0.item; insert into state_0.item select * from public.kept;"
            " drop table public.kept; delete from state_0.pair where a = 4; commit");
    }
    assert_int_equal(store_compare(db, files, &what), OK);
    store_close(files);
    buf_close(&what);
}

int main(void)
{
    if (!getenv("XIEZHI_DB") || !getenv("XIEZHI_SQL")) {
        fputs("with.sh gives this test its database\n", stderr);
        return 2;
    }
    const struct CMUnitTest tests[] = {
        ITEM_TEST(values_written_are_values_read),
        ITEM_TEST(parameters_go_by_number),
        ITEM_TEST(a_rollback_leaves_nothing),
        ITEM_TEST(a_full_arena_is_full),
        ITEM_TEST(readers_cannot_write),
        ITEM_TEST(a_reader_has_one_view),
        ITEM_TEST(sums_are_whole_numbers),
        ITEM_TEST(a_lock_dies_with_its_process),
        ITEM_TEST(a_state_takes_the_place_of_another),
        ITEM_TEST(what_went_wrong_is_told_at_the_next_read),
        ITEM_TEST(what_went_wrong_is_told_at_the_commit),
        ITEM_TEST(more_writes_than_a_pipeline_holds),
        ITEM_TEST(a_text_with_a_nul_is_refused_and_not_cut),
        ITEM_TEST(a_reader_connects_again),
        ITEM_TEST(a_writer_connects_again_with_its_lock),
        ITEM_TEST(a_commit_that_never_arrived_has_not_landed),
        ITEM_TEST(a_commit_whose_answer_is_lost_has_landed),
        ITEM_TEST(a_second_writer_is_told_who_holds_the_lock),
        ITEM_TEST(addresses_that_are_none),
        ITEM_TEST(a_database_that_cannot_keep_a_node),
        ITEM_TEST(schemas),
        ITEM_TEST(states_of_two_engines_compare),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
