// SPDX-License-Identifier: Apache-2.0
/* frame.c -- what stands around every page: title, switches, where one is, notices, proof, time of
 * data.
 * Floor 6. */
#include "web/nav.h"
#include "web/server.h"
#include "web/skin.h"

#include <string.h>

struct page frame_page(struct visit *v, struct buf *out)
{
    return (struct page){.out = out,
                         .ctx = &v->ctx,
                         .lang = v->lang,
                         .def = v->page,
                         .matter = v->id,
                         .web = &v->web};
}

static void put(struct page *p, const char *html)
{
    buf_puts(p->out, html);
}

static void t(struct page *p, const char *key)
{
    page_t(p, key, NULL, 0);
}

/* The words of the page's h1, already escaped, without its tags. */
static void put_title(struct page *p, struct str html)
{
    size_t at = str_find(html, S("<h1"));
    struct str rest = str_part(html, at, html.n);
    rest = str_part(rest, str_index(rest, '>') + 1, rest.n);
    rest = str_part(rest, 0, str_find(rest, S("</h1>")));
    bool inside = false;
    for (size_t i = 0; i < rest.n; i++) {
        if (rest.p[i] == '<')
            inside = true;
        if (!inside)
            buf_byte(p->out, rest.p[i]);
        if (rest.p[i] == '>')
            inside = false;
    }
}

static void put_head(struct visit *v, struct page *p, struct str inner)
{
    put(p, "<!doctype html>\n<html lang=\"");
    put(p, v->lang == LANG_EN ? "en" : "zh-CN");
    put(p, v->big ? "\" class=\"x-big\">" : "\">");
    put(p, "<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, "
           "initial-scale=1\"><title>");
    if (v->status == 422 || v->web.last.why.key || v->web.last.why.refusal) {
        t(p, "web.title_error");
        put(p, " - ");
    }
    put_title(p, inner);
    put(p, " - ");
    t(p, "web.site");
    put(p, "</title><link rel=\"icon\" href=\"");
    put(p, skin_address("seal.svg"));
    put(p, "\"><link rel=\"stylesheet\" href=\"");
    put(p, skin_address("xiezhi.css"));
    put(p, "\"><script src=\"");
    put(p, skin_address("xiezhi.js"));
    put(p, "\" defer></script></head>");
}

/* This address with one word of its query replaced. */
static void put_here(struct visit *v, struct page *p, const char *name, const char *value)
{
    page_text(p, PLACE_ATTR, v->req->path);
    put(p, "?");
    for (size_t i = 0; i < v->query.n; i++) {
        struct str one = v->query.at[i].name;
        if (str_is(one, name) || str_is(one, "live"))
            continue;
        page_percent(p, one);
        put(p, "=");
        page_percent(p, v->query.at[i].value);
        put(p, "&amp;");
    }
    buf_printf(p->out, "%s=%s", name, value);
}

static void put_switches(struct visit *v, struct page *p)
{
    bool english = v->lang == LANG_EN;
    put(p, "<ul class=\"x-switches\"><li><a href=\"");
    put_here(v, p, "lang", english ? "zh" : "en");
    put(p, english ? "\" lang=\"zh-CN\" hreflang=\"zh-CN\">" : "\" lang=\"en\" hreflang=\"en\">");
    t(p, "web.other_lang");
    put(p, "</a></li><li><a data-big href=\"");
    put_here(v, p, "big", v->big ? "0" : "1");
    put(p, "\">");
    t(p, v->big ? "web.big_off" : "web.big_on");
    put(p, "</a></li></ul>");
}

static void put_account(struct visit *v, struct page *p)
{
    if (!v->session.n) {
        put(p, "<p class=\"x-account\"><a href=\"/login\">");
        t(p, "web.login");
        put(p, "</a></p>");
        return;
    }
    put(p, "<p class=\"x-account\"><a href=\"/account\">");
    page_written(p, v->name);
    if (v->ctx.who.office.v) {
        put(p, " &middot; ");
        page_unit(p, v->ctx.who.office);
    }
    put(p, "</a> <a href=\"/logout\">");
    t(p, "web.logout");
    put(p, "</a></p>");
}

/* The box in the head; the page itself has one of its own. */
static void put_find(struct visit *v, struct page *p)
{
    if (!v->session.n || str_is(v->req->path, "/search"))
        return;
    put(p, "<form class=\"x-find\" method=\"get\" role=\"search\" action=\"/search\">"
           "<label class=\"x-unseen\" for=\"x-find\">");
    t(p, "web.search.words");
    put(p, "</label><input id=\"x-find\" name=\"q\" type=\"search\" maxlength=\"200\" "
           "placeholder=\"");
    t(p, "web.search.box");
    put(p, "\"><button>");
    t(p, "web.search.do");
    put(p, "</button></form>");
}

static void put_notice(struct page *p, const char *class, const char *key)
{
    buf_printf(p->out, "<p class=\"x-notice %s\">", class);
    t(p, key);
    put(p, "</p>");
}

/* Those of the office see at once that a table was changed behind the ledger's back. */
static void put_alarm(struct visit *v, struct page *p)
{
    struct str words;
    struct text_arg since = {.name = "at"};
    if (!v->session.n || !core_alarm(v->core, v->ctx.arena, &words, &since.number))
        return;
    put(p, "<div class=\"x-notice x-alarm\" role=\"alert\"><p><b>");
    page_t(p, "web.alarm", &since, 1);
    put(p, "</b> ");
    t(p, "web.alarm.do");
    put(p, "</p><p class=\"x-code\" lang=\"en\">");
    page_text(p, PLACE_TEXT, words);
    put(p, "</p></div>");
}

static void put_header(struct visit *v, struct page *p)
{
    put(p, "<a class=\"x-skip\" href=\"#main\">");
    t(p, "web.skip");
    put(p, "</a><header class=\"x-head\"><div class=\"x-wide\"><p class=\"x-name\"><a href=\"/\">"
           "<span class=\"x-seal\" aria-hidden=\"true\" lang=\"zh-CN\">");
    t(p, "web.seal");
    put(p, "</span>");
    t(p, "web.site");
    put(p, "</a></p>");
    put_switches(v, p);
    put_account(v, p);
    put_find(v, p);
    put(p, "</div>");
    if (core_is_alone(v->core))
        put_notice(p, "x-alone", "web.alone");
    if (v->session.n)
        put_notice(p, "x-secrecy", "web.no_secrets");
    put_alarm(v, p);
    if (v->session.n && core_walls(v->core) == WALLS_NO_LANDLOCK)
        put_notice(p, "x-alone", "web.no_landlock");
    if (v->session.n && core_walls(v->core) == WALLS_NONE)
        put_notice(p, "x-alone", "web.no_walls");
    put(p, "</header>");
    nav_put(v, p);
}

/* Home, the room's list if the reader may open it, this page. */
static void put_crumbs(struct visit *v, struct page *p, struct str inner)
{
    if (str_is(v->req->path, "/"))
        return;
    put(p, "<nav class=\"x-crumbs\" aria-label=\"");
    t(p, "web.crumbs");
    put(p, "\"><ol><li><a href=\"/\">");
    t(p, "web.home");
    put(p, "</a></li>");
    nav_put_above(v, p);
    put(p, "<li aria-current=\"page\">");
    put_title(p, inner);
    put(p, "</li></ol></nav>");
}

static void put_done(struct visit *v, struct page *p)
{
    int64_t entry;
    if (str_to_int(visit_query(v, "done"), &entry) != OK || entry < 0)
        return;
    put(p, "<div class=\"x-done\" role=\"status\"><p>");
    page_t(p, "web.done", &(struct text_arg){.name = "n", .number = entry}, 1);
    put(p, " ");
    page_proof(p, entry);
    put(p, "</p></div>");
}

static void put_footer(struct visit *v, struct page *p, const struct matter_row *row)
{
    struct text_arg now = {.name = "at", .number = v->ctx.now};
    put(p, "<footer class=\"x-foot\"><div class=\"x-wide\">");
    if (row) {
        buf_printf(p->out, "<p><a href=\"/receipt/%lld.tlog-proof\">", (long long)row->last);
        page_t(p, "web.proof", &(struct text_arg){.name = "n", .number = row->last}, 1);
        put(p, "</a></p><p><a href=\"");
        put_here(v, p, "as", "pdf");
        put(p, "\">");
        t(p, "web.pdf");
        put(p, "</a></p>");
    }
    put(p, "<p>");
    page_t(p, "web.as_of", &now, 1);
    put(p, " &middot; <a href=\"/checkpoint\">");
    t(p, "web.log");
    put(p, "</a> &middot; <a href=\"/verify\">");
    t(p, "web.receipt.verify");
    put(p, "</a> ");
    page_text(p, PLACE_TEXT, str_of(core_origin(v->core)));
    put(p, "</p></div></footer></body></html>\n");
}

/* After a form with mistakes the address is the form's: the script must know the page's own. */
static void put_main(struct visit *v, struct page *p)
{
    put(p, "<main id=\"main\" tabindex=\"-1\"");
    if (v->page && v->page->live) {
        bool same = v->req->method != METHOD_POST;
        put(p, " data-live-at=\"");
        page_url(p, v->page, v->id, NULL, 0);
        for (size_t i = 0; same && i < v->query.n; i++) {
            put(p, i ? "&amp;" : "?");
            page_percent(p, v->query.at[i].name);
            put(p, "=");
            page_percent(p, v->query.at[i].value);
        }
        put(p, "\"");
    }
    put(p, ">");
}

void frame_reply(struct visit *v, struct buf *inner, const struct matter_row *row)
{
    struct buf out;
    buf_init(&out, VISIT_PAGE_BYTES + 65536);
    out.full = inner->full;
    struct page p = frame_page(v, &out);
    put_head(v, &p, buf_str(inner));
    put(&p, v->session.n ? "<body class=\"x-desk\">" : "<body class=\"x-portal\">");
    put_header(v, &p);
    put(&p, "<div class=\"x-wide\">");
    put_crumbs(v, &p, buf_str(inner));
    put_main(v, &p);
    put_done(v, &p);
    buf_put(&out, buf_str(inner));
    put(&p, "</main></div>");
    put_footer(v, &p, row);
    visit_reply(v, S("text/html; charset=utf-8"), &out);
}
