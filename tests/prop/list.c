// SPDX-License-Identifier: Apache-2.0
/* list.c -- for random matters, every list of a room, walked page by page, shows to each party just
 * the rows that are his, each once, in order, those without a date last; and counts them.
 * XIEZHI_SEED repeats a run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "appeal.gen.h"
#include "base/limits.h"
#include "core.gen.h"
#include "org.gen.h"
#include "sql.gen.h"
#include "store/engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MATTERS = 400, UNITS = 4, TOPICS = 3, DUES = 20, PAGE_ROWS = 7 };

/* A matter as the test knows it; id is its place in the array, from 1. */
struct known {
    int64_t due;            /* LIMIT_INT_MAX: none */
    int unit, topic, stage; /* unit 0: none */
};

static const char *const topics[TOPICS] = {"noise", "water", "heat"};
static const char *const stages[] = {"filed", "sent", "answered"};
static struct known known[MATTERS + 1];
static uint64_t seed;
static char folder[64];
static struct store *db;
static struct arena arena;

static int dice(int sides)
{
    static uint64_t state;
    if (!state)
        state = seed;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (int)(state % (uint64_t)sides);
}

static void add_matter(int id)
{
    struct known *k = &known[id];
    bool has_due = dice(3) > 0;
    *k = (struct known){.due = has_due ? dice(DUES) : LIMIT_INT_MAX,
                        .unit = dice(UNITS),
                        .topic = dice(TOPICS),
                        .stage = dice(3)};
    char no[16];
    int n = snprintf(no, sizeof no, "no-%d", id);
    assert_int_equal(OK, matter_add_exec(db, (struct matter_id){id}, S("appeal"),
                                         (struct str){no, (size_t)n}, str_of(stages[k->stage]),
                                         true, (struct unit_id){k->unit}, str_of(topics[k->topic]),
                                         has_due, k->due, id, id));
}

/* The reader's unit is over those behind it. */
static bool is_above(int unit, int of)
{
    return of > unit;
}

static void add_above(int unit, int of)
{
    char text[100];
    snprintf(text, sizeof text, "insert into unit_above(unit, above) values (%d, %d)", of, unit);
    assert_int_equal(OK, db->engine->script(db, text));
}

static int set_up(void **state)
{
    (void)state;
    strncpy(folder, "/tmp/xiezhi-list-XXXXXX", sizeof folder - 1);
    assert_non_null(mkdtemp(folder));
    struct store_options o = {
        .folder = folder, .state = "state.db", .sql = sql_statements, .n_sql = sql_n_statements};
    arena_init(&arena, LIMIT_BATCH_ARENA);
    assert_int_equal(OK, store_open(&o, STORE_WRITER, &db));
    const char *const schemas[] = {core_schema, org_schema, appeal_schema};
    for (int part = STORE_TABLES; part <= STORE_INDEXES; part++)
        for (size_t i = 0; i < 3; i++)
            assert_int_equal(OK, store_schema(db, STORE_STATE, (enum store_part)part, schemas[i]));
    assert_int_equal(OK, store_begin(db));
    for (int unit = 0; unit < UNITS; unit++)
        if (is_above(1, unit))
            add_above(1, unit);
    for (int id = 1; id <= MATTERS; id++)
        add_matter(id);
    assert_int_equal(OK, store_commit(db));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    static const char *const files[] = {"ledger.db", "ledger.db-wal", "ledger.db-shm",
                                        "state.db",  "state.db-wal",  "state.db-shm",
                                        "lock"};
    store_close(db);
    arena_close(&arena);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        unlink(path);
    }
    return rmdir(folder);
}

/* ---- what the reader asks, and what is his ---- */

struct asked {
    int scope, sort, topic, stage; /* -1: that filter is not given */
    int unit;                      /* the reader's */
};

static bool is_his(const struct asked *a, int id)
{
    const struct known *k = &known[id];
    bool by_office = appeal_desk_query.scope[a->scope].value == SCOPE_OFFICE;
    bool lies_with_him = appeal_desk_query.scope[a->scope].party.kind == PARTY_ROLE_ABOVE
                             ? is_above(a->unit, k->unit)
                             : !by_office || k->unit == a->unit;
    return lies_with_him && (a->topic < 0 || k->topic == a->topic) &&
           (a->stage < 0 || k->stage == a->stage);
}

/* Does matter a stand before b? */
static bool is_before(const struct asked *asked, int a, int b)
{
    bool by_id = strcmp(appeal_desk_query.sort[asked->sort].column, "id") == 0;
    int64_t key_a = by_id ? 0 : known[a].due, key_b = by_id ? 0 : known[b].due;
    bool up = key_a != key_b ? key_a < key_b : a < b;
    return appeal_desk_query.sort[asked->sort].down ? !up : up;
}

static void check_page(const struct asked *asked, const struct rows *rows, int *last, int *seen)
{
    const struct appeal_desk *row = rows->at;
    for (size_t i = 0; i < rows->n; i++) {
        int id = (int)row[i].id.v;
        assert_true(is_his(asked, id));
        assert_true(*last == 0 || is_before(asked, *last, id));
        assert_int_equal(row[i].has_due, known[id].due != LIMIT_INT_MAX);
        *last = id;
        ++*seen;
    }
}

static void walk(const struct asked *asked)
{
    static const char *const nobody[] = {NULL};
    struct ctx c = {.db = db, .arena = &arena, .who = {.roles = nobody, .office = {asked->unit}}};
    struct str filter[2] = {{0}, {0}};
    if (asked->topic >= 0)
        filter[0] = str_of(topics[asked->topic]);
    if (asked->stage >= 0)
        filter[1] = str_of(stages[asked->stage]);
    struct list_ask ask = {
        .filter = filter, .n_filters = 2, .sort = asked->sort, .n_rows = PAGE_ROWS};
    int his = 0, seen = 0, last = 0;
    for (int id = 1; id <= MATTERS; id++)
        his += is_his(asked, id);
    struct rows rows;
    do {
        assert_int_equal(OK, appeal_desk_list(&c, asked->scope, &ask, &rows));
        assert_int_equal(his, rows.total);
        check_page(asked, &rows, &last, &seen);
        ask.after = rows.next;
    } while (rows.next.p);
    assert_int_equal(his, seen);
    arena_reset(&arena);
}

static void every_page(void **state)
{
    (void)state;
    struct asked a = {.unit = 1};
    int walks = 0;
    for (a.scope = 0; a.scope < (int)appeal_desk_query.n_scopes; a.scope++)
        for (a.sort = 0; a.sort < (int)appeal_desk_query.n_sorts; a.sort++)
            for (a.topic = -1; a.topic < TOPICS; a.topic++)
                for (a.stage = -1; a.stage < 3; a.stage++, walks++)
                    walk(&a);
    assert_true(walks >= 64);
}

int main(void)
{
    const char *given = getenv("XIEZHI_SEED");
    seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL) | 1;
    printf("XIEZHI_SEED=%llu\n", (unsigned long long)seed);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_page, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
