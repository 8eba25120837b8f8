// SPDX-License-Identifier: Apache-2.0
#include "core/roles.h"

#include "core/openapi_in.h"

#include <stdio.h>
#include <string.h>

/* ---- one party ----------------------------------------------------------------------------- */

/* The words of ROOM.NAME, or the name itself. */
static struct str room_words(enum lang lang, const char *room, const char *name)
{
    char key[140];
    int n = snprintf(key, sizeof key, "%s.%s", room, name);
    const struct text *row = n > 0 && (size_t)n < sizeof key ? text_find(str_of(key)) : NULL;
    return str_of(row ? row->word[lang] : name);
}

static const char *key_of(const struct party *p)
{
    static const char *const keys[] = {
        [PARTY_ANYONE] = "core.party.anyone",   [PARTY_ROLE] = "core.party.role",
        [PARTY_ROLE_OF] = "core.party.role_of", [PARTY_ROLE_ABOVE] = "core.party.role_above",
        [PARTY_SEAT] = "core.party.seat",       [PARTY_AUTHOR] = "core.party.author",
        [PARTY_PACK] = "core.party.pack",       [PARTY_SIGNED_IN] = "core.party.signed_in",
    };
    return keys[p->kind];
}

static void put_more(struct buf *to, enum lang lang, const char *key, struct str words)
{
    text_put(to, lang, str_of(key), &(struct text_arg){.name = "seat", .text = words}, 1);
}

void roles_say(struct buf *to, enum lang lang, const char *room, const struct party *p)
{
    const struct text_arg arg[] = {
        {.name = "role", .text = p->role ? room_words(lang, "role", p->role) : S("")},
        {.name = "seat", .text = p->seat ? room_words(lang, room, p->seat) : S("")}};
    text_put(to, lang, str_of(key_of(p)), arg, 2);
    if (p->with_secret)
        text_put(to, lang, S("core.party.secret"), NULL, 0);
    if (p->not_of)
        put_more(to, lang, "core.party.not_of", room_words(lang, room, p->not_of));
    if (p->once_stage)
        put_more(to, lang, "core.party.once", str_of(p->once_stage));
    if (p->once_published)
        text_put(to, lang, S("core.party.published"), NULL, 0);
}

void roles_spell(struct buf *to, const struct party *p)
{
    static const char *const plain[] = {[PARTY_ANYONE] = "anyone",
                                        [PARTY_SIGNED_IN] = "signed_in",
                                        [PARTY_AUTHOR] = "author",
                                        [PARTY_PACK] = "pack"};
    if (p->role)
        buf_puts(to, p->role);
    else if (p->kind != PARTY_SEAT)
        buf_puts(to, plain[p->kind]);
    if (p->kind == PARTY_ROLE_OF)
        buf_puts(to, " of ");
    if (p->kind == PARTY_ROLE_ABOVE)
        buf_puts(to, " above ");
    if (p->seat)
        buf_puts(to, p->seat);
    if (p->with_secret)
        buf_puts(to, " with secret");
    if (p->not_of)
        buf_printf(to, " not of %s", p->not_of);
    if (p->once_stage)
        buf_printf(to, " once %s", p->once_stage);
    if (p->once_published)
        buf_puts(to, " once published");
}

/* ---- the matrix ---------------------------------------------------------------------------- */

/* One row: an operation or a page. */
struct thing {
    const char *kind; /* "op", "page" */
    const char *room, *name;
    const struct matter *matter;
    const struct parties *by;
};

static size_t count_columns(const struct buf *b)
{
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++)
        n += ((unsigned char)b->p[i] & 0xC0) == 0x80 ? 0 : (unsigned char)b->p[i] >= 0xE0 ? 2 : 1;
    return n;
}

static void put_padded(struct buf *to, const struct buf *cell, size_t width)
{
    size_t n = count_columns(cell);
    buf_put(to, buf_str(cell));
    for (; n < width; n++)
        buf_byte(to, ' ');
}

static void put_row(struct buf *to, enum lang lang, const struct thing *t)
{
    struct buf cell;
    char name[130];
    buf_init(&cell, 4096);
    snprintf(name, sizeof name, "%s.%s", t->room, t->name);
    buf_printf(&cell, "%-5s %s", t->kind, name);
    put_padded(to, &cell, 30);
    buf_reset(&cell);
    const struct text *row = text_find(str_of(name));
    text_put_plain(&cell, lang, str_of(row ? name : ""));
    put_padded(to, &cell, 32);
    for (size_t i = 0; i < t->by->n; i++) {
        buf_puts(to, i ? (lang == LANG_EN ? "; " : "\xef\xbc\x9b") : "");
        roles_say(to, lang, t->room, &t->by->party[i]);
    }
    buf_byte(to, '\n');
    buf_close(&cell);
}

static void put_spelled(struct buf *to, const struct thing *t)
{
    char name[130];
    struct buf spelled;
    snprintf(name, sizeof name, "%s.%s", t->room, t->name);
    out_begin(to, NULL, '{');
    out_text(to, "name", str_of(name));
    out_words(to, "words", str_of(name));
    if (t->matter)
        out_text(to, "on", str_of(t->matter->name));
    out_begin(to, "by", '[');
    for (size_t i = 0; i < t->by->n; i++) {
        buf_init(&spelled, 1024);
        roles_spell(&spelled, &t->by->party[i]);
        out_next(to);
        json_put_text(to, buf_str(&spelled));
        buf_close(&spelled);
    }
    out_end(to, ']');
    out_end(to, '}');
}

static struct thing thing_of_op(const struct op *op)
{
    return (struct thing){"op", op->room, op->name, op->matter, &op->by};
}

static struct thing thing_of_page(const struct page_def *page)
{
    return (struct thing){"page", page->room, page->name, page->matter, &page->by};
}

void roles_put_table(struct buf *to, enum lang lang, const struct rooms *rooms)
{
    for (size_t i = 0; i < rooms->n; i++) {
        const struct room *room = rooms->room[i];
        for (size_t k = 0; k < room->n_ops; k++) {
            struct thing t = thing_of_op(room->ops[k]);
            put_row(to, lang, &t);
        }
        for (size_t k = 0; k < room->n_pages; k++) {
            struct thing t = thing_of_page(room->pages[k]);
            put_row(to, lang, &t);
        }
    }
}

void roles_put_json(struct buf *to, const struct rooms *rooms)
{
    out_begin(to, NULL, '{');
    for (int pages = 0; pages < 2; pages++) {
        out_begin(to, pages ? "pages" : "operations", '[');
        for (size_t i = 0; i < rooms->n; i++) {
            const struct room *room = rooms->room[i];
            for (size_t k = 0; k < (pages ? room->n_pages : room->n_ops); k++) {
                struct thing t = pages ? thing_of_page(room->pages[k]) : thing_of_op(room->ops[k]);
                put_spelled(to, &t);
            }
        }
        out_end(to, ']');
    }
    out_end(to, '}');
    buf_byte(to, '\n');
}
