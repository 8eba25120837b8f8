// SPDX-License-Identifier: Apache-2.0
/* choose.c -- GET of an operation's address with ?choose=FIELD&like=WORDS: which choices of that
 * field are called so, for the list under the line that is being typed.
 * Floor 6.  Who may ask for the operation may ask this. */
#include "base/json.h"
#include "core/form_find.h"
#include "web/server.h"

static void put_found(struct visit *v, const struct findings *found)
{
    struct buf b;
    buf_init(&b, VISIT_PAGE_BYTES);
    buf_printf(&b, "{\"more\":%s,\"rows\":[", found->more ? "true" : "false");
    for (size_t i = 0; i < found->n; i++) {
        buf_puts(&b, i ? ",{\"code\":" : "{\"code\":");
        json_put_text(&b, found->at[i].code);
        buf_puts(&b, ",\"name\":");
        json_put_text(&b, str_of(found->at[i].row->word[v->lang]));
        buf_puts(&b, "}");
    }
    buf_puts(&b, "]}\n");
    visit_reply(v, S("application/json"), &b);
}

void choose_reply(struct visit *v)
{
    struct str name = visit_query(v, "choose");
    const struct field *f = form_field(&v->op->form, name);
    void *base = arena_take(v->ctx.arena, 1, v->op->form.size ? v->op->form.size : 1);
    struct choices from;
    struct findings found = {.n = 0};
    if (!ask_may(v)) {
        visit_reply_error(v, v->op->matter ? 404 : 403);
        return;
    }
    if (!f || !f->from || !form_find_has_names(f)) {
        visit_reply_error(v, 404);
        return;
    }
    enum status s =
        base ? form_choices(&v->ctx, f->from, f->from_args, v->id, &v->op->form, base, &from)
             : FULL;
    if (s == OK)
        s = form_find(&v->ctx, f, &from, visit_query(v, "like"), &found);
    if (s == OK || s == NOT_FOUND) /* what it depends on is not chosen yet: nothing fits */
        put_found(v, &found);
    else
        visit_reply_error(v, visit_status_of(s));
}
