// SPDX-License-Identifier: Apache-2.0
#include "query_list.h"

#include "query_head.h"
#include "query_scope.h"

#include "base/limits.h"

#include <assert.h>
#include <string.h>

/* Where the parts of `select COLUMNS from TABLES where COND` stand among the tokens. */
struct parts {
    const struct sql_statement *s;
    struct list column; /* of struct span: the expression of each column */
    size_t from, where; /* indexes of these words; where = n: there is none */
};

struct span {
    size_t from, to;
};

/* What is being made. */
struct making {
    const struct query_read *q;
    const struct parts *parts;
    struct list params; /* of struct str: the arguments */
    struct variant v;
    struct sql_made made;
    int next; /* the number of the next parameter */
};

static void add_column(struct parts *p, size_t from, size_t to)
{
    if (to - from >= 2 && sql_text_is(sql_text_token(p->s, to - 2), "as"))
        to -= 2;
    *(struct span *)grow(&p->column, sizeof(struct span)) = (struct span){from, to};
}

static void refuse_own_order(struct sql_token t)
{
    static const char *const words[] = {"order", "limit", "group", "union", "having", "offset"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (sql_text_is(t, words[i]))
            gen_fail(t.at,
                     "`%s` in a list: `sort` and `filter` of the head say it, the pages are made "
                     "from them",
                     words[i]);
}

static struct parts split(const struct query_read *q)
{
    const struct sql_statement *s = q->piece.statement.at;
    struct parts p = {.s = s, .where = s->token.n};
    int depth = 0;
    size_t begin = 1;
    for (size_t i = 1; i < s->token.n; i++) {
        struct sql_token t = sql_text_token(s, i);
        depth += sql_text_is(t, "(") - sql_text_is(t, ")");
        if (depth)
            continue;
        refuse_own_order(t);
        bool from = sql_text_is(t, "from") && !p.from;
        if (!p.from && (from || sql_text_is(t, ","))) {
            add_column(&p, begin, i);
            begin = i + 1;
        }
        if (from)
            p.from = i;
        if (sql_text_is(t, "where"))
            p.where = i;
    }
    if (!p.from || !sql_text_is(sql_text_token(s, 0), "select"))
        gen_fail(s->at, "a list is `select COLUMNS from TABLES where ...`");
    if (p.column.n != q->q.row.n)
        gen_fail(s->at, "the statement gives %zu columns, the head declares %zu", p.column.n,
                 q->q.row.n);
    return p;
}

static void put(struct making *k, const char *text)
{
    sql_text_put(&k->made, k->parts->s->at, str_of(text));
}

static void put_param(struct making *k)
{
    put(k, grow_format("$%d", k->next++));
}

static void put_tokens(struct making *k, size_t from, size_t to)
{
    sql_text_put_tokens(&k->made, k->parts->s, from, to, &k->params, (struct str){0});
}

static size_t column_index(const struct making *k, const char *name)
{
    const struct record *row = &k->q->q.row;
    return (size_t)(record_find(row, str_of(name)) - row->field);
}

static void put_column(struct making *k, size_t i)
{
    const struct span *s = (const struct span *)k->parts->column.at + i;
    put_tokens(k, s->from, s->to);
}

static const struct sort *sort_of(const struct making *k)
{
    return &k->q->q.sort[k->v.sort];
}

static bool is_by_id(const struct making *k)
{
    return strcmp(sort_of(k)->column, "id") == 0;
}

/* The sort's value: what may lack counts as the largest number that JSON knows. */
static void put_sort(struct making *k)
{
    size_t i = column_index(k, sort_of(k)->column);
    bool lacks = k->q->q.row.field[i].optional;
    put(k, lacks ? " coalesce(" : " ");
    put_column(k, i);
    if (lacks)
        put(k, grow_format(", %lld)", LIMIT_INT_MAX));
}

static void put_where(struct making *k)
{
    const struct parts *p = k->parts;
    size_t n = p->s->token.n;
    put(k, " ");
    put_tokens(k, p->from, p->where);
    put(k, " where (");
    int scope = k->next + __builtin_popcount(k->v.filters);
    const struct scope *by = (const struct scope *)k->q->scope.at + k->v.scope;
    for (size_t i = p->where + 1; i < n; i++) {
        struct sql_token t = sql_text_token(p->s, i);
        struct str text = query_scope_sql(k->q, &by->party, t, scope);
        sql_text_put_tokens(&k->made, p->s, i, i + 1, &k->params, text);
    }
    put(k, p->where < n ? ")" : "1 = 1)");
    for (size_t i = 0; i < k->q->q.n_filters; i++) {
        if (!(k->v.filters >> i & 1))
            continue;
        put(k, " and ");
        put_column(k, column_index(k, k->q->q.filter[i]));
        put(k, " = ");
        put_param(k);
    }
    k->next += by->value != SCOPE_NONE;
}

/* SQLite seeks in an index by a row of columns, but not with an expression in it: the bound
 * is said once more, alone. */
static void put_bound(struct making *k, const char *than)
{
    if (!k->q->q.row.field[column_index(k, sort_of(k)->column)].optional)
        return;
    put(k, " and");
    put_sort(k);
    put(k, grow_format("%s= $%d", than, k->next));
}

static void put_after(struct making *k)
{
    const char *than = sort_of(k)->down ? " <" : " >";
    if (is_by_id(k)) {
        put(k, " and ");
        put_column(k, column_index(k, "id"));
        put(k, than);
        put(k, " ");
        put_param(k);
        return;
    }
    put_bound(k, than);
    put(k, " and (");
    put_sort(k);
    put(k, ", ");
    put_column(k, column_index(k, "id"));
    put(k, ")");
    put(k, than);
    put(k, " (");
    put_param(k);
    put(k, ", ");
    put_param(k);
    put(k, ")");
}

static void put_order(struct making *k)
{
    const char *down = sort_of(k)->down ? " desc" : "";
    put(k, " order by");
    if (!is_by_id(k)) {
        put_sort(k);
        put(k, down);
        put(k, ",");
    }
    put(k, " ");
    put_column(k, column_index(k, "id"));
    put(k, down);
    put(k, " limit ");
    put_param(k);
}

static void begin(struct making *k)
{
    sql_text_made_init(&k->made, k->parts->s->at);
    k->next = (int)k->q->q.args.n + 1;
}

static int finish(struct making *k, const char *owner, const struct record *row)
{
    struct sql_rule rule = {
        .owner = owner, .limited = true, .row = row, .scan_ok = k->q->piece.scan_ok.n > 0};
    sql_check_statement(&k->made, &rule);
    int number = query_number(&k->made);
    buf_close(&k->made.text);
    return number;
}

static int make_rows(struct making *k, const char *owner, bool after)
{
    begin(k);
    put_tokens(k, 0, k->parts->from);
    put_where(k);
    if (after)
        put_after(k);
    put_order(k);
    return finish(k, owner, &k->q->q.row);
}

static int make_total(struct making *k, const char *owner)
{
    begin(k);
    put(k, "select count(*) from (select 1");
    put_where(k);
    put(k, grow_format(" limit %d) counted", LIMIT_LIST_TOTAL + 1));
    return finish(k, owner, NULL);
}

static void make_variants(struct query_read *q, struct making *k, const char *owner)
{
    for (uint32_t filters = 0; filters < 1u << q->q.n_filters; filters++) {
        k->v.filters = filters;
        k->v.total = make_total(k, owner);
        for (size_t sort = 0; sort < q->q.n_sorts; sort++) {
            k->v.sort = (uint8_t)sort;
            k->v.rows = make_rows(k, owner, false);
            k->v.after = make_rows(k, owner, true);
            *(struct variant *)grow(&q->variant, sizeof k->v) = k->v;
        }
    }
}

void query_list_scope(struct query_read *q, const struct party *p, struct place at)
{
    assert(q->q.kind == QUERY_LIST);
    query_scope_check(q, p, at);
    const struct scope *had = q->scope.at;
    for (size_t i = 0; i < q->scope.n; i++)
        if (query_scope_is_same(&had[i].party, p))
            return;
    struct scope *scope = grow(&q->scope, sizeof *scope);
    *scope = (struct scope){*p, query_scope_value(q, p)};
}

void query_list_check(struct query_read *q, const char *owner)
{
    struct parts parts = split(q);
    struct making k = {.q = q, .parts = &parts, .params = query_head_params(&q->q.args)};
    if (!q->scope.n)
        gen_fail(q->at, "no page shows this list: name it in pages.txt, `list rows %s`", q->q.name);
    for (size_t scope = 0; scope < q->scope.n; scope++) {
        k.v.scope = (uint8_t)scope;
        make_variants(q, &k, owner);
    }
    q->q.scope = q->scope.at;
    q->q.n_scopes = q->scope.n;
    q->q.variant = q->variant.at;
    q->q.n_variants = q->variant.n;
}
