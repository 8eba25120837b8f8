// SPDX-License-Identifier: Apache-2.0
/* Entries as they are made: time never goes back, not within a run and not after the node was
 * opened again; tags count without a gap; what is too much is refused whole; older entries stay
 * readable. */
#include "unit.h"

#include "base/time.h"
#include "core.gen.h"
#include "core/core_open.h"
#include "core/ledger.h"
#include "core/tag.h"
#include "crypt/crypt.h"
#include "job.gen.h"
#include "org.gen.h"
#include "sql.gen.h"

#include <stdlib.h>
#include <unistd.h>

/* A room with one fact, which touches as many matters as it names. */
struct touched {
    int64_t matter[5];
};
#define TAGGED(i, called)                                                          \
    {                                                                              \
        .name = called, .type = FIELD_ID, .tag = true, .at = (i) * sizeof(int64_t) \
    }
static const struct field touched_fields[] = {TAGGED(0, "a"), TAGGED(1, "b"), TAGGED(2, "c"),
                                              TAGGED(3, "d"), TAGGED(4, "e")};
static const struct fact touched_fact = {.name = "touched",
                                         .room = "wide",
                                         .full = "wide.touched",
                                         .hidden = true,
                                         .record = {touched_fields, 5, sizeof(struct touched)}};
static const struct fact *const wide_facts[] = {&touched_fact};
static const struct room wide_room = {
    .name = "wide", .facts = wide_facts, .n_facts = 1, .schema = ""};

extern const struct room core_room, job_room, org_room;
static const struct room *const all_rooms[] = {&core_room, &job_room, &org_room, &wide_room};
static const struct rooms rooms = {all_rooms, 4};
static const int64_t opened = 1772413200000; /* 2026-03-02 09:00 in Beijing */

static enum status open_unit(struct ctx *c, void *of)
{
    const int64_t *unit = of;
    struct org_unit_opened f = {.unit = {*unit}, .code = S("env"), .kind = S("department")};
    return fact_state(c, &org_unit_opened_fact, 0, &f);
}

/* ---- a node of its own for each test ------------------------------------------------------- */

static char folder[32];
static struct core_options options = {.rooms = &rooms, .folder = folder, .signer_fd = -1};

static int make(void **state)
{
    struct node_settings settings = {210000, S("test.example/log"), opened, NULL};
    (void)state;
    memcpy(folder, "/tmp/xiezhi-ledger-XXXXXX", 26);
    options.sql = sql_statements;
    options.n_sql = sql_n_statements;
    return !mkdtemp(folder) || crypt_init() != OK ||
           core_make(&options, &settings, &(struct buf){0}) != OK;
}

static int unmake(void **state)
{
    char rm[64];
    (void)state;
    snprintf(rm, sizeof rm, "rm -r %s", folder);
    return system(rm);
}

static int64_t n_entries(void)
{
    struct node_files node;
    struct ledger_size size;
    assert_int_equal(node_open(&node, &options, STORE_READER, NULL, NULL), OK);
    assert_int_equal(ledger_size_one(node.db, &size, &node.life), OK);
    node_close(&node);
    return size.n;
}

/* ---- time ---------------------------------------------------------------------------------- */

static void time_goes_forward(void **state)
{
    static const struct {
        int64_t now, entered;
        const char *reason;
    } rows[] = {
        {2000, 2000, "later"},
        {1000, 2000, "the clock was set back while nobody served"},
        {2500, 2500, "later again"},
        {0, 2500, "back to the beginning"},
    };
    struct node_files node;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t unit = (int64_t)i + 1;
        struct ledger_entry entry;
        struct ledger_vault vault;
        struct read_fact f;
        assert_int_equal(core_seed(&options, opened + rows[i].now, open_unit, &unit), OK);
        assert_int_equal(node_open(&node, &options, STORE_READER, NULL, NULL), OK);
        struct arena *a = &node.life;
        assert_int_equal(ledger_entry_one(node.db, unit, &entry, a), OK);
        assert_int_equal(ledger_vault_one(node.db, unit, &vault, a), OK);
        assert_int_equal(fact_read(a, &rooms, entry.leaf, vault.value, &f), OK);
        unit_equal(f.envelope.entered, opened + rows[i].entered, rows[i].reason);
        unit_equal(f.envelope.acted, opened + rows[i].now, rows[i].reason);
        node_close(&node);
    }
}

/* ---- limits -------------------------------------------------------------------------------- */

static enum status open_many(struct ctx *c, void *of)
{
    const int64_t *n = of;
    for (int64_t i = 1; i <= *n; i++)
        TRY(open_unit(c, &i));
    return OK;
}

static void an_operation_states_at_most_500_facts(void **state)
{
    int64_t n = 501, before = n_entries();
    (void)state;
    unit_equal(core_seed(&options, opened, open_many, &n), FULL, "one too many");
    unit_equal(n_entries(), before, "and none of them happened");
    n = 500;
    unit_equal(core_seed(&options, opened, open_many, &n), OK, "as many as there may be");
    unit_equal(n_entries(), before + 500, "all of them happened");
}

static enum status touch(struct ctx *c, void *of)
{
    const struct touched *f = of;
    return fact_state(c, &touched_fact, f->matter[0], f);
}

static void a_fact_touches_at_most_4_matters(void **state)
{
    struct touched five = {{1, 2, 3, 4, 5}}, four = {{1, 2, 3, 4, 4}};
    int64_t before = n_entries();
    (void)state;
    unit_equal(core_seed(&options, opened, touch, &five), FULL, "one too many");
    unit_equal(n_entries(), before, "and it did not happen");
    unit_equal(core_seed(&options, opened, touch, &four), OK, "as many as there may be");
}

/* ---- tags ---------------------------------------------------------------------------------- */

static enum status touch_twice(struct ctx *c, void *of)
{
    TRY(touch(c, of));
    return touch(c, of);
}

static int64_t acts_of(int64_t matter, uint8_t ret_key[TAG_KEY_BYTES])
{
    struct node_files node;
    struct ledger_matter_key row;
    assert_int_equal(node_open(&node, &options, STORE_READER, NULL, NULL), OK);
    assert_int_equal(ledger_matter_key_one(node.db, (struct matter_id){matter}, &row, &node.life),
                     OK);
    assert_int_equal(row.key.n, TAG_KEY_BYTES);
    memcpy(ret_key, row.key.p, TAG_KEY_BYTES);
    node_close(&node);
    return row.acts;
}

/* Does the entry bear the tag? */
static bool bears(int64_t entry, struct str tag)
{
    struct node_files node;
    struct ledger_entry row;
    assert_int_equal(node_open(&node, &options, STORE_READER, NULL, NULL), OK);
    assert_int_equal(ledger_entry_one(node.db, entry, &row, &node.life), OK);
    bool there = str_find(row.leaf, tag) < row.leaf.n;
    node_close(&node);
    return there;
}

/* Four acts, in three transactions, one of which fails: the tags are those of 1, 2, 3, 4, each in
 * its entry and in no other. */
static void tags_count_without_a_gap(void **state)
{
    struct touched two = {{7, 8, 7, 7, 7}}, five = {{7, 2, 3, 4, 5}}, one = {{7, 7, 7, 7, 7}};
    uint8_t key[TAG_KEY_BYTES];
    int64_t first = n_entries();
    (void)state;
    assert_int_equal(core_seed(&options, opened, touch_twice, &two), OK);
    assert_int_equal(core_seed(&options, opened, touch, &five), FULL);
    assert_int_equal(core_seed(&options, opened, touch_twice, &one), OK);
    unit_equal(acts_of(7, key), 4, "counted");
    for (int64_t n = 1; n <= 5; n++)
        for (int64_t entry = 0; entry < first + 4; entry++) {
            char room[TAG_HEX];
            bool there = bears(entry, tag_of(key, n, room));
            unit_equal(there, n <= 4 && entry == first + n - 1, "each in its entry only");
        }
    unit_equal(acts_of(8, key), 2, "the other matter counts for itself");
}

/* ---- versions of a fact -------------------------------------------------------------------- */

/* The fact as a later room keeps it, with one field more at its end, and as an earlier one did. */
static const struct field later_fields[] = {TAGGED(0, "a"), TAGGED(1, "b"), TAGGED(2, "c"),
                                            TAGGED(3, "d"), TAGGED(4, "e"), TAGGED(5, "f")};
static const struct fact later_fact = {.name = "touched",
                                       .room = "wide",
                                       .full = "wide.touched",
                                       .hidden = true,
                                       .record = {later_fields, 6, 6 * sizeof(int64_t)}};
static const struct fact earlier_fact = {.name = "touched",
                                         .room = "wide",
                                         .full = "wide.touched",
                                         .hidden = true,
                                         .record = {later_fields, 4, 4 * sizeof(int64_t)}};

static enum status read_as(const struct fact *fact, int64_t entry, struct arena *a,
                           struct read_fact *ret_fact)
{
    const struct room room = {.name = "wide", .facts = &fact, .n_facts = 1, .schema = ""};
    const struct room *const list[] = {&room};
    const struct rooms as = {list, 1};
    struct node_files node;
    struct ledger_entry row;
    struct ledger_vault vault;
    assert_int_equal(node_open(&node, &options, STORE_READER, NULL, NULL), OK);
    assert_int_equal(ledger_entry_one(node.db, entry, &row, a), OK);
    assert_int_equal(ledger_vault_one(node.db, entry, &vault, a), OK);
    node_close(&node);
    return fact_read(a, &as, row.leaf, vault.value, ret_fact);
}

static void older_entries_have_fewer_columns(void **state)
{
    struct touched f = {{11, 12, 13, 14, 14}};
    struct read_fact as_it_was, later, earlier;
    struct arena a;
    int64_t entry = n_entries();
    (void)state;
    arena_init(&a, 1 << 20);
    assert_int_equal(core_seed(&options, opened, touch, &f), OK);
    assert_int_equal(read_as(&touched_fact, entry, &a, &as_it_was), OK);
    unit_equal(read_as(&later_fact, entry, &a, &later), OK, "a field more, at the end");
    for (size_t i = 0; i < 5; i++)
        unit_equal(((const int64_t *)later.fields)[i], f.matter[i], "each value in its place");
    unit_equal(((const int64_t *)later.fields)[5], 0, "nothing where it had no field yet");
    unit_equal(read_as(&earlier_fact, entry, &a, &earlier), BROKEN, "a field is never taken away");
    arena_close(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(time_goes_forward, make, unmake),
        cmocka_unit_test_setup_teardown(an_operation_states_at_most_500_facts, make, unmake),
        cmocka_unit_test_setup_teardown(a_fact_touches_at_most_4_matters, make, unmake),
        cmocka_unit_test_setup_teardown(tags_count_without_a_gap, make, unmake),
        cmocka_unit_test_setup_teardown(older_entries_have_fewer_columns, make, unmake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
