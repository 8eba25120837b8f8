// SPDX-License-Identifier: Apache-2.0
/* error.c -- pages that say what is wrong and what to do.
 * Floor 6. */
#include "base/json.h"
#include "web/server.h"

static const struct {
    int status;
    const char *head, *words;
} rows[] = {
    {400, "web.bad_request", "web.bad_request.do"},
    {403, "web.forbidden", "web.forbidden.do"},
    {404, "web.not_found", "web.not_found.do"},
    {405, "web.not_found", "web.not_found.do"},
    {413, "web.too_large", "web.too_large.do"},
    {419, "web.expired", "web.expired.do"},
    {503, "web.busy", "web.busy.do"},
    {500, "web.broken", "web.broken.do"},
};

static size_t row_of(int status)
{
    size_t last = sizeof rows / sizeof rows[0] - 1;
    for (size_t i = 0; i < last; i++)
        if (rows[i].status == status)
            return i;
    return last;
}

static void reply_json(struct visit *v, size_t i)
{
    struct buf b, words;
    buf_init(&b, 4096);
    buf_init(&words, 2048);
    text_put(&words, v->lang, str_of(rows[i].head), NULL, 0);
    buf_printf(&b, "{\"status\":%d,\"reason\":", v->status);
    json_put_text(&b, str_of(rows[i].head));
    buf_puts(&b, ",\"words\":");
    json_put_text(&b, buf_str(&words));
    buf_puts(&b, "}\n");
    buf_close(&words);
    visit_reply(v, S("application/json"), &b);
}

static void put_ways(struct page *p, bool signed_in)
{
    buf_puts(p->out, "<ul><li><a href=\"/\">");
    page_t(p, "web.home", NULL, 0);
    buf_puts(p->out, "</a></li><li><a href=\"/track\">");
    page_t(p, "web.track", NULL, 0);
    buf_puts(p->out, "</a></li>");
    if (!signed_in) {
        buf_puts(p->out, "<li><a href=\"/login\">");
        page_t(p, "web.login", NULL, 0);
        buf_puts(p->out, "</a></li>");
    }
    buf_puts(p->out, "</ul>");
}

void visit_reply_error(struct visit *v, int status)
{
    size_t i = row_of(status);
    struct buf inner;
    v->status = status == 419 ? 403 : status;
    v->page = NULL;
    if (v->wants_json) {
        reply_json(v, i);
        return;
    }
    buf_init(&inner, 65536);
    struct page p = frame_page(v, &inner);
    buf_puts(&inner, "<h1>");
    page_t(&p, rows[i].head, NULL, 0);
    buf_puts(&inner, "</h1><p>");
    page_t(&p, rows[i].words, NULL, 0);
    buf_puts(&inner, "</p>");
    put_ways(&p, v->session.n > 0);
    frame_reply(v, &inner, NULL);
    buf_close(&inner);
}
