// SPDX-License-Identifier: Apache-2.0
/* post.c -- who holds several posts acts in one of them at a time, and chooses which.
 * Floor 6. */
#include "web/own.h"
#include "web/server.h"

static void put_post(struct visit *v, struct page *p, const struct account_post *post)
{
    bool here = post->unit.v == v->ctx.who.office.v && str_eq(post->role, v->ctx.who.post);
    own_put(p, "<li>");
    if (!here) {
        own_put(p, "<form method=\"post\" action=\"/account/post\">");
        own_csrf(v, p, S("web.post"));
        buf_printf(p->out, "<input type=\"hidden\" name=\"post\" value=\"%lld\">",
                   (long long)post->id);
        own_put(p, "<button class=\"x-quiet\">");
    }
    page_unit(p, post->unit);
    own_put(p, " &middot; ");
    page_code(p, "role", post->role);
    own_put(p, here ? " " : "</button></form>");
    if (here)
        own_t(p, "web.post.here");
    own_put(p, "</li>");
}

void post_put_all(struct visit *v, struct page *p)
{
    struct list posts;
    if (account_posts(&v->ctx, v->ctx.who.person, &posts) != OK || posts.n < 2)
        return;
    own_put(p, "<h2>");
    own_t(p, "web.post");
    own_put(p, "</h2><ul class=\"x-posts\">");
    for (size_t i = 0; i < posts.n; i++)
        put_post(v, p, &((const struct account_post *)posts.at)[i]);
    own_put(p, "</ul>");
}

void post_page(struct visit *v)
{
    struct http_form form;
    struct str cookie;
    int64_t post;
    if (v->req->method != METHOD_POST || !v->session.n)
        visit_see_other(v, S("/account"));
    else if (own_read(v, &form, "web.post") != OK)
        visit_reply_error(v, 419);
    else if (str_to_int(http_form_get(&form, S("post")), &post) != OK ||
             session_switch(v->core, v->session, post, v->ctx.arena, &cookie) != OK)
        visit_reply_error(v, 403);
    else {
        live_signed_out(v->server);
        visit_set_cookie(v, "__Host-s", cookie, 0);
        visit_see_other(v, S("/account"));
    }
}
