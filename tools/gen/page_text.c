// SPDX-License-Identifier: Apache-2.0
#include "page_text.h"

#include <assert.h>
#include <string.h>

enum { DEPTH_MAX = 64 };

struct reader {
    struct place at;
    struct list tag;        /* of struct tag */
    size_t open[DEPTH_MAX]; /* indexes of blocks whose end has not come */
    size_t n_open;
};

static struct tag *tag_at(struct reader *r, size_t i)
{
    assert(i < r->tag.n);
    return (struct tag *)r->tag.at + i;
}

static struct tag *add(struct reader *r, enum tag_kind kind, struct str text)
{
    struct tag *t = grow(&r->tag, sizeof *t);
    *t = (struct tag){.kind = kind, .at = r->at, .text = text};
    return t;
}

static bool is_name(struct str s, bool dotted)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool digit = c >= '0' && c <= '9';
        bool first = i == 0 || s.p[i - 1] == '.';
        if (dotted && c == '.' && !first && i + 1 < s.n)
            continue;
        if (!((c >= 'a' && c <= 'z') || (!first && (digit || c == '_'))))
            return false;
    }
    return s.n > 0;
}

/* The next word of *rest, which must be a name. */
static struct str take_name(struct reader *r, struct str *rest, bool dotted, const char *what)
{
    struct str word = str_cut(str_trim(*rest), ' ', rest);
    if (!is_name(word, dotted))
        gen_fail(r->at, "`%.*s` is not %s: names are [a-z][a-z0-9_]*%s", STR_ARG(word), what,
                 dotted ? ", with dots between" : "");
    return word;
}

static void refuse_rest(struct reader *r, struct str rest, const char *form)
{
    rest = str_trim(rest);
    if (rest.n)
        gen_fail(r->at, "`%.*s` is too much; written is %s", STR_ARG(rest), form);
}

/* name=path, as often as they come. */
static void read_args(struct reader *r, struct tag *t, struct str rest)
{
    for (rest = str_trim(rest); rest.n; rest = str_trim(rest)) {
        struct str word = str_cut(rest, ' ', &rest);
        struct str value, name = str_cut(word, '=', &value);
        if (!is_name(name, false) || value.n == 0)
            gen_fail(r->at,
                     "`%.*s` is not name=value; no blank stands beside the =", STR_ARG(word));
        int64_t number;
        if (!is_name(value, true) && str_to_int(value, &number) != OK)
            gen_fail(r->at, "`%.*s` is neither a name like a.id nor a number", STR_ARG(value));
        const struct tag_arg *had = t->arg.at;
        for (size_t i = 0; i < t->arg.n; i++)
            if (str_eq(had[i].name, name))
                gen_fail(r->at, "`%.*s` is given twice", STR_ARG(name));
        *(struct tag_arg *)grow(&t->arg, sizeof(struct tag_arg)) = (struct tag_arg){name, value};
    }
}

static void open_block(struct reader *r)
{
    if (r->n_open == DEPTH_MAX)
        gen_fail(r->at, "more than %d blocks inside each other", DEPTH_MAX);
    r->open[r->n_open++] = r->tag.n - 1;
}

static void read_each(struct reader *r, struct str rest)
{
    struct str name = take_name(r, &rest, false, "a variable of {{#each}}");
    struct str in = str_cut(str_trim(rest), ' ', &rest);
    if (!str_is(in, "in"))
        gen_fail(r->at, "written is {{#each r in rows}}");
    struct str of = take_name(r, &rest, true, "a list");
    refuse_rest(r, rest, "{{#each r in rows}}");
    add(r, TAG_EACH, name)->of = of;
    open_block(r);
}

static void read_block(struct reader *r, struct str word, struct str rest)
{
    if (str_is(word, "#each")) {
        read_each(r, rest);
    } else if (str_is(word, "#if")) {
        if (str_trim(rest).n == 0)
            gen_fail(r->at, "{{#if}} without a condition");
        add(r, TAG_IF, str_trim(rest));
        open_block(r);
    } else if (str_is(word, "#live")) {
        struct str name = take_name(r, &rest, false, "the name of a live part");
        refuse_rest(r, rest, "{{#live part}}");
        add(r, TAG_LIVE, name);
        open_block(r);
    } else {
        gen_fail(r->at,
                 "there is no {{%.*s}}; blocks are {{#each r in rows}} {{#if COND}} {{#live part}}",
                 STR_ARG(word));
    }
}

static const char *block_word(enum tag_kind kind)
{
    return kind == TAG_EACH ? "each" : kind == TAG_IF ? "if" : "live";
}

static void read_end(struct reader *r, struct str word)
{
    if (!r->n_open)
        gen_fail(r->at, "{{%.*s}} ends nothing: no block is open here", STR_ARG(word));
    size_t i = r->open[--r->n_open];
    const char *open = block_word(tag_at(r, i)->kind);
    if (!str_is(str_part(word, 1, word.n), open))
        gen_fail(r->at, "{{%.*s}} where {{/%s}} is due for line %d", STR_ARG(word), open,
                 tag_at(r, i)->at.line);
    add(r, TAG_END, S(""))->pair = i;
    tag_at(r, i)->pair = r->tag.n - 1;
}

static void read_else(struct reader *r)
{
    size_t i = r->n_open ? r->open[r->n_open - 1] : 0;
    if (!r->n_open || tag_at(r, i)->kind == TAG_LIVE)
        gen_fail(r->at, "{{else}} stands in {{#each}} or {{#if}} only");
    if (tag_at(r, i)->otherwise)
        gen_fail(r->at, "a second {{else}} for line %d", tag_at(r, i)->at.line);
    add(r, TAG_ELSE, S(""))->pair = i;
    tag_at(r, i)->otherwise = r->tag.n - 1;
}

static void read_value(struct reader *r, struct str all)
{
    struct str rest = all;
    struct str path = take_name(r, &rest, true, "a value or a word of the template language");
    struct str as = str_cut(str_trim(rest), ' ', &rest);
    if (as.n && !str_is(as, "as"))
        gen_fail(r->at, "`%.*s`: written is {{a.due}} or {{a.due as left}}", STR_ARG(all));
    struct tag *t = add(r, TAG_VALUE, path);
    if (as.n)
        t->of = take_name(r, &rest, false, "a format");
    refuse_rest(r, rest, "{{a.due as left}}");
}

static void read_word(struct reader *r, struct str word, struct str rest, struct str all)
{
    if (str_is(word, "t")) {
        struct str key = take_name(r, &rest, true, "a text key");
        read_args(r, add(r, TAG_T, key), rest);
    } else if (str_is(word, "form")) {
        struct str op = take_name(r, &rest, true, "an operation");
        read_args(r, add(r, TAG_FORM, op), rest);
    } else if (str_is(word, "url")) {
        struct str page = take_name(r, &rest, true, "a page");
        read_args(r, add(r, TAG_URL, page), rest);
    } else if (str_is(word, ">")) {
        struct str part = take_name(r, &rest, false, "a part");
        read_args(r, add(r, TAG_PART, part), rest);
    } else if (str_is(word, "pick")) {
        struct str op = take_name(r, &rest, true, "an operation");
        struct str id = take_name(r, &rest, true, "an id");
        refuse_rest(r, rest, "{{pick op r.id}}");
        add(r, TAG_PICK, op)->of = id;
    } else if (str_is(word, "else")) {
        refuse_rest(r, rest, "{{else}}");
        read_else(r);
    } else {
        read_value(r, all);
    }
}

static void read_tag(struct reader *r, struct str inside)
{
    struct str all = str_trim(inside), rest;
    struct str word = str_cut(all, ' ', &rest);
    if (word.n == 0)
        gen_fail(r->at, "{{ }} with nothing in it");
    if (str_is(word, "!part")) {
        if (r->tag.n || r->at.line != 1)
            gen_fail(r->at, "{{!part FIELDS}} stands on the first line of pages/part_NAME.html");
        add(r, TAG_HEAD, str_trim(rest));
    } else if (word.p[0] == '#') {
        read_block(r, word, rest);
    } else if (word.p[0] == '/') {
        refuse_rest(r, rest, "{{/each}} {{/if}} {{/live}}");
        read_end(r, word);
    } else {
        read_word(r, word, rest, all);
    }
}

static void count_lines(struct reader *r, struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        r->at.line += text.p[i] == '\n';
}

struct list page_text_read(const char *file, struct str text)
{
    struct reader r = {.at = {file, 1}};
    while (text.n) {
        size_t n = str_find(text, S("{{"));
        if (n)
            add(&r, TAG_HTML, str_part(text, 0, n));
        count_lines(&r, str_part(text, 0, n));
        text = str_part(text, n, text.n);
        if (!text.n)
            break;
        size_t end = str_find(text, S("}}"));
        if (end == text.n || str_index(str_part(text, 0, end), '\n') < end)
            gen_fail(r.at, "{{ has no }} on its line");
        read_tag(&r, str_part(text, 2, end - 2));
        text = str_part(text, end + 2, text.n);
    }
    if (r.n_open) {
        const struct tag *t = tag_at(&r, r.open[r.n_open - 1]);
        gen_fail(t->at, "{{#%s}} has no {{/%s}}", block_word(t->kind), block_word(t->kind));
    }
    return r.tag;
}
