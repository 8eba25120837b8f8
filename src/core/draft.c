// SPDX-License-Identifier: Apache-2.0
#include "core/draft.h"

#include "base/json.h"
#include "core.gen.h"
#include "core/amend.h"
#include "core/ledger.h"
#include "core/writer.h"
#include "crypt/crypt.h"

#include <stdio.h>

enum { LONG_TEXT = 500, SEALED_BYTES = DRAFT_BYTES + CRYPT_SEAL_EXTRA, ABOUT_BYTES = 200 };

/* What a sealed draft is bound to: it opens nowhere else. */
static struct str about_of(const struct draft *d, char room[ABOUT_BYTES])
{
    int n = snprintf(room, ABOUT_BYTES, "draft:%lld:%s:%lld", (long long)d->account.v, d->op->full,
                     (long long)d->matter);
    return (struct str){room, n < ABOUT_BYTES ? (size_t)n : ABOUT_BYTES - 1};
}

static bool has_long_text(const struct record *r)
{
    for (size_t i = 0; i < r->n; i++) {
        const struct field *f = &r->field[i];
        if (f->type == FIELD_GROUP ? has_long_text(f->group)
                                   : f->type == FIELD_TEXT && f->max >= LONG_TEXT)
            return true;
    }
    return false;
}

bool draft_is_worth(const struct op *op)
{
    return !amend_is(op) && has_long_text(&op->form);
}

/* ---- reading ------------------------------------------------------------------------------- */

enum status draft_at(struct ctx *c, const struct draft *d, int64_t *ret_at)
{
    struct draft_at row;
    TRY(draft_at_one(c->db, d->account.v, str_of(d->op->full), d->matter, &row, c->arena));
    *ret_at = row.at;
    return OK;
}

static enum status read_pairs(struct arena *a, struct str text, struct form *ret_typed,
                              struct form *ret_grown)
{
    struct json *list;
    if (json_parse(a, text, JSON_STRICT, &list, NULL) != OK)
        return BROKEN;
    struct form_pair *typed = ARENA_ARRAY(a, struct form_pair, list->n + 1);
    struct form_pair *grown = ARENA_ARRAY(a, struct form_pair, list->n + 1);
    size_t n = 0, n_grown = 0;
    if (!typed || !grown)
        return FULL;
    for (const struct json *one = list->child; one; one = one->next) {
        struct str name = json_text(json_item(one, 0)), value = json_text(json_item(one, 1));
        if (str_starts(name, S("_n.")))
            grown[n_grown++] = (struct form_pair){str_part(name, 3, name.n), value, NULL};
        else
            typed[n++] = (struct form_pair){name, value, NULL};
    }
    *ret_typed = (struct form){typed, n};
    *ret_grown = (struct form){grown, n_grown};
    return OK;
}

enum status draft_read(struct ctx *c, const struct draft *d, const struct hash *key,
                       struct form *ret_typed, struct form *ret_grown)
{
    struct draft_row row;
    struct buf plain;
    struct str text;
    char about[ABOUT_BYTES];
    TRY(draft_row_one(c->db, d->account.v, str_of(d->op->full), d->matter, &row, c->arena));
    buf_init(&plain, DRAFT_BYTES);
    enum status s = crypt_open(key->b, row.body, about_of(d, about), &plain) == OK ? OK : BROKEN;
    if (s == OK)
        s = arena_copy(c->arena, buf_str(&plain), &text);
    if (plain.p)
        crypt_wipe(plain.p, plain.n);
    buf_close(&plain);
    return s == OK ? read_pairs(c->arena, text, ret_typed, ret_grown) : s;
}

/* ---- writing ------------------------------------------------------------------------------- */

struct saving {
    struct core *core;
    const struct draft *draft;
    struct str sealed;
    int64_t before, at;
};

static enum status keep(struct ledger *l, void *of)
{
    struct saving *s = of;
    const struct draft *d = s->draft;
    struct draft_at had = {0};
    struct draft_count count;
    struct str op = str_of(d->op->full);
    enum status found = draft_at_one(l->db, d->account.v, op, d->matter, &had, l->arena);
    if (found != OK && found != NOT_FOUND)
        return found;
    TRY(draft_count_one(l->db, d->account.v, &count, l->arena));
    if (found == NOT_FOUND && count.n >= DRAFTS_MAX)
        return CONFLICT;
    s->before = had.at;
    s->at = core_now(s->core);
    if (s->at <= had.at)
        s->at = had.at + 1; /* two savings are told apart by their moment */
    return draft_keep_exec(l->db, d->account.v, op, d->matter, s->at, s->sealed);
}

static enum status end(struct ledger *l, void *of)
{
    const struct draft *d = of;
    return draft_end_exec(l->db, d->account.v, str_of(d->op->full), d->matter);
}

static void put_pairs(struct buf *to, const struct form *pairs)
{
    bool first = true;
    buf_byte(to, '[');
    for (size_t i = 0; i < pairs->n; i++) {
        struct str name = pairs->pair[i].name;
        if (str_starts(name, S("_")) && !str_starts(name, S("_n.")))
            continue;
        buf_puts(to, first ? "[" : ",[");
        json_put_text(to, name);
        buf_byte(to, ',');
        json_put_text(to, pairs->pair[i].value);
        buf_byte(to, ']');
        first = false;
    }
    buf_byte(to, ']');
}

enum status draft_save(struct core *core, const struct draft *d, const struct form *pairs,
                       int64_t *ret_before, int64_t *ret_at)
{
    struct saving saving = {.core = core, .draft = d};
    struct hash key = core_key(core, "draft");
    struct buf plain, sealed;
    char about[ABOUT_BYTES];
    buf_init(&plain, DRAFT_BYTES);
    buf_init(&sealed, SEALED_BYTES);
    put_pairs(&plain, pairs);
    if (!plain.full)
        crypt_seal(key.b, buf_str(&plain), about_of(d, about), &sealed);
    saving.sealed = buf_str(&sealed);
    enum status s = plain.full || sealed.full ? FULL : writer_run(core, keep, &saving);
    if (plain.p)
        crypt_wipe(plain.p, plain.n);
    buf_close(&plain);
    buf_close(&sealed);
    if (s != OK)
        return s == CONFLICT ? FULL : s;
    *ret_before = saving.before;
    *ret_at = saving.at;
    return OK;
}

enum status draft_end(struct core *core, const struct draft *d)
{
    struct draft own = *d;
    return writer_run(core, end, &own);
}
