// SPDX-License-Identifier: Apache-2.0
#include "amend.h"
#include "facts.h"
#include "grow.h"
#include "ops.h"

#include <string.h>

enum { WHY_CHARS_MAX = 500 };

static const char *made_name(const struct fact *f, bool voids)
{
    return grow_format(voids ? "%s_voided" : "%s_amended", f->name);
}

static const char *read_circle(const struct fact *f, struct line *l)
{
    if (!token_take(&l->t, "for"))
        gen_fail(l->at, "behind the fact stands `for CIRCLE`: who may know the reason");
    const char *name = line_name(l, "a circle");
    for (size_t i = 0; i < f->matter->n_circles; i++)
        if (strcmp(f->matter->circle[i].name, name) == 0)
            return name;
    gen_fail(l->at, "matter '%s' has no circle '%s'", f->matter->name, name);
}

static void add(struct list *to, struct field f, struct place at)
{
    gen_place_field(&f, at);
    *(struct field *)grow(to, sizeof f) = f;
}

static struct field entry_field(bool optional)
{
    return (struct field){
        .name = AMENDED_ENTRY, .type = FIELD_ID, .of = "entry", .min = 1, .optional = optional};
}

/* The entry and the reason, and of a correction all that the fact keeps. */
static struct record kept_fields(const struct fact *f, bool voids, const char *circle,
                                 struct place at)
{
    struct list kept = {0};
    add(&kept, entry_field(false), at);
    add(&kept,
        (struct field){.name = AMENDED_WHY,
                       .type = FIELD_TEXT,
                       .min = 1,
                       .optional = !voids,
                       .circle = circle},
        at);
    for (size_t i = 0; i < f->record.n; i++) {
        const char *name = f->record.field[i].name;
        if (strcmp(name, AMENDED_ENTRY) == 0 || strcmp(name, AMENDED_WHY) == 0)
            gen_fail(at, "fact '%s' keeps '%s', a word of corrections: it cannot be corrected",
                     f->name, name);
        if (!voids)
            *(struct field *)grow(&kept, sizeof(struct field)) = f->record.field[i];
    }
    return (struct record){.field = kept.at, .n = kept.n};
}

/* A correction seats again who was seated from a field; who acted then stays there. */
static void take_sets(const struct fact *f, struct fact *amended)
{
    struct list sets = {0};
    for (size_t i = 0; i < f->n_sets; i++)
        if (f->set[i].from == SET_FIELD)
            *(struct seat_set *)grow(&sets, sizeof(struct seat_set)) = f->set[i];
    amended->set = sets.at;
    amended->n_sets = sets.n;
}

static void check_written(const struct fact *f, const struct fact *written, bool voids,
                          struct place at)
{
    if (!voids || written->record.n || written->n_sets || written->makes)
        gen_fail(at, "fact '%s' is made by the correction of '%s': written out it only moves",
                 written->name, f->name);
    if (written->matter != f->matter || written->hidden != f->hidden)
        gen_fail(at, "fact '%s' is of the matter of '%s' and as hidden", written->name, f->name);
}

void amend_add_fact(struct gen_room *r, struct line *l, bool voids)
{
    const struct fact *f = line_fact(r, l);
    const char *name = made_name(f, voids);
    struct fact *made = gen_fact_find(r, str_of(name));
    if (strcmp(f->room, r->name) != 0 || !f->matter)
        gen_fail(l->at, "'%s' is no fact of a matter of this room: it cannot be corrected here",
                 f->full);
    if (f->amends)
        gen_fail(l->at, "'%s' is a correction itself: correct the fact once more", f->name);
    const char *circle = read_circle(f, l);
    if (made && made->amends)
        gen_fail(l->at, "fact '%s' is made by another operation already", name);
    if (made)
        check_written(f, made, voids, l->at);
    bool is_new = !made;
    if (is_new) {
        made = ARENA_NEW(&gen_arena, struct fact);
        *made = (struct fact){.name = name,
                              .hidden = f->hidden,
                              .heavy = f->heavy,
                              .bare = f->bare,
                              .matter = f->matter};
    }
    made->amends = f;
    made->voids = voids;
    made->record = kept_fields(f, voids, circle, l->at);
    if (!voids)
        take_sets(f, made);
    facts_check_size(made, l->at);
    if (is_new)
        facts_add(r, made, l->at);
}

const struct fact *amend_find_fact(struct gen_room *r, struct line *l, bool voids)
{
    const struct fact *f = line_fact(r, l);
    read_circle(f, l);
    line_end(l);
    return gen_fact_find(r, str_of(made_name(f, voids)));
}

void amend_ask_entry(struct fields *asked, struct place at)
{
    add(&asked->field, entry_field(true), at);
}

void amend_ask_why(struct fields *asked, const struct op *op, struct place at)
{
    add(&asked->field,
        (struct field){.name = AMENDED_WHY,
                       .type = FIELD_TEXT,
                       .min = 1,
                       .max = WHY_CHARS_MAX,
                       .optional = op->result == OP_AMENDS,
                       .step = asked->step},
        at);
}

static bool has_file(const struct record *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->field[i].type == FIELD_FILE || (r->field[i].group && has_file(r->field[i].group)))
            return true;
    return false;
}

void amend_check(const struct op *op, struct place at)
{
    struct record asked = op->form;
    if (op->result == OP_VOIDS && asked.n != AMENDED_FIELDS)
        gen_fail(at, "op '%s': who voids is asked for the reason only", op->name);
    if (op->result == OP_VOIDS)
        return;
    if (asked.n == AMENDED_FIELDS)
        gen_fail(at, "op '%s': what may be corrected? write `ask`", op->name);
    if (has_file(&asked))
        gen_fail(at, "op '%s': a file is not corrected; bring another", op->name);
    asked.field++; /* the entry stands first, the reason last */
    asked.n -= AMENDED_FIELDS;
    cover_check_part(&asked, op->facts[0]->amends);
}
