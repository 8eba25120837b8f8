// SPDX-License-Identifier: Apache-2.0
/* draft.c -- /draft: what somebody who is signed in types into a long form is kept while he types,
 * or discarded.
 * Floor 6.  A visitor's stays in his browser (skin/xiezhi.js).  Nothing of it is logged. */
#include "core/draft.h"
#include "base/json.h"
#include "core/rooms.h"
#include "web/own.h"
#include "web/server.h"

static void reply_saved(struct visit *v, int64_t before, int64_t at, int64_t known)
{
    bool other = before != 0 && before != known;
    struct buf b, said;
    struct page plain;
    buf_init(&b, 4096);
    buf_init(&said, 2048);
    plain = frame_page(v, &said);
    plain.plain = true;
    page_t(&plain, other ? "core.draft.other" : "core.draft.saved",
           &(struct text_arg){.name = "at", .number = at}, 1);
    buf_printf(&b, "{\"at\":%lld,\"said\":", (long long)at);
    json_put_text(&b, buf_str(&said));
    buf_puts(&b, "}\n");
    buf_close(&said);
    visit_reply(v, S("application/json"), &b);
}

static void discard(struct visit *v, const struct draft *d)
{
    struct buf b;
    if (draft_end(v->core, d) != OK) {
        visit_reply_error(v, 503);
        return;
    }
    buf_init(&b, 400);
    page_form_address(&b, v->op, v->id);
    visit_see_other(v, buf_str(&b));
    buf_close(&b);
}

static void save(struct visit *v, const struct draft *d, const struct http_form *sent)
{
    int64_t known = 0, before, at;
    struct form_pair *pair = ARENA_ARRAY(v->ctx.arena, struct form_pair, sent->n + 1);
    if (str_to_int(http_form_get(sent, S("_draft")), &known) != OK)
        known = 0;
    for (size_t i = 0; pair && i < sent->n; i++)
        pair[i] = (struct form_pair){sent->at[i].name, sent->at[i].value, NULL};
    enum status s =
        pair ? draft_save(v->core, d, &(struct form){pair, sent->n}, &before, &at) : FULL;
    if (s == OK)
        reply_saved(v, before, at, known);
    else
        visit_reply_error(v, s == FULL ? 413 : visit_status_of(s));
}

void draft_page(struct visit *v)
{
    struct http_form sent;
    if (v->req->method != METHOD_POST || !v->session.n || http_fields(v->req, &sent) != OK) {
        visit_reply_error(v, v->req->method == METHOD_POST ? 400 : 404);
        return;
    }
    v->op = rooms_op(v->ctx.rooms, http_form_get(&sent, S("_op")));
    if (!v->op || str_to_int(http_form_get(&sent, S("_id")), &v->id) != OK ||
        !draft_is_worth(v->op)) {
        visit_reply_error(v, 404);
        return;
    }
    struct draft d = {v->ctx.who.person, v->op, v->op->matter ? v->id : 0};
    if (!visit_is_own_form(v, http_form_get(&sent, S("_csrf")), str_of(v->op->full)))
        visit_reply_error(v, 419);
    else if (!ask_may(v))
        visit_reply_error(v, v->op->matter ? 404 : 403);
    else if (http_form_get(&sent, S("_go")).n)
        discard(v, &d);
    else
        save(v, &d, &sent);
}
