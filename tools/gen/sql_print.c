// SPDX-License-Identifier: Apache-2.0
/* <room>_sql.gen.c: the tables of queries and folds.  sql.gen.c: all statements. */
#include "sql_print.h"

#include "record.h"

#include <assert.h>
#include <string.h>

/* A C string of any length, a line for each of its own. */
static void print_string(struct out *o, struct str text)
{
    struct buf *to = &o->text;
    buf_puts(to, "    \"");
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c == '\n')
            buf_puts(to, i + 1 < text.n ? "\\n\"\n    \"" : "\\n");
        else if (c == '"' || c == '\\')
            buf_printf(to, "\\%c", c);
        else if (c < ' ' || c > '~')
            buf_printf(to, "\\%03o", c);
        else
            buf_byte(to, (char)c);
    }
    buf_puts(to, "\"");
}

static void print_text(struct out *o, const char *name, struct str text)
{
    out_line(o, "const char %s[] =", name);
    print_string(o, text.p ? text : S(""));
    out_line(o, ";");
}

static void print_sorts(struct out *o, const struct query *q)
{
    out_line(o, ".sort = (const struct sort[]){");
    for (size_t i = 0; i < q->n_sorts; i++)
        out_line(o, "{\"%s\", %s},", q->sort[i].column, q->sort[i].down ? "true" : "false");
    out_line(o, "},");
    out_number(o, "n_sorts", (int64_t)q->n_sorts);
}

static const char *const party_kinds[] = {
    [PARTY_ANYONE] = "ANYONE",   [PARTY_ROLE] = "ROLE",
    [PARTY_ROLE_OF] = "ROLE_OF", [PARTY_ROLE_ABOVE] = "ROLE_ABOVE",
    [PARTY_SEAT] = "SEAT",       [PARTY_AUTHOR] = "AUTHOR",
    [PARTY_PACK] = "PACK",       [PARTY_SIGNED_IN] = "SIGNED_IN",
};

static void print_scopes(struct out *o, const struct query *q)
{
    static const char *const values[] = {"NONE", "OFFICE", "MATTER"};
    out_line(o, ".scope = (const struct scope[]){");
    for (size_t i = 0; i < q->n_scopes; i++) {
        const struct party *p = &q->scope[i].party;
        out_line(o, "{.value = SCOPE_%s, .party = {", values[q->scope[i].value]);
        out_value(o, "kind", "PARTY_%s", party_kinds[p->kind]);
        out_text(o, "role", p->role);
        out_text(o, "seat", p->seat);
        out_text(o, "not_of", p->not_of);
        out_flag(o, "with_secret", p->with_secret);
        out_line(o, "}},");
    }
    out_line(o, "},");
    out_number(o, "n_scopes", (int64_t)q->n_scopes);
}

static void print_variants(struct out *o, const struct query *q)
{
    out_line(o, ".variant = (const struct variant[]){");
    for (size_t i = 0; i < q->n_variants; i++) {
        const struct variant *v = &q->variant[i];
        out_line(o,
                 "{.filters = %u, .sort = %d, .scope = %d, .rows = %d, .after = %d, .total = %d},",
                 v->filters, v->sort, v->scope, v->rows, v->after, v->total);
    }
    out_line(o, "},");
    out_number(o, "n_variants", (int64_t)q->n_variants);
}

static void print_list(struct out *o, const struct query *q)
{
    out_texts(o, "filter", q->filter, (int)q->n_filters);
    out_number(o, "n_filters", (int64_t)q->n_filters);
    print_sorts(o, q);
    print_scopes(o, q);
    print_variants(o, q);
}

static void print_exec(struct out *o, const struct query *q)
{
    struct shape args = {.c_struct = grow_format("%s_args", q->name)};
    if (!q->args.n)
        return;
    out_line(o, "const struct field %s_args_fields[] = {", q->name);
    for (size_t i = 0; i < q->args.n; i++)
        record_print_field(o, "", &q->args.field[i], &args, ",");
    out_line(o, "};");
}

static void print_query(struct out *o, const struct query_read *read)
{
    static const char *const kinds[] = {"ONE", "MANY", "LIST"};
    const struct query *q = &read->q;
    if (read->exec) {
        print_exec(o, q);
        return;
    }
    struct shape args = {.c_struct = grow_format("%s_args", q->name)}, row = {.c_struct = q->name};
    out_line(o, "const struct query %s_query = {", q->name);
    out_text(o, "name", q->name);
    out_text(o, "room", q->room);
    out_value(o, "kind", "QUERY_%s", kinds[q->kind]);
    if (q->args.n)
        record_print_table(o, "args", &q->args, &args);
    record_print_table(o, "row", &q->row, &row);
    out_value(o, "statement", "%d", q->statement);
    out_value(o, "look_up", "%d", q->look_up);
    if (q->kind == QUERY_LIST)
        print_list(o, q);
    out_line(o, "};");
}

static void print_queries(struct out *o, const struct sql_room *r)
{
    const struct query_read *q = r->query.at;
    for (size_t i = 0; i < r->query.n; i++)
        print_query(o, &q[i]);
    out_line(o, "const struct query *const %s_queries[] = {", r->room->name);
    for (size_t i = 0; i < r->query.n; i++)
        if (!q[i].exec)
            out_line(o, "&%s_query,", q[i].q.name);
    out_line(o, "NULL,");
    out_line(o, "};");
    out_blank(o);
}

/* The struct that a bound field lies in. */
static struct shape shape_of(const struct fold *f, const struct bind *b)
{
    struct shape fact = {.c_struct = out_name(f->fact->full)};
    if (b->from == BIND_RECORD)
        return record_group_shape(&fact, b->group);
    return b->each ? record_group_shape(&fact, f->each) : fact;
}

static void print_bind(struct out *o, const struct fold *f, const struct bind *b)
{
    static const char *const from[] = {"MATTER", "ENTRY", "AT",     "OFFICE", "N",
                                       "FIELD",  "VALUE", "VEILED", "RECORD"};
    struct shape fact = {.c_struct = out_name(f->fact->full)}, shape = shape_of(f, b);
    out_line(o, "{");
    out_value(o, "from", "BIND_%s", from[b->from]);
    if (b->field && b->from != BIND_VEILED)
        record_print_field(o, ".field = &(const struct field)", b->field, &shape, ",");
    if (b->group)
        record_print_field(o, ".group = &(const struct field)", b->group, &fact, ",");
    out_flag(o, "each", b->each);
    out_number(o, "column", b->column);
    out_line(o, "},");
}

static void print_call(struct out *o, const struct sql_room *r, const struct fact *f)
{
    const char *name = grow_format("%s_%s_fold", r->room->name, f->name);
    out_line(o, "static enum status call_%s(struct ctx *c, const void *fields, int64_t matter,",
             name);
    out_line(o, "    int64_t entry)");
    out_line(o, "{");
    out_line(o, "return %s(c, fields, matter, entry);", name);
    out_line(o, "}");
}

static void print_fold(struct out *o, const struct sql_room *r, const struct fold_read *read)
{
    const struct fold *f = &read->f;
    struct shape fact = {.c_struct = out_name(f->fact->full)};
    out_line(o, "{ /* %s:%d */", read->at.file, read->at.line);
    o->depth++;
    out_value(o, "fact", "&%s_fact", fact.c_struct);
    if (f->each)
        record_print_field(o, ".each = &(const struct field)", f->each, &fact, ",");
    out_value(o, "statement", "%d", f->statement);
    if (f->n_binds)
        out_line(o, ".bind = (const struct bind[]){");
    for (size_t i = 0; i < f->n_binds; i++)
        print_bind(o, f, &f->bind[i]);
    if (f->n_binds)
        out_line(o, "},");
    out_number(o, "n_binds", (int64_t)f->n_binds);
    if (read->call)
        out_value(o, "call", "call_%s_%s_fold", r->room->name, f->fact->name);
    out_line(o, "},");
}

static void print_folds(struct out *o, const struct sql_room *r)
{
    const struct fold_read *f = r->fold.at;
    for (size_t i = 0; i < r->fold.n; i++)
        if (f[i].call)
            print_call(o, r, f[i].f.fact);
    out_line(o, "const struct fold %s_folds[] = {", r->room->name);
    for (size_t i = 0; i < r->fold.n; i++)
        print_fold(o, r, &f[i]);
    out_line(o, "{0},");
    out_line(o, "};");
    out_blank(o);
}

void sql_print_tables(const struct sql_room *r, const char *folder)
{
    struct out o;
    const char *name = r->room->name;
    out_begin(&o, folder, grow_format("%s_sql.gen.c", name),
              grow_format("the .sql files of %s", r->room->folder));
    out_line(&o, "#include \"%s_sql.gen.h\"", name);
    out_line(&o, "#include <stddef.h>");
    out_blank(&o);
    print_queries(&o, r);
    print_folds(&o, r);
    print_text(&o, grow_format("%s_schema", name), r->schema);
    if (r->truth.p)
        print_text(&o, grow_format("%s_truth", name), r->truth);
    out_end(&o);
}

static void print_statement_header(const char *folder)
{
    struct out o;
    out_begin(&o, folder, "sql.gen.h", "all .sql files");
    out_line(&o, "#ifndef SQL_GEN_H");
    out_line(&o, "#define SQL_GEN_H");
    out_line(&o, "#include \"store/store.h\"");
    out_line(&o, "extern const struct sql sql_statements[];");
    out_line(&o, "extern const size_t sql_n_statements;");
    out_line(&o, "#endif");
    out_end(&o);
}

void sql_print_statements(const char *folder)
{
    struct out o;
    const struct query_sql *s = query_statements.at;
    print_statement_header(folder);
    out_begin(&o, folder, "sql.gen.c", "all .sql files");
    out_line(&o, "#include \"sql.gen.h\"");
    out_blank(&o);
    out_line(&o, "const struct sql sql_statements[] = {");
    for (size_t i = 0; i < query_statements.n; i++) {
        out_line(&o, "/* %zu */ {.where = \"%s\", .text =", i, s[i].where);
        print_string(&o, str_of(s[i].text));
        out_line(&o, "},");
        o.depth++;
    }
    out_line(&o, "{0},");
    out_line(&o, "};");
    out_line(&o, "const size_t sql_n_statements = %zu;", query_statements.n);
    out_end(&o);
}
