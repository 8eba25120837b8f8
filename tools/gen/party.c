// SPDX-License-Identifier: Apache-2.0
#include "party.h"
#include "grow.h"

#include <string.h>

struct reader {
    struct gen_room *room;
    const struct matter *matter;
    struct line *l;
    enum party_in in;
    struct list party; /* of struct party */
};

const struct seat *party_seat(const struct matter *m, struct str name)
{
    for (size_t i = 0; i < m->n_seats; i++)
        if (str_is(name, m->seat[i].name))
            return &m->seat[i];
    return NULL;
}

/* Of the matter, or where there is none of any matter of the room. */
static const struct seat *find_seat(const struct reader *in, struct str name)
{
    if (in->matter)
        return party_seat(in->matter, name);
    const struct seat *found = NULL;
    for (size_t i = 0; in->in == PARTY_IN_PAGE && i < in->room->matters.n && !found; i++)
        found = party_seat(GEN_AT(struct matter, in->room->matters, i), name);
    return found;
}

/* The seat behind `of`, `above`, `not of`: a unit sits there. */
static const char *unit_seat(struct reader *in)
{
    const char *name = line_name(in->l, "a seat");
    const struct seat *seat = find_seat(in, str_of(name));
    if (!seat)
        gen_fail(in->l->at, "there is no seat '%s' in %s", name,
                 in->matter ? in->matter->name : "any matter here");
    if (seat->holder != SEAT_UNIT)
        gen_fail(in->l->at, "seat '%s' holds a person: `of` and `above` ask for a unit's", name);
    return seat->name;
}

static void add(struct reader *in, struct party p)
{
    *(struct party *)grow(&in->party, sizeof p) = p;
}

/* A circle of the matter stands for its parties. */
static bool add_circle(struct reader *in, struct str word)
{
    for (size_t i = 0; in->matter && i < in->matter->n_circles; i++) {
        const struct circle *circle = &in->matter->circle[i];
        if (!str_is(word, circle->name))
            continue;
        if (!circle->parties.n)
            gen_fail(in->l->at, "circle '%s' must stand above the one that names it", circle->name);
        for (size_t j = 0; j < circle->parties.n; j++)
            add(in, circle->parties.party[j]);
        return true;
    }
    return false;
}

static enum party_kind kind_of(const struct reader *in, struct str word)
{
    if (str_is(word, "anyone"))
        return PARTY_ANYONE;
    if (str_is(word, "signed_in"))
        return PARTY_SIGNED_IN;
    if (str_is(word, "author"))
        return PARTY_AUTHOR;
    if (str_is(word, "pack"))
        return PARTY_PACK;
    const struct seat *seat = find_seat(in, word);
    if (seat && seat->holder == SEAT_UNIT)
        gen_fail(in->l->at, "seat '%s' holds a unit: write ROLE of %s", seat->name, seat->name);
    return seat ? PARTY_SEAT : PARTY_ROLE;
}

static void check_kind(const struct reader *in, enum party_kind kind)
{
    if (kind == PARTY_AUTHOR && in->in != PARTY_IN_OP)
        gen_fail(in->l->at, "'author' is for operations that amend");
    if (kind == PARTY_PACK && in->in != PARTY_IN_OP)
        gen_fail(in->l->at, "'pack' is for operations whose node names the people");
    if (kind == PARTY_SIGNED_IN && in->in != PARTY_IN_PAGE)
        gen_fail(in->l->at, "'signed_in' is for pages; elsewhere name roles and seats");
    if (kind == PARTY_ANYONE && in->in == PARTY_IN_TELL)
        gen_fail(in->l->at, "'tell' needs somebody and not anyone");
}

static void read_secret(struct reader *in, struct party *p)
{
    const struct seat *seat = p->seat ? find_seat(in, str_of(p->seat)) : NULL;
    if (!token_take(&in->l->t, "secret"))
        gen_fail(in->l->at, "behind 'with' stands `secret`");
    bool coded = p->kind == PARTY_AUTHOR || (p->kind == PARTY_SEAT && seat->coded);
    if (!coded || in->in != PARTY_IN_OP)
        gen_fail(in->l->at, "'with secret' is for a coded seat that asks for an operation");
    p->with_secret = true;
}

static void read_once(struct reader *in, struct party *p)
{
    const char *stage = line_name(in->l, "a stage");
    if (strcmp(stage, "published") == 0) {
        p->once_published = true;
        return;
    }
    if (!in->matter || !words_find(in->matter->stages, str_of(stage)))
        gen_fail(in->l->at, "once '%s': there is no such stage", stage);
    p->once_stage = stage;
}

static void read_tail(struct reader *in, struct party *p)
{
    struct tokens *t = &in->l->t;
    if (token_take(t, "with"))
        read_secret(in, p);
    bool not_of = t->next + 1 < t->n && token_is(t, "not") && str_is(t->at[t->next + 1].word, "of");
    if (not_of) {
        t->next += 2;
        p->not_of = unit_seat(in);
    }
    if (token_take(t, "once"))
        read_once(in, p);
}

static void read_one(struct reader *in)
{
    struct tokens *t = &in->l->t;
    struct str word = token_peek(t);
    if (!token_is_name(word))
        gen_fail(in->l->at, "here stands a role, a seat or anyone, and not '%.*s'", STR_ARG(word));
    t->next++;
    if (add_circle(in, word))
        return;
    struct party p = {.kind = kind_of(in, word)};
    check_kind(in, p.kind);
    if (p.kind == PARTY_SEAT)
        p.seat = grow_str(word);
    if (p.kind == PARTY_ROLE)
        p.role = grow_str(word);
    bool of = token_is(t, "of"), above = token_is(t, "above");
    if (of || above) {
        t->next++;
        if (p.kind != PARTY_ROLE)
            gen_fail(in->l->at, "'%.*s' is no role: only a role is held in a unit", STR_ARG(word));
        p.kind = of ? PARTY_ROLE_OF : PARTY_ROLE_ABOVE;
        p.seat = unit_seat(in);
    }
    read_tail(in, &p);
    add(in, p);
}

struct parties party_read(struct gen_room *r, const struct matter *m, struct line *l,
                          enum party_in in)
{
    struct reader reader = {.room = r, .matter = m, .l = l, .in = in};
    do
        read_one(&reader);
    while (token_take(&l->t, ","));
    return (struct parties){.party = reader.party.at, .n = reader.party.n};
}
