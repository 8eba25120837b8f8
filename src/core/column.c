// SPDX-License-Identifier: Apache-2.0
/* column.c -- which columns of a fact are committed, in which order, under which names.
 * Floor 4.  The other half of fact.h's contract stands in fact.c (writing) and fact_read.c. */
#include "core/fact.h"

#include <assert.h>

static const char *const envelope_name[N_ENVELOPE] = {
    "node",    "fact", "matters", "office", "post", "actor", "acted",
    "entered", "op",   "because", "as_of",  "pack", "due",
};

static size_t add(struct column *column, size_t n, enum column_kind kind, const struct field *field,
                  const struct field *group)
{
    assert(n < LIMIT_FACT_COLUMNS);
    bool personal = kind == COLUMN_ENVELOPE ? n == ENVELOPE_ACTOR : field && field->circle;
    column[n] = (struct column){kind, field, group, n, personal && kind != COLUMN_LENGTH};
    return n + 1;
}

static size_t add_field(struct column *column, size_t n, const struct field *field)
{
    if (!field_is_list(field))
        return add(column, n, COLUMN_VALUE, field, NULL);
    n = add(column, n, COLUMN_LENGTH, field, NULL);
    if (field->type != FIELD_GROUP)
        return add(column, n, COLUMN_VALUE, field, NULL);
    for (size_t i = 0; i < field->group->n; i++)
        n = add(column, n, COLUMN_MEMBER, &field->group->field[i], field);
    return n;
}

size_t fact_columns(const struct fact *f, struct column ret_column[LIMIT_FACT_COLUMNS])
{
    size_t n = 0;
    while (n < N_ENVELOPE)
        n = add(ret_column, n, COLUMN_ENVELOPE, NULL, NULL);
    if (f->heavy)
        n = add(ret_column, n, COLUMN_AUTH, NULL, NULL);
    for (size_t i = 0; i < f->record.n; i++)
        n = add_field(ret_column, n, &f->record.field[i]);
    return n;
}

size_t fact_column_of(const struct fact *f, const char *field)
{
    struct column column[LIMIT_FACT_COLUMNS];
    size_t n = fact_columns(f, column);
    for (size_t i = N_ENVELOPE; i < n; i++)
        if (column[i].field && strcmp(column[i].field->name, field) == 0)
            return i;
    return LIMIT_FACT_COLUMNS;
}

size_t fact_column_name(const struct column *column, struct str ret_part[COLUMN_NAME_PARTS])
{
    switch (column->kind) {
    case COLUMN_ENVELOPE:
        ret_part[0] = str_of(envelope_name[column->number]);
        return 1;
    case COLUMN_AUTH:
        ret_part[0] = S("auth");
        return 1;
    case COLUMN_VALUE:
        ret_part[0] = str_of(column->field->name);
        return 1;
    case COLUMN_LENGTH:
        ret_part[0] = str_of(column->field->name);
        ret_part[1] = S(".n");
        return 2;
    case COLUMN_MEMBER:
        ret_part[0] = str_of(column->group->name);
        ret_part[1] = S(".");
        ret_part[2] = str_of(column->field->name);
        return 3;
    }
    assert(false && "a kind of column");
    return 0;
}

void fact_put_column(struct buf *to, const struct column *column)
{
    struct str part[COLUMN_NAME_PARTS];
    size_t n = fact_column_name(column, part);
    for (size_t i = 0; i < n; i++)
        buf_put(to, part[i]);
}

bool fact_is_hidden(const struct fact *f, const struct column *column)
{
    if (f->hidden || column->personal || column->kind == COLUMN_AUTH)
        return true;
    return column->kind == COLUMN_LENGTH && column->field->circle;
}

size_t fact_hidden_columns(const struct fact *f, struct column ret_column[LIMIT_FACT_COLUMNS])
{
    size_t all = fact_columns(f, ret_column), n = 0;
    for (size_t i = 0; i < all; i++)
        if (fact_is_hidden(f, &ret_column[i]))
            ret_column[n++] = ret_column[i];
    return n;
}
