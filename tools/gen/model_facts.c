// SPDX-License-Identifier: Apache-2.0
/* facts.gen.h: every type, id and fact of all rooms, known to all rooms. */
#include "grow.h"
#include "model.h"
#include "record.h"

static void print_enum(struct out *o, const struct words *w)
{
    const char *upper = out_upper(w->name);
    out_line(o, "enum %s {", out_name(w->name));
    for (size_t i = 0; i < w->n; i++)
        out_line(o, i ? "%s_%s," : "%s_%s = 1,", upper, out_upper(w->word[i]));
    out_line(o, "};");
    out_line(o, "extern const struct words %s_words;", out_name(w->name));
    out_blank(o);
}

static void print_types(struct out *o, const struct gen_room *r)
{
    for (size_t i = 0; i < r->enums.n; i++)
        print_enum(o, GEN_AT(struct words, r->enums, i));
    for (size_t i = 0; i < r->matters.n; i++) {
        const struct matter *m = GEN_AT(struct matter, r->matters, i);
        print_enum(o, m->stages);
        out_line(o, "struct %s_id {", out_matter(m));
        out_line(o, "int64_t v; /* 0: none */");
        out_line(o, "};");
        out_line(o, "extern const struct matter %s_matter;", out_matter(m));
        out_blank(o);
    }
}

static void print_facts(struct out *o, const struct gen_room *r)
{
    for (size_t i = 0; i < r->facts.n; i++) {
        const struct fact *f = GEN_AT(struct fact, r->facts, i);
        record_print_struct(o, &f->record, out_name(f->full));
        out_line(o, "extern const struct fact %s_fact;", out_name(f->full));
        out_blank(o);
    }
}

void model_print_facts(const struct gen_model *m, const char *folder)
{
    struct out o;
    out_begin(&o, folder, "facts.gen.h", "the facts.txt of all rooms");
    out_line(&o, "#ifndef FACTS_GEN_H");
    out_line(&o, "#define FACTS_GEN_H");
    out_line(&o, "#include \"base/field.h\"");
    out_blank(&o);
    out_line(&o, "struct fact;");
    out_line(&o, "struct matter;");
    out_blank(&o);
    for (size_t i = 0; i < m->n_rooms; i++)
        print_types(&o, &m->room[i]);
    for (size_t i = 0; i < m->n_rooms; i++)
        print_facts(&o, &m->room[i]);
    out_line(&o, "#endif");
    out_end(&o);
}
