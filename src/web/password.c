// SPDX-License-Identifier: Apache-2.0
/* password.c -- setting a password: with the activation codes of a new or reset account, or with
 * the old one.
 * Floor 6.  As sign-in only where nobody can listen. */
#include "web/own.h"
#include "web/server.h"

static const char fresh_attributes[] =
    "type=\"password\" autocomplete=\"new-password\" minlength=\"8\"";

static void put_codes(struct page *p)
{
    own_line(p, "no", "web.password.no", NULL, "autocomplete=\"off\"");
    own_line(p, "view_code", "web.view_code", "web.view_code.hint",
             "autocomplete=\"off\" spellcheck=\"false\"");
    own_line(p, "secret", "web.password.secret", NULL, "type=\"password\" autocomplete=\"off\"");
}

static void show_password(struct visit *v, const char *error)
{
    struct buf inner;
    const char *lead = v->session.n ? "web.password.lead_own" : "web.password.lead";
    struct page p = own_begin(v, &inner, "web.password", lead, error);
    own_form(v, &p, "/password", "web.password");
    if (v->session.n)
        own_line(&p, "password", "web.password.old", NULL,
                 "type=\"password\" autocomplete=\"current-password\"");
    else
        put_codes(&p);
    own_line(&p, "fresh", "web.password.fresh", "web.password.fresh.hint", fresh_attributes);
    own_line(&p, "again", "web.password.again", NULL, fresh_attributes);
    own_button(&p, "web.password");
    own_end(v, &inner);
}

static void finish(struct visit *v)
{
    const struct login_call *call = &v->ask.login;
    if (call->status == OK) {
        live_signed_out(v->server);
        if (call->cookie.p)
            sign_in_with(v, call->cookie);
        else
            second_ask(v, call);
        return;
    }
    show_password(v, call->status == BAD_INPUT ? "web.password.short"
                     : call->status == REFUSED ? "web.password.old_wrong"
                                               : "web.login_wait");
}

static void done(struct login_call *call)
{
    server_push(call->of, finish);
}

/* Whose password it is: of who is signed in, or of whom the codes name. */
static enum status set_whose(struct visit *v, const struct http_form *form)
{
    struct login_call *call = &v->ask.login;
    if (!v->session.n)
        return account_find(&v->ctx, str_trim(http_form_get(form, S("no"))),
                            http_form_get(form, S("view_code")), http_form_get(form, S("secret")),
                            &call->person);
    call->password = http_form_get(form, S("password"));
    return account_login(&v->ctx, v->ctx.who.person, &call->name);
}

static void set(struct visit *v, const struct http_form *form)
{
    struct str fresh = http_form_get(form, S("fresh"));
    v->ask.login = (struct login_call){
        .fresh = fresh, .from = v->req->peer, .arena = v->ctx.arena, .done = done, .of = v};
    if (!str_eq(fresh, http_form_get(form, S("again")))) {
        show_password(v, "web.password.differ");
        return;
    }
    enum status s = set_whose(v, form);
    if (s == REFUSED || s == NOT_FOUND)
        show_password(v, "web.password.codes_wrong");
    else if (s != OK || login_submit(v->core, &v->ask.login) != OK)
        show_password(v, "web.login_wait");
}

void password_page(struct visit *v)
{
    struct http_form form;
    if (!v->req->is_local_socket && !v->req->is_loopback)
        visit_reply_error(v, 403); /* no password over a line that others can read */
    else if (v->req->method != METHOD_POST)
        show_password(v, NULL);
    else if (own_read(v, &form, "web.password") != OK)
        visit_reply_error(v, 419);
    else
        set(v, &form);
}
