// SPDX-License-Identifier: Apache-2.0
#include "gen.h"
#include "grow.h"

#include <assert.h>
#include <string.h>

struct gen_room *gen_room_find(struct gen_model *m, struct str name)
{
    for (size_t i = 0; i < m->n_rooms; i++)
        if (str_is(name, m->room[i].name))
            return &m->room[i];
    return NULL;
}

/* "watch.card": the room watch, and *name becomes "card"; without a point r itself; NULL: no such
 * room. */
static struct gen_room *room_of(struct gen_room *r, struct str *name)
{
    struct str rest, first = str_cut(*name, '.', &rest);
    if (!rest.p)
        return r;
    *name = rest;
    return gen_room_find(r->all, first);
}

static struct matter *find_in(struct gen_room *r, struct str name)
{
    for (size_t i = 0; r && i < r->matters.n; i++)
        if (str_is(name, GEN_AT(struct matter, r->matters, i)->name))
            return GEN_AT(struct matter, r->matters, i);
    return NULL;
}

/* A matter called like its room is known by that word to all. */
struct matter *gen_matter_find(struct gen_room *r, struct str name)
{
    struct str word = name;
    struct gen_room *named = room_of(r, &name);
    struct matter *m = find_in(named, name);
    return m ? m : find_in(gen_room_find(r->all, word), word);
}

struct fact *gen_fact_find(struct gen_room *r, struct str name)
{
    r = room_of(r, &name);
    for (size_t i = 0; r && i < r->facts.n; i++)
        if (str_is(name, GEN_AT(struct fact, r->facts, i)->name))
            return GEN_AT(struct fact, r->facts, i);
    return NULL;
}

struct op *gen_op_find(struct gen_room *r, struct str name)
{
    r = room_of(r, &name);
    for (size_t i = 0; r && i < r->ops.n; i++)
        if (str_is(name, GEN_AT(struct op, r->ops, i)->name))
            return GEN_AT(struct op, r->ops, i);
    return NULL;
}

const struct words *gen_enum_find(struct gen_room *r, struct str name)
{
    for (size_t i = 0; i < r->enums.n; i++) {
        struct words *w = GEN_AT(struct words, r->enums, i);
        if (str_is(name, strchr(w->name, '.') + 1))
            return w;
    }
    return NULL;
}

const struct gen_query *gen_query_find(struct gen_room *r, struct str name)
{
    const struct gen_query *query = r->queries.at;
    for (size_t i = 0; i < r->queries.n; i++)
        if (str_is(name, query[i].query->name))
            return &query[i];
    return NULL;
}

bool gen_query_gives(const struct gen_query *q, const char *column)
{
    struct tokens t;
    struct str rest = str_part(q->head, str_find(q->head, S("->")), q->head.n);
    if (token_cut(&gen_arena, rest, &t) != OK)
        return false;
    for (size_t i = 1; i < t.n; i++) {
        bool begins = i == 1 || str_is(t.at[i - 1].word, ",");
        if (begins && str_is(t.at[i].word, column))
            return true;
    }
    return false;
}

static const char *matter_full(const struct matter *m)
{
    return strcmp(m->name, m->room) == 0 ? m->name : grow_format("%s.%s", m->room, m->name);
}

void gen_bind_field(struct gen_room *r, struct field *f, struct place at)
{
    if (f->type == FIELD_ENUM) {
        f->words = gen_enum_find(r, str_of(f->of));
        if (!f->words)
            gen_fail(at, "there is no type '%s': neither of the language nor a `type` in facts.txt",
                     f->of);
    }
    bool of_matter =
        f->type == FIELD_STAGE || (f->type == FIELD_ID && f->of && strcmp(f->of, "entry") != 0);
    if (!of_matter)
        return;
    const struct matter *m = gen_matter_find(r, str_of(f->of));
    if (!m)
        gen_fail(at, "there is no matter '%s'", f->of);
    f->of = matter_full(m);
    if (f->type == FIELD_STAGE)
        f->words = m->stages;
}

static struct list written; /* of struct written_field */

struct written_field {
    const char *name;
    struct place at;
};

void gen_place_field(const struct field *f, struct place at)
{
    *(struct written_field *)grow(&written, sizeof(struct written_field)) =
        (struct written_field){f->name, at};
}

struct place gen_field_place(const struct field *f)
{
    const struct written_field *w = written.at;
    for (size_t i = 0; i < written.n; i++)
        if (w[i].name == f->name)
            return w[i].at;
    assert(false); /* every field was written somewhere */
    return (struct place){0};
}

void gen_forget_places(void)
{
    written = (struct list){0};
}
