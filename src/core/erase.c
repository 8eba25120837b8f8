// SPDX-License-Identifier: Apache-2.0
/* erase.c -- what an erasure takes: which columns of which entries.
 * Floor 4.  Not here: taking it (erase_step.c). */
#include "core/erase.h"

#include "core.gen.h"
#include "core/erase_in.h"
#include "core/party.h"
#include "core/read.h"
#include "erase.gen.h"
#include "job.gen.h"
#include "public.gen.h"

#include <string.h>

/* ---- which columns ------------------------------------------------------------------------- */

/* Does the pack's "appeal-filed-who-name" mean this column?  A code holds no dot. */
static bool is_meant(struct str code, const struct fact *f, const struct column *column)
{
    char room[200];
    struct buf name = {.p = room, .room = sizeof room, .max = sizeof room};
    buf_puts(&name, f->amends ? f->amends->full : f->full); /* a correction goes with its field */
    buf_byte(&name, '.');
    fact_put_column(&name, column);
    if (name.full || name.n != code.n)
        return false;
    for (size_t i = 0; i < code.n; i++)
        if (room[i] != (code.p[i] == '-' ? '.' : code.p[i]))
            return false;
    return true;
}

enum status erase_field_find(const struct rooms *rooms, struct str field)
{
    struct column column[LIMIT_FACT_COLUMNS];
    for (size_t i = 0; i < rooms->n; i++)
        for (size_t k = 0; k < rooms->room[i]->n_facts; k++) {
            const struct fact *f = rooms->room[i]->facts[k];
            size_t n = fact_columns(f, column);
            for (size_t at = 0; at < n; at++)
                if (column[at].personal && is_meant(field, f, &column[at]))
                    return OK;
        }
    return NOT_FOUND;
}

static bool is_wanted(const struct erase_scope *scope, const struct fact *f,
                      const struct column *column)
{
    const struct str *field = scope->field.at;
    if (!column->personal)
        return false;
    if (scope->whole)
        return read_circle(f, column) != NULL;
    for (size_t i = 0; i < scope->field.n; i++)
        if (is_meant(field[i], f, column))
            return true;
    return false;
}

/* The whole table from which a matter came: a part of a file cannot be erased. */
static bool is_table(const struct erase_scope *scope, const struct read_fact *f,
                     const struct column *column)
{
    return f->fact == &job_begun_fact && f->envelope.matter[0] != scope->about && column->field &&
           column->field->type == FIELD_FILE;
}

/* An entry of the matter, or of a publication about it, but for why that was withdrawn: this is
 * left to the public in its place.  Of all others in the history, which only touch the matter,
 * nothing is taken. */
static bool is_reached(const struct erase_scope *scope, const struct read_fact *f)
{
    bool is_published =
        f->fact->matter == &public_publication_matter && f->fact != &public_withdrawn_fact;
    return f->envelope.n_matters && (f->envelope.matter[0] == scope->about || is_published);
}

enum status erase_look(struct ctx *c, const struct erase_scope *scope, int64_t entry,
                       struct erase_place *ret_place)
{
    struct str leaf;
    struct ledger_vault vault;
    struct erase_place p = {.entry = entry};
    TRY(read_entry(c, entry, &leaf, &vault, &p.fact));
    bool own = is_reached(scope, &p.fact);
    if (vault.value.p)
        TRY(receipt_columns(c->arena, p.fact.fact, vault.seed, vault.value, NULL, &p.column, &p.n));
    for (size_t i = 0; i < p.n; i++) {
        const struct column *column = &p.column[i].column;
        bool wanted = (own && is_wanted(scope, p.fact.fact, column) &&
                       (column->field || p.fact.envelope.matter[0] == scope->about)) ||
                      is_table(scope, &p.fact, column);
        p.gone[i] = wanted && vault_holds(&p.column[i]);
        p.n_gone += p.gone[i];
    }
    *ret_place = p;
    return OK;
}

/* ---- which entries ------------------------------------------------------------------------- */

static enum status add_place(struct ctx *c, struct erase_walk *w, int64_t entry)
{
    struct erase_place *p = ARENA_NEW(c->arena, struct erase_place);
    if (!p)
        return FULL;
    for (size_t i = 0; i < w->n; i++)
        if (w->entry[i] == entry)
            return OK;
    TRY(erase_look(c, w->scope, entry, p));
    if (p->n_gone && w->n < ERASE_ENTRIES)
        w->entry[w->n++] = entry;
    return OK;
}

/* The entry itself, and the table that it was a row of. */
static enum status add_entry(struct ctx *c, struct erase_walk *w, int64_t entry)
{
    const struct read_fact *f;
    TRY(read_stated(c, entry, &f));
    if (!is_reached(w->scope, f))
        return OK;
    for (size_t i = 0; i < f->envelope.n_because; i++)
        TRY(add_place(c, w, f->envelope.because[i].v));
    return add_place(c, w, entry);
}

enum status erase_walk(struct ctx *c, struct erase_walk *w, int64_t from)
{
    struct list places = {NULL, 1};
    while (places.n && w->n < ERASE_ENTRIES) {
        TRY(erase_places_many(c->db, (struct matter_id){w->scope->about}, from, &places, c->arena));
        const struct erase_places *place = places.at;
        for (size_t i = 0; i < places.n && w->n + 1 < ERASE_ENTRIES; i++) {
            struct arena_mark mark = arena_mark(c->arena);
            TRY(add_entry(c, w, place[i].entry));
            arena_back(c->arena, mark);
            from = place[i].entry + 1;
        }
        if (w->n + 1 >= ERASE_ENTRIES)
            break;
    }
    return OK;
}

enum status erase_finds(struct ctx *c, const struct erase_scope *scope)
{
    struct erase_walk w = {.scope = scope};
    TRY(erase_walk(c, &w, 0));
    return w.n ? OK : NOT_FOUND;
}

/* ---- what hangs on it ---------------------------------------------------------------------- */

static enum status matter_is_open(struct ctx *c, int64_t id, bool *open)
{
    struct matter_row row;
    TRY(matter_read(c, id, &row));
    *open |= row.open && !str_is(row.kind, erase_erasure_matter.name);
    return OK;
}

static enum status entry_is_open(struct ctx *c, int64_t entry, bool *open)
{
    const struct read_fact *f;
    TRY(read_stated(c, entry, &f));
    for (size_t i = 0; i < f->envelope.n_matters; i++)
        TRY(matter_is_open(c, f->envelope.matter[i], open));
    for (size_t i = 0; i < f->envelope.n_because; i++) {
        const struct read_fact *from;
        TRY(read_stated(c, f->envelope.because[i].v, &from));
        if (from->fact == &job_begun_fact)
            TRY(matter_is_open(c, from->envelope.matter[0], open));
    }
    return OK;
}

enum status erase_is_open(struct ctx *c, int64_t about, bool *ret_open)
{
    struct list places = {NULL, 1};
    bool open = false;
    for (int64_t from = 0; places.n && !open;) {
        TRY(erase_places_many(c->db, (struct matter_id){about}, from, &places, c->arena));
        const struct erase_places *place = places.at;
        for (size_t i = 0; i < places.n && !open; i++) {
            struct arena_mark mark = arena_mark(c->arena);
            from = place[i].entry + 1;
            TRY(entry_is_open(c, place[i].entry, &open));
            c->matter_seen = NULL; /* it lies behind the mark */
            arena_back(c->arena, mark);
        }
    }
    *ret_open = open;
    return OK;
}
