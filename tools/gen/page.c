// SPDX-License-Identifier: Apache-2.0
#include "page.h"

#include "file.h"
#include "page_html.h"
#include "page_print.h"
#include "query_head.h"
#include "record.h"
#include "sql.h"

#include "base/utf8.h"

#include <assert.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

/* A template that was read. */
struct template
{
    const char *name, *path; /* "matter", "src/appeal/pages/matter.html" */
    bool is_part;
    struct list tags; /* of struct tag */
};

static const struct page_def *page_of(const struct gen_room *r, const char *name)
{
    for (size_t i = 0; i < r->pages.n; i++)
        if (strcmp(GEN_AT(struct page_def, r->pages, i)->name, name) == 0)
            return GEN_AT(struct page_def, r->pages, i);
    return NULL;
}

static struct template read_template(const struct gen_room *r, const char *file)
{
    struct template t = {.path = grow_format("%s/pages/%s", r->folder, file)};
    struct str name = str_part(str_of(file), 0, strlen(file) - strlen(".html"));
    t.is_part = str_starts(name, S("part_"));
    t.name = grow_str(t.is_part ? str_part(name, 5, name.n) : name);
    if (!t.is_part && !page_of(r, t.name))
        gen_fail((struct place){t.path, 1},
                 "there is no page `%s` in pages.txt (a part is called "
                 "part_%s.html)",
                 t.name, t.name);
    struct str text = file_read(t.path);
    if (!utf8_is_valid(text))
        gen_fail((struct place){t.path, 1}, "the file is not UTF-8");
    t.tags = page_text_read(t.path, text);
    page_html_check(&t.tags);
    const struct tag *first = t.tags.at;
    bool has_head = t.tags.n && first->kind == TAG_HEAD;
    if (has_head != t.is_part)
        gen_fail((struct place){t.path, 1},
                 t.is_part ? "a part begins with {{!part FIELDS}}" : "{{!part}} in a page");
    return t;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The templates of a room, sorted by name. */
static struct list read_templates(const struct gen_room *r)
{
    struct list names = {0}, templates = {0};
    DIR *d = opendir(grow_format("%s/pages", r->folder));
    for (struct dirent *e; d && (e = readdir(d));)
        if (str_ends(str_of(e->d_name), S(".html")))
            *(const char **)grow(&names, sizeof(char *)) = grow_str(str_of(e->d_name));
    if (d)
        closedir(d);
    if (names.n)
        qsort(names.at, names.n, sizeof(char *), by_name);
    for (size_t i = 0; i < names.n; i++) {
        struct template t = read_template(r, GEN_AT(const char, names, i));
        *(struct template *)grow(&templates, sizeof t) = t;
    }
    return templates;
}

static const struct template *template_of(const struct list *templates, const char *page)
{
    const struct template *t = templates->at;
    for (size_t i = 0; i < templates->n; i++)
        if (!t[i].is_part && strcmp(t[i].name, page) == 0)
            return &t[i];
    return NULL;
}

static void print_part(struct page_print *pp, const struct template *t)
{
    const struct tag *head = t->tags.at;
    struct page_part part = {.name = t->name};
    part.fields = query_head_fields(pp->names.room, head->at, head->text);
    const char *name = grow_format("%s_part_%s", pp->names.room->name, t->name);
    if (!part.fields.n)
        out_line(pp->o, "struct %s;", name);
    record_print_struct(pp->o, &part.fields, name);
    out_line(pp->o, "static void %s(struct page *p, const struct %s *v)", name, name);
    out_line(pp->o, "{");
    out_line(pp->o, "(void)v;");
    pp->names.page = NULL;
    pp->names.part = &part.fields;
    pp->names.part_struct = name;
    page_print_tags(pp, &t->tags);
    out_line_own(pp->o);
    out_line(pp->o, "}");
    out_blank(pp->o);
    *(struct page_part *)grow(&pp->part, sizeof part) = part;
}

static void print_page(struct page_print *pp, const struct page_def *page, const struct template *t)
{
    const char *name = grow_format("%s_%s", page->room, page->name);
    pp->names.page = page;
    pp->names.part = NULL;
    pp->live = (struct list){0};
    out_line(pp->o, "void %s_render(struct page *p, const void *view)", name);
    out_line(pp->o, "{");
    out_line(pp->o, "const struct %s_view *v = view;", name);
    out_line(pp->o, "(void)v;");
    page_print_tags(pp, &t->tags);
    out_line_own(pp->o);
    out_line(pp->o, "}");
    out_blank(pp->o);
}

/* What other rooms' operations and pages are called may be named in a template. */
static void print_foreign(struct out *o, const struct gen_room *r)
{
    for (size_t i = 0; i < r->all->n_rooms; i++) {
        const struct gen_room *other = &r->all->room[i];
        for (size_t k = 0; other != r && k < other->ops.n; k++)
            out_line(o, "extern const struct op %s_op;",
                     out_name(GEN_AT(struct op, other->ops, k)->full));
        for (size_t k = 0; other != r && k < other->pages.n; k++)
            out_line(o, "extern const struct page_def %s_%s_page;", other->name,
                     GEN_AT(struct page_def, other->pages, k)->name);
    }
    out_blank(o);
}

static void print_room(struct gen_room *r, const struct page_keys *keys, const char *folder)
{
    struct out o;
    struct list templates = read_templates(r);
    const struct template *t = templates.at;
    out_begin(&o, folder, grow_format("%s_page.gen.c", r->name),
              grow_format("the templates of %s/pages", r->folder));
    out_line(&o, "#include \"core/page.h\"");
    out_line(&o, "#include \"base/time.h\"");
    out_line(&o, "#include \"%s.gen.h\"", r->name);
    out_blank(&o);
    print_foreign(&o, r);
    struct page_print pp = {.o = &o, .keys = keys, .names = {.room = r}};
    for (size_t i = 0; i < templates.n; i++)
        if (t[i].is_part)
            print_part(&pp, &t[i]);
    for (size_t i = 0; i < r->pages.n; i++) {
        const struct page_def *page = GEN_AT(struct page_def, r->pages, i);
        const struct template *of = template_of(&templates, page->name);
        if (!of)
            gen_fail(((struct place *)r->page_at.at)[i], "the page %s has no %s/pages/%s.html",
                     page->name, r->folder, page->name);
        print_page(&pp, page, of);
    }
    out_end(&o);
}

void page_print(struct gen_model *m, const char *out, int n, char **arg)
{
    struct list folder = sql_folders(n, arg);
    struct page_keys keys = {0};
    gen_read(m, folder.at, folder.n);
    for (size_t i = 0; i < m->n_rooms; i++) {
        sql_read_heads(&m->room[i]);
        page_key_read(&keys, m->room[i].folder);
    }
    for (size_t i = 0; i < m->n_rooms; i++)
        print_room(&m->room[i], &keys, out);
}
