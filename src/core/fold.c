// SPDX-License-Identifier: Apache-2.0
#include "core/fold.h"

#include "base/time.h"
#include "core.gen.h"
#include "core/number.h"
#include "core/search_index.h"
#include "hold.gen.h"
#include "job.gen.h"
#include "org.gen.h"
#include "store/store.h"

#include <assert.h>
#include <string.h>

enum {
    FOLD_AT_ONCE = 100,
    FOLD_ARENA = 256 * 1024 * 1024, /* so many entries and vault rows of a megabyte, and one read */
    COMMIT_AT_ONCE = 10000,
    BINDS_MAX = 40,
};

/* One entry being folded. */
struct folding {
    struct store *db;
    struct arena *arena;
    const struct rooms *rooms;
    int64_t entry;
    const struct read_fact *read;
};

static struct veiled veil(int64_t entry, size_t column, size_t item)
{
    assert(column < 256 && item < 65536);
    return (struct veiled){entry << 24 | (int64_t)column << 16 | (int64_t)item};
}

static struct str fact_name(const struct folding *f)
{
    return str_of(f->read->fact->name);
}

/* Says how an entry should have been (and not that it is void). */
static bool is_correction(const struct fact *f)
{
    return f->amends && !f->voids;
}

static bool is_among(const char *const *names, struct str name)
{
    for (; names && *names; names++)
        if (str_is(name, *names))
            return true;
    return false;
}

/* ---- clocks -------------------------------------------------------------------------------- */

/* Is this the fact that the clock ran out? */
static bool is_passed(struct str fact, const char *clock)
{
    struct str name = str_of(clock);
    return str_starts(fact, name) && str_eq(str_part(fact, name.n, fact.n), S("_passed"));
}

/* When a clock that this fact starts will run out; NOT_FOUND if it starts none of that name. */
static enum status due_of(struct folding *f, const char *clock, int64_t *ret_due)
{
    const struct json *moment = f->read->due ? json_get(f->read->due, clock) : NULL;
    return moment ? json_int(moment, ret_due) : NOT_FOUND;
}

static enum status fold_clock(struct folding *f, const struct clock_def *clock, int64_t matter,
                              bool *changed)
{
    int64_t due;
    enum status s = due_of(f, clock->name, &due);
    if (s == OK)
        *changed = true;
    if (s == OK && is_correction(f->read->fact)) /* it began when the corrected entry was stated */
        return amend_due_exec(f->db, (struct matter_id){matter}, str_of(clock->name), due);
    if (s == OK)
        return matter_clock_exec(f->db, (struct matter_id){matter}, str_of(clock->name),
                                 f->read->envelope.acted, due);
    if (s != NOT_FOUND)
        return s;
    if (!is_among(clock->to, fact_name(f)) && !is_among(clock->stop, fact_name(f)) &&
        !is_passed(fact_name(f), clock->name))
        return OK;
    *changed = true;
    return matter_clock_end_exec(f->db, (struct matter_id){matter}, str_of(clock->name));
}

/* job.clock_ran_out belongs to every matter: the clock that it names has ended. */
static enum status fold_ran_out(struct folding *f, int64_t matter)
{
    const struct job_clock_ran_out *ran_out = f->read->fields;
    struct matter_id id = {matter};
    TRY(matter_clock_end_exec(f->db, id, ran_out->clock));
    return matter_move_due_exec(f->db, id, (struct str){NULL, 0}, false, false, f->entry);
}

/* job.taken_over belongs to whatever matter an import brought. */
static enum status fold_taken(struct folding *f, int64_t matter)
{
    const struct job_taken_over *t = f->read->fields;
    return matter_take_exec(f->db, (struct matter_id){matter}, f->entry, t->source, t->key,
                            (struct matter_id){t->work.v}, t->file, t->no, t->map, t->map_hash,
                            f->read->envelope.entered);
}

/* hold.placed, lifted and last_passed change the matter that they are about, whatever it is. */
static enum status fold_held(struct folding *f)
{
    const struct hold_placed *placed = f->read->fields;
    struct matter_id about = {placed->about.v};
    TRY(matter_hold_exec(f->db, about, placed->stops));
    if (placed->stops)
        TRY(matter_clocks_stop_exec(f->db, about, f->read->envelope.acted));
    return matter_due_exec(f->db, about);
}

static enum status fold_free(struct folding *f, int64_t hold)
{
    struct hold_job job;
    TRY(hold_job_one(f->db, (struct hold_id){hold}, &job, f->arena));
    int64_t acted = f->read->envelope.acted, end = acted < job.until ? acted : job.until;
    TRY(matter_hold_end_exec(f->db, job.about, job.stops));
    if (job.stops)
        TRY(matter_clocks_go_exec(f->db, job.about, end, TIME_DAY_MS, TIME_ZONE_MS));
    return matter_due_exec(f->db, job.about);
}

static enum status fold_hold(struct folding *f, int64_t hold)
{
    const struct fact *fact = f->read->fact;
    if (fact == &hold_placed_fact)
        return fold_held(f);
    return fact == &hold_lifted_fact || fact == &hold_last_passed_fact ? fold_free(f, hold) : OK;
}

/* org.moved belongs to whatever matter moves: where it lies, and every seat of that unit. */
static enum status fold_unit_moved(struct folding *f, int64_t matter)
{
    const struct org_moved *m = f->read->fields;
    TRY(matter_move_at_exec(f->db, (struct matter_id){matter}, m->source, m->target));
    return matter_move_seat_exec(f->db, (struct matter_id){matter}, m->source, m->target);
}

static enum status fold_clocks(struct folding *f, int64_t matter, bool ended, bool *ret_changed)
{
    const struct matter *m = f->read->fact->matter;
    bool changed = false;
    for (size_t i = 0; i < m->n_clocks; i++)
        TRY(fold_clock(f, &m->clock[i], matter, &changed));
    if (ended && m->n_clocks) {
        TRY(matter_clocks_end_exec(f->db, (struct matter_id){matter}));
        changed = true;
    }
    *ret_changed = changed;
    return OK;
}

/* ---- seats --------------------------------------------------------------------------------- */

static const struct seat *seat_of(const struct matter *m, const char *name)
{
    for (size_t i = 0; i < m->n_seats; i++)
        if (strcmp(m->seat[i].name, name) == 0)
            return &m->seat[i];
    return NULL;
}

/* The seat that matter.at holds: the first unit seat. */
static const struct seat *first_unit_seat(const struct matter *m)
{
    for (size_t i = 0; i < m->n_seats; i++)
        if (m->seat[i].holder == SEAT_UNIT)
            return &m->seat[i];
    return NULL;
}

static struct unit_id unit_set(const struct folding *f, const struct seat_set *set)
{
    if (set->from == SET_OFFICE)
        return f->read->envelope.office;
    if (set->from != SET_FIELD)
        return (struct unit_id){0};
    const struct field *field = record_find(&f->read->fact->record, str_of(set->field));
    assert(field);
    return *(const struct unit_id *)field_at(field, f->read->fields);
}

/* Who acted, as a reference; of nobody with an account none. */
static struct veiled actor_of(const struct folding *f)
{
    return fact_was_given(f->read, ENVELOPE_ACTOR, 0) ? veil(f->entry, ENVELOPE_ACTOR, 0)
                                                      : (struct veiled){0};
}

/* A reference to what a personal field of the fact keeps; 0: nothing. */
static struct veiled kept(const struct folding *f, const char *field)
{
    size_t i = fact_column_of(f->read->fact, field);
    bool given = i < LIMIT_FACT_COLUMNS && fact_was_given(f->read, i, 0);
    return given ? veil(f->entry, i, 0) : (struct veiled){0};
}

/* A reference to the person who sits there now: the actor, or a personal field of the fact. */
static struct veiled person_set(const struct folding *f, const struct seat_set *set)
{
    if (set->from == SET_BY)
        return actor_of(f);
    return set->from == SET_FIELD ? kept(f, set->field) : (struct veiled){0};
}

static enum status fold_seat(struct folding *f, const struct seat_set *set, int64_t matter)
{
    const struct matter *m = f->read->fact->matter;
    const struct seat *seat = seat_of(m, set->seat);
    struct matter_id id = {matter};
    if (!seat)
        return OK; /* the topic */
    if (seat->coded && (f->read->envelope.office.v || !person_set(f, set).v))
        return OK; /* without account, or an officer for a caller: the codes say who it is */
    if (seat == first_unit_seat(m))
        return f->read->fact->makes ? OK : matter_lie_exec(f->db, id, unit_set(f, set));
    struct unit_id unit = {0};
    struct veiled person = {0};
    if (seat->holder == SEAT_UNIT)
        unit = unit_set(f, set);
    else
        person = person_set(f, set);
    if (!unit.v && !person.v && f->read->fact->makes)
        return OK; /* nobody sits there yet */
    if (!unit.v && !person.v)
        return matter_leave_exec(f->db, id, str_of(seat->name));
    return matter_sit_exec(f->db, id, str_of(seat->name), unit, person);
}

/* ---- matters ------------------------------------------------------------------------------- */

static const struct seat_set *set_of(const struct fact *fact, const char *seat)
{
    for (size_t i = 0; seat && i < fact->n_sets; i++)
        if (strcmp(fact->set[i].seat, seat) == 0)
            return &fact->set[i];
    return NULL;
}

static struct str topic_set(const struct folding *f)
{
    const struct seat_set *set = set_of(f->read->fact, "topic");
    const struct field *field = set && set->from == SET_FIELD
                                    ? record_find(&f->read->fact->record, str_of(set->field))
                                    : NULL;
    return field ? *(const struct str *)field_at(field, f->read->fields) : (struct str){NULL, 0};
}

static enum status fold_made(struct folding *f, int64_t matter)
{
    const struct fact *fact = f->read->fact;
    const struct matter *m = fact->matter;
    const struct seat *lies = first_unit_seat(m);
    const struct seat_set *at = set_of(fact, lies ? lies->name : NULL);
    struct unit_id unit = at ? unit_set(f, at) : (struct unit_id){0};
    char room[NUMBER_BYTES];
    struct str no = number_make(matter, time_day(f->read->envelope.acted), room);
    int64_t first = 0;
    bool has_due = false;
    for (size_t i = 0; i < m->n_clocks; i++) {
        int64_t due;
        enum status s = due_of(f, m->clock[i].name, &due);
        if (s != OK && s != NOT_FOUND)
            return s;
        if (s == OK && (!has_due || due < first)) {
            first = due;
            has_due = true;
        }
        if (s == OK)
            TRY(matter_clock_exec(f->db, (struct matter_id){matter}, str_of(m->clock[i].name),
                                  f->read->envelope.acted, due));
    }
    return matter_add_exec(f->db, (struct matter_id){matter}, str_of(m->name), no,
                           str_of(words_word(m->stages, fact->stage)),
                           (size_t)fact->stage <= m->n_open, unit, topic_set(f), has_due, first,
                           f->read->envelope.acted, f->entry);
}

/* One update of the matter's row; its first due moment is looked for only when a clock changed, as
 * three indexes hold it. */
static enum status fold_moved(struct folding *f, int64_t matter)
{
    const struct fact *fact = f->read->fact;
    struct matter_id id = {matter};
    struct str stage = {NULL, 0};
    bool moves = fact->stage > 0, changed = false;
    bool open = !moves || (size_t)fact->stage <= fact->matter->n_open;
    if (moves)
        stage = str_of(words_word(fact->matter->stages, fact->stage));
    TRY(fold_clocks(f, matter, !open, &changed));
    return changed ? matter_move_due_exec(f->db, id, stage, moves, open, f->entry)
                   : matter_move_exec(f->db, id, stage, moves, open, f->entry);
}

/* ---- corrections --------------------------------------------------------------------------- */

/* The entry that is corrected, as it was first stated. */
static enum status first_of(struct folding *f, int64_t before, int64_t *ret_first)
{
    struct amend_first first;
    enum status s = amend_first_one(f->db, before, &first, f->arena);
    if (s != OK && s != NOT_FOUND)
        return s;
    *ret_first = s == OK ? first.first : before;
    return OK;
}

static enum status fold_amended(struct folding *f, int64_t matter, int64_t *ret_first)
{
    const struct read_fact *r = f->read;
    int64_t before = *(const int64_t *)field_at(&r->fact->record.field[0], r->fields);
    TRY(first_of(f, before, ret_first));
    return amend_add_exec(f->db, f->entry, (struct matter_id){matter}, *ret_first, before,
                          r->fact->voids, r->envelope.acted, r->envelope.office,
                          kept(f, AMENDED_WHY));
}

/* Has something that came after the entry put another into that seat? */
static enum status is_seated_since(struct folding *f, int64_t matter, int64_t first,
                                   const char *seat, bool *ret_since)
{
    struct list acts;
    TRY(amend_acts_after_many(f->db, (struct matter_id){matter}, first, &acts, f->arena));
    const struct amend_acts_after *act = acts.at;
    *ret_since = false;
    for (size_t i = 0; i < acts.n; i++) {
        const struct fact *later = fact_find(f->rooms, act[i].kind);
        *ret_since |= later && !later->amends && set_of(later, seat);
    }
    return OK;
}

static enum status fold_seats_again(struct folding *f, int64_t matter, int64_t first)
{
    const struct fact *fact = f->read->fact;
    for (size_t i = 0; i < fact->n_sets; i++) {
        bool since;
        TRY(is_seated_since(f, matter, first, fact->set[i].seat, &since));
        if (since)
            continue;
        if (strcmp(fact->set[i].seat, "topic") == 0)
            TRY(amend_topic_exec(f->db, (struct matter_id){matter}, topic_set(f)));
        TRY(fold_seat(f, &fact->set[i], matter));
    }
    return OK;
}

static enum status fold_sets(struct folding *f, int64_t matter)
{
    const struct fact *fact = f->read->fact;
    int64_t first = 0;
    if (fact->amends)
        TRY(fold_amended(f, matter, &first));
    if (is_correction(fact))
        return fold_seats_again(f, matter, first);
    for (size_t i = 0; i < fact->n_sets; i++)
        TRY(fold_seat(f, &fact->set[i], matter));
    return OK;
}

static enum status fold_matter(struct folding *f)
{
    const struct fact *fact = f->read->fact;
    const struct envelope *e = &f->read->envelope;
    struct veiled actor = actor_of(f);
    for (size_t i = 0; i < e->n_matters; i++)
        TRY(matter_act_exec(f->db, (struct matter_id){e->matter[i]}, f->entry, str_of(fact->full),
                            e->acted, e->office, actor));
    if (e->n_matters && fact == &job_clock_ran_out_fact)
        return fold_ran_out(f, e->matter[0]);
    if (e->n_matters && fact == &job_taken_over_fact)
        TRY(fold_taken(f, e->matter[0]));
    if (e->n_matters && fact == &org_moved_fact)
        TRY(fold_unit_moved(f, e->matter[0]));
    if (!fact->matter)
        return e->n_matters ? matter_touch_exec(f->db, (struct matter_id){e->matter[0]}, f->entry)
                            : OK;
    if (e->n_matters == 0)
        return BROKEN;
    TRY(fact->makes ? fold_made(f, e->matter[0]) : fold_moved(f, e->matter[0]));
    TRY(fold_sets(f, e->matter[0]));
    return fold_hold(f, e->matter[0]);
}

/* ---- the room's own tables ----------------------------------------------------------------- */

static struct value bound(const struct folding *f, const struct bind *bind, const void *record,
                          size_t i)
{
    const struct envelope *e = &f->read->envelope;
    struct list group;
    switch (bind->from) {
    case BIND_MATTER:
        return e->n_matters ? value_int(e->matter[0]) : value_null();
    case BIND_ENTRY:
        return value_int(f->entry);
    case BIND_AT:
        return value_int(e->acted);
    case BIND_OFFICE:
        return e->office.v ? value_int(e->office.v) : value_null();
    case BIND_N:
        return value_int((int64_t)i + 1);
    case BIND_FIELD:
        return store_value(bind->field, bind->each ? record : f->read->fields);
    case BIND_VALUE:
        return store_item(bind->field, record);
    case BIND_VEILED:
        return fact_was_given(f->read, bind->column, i)
                   ? value_int(veil(f->entry, bind->column, i).v)
                   : value_null();
    case BIND_RECORD:
        memcpy(&group, field_at(bind->group, f->read->fields), sizeof group);
        return group.n ? store_value(bind->field, group.at) : value_null();
    }
    return value_null();
}

static enum status run_fold(struct folding *f, const struct fold *fold, const void *record,
                            size_t i)
{
    struct value value[BINDS_MAX];
    assert(fold->n_binds <= BINDS_MAX);
    for (size_t k = 0; k < fold->n_binds; k++)
        value[k] = bound(f, &fold->bind[k], record, i);
    return store_exec(f->db, fold->statement, value, fold->n_binds);
}

static enum status run_each(struct folding *f, const struct fold *fold)
{
    struct list items;
    if (!fold->each)
        return run_fold(f, fold, NULL, 0);
    memcpy(&items, field_at(fold->each, f->read->fields), sizeof items);
    size_t size = field_size(fold->each);
    for (size_t i = 0; i < items.n; i++)
        TRY(run_fold(f, fold, (const char *)items.at + i * size, i));
    return OK;
}

static enum status fold_rooms(struct folding *f)
{
    for (size_t i = 0; i < f->rooms->n; i++) {
        const struct room *room = f->rooms->room[i];
        for (size_t k = 0; k < room->n_folds; k++)
            if (room->folds[k].fact == f->read->fact)
                TRY(run_each(f, &room->folds[k]));
    }
    return OK;
}

enum status fold_entry(struct store *db, struct arena *a, const struct rooms *rooms, int64_t entry,
                       struct str leaf, struct str vault, struct search_words *words,
                       struct read_fact *ret_fact)
{
    struct read_fact fact;
    TRY(fact_read(a, rooms, leaf, vault, &fact));
    struct folding f = {.db = db, .arena = a, .rooms = rooms, .entry = entry, .read = &fact};
    TRY(fold_matter(&f));
    TRY(fold_rooms(&f));
    TRY(search_fold(db, a, words, entry, &fact));
    if (ret_fact)
        *ret_fact = fact;
    return OK;
}

enum status fold_end(struct store *db, struct search_words *words, int64_t folded)
{
    TRY(search_flush(db, words));
    return matter_set_folded_exec(db, folded);
}

/* ---- catching up --------------------------------------------------------------------------- */

/* From where to where, and how to say so. */
struct catching {
    struct store *from, *into;
    const struct rooms *rooms;
    struct arena *a;
    void (*told)(int64_t done, int64_t all);
    struct search_words words;
};

static enum status fold_some(struct catching *k, int64_t from, int64_t end)
{
    struct list leaves, vaults;
    TRY(ledger_entries_many(k->from, from, end, &leaves, k->a));
    TRY(ledger_vaults_many(k->from, from, end, &vaults, k->a));
    if (leaves.n != (size_t)(end - from))
        return BROKEN;
    const struct ledger_entries *leaf = leaves.at;
    const struct ledger_vaults *vault = vaults.at, *stop = vault + vaults.n;
    for (int64_t i = from; i < end; i++) {
        bool hidden = vault < stop && vault->entry == i;
        struct arena_mark mark = arena_mark(k->a);
        TRY(fold_entry(k->into, k->a, k->rooms, i, leaf[i - from].leaf,
                       hidden ? vault->value : (struct str){NULL, 0}, &k->words, NULL));
        arena_back(k->a, mark);
        vault += hidden;
    }
    return OK;
}

static enum status commit_some(struct catching *k, int64_t from, int64_t end)
{
    enum status s = OK;
    TRY(store_begin(k->into));
    for (int64_t at = from; s == OK && at < end; at += FOLD_AT_ONCE) {
        arena_reset(k->a);
        s = fold_some(k, at, at + FOLD_AT_ONCE < end ? at + FOLD_AT_ONCE : end);
    }
    if (s == OK)
        s = fold_end(k->into, &k->words, end);
    if (s == OK)
        s = store_commit(k->into);
    if (s != OK)
        store_rollback(k->into);
    return s;
}

static enum status catch_up(struct catching *k, int64_t *ret_folded)
{
    struct ledger_size size;
    struct matter_folded folded = {0};
    TRY(ledger_size_one(k->from, &size, k->a));
    enum status s = matter_folded_one(k->into, &folded, k->a);
    if (s != OK && s != NOT_FOUND)
        return s;
    if (folded.entry > size.n)
        return BROKEN; /* the state is never ahead of the truth */
    int64_t at = folded.entry;
    while (at < size.n) {
        int64_t end = at + COMMIT_AT_ONCE < size.n ? at + COMMIT_AT_ONCE : size.n;
        TRY(commit_some(k, at, end));
        at = end;
        if (k->told)
            k->told(at, size.n);
    }
    *ret_folded = at;
    return OK;
}

enum status fold_forward(struct store *from, struct store *into, const struct rooms *rooms,
                         int64_t max, int64_t *ret_n)
{
    struct arena a;
    struct ledger_size size;
    struct matter_folded folded = {0};
    arena_init(&a, FOLD_ARENA);
    struct catching k = {.from = from, .into = into, .rooms = rooms, .a = &a};
    enum status s = search_begin(from, &a, &k.words), t = OK;
    if (s == OK)
        s = ledger_size_one(from, &size, &a);
    if (s == OK)
        t = matter_folded_one(into, &folded, &a);
    if (s == OK && t != OK && t != NOT_FOUND)
        s = t;
    int64_t end = folded.entry + max < size.n ? folded.entry + max : size.n;
    if (s == OK && end > folded.entry)
        s = commit_some(&k, folded.entry, end);
    if (s == OK)
        *ret_n = end - folded.entry;
    search_end(&k.words);
    arena_close(&a);
    return s;
}

enum status fold_catch_up(struct store *from, struct store *into, const struct rooms *rooms,
                          void (*told)(int64_t done, int64_t all), int64_t *ret_folded)
{
    struct arena a;
    arena_init(&a, FOLD_ARENA);
    struct catching k = {.from = from, .into = into, .rooms = rooms, .a = &a, .told = told};
    enum status s = search_begin(from, &a, &k.words);
    if (s == OK)
        s = catch_up(&k, ret_folded);
    search_end(&k.words);
    arena_close(&a);
    return s;
}
