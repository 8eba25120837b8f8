// SPDX-License-Identifier: Apache-2.0
/* receipt_make.c -- the receipt that goes out with a reply, and one asked for later, as its reader
 * may have it.
 * Floor 4.  Not here: the text itself (receipt.c). */
#include "core/receipt.h"

#include "core.gen.h"
#include "core/core.h"
#include "core/erase/erase.h"
#include "core/read.h"
#include "core/tree.h"
#include "tlog/checkpoint.h"
#include "tlog/note.h"

#include <string.h>

enum { RECEIPT_BYTES = 8 * 1024 * 1024 };

/* Whose receipt it is. */
struct holder {
    struct ctx *c;
    const struct read_fact *fact;
    struct matter_row m; /* id 0: the fact is of no matter */
    bool is_actor;
};

static enum status may_have_of(const struct holder *h, const struct matter_row *m)
{
    const struct matter *def = matter_def(h->c->rooms, m->kind);
    if (m->id && h->c->who.matter == m->id)
        return OK;
    for (size_t i = 0; m->id && def && i < def->n_circles; i++) {
        enum status s = party_allows(h->c, &def->circle[i].parties, m);
        if (s != REFUSED)
            return s;
    }
    return REFUSED;
}

/* Whoever acted, whoever is in some circle of the matter, or of another that the entry touches and
 * in whose history it stands. */
static enum status may_have(const struct holder *h)
{
    const struct envelope *e = &h->fact->envelope;
    enum status s = h->is_actor ? OK : may_have_of(h, &h->m);
    for (size_t i = 1; s == REFUSED && i < e->n_matters; i++) {
        struct matter_row touched;
        TRY(matter_read(h->c, e->matter[i], &touched));
        s = may_have_of(h, &touched);
    }
    return s;
}

static enum status find_holder(struct ctx *c, const struct read_fact *fact, struct holder *h)
{
    const struct json *actor = fact->value[ENVELOPE_ACTOR];
    int64_t person = 0;
    *h = (struct holder){.c = c, .fact = fact};
    if (actor && json_int(actor, &person) == OK)
        h->is_actor = person && person == c->who.person.v;
    return fact->envelope.n_matters ? matter_read(c, fact->envelope.matter[0], &h->m) : OK;
}

/* `must`: that it was handed out must be recorded. */
static enum status may_open(const struct holder *h, const struct receipt_column *c, bool *ret_may,
                            bool *ret_must)
{
    const struct fact *f = h->fact->fact;
    bool is_actor_column = c->column.kind == COLUMN_ENVELOPE && c->column.number == ENVELOPE_ACTOR;
    const struct circle *circle = is_actor_column ? NULL : read_circle(f, &c->column);
    *ret_may = !c->column.personal || (is_actor_column && h->is_actor);
    if (*ret_may || !circle || !h->m.id)
        return OK;
    enum status s = read_circle_allows(h->c, circle, &h->m, ret_must);
    *ret_may = s == OK;
    return s == REFUSED ? OK : s;
}

static enum status open_columns(const struct holder *h, int64_t entry,
                                struct receipt_column *column, size_t n)
{
    for (size_t i = 0; i < n && !h->fact->fact->bare; i++) {
        bool may = false, must = false;
        TRY(may_open(h, &column[i], &may, &must));
        column[i].is_open = may && column[i].value;
        if (column[i].is_open && must && column[i].value->type != JSON_NULL)
            TRY(read_note(h->c, entry, h->fact, column[i].column.number));
    }
    return OK;
}

/* The matter's key goes to a party of it alone: with it all entries of the matter are known. */
static enum status find_key(const struct holder *h, const uint8_t **ret_key)
{
    struct ledger_matter_key row;
    if (!h->m.id || h->c->who.matter != h->m.id)
        return OK;
    TRY(ledger_matter_key_one(h->c->db, (struct matter_id){h->m.id}, &row, h->c->arena));
    if (row.key.n != 32)
        return BROKEN;
    *ret_key = (const uint8_t *)row.key.p;
    return OK;
}

/* The proof against the checkpoint that the note carries. */
static enum status prove(struct ctx *c, int64_t entry, struct str note_text,
                         struct tlog_proof *ret_proof)
{
    struct tlog_note note;
    struct tlog_checkpoint checkpoint;
    TRY(tlog_note_read(c->arena, note_text, &note));
    TRY(tlog_checkpoint_read(c->arena, note.text, &checkpoint));
    struct tree *tree = ARENA_NEW(c->arena, struct tree);
    if (!tree)
        return FULL;
    TRY(tree_open(tree, c->db));
    if ((uint64_t)entry >= checkpoint.size || checkpoint.size > tree->size)
        return BUSY; /* not signed yet, or this reader's view is older than the checkpoint */
    return tree_inclusion_at(tree, (uint64_t)entry, checkpoint.size, ret_proof);
}

static enum status put_text(struct arena *a, const struct receipt_parts *parts,
                            struct str *ret_text)
{
    struct buf text;
    buf_init(&text, RECEIPT_BYTES);
    enum status s = receipt_put(&text, parts);
    if (s == OK)
        s = arena_copy(a, buf_str(&text), ret_text);
    buf_close(&text);
    return s;
}

/* A person without account who made the matter, or gave its view code, is its party and gets its
 * key. */
static const uint8_t *key_for(const struct op_call *call, const struct appended *first)
{
    bool is_party = !call->who.person.v &&
                    (call->view_code.p || (first->matter && call->who.matter == first->matter));
    return is_party && first->has_key ? first->matter_key : NULL;
}

enum status receipt_for_filer(struct op_call *call, const struct appended *first,
                              const struct tlog_proof *proof, struct str note)
{
    const struct written *w = &first->written;
    struct receipt_column *column;
    struct receipt_parts parts = {
        .fact = first->fact, .entry = first->entry, .leaf = w->leaf, .proof = proof, .note = note};
    TRY(receipt_columns(call->arena, first->fact,
                        (struct str){(const char *)w->seed, sizeof w->seed}, w->vault,
                        w->commitment, &column, &parts.n));
    receipt_open(first->fact, &call->who, column, parts.n);
    parts.column = column;
    parts.matter_key = key_for(call, first);
    return put_text(call->arena, &parts, &call->receipt);
}

/* ---- what was erased ----------------------------------------------------------------------- */

/* The receipt of an erasure as everybody may have it who has one of an entry that it touched: which
 * entry and which columns, and nobody's name. */
static enum status put_erasure(struct ctx *c, int64_t entry, struct str note, struct str *ret_text)
{
    struct receipt_parts parts = {.entry = entry, .note = note};
    struct ledger_vault vault;
    struct read_fact *fact = ARENA_NEW(c->arena, struct read_fact);
    struct receipt_column *column;
    struct tlog_proof proof;
    if (!fact)
        return FULL;
    TRY(read_entry(c, entry, &parts.leaf, &vault, fact));
    TRY(receipt_columns(c->arena, fact->fact, vault.seed, vault.value, NULL, &column, &parts.n));
    for (size_t i = 0; i < parts.n; i++)
        column[i].is_open = !column[i].column.personal && column[i].value;
    TRY(prove(c, entry, note, &proof));
    parts.fact = fact->fact;
    parts.column = column;
    parts.proof = &proof;
    return put_text(c->arena, &parts, ret_text);
}

static enum status put_all_erasures(struct ctx *c, struct receipt_parts *parts)
{
    struct list rows;
    bool erased = false;
    for (size_t i = 0; i < parts->n; i++)
        erased |= !parts->column[i].value;
    if (!erased)
        return OK;
    TRY(erase_of_many(c->db, parts->entry, &rows, c->arena));
    struct str *text = ARENA_ARRAY(c->arena, struct str, rows.n + 1);
    const struct erase_of *row = rows.at;
    if (!text)
        return FULL;
    for (size_t i = 0; i < rows.n; i++)
        TRY(put_erasure(c, row[i].entry, parts->note, &text[i]));
    parts->erasure = text;
    parts->n_erasures = rows.n;
    return OK;
}

enum status receipt_make(struct ctx *c, int64_t entry, struct str *ret_text)
{
    struct receipt_parts parts = {.entry = entry};
    struct ledger_vault vault;
    struct read_fact fact;
    struct holder h;
    struct receipt_column *column = NULL;
    struct tlog_proof proof;
    TRY(read_entry(c, entry, &parts.leaf, &vault, &fact));
    TRY(find_holder(c, &fact, &h));
    TRY(may_have(&h));
    if (vault.value.p)
        TRY(receipt_columns(c->arena, fact.fact, vault.seed, vault.value, NULL, &column, &parts.n));
    TRY(open_columns(&h, entry, column, parts.n));
    TRY(find_key(&h, &parts.matter_key));
    if (!c->note.n)
        return BUSY;
    parts.note = c->note;
    TRY(prove(c, entry, parts.note, &proof));
    parts.fact = fact.fact;
    parts.column = column;
    parts.proof = &proof;
    TRY(put_all_erasures(c, &parts));
    return put_text(c->arena, &parts, ret_text);
}
