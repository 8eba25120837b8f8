// SPDX-License-Identifier: Apache-2.0
#include "clock.h"
#include "facts.h"
#include "file.h"
#include "grow.h"
#include "ops.h"
#include "pages.h"
#include "react.h"

#include <string.h>

/* The last part of a path: src/core/org is the room org. */
static const char *room_name(const char *folder)
{
    const char *slash = strrchr(folder, '/');
    return slash ? slash + 1 : folder;
}

static struct gen_query *add_query(struct gen_room *r, struct place at, enum query_kind kind,
                                   struct str head)
{
    struct gen_query q = {.query = ARENA_NEW(&gen_arena, struct query), .at = at, .head = head};
    size_t n = 0;
    while (n < head.n && head.p[n] != '(' && head.p[n] != ' ')
        n++;
    *q.query =
        (struct query){.name = grow_str(str_part(head, 0, n)), .room = r->name, .kind = kind};
    if (gen_query_find(r, str_of(q.query->name)))
        gen_fail(at, "query '%s' stands here twice", q.query->name);
    struct gen_query *added = grow(&r->queries, sizeof q);
    *added = q;
    return added;
}

/* The query that this line begins, if it does: "-- one NAME(". */
static struct gen_query *scan_head(struct gen_room *r, struct place at, struct str said)
{
    static const char *const kinds[] = {"one", "many", "list"};
    struct str head, word = str_cut(said, ' ', &head);
    for (int k = QUERY_ONE; k <= QUERY_LIST; k++)
        if (str_is(word, kinds[k]) && head.p && str_index(head, '(') < head.n)
            return add_query(r, at, (enum query_kind)k, str_trim(head));
    return NULL;
}

/* Only names, kinds and heads: the generator of SQL reads the rest. */
static void scan_queries(struct gen_room *r)
{
    struct place at = {grow_format("%s/query.sql", r->folder), 0};
    struct str text = file_read(at.file);
    struct gen_query *open = NULL;
    while (text.p) {
        at.line++;
        struct str line = str_cut(text, '\n', &text);
        struct str said = str_trim(str_part(line, 2, line.n));
        if (!str_starts(line, S("--"))) {
            open = NULL;
            continue;
        }
        struct gen_query *begun = scan_head(r, at, said);
        if (!begun && open)
            open->head = str_of(grow_format("%.*s %.*s", STR_ARG(open->head), STR_ARG(said)));
        open = begun ? begun : open;
    }
}

/* A head may have several statements, each ending its line with `;`, or the word `call`. */
static void scan_folds(struct gen_room *r)
{
    struct str text = file_read(grow_format("%s/fold.sql", r->folder));
    while (text.p) {
        struct str line = str_trim(str_cut(text, '\n', &text));
        bool calls = str_starts(line, S("-- fold ")) && str_ends(line, S(" call"));
        bool ends = !str_starts(line, S("--")) && str_ends(line, S(";"));
        r->n_folds += calls || ends;
    }
    r->has_schema = file_read(grow_format("%s/schema.sql", r->folder)).p != NULL;
}

static void open_room(struct gen_model *m, struct gen_room *r, const char *folder)
{
    *r = (struct gen_room){.name = room_name(folder), .folder = folder, .all = m};
    struct place at = {folder, 0};
    if (!token_is_name(str_of(r->name)))
        gen_fail(at, "a room is called [a-z][a-z0-9_]*");
    for (const struct gen_room *other = m->room; other < r; other++)
        if (strcmp(other->name, r->name) == 0)
            gen_fail(at, "there are two rooms '%s'", r->name);
    scan_queries(r);
    scan_folds(r);
}

static void close_room(struct gen_room *r)
{
    r->model = (struct room){
        .name = r->name,
        .matters = r->matters.at,
        .n_matters = r->matters.n,
        .facts = r->facts.at,
        .n_facts = r->facts.n,
        .ops = r->ops.at,
        .n_ops = r->ops.n,
        .reactions = r->reactions.at,
        .n_reactions = r->reactions.n,
        .pages = r->pages.at,
        .n_pages = r->pages.n,
        .n_queries = r->queries.n,
        .n_folds = r->n_folds,
    };
}

void gen_read(struct gen_model *m, const char *const *folder, size_t n)
{
    struct list *facts = arena_take(&gen_arena, n, sizeof *facts);
    struct list *ops = arena_take(&gen_arena, n, sizeof *ops);
    m->room = arena_take(&gen_arena, n, sizeof *m->room);
    m->n_rooms = n;
    for (size_t i = 0; i < n; i++) {
        open_room(m, &m->room[i], folder[i]);
        facts[i] = line_read(folder[i], "facts.txt");
        ops[i] = line_read(folder[i], "ops.txt");
    }
    for (size_t i = 0; i < n; i++)
        facts_read_matters(&m->room[i], &facts[i]);
    for (size_t i = 0; i < n; i++)
        facts_read(&m->room[i], &facts[i]);
    for (size_t i = 0; i < n; i++)
        ops_read_amended(&m->room[i], &ops[i]);
    for (size_t i = 0; i < n; i++)
        clock_read(&m->room[i], &facts[i]);
    for (size_t i = 0; i < n; i++)
        ops_read(&m->room[i], &ops[i]);
    for (size_t i = 0; i < n; i++) {
        struct list pages = line_read(folder[i], "pages.txt");
        struct list react = line_read(folder[i], "react.txt");
        pages_read(&m->room[i], &pages);
        react_read(&m->room[i], &react);
    }
    react_check_circles(m);
    for (size_t i = 0; i < n; i++)
        close_room(&m->room[i]);
}
