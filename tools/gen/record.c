// SPDX-License-Identifier: Apache-2.0
#include "record.h"
#include "grow.h"
#include "ops.h"

#include <assert.h>

static const struct type {
    const char *word, *c_type;
    bool has_absent; /* nothing given is a value of its own */
} types[] = {
    [FIELD_TEXT] = {"FIELD_TEXT", "struct str", true},
    [FIELD_KEY] = {"FIELD_KEY", "struct str", true},
    [FIELD_CODE] = {"FIELD_CODE", "struct str", true},
    [FIELD_PLACE] = {"FIELD_PLACE", "struct str", true},
    [FIELD_FORM] = {"FIELD_FORM", "struct str", true},
    [FIELD_INT] = {"FIELD_INT", "int64_t", false},
    [FIELD_DECIMAL] = {"FIELD_DECIMAL", "int64_t", false},
    [FIELD_MONEY] = {"FIELD_MONEY", "int64_t", false},
    [FIELD_TIME] = {"FIELD_TIME", "int64_t", false},
    [FIELD_DAY] = {"FIELD_DAY", "int32_t", false},
    [FIELD_BOOL] = {"FIELD_BOOL", "bool", false},
    [FIELD_UNIT] = {"FIELD_UNIT", "struct unit_id", true},
    [FIELD_PERSON] = {"FIELD_PERSON", "struct person_id", true},
    [FIELD_ID] = {"FIELD_ID", NULL, false},
    [FIELD_ENUM] = {"FIELD_ENUM", NULL, true},
    [FIELD_STAGE] = {"FIELD_STAGE", NULL, true},
    [FIELD_HASH] = {"FIELD_HASH", "struct hash", false},
    [FIELD_FILE] = {"FIELD_FILE", "struct file_ref", true},
    [FIELD_VEILED] = {"FIELD_VEILED", "struct veiled", true},
    [FIELD_BYTES] = {"FIELD_BYTES", "struct str", true},
    [FIELD_GROUP] = {"FIELD_GROUP", NULL, true},
};

bool record_needs_has(const struct field *f)
{
    return !field_is_list(f) && (f->optional || f->when) && !types[f->type].has_absent;
}

const char *record_type(const struct field *f)
{
    if (f->type == FIELD_ENUM || f->type == FIELD_STAGE)
        return grow_format("enum %s", out_name(f->words->name));
    if (f->type == FIELD_ID)
        return f->of ? grow_format("struct %s_id", out_name(f->of)) : "struct matter_id";
    assert(types[f->type].c_type);
    return types[f->type].c_type;
}

struct shape record_group_shape(const struct shape *s, const struct field *group)
{
    bool states = s->op && s->op->result != OP_JOB && s->op->result != OP_IMPORTS;
    for (size_t i = 0; states && i < s->op->n_facts; i++) {
        const struct fact *f = s->op->facts[i];
        const struct field *kept = record_find(&f->record, str_of(group->name));
        if (kept && cover_same_group(group, kept))
            return (struct shape){grow_format("%s_%s", out_name(f->full), kept->name), kept->group,
                                  NULL};
    }
    return (struct shape){.c_struct = grow_format("%s_%s", s->c_struct, group->name)};
}

static void print_member(struct out *o, const struct field *f, const struct shape *s)
{
    const char *type = f->type == FIELD_GROUP
                           ? grow_format("struct %s", record_group_shape(s, f).c_struct)
                           : record_type(f);
    if (field_is_list(f)) {
        out_line(o, "struct {");
        out_line(o, "%s *at;", type);
        out_line(o, "size_t n;");
        out_line(o, "} %s;", f->name);
    } else {
        out_line(o, "%s %s;", type, f->name);
    }
    if (record_needs_has(f))
        out_line(o, "bool has_%s;", f->name);
}

void record_print_members(struct out *o, const struct record *r, const struct shape *s)
{
    for (size_t i = 0; i < r->n; i++)
        print_member(o, &r->field[i], s);
}

void record_print_groups(struct out *o, const struct record *r, const struct shape *s)
{
    for (size_t i = 0; i < r->n; i++) {
        if (r->field[i].type != FIELD_GROUP)
            continue;
        struct shape group = record_group_shape(s, &r->field[i]);
        if (!group.layout)
            record_print_struct(o, r->field[i].group, group.c_struct);
    }
}

void record_print_struct(struct out *o, const struct record *r, const char *c_struct)
{
    struct shape s = {.c_struct = c_struct};
    if (r->n == 0)
        return;
    record_print_groups(o, r, &s);
    out_line(o, "struct %s {", c_struct);
    record_print_members(o, r, &s);
    out_line(o, "};");
    out_blank(o);
}

static void print_operand(struct out *o, const char *member, const struct operand *operand)
{
    static const char *const kinds[] = {
        [OPERAND_FIELD] = "OPERAND_FIELD", [OPERAND_SEAT] = "OPERAND_SEAT",
        [OPERAND_WORD] = "OPERAND_WORD",   [OPERAND_NUMBER] = "OPERAND_NUMBER",
        [OPERAND_TODAY] = "OPERAND_TODAY", [OPERAND_NOW] = "OPERAND_NOW",
        [OPERAND_ME] = "OPERAND_ME",       [OPERAND_OFFICE] = "OPERAND_OFFICE"};
    out_line(o, ".%s = {", member);
    out_value(o, "kind", "%s", kinds[operand->kind]);
    out_text(o, "word", operand->word);
    out_number(o, "number", operand->number);
    out_line(o, "},");
}

void record_print_cond(struct out *o, const char *member, const struct cond *c)
{
    static const char *const kinds[] = {[COND_GIVEN] = "COND_GIVEN",
                                        [COND_COMPARE] = "COND_COMPARE",
                                        [COND_NOT] = "COND_NOT",
                                        [COND_AND] = "COND_AND",
                                        [COND_OR] = "COND_OR"};
    static const char *const compares[] = {
        [COMPARE_EQ] = "COMPARE_EQ", [COMPARE_NE] = "COMPARE_NE", [COMPARE_LT] = "COMPARE_LT",
        [COMPARE_LE] = "COMPARE_LE", [COMPARE_GT] = "COMPARE_GT", [COMPARE_GE] = "COMPARE_GE"};
    if (!c)
        return;
    out_line(o, ".%s = &(const struct cond){", member);
    out_value(o, "kind", "%s", kinds[c->kind]);
    if (c->kind == COND_GIVEN || c->kind == COND_COMPARE)
        print_operand(o, "left", &c->left);
    if (c->kind == COND_COMPARE) {
        out_value(o, "compare", "%s", compares[c->compare]);
        print_operand(o, "right", &c->right);
    }
    record_print_cond(o, "a", c->a);
    record_print_cond(o, "b", c->b);
    out_line(o, "},");
}

static void print_group(struct out *o, const struct field *f, const struct shape *s)
{
    struct shape group = record_group_shape(s, f);
    out_line(o, ".group = &(const struct record){");
    out_line(o, ".field = (const struct field[]){");
    for (size_t i = 0; i < f->group->n; i++)
        record_print_field(o, "", &f->group->field[i], &group, ",");
    out_line(o, "},");
    out_number(o, "n", (int64_t)f->group->n);
    out_value(o, "size", "sizeof(struct %s)", group.c_struct);
    out_line(o, "},");
}

/* Offsets are of the struct whose members they are. */
static void print_places(struct out *o, const struct field *f, const struct shape *s)
{
    const struct field *member = s->layout ? record_find(s->layout, str_of(f->name)) : f;
    assert(member);
    if (!s->c_struct)
        return;
    out_value(o, "at", "offsetof(struct %s, %s)", s->c_struct, f->name);
    if (record_needs_has(member))
        out_value(o, "has_at", "offsetof(struct %s, has_%s)", s->c_struct, f->name);
}

void record_print_field(struct out *o, const char *head, const struct field *f,
                        const struct shape *s, const char *tail)
{
    out_line(o, "%s{", head);
    out_text(o, "name", f->name);
    out_value(o, "type", "%s", types[f->type].word);
    out_text(o, "of", f->of);
    if (f->words)
        out_value(o, "words", "&%s_words", out_name(f->words->name));
    out_number(o, "scale", f->scale);
    out_number(o, "min", f->min);
    out_number(o, "max", f->max);
    out_number(o, "list_min", f->list_min);
    out_number(o, "list_max", f->list_max);
    out_flag(o, "optional", f->optional);
    out_flag(o, "tag", f->tag);
    out_text(o, "circle", f->circle);
    out_text(o, "from", f->from);
    out_texts(o, "from_args", f->from_args, (int)f->n_from_args);
    out_number(o, "n_from_args", (int64_t)f->n_from_args);
    record_print_cond(o, "when", f->when);
    if (f->type == FIELD_GROUP)
        print_group(o, f, s);
    out_text(o, "each", f->each);
    out_texts(o, "each_args", f->each_args, (int)f->n_each_args);
    out_number(o, "n_each_args", (int64_t)f->n_each_args);
    out_flag(o, "from_row", f->from_row);
    out_number(o, "step", f->step);
    print_places(o, f, s);
    out_line(o, "}%s", tail);
}

void record_print_table(struct out *o, const char *member, const struct record *r,
                        const struct shape *s)
{
    out_line(o, ".%s = {", member);
    if (r->n) {
        out_line(o, ".field = (const struct field[]){");
        for (size_t i = 0; i < r->n; i++)
            record_print_field(o, "", &r->field[i], s, ",");
        out_line(o, "},");
        out_number(o, "n", (int64_t)r->n);
    }
    if (r->n || s->op)
        out_value(o, "size", "sizeof(struct %s)", s->c_struct);
    out_line(o, "},");
}
