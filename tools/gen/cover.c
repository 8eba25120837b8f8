// SPDX-License-Identifier: Apache-2.0
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
                         struct place at)
{
    for (size_t i = 0; i < asked->n; i++) {
        check_field(&asked->field[i], kept, of);
        const struct field *f = record_find(kept, str_of(asked->field[i].name));
        if (f->type == FIELD_GROUP)
            check_record(asked->field[i].group, f->group, of, gen_field_place(&asked->field[i]));
    }
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
