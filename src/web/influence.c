// SPDX-License-Identifier: Apache-2.0
/* influence.c -- what others want of a matter, on its own page: holds and directives; and what of
 * it is public.
 * Floor 6. */
#include "core/directive/directive.h"
#include "core/hold/hold.h"
#include "core/public/public.h"
#include "web/server.h"

static void put_dot(struct page *p)
{
    buf_puts(p->out, " \xc2\xb7 ");
}

/* The holds that stand on a matter: whoever reads it learns by whom, under which article and until
 * when, and which operations are refused. */
static void put_holds(struct visit *v, struct page *p, const struct matter_row *row)
{
    struct list on;
    if (!row->held || hold_on_many(v->ctx.db, (struct matter_id){row->id}, &on, v->ctx.arena) != OK)
        return;
    const struct hold_on *hold = on.at;
    for (size_t i = 0; i < on.n; i++) {
        struct list whats;
        buf_puts(p->out, "<div class=\"x-notice\" role=\"status\"><p>");
        page_t(p, hold[i].stops ? "hold.notice_stops" : "hold.notice",
               &(struct text_arg){.name = "until", .number = hold[i].until}, 1);
        buf_byte(p->out, ' ');
        page_matter(p, hold[i].id.v);
        put_dot(p);
        page_unit(p, hold[i].at);
        put_dot(p);
        page_code(p, "hold_law", hold[i].law);
        buf_puts(p->out, "</p><ul>");
        if (hold_whats_many(v->ctx.db, hold[i].id, &whats, v->ctx.arena) != OK)
            whats.n = 0;
        const struct hold_whats *what = whats.at;
        for (size_t k = 0; k < whats.n; k++) {
            buf_puts(p->out, "<li>");
            page_code(p, "fact", what[k].what);
            buf_puts(p->out, "</li>");
        }
        buf_puts(p->out, "</ul></div>");
    }
}

/* Influence is never secret: the directives about a matter, to whoever may read it; their words are
 * for their own circle. */
static void put_directives(struct visit *v, struct page *p, int64_t id)
{
    struct list on;
    if (directive_on_many(v->ctx.db, (struct matter_id){id}, &on, v->ctx.arena) != OK || !on.n)
        return;
    const struct directive_on *d = on.at;
    buf_puts(p->out, "<div class=\"x-notice\" role=\"status\"><p>");
    page_t(p, "directive.notice", NULL, 0);
    buf_puts(p->out, "</p><ul>");
    for (size_t i = 0; i < on.n; i++) {
        struct text_arg arg[] = {{.name = "at", .number = d[i].opened},
                                 {.name = "until", .number = d[i].until}};
        buf_puts(p->out, "<li>");
        page_matter(p, d[i].id.v);
        put_dot(p);
        page_words(p, &directive_kind_words, (int)d[i].kind);
        put_dot(p);
        page_unit(p, d[i].sender);
        buf_puts(p->out, " \xe2\x86\x92 ");
        page_unit(p, d[i].lead);
        put_dot(p);
        page_t(p, "directive.notice_days", arg, 2);
        put_dot(p);
        page_words(p, &directive_stage_words, (int)d[i].stage);
        if (d[i].late) {
            put_dot(p);
            page_t(p, "directive.late_mark", NULL, 0);
        }
        buf_puts(p->out, "</li>");
    }
    buf_puts(p->out, "</ul></div>");
}

/* What was published about a matter, and where an officer of its unit may propose it. */
static void put_publications(struct visit *v, struct page *p, const struct matter_row *row)
{
    struct list on;
    if (public_on_many(v->ctx.db, (struct matter_id){row->id}, &on, v->ctx.arena) != OK)
        return;
    const struct public_on *one = on.at;
    if (on.n) {
        buf_puts(p->out, "<div class=\"x-notice\" role=\"status\"><p>");
        page_t(p, "public.notice", NULL, 0);
        buf_puts(p->out, "</p><ul>");
    }
    for (size_t i = 0; i < on.n; i++) {
        struct text_arg at = {.name = "at", .number = one[i].since};
        struct text_arg gone = {.name = "at", .number = one[i].ended};
        buf_puts(p->out, "<li>");
        page_matter(p, one[i].id.v);
        if (one[i].title.v) {
            put_dot(p);
            page_veiled(p, PLACE_TEXT, TEXT_PLAIN, one[i].title);
        }
        put_dot(p);
        page_t(p, "public.notice_days", &at, 1);
        if (one[i].ended) {
            put_dot(p);
            page_t(p, "public.notice_gone", &gone, 1);
        }
        buf_puts(p->out, "</li>");
    }
    buf_puts(p->out, on.n ? "</ul></div>" : "");
    if (public_may_propose(&v->ctx, row) != OK ||
        party_allows(&v->ctx, &public_propose_op.by, NULL) != OK)
        return;
    buf_puts(p->out, "<p><a href=\"/public/new?no=");
    page_percent(p, row->no);
    buf_puts(p->out, "\">");
    page_t(p, "public.propose_link", NULL, 0);
    buf_puts(p->out, "</a></p>");
}

void put_influence(struct visit *v, struct page *p, const struct matter_row *row)
{
    put_holds(v, p, row);
    put_directives(v, p, row->id);
    put_publications(v, p, row);
}
