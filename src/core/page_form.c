// SPDX-License-Identifier: Apache-2.0
/* page_form.c -- the form of an operation: is it lawful now, where it goes, tokens, errors, steps,
 * buttons.
 * Floor 4.  Its fields are page_field.c, the answers to check page_check.c. */
#include "core/page_form.h"

#include "base/json.h"
#include "core/amend.h"
#include "core/op_run.h"
#include "core/party.h"
#include "core/public/public.h"
#include "core/ticket.h"

#include <assert.h>
#include <string.h>

#define FILE_LIFE_MS (24 * 3600000LL)

void page_form_address(struct buf *to, const struct op *op, int64_t id)
{
    if (!op->matter) {
        buf_printf(to, "/%s/%s", op->room, op->name);
        return;
    }
    struct str path = str_of(op->matter->url);
    size_t hole = str_find(path, S("{id}"));
    buf_put(to, str_part(path, 0, hole));
    buf_int(to, id);
    buf_put(to, str_part(path, hole + 4, path.n));
    buf_printf(to, "/%s", op->name);
}

static const struct text *find_words(const char *a, const char *b, struct str path)
{
    char key[200];
    size_t n = 0;
    const char *parts[] = {a, b};
    for (size_t i = 0; i < 2; i++) {
        size_t m = parts[i] ? strlen(parts[i]) : 0;
        if (m == 0)
            continue;
        if (n + m + 1 > sizeof key)
            return NULL;
        memcpy(key + n, parts[i], m);
        key[n + m] = '.';
        n += m + 1;
    }
    if (n + path.n > sizeof key)
        return NULL;
    memcpy(key + n, path.p, path.n);
    return text_find((struct str){key, n + path.n});
}

static struct str last_word(struct str path)
{
    struct str rest = path;
    while (rest.p) {
        path = rest;
        str_cut(rest, '.', &rest);
    }
    return path;
}

const struct text *page_form_label(const struct op *op, struct str path)
{
    const struct text *row = find_words(op->room, op->name, path);
    if (!row)
        row = find_words(op->room, NULL, path);
    if (!row)
        row = find_words(op->room, NULL, last_word(path));
    if (!row)
        row = find_words("core", "field", last_word(path));
    return row;
}

const struct form_pair *page_form_typed(const struct page *p, const struct op *op, struct str name,
                                        size_t i)
{
    const struct web_last *last = &p->web->last;
    if (last->op != op)
        return NULL;
    for (size_t k = 0; k < last->typed.n; k++)
        if (str_eq(last->typed.pair[k].name, name) && i-- == 0)
            return &last->typed.pair[k];
    return NULL;
}

/* ROOM.OP.WHAT */
static void put_op_words(struct page *p, const struct op *op, const char *what)
{
    char key[200];
    struct str parts[] = {str_of(op->room), str_of(op->name), str_of(what)};
    size_t n = 0;
    for (size_t i = 0; i < 3 && parts[i].p; i++) {
        assert(n + parts[i].n + 2 < sizeof key);
        if (i)
            key[n++] = '.';
        memcpy(key + n, parts[i].p, parts[i].n);
        n += parts[i].n;
    }
    key[n] = 0;
    page_t(p, key, NULL, 0);
}

/* For whom and for what a file was taken. */
static void put_file_about(struct buf *to, const struct op *op, struct str visitor)
{
    buf_printf(to, "%s %.*s", op->full, STR_ARG(visitor));
}

void page_form_seal(struct page *p, const struct op *op, const struct file_ref *file)
{
    struct buf plain, about;
    struct str parts[] = {file->name, file->media, file->blob};
    buf_init(&plain, 2048);
    for (size_t i = 0; i < 3; i++) {
        buf_byte(&plain, i ? ',' : '[');
        json_put_text(&plain, parts[i]);
    }
    buf_printf(&plain, ",%lld,\"", (long long)file->size);
    buf_hex(&plain, file->hash.b, sizeof file->hash.b);
    buf_puts(&plain, "\"]");
    buf_init(&about, 512);
    put_file_about(&about, op, p->web->visitor);
    if (!plain.full && !about.full)
        ticket_seal(&p->web->seal_key, buf_str(&plain), buf_str(&about), p->ctx->now + FILE_LIFE_MS,
                    p->out);
    buf_close(&plain);
    buf_close(&about);
}

static enum status open_sealed(struct ctx *c, const struct web *web, const struct op *op,
                               struct str sealed, struct str *ret_text)
{
    struct buf about;
    buf_init(&about, 512);
    put_file_about(&about, op, web->visitor);
    enum status s = about.full ? REFUSED
                               : ticket_open(&web->seal_key, c->arena, sealed, buf_str(&about),
                                             c->now, ret_text);
    buf_close(&about);
    return s;
}

enum status page_form_unseal(struct ctx *c, const struct web *web, const struct op *op,
                             struct str sealed, struct file_ref *ret_file)
{
    struct str text;
    struct json *v;
    struct file_ref file = {0};
    TRY(open_sealed(c, web, op, sealed, &text));
    if (json_parse(c->arena, text, JSON_STRICT, &v, NULL) != OK)
        return REFUSED;
    file.name = json_text(json_item(v, 0));
    file.media = json_text(json_item(v, 1));
    file.blob = json_text(json_item(v, 2));
    TRY(json_int(json_item(v, 3), &file.size));
    TRY(str_to_bytes(json_text(json_item(v, 4)), file.hash.b, sizeof file.hash.b));
    *ret_file = file;
    return OK;
}

int page_form_step(const struct op *op, struct str name)
{
    struct str rest;
    const struct field *f = record_find(&op->form, str_cut(name, '.', &rest));
    return f ? f->step : -1;
}

void page_form_carry(struct page *p, const struct op *op)
{
    const struct web_last *last = &p->web->last;
    if (last->op != op)
        return;
    for (size_t i = 0; i < last->typed.n; i++) {
        const struct form_pair *pair = &last->typed.pair[i];
        if (page_form_step(op, pair->name) == last->step || page_form_step(op, pair->name) < 0 ||
            (pair->file && !pair->file->blob.p))
            continue;
        buf_printf(p->out, "<input type=\"hidden\" name=\"%s", pair->file ? "_file." : "");
        page_text(p, PLACE_ATTR, pair->name);
        buf_puts(p->out, "\" value=\"");
        if (pair->file)
            page_form_seal(p, op, pair->file);
        else
            page_text(p, PLACE_ATTR, pair->value);
        buf_puts(p->out, "\">");
    }
}

void page_form_token(struct page *p, const struct op *op)
{
    struct buf b;
    buf_init(&b, 256);
    if (p->web->visitor.n)
        ticket_csrf_make(&p->web->csrf_key, p->web->visitor, str_of(op->full),
                         p->ctx->now + PAGE_FORM_LIFE_MS, &b);
    page_hidden(p, S("_csrf"), buf_str(&b));
    buf_close(&b);
}

static void put_tokens(struct page *p, const struct op *op, int step)
{
    const struct web_last *last = &p->web->last;
    struct buf b;
    page_form_token(p, op);
    buf_init(&b, 256);
    if (last->op == op && last->key.n)
        buf_put(&b, last->key);
    else
        ticket_key(p->ctx->now, &b);
    page_hidden(p, S("_key"), buf_str(&b));
    buf_reset(&b);
    buf_int(&b, step);
    page_hidden(p, S("_step"), buf_str(&b));
    if (last->op == op && last->draft.n)
        page_hidden(p, S("_draft"), last->draft);
    buf_close(&b);
}

struct str page_form_path(struct str name, char room[PAGE_FORM_PATH_MAX])
{
    size_t n = 0;
    struct str rest = name;
    while (rest.p) {
        struct str word = str_cut(rest, '.', &rest);
        int64_t number;
        if (str_to_int(word, &number) == OK || n + word.n + 1 > PAGE_FORM_PATH_MAX)
            continue;
        if (n)
            room[n++] = '.';
        memcpy(room + n, word.p, word.n);
        n += word.n;
    }
    return (struct str){room, n};
}

/* "Claim 2": the words of the field, and which of its group. */
static void put_error_field(struct buf *to, struct str name, const char *words)
{
    struct str rest = name;
    int64_t number;
    buf_puts(to, words);
    while (rest.p)
        if (str_to_int(str_cut(rest, '.', &rest), &number) == OK)
            buf_printf(to, " %lld", (long long)number);
}

static void put_error_line(struct page *p, const struct op *op, const struct form_error *e)
{
    char room[PAGE_FORM_PATH_MAX];
    const struct text *label = page_form_label(op, page_form_path(e->name, room));
    struct buf words, field;
    buf_init(&words, 4096);
    buf_init(&field, 4096);
    put_error_field(&field, e->name, label ? label->word[p->lang] : "");
    text_put(&words, p->lang, str_of(e->key), &(struct text_arg){.name = "n", .number = e->limit},
             1);
    struct text_arg arg[] = {{.name = "field", .text = buf_str(&field)},
                             {.name = "error", .text = buf_str(&words)}};
    buf_printf(p->out, "<li><a href=\"#f-%s-", op->name);
    page_text(p, PLACE_ATTR, e->name);
    buf_puts(p->out, "\">");
    if (label)
        page_t(p, "core.form.error_line", arg, 2);
    else
        page_text(p, PLACE_TEXT, buf_str(&words));
    buf_puts(p->out, "</a></li>");
    buf_close(&words);
    buf_close(&field);
}

static void put_row(struct page *p, const char *row)
{
    if (row)
        page_t(p, "core.why_row", &(struct text_arg){.name = "row", .text = str_of(row)}, 1);
}

static void put_why(struct page *p, const struct why *why)
{
    buf_puts(p->out, "<p>");
    page_t(p, why->refusal ? why->refusal->key : why->key, NULL, 0);
    buf_byte(p->out, ' ');
    put_row(p, why->refusal ? why->refusal->row : why->row);
    buf_puts(p->out, "</p>");
}

static void put_summary_head(struct page *p, const char *key)
{
    buf_puts(p->out, "<div class=\"x-errors\" role=\"alert\" tabindex=\"-1\" id=\"errors\"><h2>");
    page_t(p, key, NULL, 0);
    buf_puts(p->out, "</h2>");
}

static const char *status_key(enum status s)
{
    return s == BUSY ? "core.busy" : s == CONFLICT ? "core.conflict" : "core.broken";
}

static void put_summary(struct page *p, const struct op *op)
{
    const struct web_last *last = &p->web->last;
    if (last->op != op)
        return;
    if (last->why.key || last->why.refusal) {
        put_summary_head(p, "core.refused");
        put_why(p, &last->why);
        buf_puts(p->out, "</div>");
    } else if (last->errors.n) {
        const struct form_error *e = last->errors.at;
        put_summary_head(p, "core.form.errors");
        buf_puts(p->out, "<ul>");
        for (size_t i = 0; i < last->errors.n; i++)
            put_error_line(p, op, &e[i]);
        buf_puts(p->out, "</ul></div>");
    } else if (last->status != OK) {
        put_summary_head(p, status_key(last->status));
        buf_puts(p->out, "</div>");
    }
}

static bool has_file(const struct record *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->field[i].type == FIELD_FILE || (r->field[i].group && has_file(r->field[i].group)))
            return true;
    return false;
}

static bool has_optional(const struct op *op, int step)
{
    for (size_t i = amend_is(op); i < op->form.n; i++)
        if (op->form.field[i].step == step &&
            (op->form.field[i].optional || op->form.field[i].list_max > 0))
            return true;
    return false;
}

static void put_step_head(struct page *p, const struct op *op, int step)
{
    int page = step == PAGE_FORM_CHECK ? op->n_steps : step;
    struct text_arg arg[] = {{.name = "i", .number = page + 1},
                             {.name = "n", .number = op->n_steps + 1}};
    if (op->n_steps < 2)
        return;
    buf_puts(p->out, "<p class=\"x-step\">");
    page_t(p, "core.form.step", arg, 2);
    buf_puts(p->out, "</p>");
}

static void put_next(struct page *p)
{
    buf_puts(p->out, "<button name=\"_go\" value=\"next\">");
    page_t(p, "core.form.next", NULL, 0);
    buf_puts(p->out, "</button> ");
}

static void put_back(struct page *p, int to)
{
    buf_printf(p->out, "<button name=\"_go\" value=\"%d\" class=\"x-quiet\">", to);
    page_t(p, "core.form.back", NULL, 0);
    buf_puts(p->out, "</button> ");
}

static void put_send(struct page *p, const struct op *op)
{
    buf_puts(p->out, "<button name=\"_go\" value=\"send\" class=\"x-do\">");
    put_op_words(p, op, "do");
    buf_puts(p->out, "</button> ");
}

static void put_buttons(struct page *p, const struct op *op, int step)
{
    buf_puts(p->out, "<p class=\"x-buttons\">");
    if (step == PAGE_FORM_CHECK || op->n_steps < 2)
        put_send(p, op);
    else
        put_next(p);
    if (op->n_steps >= 2 && step > 0)
        put_back(p, step == PAGE_FORM_CHECK ? op->n_steps - 1 : step - 1);
    buf_puts(p->out, "</p>");
}

/* Enter in a line presses a form's first button: that goes on, and does not add a fieldset. */
static void put_enter(struct page *p, const struct op *op, int step)
{
    bool sends = step == PAGE_FORM_CHECK || op->n_steps < 2;
    buf_printf(p->out, "<button name=\"_go\" value=\"%s\" hidden></button>",
               sends ? "send" : "next");
}

static bool asks_secret(const struct page *p, const struct op *op, int64_t id)
{
    if (!op->matter || p->ctx->who.matter != id || p->ctx->who.has_secret)
        return false;
    for (size_t i = 0; i < op->by.n; i++)
        if (op->by.party[i].with_secret)
            return p->web->is_party;
    return false;
}

static void put_secret(struct page *p, const struct op *op)
{
    buf_printf(p->out, "<div class=\"x-field\"><label for=\"f-%s-_secret\">", op->name);
    page_t(p, "core.secret", NULL, 0);
    buf_printf(p->out, "</label><p class=\"x-hint\" id=\"f-%s-_secret-hint\">", op->name);
    page_t(p, "core.secret.hint", NULL, 0);
    buf_printf(p->out,
               "</p><input id=\"f-%s-_secret\" name=\"_secret\" type=\"password\" "
               "autocomplete=\"off\" aria-describedby=\"f-%s-_secret-hint\"></div>",
               op->name, op->name);
}

/* What earlier answers make of the form's struct, so that choices can depend on them. */
static const void *read_earlier(struct page *p, const struct op *op, int64_t id)
{
    struct list errors;
    void *base = arena_take(p->ctx->arena, 1, op->form.size ? op->form.size : 1);
    if (base && p->web->last.op == op && p->web->last.typed.n) {
        enum status s =
            form_read(p->ctx, &op->form, id, op->n_steps, &p->web->last.typed, base, &errors);
        (void)s; /* its mistakes are shown elsewhere; what could be read is there */
    }
    return base;
}

static void put_fields(struct page *p, const struct op *op, int64_t id, int step)
{
    const void *base = read_earlier(p, op, id);
    if (step == PAGE_FORM_CHECK) {
        page_check(p, op);
        return;
    }
    if (has_optional(op, step)) {
        buf_puts(p->out, "<p class=\"x-hint\">");
        page_t(p, "core.form.all_needed", NULL, 0);
        buf_puts(p->out, "</p>");
    }
    for (size_t i = 0; i < op->form.n; i++)
        if (op->form.field[i].step == step)
            page_field(p, op, &op->form.field[i], id, base);
}

void page_form_print(struct page *p, const struct op *op, int64_t id)
{
    int step = p->web->last.op == op ? p->web->last.step : 0;
    put_summary(p, op);
    buf_printf(p->out, "<form method=\"post\" class=\"x-form\" id=\"form-%s\" action=\"", op->name);
    page_form_address(p->out, op, id);
    buf_puts(p->out, has_file(&op->form) ? "\" enctype=\"multipart/form-data\" novalidate"
                                         : "\" novalidate");
    page_draft_words(p, op, id);
    buf_byte(p->out, '>');
    put_tokens(p, op, step);
    put_enter(p, op, step);
    page_form_carry(p, op);
    put_step_head(p, op, step);
    put_fields(p, op, id, step);
    if (asks_secret(p, op, id))
        put_secret(p, op);
    put_buttons(p, op, step);
    buf_puts(p->out, "</form>");
}

static void put_not_now(struct page *p, const struct op *op, const struct why *why)
{
    struct buf name, reason;
    struct page plain = *p;
    plain.plain = true;
    buf_init(&name, 4096);
    buf_init(&reason, 4096);
    plain.out = &name;
    put_op_words(&plain, op, NULL);
    plain.out = &reason;
    page_t(&plain, why->refusal ? why->refusal->key : why->key, NULL, 0);
    struct text_arg arg[] = {{.name = "op", .text = buf_str(&name)},
                             {.name = "reason", .text = buf_str(&reason)}};
    buf_puts(p->out, "<p class=\"x-not-now\">");
    page_t(p, "core.not_now", arg, 2);
    buf_puts(p->out, "</p>");
    buf_close(&name);
    buf_close(&reason);
}

/* The form of a correction begins with what is in force, that of a publication with its draft. */
static enum status put_prefilled(struct page *p, const struct op *op, int64_t id)
{
    const struct web *door = p->web;
    struct web web = *door;
    web.last = (struct web_last){.op = op};
    TRY(amend_is(op) ? amend_prefill(p->ctx, op, &web.last.typed)
                     : public_prefill(p->ctx, op, id, &door->asked, &web.last.typed));
    p->web = &web;
    page_form_print(p, op, id);
    p->web = door;
    return OK;
}

/* The form with what its reader began, else with what is there to begin with.  NOT_FOUND: neither.
 */
static enum status put_begun(struct page *p, const struct op *op, int64_t id)
{
    enum status s = amend_is(op) ? NOT_FOUND : page_draft(p, op, id);
    return s == NOT_FOUND ? put_prefilled(p, op, id) : s;
}

void page_form(struct page *p, const struct op *op, int64_t id)
{
    struct matter_row m = {0};
    assert(p->web);
    if (op->matter && matter_read(p->ctx, id, &m) != OK)
        return;
    if (amend_is(op) &&
        amend_begin(p->ctx, op, &m, p->web->last.op == op ? amend_typed(&p->web->last.typed) : 0) !=
            OK)
        return;
    if (party_allows(p->ctx, &op->by, op->matter ? &m : NULL) != OK)
        return;
    enum status lawful = op_run_lawful(p->ctx, op, op->matter ? &m : NULL);
    if (lawful == REFUSED)
        put_not_now(p, op, &p->ctx->why);
    p->ctx->why = (struct why){0};
    if (lawful != OK)
        return;
    buf_printf(p->out, "<section%s id=\"op-%s\">", op->matter ? " class=\"x-op\"" : "", op->name);
    if (op->matter) {
        buf_puts(p->out, "<h2>");
        put_op_words(p, op, NULL);
        buf_puts(p->out, "</h2>");
    }
    if (p->web->last.op == op || put_begun(p, op, id) != OK)
        page_form_print(p, op, id);
    buf_puts(p->out, "</section>");
}
