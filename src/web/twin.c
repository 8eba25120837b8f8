// SPDX-License-Identifier: Apache-2.0
/* twin.c -- a page's view without HTML: JSON, CSV and the cells of a spreadsheet, made by walking
 * its tables.
 * Floor 6.  Veiled values pass through reveal() here as on the page. */
#include "base/csv.h"
#include "base/json.h"
#include "base/time.h"
#include "core/beside.h"
#include "core/query.h"
#include "core/read.h"
#include "core/text_as.h"
#include "core/value.h"
#include "web/server.h"

#include <string.h>

struct twin {
    struct visit *v;
    struct buf *to;
};

/* An entry keeps a decimal scaled; whoever reads gets what a form takes. */
static void put_decimal(struct twin *w, const struct field *f, int64_t value)
{
    buf_byte(w->to, '"');
    text_as_decimal(w->to, f->scale, value);
    buf_byte(w->to, '"');
}

static void put_revealed(struct twin *w, const struct revealed *r)
{
    int64_t n;
    if (r->field->type == FIELD_DECIMAL && str_to_int(json_text(r->value), &n) == OK)
        put_decimal(w, r->field, n);
    else if (json_canon(w->to, r->value) != OK)
        buf_puts(w->to, "null");
}

static void put_veiled(struct twin *w, struct veiled veiled)
{
    struct revealed r;
    if (reveal(&w->v->ctx, veiled, &r) != OK)
        buf_puts(w->to, "null");
    else if (r.how == REVEAL_HIDDEN)
        buf_puts(w->to, "{\"hidden\":true}");
    else if (r.how == REVEAL_ERASED)
        buf_puts(w->to, "{\"erased\":true}");
    else
        put_revealed(w, &r);
}

static void put_record(struct twin *w, const struct record *record, const void *base);

static void put_records(struct twin *w, const struct record *record, const void *at, size_t n)
{
    buf_byte(w->to, '[');
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_byte(w->to, ',');
        put_record(w, record, (const char *)at + i * record->size);
    }
    buf_byte(w->to, ']');
}

static void put_field(struct twin *w, const struct field *f, const void *base)
{
    struct list items;
    json_put_text(w->to, str_of(f->name));
    buf_byte(w->to, ':');
    if (f->type == FIELD_GROUP) {
        memcpy(&items, field_at(f, base), sizeof items);
        put_records(w, f->group, items.at, items.n);
    } else if (f->type == FIELD_VEILED && field_is_given(f, base)) {
        put_veiled(w, *(const struct veiled *)field_at(f, base));
    } else if (f->type == FIELD_VEILED) {
        buf_puts(w->to, "null");
    } else if (f->type == FIELD_DECIMAL && !field_is_list(f) && field_is_given(f, base)) {
        put_decimal(w, f, *(const int64_t *)field_at(f, base));
    } else {
        value_put_field(w->to, f, base);
    }
}

static void put_record(struct twin *w, const struct record *record, const void *base)
{
    buf_byte(w->to, '{');
    for (size_t i = 0; i < record->n; i++) {
        if (i)
            buf_byte(w->to, ',');
        put_field(w, &record->field[i], base);
    }
    buf_byte(w->to, '}');
}

/* The address of the page behind this one: what was asked, with its key. */
static void put_next(struct twin *w, struct str next)
{
    struct buf b;
    struct str address = {NULL, 0};
    buf_init(&b, 8192);
    struct page p = frame_page(w->v, &b);
    buf_puts(&b, w->v->is_api ? "/api/v1" : "");
    buf_put(&b, w->v->req->path);
    buf_byte(&b, '?');
    for (size_t i = 0; i < w->v->query.n; i++) {
        const struct http_pair *pair = &w->v->query.at[i];
        if (str_is(pair->name, "after"))
            continue;
        page_percent(&p, pair->name);
        buf_byte(&b, '=');
        page_percent(&p, pair->value);
        buf_byte(&b, '&');
    }
    buf_puts(&b, "after=");
    page_percent(&p, next);
    if (next.p)
        address = buf_str(&b);
    json_put_text(w->to, address);
    buf_close(&b);
}

static void put_rows(struct twin *w, const struct page_source *s, const char *view)
{
    struct rows rows;
    memcpy(&rows, view + s->at, sizeof rows);
    buf_puts(w->to, "{\"total\":");
    json_put_int(w->to, rows.total);
    buf_puts(w->to, ",\"next\":");
    put_next(w, rows.next);
    buf_puts(w->to, ",\"rows\":");
    put_records(w, &s->query->row, rows.at, rows.n);
    buf_byte(w->to, '}');
}

static void put_source(struct twin *w, const struct page_source *s, const char *view)
{
    buf_byte(w->to, ',');
    json_put_text(w->to, str_of(s->name));
    buf_byte(w->to, ':');
    if (s->query->kind == QUERY_MANY || s->query->kind == QUERY_LIST)
        put_rows(w, s, view);
    else if (s->has_at && !*(const bool *)(view + s->has_at))
        buf_puts(w->to, "null");
    else
        put_record(w, &s->query->row, view + s->at);
}

/* Beside what the room says of its matter, what the house does. */
static enum status put_beside(struct twin *w, int64_t id)
{
    struct ctx *c = &w->v->ctx;
    bool first = true;
    buf_puts(w->to, ",\"beside\":{");
    for (size_t i = 0; i < N_BESIDE; i++) {
        struct list rows;
        const struct query *q = beside_query(c->rooms, i);
        if (!q)
            continue;
        TRY(query_many(c->db, q, &id, &rows, c->arena));
        buf_puts(w->to, first ? "" : ",");
        json_put_text(w->to, str_of(beside[i].name));
        buf_byte(w->to, ':');
        put_records(w, &q->row, rows.at, rows.n);
        first = false;
    }
    buf_byte(w->to, '}');
    return OK;
}

enum status twin_json(struct visit *v, const struct page_def *page, const void *view,
                      struct buf *to)
{
    struct twin w = {v, to};
    buf_printf(to, "{\"page\":\"%s.%s\",\"as_of\":", page->room, page->name);
    json_put_int(to, v->ctx.now);
    for (size_t i = 0; i < page->n_sources; i++)
        put_source(&w, &page->source[i], view);
    if (page->view.n) {
        buf_puts(to, ",\"view\":");
        put_record(&w, &page->view, view);
    }
    if (page->matter)
        TRY(put_beside(&w, v->id));
    buf_puts(to, "}\n");
    return OK;
}

/* ---- CSV: the first list of the page ---- */

static const struct page_source *first_list(const struct page_def *page)
{
    for (size_t i = 0; i < page->n_sources; i++)
        if (page->source[i].query->kind == QUERY_LIST)
            return &page->source[i];
    for (size_t i = 0; i < page->n_sources; i++)
        if (page->source[i].query->kind == QUERY_MANY)
            return &page->source[i];
    return NULL;
}

static void put_label(struct page *p, const struct query *q, const struct field *f)
{
    char key[130];
    size_t a = strlen(q->room), b = strlen(f->name);
    if (a + b + 2 > sizeof key)
        return;
    memcpy(key, q->room, a);
    key[a] = '.';
    memcpy(key + a + 1, f->name, b + 1);
    if (text_find(str_of(key)))
        page_t(p, key, NULL, 0);
    else
        buf_puts(p->out, f->name);
}

/* One line: labels when `row` is NULL. */
static void put_line(struct visit *v, const struct query *q, const void *row, struct buf *to)
{
    struct str *cell = ARENA_ARRAY(v->ctx.arena, struct str, q->row.n);
    struct buf b;
    for (size_t i = 0; cell && i < q->row.n; i++) {
        const struct field *f = &q->row.field[i];
        buf_init(&b, 1 << 20);
        struct page p = frame_page(v, &b);
        p.plain = true;
        if (!row)
            put_label(&p, q, f);
        else if (field_is_given(f, row))
            page_value(&p, PLACE_TEXT, TEXT_PLAIN, f, field_at(f, row));
        cell[i] = S("");
        to->full = arena_copy(v->ctx.arena, buf_str(&b), &cell[i]) != OK || to->full;
        buf_close(&b);
    }
    if (cell)
        csv_put_row(to, cell, q->row.n);
    else
        to->full = true;
}

void twin_csv(struct visit *v, const struct page_def *page, const void *view, struct buf *to)
{
    const struct page_source *s = first_list(page);
    struct rows rows;
    csv_put_bom(to);
    if (!s)
        return;
    memcpy(&rows, (const char *)view + s->at, sizeof rows);
    put_line(v, s->query, NULL, to);
    for (size_t i = 0; i < rows.n; i++) {
        struct arena_mark mark = arena_mark(v->ctx.arena);
        put_line(v, s->query, (const char *)rows.at + i * s->query->row.size, to);
        arena_back(v->ctx.arena, mark);
    }
}

/* ---- .xlsx: the same list, with real numbers and days ---- */

/* What a spreadsheet computes with; anything else is text. */
static bool put_number(struct visit *v, const struct field *f, const void *at, struct buf *to)
{
    struct twin w = {v, to};
    int64_t n;
    int32_t day;
    if (field_is_list(f))
        return false;
    if (f->type == FIELD_INT) {
        memcpy(&n, at, sizeof n);
        buf_printf(to, "[\"n\",\"%lld\"]", (long long)n);
    } else if (f->type == FIELD_DECIMAL) {
        memcpy(&n, at, sizeof n);
        buf_puts(to, "[\"n\",");
        put_decimal(&w, f, n);
        buf_byte(to, ']');
    } else if (f->type == FIELD_MONEY) {
        memcpy(&n, at, sizeof n);
        buf_puts(to, "[\"m\",\"");
        text_as_decimal(to, 2, n);
        buf_puts(to, "\"]");
    } else if (f->type == FIELD_DAY) {
        memcpy(&day, at, sizeof day);
        buf_puts(to, "[\"d\",\"");
        day_put(to, day);
        buf_puts(to, "\"]");
    } else if (f->type == FIELD_TIME) {
        memcpy(&n, at, sizeof n);
        buf_puts(to, "[\"w\",\"");
        time_put(to, n);
        buf_puts(to, "\"]");
    } else {
        return false;
    }
    return true;
}

static void put_sheet_cell(struct visit *v, const struct query *q, const struct field *f,
                           const void *row, struct buf *to)
{
    struct buf b;
    if (row && !field_is_given(f, row)) {
        buf_puts(to, "null");
        return;
    }
    if (row && put_number(v, f, field_at(f, row), to))
        return;
    buf_init(&b, 1 << 20);
    struct page p = frame_page(v, &b);
    p.plain = true;
    if (row)
        page_value(&p, PLACE_TEXT, TEXT_PLAIN, f, field_at(f, row));
    else
        put_label(&p, q, f);
    buf_puts(to, "[\"t\",");
    json_put_text(to, b.n ? buf_str(&b) : S(""));
    buf_byte(to, ']');
    to->full |= b.full;
    buf_close(&b);
}

static void put_sheet_row(struct visit *v, const struct query *q, const void *row, struct buf *to)
{
    buf_puts(to, row ? ",[" : "[");
    for (size_t i = 0; i < q->row.n; i++) {
        buf_puts(to, i ? "," : "");
        put_sheet_cell(v, q, &q->row.field[i], row, to);
    }
    buf_byte(to, ']');
}

void twin_sheet(struct visit *v, const struct page_def *page, const void *view, struct buf *to)
{
    const struct page_source *s = first_list(page);
    struct rows rows;
    buf_puts(to, "{\"name\":");
    json_put_text(to, str_of(page->name));
    buf_puts(to, ",\"rows\":[");
    if (s) {
        memcpy(&rows, (const char *)view + s->at, sizeof rows);
        put_sheet_row(v, s->query, NULL, to);
        for (size_t i = 0; i < rows.n; i++)
            put_sheet_row(v, s->query, (const char *)rows.at + i * s->query->row.size, to);
    }
    buf_puts(to, "]}");
}
