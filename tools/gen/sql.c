// SPDX-License-Identifier: Apache-2.0
#include "sql.h"

#include "file.h"
#include "query_list.h"
#include "sql_print.h"

#include <assert.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

/* What the command line says. */
struct folders {
    const char *core; /* or NULL */
    struct list all;  /* of const char *: core's first */
};

static void add_folder(struct folders *f, const char *folder)
{
    for (size_t i = 0; i < f->all.n; i++)
        if (strcmp(GEN_AT(const char, f->all, i), folder) == 0)
            return;
    *(const char **)grow(&f->all, sizeof(char *)) = folder;
}

static struct folders read_folders(int n, char **arg)
{
    struct folders f = {0};
    for (int i = 0; i < n; i++) {
        if (strcmp(arg[i], "--core") == 0 && i + 1 < n)
            f.core = arg[++i];
        add_folder(&f, arg[i]);
    }
    return f;
}

struct list sql_folders(int n, char **arg)
{
    return read_folders(n, arg).all;
}

static bool is_within(const char *folder, const char *core)
{
    size_t n = core ? strlen(core) : 0;
    return n && strncmp(folder, core, n) == 0 && (folder[n] == '/' || folder[n] == '\0');
}

static void load_schema(struct sql_room *r, const struct folders *f)
{
    const char *folder = r->room->folder;
    const char *path = grow_format("%s/schema.sql", folder);
    r->is_core = f->core && strcmp(folder, f->core) == 0;
    r->schema = file_read(path);
    if (r->schema.p)
        sql_check_schema(path, r->schema,
                         (struct sql_owner){r->room->name, is_within(folder, f->core)});
    path = grow_format("%s/truth.sql", folder);
    if (r->is_core)
        r->truth = file_read(path);
    if (r->truth.p)
        sql_check_schema(path, r->truth, (struct sql_owner){r->room->name, false});
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_statements(const char *name)
{
    static const char *const others[] = {"schema.sql", "truth.sql", "fold.sql"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(name, others[i]) == 0)
            return false;
    return str_ends(str_of(name), S(".sql"));
}

/* ledger.sql, matter.sql ...: sorted, so that every build numbers alike. */
static struct list statement_files(const char *folder)
{
    struct list names = {0};
    DIR *d = opendir(folder);
    if (!d)
        gen_fail((struct place){folder, 0}, "there is no such folder");
    for (struct dirent *e; (e = readdir(d));)
        if (is_statements(e->d_name))
            *(const char **)grow(&names, sizeof(char *)) = grow_str(str_of(e->d_name));
    closedir(d);
    if (names.n)
        qsort(names.at, names.n, sizeof(char *), by_name);
    return names;
}

static void add_file(struct sql_room *r, const char *name)
{
    const char *path = grow_format("%s/%s", r->room->folder, name);
    struct str text = file_read(path);
    bool own = strcmp(name, "query.sql") == 0;
    struct str begin = own ? str_of(r->room->name) : str_part(str_of(name), 0, strlen(name) - 4);
    struct list read = query_file(r->room, path, text, grow_str(begin));
    for (size_t i = 0; i < read.n; i++)
        *(struct query_read *)grow(&r->query, sizeof(struct query_read)) =
            ((struct query_read *)read.at)[i];
}

static void read_queries(struct sql_room *r)
{
    struct list names = statement_files(r->room->folder);
    for (size_t i = 0; i < names.n; i++) {
        const char *name = GEN_AT(const char, names, i);
        if (r->is_core || strcmp(name, "query.sql") == 0)
            add_file(r, name);
        else
            gen_fail((struct place){grow_format("%s/%s", r->room->folder, name), 0},
                     "a room has schema.sql, query.sql and fold.sql");
    }
}

static struct query_read *query_find(struct sql_room *r, const char *name)
{
    struct query_read *q = r->query.at;
    for (size_t i = 0; i < r->query.n; i++)
        if (strcmp(q[i].q.name, name) == 0)
            return &q[i];
    return NULL;
}

/* What may stand for an argument of a query in pages.txt is of its type. */
static void check_args(const struct query_read *q, const struct page_source *source,
                       struct place at)
{
    size_t n = 0;
    while (source->arg && source->arg[n])
        n++;
    if (n != q->q.args.n)
        gen_fail(at, "%s: the query %s has %zu arguments (%s:%d), %zu are given", source->name,
                 q->q.name, q->q.args.n, q->at.file, q->at.line, n);
}

static void read_page(struct sql_room *r, size_t i)
{
    const struct page_def *page = GEN_AT(struct page_def, r->room->pages, i);
    struct place at = ((struct place *)r->room->page_at.at)[i];
    for (size_t k = 0; k < page->n_sources; k++) {
        struct query_read *q = query_find(r, page->source[k].query->name);
        assert(q);
        check_args(q, &page->source[k], at);
        for (size_t p = 0; q->q.kind == QUERY_LIST && p < page->by.n; p++)
            query_list_scope(q, &page->by.party[p], at);
    }
}

static void mark_chosen(struct sql_room *r, const struct record *form)
{
    for (size_t i = 0; i < form->n; i++) {
        const struct field *f = &form->field[i];
        struct query_read *q = f->from ? query_find(r, f->from) : NULL;
        if (q)
            q->chosen = true;
        if (f->type == FIELD_GROUP)
            mark_chosen(r, f->group);
    }
}

static void read_room(struct sql_room *r)
{
    const char *name = r->room->name;
    const char *path = grow_format("%s/fold.sql", r->room->folder);
    struct query_read *q = r->query.at;
    for (size_t i = 0; i < r->room->pages.n; i++)
        read_page(r, i);
    for (size_t i = 0; i < r->room->ops.n; i++)
        mark_chosen(r, &GEN_AT(struct op, r->room->ops, i)->form);
    for (size_t i = 0; i < r->query.n; i++)
        query_check(&q[i], name);
    struct str folds = file_read(path);
    if (folds.p)
        r->fold = fold_file(r->room, path, folds, name);
}

/* A misspelt head would show first as a query that ops.txt misses: say it where it stands. */
static void read_early(const struct folders *f)
{
    static const char *const names[] = {"query.sql", "fold.sql"};
    for (size_t i = 0; i < f->all.n; i++)
        for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
            const char *path = grow_format("%s/%s", GEN_AT(const char, f->all, i), names[k]);
            sql_text_read(path, file_read(path));
        }
}

void sql_print(struct gen_model *m, const char *out, int n, char **arg)
{
    struct folders f = read_folders(n, arg);
    read_early(&f);
    struct sql_room *room = arena_take(&gen_arena, f.all.n, sizeof *room);
    gen_read(m, f.all.at, f.all.n);
    sql_check_open();
    for (size_t i = 0; i < m->n_rooms; i++) {
        room[i] = (struct sql_room){.room = &m->room[i]};
        load_schema(&room[i], &f);
        read_queries(&room[i]);
    }
    for (size_t i = 0; i < m->n_rooms; i++)
        read_room(&room[i]);
    sql_check_close();
    for (size_t i = 0; i < m->n_rooms; i++) {
        sql_print_header(&room[i], out);
        sql_print_tables(&room[i], out);
    }
    sql_print_statements(out);
}

void sql_read_heads(struct gen_room *r)
{
    struct sql_room room = {.room = r};
    const char *path = grow_format("%s/query.sql", r->folder);
    if (file_read(path).p)
        add_file(&room, "query.sql");
    const struct query_read *q = room.query.at;
    for (size_t i = 0; i < room.query.n; i++) {
        const struct gen_query *named = gen_query_find(r, str_of(q[i].q.name));
        assert(named);
        *named->query = q[i].q;
    }
}
