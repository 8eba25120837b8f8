// SPDX-License-Identifier: Apache-2.0
#include "facts.h"
#include "clause.h"
#include "clock.h"
#include "grow.h"
#include "party.h"

#include "base/limits.h"

#include <string.h>

static const char *const inline_words[] = {"heavy", "bare", "makes", "moves", "set", NULL};
static const char *const line_words[] = {"keep", "group", NULL};
static const struct clause_words words = {
    inline_words, line_words,
    "a fact has open or hidden, heavy, bare, makes, moves, set, keep, group"};

/* topic, about, at to, party by, at office, at none, party anew: which seat, and from what. */
static void read_set(struct line *l, struct list *sets)
{
    struct seat_set set = {.seat = line_name(l, "a seat"), .from = SET_FIELD};
    set.field = set.seat;
    if (token_take(&l->t, "by"))
        set.from = SET_BY;
    else if (token_take(&l->t, "office"))
        set.from = SET_OFFICE;
    else if (token_take(&l->t, "none"))
        set.from = SET_NONE;
    else if (token_take(&l->t, "anew"))
        set.from = SET_ANEW;
    else if (l->t.next < l->t.n && !token_is(&l->t, ","))
        set.field = line_name(l, "a field");
    if (set.from != SET_FIELD)
        set.field = NULL;
    *(struct seat_set *)grow(sets, sizeof set) = set;
}

static void read_move(struct gen_room *r, struct line *l, struct fact *f, bool makes)
{
    const char *name = line_name(l, "a matter"), *stage = line_name(l, "a stage");
    if (f->stage)
        gen_fail(l->at, "fact '%s' makes or moves once only", f->name);
    f->matter = gen_matter_find(r, str_of(name));
    if (!f->matter || strcmp(f->matter->room, r->name) != 0)
        gen_fail(l->at, "there is no matter '%s' in this room", name);
    f->makes = makes;
    f->stage = words_find(f->matter->stages, str_of(stage));
    if (!f->stage)
        gen_fail(l->at, "matter '%s' has no stage '%s'", name, stage);
}

static void read_clause(struct gen_room *r, struct line *l, struct fact *f, struct list *sets)
{
    struct str word = l->t.at[0].word;
    if (str_is(word, "heavy"))
        f->heavy = true;
    else if (str_is(word, "bare"))
        f->bare = true;
    else if (str_is(word, "makes") || str_is(word, "moves"))
        read_move(r, l, f, str_is(word, "makes"));
    else if (str_is(word, "set"))
        do
            read_set(l, sets);
        while (token_take(&l->t, ","));
    else
        return;
    line_end(l);
}

static bool seat_takes(const struct seat *seat, const struct field *field)
{
    return !field->list_max &&
           field->type == (seat->holder == SEAT_UNIT ? FIELD_UNIT : FIELD_PERSON);
}

static void check_set(const struct fact *f, const struct seat_set *set, struct place at)
{
    const struct matter *m = f->matter;
    bool is_topic = strcmp(set->seat, "topic") == 0;
    const struct seat *seat = m ? party_seat(m, str_of(set->seat)) : NULL;
    if (!m || (is_topic ? !m->topic : !seat))
        gen_fail(at, "set '%s': %s has no such seat", set->seat, m ? m->name : "no matter, which");
    if (set->from == SET_BY && (is_topic || seat->holder != SEAT_PERSON))
        gen_fail(at, "set '%s by': `by` is a person, and that seat holds none", set->seat);
    if (set->from == SET_OFFICE && (is_topic || seat->holder != SEAT_UNIT))
        gen_fail(at, "set '%s office': `office` is a unit, and that seat holds none", set->seat);
    if (set->from == SET_ANEW && (is_topic || !seat->coded || f->makes))
        gen_fail(at, "set '%s anew': only a coded seat gets new codes, and where it has had some",
                 set->seat);
    if (set->from != SET_FIELD)
        return;
    const struct field *field = record_find(&f->record, str_of(set->field));
    if (!field)
        gen_fail(at, "set '%s %s': fact '%s' keeps no '%s'", set->seat, set->field, f->name,
                 set->field);
    bool fits = is_topic ? field->type == FIELD_CODE && !strcmp(field->of, m->topic->of)
                         : seat_takes(seat, field) || (seat->many && field->list_max);
    if (!fits)
        gen_fail(at, "set '%s %s': the field is of another type than the seat", set->seat,
                 set->field);
}

/* An entry is at most LIMIT_ENTRY_BYTES: what an open fact shows in clear must fit in the worst
 * case. */
static int64_t worst_bytes(const struct record *r)
{
    int64_t sum = 0;
    for (size_t i = 0; i < r->n; i++) {
        const struct field *f = &r->field[i];
        int64_t one = f->type == FIELD_GROUP ? worst_bytes(f->group) : 80; /* a quoted hash, key or
                                                                              code */
        int64_t n = field_is_list(f) ? f->list_max : 1;
        if (!f->circle)
            sum += (int64_t)strlen(f->name) + 6 + one * n;
    }
    return sum;
}

/* The limit of R9; the arrays of core are so large. */
static void check_columns(const struct fact *f, struct place at)
{
    int n = FIELDS_ENVELOPE_COLUMNS + (f->heavy ? 1 : 0);
    for (size_t i = 0; i < f->record.n; i++)
        n += fields_columns(&f->record.field[i]);
    if (n > LIMIT_FACT_COLUMNS)
        gen_fail(at, "fact '%s' has %d committed columns; at most %d", f->name, n,
                 LIMIT_FACT_COLUMNS);
}

static void check_width(const struct fact *f, struct place at)
{
    enum { ENVELOPE_BYTES = 4096 };
    int64_t bytes = worst_bytes(&f->record) + ENVELOPE_BYTES;
    if (!f->hidden && bytes > LIMIT_ENTRY_BYTES)
        gen_fail(
            at,
            "open fact '%s' may need %lld bytes in clear; an entry has %d: fewer items, or hidden",
            f->name, (long long)bytes, LIMIT_ENTRY_BYTES);
}

void facts_check_size(const struct fact *f, struct place at)
{
    check_width(f, at);
    check_columns(f, at);
}

void facts_add(struct gen_room *r, struct fact *f, struct place at)
{
    f->room = r->name;
    f->full = grow_format("%s.%s", r->name, f->name);
    if (gen_fact_find(r, str_of(f->name)))
        gen_fail(at, "fact '%s' stands here twice", f->name);
    *(struct fact **)grow(&r->facts, sizeof f) = f;
    *(struct place *)grow(&r->fact_at, sizeof at) = at;
}

static void read_head(struct line *head, struct fact *f)
{
    f->name = line_name(head, "a fact");
    if (facts_is_clause(f->name))
        gen_fail(head->at, "'%s' is a word of the language: call the fact otherwise", f->name);
    f->hidden = token_take(&head->t, "hidden");
    if (!f->hidden && !token_take(&head->t, "open"))
        gen_fail(head->at, "fact '%s' is `open` or `hidden`: say it behind the name", f->name);
}

/* Fields come after all other clauses: circles are of the matter that one of those names. */
static void read_kept(struct gen_room *r, const struct list *lines, struct list *clauses,
                      struct fact *f)
{
    struct line *l;
    struct fields kept = {.room = r, .matter = f->matter, .in = FIELDS_FACT, .open = !f->hidden};
    for (size_t i = 0; i < clauses->n; i++) {
        if ((l = clause_is(clauses, i, "keep")))
            fields_read(&kept, l);
        else if (clause_is(clauses, i, "group"))
            fields_read_group(&kept, lines, ((struct clause *)clauses->at)[i].i);
    }
    f->record = fields_end(&kept);
}

static void read_fact(struct gen_room *r, const struct list *lines, size_t i,
                      const struct matter *above)
{
    struct line *head = line_at(lines, i);
    struct fact *f = ARENA_NEW(&gen_arena, struct fact);
    struct list sets = {0};
    read_head(head, f);
    struct list clauses = clause_cut(lines, i, 3, &words);
    for (size_t k = 0; k < clauses.n; k++)
        read_clause(r, &((struct clause *)clauses.at)[k].line, f, &sets);
    if (!f->matter)
        f->matter = above;
    read_kept(r, lines, &clauses, f);
    f->set = sets.at;
    f->n_sets = sets.n;
    for (size_t k = 0; k < sets.n; k++)
        check_set(f, &f->set[k], head->at);
    facts_check_size(f, head->at);
    facts_add(r, f, head->at);
}

/* public ... from FACT.FIELD: one text of one fact of the matter. */
static void check_public(const struct gen_room *r, const struct matter *m, struct place at)
{
    const struct fact *f = NULL;
    for (size_t i = 0; m->public_fact && !f && i < r->facts.n; i++)
        if (strcmp(GEN_AT(struct fact, r->facts, i)->full, m->public_fact) == 0)
            f = GEN_AT(struct fact, r->facts, i);
    const struct field *field = f ? record_find(&f->record, str_of(m->public_field)) : NULL;
    bool fits = field && field->type == FIELD_TEXT && !field_is_list(field) && f->matter == m;
    if (m->public_fact && !fits)
        gen_fail(at, "public from %s.%s: write FACT.FIELD, a text of a fact of '%s'",
                 m->public_fact, m->public_field, m->name);
}

void facts_read(struct gen_room *r, const struct list *lines)
{
    struct matter *above = NULL;
    for (size_t i = 0; i < lines->n; i += line_block(lines, i)) {
        struct line *l = line_at(lines, i);
        if (str_is(l->t.at[0].word, "matter"))
            above = gen_matter_find(r, l->t.at[1].word);
        if (token_take(&l->t, "fact"))
            read_fact(r, lines, i, above);
    }
    for (size_t i = 0; i < lines->n; i++) {
        struct line *l = line_at(lines, i);
        if (l->depth == 0 && str_is(l->t.at[0].word, "matter"))
            above = gen_matter_find(r, l->t.at[1].word);
        if (l->depth == 1 && str_is(l->t.at[0].word, "clock"))
            clock_add_passed(r, above, l);
        if (l->depth == 1 && str_is(l->t.at[0].word, "public"))
            check_public(r, above, l->at);
    }
}
