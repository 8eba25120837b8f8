// SPDX-License-Identifier: Apache-2.0
/* search.c -- candidates from the lists, each looked at with the reader's eyes.
 * Floor 4.  The lists may hold too many; what counts is what show() finds through reveal(). */
#include "core/search.h"

#include "base/utf8.h"
#include "core.gen.h"
#include "core/read.h"
#include "core/rooms.h"
#include "core/search_term.h"

#include <assert.h>
#include <string.h>

enum {
    LOOKED_AT_MAX = 3000, /* candidates of one page: it may end before 20 are found */
    CHARS_BEFORE = 24,
    BYTES_BEHIND = 200,
};

struct searching {
    struct ctx *c;
    const struct hash *key;
    const struct search_ask *ask;
    struct search_terms terms;
    struct search_any any[SEARCH_TERMS + 2]; /* those terms that have lists, and the unit's */
    size_t n_any;
    struct search_found *found;
    struct veiled seen[SEARCH_TERMS]; /* of one matter: texts in which a term stands */
    size_t n_seen;
};

/* ---- where it may stand at all ------------------------------------------------------------- */

/* A party to whom only what lies with his unit is open. */
static bool is_of_desk(const struct matter *m, const struct party *p)
{
    for (size_t i = 0; i < m->n_seats; i++)
        if (m->seat[i].holder == SEAT_UNIT)
            return p->kind == PARTY_ROLE_OF && strcmp(p->seat, m->seat[i].name) == 0;
    return false;
}

static enum status home_is_of_desk(struct ctx *c, const struct matter *m, bool *desk)
{
    const struct page_def *home = rooms_home(c->rooms, m);
    for (size_t i = 0; home && i < home->by.n; i++) {
        bool could = false;
        TRY(search_could(c, &home->by.party[i], &could));
        bool as_person = home->by.party[i].kind == PARTY_SEAT && !c->who.matter;
        *desk &= !could || as_person || is_of_desk(m, &home->by.party[i]);
    }
    return OK;
}

static enum status one_list(struct searching *s, enum source_kind kind, int64_t of)
{
    struct search_group *g = ARENA_NEW(s->c->arena, struct search_group);
    struct search_source *source = ARENA_NEW(s->c->arena, struct search_source);
    if (!g || !source)
        return FULL;
    *source = (struct search_source){.kind = kind, .of = of};
    *g = (struct search_group){source, 1};
    s->any[s->n_any++] = (struct search_any){g, 1};
    return kind == SOURCE_GIVEN ? search_give(s->c->arena, source, of) : OK;
}

/* A kind of matter whose home may be open to anybody: publications. */
static bool is_public_kind(struct ctx *c, struct str kind)
{
    const struct matter *m = kind.n ? matter_def(c->rooms, kind) : NULL;
    const struct page_def *home = m ? rooms_home(c->rooms, m) : NULL;
    for (size_t i = 0; home && i < home->by.n; i++)
        if (home->by.party[i].kind == PARTY_ANYONE)
            return true;
    return false;
}

/* Whoever sees only what lies with his unit is not led through everybody else's. */
static enum status narrow(struct searching *s)
{
    struct ctx *c = s->c;
    bool desk = c->who.office.v != 0;
    if (s->ask->unit.v)
        TRY(one_list(s, SOURCE_LYING, s->ask->unit.v));
    if (!c->who.person.v)
        return c->who.matter && !is_public_kind(c, s->ask->kind)
                   ? one_list(s, SOURCE_GIVEN, c->who.matter)
                   : OK; /* a stranger's circles are those of anybody */
    for (size_t i = 0; i < c->rooms->n; i++)
        for (size_t k = 0; k < c->rooms->room[i]->n_matters; k++)
            TRY(home_is_of_desk(c, c->rooms->room[i]->matters[k], &desk));
    return desk && !s->ask->unit.v ? one_list(s, SOURCE_LYING, c->who.office.v) : OK;
}

/* ---- one text ------------------------------------------------------------------------------ */

static void cut_around(struct search_hit *hit, struct str text, size_t at, size_t end)
{
    size_t from = at, to = end + BYTES_BEHIND;
    for (size_t n = 0; from > 0 && n < CHARS_BEFORE;)
        n += ((unsigned char)text.p[--from] & 0xC0) != 0x80;
    if (end - from > SEARCH_SHOWN_BYTES / 2) /* a term of great length */
        end = from + SEARCH_SHOWN_BYTES / 2;
    if (to > from + SEARCH_SHOWN_BYTES)
        to = from + SEARCH_SHOWN_BYTES;
    struct str part = str_part(text, from, to - from);
    part.n = utf8_valid_length(part);
    memcpy(hit->shown, part.p, part.n);
    hit->n = part.n;
    hit->at = at - from;
    hit->end = utf8_valid_length(str_part(part, 0, end - from));
    hit->is_cut[0] = from > 0;
    hit->is_cut[1] = from + part.n < text.n;
}

/* An item of a text, as the reader may see it.  NOT_FOUND: it does not stand there, or he may not
 * know. */
static enum status look_at_item(struct searching *s, const struct search_term *t, struct veiled v,
                                bool *ret_more, struct search_hit *hit)
{
    struct revealed r;
    size_t at, end;
    *ret_more = false;
    TRY(reveal_unseen(s->c, v, &r));
    if (r.how != REVEAL_SHOWN)
        return NOT_FOUND;
    *ret_more = true;
    struct str text = r.value->type == JSON_STRING ? json_text(r.value) : S("");
    if (!gram_find(text, t->unit, t->n, &at, &end))
        return NOT_FOUND;
    assert(s->n_seen < SEARCH_TERMS);
    s->seen[s->n_seen++] = v;
    if (hit->fact || hit->code)
        return OK; /* an earlier term is shown already */
    const struct read_fact *f;
    TRY(read_stated(s->c, v.v >> 24, &f));
    hit->fact = f->fact;
    cut_around(hit, text, at, end);
    return OK;
}

static bool holds(struct str grams, int64_t gram)
{
    size_t from = 0, to = grams.n / SEARCH_GRAM_BYTES;
    while (from < to) {
        size_t middle = (from + to) / 2;
        int64_t here = search_unpack(grams, middle);
        if (here == gram)
            return true;
        if (here < gram)
            from = middle + 1;
        else
            to = middle;
    }
    return false;
}

/* Could the term stand in this text, by its grams? */
static bool could_stand(const struct search_term *t, struct str grams)
{
    for (size_t i = 0; i < t->n_text; i++) {
        const struct search_group *g = &t->any.group[i];
        size_t k = 0;
        while (k < g->n && holds(grams, g->source[k].of))
            k++;
        if (k == g->n)
            return true;
    }
    return t->n_text == 0;
}

static enum status look_at_text(struct searching *s, const struct search_term *t,
                                const struct search_texts *text, struct search_hit *hit)
{
    bool more = true;
    enum status status = NOT_FOUND;
    if (!could_stand(t, text->grams))
        return NOT_FOUND;
    for (int64_t item = 0; more && status == NOT_FOUND; item++)
        status = look_at_item(s, t, (struct veiled){text->entry << 24 | text->col << 16 | item},
                              &more, hit);
    return status;
}

/* ---- one term ------------------------------------------------------------------------------ */

static enum status look_for_code(struct searching *s, const struct search_term *t,
                                 struct search_hit *hit)
{
    int64_t block = hit->row.id / SEARCH_BLOCK, bit = (int64_t)1 << hit->row.id % SEARCH_BLOCK;
    for (size_t i = 0; i < t->n_codes; i++) {
        struct list rows;
        TRY(search_blocks_many(s->c->db, t->gram[i], block, &rows, s->c->arena));
        const struct search_blocks *r = rows.at;
        if (rows.n == 0 || r->block != block || !(r->bits & bit))
            continue;
        if (!hit->fact && !hit->code)
            hit->code = t->code[i];
        return OK;
    }
    return NOT_FOUND;
}

static bool is_number(const struct search_term *t, struct str no)
{
    char digit[64];
    size_t n = 0;
    for (size_t i = 0; i < no.n && n < sizeof digit; i++)
        if (no.p[i] != '-')
            digit[n++] = no.p[i];
    return t->digits.n && str_ends((struct str){digit, n}, t->digits);
}

static enum status look_for(struct searching *s, const struct search_term *t,
                            const struct list *texts, struct search_hit *hit)
{
    const struct search_texts *text = texts->at;
    if (is_number(t, hit->row.no))
        return OK;
    for (size_t i = 0; i < texts->n; i++) {
        enum status status = look_at_text(s, t, &text[i], hit);
        if (status != NOT_FOUND)
            return status;
    }
    return look_for_code(s, t, hit);
}

/* ---- one matter ---------------------------------------------------------------------------- */

static bool is_wanted(const struct search_ask *ask, const struct matter_row *row)
{
    return (!ask->kind.n || str_eq(ask->kind, row->kind)) &&
           (!ask->stage.n || str_eq(ask->stage, row->stage)) &&
           (!ask->unit.v || ask->unit.v == row->at.v) &&
           (!ask->since || row->opened >= ask->since) &&
           (!ask->before || row->opened < ask->before);
}

/* Its words are shown, or that the other terms stand there is told by its being found. */
static enum status note_seen(struct searching *s)
{
    for (size_t i = 0; i < s->n_seen; i++) {
        struct revealed r;
        TRY(reveal(s->c, s->seen[i], &r));
        if (r.how != REVEAL_SHOWN)
            return NOT_FOUND;
    }
    return OK;
}

/* NOT_FOUND: it is none, or not this reader's. */
static enum status look_at_matter(struct searching *s, int64_t id, struct search_hit *hit)
{
    struct list texts;
    TRY(matter_read(s->c, id, &hit->row));
    hit->def = matter_def(s->c->rooms, hit->row.kind);
    const struct page_def *home = rooms_home(s->c->rooms, hit->def);
    if (!home || !is_wanted(s->ask, &hit->row))
        return NOT_FOUND;
    enum status may = party_allows(s->c, &home->by, &hit->row);
    if (may != OK)
        return may == REFUSED ? NOT_FOUND : may;
    TRY(search_texts_many(s->c->db, (struct matter_id){id}, -1, &texts, s->c->arena));
    s->n_seen = 0;
    for (size_t i = 0; i < s->terms.n; i++)
        TRY(look_for(s, &s->terms.at[i], &texts, hit));
    return note_seen(s);
}

/* What was read for it goes again; of a hit its row is read once more at the end. */
static enum status look_at(struct searching *s, int64_t id)
{
    struct search_hit *hit = &s->found->hit[s->found->n];
    *hit = (struct search_hit){.n = 0};
    struct arena_mark mark = arena_mark(s->c->arena);
    enum status status = look_at_matter(s, id, hit);
    s->c->matter_seen = NULL;
    arena_back(s->c->arena, mark);
    hit->row = (struct matter_row){.id = id};
    s->found->n += status == OK;
    return status == NOT_FOUND ? OK : status;
}

/* ---- all ----------------------------------------------------------------------------------- */

static enum status look_at_row(struct searching *s, struct search_row row, int64_t below,
                               int *looked)
{
    for (int bit = SEARCH_BLOCK - 1; bit >= 0; bit--) {
        int64_t id = row.block * SEARCH_BLOCK + bit;
        if (!(row.bits >> bit & 1) || id >= below)
            continue;
        if (s->found->n == SEARCH_HITS || *looked == LOOKED_AT_MAX) {
            s->found->below = id + 1;
            return OK;
        }
        (*looked)++;
        TRY(look_at(s, id));
    }
    return OK;
}

static enum status look_through(struct searching *s)
{
    int64_t below = s->ask->below ? s->ask->below : LIMIT_INT_MAX;
    struct search_row row = {(below - 1) / SEARCH_BLOCK + 1, 0};
    int looked = 0;
    while (!s->found->below) {
        enum status status = search_walk(s->c, s->any, s->n_any, row.block - 1, &row);
        if (status == NOT_FOUND)
            return OK;
        TRY(status);
        TRY(look_at_row(s, row, below, &looked));
    }
    return OK;
}

enum status search_run(struct ctx *c, const struct hash *key, const struct search_ask *ask,
                       struct search_found *ret_found)
{
    struct searching s = {.c = c, .key = key, .ask = ask, .found = ret_found};
    *ret_found = (struct search_found){.n = 0};
    ret_found->hit = ARENA_ARRAY(c->arena, struct search_hit, SEARCH_HITS + 1);
    if (!ret_found->hit)
        return FULL;
    enum status status = search_read(c, key, ask->words, &s.terms);
    ret_found->why = s.terms.why;
    TRY(status);
    for (size_t i = 0; i < s.terms.n; i++)
        if (s.terms.at[i].any.n)
            s.any[s.n_any++] = s.terms.at[i].any;
    TRY(narrow(&s));
    TRY(look_through(&s));
    for (size_t i = 0; i < ret_found->n; i++) {
        c->matter_seen = NULL;
        TRY(matter_read(c, ret_found->hit[i].row.id, &ret_found->hit[i].row));
    }
    return OK;
}
