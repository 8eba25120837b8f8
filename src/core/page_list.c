// SPDX-License-Identifier: Apache-2.0
/* page_list.c -- the tools of a list: filters, sorts, how many, the next page, the same as a table.
 * Floor 4. */
#include "base/limits.h"
#include "core/page_form.h"

#include <string.h>

static struct str asked(const struct page *p, const char *name)
{
    const struct form *form = &p->web->asked;
    for (size_t i = 0; i < form->n; i++)
        if (str_is(form->pair[i].name, name))
            return form->pair[i].value;
    return (struct str){0};
}

static void put_option(struct page *p, struct str value, bool chosen)
{
    buf_puts(p->out, "<option value=\"");
    page_text(p, PLACE_ATTR, value);
    buf_puts(p->out, chosen ? "\" selected>" : "\">");
}

static void put_codes(struct page *p, const char *table, struct str chosen)
{
    struct str code;
    for (const struct text *row = text_next_code(table, NULL, &code); row;
         row = text_next_code(table, row, &code)) {
        put_option(p, code, str_eq(code, chosen));
        page_code(p, table, code);
        buf_puts(p->out, "</option>");
    }
}

static void put_words(struct page *p, const struct words *w, struct str chosen)
{
    for (size_t i = 0; i < w->n; i++) {
        put_option(p, str_of(w->word[i]), str_is(chosen, w->word[i]));
        page_words(p, w, (int)i + 1);
        buf_puts(p->out, "</option>");
    }
}

/* ROOM.NAME are the words of a column. */
static void put_label(struct page *p, const struct query *q, const char *name)
{
    char key[130];
    size_t room = strlen(q->room), n = strlen(name);
    if (room + n + 2 > sizeof key)
        return;
    memcpy(key, q->room, room);
    key[room] = '.';
    memcpy(key + room + 1, name, n + 1);
    page_t(p, key, NULL, 0);
}

static void put_filter(struct page *p, const struct query *q, const char *name)
{
    const struct field *f = record_find(&q->row, str_of(name));
    struct str chosen = asked(p, name);
    buf_printf(p->out, "<label>");
    put_label(p, q, name);
    if (f && (f->words || f->type == FIELD_CODE)) {
        buf_printf(p->out, "<select name=\"%s\"><option value=\"\">", name);
        page_t(p, "core.list_all", NULL, 0);
        buf_puts(p->out, "</option>");
        if (f->words)
            put_words(p, f->words, chosen);
        else
            put_codes(p, f->of, chosen);
        buf_puts(p->out, "</select></label>");
        return;
    }
    buf_printf(p->out, "<input name=\"%s\" value=\"", name);
    page_text(p, PLACE_ATTR, chosen);
    buf_puts(p->out, "\"></label>");
}

static void put_sort_words(struct page *p, const struct query *q, const struct sort *sort)
{
    if (strcmp(sort->column, "id") == 0) {
        page_t(p, sort->down ? "core.list_newest" : "core.list_oldest", NULL, 0);
        return;
    }
    put_label(p, q, sort->column);
    if (sort->down)
        page_t(p, "core.list_down", NULL, 0);
}

static void put_sorts(struct page *p, const struct query *q)
{
    if (q->n_sorts < 2)
        return;
    buf_puts(p->out, "<label>");
    page_t(p, "core.list_sort", NULL, 0);
    buf_puts(p->out, "<select name=\"sort\">");
    for (size_t i = 0; i < q->n_sorts; i++) {
        char value[64];
        snprintf(value, sizeof value, "%s%s", q->sort[i].down ? "-" : "", q->sort[i].column);
        put_option(p, str_of(value), str_is(asked(p, "sort"), value));
        put_sort_words(p, q, &q->sort[i]);
        buf_puts(p->out, "</option>");
    }
    buf_puts(p->out, "</select></label>");
}

/* The address of this list with other words behind the question mark. */
static void put_link(struct page *p, const char *name, struct str value)
{
    page_text(p, PLACE_ATTR, p->web->path);
    buf_byte(p->out, '?');
    for (size_t i = 0; i < p->web->asked.n; i++) {
        const struct form_pair *pair = &p->web->asked.pair[i];
        if (str_is(pair->name, name) || str_is(pair->name, "lang") || str_is(pair->name, "big"))
            continue;
        page_percent(p, pair->name);
        buf_byte(p->out, '=');
        page_percent(p, pair->value);
        buf_puts(p->out, "&amp;");
    }
    buf_printf(p->out, "%s=", name);
    page_percent(p, value);
}

static void put_as(struct page *p, const char *as, const char *key)
{
    buf_puts(p->out, "<a href=\"");
    put_link(p, "as", str_of(as));
    buf_puts(p->out, "\">");
    page_t(p, key, NULL, 0);
    buf_puts(p->out, "</a> ");
}

static void put_total(struct page *p, const struct rows *rows)
{
    bool more = rows->total > LIMIT_LIST_TOTAL;
    page_t(p, more ? "core.list_total_more" : "core.list_total",
           &(struct text_arg){.name = "n", .number = more ? LIMIT_LIST_TOTAL : rows->total}, 1);
}

static bool is_tool(const struct query *q, struct str name)
{
    static const char *const own[] = {"sort", "after", "as", "lang", "big"};
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (str_is(name, own[i]))
            return true;
    for (size_t i = 0; i < q->n_filters; i++)
        if (str_is(name, q->filter[i]))
            return true;
    return false;
}

/* What else the page was asked for stays asked. */
static void put_asked(struct page *p, const struct query *q)
{
    for (size_t i = 0; i < p->web->asked.n; i++) {
        const struct form_pair *pair = &p->web->asked.pair[i];
        if (!is_tool(q, pair->name))
            page_hidden(p, pair->name, pair->value);
    }
}

void page_list(struct page *p, const struct query *q, const struct rows *rows)
{
    buf_puts(p->out, "<div class=\"x-list\"><form method=\"get\" class=\"x-filter\">");
    put_asked(p, q);
    for (size_t i = 0; i < q->n_filters; i++)
        put_filter(p, q, q->filter[i]);
    put_sorts(p, q);
    buf_puts(p->out, "<button class=\"x-quiet\">");
    page_t(p, "core.list_show", NULL, 0);
    buf_puts(p->out, "</button></form><p>");
    put_total(p, rows);
    buf_byte(p->out, ' ');
    put_as(p, "xlsx", "core.list_xlsx");
    put_as(p, "csv", "core.list_csv");
    if (rows->next.p) {
        buf_puts(p->out, "<a rel=\"next\" href=\"");
        put_link(p, "after", rows->next);
        buf_puts(p->out, "\">");
        page_t(p, "core.list_next", NULL, 0);
        buf_puts(p->out, "</a>");
    }
    buf_puts(p->out, "</p></div>");
}
