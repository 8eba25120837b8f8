// SPDX-License-Identifier: Apache-2.0
/* account.c -- what a person keeps for himself: the tokens of his programs, the way to the rest.
 * Floor 6.  A token is shown on the page that answers its making and nowhere else. */
#include "core/rooms.h"
#include "core/token.h"
#include "web/own.h"
#include "web/server.h"

#include <string.h>

/* ---- the page ------------------------------------------------------------------------------ */

static void put_who(struct visit *v, struct page *p)
{
    own_put(p, "<dl class=\"x-codes\"><dt>");
    own_t(p, "web.account.name");
    own_put(p, "</dt><dd>");
    page_written(p, v->name);
    own_put(p, "</dd>");
    if (v->ctx.who.office.v) {
        own_put(p, "<dt>");
        own_t(p, "web.account.post");
        own_put(p, "</dt><dd>");
        page_unit(p, v->ctx.who.office);
        own_put(p, " &middot; ");
        page_code(p, "role", v->ctx.who.post);
        own_put(p, "</dd>");
    }
    own_put(p, "</dl><ul class=\"x-ways\"><li><a href=\"/password\">");
    own_t(p, "web.password");
    own_put(p, "</a></li><li><a href=\"/account/second\">");
    own_t(p, "web.second");
    own_put(p, "</a></li><li><a href=\"/logout\">");
    own_t(p, "web.logout");
    own_put(p, "</a></li></ul>");
    post_put_all(v, p);
}

/* The words of the operations, one after another. */
static void put_ops(struct page *p, struct str ops)
{
    bool any = false;
    if (!ops.n)
        own_t(p, "web.token.reads");
    while (ops.n) {
        struct str rest, one = str_cut(ops, ' ', &rest);
        const struct op *op = rooms_op(p->ctx->rooms, one);
        own_put(p, any ? "<br>" : "");
        if (op)
            own_t(p, op->full);
        else
            page_text(p, PLACE_TEXT, one); /* it was there when the token was made */
        any = true;
        ops = rest;
    }
}

static void put_revoke(struct visit *v, struct page *p, const struct token_seen *seen)
{
    own_put(p, "<form method=\"post\" action=\"/account/revoke\">");
    own_csrf(v, p, S("web.token.revoke"));
    own_put(p, "<input type=\"hidden\" name=\"id\" value=\"");
    page_text(p, PLACE_ATTR, seen->id);
    own_put(p, "\"><button class=\"x-quiet\">");
    own_t(p, "web.token.revoke");
    own_put(p, "</button></form>");
}

static void put_token(struct visit *v, struct page *p, const struct token_seen *seen)
{
    own_put(p, "<tr><td>");
    page_written(p, seen->name);
    own_put(p, "</td><td>");
    put_ops(p, seen->ops);
    own_put(p, "</td><td>");
    page_time(p, TEXT_MOMENT, seen->made);
    own_put(p, "</td><td>");
    page_time(p, TEXT_MOMENT, seen->until);
    if (seen->until <= v->ctx.now) {
        own_put(p, "<br>");
        own_t(p, "web.token.over");
    }
    own_put(p, "</td><td>");
    put_revoke(v, p, seen);
    own_put(p, "</td></tr>");
}

static void put_head(struct page *p, const char *key)
{
    own_put(p, "<th scope=\"col\">");
    own_t(p, key);
    own_put(p, "</th>");
}

static void put_tokens(struct visit *v, struct page *p)
{
    struct list tokens = {NULL, 0};
    if (token_list(&v->ctx, v->ctx.who.person, &tokens) != OK || tokens.n == 0) {
        own_put(p, "<p>");
        own_t(p, "web.token.none");
        own_put(p, "</p>");
        return;
    }
    own_put(p, "<table><thead><tr>");
    put_head(p, "web.token.name");
    put_head(p, "web.token.ops");
    put_head(p, "web.token.made");
    put_head(p, "web.token.until");
    put_head(p, "web.token.revoke");
    own_put(p, "</tr></thead><tbody>");
    for (size_t i = 0; i < tokens.n; i++)
        put_token(v, p, &((const struct token_seen *)tokens.at)[i]);
    own_put(p, "</tbody></table>");
}

/* A seat of its matter in which an account can sit. */
static bool is_seat_of_account(const struct op *op, const char *seat)
{
    for (size_t i = 0; op->matter && i < op->matter->n_seats; i++)
        if (strcmp(op->matter->seat[i].name, seat) == 0)
            return !op->matter->seat[i].coded;
    return false;
}

/* On some matter, at some time: by the role of this post, or in a seat that he may come to hold. */
static bool could_ask(struct visit *v, const struct op *op)
{
    for (size_t i = 0; i < op->by.n; i++) {
        const struct party *p = &op->by.party[i];
        if (p->kind == PARTY_AUTHOR || p->kind == PARTY_PACK)
            return true;
        if (p->kind == PARTY_SEAT && is_seat_of_account(op, p->seat))
            return true;
    }
    return party_allows(&v->ctx, &op->by, NULL) == OK;
}

static void put_choices(struct visit *v, struct page *p)
{
    const struct rooms *rooms = v->ctx.rooms;
    own_put(p, "<fieldset class=\"x-field\"><legend>");
    own_t(p, "web.token.ops");
    own_put(p, "</legend><p class=\"x-hint\">");
    own_t(p, "web.token.ops.hint");
    own_put(p, "</p>");
    for (size_t i = 0; i < rooms->n; i++)
        for (size_t k = 0; k < rooms->room[i]->n_ops; k++) {
            const struct op *op = rooms->room[i]->ops[k];
            if (!could_ask(v, op))
                continue;
            buf_printf(p->out,
                       "<label class=\"x-radio\"><input type=\"checkbox\" name=\"op\" "
                       "value=\"%s\"><span>",
                       op->full);
            own_t(p, op->full);
            own_put(p, "</span></label>");
        }
    own_put(p, "</fieldset>");
}

static void put_making(struct visit *v, struct page *p)
{
    own_put(p, "<h2>");
    own_t(p, "web.token.make");
    own_put(p, "</h2>");
    own_form(v, p, "/account/token", "web.token");
    own_line(p, "name", "web.token.name", "web.token.name.hint",
             "maxlength=\"50\" autocomplete=\"off\"");
    put_choices(v, p);
    own_line(p, "days", "web.token.days", "web.token.days.hint",
             "type=\"number\" min=\"1\" max=\"90\" value=\"30\" class=\"x-short\"");
    own_button(p, "web.token.make");
}

static void show_account(struct visit *v, const char *error)
{
    struct buf inner;
    struct page p = own_begin(v, &inner, "web.account", NULL, error);
    put_who(v, &p);
    own_put(&p, "<h2>");
    own_t(&p, "web.token");
    own_put(&p, "</h2><p>");
    own_t(&p, "web.token.lead");
    own_put(&p, "</p>");
    put_tokens(v, &p);
    put_making(v, &p);
    own_end(v, &inner);
}

void account_page(struct visit *v)
{
    if (!v->session.n)
        visit_reply_error(v, 403);
    else if (v->req->method == METHOD_POST)
        visit_reply_error(v, 405);
    else
        show_account(v, NULL);
}

/* Only somebody signed in sends these; who follows their address as a link lands on the page. */
static bool may_send(struct visit *v)
{
    if (!v->session.n)
        visit_reply_error(v, 403);
    else if (v->req->method != METHOD_POST)
        visit_see_other(v, S("/account"));
    else
        return true;
    return false;
}

/* ---- making one ---------------------------------------------------------------------------- */

static void show_token(struct visit *v, struct str name, struct str token)
{
    struct buf inner;
    buf_init(&inner, VISIT_PAGE_BYTES);
    struct page p = frame_page(v, &inner);
    own_put(&p, "<div class=\"x-made\">");
    own_heading(&p, "web.token.is_made");
    own_put(&p, "</div><p>");
    own_t(&p, "web.token.keep");
    own_put(&p, "</p><dl class=\"x-codes\"><dt>");
    page_written(&p, name);
    own_put(&p, "</dt><dd class=\"x-code\">");
    page_text(&p, PLACE_TEXT, token);
    own_put(&p, "</dd></dl><p><a class=\"x-button\" href=\"/account\">");
    own_t(&p, "web.account.back");
    own_put(&p, "</a></p>");
    frame_reply(v, &inner, NULL);
    buf_close(&inner);
}

/* The chosen operations, each one that the person could ask for, with blanks between. */
static enum status read_ops(struct visit *v, const struct http_form *form, struct str *ret_ops)
{
    struct buf b;
    enum status s = OK;
    buf_init(&b, TOKEN_OPS_MAX);
    for (size_t i = 0; i < form->n && s == OK; i++) {
        if (!str_is(form->at[i].name, "op"))
            continue;
        const struct op *op = rooms_op(v->ctx.rooms, form->at[i].value);
        if (!op || !could_ask(v, op))
            s = BAD_INPUT;
        else if (!token_may(buf_str(&b), op))
            buf_printf(&b, "%s%s", b.n ? " " : "", op->full);
    }
    if (s == OK)
        s = b.full ? BAD_INPUT : arena_copy(v->ctx.arena, b.n ? buf_str(&b) : S(""), ret_ops);
    buf_close(&b);
    return s;
}

static const char *trouble_of(enum status s)
{
    return s == BAD_INPUT ? "web.token.wrong" : s == CONFLICT ? "web.token.many" : "core.busy";
}

void account_token(struct visit *v)
{
    struct http_form form;
    struct str token;
    struct token_ask ask = {.session = v->session};
    if (!may_send(v))
        return;
    if (own_read(v, &form, "web.token") != OK) {
        visit_reply_error(v, 419);
        return;
    }
    ask.name = str_trim(http_form_get(&form, S("name")));
    enum status s = read_ops(v, &form, &ask.ops);
    if (s == OK)
        s = str_to_int(str_trim(http_form_get(&form, S("days"))), &ask.days);
    if (s == OK)
        s = token_make(v->core, v->ctx.arena, &ask, &token);
    if (s == OK)
        show_token(v, ask.name, token);
    else if (s == REFUSED)
        visit_reply_error(v, 403);
    else
        show_account(v, trouble_of(s));
}

/* ---- ending one ---------------------------------------------------------------------------- */

void account_revoke(struct visit *v)
{
    struct http_form form;
    if (!may_send(v))
        return;
    if (own_read(v, &form, "web.token.revoke") != OK)
        visit_reply_error(v, 419);
    else if (token_revoke(v->core, v->ctx.who.person, http_form_get(&form, S("id"))) != OK)
        visit_reply_error(v, 503);
    else
        visit_see_other(v, S("/account"));
}
