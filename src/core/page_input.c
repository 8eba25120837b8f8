// SPDX-License-Identifier: Apache-2.0
/* page_input.c -- what a person types into or chooses from: radios, lists, lines, boxes, files.
 * Floor 4.  Inside core's pages. */
#include "core/form_find.h"
#include "core/page_field.h"

#include <string.h>

enum { RADIOS_MAX = 6 };

static void put_radio(struct page_at *a, const struct page_named *n, size_t i, struct str value)
{
    buf_puts(a->p->out, "<label class=\"x-radio\"><input type=\"radio\" id=\"");
    page_field_id(a, n->full);
    if (i)
        buf_printf(a->p->out, "-%zu", i);
    buf_puts(a->p->out, "\" name=\"");
    page_text(a->p, PLACE_ATTR, n->full);
    buf_puts(a->p->out, "\" value=\"");
    page_text(a->p, PLACE_ATTR, value);
    buf_puts(a->p->out, str_eq(page_field_typed(a, n->full), value) ? "\" checked>" : "\">");
    buf_puts(a->p->out, "<span>");
}

static void put_radio_end(struct page_at *a)
{
    buf_puts(a->p->out, "</span></label>");
}

static void put_bool_radios(struct page_at *a, const struct page_named *n)
{
    for (size_t i = 0; i < 2; i++) {
        put_radio(a, n, i, i == 0 ? S("yes") : S("no"));
        page_bool(a->p, i == 0);
        put_radio_end(a);
    }
}

static void put_word_radios(struct page_at *a, const struct field *f, const struct page_named *n)
{
    for (size_t i = 0; i < f->words->n; i++) {
        put_radio(a, n, i, str_of(f->words->word[i]));
        page_words(a->p, f->words, (int)i + 1);
        put_radio_end(a);
    }
}

static void put_int_radios(struct page_at *a, const struct field *f, const struct page_named *n)
{
    for (int64_t v = f->min; v <= f->max; v++) {
        char digits[2] = {(char)('0' + v % 10), 0};
        put_radio(a, n, (size_t)(v - f->min), str_of(digits));
        page_int(a->p, v);
        put_radio_end(a);
    }
}

static void put_option(struct page_at *a, const struct page_named *n, struct str value)
{
    buf_puts(a->p->out, "<option value=\"");
    page_text(a->p, PLACE_ATTR, value);
    buf_puts(a->p->out, str_eq(page_field_typed(a, n->full), value) ? "\" selected>" : "\">");
}

static void put_code_option(struct page_at *a, const struct field *f, const struct page_named *n,
                            struct str code)
{
    put_option(a, n, code);
    page_code(a->p, f->of, code);
    buf_puts(a->p->out, "</option>");
}

/* `other` comes last. */
static void put_code_options(struct page_at *a, const struct field *f, const struct page_named *n)
{
    struct str code;
    bool has_other = false;
    for (const struct text *row = text_next_code(f->of, NULL, &code); row;
         row = text_next_code(f->of, row, &code)) {
        if (str_is(code, "other"))
            has_other = true;
        else
            put_code_option(a, f, n, code);
    }
    if (has_other)
        put_code_option(a, f, n, S("other"));
}

static void put_word_options(struct page_at *a, const struct field *f, const struct page_named *n)
{
    for (size_t i = 0; i < f->words->n; i++) {
        put_option(a, n, str_of(f->words->word[i]));
        page_words(a->p, f->words, (int)i + 1);
        buf_puts(a->p->out, "</option>");
    }
}

/* What a row is called: a unit by its name, else by the second column, else by its value. */
static void put_row_words(struct page_at *a, const struct query *q, const void *row)
{
    const struct field *f = &q->row.field[0];
    const struct field *second = q->row.n > 1 ? &q->row.field[1] : f;
    if (f->type == FIELD_UNIT)
        page_unit(a->p, *(const struct unit_id *)field_at(f, row));
    else if (second->type == FIELD_VEILED)
        page_veiled(a->p, PLACE_ATTR, TEXT_PLAIN, *(const struct veiled *)field_at(second, row));
    else if (second->type == FIELD_CODE)
        page_code(a->p, second->of, *(const struct str *)field_at(second, row));
    else if (field_size(second) == sizeof(struct str))
        page_text(a->p, PLACE_ATTR, *(const struct str *)field_at(second, row));
}

static void put_row_value(const struct query *q, const void *row, struct buf *to)
{
    const struct field *f = &q->row.field[0];
    if (field_size(f) == sizeof(struct str))
        buf_put(to, *(const struct str *)field_at(f, row));
    else
        buf_int(to, *(const int64_t *)field_at(f, row));
}

static void put_row_options(struct page_at *a, const struct page_named *n,
                            const struct choices *rows)
{
    struct buf value;
    buf_init(&value, 256);
    for (size_t i = 0; i < rows->rows.n; i++) {
        buf_reset(&value);
        put_row_value(rows->query, form_choice_row(rows, i), &value);
        put_option(a, n, buf_str(&value));
        put_row_words(a, rows->query, form_choice_row(rows, i));
        buf_puts(a->p->out, "</option>");
    }
    buf_close(&value);
}

static void put_select(struct page_at *a, const struct field *f, const struct page_named *n,
                       const struct choices *rows)
{
    buf_puts(a->p->out, "<select id=\"");
    page_field_id(a, n->full);
    buf_puts(a->p->out, "\" name=\"");
    page_text(a->p, PLACE_ATTR, n->full);
    buf_puts(a->p->out, "\"");
    page_field_described(a, f, n);
    buf_puts(a->p->out, "><option value=\"\">");
    page_t(a->p, "core.form.please_choose", NULL, 0);
    buf_puts(a->p->out, "</option>");
    if (rows)
        put_row_options(a, n, rows);
    else if (f->type == FIELD_CODE)
        put_code_options(a, f, n);
    else if (f->words)
        put_word_options(a, f, n);
    buf_puts(a->p->out, "</select>");
}

static void put_textarea(struct page_at *a, const struct field *f, const struct page_named *n)
{
    buf_puts(a->p->out, "<textarea id=\"");
    page_field_id(a, n->full);
    buf_puts(a->p->out, "\" name=\"");
    page_text(a->p, PLACE_ATTR, n->full);
    buf_printf(a->p->out, "\" rows=\"%d\"", f->max > 500 || form_is_lines(f) ? 6 : 3);
    if (page_is_foreign(a->p, page_field_typed(a, n->full)))
        buf_puts(a->p->out, " lang=\"zh-CN\"");
    page_field_described(a, f, n);
    buf_puts(a->p->out, ">\n");
    page_text(a->p, PLACE_TEXT, page_field_typed(a, n->full));
    const struct form_pair *item;
    for (size_t i = 1; form_is_lines(f) && (item = page_form_typed(a->p, a->op, n->full, i)); i++) {
        buf_byte(a->p->out, '\n');
        page_text(a->p, PLACE_TEXT, item->value);
    }
    buf_puts(a->p->out, "</textarea>");
}

/* type, inputmode and autocomplete by what is asked. */
static const char *input_kind(const struct field *f)
{
    bool is_text = f->type == FIELD_TEXT;
    if (is_text && f->of && strcmp(f->of, "phone") == 0)
        return " type=\"tel\" autocomplete=\"tel\"";
    if (is_text && f->of && strcmp(f->of, "mail") == 0)
        return " type=\"email\" autocomplete=\"email\"";
    if (is_text && strcmp(f->name, "name") == 0)
        return " type=\"text\" autocomplete=\"name\"";
    if (f->type == FIELD_DAY)
        return " type=\"date\"";
    if (f->type == FIELD_TIME)
        return " type=\"datetime-local\"";
    if (f->type == FIELD_MONEY || f->type == FIELD_DECIMAL)
        return " type=\"text\" inputmode=\"decimal\" class=\"x-short\"";
    if (f->type == FIELD_INT || f->type == FIELD_ID)
        return " type=\"text\" inputmode=\"numeric\" class=\"x-short\"";
    return " type=\"text\"";
}

static void put_input(struct page_at *a, const struct field *f, const struct page_named *n)
{
    buf_puts(a->p->out, "<input id=\"");
    page_field_id(a, n->full);
    buf_puts(a->p->out, "\" name=\"");
    page_text(a->p, PLACE_ATTR, n->full);
    buf_puts(a->p->out, "\" value=\"");
    page_text(a->p, PLACE_ATTR, page_field_typed(a, n->full));
    buf_puts(a->p->out, "\"");
    buf_puts(a->p->out, input_kind(f));
    page_field_described(a, f, n);
    buf_puts(a->p->out, ">");
}

/* ---- one of many rows ---------------------------------------------------------------------- */

static const char *words_of(const struct page_at *a, const struct found *one)
{
    return one->row->word[a->p->lang];
}

/* What was found by what was typed, to choose from; false: nothing is to be chosen. */
static bool put_found(struct page_at *a, const struct field *f, const struct page_named *n,
                      const struct choices *from)
{
    struct findings found;
    struct str typed = page_field_typed(a, n->full);
    if (!form_find_has_names(f) || form_find(a->p->ctx, f, from, typed, &found) != OK ||
        found.n == 0 || (found.n == 1 && found.exact))
        return false;
    buf_puts(a->p->out, "<div class=\"x-radios\" role=\"radiogroup\" aria-label=\"");
    page_t(a->p, "core.form.found", &(struct text_arg){.name = "typed", .text = typed}, 1);
    buf_puts(a->p->out, "\">");
    for (size_t i = 0; i < found.n; i++) {
        put_radio(a, n, i + 1, found.at[i].code);
        page_text(a->p, PLACE_TEXT, str_of(words_of(a, &found.at[i])));
        put_radio_end(a);
    }
    buf_puts(a->p->out, "</div>");
    return true;
}

/* The line to type a code or a name; where some were found, it is for typing another one.  What was
 * typed and means one choice is shown by its name. */
static void put_name_line(struct page_at *a, const struct field *f, struct page_named *n,
                          const struct choices *from)
{
    struct findings found = {.n = 0};
    struct buf *out = a->p->out;
    struct str typed = page_field_typed(a, n->full);
    bool among = put_found(a, f, n, from);
    n->more = "-find";
    buf_puts(out, "<p class=\"x-hint\" id=\"");
    page_field_id(a, n->full);
    buf_puts(out, "-find\">");
    page_t(a->p, among ? "core.form.find_again" : "core.form.find", NULL, 0);
    buf_puts(out, "</p><input type=\"text\" autocomplete=\"off\" class=\"x-long\" data-choose=\"");
    page_form_address(out, a->op, a->id);
    buf_puts(out, "?choose=");
    page_percent(a->p, n->full);
    buf_puts(out, "\" data-none=\"");
    page_t(a->p, "core.form.find_none", NULL, 0);
    buf_puts(out, "\" id=\"");
    page_field_id(a, n->full);
    buf_puts(out, "\" name=\"");
    page_text(a->p, PLACE_ATTR, n->full);
    buf_puts(out, "\" value=\"");
    bool one = !among && form_find_has_names(f) &&
               form_find(a->p->ctx, f, from, typed, &found) == OK && found.n == 1;
    if (one)
        page_text(a->p, PLACE_ATTR, str_of(words_of(a, &found.at[0])));
    else if (!among)
        page_text(a->p, PLACE_ATTR, typed);
    buf_puts(out, "\"");
    page_field_described(a, f, n);
    buf_puts(out, ">");
}

/* Few are listed; one of many is found by name.  Nothing is to be chosen before the fields are
 * given on which the choices depend. */
static void put_choice(struct page_at *a, const struct field *f, const struct page_named *n)
{
    struct choices rows;
    struct page_named named = *n;
    bool more = false;
    enum status s =
        form_choices(a->p->ctx, f->from, f->from_args, a->id, &a->op->form, a->base, &rows);
    if (s == OK)
        s = form_choice_listed(a->p->ctx, &rows, &more);
    if (s != OK)
        rows.rows.n = 0;
    if (more)
        put_name_line(a, f, &named, &rows);
    else
        put_select(a, f, n, &rows);
}

static const char *accepts(const struct field *f)
{
    bool image = f->of && strstr(f->of, "image"), pdf = f->of && strstr(f->of, "pdf");
    if (image && pdf)
        return " accept=\"image/jpeg,image/png,application/pdf\"";
    if (image)
        return " accept=\"image/jpeg,image/png\"";
    return pdf ? " accept=\"application/pdf\"" : "";
}

/* Files that came before stay chosen by a ticked box that holds their sealed reference. */
static void put_kept_files(struct page_at *a, const struct page_named *n)
{
    const struct form_pair *pair;
    for (size_t i = 0; (pair = page_form_typed(a->p, a->op, n->full, i)); i++) {
        if (!pair->file || !pair->file->blob.p)
            continue;
        buf_puts(a->p->out,
                 "<label class=\"x-radio\"><input type=\"checkbox\" checked name=\"_file.");
        page_text(a->p, PLACE_ATTR, n->full);
        buf_puts(a->p->out, "\" value=\"");
        page_form_seal(a->p, a->op, pair->file);
        buf_puts(a->p->out, "\"><span>");
        page_file(a->p, *pair->file);
        buf_puts(a->p->out, "</span></label>");
    }
}

static void put_file_input(struct page_at *a, const struct field *f, const struct page_named *n)
{
    put_kept_files(a, n);
    buf_puts(a->p->out, "<input type=\"file\" id=\"");
    page_field_id(a, n->full);
    buf_puts(a->p->out, "\" name=\"");
    page_text(a->p, PLACE_ATTR, n->full);
    buf_puts(a->p->out, "\"");
    buf_puts(a->p->out, accepts(f));
    buf_puts(a->p->out, f->list_max > 1 ? " multiple" : "");
    page_field_described(a, f, n);
    buf_puts(a->p->out, ">");
}

static bool is_small_int(const struct field *f)
{
    return f->type == FIELD_INT && f->min <= f->max && f->min >= 0 && f->max <= 9;
}

bool page_input_is_radio(const struct field *f)
{
    return f->type == FIELD_BOOL || is_small_int(f) ||
           (f->type == FIELD_ENUM && !f->from && f->words->n <= RADIOS_MAX);
}

static void put_radios(struct page_at *a, const struct field *f, const struct page_named *n)
{
    buf_puts(a->p->out, is_small_int(f) || f->type == FIELD_BOOL
                            ? "<div class=\"x-radios x-inline\">"
                            : "<div class=\"x-radios\">");
    if (f->type == FIELD_BOOL)
        put_bool_radios(a, n);
    else if (f->type == FIELD_INT)
        put_int_radios(a, f, n);
    else
        put_word_radios(a, f, n);
    buf_puts(a->p->out, "</div>");
}

static void put_single(struct page_at *a, const struct field *f, const struct page_named *n)
{
    if (f->type == FIELD_FILE)
        put_file_input(a, f, n);
    else if (f->from)
        put_choice(a, f, n);
    else if (f->type == FIELD_CODE || f->type == FIELD_ENUM || f->type == FIELD_STAGE)
        put_select(a, f, n, NULL);
    else if (page_field_is_long(f) || form_is_lines(f))
        put_textarea(a, f, n);
    else
        put_input(a, f, n);
}

void page_input(struct page_at *a, const struct field *f, const struct page_named *n)
{
    if (page_input_is_radio(f))
        put_radios(a, f, n);
    else
        put_single(a, f, n);
}
