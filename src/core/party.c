// SPDX-License-Identifier: Apache-2.0
#include "core/party.h"

#include "base/time.h"
#include "core.gen.h"
#include "core/number.h"
#include "core/read.h"
#include "public.gen.h"

#include <assert.h>
#include <string.h>

enum status matter_read(struct ctx *c, int64_t id, struct matter_row *ret_row)
{
    struct matter_by_id r;
    if (c->matter_seen && c->matter_seen->id == id) {
        *ret_row = *c->matter_seen;
        return OK;
    }
    TRY(matter_by_id_one(c->db, (struct matter_id){id}, &r, c->arena));
    *ret_row = (struct matter_row){.id = r.id.v,
                                   .kind = r.kind,
                                   .no = r.no,
                                   .stage = r.stage,
                                   .open = r.open,
                                   .held = r.held > 0,
                                   .at = r.at,
                                   .topic = r.topic,
                                   .due = r.due,
                                   .has_due = r.has_due,
                                   .opened = r.opened,
                                   .last = r.last};
    struct matter_row *seen = c->ledger ? NULL : ARENA_NEW(c->arena, struct matter_row);
    if (seen) {
        *seen = *ret_row;
        c->matter_seen = seen;
    }
    return OK;
}

enum status matter_find(struct ctx *c, struct str no, struct matter_row *ret_row)
{
    int64_t id;
    int32_t day;
    struct matter_row row;
    enum status s = number_read(no, &id, &day);
    if (s != OK)
        return s == BAD_INPUT ? NOT_FOUND : s;
    TRY(matter_read(c, id, &row));
    if (time_day(row.opened) != day)
        return NOT_FOUND;
    *ret_row = row;
    return OK;
}

enum status party_oversees(struct ctx *c, const struct matter_row *m)
{
    struct matter_is_above above;
    if (!m->at.v || m->at.v == c->who.office.v)
        return OK;
    TRY(matter_is_above_one(c->db, m->at, c->who.office, &above, c->arena));
    return above.n ? OK : REFUSED;
}

struct who who_nobody(void)
{
    static const char *const no_roles[] = {NULL};
    return (struct who){.roles = no_roles};
}

bool who_has_role(const struct who *w, const char *role)
{
    assert(w->roles);
    for (const char *const *held = w->roles; *held; held++)
        if (strcmp(*held, role) == 0)
            return true;
    return false;
}

const struct matter *matter_def(const struct rooms *rooms, struct str kind)
{
    for (size_t i = 0; i < rooms->n; i++)
        for (size_t k = 0; k < rooms->room[i]->n_matters; k++)
            if (str_is(kind, rooms->room[i]->matters[k]->name))
                return rooms->room[i]->matters[k];
    return NULL;
}

/* ---- seats --------------------------------------------------------------------------------- */

static const struct seat *seat_find(const struct matter *m, const char *name, bool *ret_lies)
{
    bool had_unit = false;
    for (size_t i = 0; i < m->n_seats; i++) {
        const struct seat *seat = &m->seat[i];
        *ret_lies = seat->holder == SEAT_UNIT && !had_unit;
        had_unit |= seat->holder == SEAT_UNIT;
        if (strcmp(seat->name, name) == 0)
            return seat;
    }
    return NULL;
}

enum status party_seat(struct ctx *c, const struct matter_row *m, const char *name,
                       struct sitting *ret_sits)
{
    const struct matter *def = matter_def(c->rooms, m->kind);
    struct sitting sits = {0};
    struct matter_seat row;
    bool lies = false;
    sits.seat = def ? seat_find(def, name, &lies) : NULL;
    if (!sits.seat)
        return BROKEN; /* the generator has looked it up */
    if (lies) {
        sits.unit = m->at; /* where it lies stands in the matter's own row */
        *ret_sits = sits;
        return OK;
    }
    enum status s = matter_seat_one(c->db, (struct matter_id){m->id}, str_of(name), &row, c->arena);
    if (s != OK && s != NOT_FOUND)
        return s;
    if (s == OK) {
        sits.unit = row.unit;
        sits.person = row.person;
    }
    *ret_sits = sits;
    return OK;
}

enum status party_is_person(struct ctx *c, struct veiled v, struct person_id person, bool *ret_same)
{
    struct person_id sits = {0};
    if (v.v && person.v)
        TRY(read_person(c, v, &sits));
    *ret_same = person.v && sits.v == person.v;
    return OK;
}

/* ---- parties ------------------------------------------------------------------------------- */

static enum status yes(bool allowed)
{
    return allowed ? OK : REFUSED;
}

static enum status in_seat(struct ctx *c, const char *seat, const struct matter_row *m)
{
    struct sitting sits;
    bool same;
    TRY(party_seat(c, m, seat, &sits));
    if (sits.seat->holder == SEAT_UNIT)
        return yes(sits.unit.v && sits.unit.v == c->who.office.v);
    if (sits.seat->coded && c->who.matter && c->who.matter == m->id)
        return OK;
    TRY(party_is_person(c, sits.person, c->who.person, &same));
    return yes(same);
}

static enum status above_seat(struct ctx *c, const char *seat, const struct matter_row *m)
{
    struct sitting sits;
    struct matter_is_above above;
    TRY(party_seat(c, m, seat, &sits));
    if (!sits.unit.v || !c->who.office.v)
        return REFUSED;
    TRY(matter_is_above_one(c->db, sits.unit, c->who.office, &above, c->arena));
    return yes(above.n > 0);
}

/* Has the matter been in that stage: is there an act that brought it there? */
static enum status has_reached(struct ctx *c, const char *stage, const struct matter_row *m)
{
    const struct matter *def = matter_def(c->rooms, m->kind);
    int wanted = def ? words_find(def->stages, str_of(stage)) : 0;
    if (wanted == 0)
        return BROKEN;
    for (size_t i = 0; i < c->rooms->n; i++)
        for (size_t k = 0; k < c->rooms->room[i]->n_facts; k++) {
            const struct fact *f = c->rooms->room[i]->facts[k];
            struct list done;
            if (f->matter != def || f->stage != wanted)
                continue;
            TRY(matter_done_many(c->db, (struct matter_id){m->id}, str_of(f->full), &done,
                                 c->arena));
            if (done.n > 0)
                return OK;
        }
    return REFUSED;
}

/* Does a publication stand: of it, or the matter being one itself? */
static enum status is_public(struct ctx *c, const struct matter_row *m)
{
    struct public_standing standing;
    TRY(public_standing_one(c->db, (struct matter_id){m->id}, &standing, c->arena));
    return yes(standing.n > 0);
}

static enum status check_limits(struct ctx *c, const struct party *p, const struct matter_row *m)
{
    if (!m)
        return yes(!p->once_published && !p->once_stage && !p->not_of);
    if (p->once_published)
        TRY(is_public(c, m));
    if (p->once_stage)
        TRY(has_reached(c, p->once_stage, m));
    if (!p->not_of)
        return OK;
    enum status s = in_seat(c, p->not_of, m);
    return s == REFUSED ? OK : s == OK ? REFUSED : s;
}

/* Who stated that entry: an account, or whoever holds the codes of a matter whose entry nobody with
 * an account stated. */
static enum status is_author(struct ctx *c, const struct matter_row *m)
{
    const struct read_fact *f;
    bool is;
    if (!m || c->author_of == 0)
        return REFUSED;
    TRY(read_stated(c, c->author_of, &f));
    if (!fact_was_given(f, ENVELOPE_ACTOR, 0))
        return yes(!f->envelope.office.v && c->who.matter && c->who.matter == m->id);
    TRY(party_is_author(c, (struct entry_id){c->author_of}, &is));
    return yes(is);
}

static enum status check_kind(struct ctx *c, const struct party *p, const struct matter_row *m)
{
    bool has_role = p->role && who_has_role(&c->who, p->role);
    switch (p->kind) {
    case PARTY_ANYONE:
        return OK;
    case PARTY_SIGNED_IN:
        return yes(c->who.person.v);
    case PARTY_ROLE:
        return yes(has_role);
    case PARTY_ROLE_OF:
        if (!has_role || !c->who.office.v)
            return REFUSED;
        return m ? in_seat(c, p->seat, m) : OK;
    case PARTY_ROLE_ABOVE:
        if (!has_role || !c->who.office.v)
            return REFUSED;
        return m ? above_seat(c, p->seat, m) : OK;
    case PARTY_SEAT:
        return m ? in_seat(c, p->seat, m) : yes(c->who.matter);
    case PARTY_AUTHOR:
        return is_author(c, m);
    case PARTY_PACK: /* comes with packs */
        return REFUSED;
    }
    assert(false && "a party");
    return BROKEN;
}

enum status party_allows_one(struct ctx *c, const struct party *p, const struct matter_row *m)
{
    TRY(check_kind(c, p, m));
    return check_limits(c, p, m);
}

enum status party_allows(struct ctx *c, const struct parties *p, const struct matter_row *m)
{
    for (size_t i = 0; i < p->n; i++) {
        enum status s = party_allows_one(c, &p->party[i], m);
        if (s != REFUSED)
            return s;
    }
    return REFUSED;
}

enum status party_is_author(struct ctx *c, struct entry_id entry, bool *ret_is)
{
    struct person_id actor;
    TRY(read_person(c, (struct veiled){entry.v << 24 | (int64_t)ENVELOPE_ACTOR << 16}, &actor));
    *ret_is = actor.v && actor.v == c->who.person.v;
    return OK;
}
