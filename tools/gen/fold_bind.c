// SPDX-License-Identifier: Apache-2.0
#include "fold_bind.h"

#include "fields.h"
#include "grow.h"

#include "base/limits.h"

#include <assert.h>
#include <string.h>

struct envelope {
    const char *name;
    enum bind_from from;
};

static const struct envelope envelope[] = {
    {"matter", BIND_MATTER}, {"entry", BIND_ENTRY}, {"at", BIND_AT},
    {"office", BIND_OFFICE}, {"n", BIND_N},
};

/* The column where a field of `r` has its value, counted from the record's first. */
static int column_in(const struct record *r, const struct field *f)
{
    int column = 0;
    for (size_t i = 0; i < r->n && &r->field[i] != f; i++)
        column += fields_columns(&r->field[i]);
    return column + (field_is_list(f) ? 1 : 0);
}

static uint8_t column_of(const struct fact *fact, const struct field *group, const struct field *f)
{
    int column = FIELDS_ENVELOPE_COLUMNS + (fact->heavy ? 1 : 0);
    if (group)
        column += column_in(&fact->record, group) + column_in(group->group, f);
    else
        column += column_in(&fact->record, f);
    assert(column < LIMIT_FACT_COLUMNS); /* R9: facts.c */
    return (uint8_t)column;
}

/* `group`: the one that f lies in; or NULL. */
static struct bind bind_value(const struct fact *fact, const struct field *group,
                              const struct field *f, struct place at)
{
    struct bind b = {.from = BIND_FIELD, .field = f};
    if (f->type == FIELD_FILE && !f->circle)
        gen_fail(at, "$%s is a file; only its veiled reference goes into a column", f->name);
    if (f->circle) {
        b.from = BIND_VEILED;
        b.column = column_of(fact, group, f);
    }
    return b;
}

static bool is_optional_group(const struct field *f)
{
    return f->type == FIELD_GROUP && f->optional && f->list_max == 1;
}

/* $who_name: the field `name` of the optional group `who`. */
static bool find_in_group(const struct fact *fact, struct str name, struct place at,
                          struct bind *ret_bind)
{
    for (size_t i = 0; i < fact->record.n; i++) {
        const struct field *g = &fact->record.field[i];
        size_t n = strlen(g->name);
        if (!is_optional_group(g) || !str_starts(name, str_of(g->name)) || n + 1 >= name.n ||
            name.p[n] != '_')
            continue;
        const struct field *f = record_find(g->group, str_part(name, n + 1, name.n));
        if (!f)
            continue;
        *ret_bind = bind_value(fact, g, f, at);
        if (ret_bind->from == BIND_FIELD) {
            ret_bind->from = BIND_RECORD;
            ret_bind->group = g;
        }
        return true;
    }
    return false;
}

static void refuse_list(const struct field *f, struct place at)
{
    if (f->type == FIELD_GROUP)
        gen_fail(at,
                 "$%s is a group; written is `-- fold FACT each %s`, or $%s_FIELD for a group "
                 "with ?",
                 f->name, f->name, f->name);
    if (field_is_list(f))
        gen_fail(at, "$%s is a list; written is `-- fold FACT each %s` and $value", f->name,
                 f->name);
}

static __attribute__((noreturn)) void
refuse_unknown(const struct fact *fact, const struct field *each, struct str name, struct place at)
{
    struct buf known;
    buf_init(&known, 1 << 16);
    const struct record *r = each && each->type == FIELD_GROUP ? each->group : NULL;
    for (size_t i = 0; r && i < r->n; i++)
        buf_printf(&known, " $%s", r->field[i].name);
    for (size_t i = 0; i < fact->record.n; i++)
        buf_printf(&known, " $%s", fact->record.field[i].name);
    gen_fail(at, "the fact %s has no field `%.*s`; known here: $matter $entry $at $office%s%s%.*s",
             fact->full, STR_ARG(name), each ? " $n" : "",
             each && each->type != FIELD_GROUP ? " $value" : "", STR_ARG(buf_str(&known)));
}

static struct bind bind_envelope(const struct envelope *e, const struct field *each,
                                 struct place at)
{
    if (e->from == BIND_N && !each)
        gen_fail(at, "$n counts records; it stands under `-- fold FACT each GROUP`");
    return (struct bind){.from = e->from};
}

/* $value: an item of the list. */
static struct bind bind_item(const struct fact *fact, const struct field *each, struct place at)
{
    struct bind b = bind_value(fact, NULL, each, at);
    if (b.from == BIND_FIELD)
        b.from = BIND_VALUE;
    return b;
}

struct bind fold_bind(const struct fact *fact, const struct field *each, struct str name,
                      struct place at)
{
    const struct field *f;
    struct bind b;
    for (size_t i = 0; i < sizeof envelope / sizeof *envelope; i++)
        if (str_is(name, envelope[i].name))
            return bind_envelope(&envelope[i], each, at);
    if (each && each->type != FIELD_GROUP && str_is(name, "value"))
        return bind_item(fact, each, at);
    if (each && each->type == FIELD_GROUP && (f = record_find(each->group, name))) {
        refuse_list(f, at);
        b = bind_value(fact, each, f, at);
        b.each = b.from == BIND_FIELD;
        return b;
    }
    f = record_find(&fact->record, name);
    if (!f && find_in_group(fact, name, at, &b))
        return b;
    if (!f)
        refuse_unknown(fact, each, name, at);
    refuse_list(f, at);
    return bind_value(fact, NULL, f, at);
}
