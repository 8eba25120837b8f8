// SPDX-License-Identifier: Apache-2.0
/* api.c -- the programs' door: pages and operations at their own addresses behind /api/v1, as JSON.
 * Floor 6.  What they do is show.c's and ask.c's; here stands only what a program is told sooner
 * than a person: a word in the address that means nothing, a method that does nothing. */
#include "web/server.h"

#include <string.h>

static void refuse_method(struct visit *v, const char *allowed)
{
    visit_add_header(v, S("Allow"), str_of(allowed));
    visit_reply_error(v, 405);
}

static bool is_filter(const struct query *q, struct str name)
{
    for (size_t i = 0; i < q->n_filters; i++)
        if (str_is(name, q->filter[i]))
            return true;
    return false;
}

static bool is_asked(const struct page_def *page, struct str name)
{
    bool has_list = false;
    if (record_find(&page->ask, name))
        return true;
    for (size_t i = 0; i < page->n_sources; i++) {
        const struct query *q = page->source[i].query;
        if (q->kind == QUERY_LIST && is_filter(q, name))
            return true;
        has_list |= q->kind == QUERY_LIST;
    }
    return has_list && (str_is(name, "sort") || str_is(name, "after"));
}

/* A filter with a slip in its name would show everything: a person sees that, a program does not.
 */
static bool is_all_asked(const struct visit *v)
{
    for (size_t i = 0; i < v->query.n; i++)
        if (!is_asked(v->page, v->query.at[i].name))
            return false;
    return true;
}

static void go_page(struct visit *v)
{
    if (v->req->method == METHOD_POST)
        refuse_method(v, "GET, HEAD");
    else if (!is_all_asked(v))
        visit_reply_reason(v, 400, "web.api.query");
    else if (show_is_slow(v, v->page))
        server_push(v, show_page);
    else
        show_page(v);
}

static void go_form(struct visit *v)
{
    if (v->req->method != METHOD_POST)
        refuse_method(v, "POST");
    else if (v->req->n_files)
        server_push(v, ask_begin); /* it flushes them to the disk */
    else
        ask_begin(v);
}

void api_go(struct visit *v, const struct route *r)
{
    if (r->kind == ROUTE_PAGE)
        go_page(v);
    else if (r->kind == ROUTE_FORM)
        go_form(v);
    else if (r->kind != ROUTE_FIXED || !r->is_api)
        visit_reply_error(v, 404);
    else if (r->run == track_page && v->req->method != METHOD_POST)
        refuse_method(v, "POST"); /* codes never stand in an address */
    else if (r->slow)
        server_push(v, r->run);
    else
        r->run(v);
}
