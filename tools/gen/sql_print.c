// SPDX-License-Identifier: Apache-2.0
/* <room>_sql.gen.c and sql.gen.c: the tables. */
#include "sql_print.h"

#include "c_name.h"

#include <assert.h>
#include <string.h>

static void print_filters(struct buf *to, const struct query *q)
{
    if (!q->n_filters)
        return;
    buf_printf(to, "static const char *const %s_filters[] = {", q->name);
    for (size_t i = 0; i < q->n_filters; i++)
        buf_printf(to, "\"%s\"%s", q->filter[i], i + 1 < q->n_filters ? ", " : "};\n");
}

static void print_sorts(struct buf *to, const struct query *q)
{
    buf_printf(to, "static const struct sort %s_sorts[] = {", q->name);
    for (size_t i = 0; i < q->n_sorts; i++)
        buf_printf(to, "{\"%s\", %s}%s", q->sort[i].column, q->sort[i].down ? "true" : "false",
                   i + 1 < q->n_sorts ? ", " : "};\n");
}

static void print_word(struct buf *to, const char *member, const char *word)
{
    if (word)
        buf_printf(to, ", .%s = \"%s\"", member, word);
}

static const char *const party_kinds[] = {
    [PARTY_ANYONE] = "ANYONE",   [PARTY_ROLE] = "ROLE",
    [PARTY_ROLE_OF] = "ROLE_OF", [PARTY_ROLE_ABOVE] = "ROLE_ABOVE",
    [PARTY_SEAT] = "SEAT",       [PARTY_AUTHOR] = "AUTHOR",
    [PARTY_PACK] = "PACK",
};

static void print_scopes(struct buf *to, const struct query *q)
{
    static const char *const values[] = {"NONE", "OFFICE", "MATTER"};
    buf_printf(to, "static const struct scope %s_scopes[] = {\n", q->name);
    for (size_t i = 0; i < q->n_scopes; i++) {
        const struct party *p = &q->scope[i].party;
        buf_printf(to, "    {.value = SCOPE_%s, .party = {.kind = PARTY_%s",
                   values[q->scope[i].value], party_kinds[p->kind]);
        print_word(to, "role", p->role);
        print_word(to, "seat", p->seat);
        print_word(to, "not_of", p->not_of);
        buf_printf(to, "%s}},\n", p->with_secret ? ", .with_secret = true" : "");
    }
    buf_puts(to, "};\n");
}

static void print_variants(struct buf *to, const struct query *q)
{
    buf_printf(to, "static const struct variant %s_variants[] = {\n", q->name);
    for (size_t i = 0; i < q->n_variants; i++) {
        const struct variant *v = &q->variant[i];
        buf_printf(to,
                   "    {.filters = %u, .sort = %d, .scope = %d, .rows = %d, .after = %d, .total "
                   "= %d},\n",
                   v->filters, v->sort, v->scope, v->rows, v->after, v->total);
    }
    buf_puts(to, "};\n");
}

static void print_record(struct buf *to, const char *member, const struct query *q,
                         const struct record *r, const char *tail)
{
    if (r->n)
        buf_printf(to, "    .%s = {%s%s_fields, %zu, sizeof(struct %s%s)},\n", member, q->name,
                   tail, r->n, q->name, tail);
}

static void print_list_members(struct buf *to, const struct query *q)
{
    if (q->n_filters)
        buf_printf(to, "    .filter = %s_filters,\n    .n_filters = %zu,\n", q->name, q->n_filters);
    buf_printf(to, "    .sort = %s_sorts,\n    .n_sorts = %zu,\n", q->name, q->n_sorts);
    buf_printf(to, "    .scope = %s_scopes,\n    .n_scopes = %zu,\n", q->name, q->n_scopes);
    buf_printf(to, "    .variant = %s_variants,\n    .n_variants = %zu,\n", q->name, q->n_variants);
}

static void print_query(struct buf *to, const struct query_read *read)
{
    static const char *const kinds[] = {"ONE", "MANY", "LIST"};
    const struct query *q = &read->q;
    const char *args = grow_format("%s_args_fields", q->name);
    sql_print_fields(to, read->exec, args, grow_format("struct %s_args", q->name), &q->args);
    if (read->exec)
        return;
    sql_print_fields(to, false, grow_format("%s_fields", q->name),
                     grow_format("struct %s", q->name), &q->row);
    if (q->kind == QUERY_LIST) {
        print_filters(to, q);
        print_sorts(to, q);
        print_scopes(to, q);
        print_variants(to, q);
    }
    buf_printf(to,
               "const struct query %s = {\n    .name = \"%s\",\n    .room = \"%s\",\n"
               "    .kind = QUERY_%s,\n    .statement = %d,\n",
               c_name_query(q), q->name, q->room, kinds[q->kind], q->statement);
    print_record(to, "args", q, &q->args, "_args");
    print_record(to, "row", q, &q->row, "");
    if (q->kind == QUERY_LIST)
        print_list_members(to, q);
    buf_puts(to, "};\n\n");
}

static void print_queries(struct buf *to, const struct sql_room *r)
{
    const struct query_read *q = r->query.at;
    for (size_t i = 0; i < r->query.n; i++)
        print_query(to, &q[i]);
    buf_printf(to, "const struct query *const %s_queries[] = {\n", r->room->name);
    for (size_t i = 0; i < r->query.n; i++)
        if (!q[i].exec)
            buf_printf(to, "    &%s,\n", c_name_query(&q[i].q));
    buf_puts(to, "    NULL,\n};\n\n");
}

/* &appeal_filed_fields[2], or &appeal_filed_claim_fields[0] within a group. */
static const char *field_name(const struct fact *f, const struct field *group,
                              const struct field *field)
{
    const struct record *r = group ? group->group : &f->record;
    return grow_format("&%s[%zu]", c_name_fields(f, group), (size_t)(field - r->field));
}

static const struct field *group_of(const struct fold *f, const struct bind *b)
{
    if (b->group)
        return b->group;
    const struct record *own = &f->fact->record;
    bool plain = b->field >= own->field && b->field < own->field + own->n;
    return plain ? NULL : f->each;
}

static void print_bind(struct buf *to, const struct fold *f, const struct bind *b)
{
    static const char *const from[] = {"MATTER", "ENTRY", "AT",     "OFFICE",
                                       "N",      "FIELD", "VEILED", "RECORD"};
    buf_printf(to, "    {.from = BIND_%s", from[b->from]);
    if (b->field)
        buf_printf(to, ", .field = %s", field_name(f->fact, group_of(f, b), b->field));
    if (b->group)
        buf_printf(to, ", .group = %s", field_name(f->fact, NULL, b->group));
    if (b->column)
        buf_printf(to, ", .column = %d", b->column);
    buf_puts(to, "},\n");
}

static void print_call(struct buf *to, const struct sql_room *r, const struct fact *f)
{
    const char *name = grow_format("%s_%s_fold", r->room->name, f->name);
    buf_printf(to,
               "static enum status call_%s(struct ctx *c, const void *fields, int64_t matter, "
               "int64_t entry)\n{\n    return %s(c, fields, matter, entry);\n}\n",
               name, name);
}

static void print_fold(struct buf *to, const struct sql_room *r, const struct fold_read *f,
                       size_t i)
{
    buf_printf(to, "    {.fact = &%s, .statement = %d", c_name_fact(f->f.fact), f->f.statement);
    if (f->f.each)
        buf_printf(to, ", .each = %s", field_name(f->f.fact, NULL, f->f.each));
    if (f->f.n_binds)
        buf_printf(to, ", .bind = binds_%zu, .n_binds = %zu", i, f->f.n_binds);
    if (f->call)
        buf_printf(to, ", .call = call_%s_%s_fold", r->room->name, f->f.fact->name);
    buf_puts(to, "},\n");
}

static void print_folds(struct buf *to, const struct sql_room *r)
{
    const struct fold_read *f = r->fold.at;
    for (size_t i = 0; i < r->fold.n; i++) {
        if (f[i].call)
            print_call(to, r, f[i].f.fact);
        if (!f[i].f.n_binds)
            continue;
        buf_printf(to, "static const struct bind binds_%zu[] = { /* %s:%d */\n", i, f[i].at.file,
                   f[i].at.line);
        for (size_t k = 0; k < f[i].f.n_binds; k++)
            print_bind(to, &f[i].f, &f[i].f.bind[k]);
        buf_puts(to, "};\n");
    }
    buf_printf(to, "const struct fold %s_folds[] = {\n", r->room->name);
    for (size_t i = 0; i < r->fold.n; i++)
        print_fold(to, r, &f[i], i);
    buf_puts(to, "    {0},\n};\n\n");
}

void sql_print_tables(struct buf *to, const struct sql_room *r)
{
    const char *name = r->room->name, *folder = r->room->folder;
    buf_printf(to, "/* Made by gen sql from the .sql files of %s. */\n#include <stddef.h>\n",
               folder);
    buf_printf(to, "#include \"%s.gen.h\"\n\n", name);
    print_queries(to, r);
    print_folds(to, r);
    buf_printf(to, "const char %s_schema[] =\n", name);
    sql_print_string(to, r->schema.p ? r->schema : S(""));
    buf_puts(to, ";\n");
    if (!r->truth.p)
        return;
    buf_printf(to, "\nconst char %s_truth[] =\n", name);
    sql_print_string(to, r->truth);
    buf_puts(to, ";\n");
}

void sql_print_statements(struct buf *to)
{
    const struct query_sql *s = query_statements.at;
    buf_puts(to, "/* Made by gen sql: every statement by number. */\n#include \"sql.gen.h\"\n\n"
                 "const struct sql sql_statements[] = {\n");
    for (size_t i = 0; i < query_statements.n; i++) {
        buf_printf(to, "    /* %zu */ {.where = \"%s\", .text =\n", i, s[i].where);
        sql_print_string(to, str_of(s[i].text));
        buf_puts(to, "},\n");
    }
    buf_printf(to, "    {0},\n};\nconst size_t sql_n_statements = %zu;\n", query_statements.n);
}
