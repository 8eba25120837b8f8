// SPDX-License-Identifier: Apache-2.0
#include "file.h"
#include "grow.h"
#include "text.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

static bool may(struct text_rows *t, const char *key)
{
    struct text_row *row = text_find_row(t, str_of(key));
    if (row)
        row->used = true;
    return row != NULL;
}

static void need(struct text_rows *t, struct place at, const char *key)
{
    if (!may(t, key))
        gen_fault(at, "text.tsv has no '%s'", key);
}

/* The words of a field: of its operation, or of the room, or (in a group) of the field alone.  All
 * may be there, since several operations share the room's. */
static void need_field(struct text_rows *t, struct place at, const char *op, const char *room,
                       const char *group, const char *name)
{
    const char *inner = group ? grow_format("%s.%s", group, name) : name;
    const char *keys[] = {grow_format("%s.%s", op, inner), grow_format("%s.%s", room, inner),
                          grow_format("%s.%s", room, name)};
    bool found = false;
    for (size_t i = 0; i < 3; i++) {
        found = may(t, keys[i]) || found;
        may(t, grow_format("%s.hint", keys[i]));
    }
    if (!found)
        gen_fault(at, "text.tsv has neither '%s' nor '%s'", keys[0], keys[1]);
}

static void use_table(struct text_rows *t, struct str table)
{
    struct text_row *row = t->row.at;
    struct str head = str_of(grow_format("%.*s.", STR_ARG(table)));
    for (size_t i = 0; i < t->row.n; i++)
        if (str_eq(row[i].key, table) || str_starts(row[i].key, head))
            row[i].used = true;
}

static void use_tables(struct text_rows *t, const struct record *r)
{
    for (size_t i = 0; i < r->n; i++) {
        if (r->field[i].type == FIELD_CODE)
            use_table(t, str_of(r->field[i].of));
        if (r->field[i].type == FIELD_GROUP)
            use_tables(t, r->field[i].group);
    }
}

/* code(TABLE) in the head of a query. */
static void use_query(struct text_rows *t, struct str head)
{
    for (size_t at = str_find(head, S("code(")); at < head.n; at = str_find(head, S("code("))) {
        head = str_part(head, at + 5, head.n);
        use_table(t, str_part(head, 0, str_index(head, ')')));
    }
}

/* Which entry a correction is about, and why, are called the same everywhere. */
static void use_form(struct text_rows *t, struct place at, const char *op, const char *room,
                     const struct record *form, bool corrects)
{
    for (size_t i = 0; i < form->n; i++) {
        const struct field *f = &form->field[i];
        if (corrects && (i == 0 || i + 1 == form->n)) {
            need(t, at, grow_format("core.field.%s", f->name));
            may(t, grow_format("core.field.%s.hint", f->name));
            continue;
        }
        need_field(t, gen_field_place(f), op, room, NULL, f->name);
        for (size_t k = 0; f->type == FIELD_GROUP && k < f->group->n; k++)
            if (!f->group->field[k].from_row)
                need_field(t, gen_field_place(&f->group->field[k]), op, room, f->name,
                           f->group->field[k].name);
    }
    use_tables(t, form);
}

static void use_op(struct text_rows *t, const struct op *op, struct place at)
{
    need(t, at, op->full);
    need(t, at, grow_format("%s.do", op->full));
    may(t, grow_format("%s.hint", op->full));
    use_form(t, at, op->full, op->room, &op->form,
             op->result == OP_AMENDS || op->result == OP_VOIDS);
    for (int i = 1; i < op->n_steps; i++)
        need(t, at, grow_format("%s.%s", op->full, op->step[i]));
    for (size_t i = 0; i < op->n_refusals; i++)
        need(t, at, op->refusal[i].key);
}

static void use_words(struct text_rows *t, const struct words *w, struct place at)
{
    may(t, w->name);
    for (size_t i = 0; i < w->n; i++)
        need(t, at, grow_format("%s.%s", w->name, w->word[i]));
}

static void use_facts(struct text_rows *t, const struct gen_room *r)
{
    const struct place *at = r->enum_at.at;
    for (size_t i = 0; i < r->enums.n; i++)
        use_words(t, GEN_AT(struct words, r->enums, i), at[i]);
    at = r->matter_at.at;
    for (size_t i = 0; i < r->matters.n; i++) {
        const struct matter *m = GEN_AT(struct matter, r->matters, i);
        use_words(t, m->stages, at[i]);
        may(t, grow_format("%s.%s", r->name, m->name));
        may(t, grow_format("%s.%s.codes", r->name, m->name));
        for (size_t k = 0; k < m->n_seats; k++)
            may(t, grow_format("%s.%s", r->name, m->seat[k].name));
        if (m->topic) {
            may(t, grow_format("%s.topic", r->name));
            use_table(t, str_of(m->topic->of));
        }
    }
    at = r->fact_at.at;
    for (size_t i = 0; i < r->facts.n; i++) {
        const struct fact *f = GEN_AT(struct fact, r->facts, i);
        need(t, at[i], f->full);
        use_tables(t, &f->record);
    }
}

static void use_tells(struct text_rows *t, const struct gen_room *r)
{
    const struct place *at = r->reaction_at.at;
    for (size_t i = 0; i < r->reactions.n; i++) {
        const struct reaction *reaction = (struct reaction *)r->reactions.at + i;
        for (size_t k = 0; reaction->tell.n && reaction->on[k]; k++)
            need(t, at[i], grow_format("%s.tell", reaction->on[k]->full));
    }
}

/* A page whose address has no hole stands in the navigation, by its words. */
static void use_pages(struct text_rows *t, const struct gen_room *r)
{
    const struct place *at = r->page_at.at;
    size_t n_open = 0;
    for (size_t i = 0; i < r->pages.n; i++) {
        const struct page_def *page = GEN_AT(struct page_def, r->pages, i);
        const char *name = grow_format("%s.%s", r->name, page->name);
        if (strchr(page->path, '{'))
            may(t, name);
        else
            need(t, at[i], name);
        if (!strchr(page->path, '{') && ++n_open == 2) /* one link to all of them (web/nav.h) */
            need(t, at[i], grow_format("%s.nav", r->name));
        use_form(t, at[i], name, r->name, &page->ask, false);
        use_tables(t, &page->view);
    }
}

void text_use_model(struct text_rows *t, const struct gen_model *m)
{
    for (size_t i = 0; i < m->n_rooms; i++) {
        const struct gen_room *r = &m->room[i];
        struct place folder = {r->folder, 0};
        const struct place *at = r->op_at.at;
        if (r->facts.n + r->ops.n + r->pages.n)
            need(t, folder, r->name);
        use_facts(t, r);
        for (size_t k = 0; k < r->ops.n; k++)
            use_op(t, GEN_AT(struct op, r->ops, k), at[k]);
        use_tells(t, r);
        use_pages(t, r);
        for (size_t k = 0; k < r->queries.n; k++)
            use_query(t, ((struct gen_query *)r->queries.at)[k].head);
    }
}

/* {{t KEY ...}} */
static void use_template(struct text_rows *t, const char *path)
{
    struct place at = {path, 0};
    struct str text = file_read(path);
    while (text.p) {
        at.line++;
        struct str line = str_cut(text, '\n', &text);
        for (size_t i = str_find(line, S("{{t ")); i < line.n; i = str_find(line, S("{{t "))) {
            line = str_trim(str_part(line, i + 4, line.n));
            size_t n = 0;
            while (n < line.n && line.p[n] != ' ' && line.p[n] != '}')
                n++;
            need(t, at, grow_str(str_part(line, 0, n)));
        }
    }
}

static int is_template(const struct dirent *entry)
{
    return str_ends(str_of(entry->d_name), S(".html"));
}

void text_use_pages(struct text_rows *t, const struct gen_room *r)
{
    struct dirent **entry;
    const char *folder = grow_format("%s/pages", r->folder);
    int n = scandir(folder, &entry, is_template, alphasort);
    for (int i = 0; i < n; i++) {
        use_template(t, grow_format("%s/%s", folder, entry[i]->d_name));
        free(entry[i]);
    }
    if (n >= 0)
        free(entry);
}

static bool is_key_byte(char c)
{
    return c == '.' || c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* "core.yes": a key, whose hint is meant too.  "core.form.": the beginning of keys.  Of other
 * rooms' names only what is there is meant, since facts and files are called like keys too. */
static void use_literal(struct text_rows *t, struct place at, struct str s)
{
    struct str rest, first = str_cut(s, '.', &rest);
    bool is_beginning = rest.p && str_ends(s, S("."));
    for (size_t i = 0; i < s.n; i++)
        if (!is_key_byte(s.p[i]))
            return;
    if (!rest.p || first.n == 0)
        return;
    if (is_beginning)
        use_table(t, str_part(s, 0, s.n - 1));
    else if ((str_is(first, "core") || str_is(first, "web")) && rest.n)
        need(t, at, grow_str(s));
    else
        may(t, grow_str(s));
    may(t, grow_format("%.*s.hint", STR_ARG(s)));
}

void text_use_source(struct text_rows *t, const char *path)
{
    struct place at = {path, 0};
    struct str text = file_read(path);
    if (!text.p)
        gen_fail(at, "there is no such file");
    while (text.p) {
        at.line++;
        struct str line = str_cut(text, '\n', &text);
        if (str_starts(str_trim(line), S("#include")))
            continue;
        for (size_t i = str_index(line, '"'); i < line.n; i = str_index(line, '"')) {
            line = str_part(line, i + 1, line.n);
            size_t end = str_index(line, '"');
            use_literal(t, at, str_part(line, 0, end));
            line = str_part(line, end + 1, line.n);
        }
    }
}
