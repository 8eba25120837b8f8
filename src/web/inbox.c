// SPDX-License-Identifier: Apache-2.0
/* inbox.c -- notices at the door: how many are unread, what is new on a matter's own page, and that
 * they were read.
 * Floor 6.  The list itself is a declared page of core (core/pages.txt). */
#include "core.gen.h"
#include "core/notice.h"
#include "web/own.h"
#include "web/server.h"

#include <string.h>

enum { UNREAD_MAX = 99 };

/* Is the page read by a person who looks at it now, and not fetched by a script, a program or ahead
 * of time? */
static bool is_looked_at(const struct visit *v)
{
    struct str dest = http_header(v->req, S("sec-fetch-dest"));
    bool ahead = http_header(v->req, S("sec-purpose")).p != NULL;
    return v->req->method == METHOD_GET && !v->is_api && !v->wants_json && !ahead &&
           (!dest.p || str_is(dest, "document"));
}

/* As whom the reader is told: in his account, or by the codes of this very matter. */
static bool is_told(const struct visit *v, int64_t matter)
{
    return v->ctx.who.person.v || v->ctx.who.matter == matter;
}

void inbox_put_count(struct visit *v, struct page *p, const struct page_def *page)
{
    int64_t n = 0, here = v->page && v->page->matter && is_looked_at(v) ? v->id : 0;
    if (page != &core_inbox_page || !v->ctx.who.person.v)
        return;
    if (notice_unread(&v->ctx, v->ctx.who.person, here, &n) != OK || n == 0)
        return;
    own_put(p, " <b>");
    page_t(p, n > UNREAD_MAX ? "web.inbox.many" : "web.inbox.n",
           &(struct text_arg){.name = "n", .number = n > UNREAD_MAX ? UNREAD_MAX : n}, 1);
    own_put(p, "</b>");
}

void inbox_put_new(struct visit *v, struct page *p, const struct matter_row *row)
{
    struct list rows;
    struct person_id account = v->ctx.who.person;
    if (!is_told(v, row->id) || notice_new(&v->ctx, account, row->id, &rows) != OK || !rows.n)
        return;
    const struct notice_new *told = rows.at;
    own_put(p, "<div class=\"x-notice\" role=\"status\"><p>");
    own_t(p, "web.inbox.new");
    own_put(p, "</p><ul>");
    for (size_t i = 0; i < rows.n; i++) {
        own_put(p, "<li>");
        page_code(p, "fact", told[i].told);
        own_put(p, " &middot; ");
        page_time(p, TEXT_MOMENT, told[i].at);
        own_put(p, "</li>");
    }
    own_put(p, "</ul></div>");
    if (is_looked_at(v))
        notice_see_soon(v->core, account, row->id, told[rows.n - 1].entry);
}

/* The newest notice on the page: what came since is not read by the button. */
static int64_t newest_of(const struct core_inbox_view *view)
{
    int64_t newest = 0;
    for (size_t i = 0; i < view->rows.n; i++)
        if (!view->rows.at[i].has_seen && view->rows.at[i].id > newest)
            newest = view->rows.at[i].id;
    return newest;
}

void inbox_put_button(struct visit *v, struct page *p, const void *view)
{
    int64_t newest = newest_of(view);
    if (newest == 0)
        return;
    own_form(v, p, "/inbox/read", "web.inbox.read");
    buf_printf(p->out, "<input type=\"hidden\" name=\"until\" value=\"%lld\">", (long long)newest);
    own_button(p, "web.inbox.read");
}

void inbox_read(struct visit *v)
{
    struct http_form form;
    int64_t until;
    if (v->req->method != METHOD_POST || !v->session.n)
        visit_see_other(v, S("/inbox"));
    else if (own_read(v, &form, "web.inbox.read") != OK)
        visit_reply_error(v, 419);
    else if (str_to_int(http_form_get(&form, S("until")), &until) != OK || until < 0)
        visit_reply_error(v, 400);
    else if (notice_see(v->core, v->ctx.who.person, 0, until) != OK)
        visit_reply_error(v, 503);
    else
        visit_see_other(v, S("/inbox"));
}
