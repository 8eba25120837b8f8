// SPDX-License-Identifier: Apache-2.0
#include "page_html.h"

#include "html_read.h"

#include <assert.h>

static const char *tag_word(const struct tag *t)
{
    static const char *const words[] = {
        [TAG_HTML] = "",          [TAG_VALUE] = "a value", [TAG_T] = "{{t}}",
        [TAG_EACH] = "{{#each}}", [TAG_IF] = "{{#if}}",    [TAG_ELSE] = "{{else}}",
        [TAG_LIVE] = "{{#live}}", [TAG_END] = "{{/}}",     [TAG_FORM] = "{{form}}",
        [TAG_PICK] = "{{pick}}",  [TAG_URL] = "{{url}}",   [TAG_PART] = "{{> part}}",
        [TAG_HEAD] = "{{!part}}",
    };
    return words[t->kind];
}

/* What a block leaves behind it must be where it began. */
static void check_block(struct html *h, const struct html_block *b)
{
    if (h->n_open > b->depth)
        gen_fail(h->open[h->n_open - 1].at, "<%.*s> is not closed in its block of the template",
                 STR_ARG(h->open[h->n_open - 1].name));
    if (h->state != b->state || !str_eq(html_read_attr(h), b->attr))
        gen_fail(h->at, "the block ends in another place of the HTML than it began (in a tag, in a "
                        "value)");
}

static void open_block(struct html *h, const struct tag *t)
{
    assert(h->n_blocks < HTML_DEPTH_MAX);
    h->block[h->n_blocks++] = (struct html_block){h->state, h->n_open, h->floor, html_read_attr(h)};
    h->floor = h->n_open;
    h->n_each += t->kind == TAG_EACH;
}

static void end_block(struct html *h, const struct tag *opening)
{
    assert(h->n_blocks > 0);
    const struct html_block *b = &h->block[--h->n_blocks];
    check_block(h, b);
    h->floor = b->floor;
    h->n_each -= opening->kind == TAG_EACH;
}

static enum html_place place_now(struct html *h)
{
    if (h->state == HTML_IN_TEXT)
        return HTML_TEXT;
    if (h->state == HTML_IN_TAG)
        return HTML_TAG;
    struct str attr = html_read_attr(h);
    return str_is(attr, "href") || str_is(attr, "src") || str_is(attr, "action") ? HTML_ADDRESS
                                                                                 : HTML_ATTR;
}

/* May this kind of tag stand here? */
static void check_place(struct html *h, const struct tag *t)
{
    bool block = t->kind == TAG_IF || t->kind == TAG_ELSE || t->kind == TAG_END;
    bool inline_tag = t->kind == TAG_VALUE || t->kind == TAG_T || t->kind == TAG_EACH;
    if (t->place == HTML_TEXT && t->kind == TAG_URL)
        gen_fail(t->at, "{{url}} stands in href=\"\", src=\"\" or action=\"\"");
    if (t->place == HTML_TEXT || block)
        return;
    if (t->place == HTML_TAG)
        gen_fail(t->at, "%s between the attributes of <%.*s>; there stands {{#if}} only",
                 tag_word(t), STR_ARG(h->now.name));
    if (t->place == HTML_ADDRESS && (t->kind != TAG_URL || h->value_began))
        gen_fail(t->at, "%s in an address: it is {{url page}} from its first letter, or literal",
                 tag_word(t));
    if (t->place == HTML_ATTR && !inline_tag)
        gen_fail(t->at, "%s stands between elements, not in an attribute", tag_word(t));
}

static void check_form(struct html *h, const struct tag *t)
{
    for (size_t i = 0; t->kind == TAG_FORM && i < h->n_open; i++)
        if (str_is(h->open[i].name, "p") || str_is(h->open[i].name, "form"))
            gen_fail(t->at, "{{form}} may not stand in the <%.*s> of line %d",
                     STR_ARG(h->open[i].name), h->open[i].at.line);
}

static void check_tag(struct html *h, struct list *tags, struct tag *t)
{
    struct tag *all = tags->at;
    h->at = t->at;
    if (t->kind == TAG_END)
        end_block(h, &all[t->pair]);
    if (t->kind == TAG_ELSE)
        check_block(h, &h->block[h->n_blocks - 1]);
    t->place = place_now(h);
    check_place(h, t);
    check_form(h, t);
    bool opens = t->kind == TAG_EACH || t->kind == TAG_IF || t->kind == TAG_LIVE;
    if (opens)
        open_block(h, t);
    else if (h->state == HTML_IN_VALUE && t->kind != TAG_ELSE && t->kind != TAG_END)
        h->value_began = true;
}

void page_html_check(struct list *tags)
{
    struct html h = {0};
    struct tag *tag = tags->at;
    for (size_t i = 0; i < tags->n; i++) {
        h.at = tag[i].at;
        if (tag[i].kind == TAG_HTML)
            html_read(&h, tag[i].text);
        else
            check_tag(&h, tags, &tag[i]);
    }
    if (h.state != HTML_IN_TEXT)
        gen_fail(h.now.at, "<%.*s does not end", STR_ARG(h.now.name));
    if (h.n_open)
        gen_fail(h.open[h.n_open - 1].at, "<%.*s> is not closed",
                 STR_ARG(h.open[h.n_open - 1].name));
}
