// SPDX-License-Identifier: Apache-2.0
#include "clock.h"
#include "grow.h"

#include <stdlib.h>
#include <string.h>

void clock_add_passed(struct gen_room *r, struct matter *m, struct line *l)
{
    l->t.next = 1;
    const char *clock = line_name(l, "a clock");
    const char *name = grow_format("%s_passed", clock);
    struct fact *written = gen_fact_find(r, str_of(name));
    if (written && written->record.n)
        gen_fail(l->at, "fact '%s' is stated by the clock and keeps nothing", name);
    if (written && written->matter != m)
        gen_fail(l->at, "fact '%s' is of another matter than clock '%s'", name, clock);
    if (written)
        return;
    struct fact *f = ARENA_NEW(&gen_arena, struct fact);
    *f = (struct fact){.name = name, .hidden = true, .matter = m};
    facts_add(r, f, l->at);
}

static bool ends_facts(const struct line *l)
{
    static const char *const words[] = {"from", "to", "stop", "go", "by", "at"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (token_is(&l->t, words[i]))
            return true;
    return l->t.next == l->t.n;
}

/* One or more facts of the matter, NULL-terminated. */
static const char *const *read_names(struct gen_room *r, const struct matter *m, struct line *l,
                                     const char *clause)
{
    struct list names = {0};
    while (!ends_facts(l)) {
        const struct fact *f = line_fact(r, l);
        if (f->matter != m)
            gen_fail(l->at, "fact '%s' is not of matter '%s', whose clock this is", f->name,
                     m->name);
        *(const char **)grow(&names, sizeof(char *)) = f->name;
    }
    if (names.n == 0)
        gen_fail(l->at, "behind `%s` stand facts", clause);
    *(const char **)grow(&names, sizeof(char *)) = NULL;
    return names.at;
}

static bool some_fact_keeps(const struct gen_room *r, const struct matter *m, const char *field,
                            int type)
{
    for (size_t i = 0; i < r->facts.n; i++) {
        const struct fact *f = GEN_AT(struct fact, r->facts, i);
        const struct field *kept = record_find(&f->record, str_of(field));
        if (f->matter == m && kept && !kept->circle && (type < 0 || (int)kept->type == type))
            return true;
    }
    return false;
}

static void read_clock(struct gen_room *r, const struct matter *m, struct line *l,
                       struct clock_def *c)
{
    l->t.next = 1;
    c->name = line_name(l, "a clock");
    if (facts_is_clause(c->name))
        gen_fail(l->at, "'%s' is a word of the language: call the clock otherwise", c->name);
    c->row = line_row(l);
    while (l->t.next < l->t.n) {
        if (token_take(&l->t, "by"))
            c->by = line_name(l, "a field");
        else if (token_take(&l->t, "at"))
            c->at = line_name(l, "a field");
        else if (token_take(&l->t, "from"))
            c->from = read_names(r, m, l, "from");
        else if (token_take(&l->t, "to"))
            c->to = read_names(r, m, l, "to");
        else if (token_take(&l->t, "stop"))
            c->stop = read_names(r, m, l, "stop");
        else if (token_take(&l->t, "go"))
            c->go = read_names(r, m, l, "go");
        else
            line_unknown(l, "a clock has by, at, from, to, stop, go");
    }
    if (!c->from)
        gen_fail(l->at, "clock '%s' never starts: write `from FACT`", c->name);
    if (!c->stop != !c->go)
        gen_fail(l->at, "clock '%s': `stop` and `go` belong together", c->name);
    if (c->by && !some_fact_keeps(r, m, c->by, -1))
        gen_fail(l->at, "clock '%s by %s': no fact of '%s' keeps it openly to the office", c->name,
                 c->by, m->name);
    if (c->at && !some_fact_keeps(r, m, c->at, FIELD_TIME))
        gen_fail(l->at, "clock '%s at %s': no fact of '%s' keeps such a time", c->name, c->at,
                 m->name);
}

/* By name, as they stand in the entry of a fact that starts several (canonical JSON). */
static int compare(const void *a, const void *b)
{
    const struct clock_def *x = a, *y = b;
    return strcmp(x->name, y->name);
}

void clock_read(struct gen_room *r, const struct list *lines)
{
    struct matter *m = NULL;
    struct list clocks = {0};
    for (size_t i = 0; i < lines->n; i++) {
        struct line *l = line_at(lines, i);
        if (l->depth == 0) {
            m = str_is(l->t.at[0].word, "matter") ? gen_matter_find(r, l->t.at[1].word) : NULL;
            clocks = (struct list){0};
        }
        if (l->depth != 1 || !m || !str_is(l->t.at[0].word, "clock"))
            continue;
        read_clock(r, m, l, grow(&clocks, sizeof(struct clock_def)));
        m->clock = clocks.at;
        m->n_clocks = clocks.n;
        qsort(clocks.at, clocks.n, sizeof(struct clock_def), compare);
    }
}
