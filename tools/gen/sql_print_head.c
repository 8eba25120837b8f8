// SPDX-License-Identifier: Apache-2.0
/* <room>_sql.gen.h: row structs, argument structs, and a typed function for each statement. */
#include "c_name.h"
#include "sql_print.h"

static void print_args_struct(struct buf *to, const struct query *q)
{
    if (!q->args.n)
        return;
    buf_printf(to, "struct %s_args {\n", q->name);
    sql_print_members(to, &q->args);
    buf_puts(to, "};\n");
}

/* "struct appeal_id id, bool has_due, int64_t due, " */
static void print_params(struct buf *to, const struct query *q)
{
    for (size_t i = 0; i < q->args.n; i++) {
        const struct field *f = &q->args.field[i];
        if (sql_print_has(f))
            buf_printf(to, ", bool has_%s", f->name);
        buf_printf(to, ", %s %s", c_name_type(f), f->name);
    }
}

static void print_args(struct buf *to, const struct query *q)
{
    if (!q->args.n)
        return;
    buf_printf(to, "    const struct %s_args args = {", q->name);
    for (size_t i = 0; i < q->args.n; i++) {
        const struct field *f = &q->args.field[i];
        if (sql_print_has(f))
            buf_printf(to, ".has_%s = has_%s, ", f->name, f->name);
        buf_printf(to, ".%s = %s%s", f->name, f->name, i + 1 < q->args.n ? ", " : "");
    }
    buf_puts(to, "};\n");
}

static void print_one(struct buf *to, const struct query *q)
{
    buf_printf(to, "MUST_USE static inline enum status %s_one(struct store *db", q->name);
    print_params(to, q);
    buf_printf(to, ", struct %s *ret_row, struct arena *a)\n{\n", q->name);
    print_args(to, q);
    buf_printf(to, "    return query_one(db, &%s, %s, ret_row, a);\n}\n", c_name_query(q),
               q->args.n ? "&args" : "NULL");
}

static void print_many(struct buf *to, const struct query *q)
{
    buf_printf(to, "MUST_USE static inline enum status %s_many(struct store *db", q->name);
    print_params(to, q);
    buf_puts(to, ", struct list *ret_rows, struct arena *a)\n{\n");
    print_args(to, q);
    buf_printf(to, "    return query_many(db, &%s, %s, ret_rows, a);\n}\n", c_name_query(q),
               q->args.n ? "&args" : "NULL");
}

static void print_list(struct buf *to, const struct query *q)
{
    buf_printf(to, "MUST_USE static inline enum status %s_list(struct ctx *c, int scope", q->name);
    print_params(to, q);
    buf_puts(to, ", const struct list_ask *ask, struct rows *ret_rows)\n{\n");
    print_args(to, q);
    buf_printf(to, "    return query_list(c, &%s, scope, %s, ask, ret_rows);\n}\n", c_name_query(q),
               q->args.n ? "&args" : "NULL");
}

static void print_exec(struct buf *to, const struct query_read *q)
{
    size_t n = q->q.args.n;
    if (n)
        buf_printf(to, "extern const struct field %s_args_fields[];\n", q->q.name);
    buf_printf(to, "MUST_USE static inline enum status %s_exec(struct store *db", q->q.name);
    print_params(to, &q->q);
    buf_puts(to, ")\n{\n");
    print_args(to, &q->q);
    if (n)
        buf_printf(to,
                   "    struct value value[%zu];\n    for (int i = 0; i < %zu; i++)\n"
                   "        value[i] = store_value(&%s_args_fields[i], &args);\n",
                   n, n, q->q.name);
    buf_printf(to, "    return store_exec(db, %d, %s, %zu);\n}\n", q->q.statement,
               n ? "value" : "NULL", n);
}

static void print_query(struct buf *to, const struct query_read *q)
{
    buf_printf(to, "\n/* %s:%d */\n", q->at.file, q->at.line);
    print_args_struct(to, &q->q);
    if (q->exec) {
        print_exec(to, q);
        return;
    }
    buf_printf(to, "struct %s {\n", q->q.name);
    sql_print_members(to, &q->q.row);
    buf_printf(to, "};\nextern const struct query %s;\n", c_name_query(&q->q));
    if (q->q.kind == QUERY_ONE)
        print_one(to, &q->q);
    else if (q->q.kind == QUERY_MANY)
        print_many(to, &q->q);
    else
        print_list(to, &q->q);
}

static size_t count_queries(const struct sql_room *r)
{
    const struct query_read *q = r->query.at;
    size_t n = 0;
    for (size_t i = 0; i < r->query.n; i++)
        n += !q[i].exec;
    return n;
}

static void print_calls(struct buf *to, const struct sql_room *r)
{
    const struct fold_read *f = r->fold.at;
    for (size_t i = 0; i < r->fold.n; i++)
        if (f[i].call)
            buf_printf(to,
                       "/* fold.c; %s:%d */\nMUST_USE enum status %s_%s_fold(struct ctx *c, const "
                       "struct %s_%s *fact, int64_t matter, int64_t entry);\n",
                       f[i].at.file, f[i].at.line, r->room->name, f[i].f.fact->name,
                       f[i].f.fact->room, f[i].f.fact->name);
}

void sql_print_header(struct buf *to, const struct sql_room *r)
{
    const char *name = r->room->name;
    const struct query_read *q = r->query.at;
    buf_printf(to,
               "/* Made by gen sql from the .sql files of %s.  Included by %s.gen.h, which has the "
               "types. */\n#ifndef GEN_%s_SQL_H\n#define GEN_%s_SQL_H\n\n#include "
               "\"core/query.h\"\n%s",
               r->room->folder, name, name, name, r->is_core ? "#include \"store/store.h\"\n" : "");
    for (size_t i = 0; i < r->query.n; i++)
        print_query(to, &q[i]);
    buf_puts(to, "\n");
    print_calls(to, r);
    buf_printf(to, "enum { %s_n_queries = %zu, %s_n_folds = %zu };\n", name, count_queries(r), name,
               r->fold.n);
    buf_printf(to,
               "extern const struct query *const %s_queries[];\nextern const struct fold "
               "%s_folds[];\nextern const char %s_schema[];\n",
               name, name, name);
    if (r->truth.p)
        buf_printf(to, "extern const char %s_truth[];\n", name);
    buf_puts(to, "\n#endif\n");
}
