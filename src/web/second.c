// SPDX-License-Identifier: Apache-2.0
/* second.c -- the second step of signing in: asked after the password, turned on and off by the
 * person himself.
 * Floor 6. */
#include "core/second.h"
#include "core/session.h"
#include "core/ticket.h"
#include "web/own.h"
#include "web/server.h"

#include <string.h>

/* How long after the password the code may come, and how long a new secret may be typed off. */
#define SECOND_MS (5 * 60000LL)
#define SECRET_MS (30 * 60000LL)

static const char cookie_name[] = "__Host-2";

static void put_code(struct page *p)
{
    own_line(p, "code", "web.second.code", "web.second.code.hint",
             "inputmode=\"numeric\" autocomplete=\"one-time-code\" maxlength=\"7\" "
             "class=\"x-short\"");
}

/* Devices show six digits in two groups. */
static struct str read_code(struct visit *v, const struct http_form *form)
{
    struct str typed = http_form_get(form, S("code")), code = S("");
    struct buf b;
    buf_init(&b, 40);
    for (size_t i = 0; i < typed.n; i++)
        if (typed.p[i] != ' ')
            buf_byte(&b, typed.p[i]);
    if (b.full || arena_copy(v->ctx.arena, buf_str(&b), &code) != OK)
        code = S("");
    buf_close(&b);
    return code;
}

/* ---- asked after the password -------------------------------------------------------------- */

/* "17 li": whose password was right, kept by his browser and sealed. */
void second_ask(struct visit *v, const struct login_call *call)
{
    struct hash key = core_key(v->core, "cookie");
    struct buf plain, sealed;
    buf_init(&plain, 200);
    buf_init(&sealed, 1000);
    buf_printf(&plain, "%lld %.*s", (long long)call->account, STR_ARG(call->name));
    ticket_seal(&key, buf_str(&plain), S("second"), v->ctx.now + SECOND_MS, &sealed);
    if (!plain.full && !sealed.full)
        visit_set_cookie(v, cookie_name, buf_str(&sealed), 0);
    buf_close(&plain);
    buf_close(&sealed);
    visit_see_other(v, S("/login/code"));
}

static enum status read_asked(struct visit *v, int64_t *ret_account, struct str *ret_name)
{
    struct hash key = core_key(v->core, "cookie");
    struct str plain, name;
    TRY(ticket_open(&key, v->ctx.arena, visit_cookie(v, cookie_name), S("second"), v->ctx.now,
                    &plain));
    struct str number = str_cut(plain, ' ', &name);
    TRY(str_to_int(number, ret_account));
    *ret_name = name;
    return OK;
}

static void show_code(struct visit *v, const char *error)
{
    struct buf inner;
    struct page p = own_begin(v, &inner, "web.second.ask", NULL, error);
    own_form(v, &p, "/login/code", "web.second.ask");
    put_code(&p);
    own_button(&p, "web.login.do");
    own_end(v, &inner);
}

static void code_finish(struct visit *v)
{
    const struct login_call *call = &v->ask.login;
    if (call->status == OK) {
        visit_set_cookie(v, cookie_name, S(""), -1);
        sign_in_with(v, call->cookie);
    } else {
        show_code(v, call->status == REFUSED ? "web.second.wrong" : "web.login_wait");
    }
}

static void code_done(struct login_call *call)
{
    server_push(call->of, code_finish);
}

/* Begin to check a code of this account, as slowly as a password. */
static enum status try_code(struct visit *v, int64_t account, struct str name, struct str code,
                            void (*done)(struct login_call *call))
{
    v->ask.login = (struct login_call){.account = account,
                                       .name = name,
                                       .password = code,
                                       .from = v->req->peer,
                                       .arena = v->ctx.arena,
                                       .done = done,
                                       .of = v};
    return login_submit(v->core, &v->ask.login);
}

void second_page(struct visit *v)
{
    struct http_form form;
    int64_t account;
    struct str name;
    if (read_asked(v, &account, &name) != OK)
        visit_see_other(v, S("/login"));
    else if (v->req->method != METHOD_POST)
        show_code(v, NULL);
    else if (own_read(v, &form, "web.second.ask") != OK)
        visit_reply_error(v, 419);
    else if (try_code(v, account, name, read_code(v, &form), code_done) != OK)
        show_code(v, "web.login_wait");
}

/* ---- turned on by the person himself ------------------------------------------------------- */

static void put_secret(struct visit *v, struct page *p, struct str secret)
{
    struct buf text;
    buf_init(&text, 64);
    second_put_secret(&text, secret);
    own_put(p, "<dl class=\"x-codes\"><dt>");
    own_t(p, "web.second.secret");
    own_put(p, "</dt><dd class=\"x-code\">");
    page_text(p, PLACE_TEXT, buf_str(&text));
    own_put(p, "</dd><dt>");
    own_t(p, "web.second.address");
    own_put(p, "</dt><dd class=\"x-code\">otpauth://totp/");
    page_percent(p, str_of(core_authority(v->core)));
    own_put(p, ":");
    page_percent(p, v->name);
    own_put(p, "?secret=");
    page_text(p, PLACE_TEXT, buf_str(&text));
    own_put(p, "&amp;issuer=");
    page_percent(p, str_of(core_authority(v->core)));
    own_put(p, "</dd></dl>");
    buf_close(&text);
}

/* What the secret of this form is bound to. */
static struct str about_of(struct visit *v)
{
    struct buf b;
    struct str about = S("");
    buf_init(&b, 64);
    buf_printf(&b, "second:%lld", (long long)v->ctx.who.person.v);
    if (arena_copy(v->ctx.arena, buf_str(&b), &about) != OK)
        about = S("");
    buf_close(&b);
    return about;
}

static void put_on_form(struct visit *v, struct page *p, struct str secret)
{
    struct hash key = core_key(v->core, "cookie");
    own_put(p, "<p>");
    own_t(p, "web.second.on.lead");
    own_put(p, "</p>");
    put_secret(v, p, secret);
    own_form(v, p, "/account/second", "web.second");
    own_put(p, "<input type=\"hidden\" name=\"secret\" value=\"");
    ticket_seal(&key, secret, about_of(v), v->ctx.now + SECRET_MS, p->out);
    own_put(p, "\">");
    put_code(p);
    own_button(p, "web.second.on");
}

static void put_off_form(struct visit *v, struct page *p)
{
    own_put(p, "<p>");
    own_t(p, "web.second.is_on");
    own_put(p, "</p>");
    own_form(v, p, "/account/second", "web.second");
    put_code(p);
    own_button(p, "web.second.off");
}

/* `secret` is the one that was shown before, or absent. */
static void show_second(struct visit *v, struct str secret, const char *error)
{
    struct buf inner;
    bool is_on = false;
    if (second_is_on(&v->ctx, v->ctx.who.person, &is_on) != OK ||
        (!secret.n && second_new(v->ctx.arena, &secret) != OK)) {
        visit_reply_error(v, 503);
        return;
    }
    struct page p = own_begin(v, &inner, "web.second", NULL, error);
    if (is_on)
        put_off_form(v, &p);
    else
        put_on_form(v, &p, secret);
    own_end(v, &inner);
}

/* Whoever turns it on or off goes on under a new id, and every other session of his is over. */
static void begin_anew(struct visit *v)
{
    struct str cookie;
    if (logout_submit(v->core, v->session, true) != OK ||
        session_open(v->core, v->ctx.who.person.v, v->ctx.arena, &cookie) != OK) {
        visit_reply_error(v, 503);
        return;
    }
    live_signed_out(v->server);
    visit_set_cookie(v, "__Host-s", cookie, 0);
    visit_see_other(v, S("/account"));
}

static void off_finish(struct visit *v)
{
    const struct login_call *call = &v->ask.login;
    if (call->status == OK && second_turn_off(v->core, v->ctx.who.person) == OK)
        begin_anew(v);
    else
        show_second(v, (struct str){0},
                    call->status == REFUSED ? "web.second.wrong" : "web.login_wait");
}

static void off_done(struct login_call *call)
{
    server_push(call->of, off_finish);
}

static void turn_on(struct visit *v, const struct http_form *form)
{
    struct hash key = core_key(v->core, "cookie");
    struct str secret;
    if (ticket_open(&key, v->ctx.arena, http_form_get(form, S("secret")), about_of(v), v->ctx.now,
                    &secret) != OK ||
        secret.n != SECOND_SECRET_BYTES) {
        visit_reply_error(v, 419);
        return;
    }
    enum status s = second_turn_on(v->core, v->ctx.who.person, secret, read_code(v, form));
    if (s == OK)
        begin_anew(v);
    else if (s == REFUSED)
        show_second(v, secret, "web.second.wrong");
    else
        visit_reply_error(v, visit_status_of(s));
}

void account_second(struct visit *v)
{
    struct http_form form;
    bool is_on = false;
    if (!v->session.n)
        visit_reply_error(v, 403);
    else if (v->req->method != METHOD_POST)
        show_second(v, (struct str){0}, NULL);
    else if (own_read(v, &form, "web.second") != OK)
        visit_reply_error(v, 419);
    else if (second_is_on(&v->ctx, v->ctx.who.person, &is_on) != OK)
        visit_reply_error(v, 503);
    else if (!is_on)
        turn_on(v, &form);
    else if (try_code(v, v->ctx.who.person.v, v->name, read_code(v, &form), off_done) != OK)
        show_second(v, (struct str){0}, "web.login_wait");
}
