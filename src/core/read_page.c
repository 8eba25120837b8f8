// SPDX-License-Identifier: Apache-2.0
#include "core/read_page.h"

#include "core.gen.h"
#include "core/page_form.h"
#include "core/party.h"

#include <string.h>

enum { MINUTE_MS = 60000 };

/* ---- what was read ------------------------------------------------------------------------- */

/* An operation that states a fact of that name: its words are those of the fact's fields. */
static const struct op *op_of(const struct rooms *rooms, struct str full)
{
    for (size_t i = 0; i < rooms->n; i++)
        for (size_t k = 0; k < rooms->room[i]->n_ops; k++)
            for (size_t n = 0; n < rooms->room[i]->ops[k]->n_facts; n++)
                if (str_is(full, rooms->room[i]->ops[k]->facts[n]->full))
                    return rooms->room[i]->ops[k];
    return NULL;
}

static void put_name(struct page *p, struct str name)
{
    buf_puts(p->out, "<span class=\"x-code\" lang=\"en\">");
    page_text(p, PLACE_TEXT, name);
    buf_puts(p->out, "</span>");
}

/* "words,who.name" in the words of the form; a field that none asks for keeps its name. */
static void put_columns(struct page *p, const struct op *op, struct str columns)
{
    static const struct op none = {.room = "core", .name = "field"};
    for (bool first = true; columns.n; first = false) {
        struct str one = str_cut(columns, ',', &columns);
        const struct text *label = page_form_label(op ? op : &none, one);
        buf_puts(p->out, first ? "" : " \xc2\xb7 ");
        if (str_is(one, "actor"))
            page_t(p, "core.field.actor", NULL, 0);
        else if (label)
            page_text(p, PLACE_TEXT, str_of(label->word[p->lang]));
        else
            put_name(p, one);
    }
}

void page_fields(struct page *p, struct str fields)
{
    buf_puts(p->out, "<ul class=\"x-read\">");
    while (fields.n) {
        struct str columns, rest, one = str_cut(fields, ' ', &fields);
        str_cut(one, ':', &rest); /* the entry */
        struct str fact = str_cut(rest, ':', &columns);
        buf_puts(p->out, "<li><b>");
        page_code(p, "fact", fact);
        buf_puts(p->out, "</b> ");
        put_columns(p, op_of(p->ctx->rooms, fact), columns);
        buf_puts(p->out, "</li>");
    }
    buf_puts(p->out, "</ul>");
}

/* ---- what the party is told ---------------------------------------------------------------- */

static bool is_party(struct ctx *c, const struct matter_row *m)
{
    const struct matter *def = matter_def(c->rooms, m->kind);
    for (size_t i = 0; def && i < def->n_seats; i++) {
        const struct party seat = {.kind = PARTY_SEAT, .seat = def->seat[i].name};
        if (def->seat[i].coded && party_allows_one(c, &seat, m) == OK)
            return true;
    }
    return false;
}

static void put_told(struct page *p, const struct read_told *told)
{
    buf_puts(p->out, "<li><p>");
    page_time(p, TEXT_MOMENT, told->since);
    if (told->until - told->since >= MINUTE_MS) {
        buf_puts(p->out, " \xe2\x80\x93 ");
        page_time(p, TEXT_MOMENT, told->until);
    }
    if (told->unit.v) {
        buf_puts(p->out, " \xc2\xb7 ");
        page_unit(p, told->unit);
    }
    if (told->role.n) {
        buf_puts(p->out, " \xc2\xb7 ");
        page_code(p, "role", told->role);
    }
    buf_puts(p->out, " \xc2\xb7 ");
    page_t(p, "core.told_times", &(struct text_arg){.name = "n", .number = told->times}, 1);
    buf_puts(p->out, "</p>");
    page_fields(p, told->fields);
    buf_puts(p->out, "</li>");
}

void page_told(struct page *p, const struct matter_row *m)
{
    struct list rows;
    if (!is_party(p->ctx, m) || read_told_many(p->ctx->db, m->no, &rows, p->ctx->arena) != OK)
        return;
    const struct read_told *told = rows.at;
    buf_puts(p->out, "<h2 id=\"told\">");
    page_t(p, "core.told", NULL, 0);
    buf_puts(p->out, "</h2><p class=\"x-hint\">");
    page_t(p, "core.told_lead", NULL, 0);
    buf_puts(p->out, rows.n ? "</p><ol class=\"x-told\">" : "</p><p>");
    for (size_t i = 0; i < rows.n; i++)
        put_told(p, &told[i]);
    if (!rows.n)
        page_t(p, "core.told_none", NULL, 0);
    buf_puts(p->out, rows.n ? "</ol>" : "</p>");
}
