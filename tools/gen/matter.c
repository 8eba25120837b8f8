// SPDX-License-Identifier: Apache-2.0
#include "facts.h"
#include "grow.h"
#include "party.h"

#include "base/field_read.h"

#include <string.h>

enum { STAGES_MAX = 64 }; /* operations keep them as bits */

bool facts_is_clause(const char *name)
{
    static const char *const words[] = {
        "by",   "on",   "state", "record", "amends", "job",   "imports", "within", "after",
        "not",  "sign", "many",  "law",    "makes",  "moves", "set",     "heavy",  "bare",
        "when", "tell", "stop",  "go",     "from",   "to",    "at",      "none",   "office"};
    /* `at` is the usual name of the first seat, and no clause follows a seat there */
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(name, words[i]) == 0)
            return strcmp(name, "at") != 0;
    return false;
}

static const char *new_name(struct line *l, const char *what)
{
    const char *name = line_name(l, what);
    if (facts_is_clause(name))
        gen_fail(l->at, "'%s' is a word of the language: call it otherwise", name);
    return name;
}

static bool is_word_of(const struct list *words, const char *word)
{
    for (size_t i = 0; i < words->n; i++)
        if (strcmp(GEN_AT(char, *words, i), word) == 0)
            return true;
    return false;
}

static void add_word(struct list *words, const char *word, struct place at)
{
    if (is_word_of(words, word))
        gen_fail(at, "'%s' stands here twice", word);
    *(const char **)grow(words, sizeof(const char *)) = word;
}

/* type kind enum(ask help complain) */
static void read_type(struct gen_room *r, struct line *l)
{
    const char *name = line_name(l, "a type");
    struct token token = token_next(&l->t);
    if (!str_is(token.word, "enum") || token.inside.n == 0)
        gen_fail(l->at, "type '%s': write enum(word word ...)", name);
    if (gen_enum_find(r, str_of(name)))
        gen_fail(l->at, "type '%s' stands here twice", name);
    struct field builtin;
    struct tokens probe;
    line_check(l, token_cut(&gen_arena, str_of(grow_format("x %s", name)), &probe));
    if (field_read(&gen_arena, &probe, &builtin) != OK || builtin.type != FIELD_ENUM)
        gen_fail(l->at, "type '%s' is a type of the language already", name);
    const char *const *word;
    size_t n;
    struct list words = {0};
    line_check(l, token_words(&gen_arena, token.inside, &word, &n));
    for (size_t i = 0; i < n; i++) {
        if (!token_is_name(str_of(word[i])))
            gen_fail(l->at, "type '%s': '%s' is no name of [a-z][a-z0-9_]*", name, word[i]);
        add_word(&words, word[i], l->at);
    }
    line_end(l);
    struct words *w = ARENA_NEW(&gen_arena, struct words);
    *w = (struct words){.name = grow_format("%s.%s", r->name, name), .word = words.at, .n = n};
    *(struct words **)grow(&r->enums, sizeof w) = w;
    *(struct place *)grow(&r->enum_at, sizeof l->at) = l->at;
}

static void read_stages(struct line *l, struct matter *m)
{
    struct list words = {0};
    bool has_end = false;
    if (m->stages)
        gen_fail(l->at, "the stages of '%s' stand here twice", m->name);
    while (l->t.next < l->t.n) {
        if (token_is(&l->t, "end") && !has_end) {
            l->t.next++;
            has_end = true;
            m->n_open = words.n;
            continue;
        }
        add_word(&words, new_name(l, "a stage"), l->at);
    }
    if (words.n == 0 || words.n > STAGES_MAX)
        gen_fail(l->at, "matter '%s' has 1 to %d stages", m->name, STAGES_MAX);
    if (!has_end)
        m->n_open = words.n;
    struct words *stages = ARENA_NEW(&gen_arena, struct words);
    const char *in_room = strcmp(m->name, m->room) == 0 ? "" : grow_format("%s.", m->name);
    *stages = (struct words){grow_format("%s.%sstage", m->room, in_room), words.at, words.n};
    m->stages = stages;
}

static void read_topic(struct gen_room *r, struct line *l, struct matter *m)
{
    struct token token = token_next(&l->t);
    struct field *topic = ARENA_NEW(&gen_arena, struct field);
    if (!str_is(token.word, "code") || !token_is_name(token.inside))
        gen_fail(l->at, "a topic is code(TABLE)");
    if (m->topic)
        gen_fail(l->at, "the topic of '%s' stands here twice", m->name);
    *topic =
        (struct field){.name = "topic", .type = FIELD_CODE, .of = grow_str(token.inside), .min = 1};
    gen_bind_field(r, topic, l->at);
    m->topic = topic;
    line_end(l);
}

/* at unit, helper unit many, party person coded for who */
static void read_seat(struct line *l, const struct matter *m, struct list *seats)
{
    struct seat seat = {.name = new_name(l, "a seat")};
    if (party_seat(&(struct matter){.seat = seats->at, .n_seats = seats->n}, str_of(seat.name)))
        gen_fail(l->at, "seat '%s' of '%s' stands here twice", seat.name, m->name);
    if (strcmp(seat.name, "topic") == 0)
        gen_fail(l->at, "'topic' is the matter's topic and no seat");
    if (token_take(&l->t, "person"))
        seat.holder = SEAT_PERSON;
    else if (!token_take(&l->t, "unit"))
        gen_fail(l->at, "seat '%s' is `unit` or `person`", seat.name);
    seat.many = token_take(&l->t, "many");
    seat.coded = token_take(&l->t, "coded");
    if (token_take(&l->t, "for"))
        seat.circle = line_name(l, "a circle");
    if (seat.holder == SEAT_UNIT && (seat.coded || seat.circle))
        gen_fail(l->at, "seat '%s': `coded` and `for` are for a person", seat.name);
    if (seat.coded && !seat.circle)
        gen_fail(l->at, "seat '%s' is coded: write `for CIRCLE`, who may know the person",
                 seat.name);
    *(struct seat *)grow(seats, sizeof seat) = seat;
}

static void read_seats(struct line *l, struct matter *m)
{
    struct list seats = {(void *)(uintptr_t)m->seat, m->n_seats};
    do
        read_seat(l, m, &seats);
    while (token_take(&l->t, ","));
    m->seat = seats.at;
    m->n_seats = seats.n;
    line_end(l);
}

/* public answered closed from answered.words */
static void read_public(struct line *l, struct matter *m)
{
    if (!m->stages || m->public_stages)
        gen_fail(l->at, "`public` of '%s' stands once, below its `stages`", m->name);
    while (l->t.next < l->t.n && !token_is(&l->t, "from")) {
        const char *name = line_name(l, "a stage");
        int stage = words_find(m->stages, str_of(name));
        if (!stage)
            gen_fail(l->at, "matter '%s' has no stage '%s'", m->name, name);
        m->public_stages |= (uint64_t)1 << (stage - 1);
    }
    if (!m->public_stages)
        gen_fail(l->at, "behind `public` stand the stages in which it may be proposed");
    if (token_take(&l->t, "from")) {
        struct str field, fact = str_cut(token_next(&l->t).word, '.', &field);
        m->public_fact = grow_format("%s.%s", m->room, grow_str(fact));
        m->public_field = grow_str(field.p ? field : S(""));
    }
    line_end(l);
}

/* Names first, so that a party which is a circle further down is not taken for a role. */
static void name_circle(struct line *l, struct matter *m)
{
    struct list circles = {(void *)(uintptr_t)m->circle, m->n_circles};
    const char *name = new_name(l, "a circle");
    for (size_t i = 0; i < m->n_circles; i++)
        if (strcmp(m->circle[i].name, name) == 0)
            gen_fail(l->at, "circle '%s' of '%s' stands here twice", name, m->name);
    *(struct circle *)grow(&circles, sizeof(struct circle)) = (struct circle){.name = name};
    m->circle = circles.at;
    m->n_circles = circles.n;
}

static void fill_circles(struct gen_room *r, struct matter *m, const struct list *lines, size_t i)
{
    struct circle *circle = (struct circle *)(uintptr_t)m->circle;
    for (size_t j = i + 1; j < i + line_block(lines, i); j++) {
        struct line *l = line_at(lines, j);
        if (!str_is(l->t.at[0].word, "circle"))
            continue;
        l->t.next = 2;
        (circle++)->parties = party_read(r, m, l, PARTY_IN_CIRCLE);
        line_end(l);
    }
    for (size_t k = 0; k < m->n_seats; k++) {
        bool found = !m->seat[k].circle;
        for (size_t c = 0; c < m->n_circles; c++)
            found = found || strcmp(m->circle[c].name, m->seat[k].circle) == 0;
        if (!found)
            gen_fail(line_at(lines, i)->at, "seat '%s' is for '%s': there is no such circle",
                     m->seat[k].name, m->seat[k].circle);
    }
}

static void read_matter(struct gen_room *r, const struct list *lines, size_t i)
{
    struct line *head = line_at(lines, i);
    struct matter *m = ARENA_NEW(&gen_arena, struct matter);
    *m = (struct matter){.name = line_name(head, "a matter"), .room = r->name};
    line_end(head);
    if (gen_matter_find(r, str_of(m->name)))
        gen_fail(head->at, "matter '%s' stands here twice", m->name);
    *(struct matter **)grow(&r->matters, sizeof m) = m;
    *(struct place *)grow(&r->matter_at, sizeof head->at) = head->at;
    for (size_t j = i + 1; j < i + line_block(lines, i); j++) {
        struct line *l = line_at(lines, j);
        if (token_take(&l->t, "stages"))
            read_stages(l, m);
        else if (token_take(&l->t, "topic"))
            read_topic(r, l, m);
        else if (token_take(&l->t, "seat"))
            read_seats(l, m);
        else if (token_take(&l->t, "circle"))
            name_circle(l, m);
        else if (token_take(&l->t, "public"))
            read_public(l, m);
        else if (!token_is(&l->t, "clock"))
            line_unknown(l, "a matter has stages, topic, seat, circle, public, clock");
    }
    if (!m->stages)
        gen_fail(head->at, "matter '%s' has no `stages`", m->name);
    fill_circles(r, m, lines, i);
}

void facts_read_matters(struct gen_room *r, const struct list *lines)
{
    for (size_t i = 0; i < lines->n; i += line_block(lines, i)) {
        struct line *l = line_at(lines, i);
        if (token_take(&l->t, "type"))
            read_type(r, l);
        else if (token_take(&l->t, "matter"))
            read_matter(r, lines, i);
        else if (!token_is(&l->t, "fact"))
            line_unknown(l, "facts.txt has type, matter, fact");
    }
}
