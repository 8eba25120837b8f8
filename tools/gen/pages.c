// SPDX-License-Identifier: Apache-2.0
#include "pages.h"
#include "clause.h"
#include "grow.h"
#include "party.h"

#include <string.h>

static const char *const inline_words[] = {"on", "by", "live", NULL};
static const char *const line_words[] = {"ask", "one", "many", "list", "keep", "group", NULL};
static const struct clause_words words = {
    inline_words, line_words, "a page has on, by, ask, one, many, list, keep, group, live"};

struct reader {
    struct gen_room *room;
    struct page_def *page;
    struct list clauses, sources, live;
    const struct list *lines;
    struct fields asked, kept;
    bool is_live;
};

/* /appeal/{id}/why: the room's word first, then words, and {id} where there is a matter. */
static void check_path(const struct gen_room *r, const struct page_def *page, struct place at)
{
    struct str rest = str_of(page->path), part;
    bool has_id = false, first = true;
    if (page->path[0] != '/')
        gen_fail(at, "page '%s': a path begins with /%s", page->name, r->name);
    for (rest = str_part(rest, 1, rest.n); rest.p; first = false) {
        part = str_cut(rest, '/', &rest);
        if (first && !str_is(part, r->name) && strcmp(r->name, "core") != 0)
            gen_fail(at, "page '%s': the path begins with /%s", page->name, r->name);
        if (str_is(part, "{id}") && !has_id)
            has_id = true;
        else if (!token_is_name(part))
            gen_fail(at, "page '%s': '%.*s' is no part of a path: a name, or {id} once", page->name,
                     STR_ARG(part));
    }
    if (has_id != (page->matter != NULL))
        gen_fail(at, "page '%s': {id} in the path and `on MATTER` belong together", page->name);
}

static void check_new(struct gen_room *r, const struct page_def *page, struct place at)
{
    for (size_t k = 0; k < r->all->n_rooms; k++) {
        const struct gen_room *other = &r->all->room[k];
        for (size_t i = 0; i < other->pages.n; i++) {
            const struct page_def *had = GEN_AT(struct page_def, other->pages, i);
            if (strcmp(had->path, page->path) == 0)
                gen_fail(at, "page '%s': page '%s' of %s has that path already", page->name,
                         had->name, other->name);
            if (other == r && strcmp(had->name, page->name) == 0)
                gen_fail(at, "page '%s' stands here twice", page->name);
        }
    }
}

static void read_args(struct reader *in, struct line *l, struct str inside,
                      const char *const **ret_arg)
{
    size_t n;
    line_check(l, token_words(&gen_arena, inside, ret_arg, &n));
    for (size_t i = 0; i < n; i++) {
        struct str arg = str_of((*ret_arg)[i]);
        bool id = in->page->matter && str_is(arg, "id");
        if (!id && !str_is(arg, "me") && !str_is(arg, "office") &&
            !record_find(&in->page->ask, arg))
            gen_fail(l->at, "'%.*s' is no field asked by this page, nor id (with `on`), me, office",
                     STR_ARG(arg));
    }
}

/* one a appeal_by_id(id) */
static void read_source(struct reader *in, struct line *l, enum query_kind kind)
{
    static const char *const kinds[] = {"one", "many", "list"};
    struct page_source source = {.name = line_name(l, "a word for the template")};
    struct token token = token_next(&l->t);
    const struct gen_query *query = gen_query_find(in->room, token.word);
    const struct page_source *had = in->sources.at;
    if (!query)
        gen_fail(l->at, "there is no query '%.*s' in query.sql", STR_ARG(token.word));
    if (query->query->kind != kind)
        gen_fail(l->at, "query '%s' gives `%s`, and not `%s`", query->query->name,
                 kinds[query->query->kind], kinds[kind]);
    if (fields_is_c_word(source.name) || strcmp(source.name, "m") == 0 ||
        strcmp(source.name, "asked") == 0)
        gen_fail(l->at, "'%s' is taken in the C struct: call it otherwise", source.name);
    for (size_t i = 0; i < in->sources.n; i++)
        if (strcmp(had[i].name, source.name) == 0)
            gen_fail(l->at, "'%s' stands here twice", source.name);
    source.query = query->query;
    read_args(in, l, token.inside, &source.arg);
    line_end(l);
    *(struct page_source *)grow(&in->sources, sizeof source) = source;
}

static void read_fields(struct reader *in)
{
    struct line *l;
    struct page_def *page = in->page;
    in->asked = (struct fields){.room = in->room, .matter = page->matter, .in = FIELDS_PAGE_ASK};
    in->kept = (struct fields){.room = in->room, .matter = page->matter, .in = FIELDS_PAGE};
    for (size_t i = 0; i < in->clauses.n; i++) {
        if ((l = clause_is(&in->clauses, i, "ask")))
            fields_read(&in->asked, l);
        else if ((l = clause_is(&in->clauses, i, "keep")))
            fields_read(&in->kept, l);
        else if (clause_is(&in->clauses, i, "group"))
            fields_read_group(&in->kept, in->lines, ((struct clause *)in->clauses.at)[i].i);
    }
    page->ask = fields_end(&in->asked);
    page->view = fields_end(&in->kept);
}

static void read_clause(struct reader *in, struct line *l)
{
    struct str word = l->t.at[0].word;
    if (str_is(word, "by") && in->page->by.n)
        gen_fail(l->at, "page '%s': `by` stands here twice", in->page->name);
    if (str_is(word, "by"))
        in->page->by = party_read(in->room, in->page->matter, l, PARTY_IN_PAGE);
    else if (str_is(word, "one"))
        read_source(in, l, QUERY_ONE);
    else if (str_is(word, "many"))
        read_source(in, l, QUERY_MANY);
    else if (str_is(word, "list"))
        read_source(in, l, QUERY_LIST);
    else if (str_is(word, "live"))
        for (in->is_live = true; l->t.next < l->t.n;)
            *(struct fact **)grow(&in->live, sizeof(struct fact *)) = line_fact(in->room, l);
}

static void read_on(struct reader *in, struct line *l)
{
    struct str name = token_next(&l->t).word;
    in->page->matter = gen_matter_find(in->room, name);
    if (!in->page->matter)
        gen_fail(l->at, "page '%s': there is no matter '%.*s'", in->page->name, STR_ARG(name));
    line_end(l);
}

static void check_page(const struct reader *in, struct place at)
{
    const struct page_def *page = in->page;
    check_path(in->room, page, at);
    check_new(in->room, page, at);
    if (!page->by.n)
        gen_fail(at, "page '%s': who may read it? write `by`", page->name);
    const struct page_source *source = in->sources.at;
    for (size_t i = 0; i < in->sources.n; i++)
        if (record_find(&page->view, str_of(source[i].name)))
            gen_fail(at, "page '%s': '%s' is kept and queried", page->name, source[i].name);
}

static void read_page(struct gen_room *r, const struct list *lines, size_t i)
{
    struct line *l, *head = line_at(lines, i);
    struct reader in = {.room = r, .lines = lines, .page = ARENA_NEW(&gen_arena, struct page_def)};
    if (!token_take(&head->t, "page"))
        line_unknown(head, "pages.txt has page");
    in.page->name = line_name(head, "a page");
    in.page->room = r->name;
    in.page->path = grow_str(token_next(&head->t).word);
    in.clauses = clause_cut(lines, i, 3, &words);
    for (size_t k = 0; k < in.clauses.n; k++)
        if ((l = clause_is(&in.clauses, k, "on")))
            read_on(&in, l);
    read_fields(&in);
    for (size_t k = 0; k < in.clauses.n; k++)
        read_clause(&in, &((struct clause *)in.clauses.at)[k].line);
    in.page->source = in.sources.at;
    in.page->n_sources = in.sources.n;
    check_page(&in, head->at);
    if (in.is_live)
        *(struct fact **)grow(&in.live, sizeof(struct fact *)) = NULL;
    in.page->live = in.live.at;
    struct matter *m = (struct matter *)(uintptr_t)in.page->matter;
    if (m && !m->url)
        m->url = in.page->path;
    *(struct page_def **)grow(&r->pages, sizeof in.page) = in.page;
    *(struct place *)grow(&r->page_at, sizeof head->at) = head->at;
}

void pages_read(struct gen_room *r, const struct list *lines)
{
    for (size_t i = 0; i < lines->n; i += line_block(lines, i))
        read_page(r, lines, i);
}
