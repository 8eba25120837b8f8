// SPDX-License-Identifier: Apache-2.0
/* known.c -- what the check knows of the people of a matter: how they are called and reached, and
 * the places that they named.
 * Floor 4.  Read for the check alone: it answers what was found and where, and shows nothing. */
#include "core/public/public.h"

#include "core.gen.h"
#include "core/read.h"

#include <string.h>

enum { KNOWN_MAX = 200, LONGEST_NAME_BYTES = 150 };

struct gathering {
    struct ctx *c;
    const struct matter *matter;
    struct str *name, *place;
    size_t n_names, n_places;
};

/* Is it told to those alone who may know who sits in a seat? */
static bool is_of_person(const struct matter *m, const struct field *f)
{
    for (size_t i = 0; f->circle && i < m->n_seats; i++)
        if (m->seat[i].circle && strcmp(m->seat[i].circle, f->circle) == 0 && m->seat[i].coded)
            return true;
    return false;
}

static enum status keep(struct gathering *g, const struct json *value, bool is_place)
{
    struct str *to = is_place ? &g->place[g->n_places] : &g->name[g->n_names];
    struct str text = json_text(value);
    size_t *n = is_place ? &g->n_places : &g->n_names;
    if (!text.n || text.n > LONGEST_NAME_BYTES)
        return OK;
    if (*n == KNOWN_MAX)
        return FULL;
    TRY(arena_copy(g->c->arena, text, to));
    ++*n;
    return OK;
}

static enum status keep_column(struct gathering *g, const struct column *column,
                               const struct json *value)
{
    const struct field *f = column->field;
    bool is_place = f && f->type == FIELD_PLACE;
    bool is_name = f && f->type == FIELD_TEXT && is_of_person(g->matter, f);
    if (!value || (!is_place && !is_name) || column->kind == COLUMN_LENGTH)
        return OK;
    if (value->type != JSON_ARRAY)
        return keep(g, value, is_place);
    for (const struct json *item = value->child; item; item = item->next)
        TRY(keep(g, item, is_place));
    return OK;
}

static enum status keep_entry(struct gathering *g, int64_t entry)
{
    struct column column[LIMIT_FACT_COLUMNS];
    const struct read_fact *f;
    TRY(read_stated(g->c, entry, &f));
    size_t n = f->fact->matter == g->matter ? fact_columns(f->fact, column) : 0;
    for (size_t i = N_ENVELOPE; i < n; i++)
        TRY(keep_column(g, &column[i], f->value[i]));
    return OK;
}

enum status public_known_of(struct ctx *c, struct matter_id about, struct public_known *ret_known)
{
    struct matter_row m;
    struct list acts;
    struct gathering g = {.c = c,
                          .name = ARENA_ARRAY(c->arena, struct str, KNOWN_MAX),
                          .place = ARENA_ARRAY(c->arena, struct str, KNOWN_MAX)};
    if (!g.name || !g.place)
        return FULL;
    TRY(matter_read(c, about.v, &m));
    g.matter = matter_def(c->rooms, m.kind);
    TRY(amend_acts_after_many(c->db, about, -1, &acts, c->arena));
    const struct amend_acts_after *act = acts.at;
    for (size_t i = 0; g.matter && i < acts.n; i++)
        TRY(keep_entry(&g, act[i].entry));
    *ret_known = (struct public_known){g.name, g.place, g.n_names, g.n_places};
    return OK;
}
