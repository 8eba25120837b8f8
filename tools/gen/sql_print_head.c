// SPDX-License-Identifier: Apache-2.0
/* <room>_sql.gen.h: row structs, argument structs, and a typed function for each statement. */
#include "record.h"
#include "sql_print.h"

/* ", struct appeal_id id, bool has_due, int64_t due" */
static const char *params(const struct query *q)
{
    const char *text = "";
    for (size_t i = 0; i < q->args.n; i++) {
        const struct field *f = &q->args.field[i];
        const char *has = record_needs_has(f) ? grow_format(", bool has_%s", f->name) : "";
        text = grow_format("%s%s, %s %s", text, has, record_type(f), f->name);
    }
    return text;
}

static const char *args_or_null(const struct query *q)
{
    return q->args.n ? "&args" : "NULL";
}

static void print_args(struct out *o, const struct query *q)
{
    if (!q->args.n)
        return;
    out_line(o, "const struct %s_args args = {", q->name);
    for (size_t i = 0; i < q->args.n; i++) {
        const char *name = q->args.field[i].name;
        if (record_needs_has(&q->args.field[i]))
            out_line(o, ".has_%s = has_%s,", name, name);
        out_line(o, ".%s = %s,", name, name);
    }
    out_line(o, "};");
}

static void print_exec(struct out *o, const struct query *q)
{
    size_t n = q->args.n;
    if (n)
        out_line(o, "extern const struct field %s_args_fields[];", q->name);
    out_line(o, "MUST_USE static inline enum status %s_exec(struct store *db%s)", q->name,
             params(q));
    out_line(o, "{");
    print_args(o, q);
    if (n) {
        out_line(o, "struct value bound[%zu];", n);
        out_line(o, "for (int i = 0; i < %zu; i++)", n);
        out_line(o, "    bound[i] = store_value(&%s_args_fields[i], &args);", q->name);
    }
    out_line(o, "return store_exec(db, %d, %s, %zu);", q->statement, n ? "bound" : "NULL", n);
    out_line(o, "}");
}

static void print_function(struct out *o, const struct query *q)
{
    const char *head = "MUST_USE static inline enum status";
    if (q->kind == QUERY_LIST)
        out_line(o,
                 "%s %s_list(struct ctx *c, int scope%s, const struct list_ask *ask, struct rows "
                 "*ret_rows)",
                 head, q->name, params(q));
    else if (q->kind == QUERY_MANY)
        out_line(o, "%s %s_many(struct store *db%s, struct list *ret_rows, struct arena *a)", head,
                 q->name, params(q));
    else
        out_line(o, "%s %s_one(struct store *db%s, struct %s *ret_row, struct arena *a)", head,
                 q->name, params(q), q->name);
    out_line(o, "{");
    print_args(o, q);
    if (q->kind == QUERY_LIST)
        out_line(o, "return query_list(c, &%s_query, scope, %s, ask, ret_rows);", q->name,
                 args_or_null(q));
    else if (q->kind == QUERY_MANY)
        out_line(o, "return query_many(db, &%s_query, %s, ret_rows, a);", q->name, args_or_null(q));
    else
        out_line(o, "return query_one(db, &%s_query, %s, ret_row, a);", q->name, args_or_null(q));
    out_line(o, "}");
}

static void print_query(struct out *o, const struct query_read *q)
{
    out_blank(o);
    out_line(o, "/* %s:%d */", q->at.file, q->at.line);
    record_print_struct(o, &q->q.args, grow_format("%s_args", q->q.name));
    if (q->exec) {
        print_exec(o, &q->q);
        return;
    }
    record_print_struct(o, &q->q.row, q->q.name);
    out_line(o, "extern const struct query %s_query;", q->q.name);
    print_function(o, &q->q);
}

static size_t count_queries(const struct sql_room *r)
{
    const struct query_read *q = r->query.at;
    size_t n = 0;
    for (size_t i = 0; i < r->query.n; i++)
        n += !q[i].exec;
    return n;
}

static void print_calls(struct out *o, const struct sql_room *r)
{
    const struct fold_read *f = r->fold.at;
    for (size_t i = 0; i < r->fold.n; i++) {
        if (!f[i].call)
            continue;
        out_line_of(o, f[i].at);
        out_line(o,
                 "MUST_USE enum status %s_%s_fold(struct ctx *c, const struct %s *fact, int64_t "
                 "matter, int64_t entry);",
                 r->room->name, f[i].f.fact->name, out_name(f[i].f.fact->full));
        out_line_own(o);
    }
}

void sql_print_header(const struct sql_room *r, const char *folder)
{
    struct out o;
    const char *name = r->room->name;
    const struct query_read *q = r->query.at;
    out_begin(&o, folder, grow_format("%s_sql.gen.h", name),
              grow_format("the .sql files of %s", r->room->folder));
    out_line(&o, "#ifndef %s_SQL_GEN_H", out_upper(name));
    out_line(&o, "#define %s_SQL_GEN_H", out_upper(name));
    out_line(&o, "#include \"core/query.h\"");
    out_line(&o, "#include \"facts.gen.h\"");
    if (r->is_core)
        out_line(&o, "#include \"store/store.h\"");
    for (size_t i = 0; i < r->query.n; i++)
        print_query(&o, &q[i]);
    out_blank(&o);
    print_calls(&o, r);
    out_line(&o, "enum { %s_n_queries = %zu, %s_n_folds = %zu };", name, count_queries(r), name,
             r->fold.n);
    out_line(&o, "extern const struct query *const %s_queries[];", name);
    out_line(&o, "extern const struct fold %s_folds[];", name);
    out_line(&o, "extern const char %s_schema[];", name);
    if (r->truth.p)
        out_line(&o, "extern const char %s_truth[];", name);
    out_blank(&o);
    out_line(&o, "#endif");
    out_end(&o);
}
