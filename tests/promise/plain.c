// SPDX-License-Identifier: Apache-2.0
#include "plain.h"

#include <string.h>

enum { PAGE_ARENA = 64 * 1024 * 1024, FORM_FIELDS = 200, REDIRECTS_MAX = 3 };

void plain_init(struct plain *v, struct promise *p, const struct declarations *said,
                struct client client, bool english)
{
    *v = (struct plain){.p = p, .said = said, .client = client, .english = english};
    arena_init(&v->arena, PAGE_ARENA);
}

void plain_close(struct plain *v)
{
    arena_close(&v->arena);
}

struct str plain_words(const struct plain *v, const char *key)
{
    struct str words = declared_words(v->said, key, v->english);
    promise_check(v->p, words.n, "there are no words %s", key);
    return words;
}

/* ---- pages --------------------------------------------------------------------------------- */

/* What came: the page is read; the address is the one in the line of a browser. */
static bool take(struct plain *v, struct str address)
{
    struct str why = S("");
    arena_reset(&v->arena);
    v->page.n = v->n_typed = 0;
    v->address = address;
    if (!str_starts(client_header(&v->reply, "content-type"), S("text/html")))
        return true;
    enum status s = html_read(&v->arena, v->reply.body, &v->page, &why);
    return promise_check(v->p, s == OK, "%.*s is not well made here: %.*s", STR_ARG(address),
                         (int)(why.n < 200 ? why.n : 200), why.p);
}

static bool arrive(struct plain *v, struct str address, enum status s)
{
    for (int i = 0; s == OK && v->reply.status == 303 && i < REDIRECTS_MAX; i++) {
        address = client_header(&v->reply, "location");
        s = client_get(&v->client, address, NULL, &v->reply);
    }
    if (!promise_check(v->p, s == OK, "%.*s is not answered", STR_ARG(address)))
        return false;
    return take(v, address);
}

bool plain_go(struct plain *v, struct str address)
{
    struct str target = str_part(address, 0, str_index(address, '#'));
    enum status s = arena_copy(&v->p->trial.arena, target, &target); /* it lay in the page */
    if (s == OK)
        s = client_get(&v->client, target, NULL, &v->reply);
    return arrive(v, target, s);
}

bool plain_shows(struct plain *v, struct str words)
{
    struct str all = v->page.n ? html_text(&v->arena, &v->page, 0, NULL) : S("");
    return words.n && str_find(all, words) < all.n;
}

int plain_link(struct plain *v, struct str words)
{
    for (int i = -1; (i = html_next(&v->page, i, v->page.n, "a")) >= 0;) {
        struct str text = html_text(&v->arena, &v->page, i, NULL);
        if (str_eq(text, words))
            return i;
        int bold = html_next(&v->page, i, v->page.node[i].end, "b"); /* a door and its lead */
        if (bold >= 0 && str_eq(html_text(&v->arena, &v->page, bold, NULL), words))
            return i;
    }
    return -1;
}

bool plain_follow(struct plain *v, struct str words)
{
    int link = plain_link(v, words);
    if (!promise_check(v->p, link >= 0, "%.*s offers no link: %.*s", STR_ARG(v->address),
                       STR_ARG(words)))
        return false;
    return plain_go(v, html_attr(&v->page, link, "href"));
}

/* ---- fields -------------------------------------------------------------------------------- */

/* The nth element of this kind with the words of this key. */
static int find(struct plain *v, const char *tag, const char *key, int nth)
{
    struct str words = plain_words(v, key);
    for (int i = -1; (i = html_next(&v->page, i, v->page.n, tag)) >= 0;)
        if (str_eq(html_text(&v->arena, &v->page, i, "x-optional"), words) && nth-- == 0)
            return i;
    return -1;
}

int plain_count(struct plain *v, const char *tag, const char *key)
{
    int n = 0;
    while (find(v, tag, key, n) >= 0)
        n++;
    return n;
}

static void type(struct plain *v, int node, struct str value, const char *file)
{
    if (promise_check(v->p, v->n_typed < PLAIN_TYPED, "too much is typed")) {
        v->typed[v->n_typed].node = node;
        v->typed[v->n_typed].value = value;
        v->typed[v->n_typed++].file = file;
    }
}

/* The value of the option with these words. */
static struct str option_of(struct plain *v, int select, struct str words)
{
    for (int i = select; (i = html_next(&v->page, i, v->page.node[select].end, "option")) >= 0;)
        if (str_eq(html_text(&v->arena, &v->page, i, NULL), words))
            return html_attr(&v->page, i, "value");
    promise_check(v->p, false, "nothing to choose is called %.*s", STR_ARG(words));
    return (struct str){0};
}

void plain_fill(struct plain *v, const char *label, int nth, struct str value)
{
    int at = find(v, "label", label, nth);
    int input = at < 0 ? -1 : html_id(&v->page, html_attr(&v->page, at, "for"));
    if (!promise_check(v->p, input >= 0, "%.*s has no field %d of the label %s",
                       STR_ARG(v->address), nth, label))
        return;
    if (html_is(&v->page, input, "select"))
        type(v, input, option_of(v, input, value), NULL);
    else if (str_is(html_attr(&v->page, input, "type"), "file"))
        type(v, input, (struct str){0}, value.p);
    else
        type(v, input, value, NULL);
}

void plain_choose(struct plain *v, const char *legend, int nth, struct str words)
{
    int at = find(v, "legend", legend, nth), label = at < 0 ? -1 : at;
    int end = at < 0 ? 0 : v->page.node[v->page.node[at].parent].end;
    while (label >= 0 && (label = html_next(&v->page, label, end, "label")) >= 0)
        if (str_eq(html_text(&v->arena, &v->page, label, NULL), words))
            break;
    int input = label < 0 ? -1 : html_next(&v->page, label, end, "input");
    if (promise_check(v->p, input >= 0, "%.*s offers no %.*s under %s, %d", STR_ARG(v->address),
                      STR_ARG(words), legend, nth))
        type(v, input, html_attr(&v->page, input, "value"), NULL);
}

/* ---- sending ------------------------------------------------------------------------------- */

struct sent {
    struct client_pair pair[FORM_FIELDS];
    size_t n;
};

static int typed_at(const struct plain *v, int node)
{
    for (int i = v->n_typed - 1; i >= 0; i--)
        if (v->typed[i].node == node)
            return i;
    return -1;
}

/* Has another choice of the same name been ticked? */
static bool is_outdone(const struct plain *v, int node)
{
    for (int i = 0; i < v->n_typed; i++)
        if (v->typed[i].node != node && str_eq(html_attr(&v->page, v->typed[i].node, "name"),
                                               html_attr(&v->page, node, "name")))
            return true;
    return false;
}

static bool is_ticked(const struct plain *v, int node)
{
    if (typed_at(v, node) >= 0)
        return true;
    bool radio = str_is(html_attr(&v->page, node, "type"), "radio");
    return html_attr(&v->page, node, "checked").p && !(radio && is_outdone(v, node));
}

static struct str chosen_in(const struct plain *v, int select)
{
    int first = html_next(&v->page, select, v->page.node[select].end, "option");
    for (int i = select; (i = html_next(&v->page, i, v->page.node[select].end, "option")) >= 0;)
        if (html_attr(&v->page, i, "selected").p)
            return html_attr(&v->page, i, "value");
    return first < 0 ? S("") : html_attr(&v->page, first, "value");
}

static void put_pair(struct plain *v, struct sent *s, int node, struct str value)
{
    int t = typed_at(v, node);
    if (!promise_check(v->p, s->n < FORM_FIELDS, "a form has too many fields"))
        return;
    s->pair[s->n++] =
        (struct client_pair){html_attr(&v->page, node, "name"), t < 0 ? value : v->typed[t].value,
                             t < 0 ? NULL : v->typed[t].file};
}

/* What a browser would send of this node. */
static void put_field(struct plain *v, struct sent *s, int node)
{
    struct str kind = html_attr(&v->page, node, "type");
    if (html_is(&v->page, node, "select"))
        put_pair(v, s, node, chosen_in(v, node));
    else if (html_is(&v->page, node, "textarea"))
        put_pair(v, s, node, html_text(&v->arena, &v->page, node, NULL));
    else if (!html_is(&v->page, node, "input"))
        return;
    else if (str_is(kind, "radio") || str_is(kind, "checkbox")) {
        if (is_ticked(v, node))
            put_pair(v, s, node, html_attr(&v->page, node, "value"));
    } else if (!str_is(kind, "file") || typed_at(v, node) >= 0) {
        struct str value = html_attr(&v->page, node, "value");
        put_pair(v, s, node, value.p ? value : S(""));
    }
}

bool plain_press(struct plain *v, const char *key)
{
    struct sent s = {.n = 0};
    int button = find(v, "button", key, 0);
    int form = button < 0 ? -1 : html_above(&v->page, button, "form");
    if (!promise_check(v->p, form >= 0, "%.*s has no button %s in a form", STR_ARG(v->address),
                       key))
        return false;
    for (int i = form; i < v->page.node[form].end; i++)
        put_field(v, &s, i);
    struct str name = html_attr(&v->page, button, "name"), action;
    if (name.n)
        s.pair[s.n++] = (struct client_pair){name, html_attr(&v->page, button, "value"), NULL};
    enum status sent = arena_copy(&v->p->trial.arena, html_attr(&v->page, form, "action"), &action);
    bool takes_files = str_is(html_attr(&v->page, form, "enctype"), "multipart/form-data");
    for (size_t i = 0; i < s.n; i++)
        promise_check(v->p, takes_files || !s.pair[i].file, "a form with a file is not multipart");
    if (sent == OK)
        sent = client_form(&v->client, action, s.pair, s.n, NULL, &v->reply);
    return arrive(v, action, sent);
}
