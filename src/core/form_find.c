// SPDX-License-Identifier: Apache-2.0
#include "core/form_find.h"

#include "core/org/org.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { CANDIDATES_MAX = 4000, PART_OF = 1, BEGINS = 2, SAME = 3, FAR = 9 };

/* A row whose words fit. */
struct candidate {
    struct found found;
    int fits, distance;
    size_t place; /* in the table */
};

struct finding {
    struct ctx *c;
    const struct field *f;
    struct str typed;
    int64_t region; /* of the reader's office; 0: none */
    struct candidate *at;
    size_t n;
};

static const char *table_of(const struct field *f)
{
    return f->type == FIELD_UNIT ? "unit" : f->of;
}

bool form_find_has_names(const struct field *f)
{
    return f->type == FIELD_UNIT || f->type == FIELD_CODE;
}

/* ---- words --------------------------------------------------------------------------------- */

static char lower(char ch)
{
    return ch >= 'A' && ch <= 'Z' ? (char)(ch + ('a' - 'A')) : ch;
}

static bool begins(struct str words, struct str part)
{
    if (part.n > words.n)
        return false;
    for (size_t i = 0; i < part.n; i++)
        if (lower(words.p[i]) != lower(part.p[i]))
            return false;
    return true;
}

static bool holds(struct str words, struct str part)
{
    for (size_t at = 0; at + part.n <= words.n; at++)
        if (begins(str_part(words, at, words.n), part))
            return true;
    return false;
}

/* Every part between blanks stands somewhere in it. */
static bool holds_all(struct str words, struct str typed)
{
    while (typed.n) {
        struct str part = str_cut(typed, ' ', &typed);
        if (part.n && !holds(words, part))
            return false;
    }
    return true;
}

static int fits_words(struct str words, struct str typed)
{
    if (begins(words, typed))
        return words.n == typed.n ? SAME : BEGINS;
    return holds_all(words, typed) ? PART_OF : 0;
}

static int fits(const struct text *row, struct str code, struct str typed)
{
    int best = fits_words(code, typed);
    for (int lang = 0; lang < N_LANGS; lang++) {
        int fit = fits_words(str_of(row->word[lang]), typed);
        best = fit > best ? fit : best;
    }
    return best;
}

/* ---- nearness ------------------------------------------------------------------------------ */

/* 0: the same division; 1: the same city; 2: the same province. */
static int distance(int64_t a, int64_t b)
{
    int steps = 0;
    if (!a || !b)
        return FAR;
    for (; a != b && steps < FAR; steps++, a /= 100, b /= 100)
        continue;
    return steps;
}

static enum status read_region(struct finding *g)
{
    struct org_unit office;
    if (g->f->type != FIELD_UNIT || !g->c->who.office.v)
        return OK;
    TRY(org_unit_one(g->c->db, g->c->who.office, &office, g->c->arena));
    g->region = office.has_region ? office.region : 0;
    return OK;
}

static enum status measure(struct finding *g, struct candidate *one)
{
    struct org_unit_by_code unit;
    one->distance = FAR;
    if (!g->region)
        return OK;
    struct arena_mark mark = arena_mark(g->c->arena);
    enum status s = org_unit_by_code_one(g->c->db, one->found.code, &unit, g->c->arena);
    if (s == OK && unit.has_region)
        one->distance = distance(g->region, unit.region);
    arena_back(g->c->arena, mark);
    return s == NOT_FOUND ? OK : s;
}

static int compare(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->distance != y->distance)
        return x->distance < y->distance ? -1 : 1;
    if (x->fits != y->fits)
        return x->fits > y->fits ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

/* ---- the whole ----------------------------------------------------------------------------- */

/* Where something is called just so, only that is meant. */
static enum status gather(struct finding *g, bool *ret_exact)
{
    struct str code;
    bool exact = false;
    size_t place = 0;
    const char *table = table_of(g->f);
    for (const struct text *row = text_next_code(table, NULL, &code); row;
         row = text_next_code(table, row, &code)) {
        int fit = fits(row, code, g->typed);
        if (fit == SAME && !exact)
            g->n = 0;
        exact |= fit == SAME;
        if (fit && (fit == SAME || !exact) && g->n < CANDIDATES_MAX)
            g->at[g->n++] = (struct candidate){.found = {row, code}, .fits = fit, .place = place++};
    }
    for (size_t i = 0; i < g->n; i++)
        TRY(measure(g, &g->at[i]));
    qsort(g->at, g->n, sizeof *g->at, compare);
    *ret_exact = exact;
    return OK;
}

enum status form_find_value(struct ctx *c, const struct field *f, struct str code, void *ret_value)
{
    struct org_unit_by_code unit;
    if (f->type != FIELD_UNIT)
        return arena_copy(c->arena, code, ret_value);
    TRY(org_unit_by_code_one(c->db, code, &unit, c->arena));
    memcpy(ret_value, &unit.unit, sizeof unit.unit);
    return OK;
}

static enum status is_choice(struct finding *g, const struct choices *choices, struct str code)
{
    union {
        struct str s;
        struct unit_id unit;
    } value;
    TRY(form_find_value(g->c, g->f, code, &value));
    return form_choice_has(g->c, choices, g->f, &value);
}

static enum status keep_choices(struct finding *g, const struct choices *choices,
                                struct findings *found)
{
    for (size_t i = 0; i < g->n && !found->more; i++) {
        enum status s = is_choice(g, choices, g->at[i].found.code);
        if (s == NOT_FOUND)
            continue;
        TRY(s);
        found->more = found->n == FORM_FIND_MAX;
        if (!found->more)
            found->at[found->n++] = g->at[i].found;
    }
    return OK;
}

enum status form_find(struct ctx *c, const struct field *f, const struct choices *choices,
                      struct str typed, struct findings *ret_found)
{
    struct finding g = {.c = c, .f = f, .typed = str_trim(typed)};
    struct findings found = {.n = 0};
    assert(form_find_has_names(f));
    struct arena_mark mark = arena_mark(c->arena);
    g.at = ARENA_ARRAY(c->arena, struct candidate, CANDIDATES_MAX);
    enum status s = g.at ? OK : FULL;
    if (s == OK)
        s = read_region(&g);
    if (s == OK && g.typed.n)
        s = gather(&g, &found.exact);
    if (s == OK)
        s = keep_choices(&g, choices, &found);
    arena_back(c->arena, mark); /* what was found lies in the table of words */
    if (s == OK)
        *ret_found = found;
    return s;
}
