// SPDX-License-Identifier: Apache-2.0
#include "rules.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CHINESE = 0x2e80, WORD_LETTERS = 2 };

void rules_add_data(struct rules *r, struct str data)
{
    if (r->n_data == RULES_DATA)
        abort();
    r->data[r->n_data++] = data;
}

/* ---- words --------------------------------------------------------------------------------- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The next run of letters; "" at the end. */
static struct str next_run(struct str *rest)
{
    size_t from = 0, n = 0;
    while (from < rest->n && !is_letter(rest->p[from]))
        from++;
    while (from + n < rest->n && is_letter(rest->p[from + n]))
        n++;
    struct str run = str_part(*rest, from, n);
    *rest = str_part(*rest, from + n, rest->n);
    return run;
}

/* Does the Chinese of the house use it, as in "PDF"? */
static bool is_in_chinese(const struct plain *v, struct str run)
{
    for (size_t i = 0; i < v->said->n_texts; i++) {
        struct str word, rest = v->said->text[i].word[0];
        bool names_other = str_is(v->said->text[i].key, "web.other_lang");
        while (!names_other && (word = next_run(&rest)).n)
            if (str_eq(word, run))
                return true;
    }
    return false;
}

/* The text with blanks for what people wrote. */
static struct str without_data(struct rules *r, struct plain *v, struct str text)
{
    char *to = arena_take(&v->arena, 1, text.n + 1);
    if (!to)
        abort();
    memcpy(to, text.p, text.n);
    for (size_t i = 0; i < r->n_data; i++) {
        size_t n = r->data[i].n, at;
        while (n && (at = str_find((struct str){to, text.n}, r->data[i])) < text.n)
            memset(to + at, ' ', n);
    }
    return (struct str){to, text.n};
}

static bool has_chinese(struct str text)
{
    uint32_t rune;
    for (size_t at = 0; utf8_next(text, &at, &rune) == OK;)
        if (rune >= FIRST_CHINESE)
            return true;
    return false;
}

static bool is_chinese_only(const struct plain *v, struct str text)
{
    struct str run;
    while ((run = next_run(&text)).n)
        if (run.n >= WORD_LETTERS && !is_in_chinese(v, run))
            return false;
    return true;
}

/* "[appeal.kind]", "{n}": a key without words, a gap that was not filled. */
static bool is_whole(struct str text)
{
    size_t at = str_index(text, '[');
    bool key = at + 1 < text.n && is_letter(text.p[at + 1]);
    return !key && str_index(text, '{') == text.n && str_index(text, '}') == text.n;
}

static void check_text(struct rules *r, struct plain *v, int node, struct str text)
{
    int above = html_above_attr(&v->page, node, "lang");
    struct str lang = above < 0 ? S("") : html_attr(&v->page, above, "lang");
    struct str own = without_data(r, v, text);
    bool is_code = html_above_class(&v->page, node, "x-code") >= 0;
    r->n_texts++;
    promise_check(v->p, is_whole(own), "%.*s: words are missing: %.*s", STR_ARG(v->address),
                  STR_ARG(text));
    if (str_is(lang, "en"))
        promise_check(v->p, !has_chinese(text), "%.*s: Chinese in English: %.*s",
                      STR_ARG(v->address), STR_ARG(text));
    else if (!is_code)
        promise_check(v->p, is_chinese_only(v, own), "%.*s: English in Chinese: %.*s",
                      STR_ARG(v->address), STR_ARG(text));
}

static void check_words(struct rules *r, struct plain *v)
{
    static const char *const spoken[] = {"title", "aria-label", "placeholder", "alt"};
    for (int i = 0; i < v->page.n; i++) {
        if (v->page.node[i].text.p)
            check_text(r, v, i, v->page.node[i].text);
        for (size_t k = 0; k < sizeof spoken / sizeof spoken[0]; k++) {
            struct str words = html_attr(&v->page, i, spoken[k]);
            if (words.p)
                check_text(r, v, i, words);
        }
    }
}

static int count(const struct html *h, const char *tag)
{
    int n = 0;
    for (int i = -1; (i = html_next(h, i, h->n, tag)) >= 0;)
        n++;
    return n;
}

static void check_frame(struct plain *v)
{
    const struct html *h = &v->page;
    int html = html_next(h, -1, h->n, "html"), title = html_next(h, -1, h->n, "title");
    int h1 = html_next(h, -1, h->n, "h1");
    struct str lang = html < 0 ? S("") : html_attr(h, html, "lang");
    promise_check(v->p, str_is(lang, v->english ? "en" : "zh-CN"), "%.*s: its language is %.*s",
                  STR_ARG(v->address), STR_ARG(lang));
    promise_check(v->p, count(h, "h1") == 1 && html_text(&v->arena, h, h1, NULL).n,
                  "%.*s: %d headings of the first order", STR_ARG(v->address), count(h, "h1"));
    promise_check(v->p, title >= 0 && html_text(&v->arena, h, title, NULL).n, "%.*s: no title",
                  STR_ARG(v->address));
}

/* ---- without script ------------------------------------------------------------------------ */

/* Is there, in this form, an input of that name with a value? */
static bool has_hidden(const struct html *h, int form, const char *name)
{
    for (int i = form; (i = html_next(h, i, h->node[form].end, "input")) >= 0;)
        if (str_is(html_attr(h, i, "name"), name))
            return html_attr(h, i, "value").n > 0;
    return false;
}

/* A button that sends, with words on it. */
static bool has_button(struct plain *v, int form)
{
    const struct html *h = &v->page;
    for (int i = form; (i = html_next(h, i, h->node[form].end, "button")) >= 0;) {
        struct str kind = html_attr(h, i, "type");
        if ((!kind.p || str_is(kind, "submit")) && !html_attr(h, i, "hidden").p &&
            html_text(&v->arena, h, i, NULL).n)
            return true;
    }
    return false;
}

/* A filter asks its own address again, as `get` does without an action; all else says where to. */
static void check_form(struct rules *r, struct plain *v, int form)
{
    struct str method = html_attr(&v->page, form, "method");
    struct str action = html_attr(&v->page, form, "action");
    r->n_forms++;
    promise_check(v->p, has_button(v, form), "%.*s: a form without a button", STR_ARG(v->address));
    if (str_is(method, "get"))
        return;
    promise_check(v->p, str_is(method, "post") && str_starts(action, S("/")),
                  "%.*s: a form goes by '%.*s' to '%.*s'", STR_ARG(v->address), STR_ARG(method),
                  STR_ARG(action));
    promise_check(v->p, has_hidden(&v->page, form, "_csrf"), "%.*s: the form to %.*s has no token",
                  STR_ARG(v->address), STR_ARG(action));
}

/* In a form, of a form, or not shown where there is no script. */
static void check_control(struct plain *v, int node)
{
    const struct html *h = &v->page;
    int of = html_id(h, html_attr(h, node, "form"));
    bool works = html_above(h, node, "form") >= 0 || (of >= 0 && html_is(h, of, "form"));
    bool hidden = html_above_class(h, node, "x-script") >= 0;
    bool idle = str_is(html_attr(h, node, "type"), "button");
    promise_check(v->p, hidden || (works && !idle), "%.*s: a %.*s that does nothing without script",
                  STR_ARG(v->address), STR_ARG(h->node[node].tag));
}

static void check_link(struct plain *v, int node)
{
    struct str to = html_attr(&v->page, node, "href");
    bool inside = str_starts(to, S("#")) && html_id(&v->page, str_part(to, 1, to.n)) >= 0;
    promise_check(v->p, inside || str_starts(to, S("/")), "%.*s: a link to '%.*s'",
                  STR_ARG(v->address), STR_ARG(to));
}

static void check_element(struct rules *r, struct plain *v, int node)
{
    static const char *const controls[] = {"button", "input", "select", "textarea"};
    const struct html_node *n = &v->page.node[node];
    for (size_t i = 0; i < n->n_attrs; i++)
        promise_check(v->p, !str_starts(n->attr[i].name, S("on")), "%.*s: script in %.*s",
                      STR_ARG(v->address), STR_ARG(n->attr[i].name));
    for (size_t i = 0; i < sizeof controls / sizeof controls[0]; i++)
        if (html_is(&v->page, node, controls[i]))
            check_control(v, node);
    if (html_is(&v->page, node, "form"))
        check_form(r, v, node);
    if (html_is(&v->page, node, "a"))
        check_link(v, node);
    promise_check(v->p, !html_is(&v->page, node, "noscript"), "%.*s: words for want of script",
                  STR_ARG(v->address));
    promise_check(v->p, !html_is(&v->page, node, "script") || html_attr(&v->page, node, "src").n,
                  "%.*s: script in the page", STR_ARG(v->address));
}

void rules_check(struct rules *r, struct plain *v, int status)
{
    promise_check(v->p, v->reply.status == status, "%.*s: %d", STR_ARG(v->address),
                  v->reply.status);
    if (!promise_check(v->p, v->page.n > 0, "%.*s is no page", STR_ARG(v->address)))
        return;
    r->n_pages++;
    check_frame(v);
    check_words(r, v);
    for (int i = 0; i < v->page.n; i++)
        check_element(r, v, i);
}
