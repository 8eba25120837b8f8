// SPDX-License-Identifier: Apache-2.0
/* tsv.c -- rows, remarks and cells of a pack's tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/tsv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void rows_and_cells(void **state)
{
    struct tsv t;
    (void)state;
    assert_int_equal(tsv_init(&t, S("# head\n\na\t b \tc\r\n \t\nd\n\t\te")), OK);
    assert_true(tsv_next(&t));
    assert_int_equal(t.line, 3);
    assert_int_equal(t.n, 3);
    assert_true(str_is(t.cell[0], "a") && str_is(t.cell[1], "b") && str_is(t.cell[2], "c"));
    assert_true(str_is(t.cell[3], ""));
    assert_true(tsv_next(&t));
    assert_int_equal(t.line, 5); /* the line of blanks is a remark */
    assert_int_equal(t.n, 1);
    assert_true(str_is(t.cell[0], "d") && str_is(t.cell[1], ""));
    assert_true(tsv_next(&t));
    assert_int_equal(t.n, 3);
    assert_true(str_is(t.cell[0], "") && str_is(t.cell[2], "e"));
    assert_false(tsv_next(&t));
    assert_false(tsv_next(&t));
}

static void a_row_that_is_too_long_is_counted(void **state)
{
    struct tsv t;
    (void)state;
    assert_int_equal(tsv_init(&t, S("1\t2\t3\t4\t5\t6\t7\t8\t9\t10\n")), OK);
    assert_true(tsv_next(&t));
    assert_int_equal(t.n, 10);
    assert_true(str_is(t.cell[TSV_CELLS - 1], "8"));
}

static void texts_that_are_none(void **state)
{
    struct tsv t;
    (void)state;
    assert_int_equal(tsv_init(&t, S("a\xff\n")), BAD_INPUT);
    assert_int_equal(tsv_init(&t, S("")), OK);
    assert_false(tsv_next(&t));
}

static void files(void **state)
{
    char path[] = "/tmp/xiezhi-tsv-XXXXXX";
    int fd = mkstemp(path);
    struct tsv t;
    struct arena a;
    (void)state;
    arena_init(&a, 1 << 16);
    assert_int_equal(write(fd, "a\tb\n", 4), 4);
    assert_int_equal(tsv_load(&t, &a, path), OK);
    assert_true(tsv_next(&t) && str_is(t.cell[1], "b") && !tsv_next(&t));
    assert_int_equal(ftruncate(fd, 1 << 17), 0);
    assert_int_equal(tsv_load(&t, &a, path), FULL); /* more than the arena has */
    assert_int_equal(ftruncate(fd, 5 << 20), 0);
    assert_int_equal(tsv_load(&t, &a, path), FULL);
    unlink(path);
    assert_int_equal(tsv_load(&t, &a, path), NOT_FOUND);
    assert_int_equal(tsv_load(&t, &a, "/"), BROKEN);
    close(fd);
    arena_close(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_and_cells),
        cmocka_unit_test(a_row_that_is_too_long_is_counted),
        cmocka_unit_test(texts_that_are_none),
        cmocka_unit_test(files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
