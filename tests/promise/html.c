// SPDX-License-Identifier: Apache-2.0
#include "html.h"

#include <string.h>

struct reading {
    struct arena *arena;
    struct html *html;
    struct str rest;
    int open; /* the element that is being filled; -1 */
};

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static bool is_void(struct str tag)
{
    static const char *const tags[] = {"meta", "link", "input", "br", "img", "hr"};
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
        if (str_is(tag, tags[i]))
            return true;
    return false;
}

/* "&amp;" and its like as letters; anything else behind & is a fault. */
static enum status resolve(struct arena *a, struct str raw, struct str *ret_text)
{
    static const struct {
        const char *name;
        const char *letters;
    } rows[] = {{"amp", "&"},   {"lt", "<"},  {"gt", ">"},
                {"quot", "\""}, {"#39", "'"}, {"middot", "\xc2\xb7"}};
    char *to = arena_take(a, 1, raw.n + 1);
    size_t n = 0, n_rows = sizeof rows / sizeof rows[0];
    if (!to)
        return FULL;
    for (size_t i = 0; i < raw.n; i++) {
        struct str name, after;
        size_t k = 0;
        if (raw.p[i] != '&') {
            to[n++] = raw.p[i];
            continue;
        }
        name = str_cut(str_part(raw, i + 1, raw.n), ';', &after);
        while (k < n_rows && !str_is(name, rows[k].name))
            k++;
        if (k == n_rows)
            return BAD_INPUT;
        memcpy(to + n, rows[k].letters, strlen(rows[k].letters));
        n += strlen(rows[k].letters);
        i += name.n + 1;
    }
    *ret_text = (struct str){to, n};
    return OK;
}

static enum status add(struct reading *r, struct str tag, int *ret_node)
{
    if (r->html->n == HTML_NODES)
        return FULL;
    *ret_node = r->html->n++;
    r->html->node[*ret_node] = (struct html_node){.tag = tag, .parent = r->open, .end = r->html->n};
    return OK;
}

static enum status read_text(struct reading *r, size_t n)
{
    int node;
    TRY(add(r, (struct str){0}, &node));
    TRY(resolve(r->arena, str_part(r->rest, 0, n), &r->html->node[node].text));
    r->rest = str_part(r->rest, n, r->rest.n);
    return OK;
}

static struct str take_name(struct str *rest)
{
    size_t n = 0;
    while (n < rest->n && (rest->p[n] == '-' || (rest->p[n] >= 'a' && rest->p[n] <= 'z') ||
                           (rest->p[n] >= '0' && rest->p[n] <= '9')))
        n++;
    struct str name = str_part(*rest, 0, n);
    *rest = str_part(*rest, n, rest->n);
    return name;
}

/* name="value" or name */
static enum status read_attr(struct reading *r, struct html_node *node)
{
    struct html_attr *attr = &node->attr[node->n_attrs];
    if (node->n_attrs == HTML_ATTRS)
        return FULL;
    *attr = (struct html_attr){take_name(&r->rest), S("")};
    if (!attr->name.n)
        return BAD_INPUT;
    for (size_t i = 0; i < node->n_attrs; i++)
        if (str_eq(node->attr[i].name, attr->name))
            return BAD_INPUT;
    node->n_attrs++;
    if (!str_starts(r->rest, S("=")))
        return OK;
    if (!str_starts(r->rest, S("=\"")))
        return BAD_INPUT;
    struct str raw = str_cut(str_part(r->rest, 2, r->rest.n), '"', &r->rest);
    if (!r->rest.p || str_index(raw, '<') < raw.n)
        return BAD_INPUT;
    return resolve(r->arena, raw, &attr->value);
}

static enum status read_open(struct reading *r)
{
    int at;
    r->rest = str_part(r->rest, 1, r->rest.n);
    struct str tag = take_name(&r->rest);
    TRY(tag.n ? add(r, tag, &at) : BAD_INPUT);
    while (r->rest.n && r->rest.p[0] != '>') {
        if (!is_space(r->rest.p[0]))
            return BAD_INPUT;
        while (r->rest.n && is_space(r->rest.p[0]))
            r->rest = str_part(r->rest, 1, r->rest.n);
        if (r->rest.n && r->rest.p[0] != '>')
            TRY(read_attr(r, &r->html->node[at]));
    }
    r->rest = str_part(r->rest, 1, r->rest.n);
    if (!is_void(tag))
        r->open = at;
    return OK;
}

static enum status read_close(struct reading *r)
{
    struct str rest = str_part(r->rest, 2, r->rest.n), tag = take_name(&rest);
    if (r->open < 0 || !str_eq(tag, r->html->node[r->open].tag) || !str_starts(rest, S(">")))
        return BAD_INPUT;
    r->rest = str_part(rest, 1, rest.n);
    r->html->node[r->open].end = r->html->n;
    r->open = r->html->node[r->open].parent;
    return OK;
}

static enum status read_next(struct reading *r)
{
    size_t n = str_index(r->rest, '<');
    if (n)
        return read_text(r, n);
    return str_starts(r->rest, S("</")) ? read_close(r) : read_open(r);
}

enum status html_read(struct arena *a, struct str page, struct html *ret_html, struct str *ret_why)
{
    struct html html = {.node = ARENA_ARRAY(a, struct html_node, HTML_NODES)};
    struct reading r = {.arena = a, .html = &html, .rest = page, .open = -1};
    struct str head = S("<!doctype html>\n");
    if (!html.node)
        return FULL;
    enum status s = str_starts(page, head) ? OK : BAD_INPUT;
    r.rest = str_part(page, head.n, page.n);
    while (s == OK && r.rest.n) {
        *ret_why = r.rest;
        s = read_next(&r);
    }
    TRY(s);
    if (r.open >= 0)
        return BAD_INPUT;
    *ret_html = html;
    return OK;
}

/* ---- asking -------------------------------------------------------------------------------- */

struct str html_attr(const struct html *h, int node, const char *name)
{
    const struct html_node *n = &h->node[node];
    for (size_t i = 0; i < n->n_attrs; i++)
        if (str_is(n->attr[i].name, name))
            return n->attr[i].value;
    return (struct str){0};
}

bool html_is(const struct html *h, int node, const char *tag)
{
    return h->node[node].tag.p && str_is(h->node[node].tag, tag);
}

int html_next(const struct html *h, int after, int end, const char *tag)
{
    for (int i = after + 1; i < end; i++)
        if (html_is(h, i, tag))
            return i;
    return -1;
}

int html_above(const struct html *h, int node, const char *tag)
{
    while (node >= 0 && !html_is(h, node, tag))
        node = h->node[node].parent;
    return node;
}

int html_above_attr(const struct html *h, int node, const char *name)
{
    while (node >= 0 && !html_attr(h, node, name).p)
        node = h->node[node].parent;
    return node;
}

static bool has_class(const struct html *h, int node, const char *class)
{
    struct str rest = html_attr(h, node, "class");
    while (rest.p)
        if (str_is(str_cut(rest, ' ', &rest), class))
            return true;
    return false;
}

int html_above_class(const struct html *h, int node, const char *class)
{
    while (node >= 0 && !has_class(h, node, class))
        node = h->node[node].parent;
    return node;
}

int html_id(const struct html *h, struct str id)
{
    for (int i = 0; id.n && i < h->n; i++)
        if (str_eq(html_attr(h, i, "id"), id))
            return i;
    return -1;
}

struct str html_text(struct arena *a, const struct html *h, int node, const char *but)
{
    size_t n = 0, room = 1;
    for (int i = node; i < h->node[node].end; i++)
        room += h->node[i].text.n;
    char *to = arena_take(a, 1, room);
    for (int i = node; to && i < h->node[node].end; i++) {
        struct str text = h->node[i].text;
        int left_out = but ? html_above_class(h, i, but) : -1;
        for (size_t k = 0; left_out < node && k < text.n; k++) {
            bool space = is_space(text.p[k]);
            if (!space || (n && to[n - 1] != ' '))
                to[n++] = space ? ' ' : text.p[k];
        }
    }
    return str_trim((struct str){to, n});
}
