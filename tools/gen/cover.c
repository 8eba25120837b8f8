// SPDX-License-Identifier: Apache-2.0
#include "grow.h"
#include "ops.h"

#include <string.h>

static bool same_word(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

bool cover_same_type(const struct field *a, const struct field *b)
{
    bool loose = a->type == FIELD_TEXT || a->type == FIELD_FILE; /* text(phone) is a text */
    return a->type == b->type && a->words == b->words && a->scale == b->scale &&
           (a->list_max > 0) == (b->list_max > 0) && (loose || same_word(a->of, b->of));
}

bool cover_same_group(const struct field *asked, const struct field *kept)
{
    if (asked->type != FIELD_GROUP || kept->type != FIELD_GROUP)
        return false;
    for (size_t i = 0; i < asked->group->n; i++) {
        const struct field *f = &asked->group->field[i];
        const struct field *k = record_find(kept->group, str_of(f->name));
        if (!k || !cover_same_type(f, k))
            return false;
    }
    return true;
}

/* A field asked must be kept, with the same type, and not be there less often. */
static void check_field(const struct field *asked, const struct record *kept, const char *of)
{
    struct place at = gen_field_place(asked);
    const struct field *f = record_find(kept, str_of(asked->name));
    if (!f)
        gen_fail(at, "'%s' is asked, but fact '%s' keeps no such field", asked->name, of);
    if (!cover_same_type(asked, f))
        gen_fail(at, "'%s' is of another type than in fact '%s'", asked->name, of);
    if ((asked->optional || asked->when) && !f->optional && f->list_max == 0)
        gen_fail(at, "'%s' may lack here, but fact '%s' always keeps it: write `?` there",
                 asked->name, of);
    if (f->list_max && asked->list_max > f->list_max && !asked->each)
        gen_fail(at, "'%s' may have %d items, but fact '%s' keeps at most %d", asked->name,
                 asked->list_max, of, f->list_max);
    if (asked->of && f->of && strcmp(asked->of, f->of) != 0)
        gen_fail(at, "'%s' is of another kind than in fact '%s'", asked->name, of);
}

static void check_record(const struct record *asked, const struct record *kept, const char *of,
                         struct place at);

static void check_asked(const struct record *asked, const struct record *kept, const char *of)
{
    for (size_t i = 0; i < asked->n; i++) {
        check_field(&asked->field[i], kept, of);
        const struct field *f = record_find(kept, str_of(asked->field[i].name));
        if (f->type == FIELD_GROUP)
            check_record(asked->field[i].group, f->group, of, gen_field_place(&asked->field[i]));
    }
}

static void check_record(const struct record *asked, const struct record *kept, const char *of,
                         struct place at)
{
    check_asked(asked, kept, of);
    for (size_t i = 0; i < kept->n; i++) {
        const struct field *f = &kept->field[i];
        bool may_lack = f->optional || (f->list_max && f->list_min == 0);
        if (!may_lack && !record_find(asked, str_of(f->name)))
            gen_fail(at,
                     "fact '%s' keeps '%s', which is not asked here: ask it, or `state` in place "
                     "of `record`",
                     of, f->name);
    }
}

void cover_check(const struct op *op, struct place at)
{
    check_record(&op->form, &op->facts[0]->record, op->facts[0]->name, at);
}

void cover_check_part(const struct record *asked, const struct fact *f)
{
    check_asked(asked, &f->record, f->name);
}

/* What a fact keeps of each row but nobody is asked comes from the row itself. */
static void add_from_row(struct gen_room *r, struct field *group, const struct field *kept)
{
    const struct gen_query *q = gen_query_find(r, str_of(group->each));
    struct list fields = {0};
    for (size_t i = 0; i < group->group->n; i++)
        *(struct field *)grow(&fields, sizeof(struct field)) = group->group->field[i];
    for (size_t i = 0; i < kept->group->n; i++) {
        struct field f = kept->group->field[i];
        if (record_find(group->group, str_of(f.name)) || !gen_query_gives(q, f.name))
            continue;
        f.from_row = true;
        f.circle = NULL;
        *(struct field *)grow(&fields, sizeof f) = f;
    }
    struct record *record = ARENA_NEW(&gen_arena, struct record);
    *record = (struct record){.field = fields.at, .n = fields.n};
    group->group = record;
}

void cover_add_rows(struct gen_room *r, struct list *asked, const struct list *facts)
{
    struct field *f = asked->at;
    for (size_t i = 0; i < asked->n; i++)
        for (size_t k = 0; f[i].each && k < facts->n; k++) {
            const struct fact *fact = GEN_AT(struct fact, *facts, k);
            const struct field *kept = record_find(&fact->record, str_of(f[i].name));
            if (kept && kept->type == FIELD_GROUP)
                add_from_row(r, &f[i], kept);
        }
}
