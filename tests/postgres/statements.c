// SPDX-License-Identifier: Apache-2.0
/* statements.c -- PostgreSQL takes every statement of every room: each is prepared and run once,
 * with no value for any parameter.  gen sql has tried them on the other engine while the house was
 * built. XIEZHI_DB names the database (with.sh). */
#include "../unit/unit.h"
#include "core/core_open.h"
#include "crypt/crypt.h"
#include "main/processes.h"
#include "sql.gen.h"
#include "store/engine.h"

#include <libpq-fe.h>

#include <stdlib.h>

static char folder[] = "/tmp/xiezhi-statements-XXXXXX";

static const struct core_options *options(void)
{
    static struct core_options o;
    o = (struct core_options){.folder = folder,
                              .database = getenv("XIEZHI_DB"),
                              .rooms = &main_rooms,
                              .sql = sql_statements,
                              .n_sql = sql_n_statements,
                              .signer_fd = -1};
    return &o;
}

/* Is each of its columns of a type that a field takes? */
static bool has_known_types(const struct cursor *rows)
{
    /* bool bytea name int8 int2 int4 text varchar numeric, as the server numbers them */
    static const Oid known[] = {16, 17, 19, 20, 21, 23, 25, 1043, 1700};
    for (int i = 0; i < rows->n_columns; i++) {
        bool is_known = false;
        for (size_t k = 0; k < sizeof known / sizeof known[0]; k++)
            is_known |= PQftype(rows->at, i) == known[k];
        if (!is_known) {
            print_error("%s: column %d has type %u\n", rows->where, i + 1, PQftype(rows->at, i));
            return false;
        }
    }
    return true;
}

/* What a statement may say that is sound: rows, none, or that a column wants a value. */
static bool is_taken(struct store *db, int statement)
{
    static const struct value none[PARAMS_MAX] = {{.type = VALUE_NULL}};
    struct cursor rows;
    assert_int_equal(store_begin(db), OK);
    enum status s = db->engine->query(db, statement, none, PARAMS_MAX, &rows);
    bool taken = s == OK && has_known_types(&rows);
    if (s == OK)
        db->engine->end(&rows);
    else
        taken = strstr(store_error(db), ": gives no rows") || strstr(store_error(db), "(23502)");
    if (!taken)
        print_error("%s\n%s\n", store_error(db), sql_statements[statement].text);
    store_rollback(db);
    return taken;
}

static void every_statement_is_taken(void **state)
{
    (void)state;
    struct node_files n;
    struct buf why;
    int refused = 0;
    const struct node_settings settings = {.node = 210000, .origin = S("x.example/1"), .now = 1};
    buf_init(&why, 4096);
    assert_int_equal(core_make(options(), &settings, &why), OK);
    assert_int_equal(node_open(&n, options(), STORE_WRITER, NULL, &why), OK);
    for (size_t i = 0; i < sql_n_statements; i++)
        refused += !is_taken(n.db, (int)i);
    assert_true(sql_n_statements > 100);
    assert_int_equal(refused, 0);
    node_close(&n);
    assert_int_equal(node_remove(folder, &why), OK);
    buf_close(&why);
}

int main(void)
{
    char command[100];
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_statement_is_taken)};
    if (!getenv("XIEZHI_DB") || !mkdtemp(folder) || crypt_init() != OK) {
        fputs("with.sh gives this test its database\n", stderr);
        return 2;
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command) != 0 ? 2 : failed;
}
