// SPDX-License-Identifier: Apache-2.0
/* <room>.gen.h: what the room's own C sees, and what it must write. */
#include "grow.h"
#include "model.h"
#include "ops.h"
#include "react.h"
#include "record.h"

#include <glob.h>
#include <string.h>

/* The matter whose id stands in `m`: `on`, or the one that a stated fact makes. */
static const struct matter *matter_of(const struct op *op)
{
    for (size_t i = 0; !op->matter && i < op->n_facts; i++)
        if (op->facts[i]->makes)
            return op->facts[i]->matter;
    return op->matter;
}

static const char *id_of(const struct matter *m)
{
    return m ? grow_format("struct %s_id", out_matter(m)) : "struct matter_id";
}

static void print_op(struct out *o, const struct op *op)
{
    struct shape s = {.c_struct = out_name(op->full), .op = op};
    record_print_groups(o, &op->form, &s);
    out_line(o, "struct %s {", s.c_struct);
    out_line(o, "struct {");
    out_line(o, "%s id;", id_of(matter_of(op)));
    out_line(o, "} m;");
    record_print_members(o, &op->form, &s);
    out_line(o, "};");
    out_line(o, "extern const struct op %s_op;", s.c_struct);
    out_blank(o);
}

static void print_source(struct out *o, const struct page_source *source)
{
    if (source->query->kind == QUERY_ONE) {
        out_line(o, "struct %s %s;", source->query->name, source->name);
        out_line(o, "bool has_%s;", source->name);
        return;
    }
    out_line(o, "struct {");
    out_line(o, "const struct %s *at;", source->query->name);
    out_line(o, "size_t n;");
    out_line(o, "int64_t total;");
    out_line(o, "struct str next;");
    out_line(o, "} %s;", source->name);
}

static void print_page(struct out *o, const struct page_def *page)
{
    const char *name = grow_format("%s_%s", page->room, page->name);
    struct shape view = {.c_struct = grow_format("%s_view", name)};
    record_print_struct(o, &page->ask, grow_format("%s_ask", name));
    record_print_groups(o, &page->view, &view);
    out_line(o, "struct %s {", view.c_struct);
    out_line(o, "struct {");
    out_line(o, "%s id;", id_of(page->matter));
    out_line(o, "} m;");
    for (size_t i = 0; i < page->n_sources; i++)
        print_source(o, &page->source[i]);
    if (page->ask.n)
        out_line(o, "struct %s_ask asked;", name);
    record_print_members(o, &page->view, &view);
    out_line(o, "};");
    out_line(o, "extern const struct page_def %s_page;", name);
    out_line(o, "void %s_render(struct page *p, const void *view);", name);
    out_blank(o);
}

/* appeal.rate.rated_already is APPEAL_WHY_RATED_ALREADY, or with the operation where two have the
 * same word. */
static void print_refusals(struct out *o, const struct gen_room *r, const struct op *op)
{
    if (op->n_refusals)
        out_line(o, "extern const struct refusal %s_refusals[];", out_name(op->full));
    for (size_t i = 0; i < op->n_refusals; i++) {
        const char *word = strrchr(op->refusal[i].key, '.') + 1;
        int same = 0;
        for (size_t k = 0; k < r->ops.n; k++) {
            const struct op *other = GEN_AT(struct op, r->ops, k);
            for (size_t j = 0; j < other->n_refusals; j++)
                same += strcmp(strrchr(other->refusal[j].key, '.') + 1, word) == 0;
        }
        const char *in_op = same > 1 ? grow_format("%s_", out_upper(op->name)) : "";
        out_line(o, "#define %s_WHY_%s%s (&%s_refusals[%zu])", out_upper(r->name), in_op,
                 out_upper(word), out_name(op->full), i);
    }
}

static bool copies(const struct field *asked, const struct field *kept, const struct shape *form,
                   const char *fact)
{
    if (!asked || asked->type != kept->type)
        return false;
    if (kept->type != FIELD_GROUP)
        return cover_same_type(asked, kept);
    return strcmp(record_group_shape(form, asked).c_struct,
                  grow_format("%s_%s", fact, kept->name)) == 0;
}

static void print_copy(struct out *o, const struct field *asked, const struct field *kept)
{
    const char *name = kept->name;
    if (field_is_list(kept)) {
        out_line(o, "f.%s.at = in->%s.at;", name, name);
        out_line(o, "f.%s.n = in->%s.n;", name, name);
        return;
    }
    out_line(o, "f.%s = in->%s;", name, name);
    if (record_needs_has(kept) && record_needs_has(asked))
        out_line(o, "f.has_%s = in->has_%s;", name, name);
    else if (record_needs_has(kept))
        out_line(o, "f.has_%s = true;", name);
}

/* appeal_rated_from_rate(in): the equal fields of the form. */
static void print_from(struct out *o, const struct op *op, const struct fact *f)
{
    const char *fact = out_name(f->full);
    struct shape form = {.c_struct = out_name(op->full), .op = op};
    bool own = strcmp(f->room, op->room) == 0;
    size_t copied = 0;
    if (!f->record.n)
        return;
    out_line(o, "static inline struct %s %s_from_%s(const struct %s *in)", fact, fact,
             own ? op->name : form.c_struct, form.c_struct);
    out_line(o, "{");
    out_line(o, "struct %s f = {0};", fact);
    for (size_t i = 0; i < f->record.n; i++) {
        const struct field *kept = &f->record.field[i];
        const struct field *asked = record_find(&op->form, str_of(kept->name));
        if (copies(asked, kept, &form, fact)) {
            print_copy(o, asked, kept);
            copied++;
        }
    }
    if (!copied)
        out_line(o, "(void)in;");
    out_line(o, "return f;");
    out_line(o, "}");
    out_blank(o);
}

/* appeal_state_rated(c, id, &f) */
static void print_state(struct out *o, const struct gen_room *r, const struct fact *f)
{
    const char *name = out_name(f->full);
    const char *id = f->matter ? grow_format(", %s id", id_of(f->matter)) : "";
    const char *fields = f->record.n ? grow_format(", const struct %s *f", name) : "";
    bool own = strcmp(f->room, r->name) == 0;
    if (!own) {
        out_line(o, "#ifndef %s_STATE", out_upper(name));
        out_line(o, "#define %s_STATE", out_upper(name));
    }
    out_line(o, "static inline enum status %s_state_%s(struct ctx *c%s%s)", f->room, f->name, id,
             fields);
    out_line(o, "{");
    out_line(o, "return fact_state(c, &%s_fact, %s, %s);", name, f->matter ? "id.v" : "0",
             f->record.n ? "f" : "NULL");
    out_line(o, "}");
    if (!own)
        out_line(o, "#endif");
    out_blank(o);
}

/* Facts of other rooms that this one states. */
static struct list foreign_facts(const struct gen_room *r)
{
    struct list facts = {0};
    for (size_t i = 0; i < r->ops.n; i++) {
        const struct op *op = GEN_AT(struct op, r->ops, i);
        for (size_t k = 0; k < op->n_facts; k++)
            if (strcmp(op->facts[k]->room, r->name) != 0)
                *(const struct fact **)grow(&facts, sizeof(struct fact *)) = op->facts[k];
    }
    for (size_t i = 0; i < r->reactions.n; i++) {
        const struct fact *const *states = ((struct reaction *)r->reactions.at)[i].states;
        for (; states && *states; states++)
            if (strcmp((*states)->room, r->name) != 0)
                *(const struct fact **)grow(&facts, sizeof(struct fact *)) = *states;
    }
    return facts;
}

static void print_written(struct out *o, const struct gen_room *r)
{
    for (size_t i = 0; i < r->ops.n; i++) {
        const struct op *op = GEN_AT(struct op, r->ops, i);
        if (op->result != OP_STATE)
            continue;
        out_line_of(o, ((struct place *)r->op_at.at)[i]);
        out_line(o, "enum status %s_decide(struct ctx *c, const struct %s *in);",
                 out_name(op->full), out_name(op->full));
    }
    for (size_t i = 0; i < r->reactions.n; i++) {
        const struct reaction *reaction = (struct reaction *)r->reactions.at + i;
        if (!reaction->states)
            continue;
        out_line_of(o, ((struct place *)r->reaction_at.at)[i]);
        out_line(o, "enum status %s(struct ctx *c, const struct fact *heard, const void *fields,",
                 react_function(reaction));
        out_line(o, "    int64_t matter);");
    }
    for (size_t i = 0; i < r->pages.n; i++) {
        const struct page_def *page = GEN_AT(struct page_def, r->pages, i);
        if (page->view.n == 0)
            continue;
        out_line_of(o, ((struct place *)r->page_at.at)[i]);
        out_line(o, "enum status %s_%s_fill(struct ctx *c, struct %s_%s_view *view);", page->room,
                 page->name, page->room, page->name);
    }
    out_line_own(o);
    out_blank(o);
}

static void print_wrappers(struct out *o, const struct gen_room *r)
{
    for (size_t i = 0; i < r->ops.n; i++) {
        const struct op *op = GEN_AT(struct op, r->ops, i);
        for (size_t k = 0; k < op->n_facts; k++)
            if (op->result != OP_JOB && op->result != OP_IMPORTS)
                print_from(o, op, op->facts[k]);
    }
    for (size_t i = 0; i < r->facts.n; i++)
        print_state(o, r, GEN_AT(struct fact, r->facts, i));
    struct list foreign = foreign_facts(r);
    for (size_t i = 0; i < foreign.n; i++)
        print_state(o, r, GEN_AT(struct fact, foreign, i));
}

/* Does `gen sql` make a header for the room? */
static bool has_sql(const char *folder)
{
    glob_t found;
    int failed = glob(grow_format("%s/*.sql", folder), 0, NULL, &found);
    globfree(&found);
    return !failed;
}

void model_print_room(const struct gen_room *r, const char *folder)
{
    struct out o;
    const char *upper = out_upper(r->name);
    out_begin(&o, folder, grow_format("%s.gen.h", r->name), r->folder);
    out_line(&o, "#ifndef %s_GEN_H", upper);
    out_line(&o, "#define %s_GEN_H", upper);
    out_line(&o, "#include \"core/fact.h\"");
    out_line(&o, "#include \"facts.gen.h\"");
    if (has_sql(r->folder))
        out_line(&o, "#include \"%s_sql.gen.h\"", r->name);
    out_blank(&o);
    out_line(&o, "extern const struct room %s_room;", r->name);
    for (size_t i = 0; i < r->queries.n; i++)
        out_line(&o, "extern const struct query %s_query;",
                 ((struct gen_query *)r->queries.at)[i].query->name);
    out_blank(&o);
    for (size_t i = 0; i < r->ops.n; i++)
        print_op(&o, GEN_AT(struct op, r->ops, i));
    for (size_t i = 0; i < r->pages.n; i++)
        print_page(&o, GEN_AT(struct page_def, r->pages, i));
    for (size_t i = 0; i < r->ops.n; i++)
        print_refusals(&o, r, GEN_AT(struct op, r->ops, i));
    out_blank(&o);
    print_written(&o, r);
    print_wrappers(&o, r);
    out_line(&o, "#endif");
    out_end(&o);
}
