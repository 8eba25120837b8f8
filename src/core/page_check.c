// SPDX-License-Identifier: Apache-2.0
/* page_check.c -- the answers of a form with several pages, to check before they are sent.
 * Floor 4.  Answers are shown as typed, words where words were chosen. */
#include "core/page_form.h"

#include <string.h>

struct check {
    struct page *p;
    const struct op *op;
};

static void put_value(struct check *k, const struct field *f, const struct form_pair *pair)
{
    int64_t n;
    if (pair->file)
        page_file(k->p, *pair->file);
    else if (f->words)
        page_words(k->p, f->words, words_find(f->words, pair->value));
    else if (f->type == FIELD_CODE)
        page_code(k->p, f->of, pair->value);
    else if (f->type == FIELD_BOOL)
        page_bool(k->p, str_is(pair->value, "yes"));
    else if (f->type == FIELD_UNIT && str_to_int(pair->value, &n) == OK)
        page_unit(k->p, (struct unit_id){n});
    else if (f->type == FIELD_UNIT)
        page_code(k->p, "unit", pair->value);
    else
        page_written(k->p, pair->value);
}

static void put_answer(struct check *k, const struct form_pair *pair)
{
    char room[PAGE_FORM_PATH_MAX];
    const struct field *f = form_field(&k->op->form, pair->name);
    const struct text *label = page_form_label(k->op, page_form_path(pair->name, room));
    if (!f || (!pair->file && str_trim(pair->value).n == 0))
        return;
    buf_puts(k->p->out, "<dt>");
    if (label)
        page_text(k->p, PLACE_TEXT, str_of(label->word[k->p->lang]));
    buf_puts(k->p->out, "</dt><dd class=\"x-words\">");
    put_value(k, f, pair);
    buf_puts(k->p->out, "</dd>");
}

static size_t count_answers(struct check *k, int step)
{
    const struct form *typed = &k->p->web->last.typed;
    size_t n = 0;
    for (size_t i = 0; i < typed->n; i++)
        if (page_form_step(k->op, typed->pair[i].name) == step &&
            (typed->pair[i].file || str_trim(typed->pair[i].value).n > 0))
            n++;
    return n;
}

static void put_step(struct check *k, int step)
{
    const struct form *typed = &k->p->web->last.typed;
    if (count_answers(k, step) == 0) {
        buf_puts(k->p->out, "<p>");
        page_t(k->p, "core.form.nothing_given", NULL, 0);
        buf_puts(k->p->out, "</p>");
    } else {
        buf_puts(k->p->out, "<dl class=\"x-facts\">");
        for (size_t i = 0; i < typed->n; i++)
            if (page_form_step(k->op, typed->pair[i].name) == step)
                put_answer(k, &typed->pair[i]);
        buf_puts(k->p->out, "</dl>");
    }
    buf_printf(k->p->out, "<button class=\"x-quiet\" name=\"_go\" value=\"%d\">", step);
    page_t(k->p, "core.form.change", &(struct text_arg){.name = "n", .number = step + 1}, 1);
    buf_puts(k->p->out, "</button>");
}

void page_check(struct page *p, const struct op *op)
{
    struct check k = {p, op};
    buf_puts(p->out, "<h2>");
    page_t(p, "core.form.check", NULL, 0);
    buf_puts(p->out, "</h2><p>");
    page_t(p, "core.form.check_lead", NULL, 0);
    buf_puts(p->out, "</p>");
    for (int step = 0; step < op->n_steps; step++)
        put_step(&k, step);
}
