// SPDX-License-Identifier: Apache-2.0
#include "paper/print.h"

#include "base/utf8.h"

#include <string.h>

enum { BLOCK_BYTES = 64 * 1024 };

struct walk {
    struct arena *arena;
    struct print_block *block;
    size_t n;
    struct buf text; /* of the block that is read */
    enum print_kind kind;
    bool keeps_lines;
    struct str skipping; /* the name of an element that only a screen has */
    int skipped;         /* how deep within elements of that name */
    enum status status;
};

static const char *const screen_only[] = {"form",   "nav",   "script", "style", "button",
                                          "select", "label", "head",   NULL};

static const struct {
    const char *name;
    enum print_kind kind;
} blocks[] = {
    {"h1", PRINT_TITLE},     {"h2", PRINT_HEADING},      {"h3", PRINT_HEADING},
    {"p", PRINT_TEXT},       {"li", PRINT_ITEM},         {"dt", PRINT_TERM},
    {"dd", PRINT_DETAIL},    {"tr", PRINT_TEXT},         {"div", PRINT_TEXT},
    {"ul", PRINT_TEXT},      {"ol", PRINT_TEXT},         {"dl", PRINT_TEXT},
    {"table", PRINT_TEXT},   {"caption", PRINT_HEADING}, {"section", PRINT_TEXT},
    {"details", PRINT_TEXT}, {"summary", PRINT_HEADING},
};

static bool is_one_of(struct str name, const char *const *names)
{
    for (; *names; names++)
        if (str_is(name, *names))
            return true;
    return false;
}

/* By its name, or as the style sheet hides it on paper. */
static bool is_for_screens(struct str name, struct str tag)
{
    return is_one_of(name, screen_only) || str_find(tag, S("x-ways")) < tag.n ||
           str_find(tag, S("x-op")) < tag.n || str_find(tag, S("x-not-now")) < tag.n;
}

static void flush(struct walk *w)
{
    struct str text = str_trim(buf_str(&w->text));
    if (w->text.full || (text.n && w->n == PRINT_BLOCKS))
        w->status = FULL;
    if (text.n && w->status == OK) {
        w->block[w->n].kind = w->kind;
        w->status = arena_copy(w->arena, text, &w->block[w->n].text);
        w->n++;
    }
    buf_reset(&w->text);
    w->kind = PRINT_TEXT;
    w->keeps_lines = false;
}

static void begin_or_end(struct walk *w, struct str name, struct str tag, bool ends)
{
    if (w->skipped) {
        w->skipped += !str_eq(name, w->skipping) ? 0 : ends ? -1 : 1;
        return;
    }
    if (!ends && is_for_screens(name, tag)) {
        w->skipping = name;
        w->skipped = 1;
        return;
    }
    if (str_is(name, "br"))
        buf_byte(&w->text, '\n');
    if (ends && (str_is(name, "td") || str_is(name, "th")))
        buf_puts(&w->text, "   ");
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        if (!str_is(name, blocks[i].name))
            continue;
        flush(w);
        w->kind = ends ? PRINT_TEXT : blocks[i].kind;
        w->keeps_lines = !ends && str_find(tag, S("x-words")) < tag.n;
    }
}

/* "<p class=...>", "</p>": between the angle brackets. */
static void hear_tag(struct walk *w, struct str tag)
{
    bool ends = str_starts(tag, S("/"));
    struct str name = ends ? str_part(tag, 1, tag.n) : tag;
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] == ' ' || name.p[i] == '/' || name.p[i] == '\n')
            name.n = i;
    begin_or_end(w, name, tag, ends);
}

/* The entities that this house writes. */
static size_t hear_entity(struct walk *w, struct str s)
{
    static const struct {
        struct str name;
        const char *is;
    } entities[] = {
        {S("&amp;"), "&"},   {S("&lt;"), "<"},  {S("&gt;"), ">"},
        {S("&quot;"), "\""}, {S("&#39;"), "'"}, {S("&middot;"), "\xC2\xB7"},
    };
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++)
        if (str_starts(s, entities[i].name)) {
            buf_puts(&w->text, entities[i].is);
            return entities[i].name.n;
        }
    buf_byte(&w->text, '&');
    return 1;
}

static void hear_byte(struct walk *w, char c)
{
    bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    char last = w->text.n ? w->text.p[w->text.n - 1] : ' ';
    if (w->keeps_lines && c == '\n')
        buf_byte(&w->text, c);
    else if (!blank)
        buf_byte(&w->text, c);
    else if (last != ' ' && last != '\n')
        buf_byte(&w->text, ' ');
}

enum status print_blocks(struct arena *a, struct str html, struct print_block *ret_block,
                         size_t *ret_n)
{
    struct walk w = {.arena = a, .block = ret_block, .kind = PRINT_TEXT};
    buf_init(&w.text, BLOCK_BYTES);
    for (size_t i = 0; i < html.n && w.status == OK;) {
        struct str rest = str_part(html, i, html.n);
        if (rest.p[0] == '<') {
            size_t end = str_index(rest, '>');
            hear_tag(&w, str_part(rest, 1, end - (end > 0)));
            i += end + 1;
        } else if (w.skipped) {
            i++;
        } else if (rest.p[0] == '&') {
            i += hear_entity(&w, rest);
        } else {
            hear_byte(&w, rest.p[0]);
            i++;
        }
    }
    flush(&w);
    buf_close(&w.text);
    *ret_n = w.n;
    return w.status;
}
