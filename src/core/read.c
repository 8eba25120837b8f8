// SPDX-License-Identifier: Apache-2.0
#include "core/read.h"

#include "core.gen.h"
#include "core/fact.h"
#include "core/read_record.h"

#include <assert.h>
#include <string.h>

/* Where a reference leads. */
struct found {
    struct read_fact fact;
    struct column column;
    size_t number, item;
};

static const struct field actor_field = {.name = "actor", .type = FIELD_PERSON, .min = 1};

enum status read_entry(struct ctx *c, int64_t entry, struct str *ret_leaf,
                       struct ledger_vault *ret_vault, struct read_fact *ret_fact)
{
    struct ledger_entry row;
    struct ledger_vault vault = {0};
    struct read_fact fact;
    TRY(ledger_entry_one(c->db, entry, &row, c->arena));
    enum status s = ledger_vault_one(c->db, entry, &vault, c->arena);
    if (s != OK && s != NOT_FOUND)
        return s;
    TRY(fact_read(c->arena, c->rooms, row.leaf, vault.value, &fact));
    *ret_leaf = row.leaf;
    *ret_vault = vault;
    *ret_fact = fact;
    return OK;
}

enum status read_stated(struct ctx *c, int64_t entry, const struct read_fact **ret_fact)
{
    struct str leaf;
    struct ledger_vault vault;
    struct read_fact *f = ARENA_NEW(c->arena, struct read_fact);
    if (!f)
        return FULL;
    TRY(read_entry(c, entry, &leaf, &vault, f));
    *ret_fact = f;
    return OK;
}

static enum status find(struct ctx *c, struct veiled v, struct found *ret_found)
{
    struct column column[LIMIT_FACT_COLUMNS];
    struct found f = {.number = (size_t)(v.v >> 16 & 0xff), .item = (size_t)(v.v & 0xffff)};
    struct ledger_vault vault;
    struct str leaf;
    if (v.v <= 0)
        return NOT_FOUND;
    TRY(read_entry(c, v.v >> 24, &leaf, &vault, &f.fact));
    if (f.number >= fact_columns(f.fact.fact, column) || !column[f.number].personal)
        return NOT_FOUND;
    f.column = column[f.number];
    *ret_found = f;
    return OK;
}

/* The value itself: of a list or a group the item. */
static const struct json *value_of(const struct found *f)
{
    const struct json *value = f->fact.value[f->number];
    bool many =
        f->column.kind == COLUMN_MEMBER || (f->column.field && field_is_list(f->column.field));
    return many && value ? json_item(value, f->item) : value;
}

/* ---- who may know -------------------------------------------------------------------------- */

static const struct circle *circle_find(const struct matter *m, const char *name)
{
    for (size_t i = 0; m && name && i < m->n_circles; i++)
        if (strcmp(m->circle[i].name, name) == 0)
            return &m->circle[i];
    return NULL;
}

/* The circle that may know who acted: that of the seat in which the fact puts him. */
static const char *actor_circle(const struct fact *f)
{
    for (size_t i = 0; f->matter && i < f->n_sets; i++)
        for (size_t k = 0; f->set[i].from == SET_BY && k < f->matter->n_seats; k++)
            if (strcmp(f->matter->seat[k].name, f->set[i].seat) == 0)
                return f->matter->seat[k].circle;
    return NULL;
}

const struct circle *read_circle(const struct fact *f, const struct column *column)
{
    return circle_find(f->matter, column->field ? column->field->circle : actor_circle(f));
}

/* Does the person who sits there read what is his own? */
static bool is_own_seat(const struct party *p, const struct matter *def)
{
    for (size_t i = 0; p->kind == PARTY_SEAT && i < def->n_seats; i++)
        if (strcmp(def->seat[i].name, p->seat) == 0)
            return def->seat[i].holder == SEAT_PERSON;
    return false;
}

/* Whoever could know as one of several parties knows as the one for whom it need not be recorded
 * only if it is for anybody, or if no other lets him in. */
enum status read_circle_allows(struct ctx *c, const struct circle *circle,
                               const struct matter_row *m, bool *ret_must)
{
    const struct matter *def = matter_def(c->rooms, m->kind);
    bool may = false, must = false;
    *ret_must = false;
    for (size_t i = 0; i < circle->parties.n; i++) {
        const struct party *p = &circle->parties.party[i];
        bool free = !c->who.person.v || p->kind == PARTY_ANYONE;
        bool own = free || (def && is_own_seat(p, def));
        if (!free && (must || (may && own)))
            continue; /* it would change nothing */
        enum status s = party_allows_one(c, p, m);
        if (s != OK && s != REFUSED)
            return s;
        if (s == OK && free)
            return OK;
        may |= s == OK;
        must |= s == OK && !own;
    }
    *ret_must = must;
    return may ? OK : REFUSED;
}

/* An actor is known to himself, to the circle of his seat, and else to those of the office in whose
 * name he acted. */
static enum status may_know_actor(struct ctx *c, const struct found *f, bool has_circle,
                                  bool *ret_must)
{
    int64_t actor = 0;
    const struct json *value = value_of(f);
    *ret_must = false;
    if (c->who.person.v && value && json_int(value, &actor) == OK && actor == c->who.person.v)
        return OK;
    bool same_office = f->fact.envelope.office.v && f->fact.envelope.office.v == c->who.office.v;
    *ret_must = true;
    return !has_circle && same_office ? OK : REFUSED;
}

/* `must`: that he was shown it must be recorded. */
static enum status may_know(struct ctx *c, const struct found *f, bool *ret_must)
{
    const struct circle *circle = read_circle(f->fact.fact, &f->column);
    struct matter_row m;
    if (!f->column.field) {
        enum status s = may_know_actor(c, f, circle != NULL, ret_must);
        if (s == OK || !circle)
            return s;
    }
    if (!circle || f->fact.envelope.n_matters == 0)
        return REFUSED;
    TRY(matter_read(c, f->fact.envelope.matter[0], &m));
    return read_circle_allows(c, circle, &m, ret_must);
}

/* What stands there for c->who; *ret_must: that he is shown it must be recorded. */
static enum status look(struct ctx *c, const struct found *f, struct revealed *ret_value,
                        bool *ret_must)
{
    bool must = false;
    enum status s = may_know(c, f, &must);
    if (s != OK && s != REFUSED)
        return s;
    struct revealed r = {.how = REVEAL_HIDDEN,
                         .fact = f->fact.fact,
                         .field = f->column.field ? f->column.field : &actor_field};
    if (s == OK && f->fact.erased[f->number])
        r.how = REVEAL_ERASED;
    if (s == OK && !f->fact.erased[f->number]) {
        r.how = REVEAL_SHOWN;
        r.value = value_of(f);
        if (!r.value)
            return NOT_FOUND;
    }
    *ret_must = must && r.how == REVEAL_SHOWN && r.value->type != JSON_NULL;
    *ret_value = r;
    return OK;
}

enum status read_note(struct ctx *c, int64_t entry, const struct read_fact *f, size_t column)
{
    const struct envelope *e = &f->envelope;
    struct read_note note = {e->n_matters ? e->matter[0] : 0, entry, f->fact, column};
    return c->reads ? reads_note(c->reads, &note) : REFUSED;
}

enum status reveal(struct ctx *c, struct veiled v, struct revealed *ret_value)
{
    struct found f;
    struct revealed r;
    bool must;
    TRY(find(c, v, &f));
    TRY(look(c, &f, &r, &must));
    enum status s = must ? read_note(c, v.v >> 24, &f.fact, f.number) : OK;
    if (s != OK && s != REFUSED)
        return s;
    if (s == REFUSED) {
        r.how = REVEAL_HIDDEN;
        r.value = NULL;
    }
    *ret_value = r;
    return OK;
}

enum status reveal_unseen(struct ctx *c, struct veiled v, struct revealed *ret_value)
{
    struct found f;
    bool must;
    TRY(find(c, v, &f));
    return look(c, &f, ret_value, &must);
}

enum status read_person(struct ctx *c, struct veiled v, struct person_id *ret_person)
{
    struct found f;
    int64_t person = 0;
    TRY(find(c, v, &f));
    const struct json *value = value_of(&f);
    bool is_person = !f.column.field || f.column.field->type == FIELD_PERSON;
    if (!is_person)
        return NOT_FOUND;
    if (value && value->type != JSON_NULL && json_int(value, &person) != OK)
        return BROKEN;
    *ret_person = (struct person_id){person};
    return OK;
}
