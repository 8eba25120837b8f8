// SPDX-License-Identifier: Apache-2.0
/* page_field.c -- a field of a form as a person fills it in: label, hint, error, input; groups as fieldsets.
 * Floor 4. */
#include "core/form_choice.h"
#include "core/page_form.h"

#include "core/read.h"

#include <assert.h>
#include <string.h>

enum { RADIOS_MAX = 6, LINE_CHARS_MAX = 100, FIELDSETS_AT_FIRST = 3, NAME_MAX_BYTES = 200 };

/* Where we print: the operation, its matter, what was read of the form so far. */
struct at {
    struct page *p;
    const struct op *op;
    int64_t id;
    const void *base;
    struct str prefix; /* "claim.2." */
    struct str path;   /* "claim." : the same without numbers */
};

struct named {
    char name[NAME_MAX_BYTES]; /* "claim.2.words" */
    char path[NAME_MAX_BYTES]; /* "claim.words" */
    struct str full;
    const struct text *label;
};

static void put(struct at *a, const char *html)
{
    buf_puts(a->p->out, html);
}

static void put_attr(struct at *a, struct str s)
{
    page_text(a->p, PLACE_ATTR, s);
}

static bool join(char to[NAME_MAX_BYTES], struct str head, const char *name)
{
    size_t n = strlen(name);
    if (head.n + n >= NAME_MAX_BYTES)
        return false;
    if (head.n)
        memcpy(to, head.p, head.n);
    memcpy(to + head.n, name, n + 1);
    return true;
}

static bool name_of(struct at *a, const struct field *f, struct named *ret_named)
{
    if (!join(ret_named->name, a->prefix, f->name) || !join(ret_named->path, a->path, f->name))
        return false;
    ret_named->full = str_of(ret_named->name);
    ret_named->label = page_form_label(a->op, str_of(ret_named->path));
    return true;
}

static void put_id(struct at *a, struct str name)
{
    buf_printf(a->p->out, "f-%s-", a->op->name);
    put_attr(a, name);
}

static const struct form_error *error_of(struct at *a, struct str name)
{
    const struct web_last *last = &a->p->web->last;
    const struct form_error *e = last->errors.at;
    if (last->op != a->op)
        return NULL;
    for (size_t i = 0; i < last->errors.n; i++)
        if (str_eq(e[i].name, name))
            return &e[i];
    return NULL;
}

static struct str typed(struct at *a, struct str name)
{
    const struct form_pair *pair = page_form_typed(a->p, a->op, name, 0);
    return pair ? pair->value : (struct str){0};
}

/* ---- label, hint, error ---- */

static void put_label_words(struct at *a, const struct field *f, const struct named *n)
{
    bool optional = f->optional || (field_is_list(f) && f->list_max > 0 && f->list_min == 0);
    if (n->label)
        page_text(a->p, PLACE_TEXT, str_of(n->label->word[a->p->lang]));
    else
        put_attr(a, str_of(n->path));
    if (optional && !f->each) {
        put(a, " <span class=\"x-optional\">");
        page_t(a->p, "core.form.optional", NULL, 0);
        put(a, "</span>");
    }
}

static const struct text *hint_of(const struct named *n)
{
    char key[NAME_MAX_BYTES];
    return n->label && join(key, str_of(n->label->key), ".hint") ? text_find(str_of(key)) : NULL;
}

static bool is_long_text(const struct field *f)
{
    return (f->type == FIELD_TEXT || f->type == FIELD_PLACE) && !f->of && f->min <= f->max &&
           f->max > LINE_CHARS_MAX;
}

static bool has_hint(const struct field *f, const struct named *n)
{
    return hint_of(n) || is_long_text(f);
}

static void put_hint(struct at *a, const struct field *f, const struct named *n)
{
    const struct text *hint = hint_of(n);
    if (!has_hint(f, n))
        return;
    put(a, "<p class=\"x-hint\" id=\"");
    put_id(a, n->full);
    put(a, "-hint\">");
    if (hint)
        page_text(a->p, PLACE_TEXT, str_of(hint->word[a->p->lang]));
    if (hint && is_long_text(f))
        page_t(a->p, "core.stop", NULL, 0);
    if (is_long_text(f))
        page_t(a->p, "core.form.max", &(struct text_arg){.name = "n", .number = f->max}, 1);
    put(a, "</p>");
}

static void put_error(struct at *a, struct str name)
{
    const struct form_error *e = error_of(a, name);
    if (!e)
        return;
    put(a, "<p class=\"x-error\" id=\"");
    put_id(a, name);
    put(a, "-error\">");
    page_t(a->p, e->key, &(struct text_arg){.name = "n", .number = e->limit}, 1);
    put(a, "</p>");
}

/* aria-describedby and aria-invalid of an input or fieldset. */
static void put_described(struct at *a, const struct field *f, const struct named *n)
{
    bool wrong = error_of(a, n->full) != NULL;
    if (!wrong && !has_hint(f, n))
        return;
    put(a, " aria-describedby=\"");
    if (has_hint(f, n)) {
        put_id(a, n->full);
        put(a, "-hint");
    }
    if (wrong) {
        put(a, has_hint(f, n) ? " " : "");
        put_id(a, n->full);
        put(a, "-error");
    }
    put(a, "\"");
}

static void put_invalid(struct at *a, struct str name)
{
    if (error_of(a, name))
        put(a, " aria-invalid=\"true\"");
}

/* ---- conditions: what a browser can test, and the words for those without script ---- */

static bool is_plain_cond(const struct cond *c)
{
    return c->kind == COND_COMPARE && c->left.kind == OPERAND_FIELD && c->right.kind == OPERAND_WORD &&
           (c->compare == COMPARE_EQ || c->compare == COMPARE_NE);
}

static void put_when_attr(struct at *a, const struct cond *c)
{
    if (!c || !is_plain_cond(c))
        return;
    put(a, " data-when=\"");
    put_attr(a, a->prefix);
    buf_printf(a->p->out, "%s%s%s\"", c->left.word, c->compare == COMPARE_EQ ? "=" : "!=", c->right.word);
}

static const struct field *field_of_cond(struct at *a, const struct cond *c)
{
    return record_find(&a->op->form, str_of(c->left.word));
}

/* "Only where `Kind` is `Complaint`." */
static void put_when_words(struct at *a, const struct cond *c)
{
    struct named n;
    const struct field *f = c && is_plain_cond(c) ? field_of_cond(a, c) : NULL;
    if (!f || !name_of(a, f, &n) || !n.label)
        return;
    put(a, "<p class=\"x-when\">");
    page_t(a->p, c->compare == COMPARE_EQ ? "core.form.when_is" : "core.form.when_not",
           &(struct text_arg){.name = "field", .text = str_of(n.label->word[a->p->lang])}, 1);
    if (f->words)
        page_words(a->p, f->words, words_find(f->words, str_of(c->right.word)));
    else if (f->type == FIELD_CODE)
        page_code(a->p, f->of, str_of(c->right.word));
    else
        put_attr(a, str_of(c->right.word));
    page_t(a->p, "core.form.when_end", NULL, 0);
    put(a, "</p>");
}

/* ---- inputs ---- */

static void put_radio(struct at *a, const struct named *n, size_t i, struct str value)
{
    put(a, "<label class=\"x-radio\"><input type=\"radio\" id=\"");
    put_id(a, n->full);
    if (i)
        buf_printf(a->p->out, "-%zu", i);
    put(a, "\" name=\"");
    put_attr(a, n->full);
    put(a, "\" value=\"");
    put_attr(a, value);
    put(a, str_eq(typed(a, n->full), value) ? "\" checked>" : "\">");
    put(a, "<span>");
}

static void put_radio_end(struct at *a)
{
    put(a, "</span></label>");
}

static void put_bool_radios(struct at *a, const struct named *n)
{
    for (size_t i = 0; i < 2; i++) {
        put_radio(a, n, i, i == 0 ? S("yes") : S("no"));
        page_bool(a->p, i == 0);
        put_radio_end(a);
    }
}

static void put_word_radios(struct at *a, const struct field *f, const struct named *n)
{
    for (size_t i = 0; i < f->words->n; i++) {
        put_radio(a, n, i, str_of(f->words->word[i]));
        page_words(a->p, f->words, (int)i + 1);
        put_radio_end(a);
    }
}

static void put_int_radios(struct at *a, const struct field *f, const struct named *n)
{
    for (int64_t v = f->min; v <= f->max; v++) {
        char digits[2] = {(char)('0' + v % 10), 0};
        put_radio(a, n, (size_t)(v - f->min), str_of(digits));
        page_int(a->p, v);
        put_radio_end(a);
    }
}

static void put_option(struct at *a, const struct named *n, struct str value)
{
    put(a, "<option value=\"");
    put_attr(a, value);
    put(a, str_eq(typed(a, n->full), value) ? "\" selected>" : "\">");
}

static void put_code_options(struct at *a, const struct field *f, const struct named *n)
{
    size_t m = strlen(f->of);
    for (size_t i = 0; i < text_n_rows; i++) {
        struct str key = str_of(text_rows[i].key);
        if (key.n <= m + 1 || memcmp(key.p, f->of, m) != 0 || key.p[m] != '.')
            continue;
        struct str code = str_part(key, m + 1, key.n);
        if (str_index(code, '.') < code.n)
            continue;
        put_option(a, n, code);
        page_code(a->p, f->of, code);
        put(a, "</option>");
    }
}

static void put_word_options(struct at *a, const struct field *f, const struct named *n)
{
    for (size_t i = 0; i < f->words->n; i++) {
        put_option(a, n, str_of(f->words->word[i]));
        page_words(a->p, f->words, (int)i + 1);
        put(a, "</option>");
    }
}

/* What a row is called: a unit by its name, else by the second column, else by its value. */
static void put_row_words(struct at *a, const struct query *q, const void *row)
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
        put_attr(a, *(const struct str *)field_at(second, row));
}

static void put_row_value(const struct query *q, const void *row, struct buf *to)
{
    const struct field *f = &q->row.field[0];
    if (field_size(f) == sizeof(struct str))
        buf_put(to, *(const struct str *)field_at(f, row));
    else
        buf_int(to, *(const int64_t *)field_at(f, row));
}

static void put_row_options(struct at *a, const struct field *f, const struct named *n)
{
    struct choices rows;
    struct buf value;
    enum status s = form_choices(a->p->ctx, f->from, f->from_args, a->id, &a->op->form, a->base, &rows);
    if (s != OK)
        return;
    buf_init(&value, 256);
    for (size_t i = 0; i < rows.rows.n; i++) {
        buf_reset(&value);
        put_row_value(rows.query, form_choice_row(&rows, i), &value);
        put_option(a, n, buf_str(&value));
        put_row_words(a, rows.query, form_choice_row(&rows, i));
        put(a, "</option>");
    }
    buf_close(&value);
}

static void put_select(struct at *a, const struct field *f, const struct named *n)
{
    put(a, "<select id=\"");
    put_id(a, n->full);
    put(a, "\" name=\"");
    put_attr(a, n->full);
    put(a, "\"");
    put_described(a, f, n);
    put_invalid(a, n->full);
    put(a, "><option value=\"\">");
    page_t(a->p, "core.form.please_choose", NULL, 0);
    put(a, "</option>");
    if (f->from)
        put_row_options(a, f, n);
    else if (f->type == FIELD_CODE)
        put_code_options(a, f, n);
    else
        put_word_options(a, f, n);
    put(a, "</select>");
}

static void put_textarea(struct at *a, const struct field *f, const struct named *n)
{
    put(a, "<textarea id=\"");
    put_id(a, n->full);
    put(a, "\" name=\"");
    put_attr(a, n->full);
    buf_printf(a->p->out, "\" rows=\"%d\"", f->max > 500 ? 6 : 3);
    put_described(a, f, n);
    put_invalid(a, n->full);
    put(a, ">\n");
    page_text(a->p, PLACE_TEXT, typed(a, n->full));
    put(a, "</textarea>");
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

static void put_input(struct at *a, const struct field *f, const struct named *n)
{
    put(a, "<input id=\"");
    put_id(a, n->full);
    put(a, "\" name=\"");
    put_attr(a, n->full);
    put(a, "\" value=\"");
    put_attr(a, typed(a, n->full));
    put(a, "\"");
    put(a, input_kind(f));
    put_described(a, f, n);
    put_invalid(a, n->full);
    put(a, ">");
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
static void put_kept_files(struct at *a, const struct named *n)
{
    const struct form_pair *pair;
    for (size_t i = 0; (pair = page_form_typed(a->p, a->op, n->full, i)); i++) {
        if (!pair->file)
            continue;
        put(a, "<label class=\"x-radio\"><input type=\"checkbox\" checked name=\"_file.");
        put_attr(a, n->full);
        put(a, "\" value=\"");
        page_form_seal(a->p, a->op, pair->file);
        put(a, "\"><span>");
        page_file(a->p, *pair->file);
        put(a, "</span></label>");
    }
}

static void put_file_input(struct at *a, const struct field *f, const struct named *n)
{
    put_kept_files(a, n);
    put(a, "<input type=\"file\" id=\"");
    put_id(a, n->full);
    put(a, "\" name=\"");
    put_attr(a, n->full);
    put(a, "\"");
    put(a, accepts(f));
    put(a, f->list_max > 1 ? " multiple" : "");
    put_described(a, f, n);
    put_invalid(a, n->full);
    put(a, ">");
}

static bool is_small_int(const struct field *f)
{
    return f->type == FIELD_INT && f->min <= f->max && f->min >= 0 && f->max <= 9;
}

static bool is_radio(const struct field *f)
{
    return f->type == FIELD_BOOL || is_small_int(f) ||
           (f->type == FIELD_ENUM && !f->from && f->words->n <= RADIOS_MAX);
}

static void put_radios(struct at *a, const struct field *f, const struct named *n)
{
    put(a, is_small_int(f) || f->type == FIELD_BOOL ? "<div class=\"x-radios x-inline\">"
                                                    : "<div class=\"x-radios\">");
    if (f->type == FIELD_BOOL)
        put_bool_radios(a, n);
    else if (f->type == FIELD_INT)
        put_int_radios(a, f, n);
    else
        put_word_radios(a, f, n);
    put(a, "</div>");
}

static void put_one(struct at *a, const struct field *f, const struct named *n)
{
    if (f->type == FIELD_FILE)
        put_file_input(a, f, n);
    else if (f->from || f->type == FIELD_CODE || f->type == FIELD_ENUM || f->type == FIELD_STAGE)
        put_select(a, f, n);
    else if (is_long_text(f))
        put_textarea(a, f, n);
    else
        put_input(a, f, n);
}

static void put_open(struct at *a, const struct field *f, const struct named *n, bool fieldset)
{
    put(a, fieldset ? "<fieldset class=\"x-field" : "<div class=\"x-field");
    put(a, error_of(a, n->full) ? " x-wrong\"" : "\"");
    put_when_attr(a, f->when);
    if (fieldset)
        put_described(a, f, n);
    put(a, ">");
}

static void put_plain_field(struct at *a, const struct field *f, const struct named *n)
{
    bool radio = is_radio(f);
    put_open(a, f, n, radio);
    if (radio) {
        put(a, "<legend>");
    } else {
        put(a, "<label for=\"");
        put_id(a, n->full);
        put(a, "\">");
    }
    put_label_words(a, f, n);
    put(a, radio ? "</legend>" : "</label>");
    put_when_words(a, f->when);
    put_hint(a, f, n);
    put_error(a, n->full);
    if (radio)
        put_radios(a, f, n);
    else
        put_one(a, f, n);
    put(a, radio ? "</fieldset>" : "</div>");
}

/* ---- groups ---- */

static void put_field(struct at *a, const struct field *f);

static void put_group_fields(struct at *a, const struct field *group, int64_t number)
{
    char prefix[NAME_MAX_BYTES], path[NAME_MAX_BYTES];
    struct buf b;
    struct at inner = *a;
    buf_init(&b, NAME_MAX_BYTES);
    buf_put(&b, a->prefix);
    buf_printf(&b, number ? "%s.%lld." : "%s.", group->name, (long long)number);
    size_t n = b.n;
    if (b.full || !join(path, a->path, group->name) || strlen(path) + 2 > NAME_MAX_BYTES) {
        buf_close(&b);
        return;
    }
    memcpy(prefix, b.p, n);
    buf_close(&b);
    size_t m = strlen(path);
    path[m] = '.';
    inner.prefix = (struct str){prefix, n};
    inner.path = (struct str){path, m + 1};
    for (size_t i = 0; i < group->group->n; i++)
        put_field(&inner, &group->group->field[i]);
}

static int64_t highest_typed(struct at *a, struct str group)
{
    const struct web_last *last = &a->p->web->last;
    int64_t most = 0, n;
    for (size_t i = 0; last->op == a->op && i < last->typed.n; i++) {
        struct str name = last->typed.pair[i].name, rest;
        if (!str_starts(name, group) || name.n <= group.n || name.p[group.n] != '.')
            continue;
        if (last->typed.pair[i].value.n == 0)
            continue;
        if (str_to_int(str_cut(str_part(name, group.n + 1, name.n), '.', &rest), &n) == OK && n > most)
            most = n;
    }
    return most;
}

static int64_t grown_to(struct at *a, struct str group)
{
    const struct form *grown = a->p->web->last.op == a->op ? a->p->web->last.grown : NULL;
    int64_t n = 0;
    for (size_t i = 0; grown && i < grown->n; i++)
        if (str_eq(grown->pair[i].name, group) && str_to_int(grown->pair[i].value, &n) == OK)
            return n;
    return 0;
}

static int64_t shown_of(struct at *a, const struct field *f, const struct named *n)
{
    int64_t shown = FIELDSETS_AT_FIRST, typed = highest_typed(a, n->full), grown = grown_to(a, n->full);
    shown = typed > shown ? typed : shown;
    shown = grown > shown ? grown : shown;
    return shown > f->list_max ? f->list_max : shown;
}

static void put_add_button(struct at *a, const struct field *f, const struct named *n, int64_t shown)
{
    buf_printf(a->p->out, "<input type=\"hidden\" name=\"_n.%s\" value=\"%lld\">", n->name, (long long)shown);
    if (shown >= f->list_max)
        return;
    buf_printf(a->p->out, "<button class=\"x-quiet\" name=\"_go\" value=\"add.%s\" data-add=\"%d\">", n->name,
               (int)f->list_max);
    page_t(a->p, "core.form.add", NULL, 0);
    put(a, "</button>");
}

static void put_many(struct at *a, const struct field *f, const struct named *n)
{
    int64_t shown = shown_of(a, f, n);
    for (int64_t i = 1; i <= shown; i++) {
        buf_printf(a->p->out, "<fieldset class=\"x-item\" data-item=\"%s\"><legend>", n->name);
        page_t(a->p, "core.form.item", &(struct text_arg){.name = "n", .number = i}, 1);
        put(a, "</legend>");
        put_group_fields(a, f, i);
        put(a, "</fieldset>");
    }
    put_add_button(a, f, n, shown);
}

/* The row that an `each` record answers: its veiled and plain texts. */
static void put_row_text(struct at *a, const struct query *q, const void *row)
{
    for (size_t i = 0; i < q->row.n; i++) {
        const struct field *f = &q->row.field[i];
        if (f->type == FIELD_VEILED || f->type == FIELD_TEXT) {
            put(a, "<p class=\"x-words x-row\">");
            if (f->type == FIELD_VEILED)
                page_veiled(a->p, PLACE_TEXT, TEXT_PLAIN, *(const struct veiled *)field_at(f, row));
            else
                put_attr(a, *(const struct str *)field_at(f, row));
            put(a, "</p>");
            return;
        }
    }
}

static void put_each(struct at *a, const struct field *f, const struct named *n)
{
    struct choices rows;
    struct str name;
    char room[NAME_MAX_BYTES];
    if (form_choices(a->p->ctx, f->each, f->each_args, a->id, &a->op->form, a->base, &rows) != OK)
        return;
    for (size_t i = 0; i < rows.rows.n; i++) {
        struct buf b;
        buf_init(&b, sizeof room);
        buf_printf(&b, "%s.%zu", n->name, i + 1);
        name = b.full ? n->full : (struct str){memcpy(room, b.p, b.n), b.n};
        buf_close(&b);
        put(a, "<fieldset class=\"x-item\" id=\"");
        put_id(a, name);
        put(a, "\"><legend>");
        page_t(a->p, "core.form.item", &(struct text_arg){.name = "n", .number = (int64_t)i + 1}, 1);
        put(a, "</legend>");
        put_row_text(a, rows.query, form_choice_row(&rows, i));
        put_error(a, name);
        put_group_fields(a, f, (int64_t)i + 1);
        put(a, "</fieldset>");
    }
}

static bool is_each_empty(struct at *a, const struct field *f)
{
    struct choices rows;
    return f->each && form_choices(a->p->ctx, f->each, f->each_args, a->id, &a->op->form, a->base, &rows) == OK &&
           rows.rows.n == 0;
}

static void put_group(struct at *a, const struct field *f, const struct named *n)
{
    if (is_each_empty(a, f))
        return;
    put_open(a, f, n, true);
    put(a, "<legend id=\"");
    put_id(a, n->full);
    put(a, "\">");
    put_label_words(a, f, n);
    put(a, "</legend>");
    put_when_words(a, f->when);
    put_hint(a, f, n);
    put_error(a, n->full);
    if (f->each)
        put_each(a, f, n);
    else if (f->list_max > 0)
        put_many(a, f, n);
    else
        put_group_fields(a, f, 0);
    put(a, "</fieldset>");
}

static void put_field(struct at *a, const struct field *f)
{
    struct named n;
    if (!name_of(a, f, &n))
        return;
    if (f->type == FIELD_GROUP)
        put_group(a, f, &n);
    else
        put_plain_field(a, f, &n);
}

void page_field(struct page *p, const struct op *op, const struct field *f, int64_t id, const void *base)
{
    struct at a = {.p = p, .op = op, .id = id, .base = base};
    put_field(&a, f);
}
