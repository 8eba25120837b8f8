// SPDX-License-Identifier: Apache-2.0
#include "page_value.h"

#include "base/field_read.h"

#include <assert.h>
#include <string.h>

static const struct format {
    const char *word, *c;
} formats[] = {
    {"date", "TEXT_DATE"}, {"moment", "TEXT_MOMENT"},   {"left", "TEXT_LEFT"},
    {"ago", "TEXT_AGO"},   {"capital", "TEXT_CAPITAL"}, {"mask", "TEXT_MASK"},
};

/* The formats that a type knows, as words. */
static const char *known(enum field_type type)
{
    switch (type) {
    case FIELD_TIME:
        return "date moment left ago";
    case FIELD_DAY:
        return "date left ago";
    case FIELD_MONEY:
        return "capital";
    case FIELD_TEXT:
    case FIELD_KEY:
    case FIELD_PLACE:
        return "mask";
    case FIELD_VEILED:
        return "date moment left ago capital mask";
    default:
        return "";
    }
}

static const char *format_of(const struct named *v, const struct tag *t)
{
    if (!t->of.n)
        return "TEXT_PLAIN";
    struct str rest = str_of(known(v->field->type));
    bool has = false;
    while (rest.n)
        has = str_eq(str_cut(rest, ' ', &rest), t->of) || has;
    if (!has)
        gen_fail(t->at, "`%.*s` has no format `%.*s`; its type has: %s", STR_ARG(t->text),
                 STR_ARG(t->of), *known(v->field->type) ? known(v->field->type) : "none");
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (str_is(t->of, formats[i].word))
            return formats[i].c;
    assert(false); /* every format of a type is in the table */
    return NULL;
}

static void print_text(struct out *o, const struct named *v, const char *place, const char *as)
{
    if (strcmp(as, "TEXT_PLAIN") == 0)
        out_line(o, "page_text(p, %s, %s);", place, v->c);
    else
        out_line(o, "page_value(p, %s, %s, &(const struct field){.type = FIELD_TEXT}, &%s);", place,
                 as, v->c);
}

/* The types that print more than one word of text, or in a way of their own. */
static void print_other(struct out *o, const struct named *v, const char *place, const char *as,
                        const struct tag *t)
{
    const struct field *f = v->field;
    if (f->type == FIELD_VEILED)
        out_line(o, "page_veiled(p, %s, %s, %s);", place, as, v->c);
    else if (f->type == FIELD_DECIMAL)
        out_line(o,
                 "page_value(p, %s, %s, &(const struct field){.type = FIELD_DECIMAL, .scale = %d}, "
                 "&%s);",
                 place, as, f->scale, v->c);
    else if (t->place != HTML_TEXT)
        gen_fail(t->at, "`%.*s` is a file or a form; it cannot stand in an attribute",
                 STR_ARG(t->text));
    else if (f->type == FIELD_FILE)
        out_line(o, "page_file(p, %s);", v->c);
    else
        out_line(o, "page_value(p, %s, %s, &(const struct field){.type = FIELD_FORM}, &%s);", place,
                 as, v->c);
}

static void print_typed(struct out *o, const struct named *v, const struct tag *t, const char *as)
{
    const char *place = t->place == HTML_TEXT ? "PLACE_TEXT" : "PLACE_ATTR";
    const struct field *f = v->field;
    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_KEY:
    case FIELD_PLACE:
        print_text(o, v, place, as);
        break;
    case FIELD_CODE:
        out_line(o, "page_code(p, \"%s\", %s);", f->of, v->c);
        break;
    case FIELD_INT:
        out_line(o, "page_int(p, %s);", v->c);
        break;
    case FIELD_ID:
        out_line(o, "page_int(p, %s.v);", v->c);
        break;
    case FIELD_MONEY:
        out_line(o, "page_money(p, %s, %s);", as, v->c);
        break;
    case FIELD_TIME:
        out_line(o, "page_time(p, %s, %s);", as, v->c);
        break;
    case FIELD_DAY:
        out_line(o, "page_day(p, %s, %s);", as, v->c);
        break;
    case FIELD_BOOL:
        out_line(o, "page_bool(p, %s);", v->c);
        break;
    case FIELD_UNIT:
        out_line(o, "page_unit(p, %s);", v->c);
        break;
    case FIELD_PERSON:
        out_line(o, "page_person(p, %s, %s);", place, v->c);
        break;
    case FIELD_ENUM:
    case FIELD_STAGE:
        out_line(o, "page_words(p, &%s_words, (int)%s);", out_name(f->words->name), v->c);
        break;
    case FIELD_HASH:
        out_line(o, "page_hash(p, %s);", v->c);
        break;
    default:
        print_other(o, v, place, as, t);
    }
}

void page_value_print(struct out *o, const struct names *n, const struct tag *t)
{
    struct named v = page_name(n, t->text, t->at);
    const char *as = format_of(&v, t);
    if (v.given) {
        out_line(o, "if (%s)", v.given);
        o->depth++;
    }
    print_typed(o, &v, t, as);
    if (v.given)
        o->depth--;
}

static bool is_number(enum field_type type)
{
    return type == FIELD_INT || type == FIELD_MONEY || type == FIELD_TIME || type == FIELD_DAY;
}

/* A word of a closed list, or yes or no, for which a page asks: part=late. */
static const char *word_arg(const struct record *ask, const struct tag_arg *a)
{
    const struct field *f = ask ? record_find(ask, a->name) : NULL;
    bool said = f && f->type == FIELD_BOOL && (str_is(a->value, "yes") || str_is(a->value, "no"));
    if (!said && (!f || !f->words || !words_find(f->words, a->value)))
        return NULL;
    return grow_format("{.name = \"%.*s\", .text = {\"%.*s\", %zu}}", STR_ARG(a->name),
                       STR_ARG(a->value), a->value.n);
}

static const char *text_arg(const struct names *n, const struct record *ask,
                            const struct tag_arg *a, struct place at)
{
    int64_t number;
    const char *word = word_arg(ask, a);
    if (word)
        return word;
    if (str_to_int(a->value, &number) == OK)
        return grow_format("{.name = \"%.*s\", .number = %lld}", STR_ARG(a->name),
                           (long long)number);
    struct named v = page_name(n, a->value, at);
    enum field_type type = v.field->type;
    bool text = type == FIELD_TEXT || type == FIELD_KEY || type == FIELD_CODE;
    bool id = type == FIELD_ID || type == FIELD_UNIT;
    if (!text && !id && !is_number(type))
        gen_fail(at, "`%.*s`: into words and addresses go texts, numbers, times and ids",
                 STR_ARG(a->value));
    return grow_format("{.name = \"%.*s\", .%s = %s%s}", STR_ARG(a->name), text ? "text" : "number",
                       v.c, id ? ".v" : "");
}

const char *page_value_args(const struct names *n, const struct record *ask, const struct tag *t,
                            const char *without)
{
    const struct tag_arg *arg = t->arg.at;
    const char *all = NULL;
    size_t count = 0;
    for (size_t i = 0; i < t->arg.n; i++) {
        if (without && str_is(arg[i].name, without))
            continue;
        const char *one = text_arg(n, ask, &arg[i], t->at);
        all = all ? grow_format("%s, %s", all, one) : one;
        count++;
    }
    return all ? grow_format("(const struct text_arg[]){%s}, %zu", all, count) : "NULL, 0";
}

const struct tag_arg *page_value_arg(const struct tag *t, const char *name)
{
    const struct tag_arg *arg = t->arg.at;
    for (size_t i = 0; i < t->arg.n; i++)
        if (str_is(arg[i].name, name))
            return &arg[i];
    return NULL;
}

const char *page_value_id(const struct names *n, struct str path, const struct matter *m,
                          struct place at)
{
    struct named v = page_name(n, path, at);
    if (v.field->type != FIELD_ID)
        gen_fail(at, "`%.*s` is no id", STR_ARG(path));
    if (m && v.field->of && strcmp(out_name(v.field->of), out_matter(m)) != 0)
        gen_fail(at, "`%.*s` is an id of %s, and not of %s", STR_ARG(path), v.field->of, m->name);
    return grow_format("%s.v", v.c);
}
