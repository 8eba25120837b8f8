// SPDX-License-Identifier: Apache-2.0
/* show.c -- a declared page: may it be read, its sources, its template in the frame.
 * Floor 6. */
#include "base/limits.h"
#include "core.gen.h"
#include "core/erase/erase.h"
#include "core/public/public.h"
#include "core/query.h"
#include "core/read_page.h"
#include "core/rooms.h"
#include "web/server.h"

#include <assert.h>
#include <string.h>

/* Lists, and what another process makes of a page. */
bool show_is_slow(const struct visit *v, const struct page_def *page)
{
    struct str as = visit_query(v, "as");
    if (page->fill) /* it reads as it needs */
        return true;
    if (str_is(as, "xlsx") || str_is(as, "pdf"))
        return true;
    for (size_t i = 0; i < page->n_sources; i++)
        if (page->source[i].query->kind == QUERY_LIST)
            return true;
    return false;
}

enum status show_may(struct visit *v, const struct page_def *page, int64_t id,
                     struct matter_row *row)
{
    if (page->matter) {
        TRY(matter_read(&v->ctx, id, row));
        if (!str_is(row->kind, page->matter->name))
            return NOT_FOUND;
    }
    return party_allows(&v->ctx, &page->by, page->matter ? row : NULL);
}

/* ---- the sources ---- */

static void fill_arg(struct visit *v, const struct page_def *page, const struct field *to,
                     const char *name, const void *view, void *args)
{
    void *at = field_at(to, args);
    if (strcmp(name, "id") == 0) {
        memcpy(at, &v->id, sizeof v->id);
    } else if (strcmp(name, "me") == 0) {
        memcpy(at, &v->ctx.who.person, sizeof v->ctx.who.person);
    } else if (strcmp(name, "office") == 0) {
        memcpy(at, &v->ctx.who.office, sizeof v->ctx.who.office);
    } else {
        const struct field *from = record_find(&page->ask, str_of(name));
        assert(from && field_size(from) == field_size(to));
        const char *asked = (const char *)view + page->ask_at;
        memcpy(at, field_at(from, asked), field_size(to));
        if (to->has_at)
            *((bool *)args + to->has_at) = field_is_given(from, asked);
    }
}

/* "due", "-id": as it is declared.  What is none means the first to a person, and is a mistake of a
 * program. */
static int sort_of(struct visit *v, const struct query *q)
{
    struct str asked = visit_query(v, "sort");
    for (size_t i = 0; i < q->n_sorts; i++) {
        bool down = str_starts(asked, S("-"));
        if (down == q->sort[i].down && str_is(str_part(asked, down, asked.n), q->sort[i].column))
            return (int)i;
    }
    return v->is_api && asked.p ? -1 : 0;
}

static enum status read_list(struct visit *v, const struct page_def *page, const struct query *q,
                             const void *args, struct rows *to)
{
    struct list_ask ask = {
        .n_filters = q->n_filters, .sort = sort_of(v, q), .n_rows = LIMIT_PAGE_ROWS};
    struct str *filter = ARENA_ARRAY(v->ctx.arena, struct str, q->n_filters + 1);
    int scope;
    if (!filter)
        return FULL;
    TRY(query_scope(&v->ctx, q, &page->by, &scope));
    for (size_t i = 0; i < q->n_filters; i++) {
        struct str asked = visit_query(v, q->filter[i]);
        filter[i] = asked.n ? asked : (struct str){0};
    }
    ask.filter = filter;
    ask.after = visit_query(v, "after");
    return query_list(&v->ctx, q, scope, args, &ask, to);
}

static enum status read_one(struct visit *v, const struct page_source *s, const void *args,
                            char *view)
{
    enum status status = query_one(v->ctx.db, s->query, args, view + s->at, v->ctx.arena);
    if (status == OK && s->has_at)
        *(bool *)(view + s->has_at) = true;
    return status;
}

static enum status read_many(struct visit *v, const struct page_source *s, const void *args,
                             char *view)
{
    struct list rows;
    TRY(query_many(v->ctx.db, s->query, args, &rows, v->ctx.arena));
    struct rows out = {.at = rows.at, .n = rows.n, .total = (int64_t)rows.n};
    memcpy(view + s->at, &out, sizeof out);
    return OK;
}

static enum status read_source(struct visit *v, const struct page_def *page, size_t i, char *view)
{
    const struct page_source *s = &page->source[i];
    const struct record *args = &s->query->args;
    void *values = arena_take(v->ctx.arena, 1, args->size ? args->size : 1);
    if (!values)
        return FULL;
    for (size_t k = 0; k < args->n; k++)
        fill_arg(v, page, &args->field[k], s->arg[k], view, values);
    if (s->query->kind == QUERY_MANY)
        return read_many(v, s, values, view);
    if (s->query->kind == QUERY_LIST)
        return read_list(v, page, s->query, values, (struct rows *)(void *)(view + s->at));
    enum status status = read_one(v, s, values, view);
    return status == NOT_FOUND && i > 0 ? OK : status;
}

/* The asked fields from the address; what is wrong there is left out. */
static enum status read_asked(struct visit *v, const struct page_def *page, char *view)
{
    struct list errors;
    struct form_pair *pair = ARENA_ARRAY(v->ctx.arena, struct form_pair, v->web.asked.n + 1);
    struct form form = {pair, 0};
    if (!pair)
        return FULL;
    for (size_t i = 0; i < v->web.asked.n; i++)
        if (record_find(&page->ask, v->web.asked.pair[i].name))
            pair[form.n++] = v->web.asked.pair[i];
    return form_read(&v->ctx, &page->ask, v->id, 0, &form, view + page->ask_at, &errors);
}

static enum status read_view(struct visit *v, const struct page_def *page, char *view)
{
    if (page->view_size >= sizeof v->id)
        memcpy(view, &v->id, sizeof v->id); /* every view begins with its matter's id */
    if (page->ask.n)
        TRY(read_asked(v, page, view));
    for (size_t i = 0; i < page->n_sources; i++)
        TRY(read_source(v, page, i, view));
    return page->fill ? page->fill(&v->ctx, view) : OK;
}

/* ---- answers ---- */

/* The notice of an erasure that was approved: to everybody who sees the matter, above all to its
 * party, who can still fetch what is his. */
static void put_erasure(struct visit *v, struct page *p, int64_t id)
{
    struct erase_pending e;
    if (erase_pending_one(v->ctx.db, (struct matter_id){id}, &e, v->ctx.arena) != OK ||
        e.stage == ERASE_ERASURE_STAGE_ASKED)
        return;
    buf_puts(p->out, "<p class=\"x-notice\" role=\"status\">");
    if (e.stage == ERASE_ERASURE_STAGE_WAITING && e.has_due)
        page_t(p, "erase.notice", &(struct text_arg){.name = "due", .number = e.due}, 1);
    else
        page_t(p, "erase.notice_running", NULL, 0);
    buf_puts(p->out, "</p>");
}

static void reply_html(struct visit *v, const struct page_def *page, const void *view,
                       const struct matter_row *row)
{
    struct buf inner;
    buf_init(&inner, VISIT_PAGE_BYTES);
    struct page p = frame_page(v, &inner);
    if (page->matter) {
        put_erasure(v, &p, row->id);
        put_influence(v, &p, row);
        inbox_put_new(v, &p, row);
    }
    page->render(&p, view);
    if (page->matter)
        page_told(&p, row);
    if (page == &core_inbox_page)
        inbox_put_button(v, &p, view);
    if (str_is(visit_query(v, "as"), "pdf"))
        rendered_print(v, page->name, buf_str(&inner), page->matter ? row->last : -1);
    else
        frame_reply(v, &inner, page->matter ? row : NULL);
    buf_close(&inner);
}

static void reply_view(struct visit *v, const struct page_def *page, const void *view,
                       const struct matter_row *row)
{
    struct buf b;
    enum status s = OK;
    bool csv = str_is(visit_query(v, "as"), "csv");
    if (str_is(visit_query(v, "as"), "xlsx")) {
        rendered_sheet(v, page, view);
        return;
    }
    if (!csv && !v->wants_json) {
        reply_html(v, page, view, row);
        return;
    }
    buf_init(&b, VISIT_PAGE_BYTES);
    if (csv)
        twin_csv(v, page, view, &b);
    else
        s = twin_json(v, page, view, &b);
    if (s != OK) {
        buf_close(&b);
        visit_reply_error(v, visit_status_of(s));
        return;
    }
    visit_reply(v, csv ? S("text/csv; charset=utf-8") : S("application/json"), &b);
}

static int error_of(const struct page_def *page, enum status s)
{
    /* A matter that one may not see answers like one that does not exist. */
    if (s == REFUSED)
        return page->matter ? 404 : 403;
    return s == BAD_INPUT ? 400 : visit_status_of(s);
}

/* What is public looks the same to everybody who shows nothing of himself. */
static bool is_for_all(const struct page_def *page)
{
    return strcmp(page->room, "public") == 0 && page->by.party[0].kind == PARTY_ANYONE;
}

void show_page(struct visit *v)
{
    struct matter_row row = {0};
    struct public_newest newest;
    const struct page_def *page = v->page;
    enum status s = show_may(v, page, v->id, &row);
    char *view =
        s == OK ? arena_take(v->ctx.arena, 1, page->view_size ? page->view_size : 1) : NULL;
    if (s == OK && !view)
        s = FULL;
    if (s == OK)
        s = read_view(v, page, view);
    if (s == OK)
        health_shown(v->server, page);
    if (s == OK && is_for_all(page) && public_newest_one(v->ctx.db, &newest, v->ctx.arena) == OK &&
        visit_is_kept(v, newest.entry))
        return; /* before anything is public there is nothing to keep */
    if (s == OK)
        reply_view(v, page, view, &row);
    else if (s == BAD_INPUT && v->is_api)
        visit_reply_reason(v, 400, "web.api.query");
    else
        visit_reply_error(v, error_of(page, s));
}

void show_form(struct visit *v)
{
    struct buf inner;
    if (v->op->matter) {
        v->page = rooms_home(v->ctx.rooms, v->op->matter);
        if (v->page)
            show_page(v);
        else
            visit_reply_error(v, 404);
        return;
    }
    if (party_allows(&v->ctx, &v->op->by, NULL) != OK) {
        visit_reply_error(v, 403);
        return;
    }
    char key[130];
    struct str parts[2] = {str_of(v->op->room), str_of(v->op->name)};
    assert(parts[0].n + parts[1].n + 2 <= sizeof key);
    memcpy(key, parts[0].p, parts[0].n);
    key[parts[0].n] = '.';
    memcpy(key + parts[0].n + 1, parts[1].p, parts[1].n + 1);
    buf_init(&inner, VISIT_PAGE_BYTES);
    struct page p = frame_page(v, &inner);
    buf_puts(&inner, "<h1>");
    page_t(&p, key, NULL, 0);
    buf_puts(&inner, "</h1>");
    page_form_print(&p, v->op, 0);
    frame_reply(v, &inner, NULL);
    buf_close(&inner);
}
