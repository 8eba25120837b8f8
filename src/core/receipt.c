// SPDX-License-Identifier: Apache-2.0
#include "core/receipt.h"

#include "core/read.h"

#include <assert.h>
#include <string.h>

enum { EXTRA_BYTES = 4 * 1024 * 1024 };

/* ---- from the vault ------------------------------------------------------------------------ */

static enum status commit(const struct fact *f, struct receipt_column *c)
{
    struct buf value;
    buf_init(&value, EXTRA_BYTES);
    enum status s = json_canon(&value, c->value);
    if (s == OK)
        c->commitment = fact_commitment(f, &c->column, c->salt, buf_str(&value));
    buf_close(&value);
    return s;
}

/* Once something was erased a row holds, for each column, [salt, value], or where the value is gone
 * its commitment (vault.c). */
static enum status read_unseeded(const struct json *item, struct receipt_column *c)
{
    if (item->type == JSON_STRING) {
        struct str commitment = str_cut(json_text(item), ' ', &c->given);
        return str_to_bytes(commitment, c->commitment.b, sizeof c->commitment.b);
    }
    c->value = json_item(item, 1);
    if (item->type != JSON_ARRAY || !c->value)
        return BROKEN;
    return str_to_bytes(json_text(json_item(item, 0)), c->salt, sizeof c->salt);
}

static enum status read_item(struct str seed, const struct json *item, size_t i,
                             struct receipt_column *c)
{
    if (seed.p) {
        c->value = item;
        fact_salt((const uint8_t *)seed.p, i, c->salt);
        return OK;
    }
    return read_unseeded(item, c) == OK ? OK : BROKEN;
}

enum status receipt_columns(struct arena *a, const struct fact *f, struct str seed,
                            struct str vault, const struct hash *known,
                            struct receipt_column **ret_column, size_t *ret_n)
{
    struct column column[LIMIT_FACT_COLUMNS];
    struct json *row;
    if (json_parse(a, vault, JSON_STRICT, &row, NULL) != OK || row->type != JSON_ARRAY ||
        (seed.p && seed.n != 16))
        return BROKEN;
    struct receipt_column *c = ARENA_ARRAY(a, struct receipt_column, row->n + 1);
    if (!c)
        return FULL;
    if (row->n > fact_hidden_columns(f, column))
        return BROKEN;
    size_t i = 0;
    for (const struct json *item = row->child; item; item = item->next, i++) {
        c[i].column = column[i];
        TRY(read_item(seed, item, i, &c[i]));
        if (known)
            c[i].commitment = known[i];
        else if (c[i].value)
            TRY(commit(f, &c[i]));
    }
    *ret_column = c;
    *ret_n = row->n;
    return OK;
}

/* ---- who may open what --------------------------------------------------------------------- */

static bool is_coded(const struct matter *m, const char *seat)
{
    for (size_t i = 0; seat && i < m->n_seats; i++)
        if (strcmp(m->seat[i].name, seat) == 0)
            return m->seat[i].coded;
    return false;
}

/* Whoever acted has passed the operation's own `by`; where he sits is not asked again. */
static bool has_asker(const struct fact *f, const struct circle *circle, const struct who *asked)
{
    for (size_t i = 0; circle && i < circle->parties.n; i++) {
        const struct party *p = &circle->parties.party[i];
        if (p->kind == PARTY_ANYONE && !p->once_stage && !p->once_published)
            return true;
        if (p->kind == PARTY_SEAT && (asked->person.v || is_coded(f->matter, p->seat)))
            return true;
        if (p->role && asked->person.v && who_has_role(asked, p->role))
            return true;
    }
    return false;
}

void receipt_open(const struct fact *f, const struct who *asked, struct receipt_column *column,
                  size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct receipt_column *c = &column[i];
        bool is_actor = c->column.kind == COLUMN_ENVELOPE && c->column.number == ENVELOPE_ACTOR;
        bool may = !c->column.personal || (is_actor && asked->person.v) ||
                   (!is_actor && has_asker(f, read_circle(f, &c->column), asked));
        c->is_open = may && !f->bare && c->value;
    }
}

/* ---- the text ------------------------------------------------------------------------------ */

static void put_hex(struct buf *to, const uint8_t *p, size_t n)
{
    buf_byte(to, '"');
    buf_hex(to, p, n);
    buf_byte(to, '"');
}

static void put_name(struct buf *to, const struct receipt_column *c)
{
    buf_byte(to, '"');
    fact_put_column(to, &c->column);
    buf_byte(to, '"');
}

static void put_commitments(struct buf *to, const struct receipt_parts *p)
{
    buf_puts(to, "{\"commitments\":[");
    for (size_t i = 0; i < p->n; i++) {
        buf_puts(to, i ? "," : "");
        put_hex(to, p->column[i].commitment.b, 32);
    }
}

/* The member is left out where nothing was erased. */
static void put_erased(struct buf *to, const struct receipt_parts *p)
{
    const char *before = "],\"erased\":[";
    for (size_t i = 0; i < p->n; i++) {
        if (p->column[i].value)
            continue;
        buf_puts(to, before);
        put_name(to, &p->column[i]);
        before = ",";
    }
}

/* The proof that the erasure was entered: a receipt within the receipt, which opens what it took.
 */
static void put_erasures(struct buf *to, const struct receipt_parts *p)
{
    const char *before = "],\"erasures\":[";
    for (size_t i = 0; i < p->n_erasures; i++) {
        buf_puts(to, before);
        json_put_text(to, p->erasure[i]);
        before = ",";
    }
}

static void put_fields(struct buf *to, const struct receipt_parts *p)
{
    buf_puts(to, "],\"fields\":[");
    for (size_t i = 0; i < p->n; i++) {
        buf_puts(to, i ? "," : "");
        put_name(to, &p->column[i]);
    }
    buf_byte(to, ']');
}

static enum status put_openings(struct buf *to, const struct receipt_parts *p)
{
    const char *before = "{\"field\":";
    buf_puts(to, ",\"openings\":[");
    for (size_t i = 0; i < p->n; i++) {
        const struct receipt_column *c = &p->column[i];
        if (!c->is_open)
            continue;
        assert(c->value && !p->fact->bare);
        buf_puts(to, before);
        put_name(to, c);
        buf_puts(to, ",\"salt\":");
        put_hex(to, c->salt, sizeof c->salt);
        buf_puts(to, ",\"value\":");
        TRY(json_canon(to, c->value));
        buf_byte(to, '}');
        before = ",{\"field\":";
    }
    buf_puts(to, "]}");
    return OK;
}

/* Canonical JSON: members in the order of their names. */
static enum status put_extra(struct buf *to, const struct receipt_parts *p)
{
    put_commitments(to, p);
    put_erased(to, p);
    put_erasures(to, p);
    put_fields(to, p);
    buf_puts(to, ",\"kind\":");
    json_put_text(to, str_of(p->fact->full));
    buf_puts(to, ",\"leaf\":");
    json_put_text(to, p->leaf);
    if (p->matter_key) {
        buf_puts(to, ",\"matter_key\":");
        put_hex(to, p->matter_key, 32);
    }
    TRY(put_openings(to, p));
    return to->full ? FULL : OK;
}

enum status receipt_put(struct buf *to, const struct receipt_parts *p)
{
    struct buf extra;
    assert(p->entry >= 0 && p->leaf.p && p->note.p);
    buf_init(&extra, EXTRA_BYTES);
    enum status s = put_extra(&extra, p);
    if (s == OK) {
        struct tlog_receipt receipt = {buf_str(&extra), (uint64_t)p->entry, *p->proof, p->note};
        tlog_receipt_put(to, &receipt);
        s = to->full ? FULL : OK;
    }
    buf_close(&extra);
    return s;
}
