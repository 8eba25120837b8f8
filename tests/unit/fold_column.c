// SPDX-License-Identifier: Apache-2.0
/* fold_column.c -- the committed columns that folds refer to are those that core commits. */
#include "core/fact.h"

#include "appeal.gen.h"
#include "base/limits.h"
#include "unit.h"

static void references(void **state)
{
    (void)state;
    static const char *const columns[] = {
        "words",       /* a text behind the envelope and three structural fields */
        "spot",        /* the next one */
        "who.name",    /* in an optional group, behind a list and a group */
        "claim.words", /* in a group, behind its length */
        "reply.words", /* of a heavy fact: behind `auth` too */
    };
    size_t n = 0;
    for (size_t i = 0; i < appeal_n_folds; i++)
        for (size_t k = 0; k < appeal_folds[i].n_binds; k++) {
            const struct bind *b = &appeal_folds[i].bind[k];
            struct column column[LIMIT_FACT_COLUMNS];
            struct buf name;
            if (b->from != BIND_VEILED)
                continue;
            buf_init(&name, 256);
            assert_true(b->column < fact_columns(appeal_folds[i].fact, column));
            assert_true(column[b->column].personal);
            fact_put_column(&name, &column[b->column]);
            assert_true(n < sizeof columns / sizeof *columns);
            if (!str_is(buf_str(&name), columns[n]))
                fail_msg("reference %zu is to %.*s, and not to %s", n, STR_ARG(buf_str(&name)),
                         columns[n]);
            n++;
            buf_close(&name);
        }
    assert_int_equal(n, sizeof columns / sizeof *columns);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(references)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
