// SPDX-License-Identifier: Apache-2.0
/* nav.c -- the bar above every page, and the lists above a matter.
 * Floor 6. */
#include "web/nav.h"

#include <stdio.h>
#include <string.h>

enum { KEY_BYTES = 140 };

static void put(struct page *p, const char *html)
{
    buf_puts(p->out, html);
}

/* The generator sees to it that there are words ROOM.NAME. */
static void put_words(struct page *p, const char *room, const char *name)
{
    char key[KEY_BYTES];
    snprintf(key, sizeof key, "%s.%s", room, name);
    page_t(p, key, NULL, 0);
}

static void put_link(struct visit *v, struct page *p, const struct page_def *page, const char *name,
                     bool here)
{
    buf_printf(p->out, "<li><a href=\"%s\"%s>", page->path, here ? " aria-current=\"page\"" : "");
    put_words(p, page->room, name);
    inbox_put_count(v, p, page);
    put(p, "</a></li>");
}

/* May it be opened from anywhere, and by this reader? */
static bool is_open(struct visit *v, const struct page_def *page)
{
    return !strchr(page->path, '{') && party_allows(&v->ctx, &page->by, NULL) == OK;
}

/* How many pages of a room are open, and the first of them. */
static size_t count_open(struct visit *v, const struct room *room,
                         const struct page_def **ret_first)
{
    size_t n = 0;
    for (size_t i = 0; i < room->n_pages; i++)
        if (is_open(v, room->pages[i]) && n++ == 0)
            *ret_first = room->pages[i];
    return n;
}

static bool is_in(const struct visit *v, const struct room *room)
{
    return v->page && strcmp(v->page->room, room->name) == 0;
}

static void put_track(struct visit *v, struct page *p)
{
    put(p, str_is(v->req->path, "/track") ? "<li><a aria-current=\"page\" href=\"/track\">"
                                          : "<li><a href=\"/track\">");
    page_t(p, "web.track", NULL, 0);
    put(p, "</a></li>");
}

static void put_rows(struct visit *v, struct page *p, const struct room *room)
{
    put(p, "</ul><ul class=\"x-nav-room\">");
    for (size_t i = 0; i < room->n_pages; i++)
        if (is_open(v, room->pages[i]))
            put_link(v, p, room->pages[i], room->pages[i]->name, v->page == room->pages[i]);
}

void nav_put(struct visit *v, struct page *p)
{
    const struct rooms *rooms = core_rooms(v->core);
    const struct room *inside = NULL;
    put(p, "<nav class=\"x-nav\" data-live=\"x-nav\" aria-label=\"");
    page_t(p, "web.nav", NULL, 0);
    put(p, "\"><ul>");
    for (size_t i = rooms->n; i-- > 0;) { /* the kernel's own stand first there, and last here */
        const struct page_def *first = NULL;
        const struct room *room = rooms->room[i];
        size_t n = count_open(v, room, &first);
        if (n == 1)
            put_link(v, p, first, first->name, v->page == first);
        else if (n > 1)
            put_link(v, p, first, "nav", is_in(v, room));
        if (n > 1 && is_in(v, room))
            inside = room;
    }
    put_track(v, p);
    if (inside)
        put_rows(v, p, inside);
    put(p, "</ul></nav>");
}

void nav_put_above(struct visit *v, struct page *p)
{
    const struct rooms *rooms = core_rooms(v->core);
    for (size_t i = 0; v->page && v->page->matter && i < rooms->n; i++)
        for (size_t k = 0; is_in(v, rooms->room[i]) && k < rooms->room[i]->n_pages; k++) {
            const struct page_def *page = rooms->room[i]->pages[k];
            size_t n = strlen(page->path);
            bool above = !page->matter && strncmp(page->path, v->page->path, n) == 0 &&
                         v->page->path[n] == '/';
            if (above && party_allows(&v->ctx, &page->by, NULL) == OK)
                put_link(v, p, page, page->name, false);
        }
}
