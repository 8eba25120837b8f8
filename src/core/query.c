// SPDX-License-Identifier: Apache-2.0
#include "core/query.h"

#include "base/limits.h"
#include "base/time.h"
#include "core/party.h"
#include "store/store.h"

#include <assert.h>
#include <string.h>

enum { VALUES_MAX = 32 };

/* The parameters of a statement, in their order. */
struct params {
    struct value value[VALUES_MAX];
    size_t n;
};

static void add(struct params *p, struct value v)
{
    assert(p->n < VALUES_MAX);
    p->value[p->n++] = v;
}

static void add_args(struct params *p, const struct query *q, const void *args)
{
    assert(args || q->args.n == 0);
    for (size_t i = 0; i < q->args.n; i++)
        add(p, store_value(&q->args.field[i], args));
}

enum status query_one(struct store *db, const struct query *q, const void *args, void *ret_row,
                      struct arena *a)
{
    struct params p = {.n = 0};
    assert(q->kind == QUERY_ONE);
    add_args(&p, q, args);
    return store_one(db, q->statement, p.value, p.n, &q->row, a, ret_row);
}

enum status query_many(struct store *db, const struct query *q, const void *args,
                       struct list *ret_rows, struct arena *a)
{
    struct params p = {.n = 0};
    struct list rows;
    assert(q->kind == QUERY_MANY);
    add_args(&p, q, args);
    TRY(store_many(db, q->statement, p.value, p.n, &q->row, LIMIT_LIST_ITEMS + 1, a, &rows));
    if (rows.n > LIMIT_LIST_ITEMS)
        return FULL;
    *ret_rows = rows;
    return OK;
}

enum status query_some(struct store *db, const struct query *q, const void *args, size_t max,
                       struct list *ret_rows, struct arena *a)
{
    struct params p = {.n = 0};
    assert(q->kind == QUERY_MANY);
    add_args(&p, q, args);
    return store_many(db, q->statement, p.value, p.n, &q->row, max, a, ret_rows);
}

enum status query_look_up(struct store *db, const struct query *q, const void *args,
                          const void *value, struct arena *a)
{
    const struct record row = {.field = q->row.field, .n = 1, .size = q->row.size};
    struct params p = {.n = 0};
    struct list found;
    assert(q->kind == QUERY_MANY && q->look_up >= 0);
    add_args(&p, q, args);
    add(&p, store_item(&q->row.field[0], value));
    TRY(store_many(db, q->look_up, p.value, p.n, &row, 1, a, &found));
    return found.n ? OK : NOT_FOUND;
}

/* ---- lists: what was asked ----------------------------------------------------------------- */

static enum status word_value(const struct field *f, struct str text, struct value *ret_value)
{
    if (words_find(f->words, text) == 0)
        return BAD_INPUT;
    *ret_value = value_text(text);
    return OK;
}

/* The value of a column as the address says it. */
static enum status read_value(const struct field *f, struct str text, struct value *ret_value)
{
    int64_t number = 0;
    int32_t day = 0;
    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_KEY:
    case FIELD_CODE:
    case FIELD_PLACE:
        *ret_value = value_text(text);
        return OK;
    case FIELD_ENUM:
    case FIELD_STAGE:
        return word_value(f, text, ret_value);
    case FIELD_DAY:
        TRY(day_read(text, &day));
        *ret_value = value_int(day);
        return OK;
    case FIELD_BOOL:
        TRY(str_to_int(text, &number));
        *ret_value = value_int(number);
        return number == 0 || number == 1 ? OK : BAD_INPUT;
    default:
        TRY(str_to_int(text, &number));
        *ret_value = value_int(number);
        return OK;
    }
}

static const struct field *column(const struct query *q, const char *name)
{
    const struct field *f = record_find(&q->row, str_of(name));
    assert(f); /* the generator has looked it up */
    return f;
}

static enum status add_filters(struct params *p, const struct query *q, const struct list_ask *ask,
                               uint32_t *ret_given)
{
    uint32_t given = 0;
    assert(ask->n_filters == q->n_filters && q->n_filters < 32);
    for (size_t i = 0; i < q->n_filters; i++) {
        struct value value;
        if (!ask->filter[i].p)
            continue;
        TRY(read_value(column(q, q->filter[i]), ask->filter[i], &value));
        add(p, value);
        given |= UINT32_C(1) << i;
    }
    *ret_given = given;
    return OK;
}

static void add_scope(struct params *p, const struct ctx *c, const struct scope *scope)
{
    if (scope->value == SCOPE_OFFICE)
        add(p, value_int(c->who.office.v));
    if (scope->value == SCOPE_MATTER)
        add(p, value_int(c->who.matter));
}

static const struct variant *variant_find(const struct query *q, uint32_t filters, int sort,
                                          int scope)
{
    for (size_t i = 0; i < q->n_variants; i++) {
        const struct variant *v = &q->variant[i];
        if (v->filters == filters && v->sort == sort && v->scope == scope)
            return v;
    }
    return NULL;
}

/* ---- lists: the key of a page -------------------------------------------------------------- */

static bool is_by_id(const struct query *q, int sort)
{
    return strcmp(q->sort[sort].column, "id") == 0;
}

/* "17" or "17.1772412400000": the id of the last row, and what it was sorted by. */
static enum status add_after(struct params *p, const struct query *q, int sort, struct str after)
{
    struct str rest;
    struct str id_text = str_cut(after, '.', &rest);
    struct value value, id;
    TRY(read_value(column(q, "id"), id_text, &id));
    if (is_by_id(q, sort) != !rest.p)
        return BAD_INPUT;
    if (rest.p) {
        TRY(read_value(column(q, q->sort[sort].column), rest, &value));
        add(p, value);
    }
    add(p, id);
    return OK;
}

static enum status put_after(struct arena *a, const struct query *q, int sort, const void *row,
                             struct str *ret_after)
{
    struct value id = store_value(column(q, "id"), row);
    struct value by = store_value(column(q, q->sort[sort].column), row);
    struct buf text;
    buf_init(&text, LIMIT_TARGET_BYTES);
    buf_int(&text, id.i);
    if (!is_by_id(q, sort)) {
        buf_byte(&text, '.');
        if (by.type == VALUE_TEXT)
            buf_put(&text, by.s);
        else
            buf_int(&text, by.type == VALUE_NULL ? LIMIT_INT_MAX : by.i);
    }
    enum status s = text.full ? FULL : arena_copy(a, buf_str(&text), ret_after);
    buf_close(&text);
    return s;
}

/* ---- lists: one page ----------------------------------------------------------------------- */

static enum status count(struct ctx *c, const struct variant *v, const struct params *p,
                         int64_t *ret_total)
{
    static const struct field field[] = {{.name = "n", .type = FIELD_INT, .min = 1}};
    static const struct record row = {field, 1, sizeof(int64_t)};
    return store_one(c->db, v->total, p->value, p->n, &row, c->arena, ret_total);
}

static enum status page(struct ctx *c, const struct query *q, const struct variant *v,
                        const struct params *head, const struct list_ask *ask, struct rows *rows)
{
    struct params p = *head;
    struct list got;
    if (ask->after.p)
        TRY(add_after(&p, q, ask->sort, ask->after));
    add(&p, value_int((int64_t)ask->n_rows + 1)); /* one more tells whether there is a next page */
    TRY(store_many(c->db, ask->after.p ? v->after : v->rows, p.value, p.n, &q->row, ask->n_rows + 1,
                   c->arena, &got));
    rows->at = got.at;
    rows->n = got.n > ask->n_rows ? ask->n_rows : got.n;
    if (got.n <= ask->n_rows)
        return OK;
    return put_after(c->arena, q, ask->sort, (char *)got.at + (rows->n - 1) * q->row.size,
                     &rows->next);
}

enum status query_list(struct ctx *c, const struct query *q, int scope, const void *args,
                       const struct list_ask *ask, struct rows *ret_rows)
{
    struct params head = {.n = 0};
    struct rows rows = {0};
    uint32_t filters = 0;
    assert(q->kind == QUERY_LIST && scope >= 0 && (size_t)scope < q->n_scopes);
    assert(ask->n_rows > 0 && ask->n_rows <= LIMIT_LIST_TOTAL);
    if (ask->sort < 0 || (size_t)ask->sort >= q->n_sorts)
        return BAD_INPUT;
    add_args(&head, q, args);
    TRY(add_filters(&head, q, ask, &filters));
    add_scope(&head, c, &q->scope[scope]);
    const struct variant *v = variant_find(q, filters, ask->sort, scope);
    assert(v);
    TRY(page(c, q, v, &head, ask, &rows));
    TRY(count(c, v, &head, &rows.total));
    *ret_rows = rows;
    return OK;
}

static bool same_word(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool is_same(const struct party *a, const struct party *b)
{
    return a->kind == b->kind && same_word(a->role, b->role) && same_word(a->seat, b->seat) &&
           same_word(a->not_of, b->not_of);
}

enum status query_scope(struct ctx *c, const struct query *q, const struct parties *by,
                        int *ret_scope)
{
    for (size_t i = 0; i < by->n; i++) {
        struct party party = by->party[i];
        party.not_of = NULL; /* that is cut row by row */
        enum status s = party_allows_one(c, &party, NULL);
        if (s != OK && s != REFUSED)
            return s;
        for (size_t k = 0; s == OK && k < q->n_scopes; k++)
            if (is_same(&q->scope[k].party, &by->party[i])) {
                *ret_scope = (int)k;
                return OK;
            }
    }
    return REFUSED;
}
