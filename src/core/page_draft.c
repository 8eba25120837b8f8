// SPDX-License-Identifier: Apache-2.0
/* page_draft.c -- a form that somebody has begun before: the offer to go on, and what the script
 * needs to keep what is typed.
 * Floor 4.  What is kept is draft.c's. */
#include "core/draft.h"
#include "core/party.h"

void page_draft_words(struct page *p, const struct op *op, int64_t id)
{
    static const char *const words[][2] = {{"began", "core.draft.here"},
                                           {"go-on", "core.draft.go_on"},
                                           {"discard", "core.draft.discard"},
                                           {"kept", "core.draft.kept"}};
    if (!draft_is_worth(op))
        return;
    if (p->ctx->who.person.v)
        buf_printf(p->out, " data-draft=\"%s\" data-id=\"%lld\"", op->full, (long long)id);
    else
        buf_puts(p->out, " data-draft=\"\"");
    for (size_t i = 0; !p->ctx->who.person.v && i < sizeof words / sizeof words[0]; i++) {
        struct page attribute = *p;
        buf_printf(p->out, " data-%s=\"", words[i][0]);
        attribute.plain = true;
        page_t(&attribute, words[i][1], NULL, 0);
        buf_byte(p->out, '"');
    }
}

/* "You began this at ...": go on with it, or discard it. */
static void put_offer(struct page *p, const struct op *op, int64_t id, int64_t at)
{
    buf_puts(p->out, "<div class=\"x-notice\" role=\"status\"><p>");
    page_t(p, "core.draft.began", &(struct text_arg){.name = "at", .number = at}, 1);
    buf_puts(p->out, " <a href=\"");
    page_text(p, PLACE_ATTR, p->web->path);
    buf_printf(p->out, "?draft=%s#op-%s\">", op->name, op->name);
    page_t(p, "core.draft.go_on", NULL, 0);
    buf_puts(p->out, "</a></p><form method=\"post\" action=\"/draft\">");
    page_form_token(p, op);
    page_hidden(p, S("_op"), str_of(op->full));
    buf_printf(p->out, "<input type=\"hidden\" name=\"_id\" value=\"%lld\">", (long long)id);
    buf_puts(p->out, "<button name=\"_go\" value=\"discard\" class=\"x-quiet\">");
    page_t(p, "core.draft.discard", NULL, 0);
    buf_puts(p->out, "</button></form></div>");
}

static bool goes_on(const struct page *p, const struct op *op)
{
    for (size_t i = 0; i < p->web->asked.n; i++)
        if (str_is(p->web->asked.pair[i].name, "draft"))
            return str_is(p->web->asked.pair[i].value, op->name);
    return false;
}

enum status page_draft(struct page *p, const struct op *op, int64_t id)
{
    const struct web *door = p->web;
    struct web web = *door;
    struct form grown = {0};
    struct draft d = {p->ctx->who.person, op, op->matter ? id : 0};
    char digits[24];
    struct buf number = {.p = digits, .room = sizeof digits, .max = sizeof digits};
    int64_t at;
    if (!d.account.v || !draft_is_worth(op))
        return NOT_FOUND;
    TRY(draft_at(p->ctx, &d, &at));
    buf_int(&number, at);
    web.last = (struct web_last){.op = op, .draft = buf_str(&number), .grown = &grown};
    if (goes_on(p, op))
        TRY(draft_read(p->ctx, &d, &door->draft_key, &web.last.typed, &grown));
    else
        put_offer(p, op, id, at);
    p->web = &web;
    page_form_print(p, op, id);
    p->web = door;
    return OK;
}
