// SPDX-License-Identifier: Apache-2.0
/* store_item.c -- what is the same behind both engines: values, errors, transactions, the lock. */
#include "store_item.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

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
    {"select sum(sum) from item", "item:7"},
    {"insert into item(id, name, kind) select $1, name, $2 from item where id = $3", "item:8"},
    {"select kind = 'praise' from item where id = 3", "item:9"},
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
const struct record item_record = {item_fields, 8, sizeof(struct item)};

static const struct field count_fields[] = {{.name = "n", .type = FIELD_INT, .at = 0}};
const struct record count_record = {count_fields, 1, sizeof(struct count)};

const char item_ledger_schema[] =
    "-- kept for good; 'not' a quote\ncreate table entry (id bigint primary key, "
    "body text not null);";
const char item_state_schema[] =
    "create table item (id bigint primary key, name text not null, kind text default 'a;''b', -- "
    "words\n"
    "  day bigint, paid smallint, sum bigint, hash bytea, note text);\n"
    "create index item_by_name on item(name);\n"
    "create unique index item_by_sum on item(sum);\n"
    "create table pair (a bigint not null, b text not null, primary key (a, b), check (a <= 5 or a "
    "<> 7));";

char item_folder[64];
struct arena item_arena;

struct store_options item_options(struct buf *why)
{
    return (struct store_options){.folder = item_folder,
                                  .address = getenv("XIEZHI_DB"),
                                  .state = "state-0.db",
                                  .sql = statements,
                                  .n_sql = sizeof statements / sizeof *statements,
                                  .why = why};
}

struct store *item_open(enum store_mode mode)
{
    struct store *db = NULL;
    struct buf why;
    buf_init(&why, WHY_MAX);
    struct store_options o = item_options(&why);
    enum status s = store_open(&o, mode, &db);
    if (s != OK)
        fail_msg("%s: %.*s", status_name(s), STR_ARG(buf_str(&why)));
    buf_close(&why);
    return db;
}

/* With an empty state, and in a database that other tests have used with an empty ledger. */
static struct store *open_new(const char *name)
{
    struct store *db = NULL;
    struct store_options o = item_options(NULL);
    o.state = name;
    o.is_new_state = true;
    assert_int_equal(store_open(&o, STORE_WRITER, &db), OK);
    return db;
}

int item_set_up(void **state)
{
    struct store_options o = item_options(NULL);
    strncpy(item_folder, "/tmp/xiezhi-store-XXXXXX", sizeof item_folder - 1);
    assert_non_null(mkdtemp(item_folder));
    arena_init(&item_arena, 1 << 20);
    assert_int_equal(store_remove(&o), OK);
    struct store *db = open_new("state-0.db");
    assert_int_equal(store_schema(db, STORE_LEDGER, STORE_TABLES, item_ledger_schema), OK);
    assert_int_equal(store_schema(db, STORE_STATE, STORE_TABLES, item_state_schema), OK);
    assert_int_equal(store_schema(db, STORE_STATE, STORE_INDEXES, item_state_schema), OK);
    *state = db;
    return 0;
}

int item_tear_down(void **state)
{
    char command[128];
    store_close(*state);
    arena_close(&item_arena);
    snprintf(command, sizeof command, "rm -r %s", item_folder);
    return system(command);
}

enum status item_add_pair(struct store *db, int64_t a, const char *b)
{
    const struct value v[] = {value_int(a), value_text(str_of(b))};
    return store_exec(db, PAIR_ADD, v, 2);
}

enum status item_add(struct store *db, const struct item *in)
{
    struct value v[8];
    for (size_t i = 0; i < 8; i++)
        v[i] = store_value(&item_fields[i], in);
    return store_exec(db, ITEM_ADD, v, 8);
}

enum status item_number(struct store *db, int statement, int64_t *ret_n)
{
    struct count n = {0};
    enum status s = store_one(db, statement, NULL, 0, &count_record, &item_arena, &n);
    *ret_n = n.n;
    return s;
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

void values_written_are_values_read(void **state)
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
         .name = S("tab \t in"),
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
        assert_int_equal(item_add(db, &rows[i]), OK);
    assert_int_equal(store_commit(db), OK);
    for (size_t i = 0; i < 3; i++) {
        struct item got;
        struct value id = value_int(rows[i].id);
        assert_int_equal(store_one(db, ITEM_GET, &id, 1, &item_record, &item_arena, &got), OK);
        same_item(&rows[i], &got);
    }
    struct list all;
    struct value from = value_int(INT64_MIN);
    assert_int_equal(store_many(db, ITEM_ALL, &from, 1, &item_record, 2, &item_arena, &all), OK);
    assert_int_equal(all.n, 2);
    same_item(&rows[2], &((struct item *)all.at)[0]);
    same_item(&rows[0], &((struct item *)all.at)[1]);
    from = value_int(INT64_MAX);
    assert_int_equal(store_many(db, ITEM_ALL, &from, 1, &item_record, 2, &item_arena, &all), OK);
    assert_int_equal(all.n, 0);
}

void parameters_go_by_number(void **state)
{
    struct store *db = *state;
    struct item got;
    const struct value v[] = {value_int(3), value_text(S("twice")), value_text(S("praise"))};
    assert_int_equal(store_begin(db), OK);
    assert_int_equal(store_exec(db, ITEM_SWAPPED, v, 2), BROKEN); /* $3 was not given */
    assert_int_equal(store_exec(db, ITEM_SWAPPED, v, 3), OK);
    assert_int_equal(store_one(db, ITEM_GET, v, 1, &item_record, &item_arena, &got), OK);
    assert_true(str_is(got.name, "twice") && str_is(got.note, "twice"));
    const struct value copy[] = {value_int(4), value_text(S("complain")), value_int(3)};
    assert_int_equal(store_exec(db, ITEM_FOLD, copy, 3), OK);
    assert_int_equal(store_one(db, ITEM_GET, copy, 1, &item_record, &item_arena, &got), OK);
    assert_true(str_is(got.name, "twice") && got.kind == KIND_COMPLAIN && !got.note.p);
    int64_t is_praise = 0;
    assert_int_equal(item_number(db, ITEM_IS_PRAISE, &is_praise), OK);
    assert_int_equal(is_praise, 1);
    store_rollback(db);
}

void a_rollback_leaves_nothing(void **state)
{
    struct store *db = *state;
    struct count n;
    bool landed = true;
    assert_int_equal(store_begin(db), OK);
    assert_int_equal(item_add(db, &(struct item){.id = 1, .name = S("a"), .kind = KIND_PRAISE}),
                     OK);
    store_rollback(db);
    assert_int_equal(store_one(db, ITEM_COUNT, NULL, 0, &count_record, &item_arena, &n), OK);
    assert_int_equal(n.n, 0);
    assert_int_equal(store_landed(db, &landed), OK);
    assert_false(landed);
    assert_int_equal(store_begin(db), OK);
    assert_int_equal(store_commit(db), OK);
    assert_int_equal(store_landed(db, &landed), OK);
    assert_true(landed);
}

void a_full_arena_is_full(void **state)
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
    assert_int_equal(item_add(db, &item), OK);
    assert_int_equal(store_one(db, ITEM_GET, &id, 1, &item_record, &small, &got), FULL);
    store_rollback(db);
    arena_close(&small);
}

void readers_cannot_write(void **state)
{
    (void)state;
    struct store *reader = item_open(STORE_READER);
    assert_int_equal(store_read_begin(reader), OK);
    assert_int_equal(item_add_pair(reader, 1, "x"), BROKEN);
    store_read_end(reader);
    assert_int_equal(item_add_pair(reader, 1, "x"), BROKEN);
    store_close(reader);
}

void a_lock_dies_with_its_process(void **state)
{
    store_close(*state);
    *state = NULL;
    pid_t child = fork();
    if (child == 0) {
        item_open(STORE_WRITER);
        _exit(0); /* without closing, like a kill */
    }
    int result = 1;
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_int_equal(result, 0);
    *state = item_open(STORE_WRITER);
}

static int64_t count_items(struct store *db)
{
    int64_t n = -1;
    assert_int_equal(item_number(db, ITEM_COUNT, &n), OK);
    return n;
}

static void add_named(struct store *db, int64_t id)
{
    const struct item item = {.id = id, .name = S("a"), .kind = KIND_PRAISE};
    assert_int_equal(store_begin(db), OK);
    assert_int_equal(item_add(db, &item), OK);
    assert_int_equal(store_commit(db), OK);
}

void a_reader_has_one_view(void **state)
{
    struct store *db = *state, *reader = item_open(STORE_READER);
    add_named(db, 1);
    assert_int_equal(store_read_begin(reader), OK);
    assert_int_equal(count_items(reader), 1);
    add_named(db, 2);
    assert_int_equal(count_items(reader), 1);
    store_read_end(reader);
    assert_int_equal(count_items(reader), 2);
    assert_int_equal(store_read_begin(reader), OK);
    store_read_end(reader); /* nothing was asked */
    store_close(reader);
}

void sums_are_whole_numbers(void **state)
{
    struct store *db = *state;
    static const struct {
        int64_t add[3], want;
        enum status status;
        const char *why;
    } rows[] = {
        {{1, 2, 3}, 6, OK, "small"},
        {{-1, 0, -20000}, -20001, OK, "negative"},
        {{10000, 990000, 0}, 1000000, OK, "ends in noughts"},
        {{5, -5, 0}, 0, OK, "nothing"},
        {{INT64_MAX, -1, 1}, INT64_MAX, OK, "the largest"},
        {{INT64_MIN + 1, -1, 0}, INT64_MIN, OK, "the smallest"},
        {{INT64_MAX, 1, 2}, 0, BROKEN, "too large"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t n = 0;
        assert_int_equal(store_begin(db), OK);
        for (int k = 0; k < 3; k++) {
            const struct item item = {.id = k,
                                      .name = S("a"),
                                      .kind = KIND_PRAISE,
                                      .sum = rows[i].add[k],
                                      .has_sum = true};
            assert_int_equal(item_add(db, &item), OK);
        }
        enum status s = item_number(db, ITEM_SUM, &n);
        store_rollback(db);
        if (s != rows[i].status || (s == OK && n != rows[i].want))
            fail_msg("%s: %s, %lld", rows[i].why, status_name(s), (long long)n);
    }
}

void a_state_takes_the_place_of_another(void **state)
{
    add_named(*state, 1);
    store_close(*state);
    struct store *db = open_new("state-rebuild.db");
    assert_int_equal(store_schema(db, STORE_STATE, STORE_TABLES, item_state_schema), OK);
    assert_int_equal(count_items(db), 0);
    add_named(db, 7);
    add_named(db, 8);
    assert_int_equal(store_state_becomes(db, "state-0.db"), OK);
    store_close(db);
    *state = db = item_open(STORE_WRITER);
    assert_int_equal(count_items(db), 2);
    add_named(db, 9);
}
