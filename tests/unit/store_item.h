// SPDX-License-Identifier: Apache-2.0
/* store_item.h -- two small tables behind the store's door, and what either engine does with them.
 * For unit/store (SQLite) and postgres/store. */
#ifndef TESTS_STORE_ITEM_H
#define TESTS_STORE_ITEM_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/store.h"

enum {
    ENTRY_ADD,
    ENTRY_GET,
    ITEM_ADD,
    ITEM_GET,
    ITEM_SWAPPED,
    ITEM_ALL,
    ITEM_BAD,
    PAIR_ADD,
    ITEM_COUNT,
    ITEM_SUM,
    ITEM_FOLD,
    ITEM_IS_PRAISE,
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

struct count {
    int64_t n;
};

extern const struct record item_record, count_record;
extern const char item_ledger_schema[], item_state_schema[];

enum { WHY_MAX = 512 };
extern char item_folder[64];
extern struct arena item_arena;

/* The options of the test's store: in its folder, or in the database that XIEZHI_DB names. */
struct store_options item_options(struct buf *why);
/* Open it; what does not go ends the test. */
struct store *item_open(enum store_mode mode);
/* A new store with its tables, as *state; and its end. */
int item_set_up(void **state);
int item_tear_down(void **state);
enum status item_add(struct store *db, const struct item *in);
enum status item_add_pair(struct store *db, int64_t a, const char *b);
/* One number of one row. */
enum status item_number(struct store *db, int statement, int64_t *ret_n);

/* Tests that hold on either engine. */
void values_written_are_values_read(void **state);
void parameters_go_by_number(void **state);
void a_rollback_leaves_nothing(void **state);
void a_full_arena_is_full(void **state);
void readers_cannot_write(void **state);
void a_reader_has_one_view(void **state);
void sums_are_whole_numbers(void **state);
void a_lock_dies_with_its_process(void **state);
void a_state_takes_the_place_of_another(void **state);

#define ITEM_TEST(f) cmocka_unit_test_setup_teardown(f, item_set_up, item_tear_down)

#endif
