// SPDX-License-Identifier: Apache-2.0
#include "query_scope.h"

#include <assert.h>
#include <string.h>

/* The matter that has this seat: the room's only one, or the first of its name. */
static const struct seat *seat_find(const struct query_read *q, const char *name, bool *ret_first)
{
    for (size_t i = 0; i < q->room->matters.n; i++) {
        const struct matter *m = GEN_AT(struct matter, q->room->matters, i);
        bool had_unit = false;
        for (size_t k = 0; k < m->n_seats; k++) {
            const struct seat *seat = &m->seat[k];
            *ret_first = seat->holder == SEAT_UNIT && !had_unit;
            had_unit = had_unit || seat->holder == SEAT_UNIT;
            if (strcmp(seat->name, name) == 0)
                return seat;
        }
    }
    return NULL;
}

static bool has_scope(const struct query_read *q)
{
    const struct sql_statement *s = q->piece.statement.at;
    for (size_t i = 0; i < s->token.n; i++)
        if (sql_text_token(s, i).kind == SQL_SCOPE)
            return true;
    return false;
}

static bool is_everywhere(const struct party *p)
{
    bool anywhere = p->kind == PARTY_ANYONE || p->kind == PARTY_ROLE || p->kind == PARTY_SIGNED_IN;
    return anywhere && !p->not_of && !p->once_stage && !p->once_published;
}

/* Who sits in a person's seat is veiled; only the holder of a view code is known by his matter. */
static void check_person(const struct query_read *q, const struct party *p, struct place at)
{
    bool first;
    if (p->kind != PARTY_SEAT)
        return;
    const struct seat *seat = seat_find(q, p->seat, &first);
    if (!seat->coded || p->not_of)
        gen_fail(at,
                 "the list %s cannot be cut to `%s`: who sits there is veiled; a list is cut to "
                 "roles, units and the holder of a view code",
                 q->q.name, p->seat);
}

void query_scope_check(const struct query_read *q, const struct party *p, struct place at)
{
    bool first;
    if (p->kind == PARTY_AUTHOR || p->kind == PARTY_PACK || p->once_published || p->once_stage)
        gen_fail(at,
                 "the list %s cannot be cut to `author`, `pack` or `once`: name roles and seats",
                 q->q.name);
    if (!is_everywhere(p) && !has_scope(q))
        gen_fail(q->at,
                 "the list %s is shown to some by seat (%s:%d): its statement says {scope m}, m "
                 "being its table matter",
                 q->q.name, at.file, at.line);
    if (p->seat && !seat_find(q, p->seat, &first))
        gen_fail(at, "the room %s has no seat `%s`", q->room->name, p->seat);
    if (p->not_of && !seat_find(q, p->not_of, &first))
        gen_fail(at, "the room %s has no seat `%s`", q->room->name, p->not_of);
    check_person(q, p, at);
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

bool query_scope_is_same(const struct party *a, const struct party *b)
{
    return a->kind == b->kind && same(a->role, b->role) && same(a->seat, b->seat) &&
           a->with_secret == b->with_secret && same(a->not_of, b->not_of) &&
           same(a->once_stage, b->once_stage) && a->once_published == b->once_published;
}

enum scope_value query_scope_value(const struct query_read *q, const struct party *p)
{
    if (is_everywhere(p) || !has_scope(q))
        return SCOPE_NONE;
    return p->kind == PARTY_SEAT ? SCOPE_MATTER : SCOPE_OFFICE;
}

/* The unit in the seat is the reader's office; where it is the first, core keeps it beside the
 * matter. */
static const char *in_seat(const struct query_read *q, const char *seat, struct str m, int number)
{
    bool first = false;
    const struct seat *s = seat_find(q, seat, &first);
    assert(s);
    if (first && !s->many)
        return grow_format("%.*s.at = $%d", STR_ARG(m), number);
    return grow_format(
        "exists (select 1 from seat s where s.matter = %.*s.id and s.name = '%s' and "
        "s.unit = $%d)",
        STR_ARG(m), seat, number);
}

static const char *above_seat(const struct query_read *q, const char *seat, struct str m,
                              int number)
{
    bool first = false;
    seat_find(q, seat, &first);
    if (first)
        return grow_format(
            "exists (select 1 from unit_above u where u.unit = %.*s.at and u.above = "
            "$%d)",
            STR_ARG(m), number);
    return grow_format("exists (select 1 from seat s join unit_above u on u.unit = s.unit where "
                       "s.matter = %.*s.id and s.name = '%s' and u.above = $%d)",
                       STR_ARG(m), seat, number);
}

static const char *kind_sql(const struct query_read *q, const struct party *p, struct str m,
                            int number)
{
    switch (p->kind) {
    case PARTY_ROLE_OF:
        return in_seat(q, p->seat, m, number);
    case PARTY_ROLE_ABOVE:
        return above_seat(q, p->seat, m, number);
    case PARTY_SEAT:
        return grow_format("%.*s.id = $%d", STR_ARG(m), number);
    default:
        return "1 = 1";
    }
}

/* A matter that lies with nobody lies with no reader's office either. */
static const char *not_in_seat(const struct query_read *q, const char *seat, struct str m,
                               int number)
{
    bool first = false;
    seat_find(q, seat, &first);
    if (first)
        return grow_format("coalesce(%.*s.at, 0) <> $%d", STR_ARG(m), number);
    return grow_format("not %s", in_seat(q, seat, m, number));
}

struct str query_scope_sql(const struct query_read *q, const struct party *p, struct sql_token t,
                           int number)
{
    if (t.kind != SQL_SCOPE)
        return (struct str){0};
    const char *sql = kind_sql(q, p, t.text, number);
    if (p->not_of)
        sql = grow_format("%s and %s", sql, not_in_seat(q, p->not_of, t.text, number));
    return str_of(sql);
}
