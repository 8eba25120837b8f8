// SPDX-License-Identifier: Apache-2.0
/* job_cell.c -- what stands in a table that people made: headings and values as a form calls them,
 * or in the words in which a page says them.
 * Floor 4. */
#include "core/job.h"

#include "core/org/org.h"
#include "core/page_form.h"
#include "core/text.h"

static bool is_said(const struct text *row, struct str words)
{
    for (int lang = 0; row && lang < N_LANGS; lang++)
        if (str_is(words, row->word[lang]))
            return true;
    return false;
}

struct str job_heading(const struct op *op, struct str heading)
{
    if (form_field(&op->form, heading))
        return heading;
    for (size_t i = 0; i < op->form.n; i++) {
        struct str name = str_of(op->form.field[i].name);
        if (form_field(&op->form, name) && is_said(page_form_label(op, name), heading))
            return name;
    }
    return (struct str){NULL, 0};
}

/* The code of the table whose words these are; absent. */
static struct str code_of(const char *table, struct str words)
{
    struct str code;
    for (const struct text *row = text_next_code(table, NULL, &code); row;
         row = text_next_code(table, row, &code))
        if (is_said(row, words))
            return code;
    return (struct str){NULL, 0};
}

enum status job_unit(struct ctx *c, struct str name, struct str *ret_id)
{
    struct org_unit_by_code unit;
    struct buf id;
    struct str code = code_of("unit", name);
    TRY(org_unit_by_code_one(c->db, code.p ? code : name, &unit, c->arena));
    buf_init(&id, 24);
    buf_int(&id, unit.unit.v);
    enum status s = arena_copy(c->arena, buf_str(&id), ret_id);
    buf_close(&id);
    return s;
}

/* A number stays what it is, and so does what names no unit: the form says what is wrong. */
static enum status unit_cell(struct ctx *c, struct str name, struct str *ret_id)
{
    enum status s = job_unit(c, name, ret_id);
    return s == NOT_FOUND ? OK : s;
}

enum status job_cell(struct ctx *c, const struct field *f, struct str cell, struct str *ret_value)
{
    struct str words = str_trim(cell), key = {NULL, 0};
    *ret_value = cell;
    if (!f)
        return OK;
    if (f->type == FIELD_UNIT)
        return unit_cell(c, words, ret_value);
    if (f->type == FIELD_ENUM)
        key = code_of(f->words->name, words);
    else if (f->type == FIELD_CODE)
        key = code_of(f->of, words);
    else if (f->type == FIELD_BOOL && is_said(text_find(S("core.yes")), words))
        key = S("yes");
    else if (f->type == FIELD_BOOL && is_said(text_find(S("core.no")), words))
        key = S("no");
    if (key.p)
        *ret_value = key;
    return OK;
}
