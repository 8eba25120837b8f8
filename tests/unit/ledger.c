// SPDX-License-Identifier: Apache-2.0
/* Entries never go back in time: not within a run, not after the node was opened again. */
#include "unit.h"

#include "base/time.h"
#include "core.gen.h"
#include "core/core_open.h"
#include "core/ledger.h"
#include "crypt/crypt.h"
#include "job.gen.h"
#include "org.gen.h"
#include "sql.gen.h"

#include <stdlib.h>
#include <unistd.h>

extern const struct room core_room, job_room, org_room;
static const struct room *const all_rooms[] = {&core_room, &job_room, &org_room};
static const struct rooms rooms = {all_rooms, 3};
static const int64_t opened = 1772413200000; /* 2026-03-02 09:00 in Beijing */

static enum status open_unit(struct ctx *c, void *of)
{
    const int64_t *unit = of;
    struct org_unit_opened f = {.unit = {*unit}, .code = S("env")};
    return fact_state(c, &org_unit_opened_fact, 0, &f);
}

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
    char folder[] = "/tmp/xiezhi-ledger-XXXXXX", rm[64];
    struct core_options o = {.folder = mkdtemp(folder),
                             .rooms = &rooms,
                             .sql = sql_statements,
                             .n_sql = sql_n_statements,
                             .signer_fd = -1};
    struct node_settings settings = {210000, S("test.example/log"), opened};
    struct node_files node;
    struct arena a;
    (void)state;
    arena_init(&a, 1 << 20);
    assert_int_equal(crypt_init(), OK);
    assert_int_equal(core_make(&o, &settings), OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t unit = (int64_t)i + 1;
        struct ledger_entry entry;
        struct ledger_vault vault;
        struct read_fact f;
        assert_int_equal(core_seed(&o, opened + rows[i].now, open_unit, &unit), OK);
        assert_int_equal(node_open(&node, &o, STORE_READER, NULL, NULL), OK);
        assert_int_equal(ledger_entry_one(node.db, unit, &entry, &a), OK);
        assert_int_equal(ledger_vault_one(node.db, unit, &vault, &a), OK);
        assert_int_equal(fact_read(&a, &rooms, entry.leaf, vault.value, &f), OK);
        unit_equal(f.envelope.entered, opened + rows[i].entered, rows[i].reason);
        unit_equal(f.envelope.acted, opened + rows[i].now, rows[i].reason);
        node_close(&node);
    }
    arena_close(&a);
    snprintf(rm, sizeof rm, "rm -r %s", folder);
    assert_int_equal(system(rm), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(time_goes_forward)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
