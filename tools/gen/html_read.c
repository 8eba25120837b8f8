// SPDX-License-Identifier: Apache-2.0
#include "html_read.h"

#include "html_words.h"

#include <assert.h>

struct str html_read_attr(const struct html *h)
{
    return h->state == HTML_IN_VALUE ? h->attr[h->n_attrs - 1] : (struct str){0};
}

/* Read n bytes further, counting lines. */
static struct str advance(struct html *h, struct str *rest, size_t n)
{
    struct str taken = str_part(*rest, 0, n);
    for (size_t i = 0; i < taken.n; i++)
        h->at.line += taken.p[i] == '\n';
    *rest = str_part(*rest, taken.n, rest->n);
    return taken;
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == ':' || c == '_';
}

static size_t name_length(struct str s)
{
    size_t n = 0;
    while (n < s.n && is_name_char(s.p[n]))
        n++;
    return n;
}

/* &name; and &#n; */
static size_t entity_length(struct html *h, struct str s)
{
    size_t end = str_index(s, ';');
    bool sound = end > 1 && end < 12 && end < s.n;
    for (size_t i = 1; sound && i < end; i++)
        sound = is_name_char(s.p[i]) || s.p[i] == '#' || (s.p[i] >= 'A' && s.p[i] <= 'Z');
    if (!sound)
        gen_fail(h->at, "a bare &; written is &amp;");
    return end + 1;
}

static void refuse_words(struct html *h, struct str text)
{
    struct str word = html_words_first(text);
    if (!word.n)
        return;
    struct str before = str_part(text, 0, (size_t)(word.p - text.p));
    struct place at = h->at;
    for (size_t i = 0; i < before.n; i++)
        at.line += before.p[i] == '\n';
    gen_fail(at, "`%.*s` is a word; it stands in text.tsv and here as {{t key}}", STR_ARG(word));
}

static void read_text(struct html *h, struct str *rest)
{
    size_t n = 0;
    while (n < rest->n && rest->p[n] != '<' && rest->p[n] != '&')
        n++;
    refuse_words(h, str_part(*rest, 0, n));
    advance(h, rest, n);
    if (rest->n && rest->p[0] == '&')
        advance(h, rest, entity_length(h, *rest));
}

static void push(struct html *h)
{
    struct str name = h->now.name;
    for (size_t i = 0; i < h->n_open; i++) {
        struct html_element *outer = &h->open[i];
        if (str_is(outer->name, "p") && html_words_ends_p(name))
            gen_fail(h->at, "<%.*s> may not stand in the <p> of line %d: it would end it",
                     STR_ARG(name), outer->at.line);
        if (str_is(outer->name, "a") && str_is(name, "a"))
            gen_fail(h->at, "<a> in the <a> of line %d", outer->at.line);
    }
    if (h->n_open) {
        struct html_element *parent = &h->open[h->n_open - 1];
        if (!html_words_fits(name, parent->name))
            gen_fail(h->at, "<%.*s> may not stand directly in the <%.*s> of line %d", STR_ARG(name),
                     STR_ARG(parent->name), parent->at.line);
    }
    if (html_words_void(name))
        return;
    if (h->n_open == HTML_DEPTH_MAX)
        gen_fail(h->at, "more than %d elements inside each other", HTML_DEPTH_MAX);
    h->open[h->n_open++] = h->now;
}

static void close_element(struct html *h, struct str name)
{
    if (h->n_open == h->floor)
        gen_fail(h->at, "</%.*s> closes nothing that was opened in this block", STR_ARG(name));
    struct html_element *last = &h->open[h->n_open - 1];
    if (!str_eq(last->name, name))
        gen_fail(h->at, "</%.*s> where </%.*s> is due for line %d", STR_ARG(name),
                 STR_ARG(last->name), last->at.line);
    h->n_open--;
}

static bool has_attr(const struct html *h, const char *name)
{
    for (size_t i = 0; i < h->n_attrs; i++)
        if (str_is(h->attr[i], name))
            return true;
    return false;
}

static void refuse_element(struct html *h, struct str name)
{
    if (str_is(name, "script") || str_is(name, "style"))
        gen_fail(h->at,
                 "<%.*s>: scripts and styles stand in skin/, the browser is told to run no "
                 "other",
                 STR_ARG(name));
    if (name.n == 0)
        gen_fail(h->at, "`<` begins no element; written is &lt; (and a remark is not sent to "
                        "readers)");
    if (!html_words_element(name))
        gen_fail(h->at, "<%.*s> is no element that a template may have", STR_ARG(name));
}

/* After a <: the name, which must end inside this text. */
static void read_open(struct html *h, struct str *rest)
{
    bool closing = rest->n > 1 && rest->p[1] == '/';
    advance(h, rest, closing ? 2 : 1);
    struct str name = advance(h, rest, name_length(*rest));
    if (!rest->n)
        gen_fail(h->at, "<%.*s does not end: no tag stands in the name of an element",
                 STR_ARG(name));
    refuse_element(h, name);
    if (!closing) {
        h->now = (struct html_element){name, h->at};
        h->n_attrs = 0;
        h->state = HTML_IN_TAG;
        return;
    }
    if (rest->p[0] != '>')
        gen_fail(h->at, "</%.*s has no > directly behind it", STR_ARG(name));
    advance(h, rest, 1);
    close_element(h, name);
}

static void end_tag(struct html *h, struct str *rest)
{
    size_t n = rest->p[0] == '/' ? 2 : 1;
    if (n == 2 && (rest->n < 2 || rest->p[1] != '>' || !html_words_void(h->now.name)))
        gen_fail(h->at, "/ in <%.*s>: only <br> and its like are written <br/>",
                 STR_ARG(h->now.name));
    if (str_is(h->now.name, "img") && !has_attr(h, "alt"))
        gen_fail(h->at, "<img> without alt: say what the picture shows, or alt=\"\"");
    if (str_is(h->now.name, "form") && !has_attr(h, "method"))
        gen_fail(h->at, "<form> without method=\"get\": what changes something is {{form op}}");
    advance(h, rest, n);
    h->state = HTML_IN_TEXT;
    push(h);
}

static void refuse_attr(struct html *h, struct str name)
{
    if (str_starts(name, S("on")))
        gen_fail(h->at, "%.*s=: the browser is told to run no script of a page", STR_ARG(name));
    if (str_is(name, "style"))
        gen_fail(h->at, "style=: styles stand in skin/, by class");
    if (!html_words_attribute(name))
        gen_fail(h->at, "%.*s= is no attribute that a template may have", STR_ARG(name));
    for (size_t i = 0; i < h->n_attrs; i++)
        if (str_eq(h->attr[i], name))
            gen_fail(h->at, "%.*s= stands twice in <%.*s>", STR_ARG(name), STR_ARG(h->now.name));
    if (h->n_attrs == HTML_ATTR_MAX)
        gen_fail(h->at, "more than %d attributes", HTML_ATTR_MAX);
}

static void read_attr(struct html *h, struct str *rest)
{
    struct str name = advance(h, rest, name_length(*rest));
    if (!name.n)
        gen_fail(h->at, "`%c` in <%.*s>", rest->p[0], STR_ARG(h->now.name));
    if (!rest->n)
        gen_fail(h->at, "no tag stands in the name of an attribute (%.*s)", STR_ARG(name));
    refuse_attr(h, name);
    h->attr[h->n_attrs++] = name;
    if (rest->p[0] != '=')
        return;
    advance(h, rest, 1);
    if (!rest->n || rest->p[0] != '"')
        gen_fail(h->at, "%.*s= without double quotes: written is %.*s=\"...\"", STR_ARG(name),
                 STR_ARG(name));
    advance(h, rest, 1);
    h->state = HTML_IN_VALUE;
    h->has_tag = h->value_began = false;
}

static void read_in_tag(struct html *h, struct str *rest)
{
    char c = rest->p[0];
    if (c == ' ' || c == '\n' || c == '\t' || c == '\r')
        advance(h, rest, 1);
    else if (c == '>' || c == '/')
        end_tag(h, rest);
    else
        read_attr(h, rest);
}

static void check_id(struct html *h, struct str value)
{
    const struct html_element *had = h->id.at;
    if (h->n_each)
        gen_fail(h->at, "id=\"%.*s\" inside {{#each}} would come more than once", STR_ARG(value));
    for (size_t i = 0; i < h->id.n; i++)
        if (str_eq(had[i].name, value))
            gen_fail(h->at, "id=\"%.*s\" stands in line %d already", STR_ARG(value),
                     had[i].at.line);
    *(struct html_element *)grow(&h->id, sizeof(struct html_element)) =
        (struct html_element){value, h->at};
}

/* Literal text of an attribute; `whole`: from the first quote to the second. */
static void check_value(struct html *h, struct str value, bool whole)
{
    struct str attr = html_read_attr(h);
    if (html_words_shown(attr))
        refuse_words(h, value);
    if (str_is(attr, "id") && whole)
        check_id(h, value);
    if (str_is(attr, "method") && !str_is(value, "get"))
        gen_fail(h->at, "method=\"%.*s\": what changes something is {{form op}}", STR_ARG(value));
    bool local = str_starts(value, S("/")) && !str_starts(value, S("//"));
    if (html_words_address(attr) && !h->value_began && !local && !str_starts(value, S("#")) &&
        !str_starts(value, S("https://")))
        gen_fail(h->at, "%.*s=\"%.*s\": an address is {{url page}}, or begins with / # or https://",
                 STR_ARG(attr), STR_ARG(value));
    for (struct str rest = value; rest.n; rest = str_part(rest, 1, rest.n))
        if (rest.p[0] == '&')
            rest = str_part(rest, entity_length(h, rest) - 1, rest.n);
}

static void read_value(struct html *h, struct str *rest)
{
    size_t n = str_index(*rest, '"');
    bool ends = n < rest->n;
    struct str value = str_part(*rest, 0, n);
    if (n || !h->value_began)
        check_value(h, value, ends && !h->value_began);
    advance(h, rest, n);
    h->value_began = true;
    if (!ends)
        return;
    advance(h, rest, 1);
    h->state = HTML_IN_TAG;
}

void html_read(struct html *h, struct str text)
{
    while (text.n) {
        if (h->state == HTML_IN_VALUE)
            read_value(h, &text);
        else if (h->state == HTML_IN_TAG)
            read_in_tag(h, &text);
        else if (text.p[0] == '<')
            read_open(h, &text);
        else
            read_text(h, &text);
    }
}
