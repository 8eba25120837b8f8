// SPDX-License-Identifier: Apache-2.0
/* store.c -- for random rows: what was written is read; for random moments: a reader's view stands
 * still and is one commit in both files; of many writers one gets the lock.  XIEZHI_SEED repeats a
 * run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "batch.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROWS = 5000, TEXT_MAX = 200, COMMITS = 400, READERS = 2, RACERS = 8 };
enum { ROW_PUT, ROW_DROP, ROW_GET };

static const struct sql statements[] = {
    {"insert into thing(id, text, word, day, yes, sum, hash) values ($1, $2, $3, $4, $5, $6, $7)"
     " on conflict (id) do update set text = $2, word = $3, day = $4, yes = $5, sum = $6, hash = "
     "$7",
     "prop:1"},
    {"delete from thing where id = $1", "prop:2"},
    {"select id, text, word, day, yes, sum, hash from thing where id = $1", "prop:3"},
};
static const char schema[] =
    "create table thing (id bigint primary key, text text, word text, day bigint,"
    " yes smallint, sum bigint, hash bytea)";

struct thing {
    int64_t id;
    struct str text;
    int word;
    int32_t day;
    bool yes;
    int64_t sum;
    struct hash hash;
    bool has_day, has_yes, has_sum, has_hash;
};
static const char *const word_list[] = {"a", "b", "", "d e"};
static const struct words words = {"thing.word", word_list, 4};

#define AT(f) .at = offsetof(struct thing, f), .optional = true
static const struct field fields[] = {
    {.name = "id", .type = FIELD_INT, .at = offsetof(struct thing, id)},
    {.name = "text", .type = FIELD_TEXT, AT(text)},
    {.name = "word", .type = FIELD_ENUM, .words = &words, AT(word)},
    {.name = "day", .type = FIELD_DAY, AT(day), .has_at = offsetof(struct thing, has_day)},
    {.name = "yes", .type = FIELD_BOOL, AT(yes), .has_at = offsetof(struct thing, has_yes)},
    {.name = "sum", .type = FIELD_MONEY, AT(sum), .has_at = offsetof(struct thing, has_sum)},
    {.name = "hash", .type = FIELD_HASH, AT(hash), .has_at = offsetof(struct thing, has_hash)},
};
static const struct record record = {fields, 7, sizeof(struct thing)};

static uint64_t seed;
static char folder[64];

static uint64_t dice(void)
{
    static uint64_t state;
    if (!state)
        state = seed;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static int set_up(void **state)
{
    (void)state;
    strncpy(folder, "/tmp/xiezhi-prop-XXXXXX", sizeof folder - 1);
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

/* Any bytes, but text only where they are UTF-8: the door checked that long before. */
static struct thing random_thing(int64_t id, char *room)
{
    struct thing t = {.id = id, .word = (int)(dice() % 5)};
    if (dice() % 4) {
        t.text = (struct str){room, dice() % TEXT_MAX};
        for (size_t i = 0; i < t.text.n; i++)
            room[i] = (char)(dice() % 128);
    }
    if ((t.has_day = dice() % 2))
        t.day = (int32_t)dice();
    if ((t.has_yes = dice() % 2))
        t.yes = dice() % 2;
    if ((t.has_sum = dice() % 2))
        t.sum = (int64_t)dice() >> dice() % 64;
    if ((t.has_hash = dice() % 2))
        for (size_t i = 0; i < sizeof t.hash; i++)
            t.hash.b[i] = (uint8_t)dice();
    return t;
}

static bool same(const struct thing *a, const struct thing *b)
{
    return a->id == b->id && str_eq(a->text, b->text) && a->word == b->word && a->day == b->day &&
           a->yes == b->yes && a->sum == b->sum &&
           memcmp(&a->hash, &b->hash, sizeof a->hash) == 0 &&
           memcmp(&a->has_day, &b->has_day, 4) == 0;
}

static enum status put(struct store *db, const struct thing *t)
{
    struct value v[7];
    for (size_t i = 0; i < 7; i++)
        v[i] = store_value(&fields[i], t);
    return store_exec(db, ROW_PUT, v, 7);
}

/* Rows that are put, replaced, dropped and rolled back; `known` is what must stand. */
static void rows_written_are_rows_read(void **state)
{
    (void)state;
    static struct thing known[ROWS];
    static char room[ROWS][TEXT_MAX], scratch[TEXT_MAX];
    static bool there[ROWS];
    struct store *db;
    struct arena a;
    struct store_options o = {
        .folder = folder, .state = "state-0.db", .sql = statements, .n_sql = 3};
    arena_init(&a, 64 << 20);
    assert_int_equal(store_open(&o, STORE_WRITER, &db), OK);
    assert_int_equal(store_schema(db, STORE_STATE, STORE_TABLES, schema), OK);
    for (int batch = 0; batch < 40; batch++) {
        bool keeps = dice() % 4;
        assert_int_equal(store_begin(db), OK);
        for (int k = 0; k < 300; k++) {
            int64_t i = (int64_t)(dice() % ROWS);
            struct value id = value_int(i);
            bool drops = dice() % 5 == 0;
            struct thing t = random_thing(i, keeps && !drops ? room[i] : scratch);
            assert_int_equal(drops ? store_exec(db, ROW_DROP, &id, 1) : put(db, &t), OK);
            if (keeps) {
                there[i] = !drops;
                known[i] = t;
            }
        }
        if (keeps)
            assert_int_equal(store_commit(db), OK);
        else
            store_rollback(db);
    }
    for (int64_t i = 0; i < ROWS; i++) {
        struct thing got;
        struct value id = value_int(i);
        enum status s = store_one(db, ROW_GET, &id, 1, &record, &a, &got);
        if (s != (there[i] ? OK : NOT_FOUND) || (there[i] && !same(&got, &known[i])))
            fail_msg("row %lld: %s", (long long)i, status_name(s));
    }
    store_close(db);
    arena_close(&a);
}

struct watch {
    atomic_bool over;
    atomic_int views, changes, wrong;
};

/* Looks again and again, each time twice in one view. */
static void *reader(void *arg)
{
    struct watch *w = arg;
    struct store *db;
    int64_t last = -1;
    if (batch_open_reader(folder, &db) != OK) {
        w->wrong++;
        return NULL;
    }
    while (!w->over) {
        int64_t l1 = 0, s1 = 0, l2 = 0, s2 = 0;
        bool ok = store_read_begin(db) == OK && batch_last(db, &l1, &s1) == OK;
        for (int i = 0; i < 20 && ok; i++) /* the writer goes on meanwhile */
            ok = batch_last(db, &l2, &s2) == OK && l1 == l2 && s1 == s2;
        store_read_end(db);
        w->wrong += !ok || l1 != s1 || l1 < last;
        w->changes += l1 != last;
        w->views++;
        last = l1;
    }
    store_close(db);
    return NULL;
}

static void a_view_stands_still_and_is_one_commit(void **state)
{
    (void)state;
    struct watch w = {0};
    struct store *db;
    pthread_t thread[READERS];
    assert_int_equal(batch_open(folder, NULL, &db), OK);
    for (int i = 0; i < READERS; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, reader, &w), 0);
    int64_t last = 0;
    for (int i = 0; i < COMMITS || w.changes < 50; i++) {
        int64_t to = last + 1 + (int64_t)(dice() % 8);
        assert_int_equal(batch_write(db, last, to), OK);
        last = to;
        if (dice() % 50 == 0) {
            enum status s = store_checkpoint(db);
            assert_true(s == OK || s == BUSY);
        }
    }
    w.over = true;
    for (int i = 0; i < READERS; i++)
        pthread_join(thread[i], NULL);
    print_message("%d views of %d moments\n", w.views, w.changes);
    assert_int_equal(w.wrong, 0);
    assert_null(batch_wrong(db));
    store_close(db);
}

/* 0: had the lock until told to go; 1: BUSY, and told by whom; 2: anything else. */
static int race(int go, int tell)
{
    struct store *db;
    struct buf why;
    buf_init(&why, 512);
    enum status s = batch_open(folder, &why, &db);
    bool told = str_find(buf_str(&why), S("is held by process")) < why.n;
    char byte = s == OK ? 'w' : s == BUSY && told ? 'b' : 'x';
    if (write(tell, &byte, 1) != 1 || read(go, &byte, 1) != 0)
        return 2;
    return s == OK ? 0 : s == BUSY ? 1 : 2;
}

static void of_many_writers_one_has_the_lock(void **state)
{
    (void)state;
    int go[2], tell[2], count[256] = {0};
    assert_int_equal(pipe(go), 0);
    assert_int_equal(pipe(tell), 0);
    for (int i = 0; i < RACERS; i++)
        if (fork() == 0) {
            close(go[1]);
            _exit(race(go[0], tell[1]));
        }
    for (int i = 0; i < RACERS; i++) {
        unsigned char byte;
        assert_int_equal(read(tell[0], &byte, 1), 1);
        count[byte]++;
    }
    close(go[1]);
    for (int i = 0; i < RACERS; i++)
        wait(NULL);
    assert_int_equal(count['w'], 1);
    assert_int_equal(count['b'], RACERS - 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const char *given = getenv("XIEZHI_SEED");
    seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL) * 2654435761u | 1;
    print_message("XIEZHI_SEED=%llu\n", (unsigned long long)seed);
    const struct CMUnitTest tests[] = {
        TEST(rows_written_are_rows_read),
        TEST(a_view_stands_still_and_is_one_commit),
        TEST(of_many_writers_one_has_the_lock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
