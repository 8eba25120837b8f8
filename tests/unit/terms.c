// SPDX-License-Identifier: Apache-2.0
#include "unit.h"

#include "base/time.h"
#include "core/terms.h"

static const char text[] = "# a remark\n"
                           "HOT-02\temergency\t1\thours\tDB11\n"
                           "HOT-02\t*\t24\thours\tDB11\n"
                           "\n"
                           "HOT-03\tgeneral\t7\tdays\tDB11\n"
                           "BID-01\t*\t5\tminutes\tland rules\n";

static int64_t moment(const char *c)
{
    int64_t ms = 0;
    assert_int_equal(time_read(str_of(c), &ms), OK);
    return ms;
}

static void due_dates(void **state)
{
    static const struct {
        const char *row, *word, *from, *due, *reason;
    } rows[] = {
        {"HOT-02", "emergency", "2026-03-02 09:00", "2026-03-02 10:00", "hours run on the clock"},
        {"HOT-02", "general", "2026-03-02 09:00", "2026-03-03 09:00", "the row for any case"},
        {"HOT-02", NULL, "2026-03-02 23:59:59.999", "2026-03-03 23:59:59.999", "no case given"},
        {"HOT-03", "general", "2026-03-02 00:00", "2026-03-09 23:59:59.999",
         "the day itself is not counted"},
        {"HOT-03", "general", "2026-03-02 23:59:59.999", "2026-03-09 23:59:59.999",
         "whenever it was that day"},
        {"HOT-03", "general", "2024-02-25 12:00", "2024-03-03 23:59:59.999", "over a leap day"},
        {"BID-01", "any", "2026-12-31 23:58", "2027-01-01 00:03", "minutes over the year's end"},
        {"HOT-03", "complex", "2026-03-02 09:00", NULL, "neither the case nor a row for any"},
        {"HOT-09", "general", "2026-03-02 09:00", NULL, "no such row"},
    };
    struct arena a;
    struct terms t;
    struct tsv table;
    (void)state;
    arena_init(&a, 1 << 20);
    assert_int_equal(tsv_init(&table, str_of(text)), OK);
    assert_int_equal(terms_read(&a, &table, &t), OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t due = -1;
        enum status s =
            terms_due(&t, str_of(rows[i].row), str_of(rows[i].word), moment(rows[i].from), &due);
        unit_equal(s, rows[i].due ? OK : NOT_FOUND, rows[i].reason);
        unit_equal(due, rows[i].due ? moment(rows[i].due) : -1, rows[i].reason);
    }
    arena_close(&a);
}

static void wrong_rows_are_named(void **state)
{
    static const struct {
        const char *text;
        size_t line;
        const char *reason;
    } rows[] = {
        {"A\t*\t1\tweeks\ts\n", 1, "no such unit"},
        {"# x\nA\t*\t0\tdays\ts\n", 2, "a term of nothing"},
        {"A\t*\t1\tdays\ts\nA\t*\t2\tdays\ts\n", 2, "a row twice"},
        {"A\t*\t1.5\tdays\ts\n", 1, "a fraction"},
        {"A\t*\t1\tdays\n", 1, "no source"},
        {"A\t\t1\tdays\ts\n", 1, "no case"},
        {"A\t*\t99999\tdays\ts\n", 1, "more than a century"},
    };
    struct arena a;
    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct terms t;
        struct tsv table;
        assert_int_equal(tsv_init(&table, str_of(rows[i].text)), OK);
        unit_equal(terms_read(&a, &table, &t), BAD_INPUT, rows[i].reason);
        unit_equal((int64_t)table.line, (int64_t)rows[i].line, rows[i].reason);
    }
    arena_close(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(due_dates),
        cmocka_unit_test(wrong_rows_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
