// SPDX-License-Identifier: Apache-2.0
#include "model.h"
#include "grow.h"

void model_print(struct gen_model *m, const char *out, int n, char **folder)
{
    gen_read(m, (const char *const *)folder, (size_t)n);
    for (size_t i = 0; i < m->n_rooms; i++)
        model_check_names(&m->room[i]);
    model_print_facts(m, out);
    for (size_t i = 0; i < m->n_rooms; i++) {
        model_print_room(&m->room[i], out);
        model_print_tables(&m->room[i], out);
    }
}

struct name {
    const char *c_name;
    struct place at;
};

static void add_name(struct list *names, const char *c_name, struct place at)
{
    const struct name *had = names->at;
    for (size_t i = 0; i < names->n; i++)
        if (str_is(str_of(c_name), had[i].c_name))
            gen_fail(at, "'%s' would be the name of two structs in C (the other: %s:%d)", c_name,
                     had[i].at.file, had[i].at.line);
    *(struct name *)grow(names, sizeof *had) = (struct name){c_name, at};
}

static void add_groups(struct list *names, const char *prefix, const struct record *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->field[i].type == FIELD_GROUP)
            add_name(names, grow_format("%s_%s", prefix, r->field[i].name),
                     gen_field_place(&r->field[i]));
}

void model_check_names(const struct gen_room *r)
{
    struct list names = {0};
    const struct place *at = r->matter_at.at;
    const struct gen_query *query = r->queries.at;
    for (size_t i = 0; i < r->matters.n; i++)
        add_name(&names, grow_format("%s_id", out_matter(GEN_AT(struct matter, r->matters, i))),
                 at[i]);
    at = r->fact_at.at;
    for (size_t i = 0; i < r->facts.n; i++) {
        const struct fact *f = GEN_AT(struct fact, r->facts, i);
        add_name(&names, out_name(f->full), at[i]);
        add_groups(&names, out_name(f->full), &f->record);
    }
    at = r->op_at.at;
    for (size_t i = 0; i < r->ops.n; i++) {
        const struct op *op = GEN_AT(struct op, r->ops, i);
        add_name(&names, out_name(op->full), at[i]);
        add_groups(&names, out_name(op->full), &op->form);
    }
    for (size_t i = 0; i < r->queries.n; i++)
        add_name(&names, query[i].query->name, query[i].at);
    at = r->page_at.at;
    for (size_t i = 0; i < r->pages.n; i++) {
        const struct page_def *page = GEN_AT(struct page_def, r->pages, i);
        const char *view = grow_format("%s_%s_view", page->room, page->name);
        add_name(&names, view, at[i]);
        add_groups(&names, view, &page->view);
    }
}
