// SPDX-License-Identifier: Apache-2.0
#include "unit.h"

#include "base/time.h"
#include "core/number.h"

/* Check digits from another program, which gives 0794 the 5 that ISO 7064 prints for it. */
static void numbers_are_written(void **state)
{
    static const struct {
        int64_t node, serial;
        int year, month, day;
        const char *number, *reason;
    } rows[] = {
        {210000, 1, 2026, 3, 2, "210000-20260302-1-6", "a province's first matter"},
        {11, 8589934591, 1999, 12, 31, "000011-19991231-8589934591-2",
         "shortest node, longest serial"},
        {999999, 42, 9999, 12, 31, "999999-99991231-42-8", "the last node and the last day"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char room[NUMBER_BYTES];
        int64_t id = number_id(rows[i].node, rows[i].serial), read = 0;
        int32_t day = day_of(rows[i].year, rows[i].month, rows[i].day), read_day = 0;
        unit_same(number_make(id, day, room), str_of(rows[i].number), rows[i].reason);
        unit_equal(number_read(str_of(rows[i].number), &read, &read_day), OK, rows[i].reason);
        unit_equal(read, id, rows[i].reason);
        unit_equal(read_day, day, rows[i].reason);
        unit_equal(number_node(id), rows[i].node, rows[i].reason);
        unit_equal(number_serial(id), rows[i].serial, rows[i].reason);
    }
    unit_equal(number_first(210000), number_id(210000, 1), "the first id of a node");
    assert_true(number_id(999999, 8589934591) <= 9007199254740991);
}

static void typed_numbers_are_read(void **state)
{
    static const struct {
        const char *text;
        enum status wanted;
        const char *reason;
    } rows[] = {
        {"210000-20260302-1-6", OK, "as written"},
        {"2100002026030216", OK, "digits alone"},
        {" 210000 20260302 1 6 ", OK, "read out with pauses"},
        {"\357\274\222\357\274\221\357\274\220\357\274\220\357\274\220\357\274\220\357\274\215\357"
         "\274\222\357\274\220\357\274\222\357\274\226\357\274\220\357\274\223\357\274\220\357\274"
         "\222\357\274\215\357\274\221\357\274\215\357\274\226",
         OK, "full-width, as input methods give"},
        {"210000\xe2\x80\x94"
         "20260302\xe2\x80\x93"
         "1\xe2\x88\x92"
         "6",
         OK, "dashes of all kinds"},
        {"210000-20260302-1-7", BAD_INPUT, "a wrong check digit"},
        {"210000-20260302-16", OK, "the last dash left out"},
        {"210000-20260302-4", BAD_INPUT, "no serial"},
        {"210000-20260230-1-6", BAD_INPUT, "the 30th of February"},
        {"210000-20260302-a-6", BAD_INPUT, "a letter"},
        {"210000-20260302-00000000001-9", BAD_INPUT, "too long"},
        {"", BAD_INPUT, "nothing"},
        {"210000-20260302-1-6\xff", BAD_INPUT, "not UTF-8"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t id = -1;
        int32_t day = -1;
        unit_equal(number_read(str_of(rows[i].text), &id, &day), rows[i].wanted, rows[i].reason);
        unit_equal(id, rows[i].wanted == OK ? number_id(210000, 1) : -1, rows[i].reason);
        unit_equal(day, rows[i].wanted == OK ? day_of(2026, 3, 2) : -1, rows[i].reason);
    }
}

/* Any one digit changed is refused, in numbers of every length. */
static void one_wrong_digit_is_refused(void **state)
{
    (void)state;
    for (int64_t serial = 1; serial < 8589934591; serial = serial * 7 + 3) {
        char room[NUMBER_BYTES];
        struct str number = number_make(number_id(210181, serial), day_of(2026, 7, 31), room);
        for (size_t i = 0; i < number.n; i++)
            for (char c = '0'; c <= '9'; c++) {
                char changed[NUMBER_BYTES];
                int64_t id;
                int32_t day;
                if (number.p[i] == '-' || number.p[i] == c)
                    continue;
                memcpy(changed, number.p, number.n);
                changed[i] = c;
                unit_equal(number_read((struct str){changed, number.n}, &id, &day), BAD_INPUT,
                           "one digit is wrong");
            }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_written),
        cmocka_unit_test(typed_numbers_are_read),
        cmocka_unit_test(one_wrong_digit_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
