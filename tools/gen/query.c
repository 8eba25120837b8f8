// SPDX-License-Identifier: Apache-2.0
#include "query.h"

#include "base/field_read.h"
#include "query_head.h"
#include "query_list.h"

#include <assert.h>
#include <string.h>

struct list query_statements;

int query_number(const struct sql_made *m)
{
    struct query_sql *s = grow(&query_statements, sizeof *s);
    s->text = grow_str(buf_str(&m->text));
    s->where = grow_format("%s:%d", m->at.file, m->at.line);
    return (int)query_statements.n - 1;
}

static void check_known(const struct query_read *q, struct sql_token t)
{
    if (t.kind == SQL_PARAM && !record_find(&q->q.args, t.text))
        gen_fail(t.at, "the head has no argument `%.*s`", STR_ARG(t.text));
}

static bool is_used(const struct sql_statement *s, const char *arg)
{
    for (size_t k = 0; k < s->token.n; k++) {
        struct sql_token t = sql_text_token(s, k);
        if (t.kind == SQL_PARAM && str_is(t.text, arg))
            return true;
    }
    return false;
}

/* Every argument is used, or one of the engines cannot know its type. */
static void check_args(const struct query_read *q)
{
    const struct sql_statement *s = q->piece.statement.at;
    for (size_t i = 0; i < s->token.n; i++)
        check_known(q, sql_text_token(s, i));
    for (size_t i = 0; i < q->q.args.n; i++)
        if (!is_used(s, q->q.args.field[i].name))
            gen_fail(q->at, "the argument `%s` is used nowhere: take it away, or write $%s",
                     q->q.args.field[i].name, q->q.args.field[i].name);
}

/* `select *` and t.*: a column that comes later would shift the others. */
static void check_stars(const struct sql_statement *s)
{
    for (size_t i = 0; i < s->token.n; i++) {
        struct sql_token t = sql_text_token(s, i);
        struct sql_token before = i ? sql_text_token(s, i - 1) : (struct sql_token){0};
        bool all = sql_text_is(before, "select") || sql_text_is(before, "distinct") ||
                   sql_text_is(before, ".") || sql_text_is(before, ",");
        if (sql_text_is(t, "*") && all)
            gen_fail(t.at, "select *: name the columns, in the order of the head");
    }
}

static void check_shape(const struct query_read *q)
{
    const struct sql_statement *s = q->piece.statement.at;
    if (q->piece.statement.n == 0)
        gen_fail(q->at, "no statement stands under this head");
    if (q->piece.statement.n > 1)
        gen_fail(s[1].at,
                 "a second statement under the head of line %d; each has a head of its own",
                 q->at.line);
    struct sql_token first = sql_text_token(s, 0);
    bool selects = sql_text_is(first, "select") || sql_text_is(first, "with");
    if (!q->exec && !selects)
        gen_fail(first.at,
                 "`%.*s` under a head that reads; here stands a select, what writes stands "
                 "in fold.sql",
                 STR_ARG(first.text));
    if (q->exec && selects)
        gen_fail(first.at, "a select under `exec`; the head is one or many, with -> columns");
    check_stars(s);
}

/* {scope m} is a list's. */
static void check_scope(const struct query_read *q)
{
    const struct sql_statement *s = q->piece.statement.at;
    for (size_t i = 0; i < s->token.n; i++)
        if (sql_text_token(s, i).kind == SQL_SCOPE && q->q.kind != QUERY_LIST)
            gen_fail(sql_text_token(s, i).at,
                     "{scope} stands in a `list` only; a page shows one and "
                     "many to those whom its `by` allows");
}

static bool is_list(const struct query_read *q)
{
    return !q->exec && q->q.kind == QUERY_LIST;
}

static void check_name(const struct query_read *q, const char *begin)
{
    size_t n = strlen(begin);
    const char *name = q->q.name;
    if (strncmp(name, begin, n) != 0 || name[n] != '_')
        gen_fail(q->at, "`%s` is called %s_..., as all that is of this folder or file", name,
                 begin);
}

struct list query_file(struct gen_room *r, const char *file, struct str text, const char *begin)
{
    struct list piece = sql_text_read(file, text), read = {0};
    for (size_t i = 0; i < piece.n; i++) {
        struct query_read *q = grow(&read, sizeof *q);
        *q = query_head_read(r, (struct sql_piece *)piece.at + i);
        check_name(q, begin);
        const struct query_read *had = read.at;
        for (size_t k = 0; k + 1 < read.n; k++)
            if (strcmp(had[k].q.name, q->q.name) == 0)
                gen_fail(q->at, "`%s` stands in line %d already", q->q.name, had[k].at.line);
        check_shape(q);
        check_scope(q);
        check_args(q);
    }
    return read;
}

/* Is this value one of those that may be chosen?  Asked with each form, so that it may not read
 * them all. */
static void check_look_up(struct query_read *q, const char *owner, struct list params)
{
    const struct sql_statement *s = q->piece.statement.at;
    const struct record row = {.field = q->q.row.field, .n = 1};
    struct sql_made made;
    struct buf head;
    if (q->q.kind != QUERY_MANY || q->q.row.field[0].type == FIELD_VEILED)
        gen_fail(q->at, "a field is chosen `from` it: a `many` whose first column is the value");
    buf_init(&head, 1 << 12);
    for (size_t i = 0; i < q->q.row.n; i++)
        buf_printf(&head, "%s%s", i ? ", " : "with choice(", q->q.row.field[i].name);
    buf_puts(&head, ") as (");
    sql_text_made_init(&made, s->at);
    sql_text_put(&made, s->at, buf_str(&head));
    sql_text_put_tokens(&made, s, 0, s->token.n, &params, (struct str){0});
    buf_reset(&head);
    buf_printf(&head, ") select %s from choice where %s = $%zu", row.field->name, row.field->name,
               params.n + 1);
    sql_text_put(&made, s->at, buf_str(&head));
    struct sql_rule rule = {.owner = owner, .row = &row};
    sql_check_statement(&made, &rule);
    q->q.look_up = query_number(&made);
    buf_close(&head);
    buf_close(&made.text);
}

void query_check(struct query_read *q, const char *owner)
{
    const struct sql_statement *s = q->piece.statement.at;
    if (is_list(q)) {
        query_list_check(q, owner);
        return;
    }
    struct list params = query_head_params(&q->q.args);
    struct sql_made made;
    sql_text_made_init(&made, s->at);
    sql_text_put_tokens(&made, s, 0, s->token.n, &params, (struct str){0});
    struct sql_rule rule = {.owner = owner,
                            .writes = q->exec,
                            .row = q->exec ? NULL : &q->q.row,
                            .scan_ok = q->piece.scan_ok.n > 0};
    sql_check_statement(&made, &rule);
    q->q.statement = query_number(&made);
    buf_close(&made.text);
    if (q->chosen)
        check_look_up(q, owner, params);
}
