// SPDX-License-Identifier: Apache-2.0
/* fold_column.c -- the committed columns that folds refer to are those that core commits. */
#include "core/fact.h"

#include "appeal.gen.h"
#include "base/limits.h"
#include "unit.h"

/* Names that must be met; a room may refer to more. */
static const char *const columns[] = {
    "words",       /* a text behind the envelope and three structural fields */
    "spot",        /* the next one */
    "who.name",    /* in an optional group, behind a list and a group */
    "claim.words", /* in a group, behind its length */
    "reply.words", /* of a heavy fact: behind `auth` too */
};
enum { N_COLUMNS = sizeof columns / sizeof *columns };

/* The column is that of the field which the fold names, and one of a group where it runs for each.
 */
static void look_at(const struct fold *fold, const struct bind *b, bool met[N_COLUMNS])
{
    struct column column[LIMIT_FACT_COLUMNS];
    struct buf name;
    assert_true(b->column < fact_columns(fold->fact, column));
    const struct column *c = &column[b->column];
    assert_true(c->personal);
    buf_init(&name, 256);
    fact_put_column(&name, c);
    if (fold->each && fold->each->type == FIELD_GROUP)
        unit_same(str_of(c->group ? c->group->name : ""), str_of(fold->each->name), "its group");
    for (size_t i = 0; i < N_COLUMNS; i++)
        met[i] |= str_is(buf_str(&name), columns[i]);
    buf_close(&name);
}

static void references(void **state)
{
    bool met[N_COLUMNS] = {false};
    (void)state;
    for (size_t i = 0; i < appeal_n_folds; i++)
        for (size_t k = 0; k < appeal_folds[i].n_binds; k++)
            if (appeal_folds[i].bind[k].from == BIND_VEILED)
                look_at(&appeal_folds[i], &appeal_folds[i].bind[k], met);
    for (size_t i = 0; i < N_COLUMNS; i++)
        if (!met[i])
            fail_msg("nothing refers to %s", columns[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(references)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
