// SPDX-License-Identifier: Apache-2.0
#include "page_print.h"

#include "page_cond.h"
#include "page_value.h"

#include "record.h"

#include <assert.h>
#include <string.h>

static void print_html(struct out *o, struct str html)
{
    buf_puts(&o->text, "    page_raw(p, ");
    size_t column = 16, n = 0;
    buf_byte(&o->text, '"');
    for (size_t i = 0; i < html.n; i++) {
        unsigned char c = (unsigned char)html.p[i];
        n = c == '\n' || column > 90 ? 1 : 0;
        if (c == '\n')
            buf_puts(&o->text, "\\n");
        else if (c == '"' || c == '\\')
            buf_printf(&o->text, "\\%c", c);
        else if (c < ' ' || c > '~')
            buf_printf(&o->text, "\\%03o", c);
        else
            buf_byte(&o->text, (char)c);
        column = n ? 8 : column + 1;
        if (n && i + 1 < html.n)
            buf_puts(&o->text, "\"\n        \"");
    }
    buf_printf(&o->text, "\", %zu);\n", html.n);
}

static void print_each(struct page_print *pp, struct tag *t)
{
    struct names *n = &pp->names;
    struct named_list list = page_name_list(n, t->of, t->at);
    assert(n->n_each < NAMES_DEEP);
    for (size_t i = 0; i < n->n_each; i++)
        if (str_eq(n->each[i].name, t->text))
            gen_fail(t->at, "`%.*s` is the variable of an {{#each}} around this one",
                     STR_ARG(t->text));
    int i = (int)n->n_each;
    out_line(pp->o, "for (size_t i_%d = 0; i_%d < %s.n; i_%d++) {", i, i, list.c, i);
    out_line(pp->o, "const %s *each_%.*s = &%s.at[i_%d];", list.type, STR_ARG(t->text), list.c, i);
    out_line(pp->o, "(void)each_%.*s;", STR_ARG(t->text));
    list.each.name = t->text;
    n->each[n->n_each++] = list.each;
}

static void print_else(struct page_print *pp, const struct tag *t)
{
    const struct tag *opening = &pp->tag[t->pair];
    if (opening->kind == TAG_IF) {
        out_line(pp->o, "} else {");
        return;
    }
    pp->names.n_each--;
    struct named_list list = page_name_list(&pp->names, opening->of, opening->at);
    out_line(pp->o, "}");
    out_line(pp->o, "if (%s.n == 0) {", list.c);
}

static void print_end(struct page_print *pp, const struct tag *t)
{
    const struct tag *opening = &pp->tag[t->pair];
    if (opening->kind == TAG_EACH && !opening->otherwise)
        pp->names.n_each--;
    out_line(pp->o, opening->kind == TAG_LIVE ? "page_live_end(p);" : "}");
}

static void print_live(struct page_print *pp, const struct tag *t)
{
    const struct str *had = pp->live.at;
    if (!pp->names.page || !pp->names.page->live)
        gen_fail(t->at, "{{#live}} on a page that pages.txt does not call live");
    for (size_t i = 0; i < pp->live.n; i++)
        if (str_eq(had[i], t->text))
            gen_fail(t->at, "there is a live part `%.*s` already", STR_ARG(t->text));
    *(struct str *)grow(&pp->live, sizeof(struct str)) = t->text;
    out_line(pp->o, "page_live(p, \"%.*s\");", STR_ARG(t->text));
}

static const struct op *op_of(const struct page_print *pp, const struct tag *t)
{
    const struct op *op = gen_op_find(pp->names.room, t->text);
    if (!op)
        gen_fail(t->at, "there is no operation `%.*s` in ops.txt", STR_ARG(t->text));
    return op;
}

static void print_form(struct page_print *pp, const struct tag *t)
{
    const struct op *op = op_of(pp, t);
    const struct tag_arg *id = page_value_arg(t, "id");
    if (op->matter && !id)
        gen_fail(t->at, "{{form %s}} needs id=...: it is done on a matter", op->name);
    if (t->arg.n > (op->matter ? 1 : 0))
        gen_fail(t->at, "{{form %s}} takes %s", op->name, op->matter ? "id=... only" : "nothing");
    out_line(pp->o, "page_form(p, &%s_op, %s);", out_name(op->full),
             id ? page_value_id(&pp->names, id->value, op->matter, t->at) : "0");
}

static void print_pick(struct page_print *pp, const struct tag *t)
{
    const struct op *op = op_of(pp, t);
    if (!op->many)
        gen_fail(t->at, "%s is done on one matter at a time: it has no `many` in ops.txt",
                 op->name);
    out_line(pp->o, "page_pick(p, &%s_op, %s);", out_name(op->full),
             page_value_id(&pp->names, t->of, op->matter, t->at));
}

static const struct page_def *page_find(struct gen_room *r, struct str name)
{
    struct str rest, first = str_cut(name, '.', &rest);
    if (rest.p) {
        r = gen_room_find(r->all, first);
        name = rest;
    }
    for (size_t i = 0; r && i < r->pages.n; i++)
        if (str_is(name, GEN_AT(struct page_def, r->pages, i)->name))
            return GEN_AT(struct page_def, r->pages, i);
    return NULL;
}

static void print_url(struct page_print *pp, const struct tag *t)
{
    const struct page_def *page = page_find(pp->names.room, t->text);
    if (!page)
        gen_fail(t->at, "there is no page `%.*s` in pages.txt", STR_ARG(t->text));
    bool wants = strstr(page->path, "{id}") != NULL;
    const struct tag_arg *id = page_value_arg(t, "id"), *arg = t->arg.at;
    if (wants != (id != NULL))
        gen_fail(t->at,
                 wants ? "{{url %s}} needs id=...: its address is %s"
                       : "{{url %s}} takes no id: its address is %s",
                 page->name, page->path);
    for (size_t i = 0; i < t->arg.n; i++)
        if (&arg[i] != id && !record_find(&page->ask, arg[i].name))
            gen_fail(t->at, "the page %s does not ask for `%.*s`", page->name,
                     STR_ARG(arg[i].name));
    out_line(pp->o, "page_url(p, &%s_%s_page, %s, %s);", page->room, page->name,
             id ? page_value_id(&pp->names, id->value, page->matter, t->at) : "0",
             page_value_args(&pp->names, &page->ask, t, "id"));
}

/* {{> proof entry=e.entry}}, {{> amended entry=e.entry}} */
static void print_of_entry(struct page_print *pp, const struct tag *t)
{
    const struct tag_arg *entry = page_value_arg(t, "entry");
    if (!entry || t->arg.n != 1)
        gen_fail(t->at, "written is {{> %.*s entry=e.entry}}", STR_ARG(t->text));
    struct named v = page_name(&pp->names, entry->value, t->at);
    if (v.field->type != FIELD_INT && v.field->type != FIELD_ID)
        gen_fail(t->at, "`%.*s` is no entry", STR_ARG(entry->value));
    out_line(pp->o, "page_%.*s(p, %s%s);", STR_ARG(t->text), v.c,
             v.field->type == FIELD_ID ? ".v" : "");
}

/* {{> matter id=r.about}} */
static void print_matter(struct page_print *pp, const struct tag *t)
{
    const struct tag_arg *id = page_value_arg(t, "id");
    if (!id || t->arg.n != 1)
        gen_fail(t->at, "written is {{> matter id=r.about}}");
    struct named v = page_name(&pp->names, id->value, t->at);
    if (v.field->type != FIELD_ID)
        gen_fail(t->at, "`%.*s` is no id of a matter", STR_ARG(id->value));
    out_line(pp->o, "page_matter(p, %s.v);", v.c);
}

static void print_reason(struct page_print *pp, const struct tag *t)
{
    const struct tag_arg *key = page_value_arg(t, "key"), *n = page_value_arg(t, "n");
    if (!key || !n || t->arg.n != 2)
        gen_fail(t->at, "written is {{> reason key=r.why n=r.most}}");
    struct named why = page_name(&pp->names, key->value, t->at);
    struct named most = page_name(&pp->names, n->value, t->at);
    if (why.field->type != FIELD_CODE || strcmp(why.field->of, "fact") != 0)
        gen_fail(t->at, "`%.*s` is no code(fact)", STR_ARG(key->value));
    if (most.field->type != FIELD_INT)
        gen_fail(t->at, "`%.*s` is no int", STR_ARG(n->value));
    out_line(pp->o, "page_reason(p, %s, %s);", why.c, most.c);
}

/* {{> fields of=r.fields}}: what a read record holds */
static void print_fields(struct page_print *pp, const struct tag *t)
{
    const struct tag_arg *of = page_value_arg(t, "of");
    if (!of || t->arg.n != 1)
        gen_fail(t->at, "written is {{> fields of=r.fields}}");
    struct named v = page_name(&pp->names, of->value, t->at);
    if (v.field->type != FIELD_TEXT)
        gen_fail(t->at, "`%.*s` is no text", STR_ARG(of->value));
    out_line(pp->o, "page_fields(p, %s);", v.c);
}

static void print_list(struct page_print *pp, const struct tag *t)
{
    const struct tag_arg *of = page_value_arg(t, "of");
    if (!of || t->arg.n != 1)
        gen_fail(t->at, "written is {{> list of=rows}}");
    struct named_list list = page_name_list(&pp->names, of->value, t->at);
    if (!list.query || list.query->kind != QUERY_LIST)
        gen_fail(t->at, "`%.*s` is no `list` of pages.txt", STR_ARG(of->value));
    out_line(pp->o, "page_list(p, &%s_query, (const struct rows *)(const void *)&%s);",
             list.query->name, list.c);
}

/* Core's own parts. */
static bool print_core_part(struct page_print *pp, const struct tag *t)
{
    static const struct {
        const char *name;
        void (*print)(struct page_print *pp, const struct tag *t);
    } parts[] = {{"proof", print_of_entry}, {"amended", print_of_entry}, {"fields", print_fields},
                 {"matter", print_matter},  {"reason", print_reason},    {"list", print_list}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (str_is(t->text, parts[i].name)) {
            parts[i].print(pp, t);
            return true;
        }
    return false;
}

static const struct page_part *part_find(const struct page_print *pp, const struct tag *t)
{
    const struct page_part *part = pp->part.at;
    if (pp->names.part)
        gen_fail(t->at, "a part in a part: `%.*s` stands in a page", STR_ARG(t->text));
    for (size_t i = 0; i < pp->part.n; i++)
        if (str_is(t->text, part[i].name))
            return &part[i];
    gen_fail(t->at,
             "there is no part `%.*s`: none of proof, amended, fields, matter, reason, list, nor "
             "pages/part_%.*s.html",
             STR_ARG(t->text), STR_ARG(t->text));
}

static void print_part_arg(struct page_print *pp, const struct tag *t, const struct page_part *part,
                           const struct field *f)
{
    const struct tag_arg *arg = page_value_arg(t, f->name);
    if (!arg)
        gen_fail(t->at, "the part %s needs %s=...", part->name, f->name);
    struct named v = page_name(&pp->names, arg->value, t->at);
    bool same = v.field->type == f->type && v.field->words == f->words;
    if (!same || (v.field->optional && !f->optional))
        gen_fail(t->at, "`%.*s` is not of the type that the part %s has for %s (or may lack there)",
                 STR_ARG(arg->value), part->name, f->name);
    out_line(pp->o, ".%s = %s,", f->name, v.c);
    if (record_needs_has(f))
        out_line(pp->o, ".has_%s = %s,", f->name, v.given ? v.given : "true");
}

static void print_part(struct page_print *pp, const struct tag *t)
{
    if (print_core_part(pp, t))
        return;
    const struct page_part *part = part_find(pp, t);
    const struct tag_arg *arg = t->arg.at;
    for (size_t i = 0; i < t->arg.n; i++)
        if (!record_find(&part->fields, arg[i].name))
            gen_fail(t->at, "the part %s has no `%.*s`", part->name, STR_ARG(arg[i].name));
    const char *name = grow_format("%s_part_%s", pp->names.room->name, part->name);
    if (!part->fields.n) {
        out_line(pp->o, "%s(p, NULL);", name);
        return;
    }
    out_line(pp->o, "%s(p, &(const struct %s){", name, name);
    for (size_t i = 0; i < part->fields.n; i++)
        print_part_arg(pp, t, part, &part->fields.field[i]);
    out_line(pp->o, "});");
}

static void print_t(struct page_print *pp, const struct tag *t)
{
    page_key_check(pp->keys, t);
    out_line(pp->o, "page_t(p, \"%.*s\", %s);", STR_ARG(t->text),
             page_value_args(&pp->names, NULL, t, NULL));
}

static void print_tag(struct page_print *pp, struct tag *t)
{
    switch (t->kind) {
    case TAG_HTML:
        print_html(pp->o, t->text);
        break;
    case TAG_VALUE:
        page_value_print(pp->o, &pp->names, t);
        break;
    case TAG_T:
        print_t(pp, t);
        break;
    case TAG_EACH:
        print_each(pp, t);
        break;
    case TAG_IF:
        out_line(pp->o, "if (%s) {", page_cond(&pp->names, t->text, t->at));
        break;
    case TAG_ELSE:
        print_else(pp, t);
        break;
    case TAG_LIVE:
        print_live(pp, t);
        break;
    case TAG_END:
        print_end(pp, t);
        break;
    case TAG_FORM:
        print_form(pp, t);
        break;
    case TAG_PICK:
        print_pick(pp, t);
        break;
    case TAG_URL:
        print_url(pp, t);
        break;
    case TAG_PART:
        print_part(pp, t);
        break;
    case TAG_HEAD:
        break;
    }
}

void page_print_tags(struct page_print *pp, const struct list *tags)
{
    pp->tag = tags->at;
    for (size_t i = 0; i < tags->n; i++) {
        out_line_of(pp->o, pp->tag[i].at);
        print_tag(pp, &pp->tag[i]);
    }
    assert(pp->names.n_each == 0);
}
