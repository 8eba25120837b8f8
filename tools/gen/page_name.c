// SPDX-License-Identifier: Apache-2.0
#include "page_name.h"

#include "record.h"

#include <assert.h>
#include <string.h>

static const struct field count_field = {.name = "total", .type = FIELD_INT};

static const struct page_source *source_find(const struct names *n, struct str name)
{
    for (size_t i = 0; n->page && i < n->page->n_sources; i++)
        if (str_is(name, n->page->source[i].name))
            return &n->page->source[i];
    return NULL;
}

static const struct name_each *each_find(const struct names *n, struct str name)
{
    for (size_t i = n->n_each; i > 0; i--)
        if (str_eq(n->each[i - 1].name, name))
            return &n->each[i - 1];
    return NULL;
}

static __attribute__((noreturn)) void refuse(const struct names *n, struct str path,
                                             struct place at)
{
    struct buf known;
    buf_init(&known, 1 << 16);
    for (size_t i = 0; i < n->n_each; i++)
        buf_printf(&known, " %.*s", STR_ARG(n->each[i].name));
    for (size_t i = 0; n->page && i < n->page->n_sources; i++)
        buf_printf(&known, " %s", n->page->source[i].name);
    const struct record *own = n->page ? &n->page->view : n->part;
    for (size_t i = 0; i < own->n; i++)
        buf_printf(&known, " %s", own->field[i].name);
    for (size_t i = 0; n->page && i < n->page->ask.n; i++)
        buf_printf(&known, " %s", n->page->ask.field[i].name);
    gen_fail(at, "there is no `%.*s` here; there are:%.*s", STR_ARG(path),
             STR_ARG(buf_str(&known)));
}

static __attribute__((noreturn)) void refuse_field(const struct record *r, struct str path,
                                                   struct str name, struct place at)
{
    struct buf known;
    buf_init(&known, 1 << 16);
    for (size_t i = 0; i < r->n; i++)
        buf_printf(&known, " %s", r->field[i].name);
    gen_fail(at, "`%.*s`: there is no field `%.*s`; there are:%.*s", STR_ARG(path), STR_ARG(name),
             STR_ARG(buf_str(&known)));
}

static const char *both(const char *a, const char *b)
{
    return a && b ? grow_format("%s && %s", a, b) : a ? a : b;
}

/* A field of the struct that `base` ("v->a.", "each_r->") leads to. */
static struct named member(const struct field *f, const char *base, const char *given)
{
    struct named v = {.field = f, .c = grow_format("%s%s", base, f->name)};
    const char *has = record_needs_has(f) ? grow_format("%shas_%s", base, f->name) : NULL;
    v.given = both(given, has);
    return v;
}

static struct named in_source(const struct names *n, const struct page_source *s, struct str field,
                              struct str path, struct place at)
{
    if (s->query->kind != QUERY_ONE) {
        bool list = s->query->kind == QUERY_LIST;
        if (!str_is(field, "total"))
            gen_fail(at,
                     "`%.*s`: %s is rows; walk them with {{#each r in %s}}, or count them: "
                     "%s.total",
                     STR_ARG(path), s->name, s->name, s->name);
        return (struct named){&count_field,
                              list ? grow_format("v->%s.total", s->name)
                                   : grow_format("(int64_t)v->%s.n", s->name),
                              NULL};
    }
    const struct field *f = record_find(&s->query->row, field);
    if (!f)
        refuse_field(&s->query->row, path, field, at);
    bool first = s == n->page->source; /* a page whose first row is not there is not there */
    return member(f, grow_format("v->%s.", s->name),
                  first ? NULL : grow_format("v->has_%s", s->name));
}

static struct named in_each(const struct name_each *e, struct str field, struct str path,
                            struct place at)
{
    const struct field *f = e->record ? record_find(e->record, field) : NULL;
    if (!e->record)
        gen_fail(at, "`%.*s`: %.*s is a value without fields", STR_ARG(path), STR_ARG(e->name));
    if (!f)
        refuse_field(e->record, path, field, at);
    return member(f, grow_format("each_%.*s->", STR_ARG(e->name)), NULL);
}

static const struct field id_field = {.name = "id", .type = FIELD_ID};

/* A name without a point: an item, a field kept or asked, the id in the address. */
static struct named alone(const struct names *n, struct str name, struct place at)
{
    const struct name_each *e = each_find(n, name);
    const struct field *f;
    if (e && e->item)
        return (struct named){e->item, grow_format("(*each_%.*s)", STR_ARG(name)), NULL};
    if (n->part && (f = record_find(n->part, name)))
        return member(f, "v->", NULL);
    if (n->page && (f = record_find(&n->page->view, name)))
        return member(f, "v->", NULL);
    if (n->page && (f = record_find(&n->page->ask, name)))
        return member(f, "v->asked.", NULL);
    if (n->page && n->page->matter && str_is(name, "id"))
        return (struct named){&id_field, "v->m.id", NULL};
    if (e || source_find(n, name))
        gen_fail(at, "`%.*s` is a row or rows: say which field, %.*s.id", STR_ARG(name),
                 STR_ARG(name));
    refuse(n, name, at);
}

static struct named find(const struct names *n, struct str path, struct place at)
{
    struct str field, first = str_cut(path, '.', &field);
    if (!field.p)
        return alone(n, first, at);
    const struct name_each *e = each_find(n, first);
    const struct page_source *s = e ? NULL : source_find(n, first);
    if (!e && !s)
        refuse(n, path, at);
    return e ? in_each(e, field, path, at) : in_source(n, s, field, path, at);
}

struct named page_name(const struct names *n, struct str path, struct place at)
{
    struct named v = find(n, path, at);
    bool item = v.c[0] == '(' && v.c[1] == '*';
    if (!item && field_is_list(v.field))
        gen_fail(at, "`%.*s` is a list; walk it with {{#each}}", STR_ARG(path));
    return v;
}

/* The struct whose member a list field is. */
static const char *struct_of(const struct names *n, struct str path)
{
    struct str field, first = str_cut(path, '.', &field);
    const struct name_each *e = each_find(n, first);
    if (e && e->record)
        return e->c_struct;
    if (n->part)
        return n->part_struct;
    return grow_format("%s_%s_view", n->page->room, n->page->name);
}

struct named_list page_name_list(const struct names *n, struct str path, struct place at)
{
    const struct page_source *s = each_find(n, path) ? NULL : source_find(n, path);
    if (s && s->query->kind == QUERY_ONE)
        gen_fail(at, "`%.*s` is one row, no list", STR_ARG(path));
    if (s)
        return (struct named_list){grow_format("v->%s", s->name),
                                   s->query,
                                   {.record = &s->query->row, .c_struct = s->query->name},
                                   grow_format("struct %s", s->query->name)};
    struct named v = find(n, path, at);
    if (!field_is_list(v.field))
        gen_fail(at, "`%.*s` is no list", STR_ARG(path));
    if (v.field->type != FIELD_GROUP)
        return (struct named_list){v.c, NULL, {.item = v.field}, record_type(v.field)};
    struct shape outer = {.c_struct = struct_of(n, path)};
    struct shape group = record_group_shape(&outer, v.field);
    return (struct named_list){v.c,
                               NULL,
                               {.record = v.field->group, .c_struct = group.c_struct},
                               grow_format("struct %s", group.c_struct)};
}

/* The type's own way to be absent. */
static const char *own_absence(const struct named *v, struct str path, struct place at)
{
    switch (v->field->type) {
    case FIELD_BOOL:
        return v->c;
    case FIELD_TEXT:
    case FIELD_KEY:
    case FIELD_CODE:
    case FIELD_PLACE:
    case FIELD_FORM:
        return grow_format("%s.p", v->c);
    case FIELD_FILE:
        return grow_format("%s.name.p", v->c);
    case FIELD_UNIT:
    case FIELD_PERSON:
    case FIELD_VEILED:
        return grow_format("%s.v", v->c);
    case FIELD_ENUM:
    case FIELD_STAGE:
        return grow_format("%s", v->c);
    default:
        if (!v->given)
            gen_fail(at, "`%.*s` is never absent: compare it, or give its column a ?",
                     STR_ARG(path));
        return NULL;
    }
}

const char *page_name_given(const struct names *n, struct str path, struct place at)
{
    const struct page_source *s = each_find(n, path) ? NULL : source_find(n, path);
    if (s && s->query->kind == QUERY_ONE)
        return grow_format("v->has_%s", s->name);
    if (s)
        return grow_format("v->%s.n > 0", s->name);
    struct named v = find(n, path, at);
    if (field_is_list(v.field) && v.c[0] != '(')
        return grow_format("%s.n > 0", v.c);
    bool may_lack = v.field->optional || v.field->when || v.field->type == FIELD_BOOL || v.given;
    if (!may_lack)
        gen_fail(at, "`%.*s` is never absent: compare it, or give its column a ?", STR_ARG(path));
    return both(v.given, own_absence(&v, path, at));
}
