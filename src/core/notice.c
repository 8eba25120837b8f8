// SPDX-License-Identifier: Apache-2.0
#include "core/notice.h"

#include "core.gen.h"
#include "core/core_in.h"
#include "core/read.h"
#include "core/rooms.h"
#include "core/text.h"

#include <assert.h>
#include <string.h>

/* ---- who is told: on a reader -------------------------------------------------------------- */

static const struct party *stage_asked(const struct party *p, struct party *room)
{
    *room = (struct party){.kind = PARTY_ANYONE, .once_stage = p->once_stage};
    room->once_published = p->once_published;
    return room;
}

/* `once STAGE`: of a party whose time has not come nobody is told. */
static enum status is_time(struct ctx *c, const struct party *p, const struct matter_row *m)
{
    struct party asked;
    return party_allows_one(c, stage_asked(p, &asked), m);
}

/* The account that did it; 0: none. */
static struct person_id actor_of(const struct read_fact *heard)
{
    int64_t actor = 0;
    const struct json *value = heard->value[ENVELOPE_ACTOR];
    bool known = value && value->type != JSON_NULL && json_int(value, &actor) == OK;
    return (struct person_id){known ? actor : 0};
}

/* Was it whoever holds the codes that asked for it?  A clock and a reaction are nobody. */
static bool is_of_codes(const struct ctx *c, const struct read_fact *heard)
{
    return !actor_of(heard).v && !heard->envelope.office.v &&
           rooms_op(c->rooms, heard->envelope.op);
}

/* Who sits in the seat; *ret_told false: nobody who can be told. */
static enum status seat_of(struct ctx *c, const struct matter_row *m, const struct read_fact *heard,
                           struct tell *t, bool *ret_told)
{
    struct sitting sits;
    TRY(party_seat(c, m, t->party->seat, &sits));
    t->unit = sits.unit;
    *ret_told = sits.unit.v != 0;
    if (t->party->kind != PARTY_SEAT)
        return OK;
    if (sits.person.v)
        TRY(read_person(c, sits.person, &t->person));
    *ret_told = t->person.v || (sits.seat->coded && !is_of_codes(c, heard));
    return OK;
}

static enum status collect_one(struct ctx *c, const struct party *p, const struct matter_row *m,
                               const struct read_fact *heard, int64_t entry, struct tells *to)
{
    bool told = true;
    struct sitting sits = {0};
    struct tell t = {.entry = entry, .matter = m->id, .at = heard->envelope.acted};
    t.fact = heard->fact;
    t.party = p;
    t.but = actor_of(heard);
    enum status s = is_time(c, p, m);
    if (s != OK)
        return s == REFUSED ? OK : s;
    if (p->seat)
        TRY(seat_of(c, m, heard, &t, &told));
    if (p->not_of)
        TRY(party_seat(c, m, p->not_of, &sits));
    t.not_of = sits.unit;
    if (told) {
        assert(to->n < TELLS_MAX);
        to->at[to->n++] = t;
    }
    return OK;
}

enum status notice_collect(struct ctx *c, const struct reaction *r, const struct read_fact *heard,
                           int64_t entry, struct tells *to)
{
    struct matter_row m;
    assert(heard->envelope.n_matters > 0 && r->tell.n <= TELLS_OF_FACT);
    TRY(matter_read(c, heard->envelope.matter[0], &m));
    for (size_t i = 0; i < r->tell.n; i++)
        TRY(collect_one(c, &r->tell.party[i], &m, heard, entry, to));
    return OK;
}

void notice_forget(struct tells *t, int64_t entry)
{
    while (t->n > 0 && t->at[t->n - 1].entry >= entry)
        t->n--;
}

/* ---- on the writer ------------------------------------------------------------------------- */

/* ROOM.MATTER, or ROOM where there are no such words: the key of its words. */
static struct str kind_of(const struct matter *m, char room[130])
{
    size_t a = strlen(m->room), b = strlen(m->name);
    assert(a + b + 2 <= 130);
    memcpy(room, m->room, a);
    room[a] = '.';
    memcpy(room + a + 1, m->name, b + 1);
    return text_find(str_of(room)) ? str_of(room) : str_of(m->room);
}

static enum status write_one(struct store *db, const struct tell *t, int64_t now)
{
    char room[130];
    struct matter_id m = {t->matter};
    struct str kind = kind_of(t->fact->matter, room), fact = str_of(t->fact->full);
    struct str role = t->party->role ? str_of(t->party->role) : S("");
    switch (t->party->kind) {
    case PARTY_ROLE:
        return notice_tell_role_exec(db, t->entry, m, kind, fact, t->at, role, t->not_of.v,
                                     t->but.v, now);
    case PARTY_ROLE_OF:
        return notice_tell_of_exec(db, t->entry, m, kind, fact, t->at, role, t->unit, t->not_of.v,
                                   t->but.v, now);
    case PARTY_ROLE_ABOVE:
        return notice_tell_above_exec(db, t->entry, m, kind, fact, t->at, role, t->unit,
                                      t->not_of.v, t->but.v, now);
    case PARTY_SEAT:
        return t->person.v && t->person.v == t->but.v
                   ? OK
                   : notice_tell_one_exec(db, t->person.v, t->entry, m, kind, fact, t->at);
    default:
        assert(false && "the generator lets no other party be told");
        return BROKEN;
    }
}

enum status notice_write(struct ledger *l, const struct tells *t, int64_t now)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct tell *one = &t->at[i];
        bool last = i + 1 == t->n || t->at[i + 1].entry != one->entry;
        enum status s = write_one(l->db, one, now);
        if (s == OK && last)
            s = notice_older_exec(l->db, one->entry, (struct matter_id){one->matter});
        if (s != OK)
            return s == FULL ? FULL : BROKEN; /* a row may be written: the batch must not stand */
    }
    return OK;
}

enum status notice_announce(struct core *core, struct store *db, const struct tells *t,
                            struct arena *a)
{
    size_t n = atomic_load(&core->n_listeners);
    for (size_t i = 0; i < t->n && n; i++) {
        struct list rows;
        const struct tell *one = &t->at[i];
        if (i + 1 < t->n && t->at[i + 1].entry == one->entry)
            continue;
        arena_reset(a);
        TRY(notice_told_many(db, one->entry, (struct matter_id){one->matter}, &rows, a));
        const struct notice_told *row = rows.at;
        for (size_t k = 0; k < rows.n; k++)
            core_tell(core, (struct person_id){row[k].account});
    }
    return OK;
}

/* ---- being seen ---------------------------------------------------------------------------- */

enum status notice_unread(struct ctx *c, struct person_id account, int64_t but, int64_t *ret_n)
{
    struct notice_unread row;
    TRY(notice_unread_one(c->db, account.v, (struct matter_id){but}, &row, c->arena));
    *ret_n = row.n;
    return OK;
}

enum status notice_new(struct ctx *c, struct person_id account, int64_t matter,
                       struct list *ret_rows)
{
    return notice_new_many(c->db, account.v, (struct matter_id){matter}, ret_rows, c->arena);
}

struct seeing {
    struct core *core;
    struct seen seen;
};

static enum status see_one(struct store *db, const struct seen *seen, int64_t now)
{
    return seen->matter ? notice_see_exec(db, seen->account.v, (struct matter_id){seen->matter},
                                          seen->until, now)
                        : notice_see_all_exec(db, seen->account.v, seen->until, now);
}

static enum status see(struct ledger *l, void *of)
{
    const struct seeing *s = of;
    return see_one(l->db, &s->seen, core_now(s->core));
}

enum status notice_see(struct core *core, struct person_id account, int64_t matter, int64_t until)
{
    struct seeing s = {core, {account, matter, until}};
    TRY(writer_run(core, see, &s));
    core_tell(core, account);
    return OK;
}

void notice_see_soon(struct core *core, struct person_id account, int64_t matter, int64_t until)
{
    assert(matter);
    pthread_mutex_lock(&core->head_lock);
    if (core->n_seen < SEEN_MAX)
        core->seen[core->n_seen++] = (struct seen){account, matter, until};
    pthread_cond_broadcast(&core->head_moved);
    pthread_mutex_unlock(&core->head_lock);
}

struct seeing_all {
    struct core *core;
    struct seen seen[SEEN_MAX];
    size_t n;
};

static enum status see_all(struct ledger *l, void *of)
{
    const struct seeing_all *s = of;
    for (size_t i = 0; i < s->n; i++) {
        enum status status = see_one(l->db, &s->seen[i], core_now(s->core));
        if (status != OK)
            return status == FULL ? FULL : BROKEN;
    }
    return OK;
}

void notice_see_waiting(struct core *core)
{
    struct seeing_all s = {.core = core};
    pthread_mutex_lock(&core->head_lock);
    s.n = core->n_seen;
    memcpy(s.seen, core->seen, s.n * sizeof s.seen[0]);
    pthread_mutex_unlock(&core->head_lock);
    if (s.n == 0)
        return;
    enum status kept = writer_run(core, see_all, &s);
    for (size_t i = 0; i < s.n && kept == OK; i++)
        core_tell(core, s.seen[i].account);
    pthread_mutex_lock(&core->head_lock); /* what could not be kept stays unread */
    core->n_seen -= s.n;
    memmove(core->seen, core->seen + s.n, core->n_seen * sizeof core->seen[0]);
    pthread_mutex_unlock(&core->head_lock);
}
