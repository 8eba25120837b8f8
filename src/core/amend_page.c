// SPDX-License-Identifier: Apache-2.0
/* amend_page.c -- corrections and voidings as pages show them: what is in force bears a mark, the
 * history keeps what was said before.
 * Floor 4. */
#include "core/amend.h"

#include "core.gen.h"
#include "core/page_form.h"
#include "core/read.h"
#include "core/value.h"

#include <string.h>

/* Two versions of an entry side by side. */
struct sides {
    struct page *p;
    int64_t entry; /* the version before */
    const struct read_fact *before, *after;
    const struct op *op; /* whose words the fields bear; NULL: no operation corrects that fact */
};

static const struct op *op_of(const struct rooms *rooms, const struct fact *made)
{
    for (size_t i = 0; i < rooms->n; i++)
        for (size_t k = 0; k < rooms->room[i]->n_ops; k++) {
            const struct op *op = rooms->room[i]->ops[k];
            if (amend_is(op) && op->facts[0] == made)
                return op;
        }
    return NULL;
}

/* ---- what it said before ------------------------------------------------------------------- */

static void put_was(struct sides *s, const struct column *column, size_t item,
                    const struct json *value)
{
    struct file_ref room = {0}; /* the largest of all values */
    struct veiled v = {s->entry << 24 | (int64_t)column->number << 16 | (int64_t)item};
    if (column->personal)
        page_veiled(s->p, PLACE_TEXT, TEXT_PLAIN, v);
    else if (value && value->type != JSON_NULL &&
             value_read(s->p->ctx->arena, column->field, value, &room) == OK)
        page_value(s->p, PLACE_TEXT, TEXT_PLAIN, column->field, &room);
}

static void put_item(struct sides *s, const struct column *column, size_t item,
                     const struct json *value)
{
    char path[200];
    struct buf to = {.p = path, .room = sizeof path, .max = sizeof path};
    fact_put_column(&to, column);
    const struct text *label = s->op ? page_form_label(s->op, buf_str(&to)) : NULL;
    buf_puts(s->p->out, "<dt>");
    if (label)
        page_text(s->p, PLACE_TEXT, str_of(label->word[s->p->lang]));
    if (label && column->kind == COLUMN_MEMBER && !field_is_single(column->group))
        buf_printf(s->p->out, " %zu", item + 1);
    buf_puts(s->p->out, "</dt><dd class=\"x-words\"><del>");
    put_was(s, column, item, value);
    buf_puts(s->p->out, "</del></dd>");
}

/* The items of a column that are not as they were; of a plain field the one. */
static enum status put_column(struct sides *s, const struct column *column,
                              const struct column *later)
{
    const struct json *was = NULL, *is = NULL;
    bool many = column->kind == COLUMN_MEMBER || field_is_list(column->field);
    TRY(amend_value(s->p->ctx->arena, s->before, column, &was));
    if (later)
        TRY(amend_value(s->p->ctx->arena, s->after, later, &is));
    if (!many) {
        if (!later || !amend_same_value(was, is))
            put_item(s, column, 0, was);
        return OK;
    }
    size_t i = 0;
    for (const struct json *each = was ? was->child : NULL; each; each = each->next, i++)
        if (!later || !amend_same_value(each, json_item(is, i)))
            put_item(s, column, i, each);
    return OK;
}

static bool is_own(const struct column *column)
{
    return strcmp(column->field->name, AMENDED_ENTRY) == 0 ||
           strcmp(column->field->name, AMENDED_WHY) == 0;
}

/* What the version before said and this one does not; of a voided one all that it said. */
static enum status put_before(struct sides *s)
{
    struct column old[LIMIT_FACT_COLUMNS], new[LIMIT_FACT_COLUMNS];
    size_t n = fact_columns(s->before->fact, old), n_new = fact_columns(s->after->fact, new);
    for (size_t i = N_ENVELOPE; i < n; i++) {
        if (!old[i].field || old[i].kind == COLUMN_LENGTH || (!old[i].group && is_own(&old[i])))
            continue;
        TRY(put_column(s, &old[i],
                       s->after->fact->voids ? NULL : amend_same_column(&old[i], new, n_new)));
    }
    return OK;
}

/* The limits that a correction dated anew. */
static void put_due(struct sides *s)
{
    int64_t due;
    for (const struct json *each = s->after->due && !s->after->fact->voids ? s->after->due->child
                                                                           : NULL;
         each; each = each->next) {
        if (json_int(each, &due) != OK)
            continue;
        buf_puts(s->p->out, "<p>");
        page_t(s->p, "core.amend.due", NULL, 0);
        buf_byte(s->p->out, ' ');
        page_time(s->p, TEXT_MOMENT, due);
        buf_puts(s->p->out, "</p>");
    }
}

static void put_head(struct page *p, const struct amend_of *made)
{
    buf_printf(p->out, "<div class=\"x-amended\" id=\"amended-%lld\"><p><b>",
               (long long)made->entry);
    page_t(p, made->voids ? "core.amend.voided" : "core.amend.amended", NULL, 0);
    buf_puts(p->out, "</b> ");
    page_time(p, TEXT_MOMENT, made->at);
    buf_byte(p->out, ' ');
    if (made->office.v)
        page_unit(p, made->office);
    buf_byte(p->out, ' ');
    page_proof(p, made->entry);
    buf_puts(p->out, "</p>");
    if (!made->why.v)
        return;
    buf_puts(p->out, "<p class=\"x-words\">");
    page_t(p, "core.amend.why", NULL, 0);
    buf_byte(p->out, ' ');
    page_veiled(p, PLACE_TEXT, TEXT_PLAIN, made->why);
    buf_puts(p->out, "</p>");
}

static enum status put_one(struct page *p, const struct amend_of *made)
{
    struct sides *s = ARENA_NEW(p->ctx->arena, struct sides);
    if (!s)
        return FULL;
    *s = (struct sides){.p = p, .entry = made->before};
    TRY(read_stated(p->ctx, made->before, &s->before));
    TRY(read_stated(p->ctx, made->entry, &s->after));
    s->op = op_of(p->ctx->rooms, s->before->fact->amends ? s->before->fact : s->after->fact);
    put_head(p, made);
    put_due(s);
    buf_puts(p->out, "<p>");
    page_t(p, made->voids ? "core.amend.said" : "core.amend.was", NULL, 0);
    buf_puts(p->out, "</p><dl class=\"x-facts\">");
    enum status was = put_before(s);
    buf_puts(p->out, "</dl></div>");
    return was;
}

void page_amended(struct page *p, int64_t entry)
{
    struct list rows;
    if (amend_of_many(p->ctx->db, entry, &rows, p->ctx->arena) != OK)
        return;
    const struct amend_of *made = rows.at;
    for (size_t i = 0; i < rows.n; i++)
        if (put_one(p, &made[i]) != OK)
            return;
}

/* ---- the mark ------------------------------------------------------------------------------ */

/* Is the value another than in the entry as it was first stated? */
static bool is_changed(struct ctx *c, struct veiled v, const struct revealed *r)
{
    struct column old[LIMIT_FACT_COLUMNS], new[LIMIT_FACT_COLUMNS];
    struct amend_first first;
    const struct read_fact *f;
    const struct json *was = NULL;
    size_t item = (size_t)(v.v & 0xffff), n_new = fact_columns(r->fact, new);
    size_t number = (size_t)(v.v >> 16 & 0xff);
    if (number >= n_new || !new[number].field || is_own(&new[number]) ||
        amend_first_one(c->db, v.v >> 24, &first, c->arena) != OK ||
        read_stated(c, first.first, &f) != OK)
        return false;
    const struct column *same = amend_same_column(&new[number], old, fact_columns(f->fact, old));
    if (!same || amend_value(c->arena, f, same, &was) != OK)
        return false;
    if (was && (same->kind == COLUMN_MEMBER || field_is_list(same->field)))
        was = json_item(was, item);
    return !amend_same_value(was, r->value);
}

void page_amended_mark(struct page *p, struct veiled v, const struct revealed *r)
{
    if (!r->fact->amends || r->fact->voids || !is_changed(p->ctx, v, r))
        return;
    buf_printf(p->out, " <a class=\"x-mark\" href=\"#amended-%lld\">", (long long)(v.v >> 24));
    page_t(p, "core.amend.mark", NULL, 0);
    buf_puts(p->out, "</a>");
}
