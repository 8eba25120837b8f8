// SPDX-License-Identifier: Apache-2.0
#include "core/search_term.h"

#include "base/utf8.h"
#include "core.gen.h"
#include "core/number.h"
#include "core/org/org.h"

#include <assert.h>
#include <string.h>

enum { CIRCLES_MAX = 64, GRAMS_MAX = 2 * SEARCH_TERM_UNITS, GROUPS_MAX = 2 * CIRCLES_MAX + 16 };
enum { GIVEN_MAX = 2000, TABLES_MAX = 32 };

/* ---- the circles that the reader could be in ------------------------------------------------ */

enum status search_could(struct ctx *c, const struct party *p, bool *ret_could)
{
    struct party any = *p;
    any.once_stage = NULL; /* these are asked of each matter */
    any.once_published = false;
    any.not_of = NULL;
    enum status s = party_allows_one(c, &any, NULL);
    *ret_could = s == OK;
    return s == REFUSED ? OK : s;
}

struct circles {
    struct search_circle at[CIRCLES_MAX];
    size_t n;
};

static enum status add_circle(struct ctx *c, const struct hash *key, const struct matter *m,
                              const struct circle *circle, struct circles *to)
{
    bool could = false;
    for (size_t i = 0; i < circle->parties.n && !could; i++)
        TRY(search_could(c, &circle->parties.party[i], &could));
    assert(to->n < CIRCLES_MAX);
    if (could)
        to->at[to->n++] = search_circle_of(key, m, circle);
    return OK;
}

static enum status read_circles(struct ctx *c, const struct hash *key, struct circles *to)
{
    for (size_t i = 0; i < c->rooms->n; i++)
        for (size_t k = 0; k < c->rooms->room[i]->n_matters; k++) {
            const struct matter *m = c->rooms->room[i]->matters[k];
            for (size_t n = 0; m->url && n < m->n_circles; n++)
                TRY(add_circle(c, key, m, &m->circle[n], to));
        }
    return OK;
}

/* ---- the lists of a term ------------------------------------------------------------------- */

static struct search_group *new_group(struct ctx *c, struct search_term *t, size_t n_sources)
{
    struct search_group *g = &t->any.group[t->any.n];
    if (t->any.n == GROUPS_MAX)
        return NULL;
    *g = (struct search_group){.source = ARENA_ARRAY(c->arena, struct search_source, n_sources)};
    t->any.n += g->source != NULL;
    return g->source ? g : NULL;
}

static enum status add_group(struct ctx *c, struct search_term *t, const int64_t *gram, size_t n)
{
    struct search_group *g = new_group(c, t, n);
    if (!g)
        return FULL;
    for (size_t i = 0; i < n; i++)
        g->source[g->n++] = (struct search_source){.kind = SOURCE_GRAM, .of = gram[i]};
    return OK;
}

/* Of characters side by side, the pairs; a single character or word, as it is. */
static size_t grams_of(const struct search_term *t, const struct search_circle *circle,
                       int64_t to[GRAMS_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++) {
        const struct gram *u = &t->unit[i], *before = i ? &t->unit[i - 1] : NULL;
        const struct gram *next = i + 1 < t->n ? &t->unit[i + 1] : NULL;
        int64_t gram[SEARCH_UNIT_GRAMS];
        size_t k = search_unit(circle, before, u, gram);
        bool behind = u->is_wide && u->is_joined && before && before->is_wide;
        bool ahead = u->is_wide && next && next->is_wide && next->is_joined;
        if (k && behind)
            to[n++] = gram[1];
        else if (k && !ahead)
            to[n++] = gram[0];
    }
    return n;
}

static enum status add_texts(struct ctx *c, struct search_term *t, const struct circles *circles)
{
    int64_t gram[GRAMS_MAX], tail;
    for (size_t i = 0; i < circles->n; i++) {
        size_t n = grams_of(t, &circles->at[i], gram);
        if (n)
            TRY(add_group(c, t, gram, n));
        if (t->n == 1 && search_tail(&circles->at[i], &t->unit[0], &tail))
            TRY(add_group(c, t, &tail, 1));
    }
    t->n_text = t->any.n;
    return OK;
}

/* ---- numbers ------------------------------------------------------------------------------- */

enum status search_digits(struct arena *a, struct str typed, struct str *ret_digits)
{
    char *to = arena_take(a, 1, typed.n + 1);
    size_t n = 0, at = 0;
    if (!to)
        return FULL;
    *ret_digits = (struct str){NULL, 0};
    while (at < typed.n) {
        uint32_t rune;
        if (utf8_next(typed, &at, &rune) != OK)
            return OK;
        if (rune >= 0xFF01 && rune <= 0xFF5E)
            rune -= 0xFEE0;
        bool dash = rune == '-' || (rune >= 0x2010 && rune <= 0x2015) || rune == 0x2212;
        if (dash)
            continue;
        if (rune == 'O' || rune == 'o')
            rune = '0';
        if (rune == 'I' || rune == 'i' || rune == 'L' || rune == 'l')
            rune = '1';
        if (rune < '0' || rune > '9')
            return OK;
        to[n++] = (char)rune;
    }
    if (n >= GRAM_TAIL_MIN)
        *ret_digits = (struct str){to, n};
    return OK;
}

static int64_t value_of(struct str digits)
{
    int64_t value = 0;
    for (size_t i = 0; i < digits.n; i++)
        value = value * 10 + digits.p[i] - '0';
    return value;
}

/* Matters whose number could end so: the serial ends with all digits but the last one, which checks
 * the others; or it is short, and what stands before it is of the day.  The newest ones. */
static enum status give_tail(struct ctx *c, struct search_source *s, struct str digits)
{
    struct ledger_newest_matter newest;
    struct str serial = str_part(digits, 0, digits.n - 1);
    int64_t step = 1;
    TRY(ledger_newest_matter_one(c->db, &newest, c->arena));
    int64_t node = number_node(newest.matter.v), last = number_serial(newest.matter.v);
    for (size_t i = 0; i < serial.n; i++)
        step *= 10;
    int64_t end = value_of(serial), at = last - (last - end) % step;
    for (size_t n = 0; last >= end && at > 0 && n < GIVEN_MAX; at -= step, n++)
        TRY(search_give(c->arena, s, number_id(node, at)));
    for (size_t k = 1; k < serial.n; k++) {
        struct str shorter = str_part(serial, k, serial.n);
        if (shorter.p[0] != '0' && value_of(shorter) <= last && value_of(shorter) < end)
            TRY(search_give(c->arena, s, number_id(node, value_of(shorter))));
    }
    return OK;
}

static enum status add_number(struct ctx *c, struct search_term *t)
{
    int64_t id;
    int32_t day;
    if (!t->digits.n)
        return OK;
    bool whole = number_read(t->digits, &id, &day) == OK;
    if (!whole && t->digits.n > GRAM_TAIL_MAX)
        return OK;
    struct search_group *g = new_group(c, t, 1);
    if (!g)
        return FULL;
    g->n = 1;
    g->source[0] = (struct search_source){.kind = SOURCE_GIVEN};
    return whole ? search_give(c->arena, g->source, id) : give_tail(c, g->source, t->digits);
}

/* ---- codes and units ----------------------------------------------------------------------- */

static bool is_called(const struct text *row, struct str code, const struct search_term *t)
{
    size_t at, end;
    bool called = gram_find(code, t->unit, t->n, &at, &end);
    for (int lang = 0; lang < N_LANGS && !called; lang++)
        called = gram_find(str_of(row->word[lang]), t->unit, t->n, &at, &end);
    return called;
}

static enum status add_code(struct ctx *c, const struct search_circle *clear, struct search_term *t,
                            const char *table, const struct text *row, struct str code)
{
    char room[160], digits[24];
    struct buf word = {.p = room, .room = sizeof room, .max = sizeof room};
    struct buf number = {.p = digits, .room = sizeof digits, .max = sizeof digits};
    struct org_unit_by_code unit;
    if (strcmp(table, "unit") == 0) {
        enum status s = org_unit_by_code_one(c->db, code, &unit, c->arena);
        if (s != OK)
            return s == NOT_FOUND ? OK : s;
        buf_int(&number, unit.unit.v);
        code = buf_str(&number);
    }
    int64_t gram = search_gram(clear, search_code(&word, table, code));
    t->code[t->n_codes] = row;
    t->gram[t->n_codes++] = gram;
    return add_group(c, t, &gram, 1);
}

static enum status add_table(struct ctx *c, const struct search_circle *clear,
                             struct search_term *t, const char *table)
{
    struct str code;
    for (const struct text *row = text_next_code(table, NULL, &code); row;
         row = text_next_code(table, row, &code))
        if (t->n_codes < SEARCH_CODES && is_called(row, code, t))
            TRY(add_code(c, clear, t, table, row, code));
    return OK;
}

/* The tables of codes that facts keep in clear, each once. */
static size_t tables_of(const struct rooms *rooms, const char *table[TABLES_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < rooms->n; i++)
        for (size_t k = 0; k < rooms->room[i]->n_facts; k++) {
            const struct record *r = &rooms->room[i]->facts[k]->record;
            for (size_t f = 0; f < r->n; f++) {
                const char *name = search_table(&r->field[f]);
                bool known = !name || n == TABLES_MAX;
                for (size_t at = 0; at < n && !known; at++)
                    known = strcmp(table[at], name) == 0;
                if (!known)
                    table[n++] = name;
            }
        }
    return n;
}

static enum status add_codes(struct ctx *c, const struct hash *key, struct search_term *t)
{
    const char *table[TABLES_MAX];
    struct search_circle clear = search_circle_of(key, NULL, NULL);
    size_t n = tables_of(c->rooms, table);
    for (size_t i = 0; i < n; i++)
        TRY(add_table(c, &clear, t, table[i]));
    return OK;
}

/* ---- what was typed ------------------------------------------------------------------------ */

/* Quotation marks, as keyboards of either language have them. */
static size_t quote(struct str s)
{
    static const char *const mark[] = {"\"",           "\xe2\x80\x9c", "\xe2\x80\x9d",
                                       "\xe3\x80\x8c", "\xe3\x80\x8d", "\xef\xbc\x82"};
    for (size_t i = 0; i < sizeof mark / sizeof mark[0]; i++)
        if (str_starts(s, str_of(mark[i])))
            return strlen(mark[i]);
    return 0;
}

static size_t blank(struct str s)
{
    if (s.n && (s.p[0] == ' ' || s.p[0] == '\t' || s.p[0] == '\n' || s.p[0] == '\r'))
        return 1;
    return str_starts(s, S("\xe3\x80\x80")) ? 3 : 0;
}

/* The next term, cut off the front: what stands in quotation marks, or up to a blank. */
static struct str next_piece(struct str *rest)
{
    struct str s = *rest;
    size_t n = 0, skip;
    while ((skip = blank(s)) > 0)
        s = str_part(s, skip, s.n);
    size_t open = quote(s);
    s = str_part(s, open, s.n);
    while (n < s.n && !quote(str_part(s, n, s.n)) && (open || !blank(str_part(s, n, s.n))))
        n++;
    size_t close = open ? quote(str_part(s, n, s.n)) : 0;
    *rest = str_part(s, n + close, s.n);
    return str_part(s, 0, n);
}

static enum status read_term(struct ctx *c, const struct hash *key, const struct circles *circles,
                             struct str piece, struct search_term *t)
{
    struct gram_reader r = {piece, 0};
    *t = (struct search_term){.n = 0};
    while (t->n < SEARCH_TERM_UNITS && gram_next(&r, &t->unit[t->n]))
        t->n++;
    if (t->n == 0)
        return OK;
    t->any.group = ARENA_ARRAY(c->arena, struct search_group, GROUPS_MAX);
    if (!t->any.group)
        return FULL;
    TRY(add_texts(c, t, circles));
    TRY(search_digits(c->arena, piece, &t->digits));
    TRY(add_number(c, t));
    return add_codes(c, key, t);
}

static const char *why_not(const struct search_terms *t)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->at[i].any.n)
            return NULL;
    return t->n ? "web.search.too_common" : "web.search.nothing";
}

enum status search_read(struct ctx *c, const struct hash *key, struct str words,
                        struct search_terms *ret_terms)
{
    struct search_terms terms = {.at = ARENA_ARRAY(c->arena, struct search_term, SEARCH_TERMS + 1)};
    struct circles *circles = ARENA_NEW(c->arena, struct circles);
    if (!terms.at || !circles)
        return FULL;
    TRY(read_circles(c, key, circles));
    for (struct str rest = words; rest.n && terms.n <= SEARCH_TERMS;) {
        struct str piece = next_piece(&rest);
        TRY(read_term(c, key, circles, piece, &terms.at[terms.n]));
        terms.n += terms.at[terms.n].n > 0;
    }
    terms.why = terms.n > SEARCH_TERMS || utf8_count(words) > SEARCH_WORDS_MAX
                    ? "web.search.too_long"
                    : why_not(&terms);
    *ret_terms = terms;
    return terms.why ? BAD_INPUT : OK;
}
