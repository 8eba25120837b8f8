// SPDX-License-Identifier: Apache-2.0
/* home.c -- the door's own pages: home, looking a matter up, the receipt after filing, sign-in and
 * sign-out.
 * Floor 6. */
#include "core/ticket.h"
#include "web/server.h"

#include <assert.h>
#include <string.h>

#define FORM_MS (12 * 3600000LL)

static void t(struct page *p, const char *key)
{
    page_t(p, key, NULL, 0);
}

static void put(struct page *p, const char *html)
{
    buf_puts(p->out, html);
}

static void put_heading(struct page *p, const char *key)
{
    put(p, "<h1>");
    t(p, key);
    put(p, "</h1>");
}

static void put_csrf(struct visit *v, struct page *p, struct str about)
{
    put(p, "<input type=\"hidden\" name=\"_csrf\" value=\"");
    if (v->web.visitor.n)
        ticket_csrf_make(&v->web.csrf_key, v->web.visitor, about, v->ctx.now + FORM_MS, p->out);
    put(p, "\">");
}

static void put_alert(struct page *p, const char *key)
{
    if (!key)
        return;
    put(p, "<div class=\"x-errors\" role=\"alert\" id=\"errors\"><h2>");
    t(p, "core.form.errors");
    put(p, "</h2><p>");
    t(p, key);
    put(p, "</p></div>");
}

/* A labelled line; `hint` may be NULL. */
static void put_line(struct page *p, const char *name, const char *key, const char *hint,
                     const char *attributes)
{
    buf_printf(p->out, "<div class=\"x-field\"><label for=\"f-%s\">", name);
    t(p, key);
    put(p, "</label>");
    if (hint) {
        buf_printf(p->out, "<p class=\"x-hint\" id=\"f-%s-hint\">", name);
        t(p, hint);
        put(p, "</p>");
    }
    buf_printf(p->out, "<input id=\"f-%s\" name=\"%s\" %s", name, name, attributes);
    if (hint)
        buf_printf(p->out, " aria-describedby=\"f-%s-hint\"", name);
    put(p, "></div>");
}

static void put_button(struct page *p, const char *key)
{
    put(p, "<p class=\"x-buttons\"><button class=\"x-do\">");
    t(p, key);
    put(p, "</button></p></form>");
}

/* ---- / ---- */

static void put_door(struct page *p, const char *address, const char *key, const char *lead)
{
    buf_printf(p->out, "<li><a href=\"%s\"><b>", address);
    t(p, key);
    put(p, "</b><span>");
    t(p, lead);
    put(p, "</span></a></li>");
}

static bool is_for_anyone(const struct parties *by)
{
    for (size_t i = 0; i < by->n; i++)
        if (by->party[i].kind == PARTY_ANYONE)
            return true;
    return false;
}

/* A page called `new` that anyone may open is a door: words ROOM.new and ROOM.new_lead. */
static void put_new_doors(struct visit *v, struct page *p)
{
    const struct rooms *rooms = core_rooms(v->core);
    for (size_t i = 0; i < rooms->n; i++)
        for (size_t k = 0; k < rooms->room[i]->n_pages; k++) {
            const struct page_def *page = rooms->room[i]->pages[k];
            char key[2][80] = {{0}};
            size_t n = strlen(page->room);
            if (strcmp(page->name, "new") != 0 || !is_for_anyone(&page->by) ||
                n + 10 > sizeof key[0])
                continue;
            memcpy(key[0], page->room, n);
            memcpy(key[1], page->room, n);
            memcpy(key[0] + n, ".new", 5);
            memcpy(key[1] + n, ".new_lead", 10);
            put_door(p, page->path, key[0], key[1]);
        }
}

/* The second line of a checkpoint is the number of entries in the log. */
static void put_numbers(struct visit *v, struct page *p)
{
    struct str note, rest;
    int64_t n;
    if (checkpoint_text(v->core, v->ctx.arena, &note) != OK)
        return;
    str_cut(note, '\n', &rest);
    if (str_to_int(str_cut(rest, '\n', &rest), &n) != OK)
        return;
    put(p, "<p class=\"x-numbers\"><a href=\"/checkpoint\">");
    page_t(p, "web.numbers", &(struct text_arg){.name = "n", .number = n}, 1);
    put(p, "</a></p>");
}

void home_page(struct visit *v)
{
    struct buf inner;
    buf_init(&inner, VISIT_PAGE_BYTES);
    struct page p = frame_page(v, &inner);
    put_heading(&p, "web.welcome");
    put(&p, "<p class=\"x-lead\">");
    t(&p, "web.lead");
    put(&p, "</p><ul class=\"x-doors\">");
    put_new_doors(v, &p);
    put_door(&p, "/track", "web.track", "web.track_lead");
    put(&p, "</ul>");
    put_numbers(v, &p);
    frame_reply(v, &inner, NULL);
    buf_close(&inner);
}

/* ---- /track ---- */

static void show_track(struct visit *v, struct str no, const char *error)
{
    struct buf inner, attributes;
    buf_init(&inner, VISIT_PAGE_BYTES);
    buf_init(&attributes, 4096);
    struct page a = frame_page(v, &attributes);
    put(&a, "autocomplete=\"off\" value=\"");
    page_text(&a, PLACE_ATTR, no);
    put(&a, "\"");
    buf_byte(&attributes, 0);
    struct page p = frame_page(v, &inner);
    if (error)
        v->status = 422;
    put_alert(&p, error);
    put_heading(&p, "web.track");
    put(&p, "<p>");
    t(&p, "web.track_lead");
    put(&p, "</p><form method=\"post\" class=\"x-form\" action=\"/track\">");
    put_csrf(v, &p, S("web.track"));
    put_line(&p, "no", "web.no", NULL, attributes.full ? "" : attributes.p);
    put_line(&p, "view_code", "web.view_code", "web.view_code.hint",
             "autocomplete=\"off\" spellcheck=\"false\"");
    put_line(&p, "secret", "web.secret_optional", "web.secret_optional.hint",
             "type=\"password\" autocomplete=\"off\"");
    put_button(&p, "web.track.do");
    frame_reply(v, &inner, NULL);
    buf_close(&attributes);
    buf_close(&inner);
}

static void open_matter(struct visit *v, const struct visit_party *party)
{
    struct matter_row row;
    struct buf b;
    const struct matter *matter = NULL;
    if (matter_read(&v->ctx, party->matter, &row) == OK)
        matter = matter_def(v->ctx.rooms, row.kind);
    if (!matter || !matter->url) {
        visit_reply_error(v, 404);
        return;
    }
    visit_set_party(v, party);
    buf_init(&b, 400);
    struct page p = frame_page(v, &b);
    const struct page_def home = {.path = matter->url};
    page_url(&p, &home, party->matter, NULL, 0);
    visit_see_other(v, buf_str(&b));
    buf_close(&b);
}

static enum status read_fields(struct visit *v, struct http_form *ret_form, const char *about)
{
    TRY(http_fields(v->req, ret_form));
    struct str token = http_form_get(ret_form, S("_csrf"));
    return visit_is_own_form(v, token, str_of(about)) ? OK : REFUSED;
}

void track_page(struct visit *v)
{
    struct http_form form;
    struct visit_party party = {.entry = -1};
    if (v->req->method != METHOD_POST) {
        show_track(v, (struct str){0}, NULL);
        return;
    }
    if (read_fields(v, &form, "web.track") != OK) {
        visit_reply_error(v, 419);
        return;
    }
    struct str secret = str_trim(http_form_get(&form, S("secret")));
    party.no = str_trim(http_form_get(&form, S("no")));
    party.view_code = str_trim(http_form_get(&form, S("view_code")));
    enum status s =
        code_check(&v->ctx, party.no, party.view_code, secret.n ? secret : (struct str){0},
                   &party.matter, &party.has_secret);
    if (s == OK)
        open_matter(v, &party);
    else
        show_track(v, party.no, s == BUSY ? "core.busy" : "web.track_wrong");
}

/* ---- /receipt: what the filer must keep ---- */

static void put_fact(struct page *p, const char *key, struct str value, const char *class)
{
    put(p, "<dt>");
    t(p, key);
    buf_printf(p->out, "</dt><dd class=\"%s\">", class);
    page_text(p, PLACE_TEXT, value);
    put(p, "</dd>");
}

static void put_next(struct page *p, const struct matter_row *row)
{
    struct text_arg due = {.name = "due", .number = row->due};
    put(p, "<h2>");
    t(p, "web.receipt.next");
    put(p, "</h2><p>");
    if (row->has_due)
        page_t(p, "web.receipt.due", &due, 1);
    else
        t(p, "web.receipt.no_due");
    put(p, "</p>");
}

static void put_receipt_ways(struct visit *v, struct page *p, const struct matter_row *row)
{
    const struct matter *matter = matter_def(v->ctx.rooms, row->kind);
    put(p, "<ul class=\"x-ways\">");
    if (matter && matter->url) {
        const struct page_def home = {.path = matter->url};
        put(p, "<li><a class=\"x-button\" href=\"");
        page_url(p, &home, row->id, NULL, 0);
        put(p, "\">");
        t(p, "web.receipt.open");
        put(p, "</a></li>");
    }
    if (v->party.entry >= 0) {
        buf_printf(p->out, "<li><a href=\"/receipt/%lld.tlog-proof\">", (long long)v->party.entry);
        t(p, "web.receipt.get");
        put(p, "</a></li>");
    }
    put(p, "<li class=\"x-script\"><button class=\"x-quiet\" type=\"button\" data-print>");
    t(p, "web.print");
    put(p, "</button></li></ul>");
}

static enum status read_codes(struct visit *v, struct matter_row *row, struct str *ret_code,
                              struct str *ret_secret)
{
    struct buf b;
    struct str scope;
    if (!v->party.key.n)
        return NOT_FOUND;
    TRY(matter_read(&v->ctx, v->party.matter, row));
    buf_init(&b, 128);
    if (v->ctx.who.person.v)
        buf_printf(&b, "account:%lld", (long long)v->ctx.who.person.v);
    else
        buf_printf(&b, "visitor:%.*s", STR_ARG(v->web.visitor));
    enum status s = arena_copy(v->ctx.arena, buf_str(&b), &scope);
    buf_close(&b);
    TRY(s);
    return code_again(v->core, &v->ctx, v->party.matter, scope, v->party.key, v->ctx.arena,
                      ret_code, ret_secret);
}

void receipt_page(struct visit *v)
{
    struct matter_row row;
    struct str code, secret;
    struct buf inner;
    if (read_codes(v, &row, &code, &secret) != OK) {
        visit_see_other(v, S("/track"));
        return;
    }
    buf_init(&inner, VISIT_PAGE_BYTES);
    struct page p = frame_page(v, &inner);
    put(&p, "<div class=\"x-made\">");
    put_heading(&p, "web.receipt");
    put(&p, "<p>");
    t(&p, "web.receipt.number");
    put(&p, "<br><b class=\"x-number\">");
    page_text(&p, PLACE_TEXT, row.no);
    put(&p, "</b></p></div><p>");
    t(&p, "web.receipt.keep");
    put(&p, "</p><dl class=\"x-codes\">");
    put_fact(&p, "web.view_code", code, "x-code");
    put_fact(&p, "web.secret", secret, "x-code");
    put(&p, "</dl>");
    put_next(&p, &row);
    put_receipt_ways(v, &p, &row);
    frame_reply(v, &inner, NULL);
    buf_close(&inner);
}

/* ---- /login, /logout ---- */

static void show_login(struct visit *v, const char *error)
{
    struct buf inner;
    buf_init(&inner, VISIT_PAGE_BYTES);
    struct page p = frame_page(v, &inner);
    if (error)
        v->status = 422;
    put_alert(&p, error);
    put_heading(&p, "web.login");
    put(&p, "<p>");
    t(&p, "web.login_lead");
    put(&p, "</p><form method=\"post\" class=\"x-form\" action=\"/login\">");
    put_csrf(v, &p, S("web.login"));
    put_line(&p, "name", "web.login.name", NULL,
             "autocomplete=\"username\" autocapitalize=\"none\"");
    put_line(&p, "password", "web.login.password", NULL,
             "type=\"password\" autocomplete=\"current-password\"");
    put_button(&p, "web.login.do");
    frame_reply(v, &inner, NULL);
    buf_close(&inner);
}

/* Whoever signs in anew leaves no open session behind, and no matter opened by a code. */
static void sign_in(struct visit *v, struct str cookie)
{
    if (v->session.n && logout_submit(v->core, v->session, false) != OK) {
        visit_reply_error(v, 503);
        return;
    }
    if (v->web.is_party)
        visit_set_cookie(v, "__Host-p", S(""), -1);
    visit_set_cookie(v, "__Host-s", cookie, 0);
    visit_see_other(v, S("/"));
}

static void login_finish(struct visit *v)
{
    const struct login_call *call = &v->ask.login;
    if (call->status == OK)
        sign_in(v, call->cookie);
    else
        show_login(v, call->status == REFUSED ? "web.login_wrong" : "web.login_wait");
}

static void login_done(struct login_call *call)
{
    server_push(call->of, login_finish);
}

static void login_try(struct visit *v, const struct http_form *form)
{
    v->ask.login = (struct login_call){.name = str_trim(http_form_get(form, S("name"))),
                                       .password = http_form_get(form, S("password")),
                                       .from = v->req->peer,
                                       .arena = v->ctx.arena,
                                       .done = login_done,
                                       .of = v};
    if (!v->ask.login.name.n || !v->ask.login.password.n)
        show_login(v, "web.login_wrong");
    else if (login_submit(v->core, &v->ask.login) != OK)
        show_login(v, "web.login_wait");
}

void login_page(struct visit *v)
{
    struct http_form form;
    bool safe = v->req->is_local_socket || v->req->is_loopback;
    if (!safe)
        visit_reply_error(v, 403); /* no password over a line that others can read */
    else if (v->req->method != METHOD_POST)
        show_login(v, NULL);
    else if (read_fields(v, &form, "web.login") != OK)
        visit_reply_error(v, 419);
    else
        login_try(v, &form);
}

static void show_logout(struct visit *v)
{
    struct buf inner;
    buf_init(&inner, VISIT_PAGE_BYTES);
    struct page p = frame_page(v, &inner);
    put_heading(&p, "web.logout");
    put(&p, "<form method=\"post\" class=\"x-form\" action=\"/logout\">");
    put_csrf(v, &p, S("web.logout"));
    put(&p, "<label class=\"x-radio\"><input type=\"checkbox\" name=\"everywhere\" "
            "value=\"yes\"><span>");
    t(&p, "web.logout.everywhere");
    put(&p, "</span></label>");
    put_button(&p, "web.logout.do");
    frame_reply(v, &inner, NULL);
    buf_close(&inner);
}

void logout_page(struct visit *v)
{
    struct http_form form;
    if (v->req->method != METHOD_POST) {
        show_logout(v);
        return;
    }
    if (read_fields(v, &form, "web.logout") != OK) {
        visit_reply_error(v, 419);
        return;
    }
    bool everywhere = str_is(http_form_get(&form, S("everywhere")), "yes");
    if (v->session.n && logout_submit(v->core, v->session, everywhere) != OK) {
        visit_reply_error(v, 503);
        return;
    }
    live_signed_out(v->server);
    visit_set_cookie(v, "__Host-s", S(""), -1);
    visit_set_cookie(v, "__Host-p", S(""), -1);
    visit_see_other(v, S("/"));
}
