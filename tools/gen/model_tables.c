// SPDX-License-Identifier: Apache-2.0
/* <room>_model.gen.c: the declarations as constant tables of core/model.h.  Matters:
 * model_matter.c. */
#include "grow.h"
#include "model.h"
#include "react.h"
#include "record.h"

#include <assert.h>
#include <string.h>

static void print_sets(struct out *o, const struct fact *f)
{
    static const char *const froms[] = {[SET_FIELD] = "SET_FIELD",
                                        [SET_BY] = "SET_BY",
                                        [SET_OFFICE] = "SET_OFFICE",
                                        [SET_NONE] = "SET_NONE",
                                        [SET_ANEW] = "SET_ANEW"};
    if (!f->n_sets)
        return;
    out_line(o, ".set = (const struct seat_set[]){");
    for (size_t i = 0; i < f->n_sets; i++) {
        out_line(o, "{");
        out_text(o, "seat", f->set[i].seat);
        out_value(o, "from", "%s", froms[f->set[i].from]);
        out_text(o, "field", f->set[i].field);
        out_line(o, "},");
    }
    out_line(o, "},");
    out_number(o, "n_sets", (int64_t)f->n_sets);
}

static void print_fact(struct out *o, const struct fact *f)
{
    struct shape s = {.c_struct = out_name(f->full)};
    out_line(o, "const struct fact %s_fact = {", s.c_struct);
    out_text(o, "name", f->name);
    out_text(o, "room", f->room);
    out_text(o, "full", f->full);
    out_flag(o, "hidden", f->hidden);
    out_flag(o, "heavy", f->heavy);
    out_flag(o, "bare", f->bare);
    if (f->matter)
        out_value(o, "matter", "&%s_matter", out_matter(f->matter));
    out_flag(o, "makes", f->makes);
    out_number(o, "stage", f->stage);
    print_sets(o, f);
    if (f->amends)
        out_value(o, "amends", "&%s_fact", out_name(f->amends->full));
    out_flag(o, "voids", f->voids);
    record_print_table(o, "record", &f->record, &s);
    out_line(o, "};");
    out_blank(o);
}

/* .member = (const struct fact *const[]){&a_fact, &b_fact, NULL}, for n facts or up to the NULL. */
static void print_facts(struct out *o, const char *member, const struct fact *const *facts,
                        size_t n)
{
    if (!facts)
        return;
    out_line(o, ".%s = (const struct fact *const[]){", member);
    for (size_t i = 0; i < n && facts[i]; i++)
        out_line(o, "&%s_fact,", out_name(facts[i]->full));
    out_line(o, "NULL},");
    o->depth--;
}

static void print_refusals(struct out *o, const struct op *op)
{
    if (!op->n_refusals)
        return;
    out_line(o, "const struct refusal %s_refusals[] = {", out_name(op->full));
    for (size_t i = 0; i < op->n_refusals; i++) {
        out_line(o, "{");
        out_text(o, "key", op->refusal[i].key);
        out_text(o, "row", op->refusal[i].row);
        record_print_cond(o, "when", op->refusal[i].when);
        out_line(o, "},");
    }
    out_line(o, "};");
    out_blank(o);
}

static void print_bars(struct out *o, const struct op *op)
{
    if (!op->n_bars)
        return;
    out_line(o, ".bar = (const struct bar[]){");
    for (size_t i = 0; i < op->n_bars; i++) {
        out_line(o, "{");
        out_texts(o, "facts", op->bar[i].facts, -1);
        out_text(o, "seat", op->bar[i].seat);
        out_text(o, "row", op->bar[i].row);
        out_line(o, "},");
    }
    out_line(o, "},");
    out_number(o, "n_bars", (int64_t)op->n_bars);
}

/* Is the form, or what is left of it, the fact? */
static bool op_records(const struct op *op)
{
    return op->result == OP_RECORD || op->result == OP_AMENDS || op->result == OP_VOIDS;
}

/* From void pointers, as the tables hold them, to the structs of the room. */
static void print_thunk(struct out *o, const struct op *op)
{
    const char *name = out_name(op->full);
    if (op->result == OP_STATE) {
        out_line(o, "static enum status %s_run(struct ctx *c, const void *input)", name);
        out_line(o, "{");
        out_line(o, "return %s_decide(c, input);", name);
        out_line(o, "}");
    }
    if (op_records(op)) {
        const struct fact *f = op->facts[0];
        bool own = strcmp(f->room, op->room) == 0;
        out_line(o, "static void %s_run(const void *input, void *ret_fact)", name);
        out_line(o, "{");
        if (f->record.n)
            out_line(o, "*(struct %s *)ret_fact = %s_from_%s(input);", out_name(f->full),
                     out_name(f->full), own ? op->name : name);
        else
            out_line(o, "(void)input, (void)ret_fact;");
        out_line(o, "}");
    }
    out_blank(o);
}

static void print_result(struct out *o, const struct op *op)
{
    static const char *const results[] = {
        [OP_RECORD] = "OP_RECORD", [OP_STATE] = "OP_STATE", [OP_AMENDS] = "OP_AMENDS",
        [OP_VOIDS] = "OP_VOIDS",   [OP_JOB] = "OP_JOB",     [OP_IMPORTS] = "OP_IMPORTS"};
    out_value(o, "result", "%s", results[op->result]);
    print_facts(o, "facts", op->facts, op->n_facts);
    out_number(o, "n_facts", (int64_t)op->n_facts);
    out_text(o, "author_within", op->author_within);
    if (op->job)
        out_value(o, "job", "&%s_op", out_name(op->job->full));
    if (op->result == OP_STATE)
        out_value(o, "decide", "%s_run", out_name(op->full));
    if (op_records(op))
        out_value(o, "record", "%s_run", out_name(op->full));
}

static void print_op(struct out *o, const struct op *op)
{
    struct shape s = {.c_struct = out_name(op->full), .op = op};
    print_refusals(o, op);
    print_thunk(o, op);
    out_line(o, "const struct op %s_op = {", s.c_struct);
    out_text(o, "name", op->name);
    out_text(o, "room", op->room);
    out_text(o, "full", op->full);
    model_print_parties(o, "by", &op->by);
    if (op->matter)
        out_value(o, "matter", "&%s_matter", out_matter(op->matter));
    if (op->stages)
        out_value(o, "stages", "UINT64_C(0x%llx)", (unsigned long long)op->stages);
    out_text(o, "within", op->within);
    out_text(o, "after", op->after);
    print_bars(o, op);
    out_flag(o, "sign", op->sign);
    out_number(o, "many", op->many);
    out_text(o, "law", op->law);
    print_result(o, op);
    record_print_table(o, "form", &op->form, &s);
    out_number(o, "n_steps", op->n_steps);
    out_texts(o, "step", op->step, op->n_steps);
    if (op->n_refusals)
        out_value(o, "refusal", "%s_refusals", s.c_struct);
    out_number(o, "n_refusals", (int64_t)op->n_refusals);
    out_line(o, "};");
    out_blank(o);
}

static void print_reactions(struct out *o, const struct gen_room *r)
{
    if (!r->reactions.n)
        return;
    out_line(o, "static const struct reaction reactions[] = {");
    for (size_t i = 0; i < r->reactions.n; i++) {
        const struct reaction *reaction = (struct reaction *)r->reactions.at + i;
        out_line(o, "{");
        out_text(o, "room", reaction->room);
        print_facts(o, "on", reaction->on, SIZE_MAX);
        record_print_cond(o, "when", reaction->when);
        print_facts(o, "states", reaction->states, SIZE_MAX);
        model_print_parties(o, "tell", &reaction->tell);
        if (reaction->states)
            out_value(o, "react", "%s", react_function(reaction));
        out_line(o, "},");
    }
    out_line(o, "};");
    out_blank(o);
}

static void print_sources(struct out *o, const struct page_def *page, const char *view)
{
    if (!page->n_sources)
        return;
    out_line(o, ".source = (const struct page_source[]){");
    for (size_t i = 0; i < page->n_sources; i++) {
        const struct page_source *source = &page->source[i];
        out_line(o, "{");
        out_text(o, "name", source->name);
        out_value(o, "query", "&%s_query", source->query->name);
        out_texts(o, "arg", source->arg, -1);
        out_value(o, "at", "offsetof(struct %s, %s)", view, source->name);
        if (source->query->kind == QUERY_ONE)
            out_value(o, "has_at", "offsetof(struct %s, has_%s)", view, source->name);
        out_line(o, "},");
    }
    out_line(o, "},");
    out_number(o, "n_sources", (int64_t)page->n_sources);
}

static void print_page(struct out *o, const struct page_def *page)
{
    const char *name = grow_format("%s_%s", page->room, page->name);
    struct shape view = {.c_struct = grow_format("%s_view", name)};
    struct shape ask = {.c_struct = grow_format("%s_ask", name)};
    if (page->view.n) {
        out_line(o, "static enum status %s_run(struct ctx *c, void *view)", name);
        out_line(o, "{");
        out_line(o, "return %s_fill(c, view);", name);
        out_line(o, "}");
    }
    out_line(o, "const struct page_def %s_page = {", name);
    out_text(o, "name", page->name);
    out_text(o, "room", page->room);
    out_text(o, "path", page->path);
    if (page->matter)
        out_value(o, "matter", "&%s_matter", out_matter(page->matter));
    model_print_parties(o, "by", &page->by);
    record_print_table(o, "ask", &page->ask, &ask);
    record_print_table(o, "view", &page->view, &view);
    print_sources(o, page, view.c_struct);
    out_value(o, "view_size", "sizeof(struct %s)", view.c_struct);
    if (page->ask.n)
        out_value(o, "ask_at", "offsetof(struct %s, asked)", view.c_struct);
    print_facts(o, "live", page->live, SIZE_MAX);
    if (page->view.n)
        out_value(o, "fill", "%s_run", name);
    out_value(o, "render", "%s_render", name);
    out_line(o, "};");
    out_blank(o);
}

/* .facts = (const struct fact *const[]){&appeal_filed_fact, ...}, .n_facts = 12, */
static void begin_array(struct out *o, const char *member, const char *type, size_t n)
{
    out_number(o, grow_format("n_%s", member), (int64_t)n);
    out_line(o, ".%s = (const struct %s *const[]){", member, type);
}

static void print_room(struct out *o, const struct gen_room *r)
{
    out_line(o, "const struct room %s_room = {", r->name);
    out_text(o, "name", r->name);
    begin_array(o, "matters", "matter", r->matters.n);
    for (size_t i = 0; i < r->matters.n; i++)
        out_line(o, "&%s_matter,", out_matter(GEN_AT(struct matter, r->matters, i)));
    out_line(o, "NULL},");
    o->depth--;
    begin_array(o, "facts", "fact", r->facts.n);
    for (size_t i = 0; i < r->facts.n; i++)
        out_line(o, "&%s_fact,", out_name(GEN_AT(struct fact, r->facts, i)->full));
    out_line(o, "NULL},");
    o->depth--;
    begin_array(o, "ops", "op", r->ops.n);
    for (size_t i = 0; i < r->ops.n; i++)
        out_line(o, "&%s_op,", out_name(GEN_AT(struct op, r->ops, i)->full));
    out_line(o, "NULL},");
    o->depth--;
    begin_array(o, "pages", "page_def", r->pages.n);
    for (size_t i = 0; i < r->pages.n; i++)
        out_line(o, "&%s_%s_page,", r->name, GEN_AT(struct page_def, r->pages, i)->name);
    out_line(o, "NULL},");
    o->depth--;
    if (r->reactions.n)
        out_value(o, "reactions", "reactions");
    out_number(o, "n_reactions", (int64_t)r->reactions.n);
    if (r->queries.n)
        out_value(o, "queries", "%s_queries", r->name);
    out_number(o, "n_queries", (int64_t)r->queries.n);
    if (r->n_folds)
        out_value(o, "folds", "%s_folds", r->name);
    out_number(o, "n_folds", (int64_t)r->n_folds);
    if (r->has_schema)
        out_value(o, "schema", "%s_schema", r->name);
    out_line(o, "};");
}

void model_print_tables(const struct gen_room *r, const char *folder)
{
    struct out o;
    out_begin(&o, folder, grow_format("%s_model.gen.c", r->name), r->folder);
    out_line(&o, "#include \"%s.gen.h\"", r->name);
    out_blank(&o);
    out_line(&o, "#include <stddef.h>");
    out_blank(&o);
    if (r->queries.n)
        out_line(&o, "extern const struct query *const %s_queries[];", r->name);
    if (r->n_folds)
        out_line(&o, "extern const struct fold %s_folds[];", r->name);
    if (r->has_schema)
        out_line(&o, "extern const char %s_schema[];", r->name);
    out_blank(&o);
    for (size_t i = 0; i < r->enums.n; i++)
        model_print_words(&o, GEN_AT(struct words, r->enums, i));
    for (size_t i = 0; i < r->matters.n; i++)
        model_print_matter(&o, GEN_AT(struct matter, r->matters, i));
    for (size_t i = 0; i < r->facts.n; i++)
        print_fact(&o, GEN_AT(struct fact, r->facts, i));
    for (size_t i = 0; i < r->ops.n; i++)
        print_op(&o, GEN_AT(struct op, r->ops, i));
    print_reactions(&o, r);
    for (size_t i = 0; i < r->pages.n; i++)
        print_page(&o, GEN_AT(struct page_def, r->pages, i));
    print_room(&o, r);
    out_end(&o);
}
