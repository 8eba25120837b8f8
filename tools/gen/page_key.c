// SPDX-License-Identifier: Apache-2.0
#include "page_key.h"

#include "file.h"

struct page_key {
    struct str key, words;
};

void page_key_read(struct page_keys *k, const char *folder)
{
    struct str text = file_read(grow_format("%s/text.tsv", folder));
    while (text.n) {
        struct str line = str_cut(text, '\n', &text), rest;
        struct str key = str_cut(line, '\t', &rest);
        *(struct page_key *)grow(&k->row, sizeof(struct page_key)) =
            (struct page_key){key, str_cut(rest, '\t', &rest)};
    }
}

/* {n} and {due:left}: the name in the next braces of *words; absent at the end. */
static struct str next_hole(struct str *words)
{
    size_t open = str_index(*words, '{');
    struct str rest = str_part(*words, open + 1, words->n);
    size_t close = str_index(rest, '}');
    if (open == words->n || close == rest.n)
        return (struct str){0};
    *words = str_part(rest, close + 1, rest.n);
    struct str format;
    return str_cut(str_part(rest, 0, close), ':', &format);
}

static bool is_given(const struct tag *t, struct str name)
{
    const struct tag_arg *arg = t->arg.at;
    for (size_t i = 0; i < t->arg.n; i++)
        if (str_eq(arg[i].name, name))
            return true;
    return false;
}

static bool is_hole(struct str words, struct str name)
{
    for (struct str hole = next_hole(&words); hole.p; hole = next_hole(&words))
        if (str_eq(hole, name))
            return true;
    return false;
}

static void check_holes(const struct tag *t, struct str words)
{
    const struct tag_arg *arg = t->arg.at;
    for (size_t i = 0; i < t->arg.n; i++)
        if (!is_hole(words, arg[i].name) && !str_is(arg[i].name, "n"))
            gen_fail(t->at, "the words of %.*s have no {%.*s}", STR_ARG(t->text),
                     STR_ARG(arg[i].name));
    for (struct str hole = next_hole(&words); hole.p; hole = next_hole(&words))
        if (!is_given(t, hole))
            gen_fail(t->at, "the words of %.*s have {%.*s}: give %.*s=...", STR_ARG(t->text),
                     STR_ARG(hole), STR_ARG(hole));
}

void page_key_check(const struct page_keys *k, const struct tag *t)
{
    const struct page_key *row = k->row.at;
    for (size_t i = 0; i < k->row.n; i++)
        if (str_eq(row[i].key, t->text)) {
            check_holes(t, row[i].words);
            return;
        }
    gen_fail(t->at, "there is no key `%.*s` in any text.tsv", STR_ARG(t->text));
}
