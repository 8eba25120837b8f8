// SPDX-License-Identifier: Apache-2.0
#include "react.h"
#include "clause.h"
#include "grow.h"
#include "party.h"

#include <string.h>

static const char *const inline_words[] = {"state", "tell", NULL};
static const char *const line_words[] = {NULL};
static const struct clause_words words = {inline_words, line_words,
                                          "behind `on FACTS [when COND]` stand state and tell"};

static void add_fact(struct list *facts, const struct fact *f)
{
    *(const struct fact **)grow(facts, sizeof f) = f;
}

/* appeal.* stands for all facts of that room. */
static void add_all(struct gen_room *r, const struct line *l, struct str word, struct list *facts)
{
    struct gen_room *heard = gen_room_find(r->all, str_part(word, 0, word.n - 2));
    if (!heard)
        gen_fail(l->at, "'%.*s': there is no such room", STR_ARG(word));
    for (size_t i = 0; i < heard->facts.n; i++)
        add_fact(facts, GEN_AT(struct fact, heard->facts, i));
}

/* on FACTS [when COND]: how many words that is. */
static size_t read_on(struct gen_room *r, struct line *l, struct list *facts,
                      const struct cond **ret_when)
{
    while (l->t.next < l->t.n && !token_is(&l->t, "when") &&
           !clause_has_word(inline_words, token_peek(&l->t))) {
        struct str word = token_peek(&l->t);
        if (str_ends(word, S(".*")))
            add_all(r, l, token_next(&l->t).word, facts);
        else
            add_fact(facts, line_fact(r, l));
    }
    if (facts->n == 0)
        gen_fail(l->at, "behind `on` stand facts: filed, watch.card_raised, appeal.*");
    if (token_take(&l->t, "when"))
        line_check(l, cond_read(&gen_arena, &l->t, ret_when));
    return l->t.next;
}

/* The condition must mean something for every fact that is heard. */
static void bind_when(struct line *l, const struct list *on, const struct cond **when)
{
    const struct cond *as_read = *when;
    for (size_t i = 0; as_read && i < on->n; i++) {
        const struct fact *f = GEN_AT(struct fact, *on, i);
        line_check(
            l, cond_bind(&gen_arena, as_read, &f->record, fields_seats(f->matter), &l->t, when));
    }
}

static struct parties read_tell(struct gen_room *r, struct line *l, const struct list *on)
{
    struct parties told = {0};
    for (size_t i = 0; i < on->n; i++) {
        const struct fact *f = GEN_AT(struct fact, *on, i);
        if (!f->matter)
            gen_fail(l->at, "tell: fact '%s' is of no matter, so nobody has to do with it",
                     f->full);
        l->t.next = 1;
        told = party_read(r, f->matter, l, PARTY_IN_TELL);
        line_end(l);
    }
    return told;
}

static void read_reaction(struct gen_room *r, const struct list *lines, size_t i)
{
    struct line *l = line_at(lines, i);
    struct reaction reaction = {.room = r->name};
    struct list on = {0}, states = {0};
    if (!token_take(&l->t, "on"))
        line_unknown(l, "react.txt has on");
    struct list clauses = clause_cut(lines, i, read_on(r, l, &on, &reaction.when), &words);
    bind_when(l, &on, &reaction.when);
    for (size_t k = 0; k < clauses.n; k++) {
        struct line *state = clause_is(&clauses, k, "state"),
                    *tell = clause_is(&clauses, k, "tell");
        while (state && state->t.next < state->t.n)
            add_fact(&states, line_fact(r, state));
        if (tell)
            reaction.tell = read_tell(r, tell, &on);
    }
    if (states.n == 0 && reaction.tell.n == 0)
        gen_fail(l->at, "nothing follows: write `state FACT` or `tell PARTY`");
    add_fact(&on, NULL);
    if (states.n)
        add_fact(&states, NULL);
    reaction.on = on.at;
    reaction.states = states.at;
    *(struct reaction *)grow(&r->reactions, sizeof reaction) = reaction;
    *(struct place *)grow(&r->reaction_at, sizeof l->at) = l->at;
}

void react_read(struct gen_room *r, const struct list *lines)
{
    for (size_t i = 0; i < lines->n; i += line_block(lines, i))
        read_reaction(r, lines, i);
}

const char *react_function(const struct reaction *reaction)
{
    return grow_format("%s_react_%s", reaction->room, reaction->states[0]->name);
}

/* Does `to` follow from `from`, in any number of steps?  `seen` holds the facts already asked. */
static bool follows(const struct gen_model *m, const struct fact *from, const struct fact *to,
                    struct list *seen)
{
    for (size_t i = 0; i < seen->n; i++)
        if (GEN_AT(const struct fact, *seen, i) == from)
            return false;
    add_fact(seen, from);
    for (size_t i = 0; i < m->n_rooms; i++)
        for (size_t k = 0; k < m->room[i].reactions.n; k++) {
            const struct reaction *reaction = (struct reaction *)m->room[i].reactions.at + k;
            bool hears = false;
            for (size_t h = 0; reaction->on[h]; h++)
                hears = hears || reaction->on[h] == from;
            for (size_t s = 0; hears && reaction->states && reaction->states[s]; s++)
                if (reaction->states[s] == to || follows(m, reaction->states[s], to, seen))
                    return true;
        }
    return false;
}

void react_check_circles(const struct gen_model *m)
{
    for (size_t i = 0; i < m->n_rooms; i++)
        for (size_t k = 0; k < m->room[i].reactions.n; k++) {
            const struct reaction *reaction = (struct reaction *)m->room[i].reactions.at + k;
            for (size_t s = 0; reaction->states && reaction->states[s]; s++) {
                struct list seen = {0};
                if (follows(m, reaction->states[s], reaction->states[s], &seen))
                    gen_fail(((struct place *)m->room[i].reaction_at.at)[k],
                             "a circle: '%s' would follow from itself", reaction->states[s]->full);
            }
        }
}
