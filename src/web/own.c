// SPDX-License-Identifier: Apache-2.0
/* own.c -- pieces of the door's own forms, and what they send.
 * Floor 6. */
#include "web/own.h"

#include "core/ticket.h"
#include "web/server.h"

#include <string.h>

#define FORM_MS (12 * 3600000LL)

void own_t(struct page *p, const char *key)
{
    page_t(p, key, NULL, 0);
}

void own_put(struct page *p, const char *html)
{
    buf_puts(p->out, html);
}

void own_heading(struct page *p, const char *key)
{
    own_put(p, "<h1>");
    own_t(p, key);
    own_put(p, "</h1>");
}

void own_csrf(struct visit *v, struct page *p, struct str about)
{
    own_put(p, "<input type=\"hidden\" name=\"_csrf\" value=\"");
    if (v->web.visitor.n)
        ticket_csrf_make(&v->web.csrf_key, v->web.visitor, about, v->ctx.now + FORM_MS, p->out);
    own_put(p, "\">");
}

void own_alert(struct page *p, const char *key)
{
    if (!key)
        return;
    own_put(p, "<div class=\"x-errors\" role=\"alert\" id=\"errors\"><h2>");
    own_t(p, "core.form.errors");
    own_put(p, "</h2><p>");
    own_t(p, key);
    own_put(p, "</p></div>");
}

struct page own_begin(struct visit *v, struct buf *inner, const char *heading, const char *lead,
                      const char *error)
{
    buf_init(inner, VISIT_PAGE_BYTES);
    struct page p = frame_page(v, inner);
    if (error)
        v->status = 422;
    own_alert(&p, error);
    own_heading(&p, heading);
    if (lead) {
        own_put(&p, "<p>");
        own_t(&p, lead);
        own_put(&p, "</p>");
    }
    return p;
}

void own_end(struct visit *v, struct buf *inner)
{
    frame_reply(v, inner, NULL);
    buf_close(inner);
}

void own_form(struct visit *v, struct page *p, const char *action, const char *about)
{
    buf_printf(p->out, "<form method=\"post\" class=\"x-form\" action=\"%s\">", action);
    own_csrf(v, p, str_of(about));
}

/* A labelled line; `hint` may be NULL. */
void own_line(struct page *p, const char *name, const char *key, const char *hint,
              const char *attributes)
{
    buf_printf(p->out, "<div class=\"x-field\"><label for=\"f-%s\">", name);
    own_t(p, key);
    own_put(p, "</label>");
    if (hint) {
        buf_printf(p->out, "<p class=\"x-hint\" id=\"f-%s-hint\">", name);
        own_t(p, hint);
        own_put(p, "</p>");
    }
    buf_printf(p->out, "<input id=\"f-%s\" name=\"%s\" %s", name, name, attributes);
    if (hint)
        buf_printf(p->out, " aria-describedby=\"f-%s-hint\"", name);
    own_put(p, "></div>");
}

void own_button(struct page *p, const char *key)
{
    own_put(p, "<p class=\"x-buttons\"><button class=\"x-do\">");
    own_t(p, key);
    own_put(p, "</button></p></form>");
}

/* The members of a JSON object as the fields of a form. */
static enum status read_members(struct visit *v, struct http_form *ret_form)
{
    struct form form;
    TRY(form_from_json(v->ctx.arena, v->req->body, &form));
    struct http_pair *pair = ARENA_ARRAY(v->ctx.arena, struct http_pair, form.n + 1);
    if (!pair)
        return FULL;
    for (size_t i = 0; i < form.n; i++)
        pair[i] = (struct http_pair){form.pair[i].name, form.pair[i].value};
    *ret_form = (struct http_form){pair, form.n};
    return OK;
}

enum status own_read(struct visit *v, struct http_form *ret_form, const char *about)
{
    if (v->is_api)
        return read_members(v, ret_form);
    TRY(http_fields(v->req, ret_form));
    struct str token = http_form_get(ret_form, S("_csrf"));
    return visit_is_own_form(v, token, str_of(about)) ? OK : REFUSED;
}
