// SPDX-License-Identifier: Apache-2.0
/* sign.c -- signing in and out.
 * Floor 6. */
#include "web/own.h"
#include "web/server.h"

/* ---- /login, /logout ---- */

static void show_login(struct visit *v, const char *error)
{
    struct buf inner;
    struct page p = own_begin(v, &inner, "web.login", "web.login_lead", error);
    own_form(v, &p, "/login", "web.login");
    own_line(&p, "name", "web.login.name", NULL,
             "autocomplete=\"username\" autocapitalize=\"none\"");
    own_line(&p, "password", "web.login.password", NULL,
             "type=\"password\" autocomplete=\"current-password\"");
    own_button(&p, "web.login.do");
    own_put(&p, "<p><a href=\"/password\">");
    own_t(&p, "web.password.first");
    own_put(&p, "</a></p>");
    own_end(v, &inner);
}

/* Whoever signs in anew leaves no open session behind, and no matter opened by a code. */
void sign_in_with(struct visit *v, struct str cookie)
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
    if (call->status == OK && !call->cookie.p)
        second_ask(v, call);
    else if (call->status == OK)
        sign_in_with(v, call->cookie);
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
    else if (own_read(v, &form, "web.login") != OK)
        visit_reply_error(v, 419);
    else
        login_try(v, &form);
}

static void show_logout(struct visit *v)
{
    struct buf inner;
    struct page p = own_begin(v, &inner, "web.logout", NULL, NULL);
    own_form(v, &p, "/logout", "web.logout");
    own_put(&p, "<label class=\"x-radio\"><input type=\"checkbox\" name=\"everywhere\" "
                "value=\"yes\"><span>");
    own_t(&p, "web.logout.everywhere");
    own_put(&p, "</span></label>");
    own_button(&p, "web.logout.do");
    own_end(v, &inner);
}

void logout_page(struct visit *v)
{
    struct http_form form;
    if (v->req->method != METHOD_POST) {
        show_logout(v);
        return;
    }
    if (own_read(v, &form, "web.logout") != OK) {
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
