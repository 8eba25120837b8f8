// SPDX-License-Identifier: Apache-2.0
#include "page_cond.h"

#include "base/field_read.h"

#include <assert.h>
#include <string.h>

static const char *compare(struct str word)
{
    static const char *const from[] = {"=", "!=", "<", "<=", ">", ">="};
    static const char *const to[] = {"==", "!=", "<", "<=", ">", ">="};
    for (size_t i = 0; i < sizeof from / sizeof *from; i++)
        if (str_is(word, from[i]))
            return to[i];
    return NULL;
}

static bool is_text(enum field_type type)
{
    return type == FIELD_TEXT || type == FIELD_KEY || type == FIELD_CODE || type == FIELD_PLACE;
}

static bool is_number(enum field_type type)
{
    return type == FIELD_INT || type == FIELD_DECIMAL || type == FIELD_MONEY;
}

static bool is_id(enum field_type type)
{
    return type == FIELD_UNIT || type == FIELD_PERSON || type == FIELD_ID;
}

static const char *quoted(struct str word)
{
    return grow_format("(struct str){\"%.*s\", %zu}", STR_ARG(word), word.n);
}

/* now, today, me, office: what they are compared with. */
static const char *special(enum field_type type, struct str word)
{
    if (type == FIELD_TIME && str_is(word, "now"))
        return "p->ctx->now";
    if (type == FIELD_DAY && str_is(word, "today"))
        return "time_day(p->ctx->now)";
    if (type == FIELD_PERSON && str_is(word, "me"))
        return "p->ctx->who.person.v";
    return type == FIELD_UNIT && str_is(word, "office") ? "p->ctx->who.office.v" : NULL;
}

static const char *enum_value(const struct field *f, struct str word, struct place at)
{
    int value = words_find(f->words, word);
    if (!value)
        gen_fail(at, "`%.*s` is no word of %s", STR_ARG(word), f->words->name);
    return grow_format("%d", value);
}

/* The right side as C; *ret_given: what must be true for it to be there. */
static const char *right_side(const struct names *n, const struct named *left, struct str word,
                              struct place at, const char **ret_given)
{
    enum field_type type = left->field->type;
    const char *c = special(type, word);
    int64_t value;
    if (c)
        return c;
    if (str_index(word, '.') < word.n && token_is_name(str_part(word, 0, str_index(word, '.')))) {
        struct named right = page_name(n, word, at);
        if (right.field->type != type)
            gen_fail(at, "`%.*s` is of another type than the left side", STR_ARG(word));
        *ret_given = right.given;
        return is_id(type) ? grow_format("%s.v", right.c) : right.c;
    }
    if (type == FIELD_ENUM || type == FIELD_STAGE)
        return enum_value(left->field, word, at);
    if (is_text(type))
        return quoted(word);
    if (is_number(type) && field_read_number(left->field, word, &value) == OK)
        return grow_format("INT64_C(%lld)", (long long)value);
    gen_fail(at, "`%.*s` cannot be compared with %s", STR_ARG(word), left->field->name);
}

static const char *comparison(const struct names *n, struct str name, struct str sign,
                              struct str word, struct place at)
{
    struct named left = page_name(n, name, at);
    enum field_type type = left.field->type;
    bool equal = str_is(sign, "=") || str_is(sign, "!=");
    bool ordered = is_number(type) || type == FIELD_TIME || type == FIELD_DAY;
    if (!ordered && !is_text(type) && !is_id(type) && type != FIELD_ENUM && type != FIELD_STAGE)
        gen_fail(at, "`%.*s` cannot be compared: ask whether it was given", STR_ARG(name));
    if (!ordered && !equal)
        gen_fail(at, "`%.*s` has no order: = and != only", STR_ARG(name));
    const char *also = NULL, *test;
    const char *right = right_side(n, &left, word, at, &also);
    if (is_text(type))
        test = grow_format("%sstr_eq(%s, %s)", str_is(sign, "!=") ? "!" : "", left.c, right);
    else
        test = grow_format("%s%s %s %s%s", type == FIELD_ENUM || type == FIELD_STAGE ? "(int)" : "",
                           grow_format("%s%s", left.c, is_id(type) ? ".v" : ""), compare(sign),
                           type == FIELD_ENUM || type == FIELD_STAGE ? "(int)" : "", right);
    if (left.given)
        test = grow_format("%s && %s", left.given, test);
    return also ? grow_format("%s && %s", also, test) : test;
}

/* One condition up to and, or, the end. */
static const char *read_one(const struct names *n, struct tokens *t, struct place at)
{
    bool negated = token_take(t, "not");
    struct str name = token_next(t).word;
    if (!name.n)
        gen_fail(at, "a condition ends too early: f | not f | f = v, joined by and, or");
    struct str sign = token_peek(t);
    if (!compare(sign))
        return grow_format(negated ? "!(%s)" : "(%s)", page_name_given(n, name, at));
    if (negated)
        gen_fail(at, "`not` stands before a name alone; a comparison is turned with !=");
    token_next(t);
    struct str word = token_next(t).word;
    if (!word.n)
        gen_fail(at, "`%.*s %.*s` compares with nothing", STR_ARG(name), STR_ARG(sign));
    return grow_format("(%s)", comparison(n, name, sign, word, at));
}

const char *page_cond(const struct names *n, struct str cond, struct place at)
{
    struct tokens t;
    if (token_cut(&gen_arena, cond, &t) != OK)
        gen_fail(at, "%s", t.wrong);
    const char *all = NULL, *part = read_one(n, &t, at);
    if (t.next == t.n && part[0] == '(') /* alone, it needs no parentheses */
        return grow_str((struct str){part + 1, strlen(part) - 2});
    while (t.next < t.n) {
        if (token_take(&t, "and")) {
            part = grow_format("%s && %s", part, read_one(n, &t, at));
        } else if (token_take(&t, "or")) {
            all = all ? grow_format("%s || (%s)", all, part) : grow_format("(%s)", part);
            part = read_one(n, &t, at);
        } else {
            gen_fail(at, "`%.*s` where `and` or `or` is due", STR_ARG(token_peek(&t)));
        }
    }
    return all ? grow_format("%s || (%s)", all, part) : part;
}
