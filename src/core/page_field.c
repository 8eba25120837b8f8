// SPDX-License-Identifier: Apache-2.0
/* page_field.c -- a field of a form as a person fills it in: label, hint, error, input; groups as
 * fieldsets.
 * Floor 4. */
#include "core/page_field.h"
#include "core/amend.h"
#include "core/form_choice.h"

#include <assert.h>
#include <string.h>

enum { LINE_CHARS_MAX = 100, FIELDSETS_AT_FIRST = 3 };

static void put(struct page_at *a, const char *html)
{
    buf_puts(a->p->out, html);
}

static void put_attr(struct page_at *a, struct str s)
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

static bool name_of(struct page_at *a, const struct field *f, struct page_named *ret_named)
{
    if (!join(ret_named->name, a->prefix, f->name) || !join(ret_named->path, a->path, f->name))
        return false;
    ret_named->full = str_of(ret_named->name);
    ret_named->more = NULL;
    ret_named->label = page_form_label(a->op, str_of(ret_named->path));
    return true;
}

void page_field_id(struct page_at *a, struct str name)
{
    buf_printf(a->p->out, "f-%s-", a->op->name);
    put_attr(a, name);
}

static const struct form_error *error_of(struct page_at *a, struct str name)
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

struct str page_field_typed(struct page_at *a, struct str name)
{
    const struct form_pair *pair = page_form_typed(a->p, a->op, name, 0);
    return pair ? pair->value : (struct str){0};
}

/* ---- label, hint, error ---- */

static void put_label_words(struct page_at *a, const struct field *f, const struct page_named *n)
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

static const struct text *hint_of(const struct page_named *n)
{
    char key[NAME_MAX_BYTES];
    return n->label && join(key, str_of(n->label->key), ".hint") ? text_find(str_of(key)) : NULL;
}

bool page_field_is_long(const struct field *f)
{
    return (f->type == FIELD_TEXT || f->type == FIELD_PLACE) && !f->of && f->min <= f->max &&
           f->max > LINE_CHARS_MAX;
}

static bool has_hint(const struct field *f, const struct page_named *n)
{
    return hint_of(n) || page_field_is_long(f);
}

static void put_hint(struct page_at *a, const struct field *f, const struct page_named *n)
{
    const struct text *hint = hint_of(n);
    struct text_arg arg[] = {{.name = "n", .number = f->max},
                             {.name = "hint", .text = str_of(hint ? hint->word[a->p->lang] : "")}};
    if (!has_hint(f, n))
        return;
    put(a, "<p class=\"x-hint\" id=\"");
    page_field_id(a, n->full);
    put(a, "-hint\">");
    if (hint && page_field_is_long(f))
        page_t(a->p, "core.form.hint_max", arg, 2);
    else if (hint)
        page_text(a->p, PLACE_TEXT, arg[1].text);
    else
        page_t(a->p, "core.form.max", arg, 1);
    put(a, "</p>");
}

static void put_error(struct page_at *a, struct str name)
{
    const struct form_error *e = error_of(a, name);
    if (!e)
        return;
    put(a, "<p class=\"x-error\" id=\"");
    page_field_id(a, name);
    put(a, "-error\">");
    page_t(a->p, e->key, &(struct text_arg){.name = "n", .number = e->limit}, 1);
    put(a, "</p>");
}

/* aria-describedby and aria-invalid of an input or fieldset. */
void page_field_described(struct page_at *a, const struct field *f, const struct page_named *n)
{
    bool wrong = error_of(a, n->full) != NULL;
    const char *behind[] = {has_hint(f, n) ? "-hint" : NULL, wrong ? "-error" : NULL, n->more};
    const char *before = " aria-describedby=\"";
    for (size_t i = 0; i < sizeof behind / sizeof behind[0]; i++) {
        if (!behind[i])
            continue;
        put(a, before);
        page_field_id(a, n->full);
        put(a, behind[i]);
        before = " ";
    }
    if (before[1] == 0)
        put(a, wrong ? "\" aria-invalid=\"true\"" : "\"");
}

/* ---- conditions: what a browser can test, and the words for those without script ---- */

static bool is_plain_cond(const struct cond *c)
{
    return c->kind == COND_COMPARE && c->left.kind == OPERAND_FIELD &&
           c->right.kind == OPERAND_WORD && (c->compare == COMPARE_EQ || c->compare == COMPARE_NE);
}

static void put_when_attr(struct page_at *a, const struct cond *c)
{
    if (!c || !is_plain_cond(c))
        return;
    put(a, " data-when=\"");
    put_attr(a, a->prefix);
    buf_printf(a->p->out, "%s%s%s\"", c->left.word,
               c->compare == COMPARE_EQ ? "=" : "!=", c->right.word);
}

static const struct field *field_of_cond(struct page_at *a, const struct cond *c)
{
    return record_find(&a->op->form, str_of(c->left.word));
}

/* "Only where `Kind` is `Complaint`." */
static void put_when_words(struct page_at *a, const struct cond *c)
{
    struct page_named n;
    const struct field *f = c && is_plain_cond(c) ? field_of_cond(a, c) : NULL;
    if (!f || !name_of(a, f, &n) || !n.label)
        return;
    struct buf value;
    struct page plain = *a->p;
    buf_init(&value, 4096);
    plain.plain = true;
    plain.out = &value;
    if (f->words)
        page_words(&plain, f->words, words_find(f->words, str_of(c->right.word)));
    else if (f->type == FIELD_CODE)
        page_code(&plain, f->of, str_of(c->right.word));
    else
        buf_puts(&value, c->right.word);
    struct text_arg arg[] = {{.name = "field", .text = str_of(n.label->word[a->p->lang])},
                             {.name = "value", .text = buf_str(&value)}};
    put(a, "<p class=\"x-when\">");
    page_t(a->p, c->compare == COMPARE_EQ ? "core.form.when_is" : "core.form.when_not", arg, 2);
    buf_close(&value);
    put(a, "</p>");
}

static void put_open(struct page_at *a, const struct field *f, const struct page_named *n,
                     bool fieldset)
{
    put(a, fieldset ? "<fieldset class=\"x-field" : "<div class=\"x-field");
    put(a, error_of(a, n->full) ? " x-wrong\"" : "\"");
    put_when_attr(a, f->when);
    if (fieldset)
        page_field_described(a, f, n);
    put(a, ">");
}

static void put_plain_field(struct page_at *a, const struct field *f, const struct page_named *n)
{
    bool radio = page_input_is_radio(f);
    put_open(a, f, n, radio);
    if (radio) {
        put(a, "<legend>");
    } else {
        put(a, "<label for=\"");
        page_field_id(a, n->full);
        put(a, "\">");
    }
    put_label_words(a, f, n);
    put(a, radio ? "</legend>" : "</label>");
    put_when_words(a, f->when);
    put_hint(a, f, n);
    put_error(a, n->full);
    page_input(a, f, n);
    put(a, radio ? "</fieldset>" : "</div>");
}

/* ---- groups ---- */

static void put_field(struct page_at *a, const struct field *f);

static void put_group_fields(struct page_at *a, const struct field *group, int64_t number)
{
    char prefix[NAME_MAX_BYTES], path[NAME_MAX_BYTES];
    struct buf b;
    struct page_at inner = *a;
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
        if (!group->group->field[i].from_row)
            put_field(&inner, &group->group->field[i]);
}

static int64_t highest_typed(struct page_at *a, struct str group)
{
    const struct web_last *last = &a->p->web->last;
    int64_t most = 0, n;
    for (size_t i = 0; last->op == a->op && i < last->typed.n; i++) {
        struct str name = last->typed.pair[i].name, rest;
        if (!str_starts(name, group) || name.n <= group.n || name.p[group.n] != '.')
            continue;
        if (last->typed.pair[i].value.n == 0)
            continue;
        if (str_to_int(str_cut(str_part(name, group.n + 1, name.n), '.', &rest), &n) == OK &&
            n > most)
            most = n;
    }
    return most;
}

static int64_t grown_to(struct page_at *a, struct str group)
{
    const struct form *grown = a->p->web->last.op == a->op ? a->p->web->last.grown : NULL;
    int64_t n = 0;
    for (size_t i = 0; grown && i < grown->n; i++)
        if (str_eq(grown->pair[i].name, group) && str_to_int(grown->pair[i].value, &n) == OK)
            return n;
    return 0;
}

static int64_t shown_of(struct page_at *a, const struct field *f, const struct page_named *n)
{
    int64_t shown = FIELDSETS_AT_FIRST, typed = highest_typed(a, n->full),
            grown = grown_to(a, n->full);
    shown = typed > shown ? typed : shown;
    shown = grown > shown ? grown : shown;
    return shown > f->list_max ? f->list_max : shown;
}

static void put_add_button(struct page_at *a, const struct field *f, const struct page_named *n,
                           int64_t shown)
{
    buf_printf(a->p->out, "<input type=\"hidden\" name=\"_n.%s\" value=\"%lld\">", n->name,
               (long long)shown);
    if (shown >= f->list_max)
        return;
    buf_printf(a->p->out,
               "<button class=\"x-quiet\" name=\"_go\" value=\"add.%s\" data-add=\"%d\">", n->name,
               (int)f->list_max);
    page_t(a->p, "core.form.add", NULL, 0);
    put(a, "</button>");
}

static void put_many(struct page_at *a, const struct field *f, const struct page_named *n)
{
    int64_t shown = shown_of(a, f, n);
    const char *class = f->group->n == 1 ? "x-item x-one" : "x-item";
    for (int64_t i = 1; i <= shown; i++) {
        buf_printf(a->p->out, "<fieldset class=\"%s\" data-item=\"%s\"><legend>", class, n->name);
        page_t(a->p, "core.form.item", &(struct text_arg){.name = "n", .number = i}, 1);
        put(a, "</legend>");
        put_group_fields(a, f, i);
        put(a, "</fieldset>");
    }
    put_add_button(a, f, n, shown);
}

/* The row that an `each` record answers: its veiled and plain texts. */
static void put_row_text(struct page_at *a, const struct query *q, const void *row)
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

/* The rows that an `each` group answers; false: they cannot be known. */
static bool read_rows(struct page_at *a, const struct field *f, struct choices *rows)
{
    struct ctx *c = a->p->ctx;
    return form_choices(c, f->each, f->each_args, a->id, &a->op->form, a->base, rows) == OK &&
           form_choice_all(c, rows) == OK;
}

static void put_each(struct page_at *a, const struct field *f, const struct page_named *n)
{
    struct choices rows;
    struct str name;
    char room[NAME_MAX_BYTES];
    if (!read_rows(a, f, &rows))
        return;
    for (size_t i = 0; i < rows.rows.n; i++) {
        struct buf b;
        buf_init(&b, sizeof room);
        buf_printf(&b, "%s.%zu", n->name, i + 1);
        name = b.full ? n->full : (struct str){memcpy(room, b.p, b.n), b.n};
        buf_close(&b);
        put(a, "<fieldset class=\"x-item\" id=\"");
        page_field_id(a, name);
        put(a, "\"><legend>");
        page_t(a->p, "core.form.item", &(struct text_arg){.name = "n", .number = (int64_t)i + 1},
               1);
        put(a, "</legend>");
        put_row_text(a, rows.query, form_choice_row(&rows, i));
        put_error(a, name);
        put_group_fields(a, f, (int64_t)i + 1);
        put(a, "</fieldset>");
    }
}

static bool is_each_empty(struct page_at *a, const struct field *f)
{
    struct choices rows;
    return f->each && read_rows(a, f, &rows) && rows.rows.n == 0;
}

static void put_group(struct page_at *a, const struct field *f, const struct page_named *n)
{
    if (is_each_empty(a, f))
        return;
    put_open(a, f, n, true);
    put(a, "<legend id=\"");
    page_field_id(a, n->full);
    put(a, "\">");
    put_label_words(a, f, n);
    put(a, "</legend>");
    put_when_words(a, f->when);
    put_hint(a, f, n);
    put_error(a, n->full);
    if (f->each)
        put_each(a, f, n);
    else if (field_is_single(f))
        put_group_fields(a, f, 0);
    else
        put_many(a, f, n);
    put(a, "</fieldset>");
}

static void put_field(struct page_at *a, const struct field *f)
{
    struct page_named n;
    if (!name_of(a, f, &n))
        return;
    if (f->type == FIELD_GROUP)
        put_group(a, f, &n);
    else
        put_plain_field(a, f, &n);
}

void page_field(struct page *p, const struct op *op, const struct field *f, int64_t id,
                const void *base)
{
    struct page_at a = {.p = p, .op = op, .id = id, .base = base};
    if (amend_is(op) && f == &op->form.field[0]) { /* the version that this form was made from */
        page_hidden(p, S(AMENDED_ENTRY), page_field_typed(&a, S(AMENDED_ENTRY)));
        return;
    }
    put_field(&a, f);
}
