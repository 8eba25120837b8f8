// SPDX-License-Identifier: Apache-2.0
#include "core/ledger.h"

#include "core.gen.h"
#include "core/fold.h"
#include "core/number.h"
#include "core/party.h"
#include "core/tag.h"
#include "crypt/crypt.h"

#include <assert.h>
#include <string.h>

/* ---- stating ------------------------------------------------------------------------------- */

enum status fact_state(struct ctx *c, const struct fact *f, int64_t matter, const void *fields)
{
    struct ledger *l = c->ledger;
    assert(l && f);
    if (l->n_pending == LIMIT_OP_FACTS)
        return FULL;
    void *copy = arena_take(c->arena, 1, f->record.size + 1);
    if (!copy)
        return FULL;
    if (f->record.size)
        memcpy(copy, fields, f->record.size);
    l->pending[l->n_pending++] = (struct pending){f, matter, copy, 0, NULL, 0};
    return OK;
}

enum status ledger_state_past(struct ctx *c, const struct fact *f, int64_t matter,
                              const void *fields, int64_t acted)
{
    assert(acted > 0 && acted <= c->now && c->because.n);
    TRY(fact_state(c, f, matter, fields));
    c->ledger->pending[c->ledger->n_pending - 1].acted = acted;
    return OK;
}

enum status ledger_state_amended(struct ctx *c, const struct fact *f, int64_t matter,
                                 const void *fields, const struct read_fact *before, int64_t since)
{
    TRY(fact_state(c, f, matter, fields));
    struct pending *p = &c->ledger->pending[c->ledger->n_pending - 1];
    p->before = before;
    p->since = since;
    return OK;
}

struct ctx ledger_ctx(struct ledger *l, int64_t now, struct str op)
{
    return (struct ctx){.db = l->db,
                        .rooms = l->rooms,
                        .arena = l->arena,
                        .who = who_nobody(),
                        .now = now,
                        .op = op,
                        .ledger = l};
}

void ledger_drop(struct ledger *l)
{
    l->n_pending = 0;
}

int64_t ledger_new_matter(const struct ledger *l)
{
    return l->newest_matter + 1;
}

/* Entries never go back in time, also when the clock does while nobody serves. */
static enum status read_last_time(struct ledger *l, struct arena *a)
{
    struct ledger_entry leaf;
    struct ledger_vault vault = {.value = {NULL, 0}};
    struct read_fact *fact = ARENA_NEW(a, struct read_fact);
    int64_t last = (int64_t)l->tree.size - 1;
    if (last < 0)
        return OK;
    if (!fact)
        return FULL;
    TRY(ledger_entry_one(l->db, last, &leaf, a));
    enum status s = ledger_vault_one(l->db, last, &vault, a);
    if (s != OK && s != NOT_FOUND)
        return s;
    TRY(fact_read(a, l->rooms, leaf.leaf, vault.value, fact));
    if (fact->envelope.entered > l->last_time)
        l->last_time = fact->envelope.entered;
    return OK;
}

enum status ledger_open(struct ledger *l)
{
    struct arena a;
    struct ledger_newest_matter newest = {{0}};
    arena_init(&a, LIMIT_REQUEST_ARENA);
    enum status s = tree_open(&l->tree, l->db);
    if (s == OK)
        s = ledger_newest_matter_one(l->db, &newest, &a);
    if (s == OK)
        s = read_last_time(l, &a);
    if (s == OK)
        s = search_begin(l->db, &a, &l->words);
    int64_t first = number_first(l->node) - 1;
    l->newest_matter = newest.matter.v > first ? newest.matter.v : first;
    arena_close(&a);
    return s;
}

void ledger_close(struct ledger *l)
{
    search_end(&l->words);
}

/* ---- clocks that a fact starts ------------------------------------------------------------- */

static bool is_among(const char *const *names, const char *name)
{
    for (; names && *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

/* The word of the field that picks the row's limit; absent where the fact does not say. */
static struct str case_of(const struct fact *f, const void *fields, const char *by)
{
    const struct field *field = by ? record_find(&f->record, str_of(by)) : NULL;
    if (!field)
        return (struct str){NULL, 0};
    if (field->type == FIELD_ENUM)
        return str_of(words_word(field->words, *(const int32_t *)field_at(field, fields)));
    return *(const struct str *)field_at(field, fields);
}

/* The field that is a clock's moment itself; NULL: it has a row of time. */
static const struct field *moment_of(const struct clock_def *clock, const struct pending *p)
{
    return clock->at ? record_find(&p->fact->record, str_of(clock->at)) : NULL;
}

/* Does the fact start that clock?  Where the moment is a field, only if it was given. */
static bool starts(const struct clock_def *clock, const struct pending *p)
{
    const struct field *at = moment_of(clock, p);
    return (is_among(clock->from, p->fact->name) || is_among(clock->go, p->fact->name)) &&
           (!at || field_is_given(at, p->fields));
}

/* Is what a clock is counted by, or its moment, another than before? */
static bool drives(const struct clock_def *clock, const struct pending *p)
{
    const struct read_fact *b = p->before;
    const struct field *now = moment_of(clock, p);
    const struct field *then = now ? record_find(&b->fact->record, str_of(clock->at)) : NULL;
    if (then)
        return field_is_given(now, p->fields) && (!field_is_given(then, b->fields) ||
                                                  *(const int64_t *)field_at(now, p->fields) !=
                                                      *(const int64_t *)field_at(then, b->fields));
    return !str_eq(case_of(p->fact, p->fields, clock->by), case_of(b->fact, b->fields, clock->by));
}

static enum status clock_due(const struct ledger *l, const struct clock_def *clock,
                             const struct pending *p, int64_t acted, int64_t *ret_due)
{
    const struct field *at = moment_of(clock, p);
    if (at) {
        *ret_due = *(const int64_t *)field_at(at, p->fields);
        return OK;
    }
    return terms_due(l->terms, str_of(clock->row), case_of(p->fact, p->fields, clock->by), acted,
                     ret_due);
}

/* Of a clock that the corrected entry started and that has not ended: it moves by what the
 * corrected field makes of it, so that time for which a hold stopped it stays counted.  False: it
 * stays. */
static enum status date_anew(const struct ledger *l, const struct clock_def *clock,
                             const struct pending *p, bool *ret_anew, int64_t *ret_due)
{
    struct list rows;
    const char *corrected = p->fact->amends->name;
    const struct pending was = {.fact = p->before->fact, .fields = p->before->fields};
    int64_t before, after;
    *ret_anew = false;
    if ((!is_among(clock->from, corrected) && !is_among(clock->go, corrected)) || !drives(clock, p))
        return OK;
    TRY(matter_clocks_many(l->db, (struct matter_id){p->matter}, &rows, l->arena));
    const struct matter_clocks *row = rows.at;
    for (size_t i = 0; i < rows.n; i++) {
        bool open = row[i].running || row[i].has_held;
        if (!open || !str_is(row[i].name, clock->name) || row[i].started != p->since)
            continue;
        TRY(clock_due(l, clock, &was, p->since, &before));
        TRY(clock_due(l, clock, p, p->since, &after));
        *ret_due = row[i].due + after - before;
        *ret_anew = true;
    }
    return OK;
}

static enum status put_due(const struct ledger *l, const struct pending *p, int64_t acted,
                           struct buf *to)
{
    const struct matter *m = p->fact->matter;
    for (size_t i = 0; m && i < m->n_clocks; i++) { /* the generator sorts clocks by name */
        const struct clock_def *clock = &m->clock[i];
        int64_t due = 0;
        bool dated = starts(clock, p);
        if (p->before)
            TRY(date_anew(l, clock, p, &dated, &due));
        else if (dated)
            TRY(clock_due(l, clock, p, acted, &due));
        if (!dated)
            continue;
        buf_puts(to, to->n ? ",\"" : "{\"");
        buf_puts(to, clock->name);
        buf_puts(to, "\":");
        buf_int(to, due);
    }
    if (to->n)
        buf_byte(to, '}');
    return to->full ? FULL : OK;
}

static enum status set_due(const struct ledger *l, const struct pending *p, struct envelope *e)
{
    struct buf due;
    buf_init(&due, 4096);
    enum status s = put_due(l, p, e->acted, &due);
    if (s == OK && due.n)
        s = arena_copy(l->arena, buf_str(&due), &e->due);
    buf_close(&due);
    return s;
}

/* ---- tags ---------------------------------------------------------------------------------- */

/* The next tag of a matter; its key and count are made or moved on. */
static enum status next_tag(struct ledger *l, int64_t matter, const struct code_hashes *codes,
                            uint8_t ret_key[32], char room[TAG_HEX], struct str *ret_tag)
{
    struct ledger_matter_key row;
    struct matter_id id = {matter};
    enum status s =
        matter > l->newest_matter ? NOT_FOUND : ledger_matter_key_one(l->db, id, &row, l->arena);
    if (s == NOT_FOUND) {
        struct str none = {NULL, 0};
        crypt_random(ret_key, 32);
        TRY(ledger_add_matter_key_exec(l->db, id, (struct str){(const char *)ret_key, 32},
                                       codes ? codes->view : none, codes ? codes->secret : none));
        if (matter > l->newest_matter)
            l->newest_matter = matter;
        *ret_tag = tag_of(ret_key, 1, room);
        return OK;
    }
    TRY(s);
    if (row.key.n != 32)
        return BROKEN;
    memcpy(ret_key, row.key.p, 32);
    if (codes)
        TRY(ledger_set_codes_exec(l->db, id, codes->view, codes->secret));
    TRY(ledger_count_act_exec(l->db, id));
    *ret_tag = tag_of(ret_key, row.acts + 1, room);
    return OK;
}

static void sort_tags(struct str *tag, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0 && str_cmp(tag[k - 1], tag[k]) > 0; k--) {
            struct str swap = tag[k];
            tag[k] = tag[k - 1];
            tag[k - 1] = swap;
        }
}

/* ---- envelope ------------------------------------------------------------------------------ */

static enum status add_matter(struct envelope *e, int64_t matter)
{
    for (size_t i = 0; i < e->n_matters; i++)
        if (e->matter[i] == matter)
            return OK;
    if (e->n_matters == LIMIT_FACT_MATTERS)
        return FULL;
    e->matter[e->n_matters++] = matter;
    return OK;
}

static enum status set_matters(const struct pending *p, struct envelope *e)
{
    if (p->matter)
        TRY(add_matter(e, p->matter));
    for (size_t i = 0; i < p->fact->record.n; i++) {
        const struct field *f = &p->fact->record.field[i];
        if (f->tag && f->type == FIELD_ID && !field_is_list(f) && field_is_given(f, p->fields))
            TRY(add_matter(e, *(const int64_t *)field_at(f, p->fields)));
    }
    return OK;
}

static enum status make_envelope(struct ledger *l, const struct ctx *c, const struct pending *p,
                                 struct envelope *ret_envelope)
{
    if (c->now > l->last_time)
        l->last_time = c->now;
    struct envelope e = {
        .node = l->node,
        .office = c->who.office,
        .post = c->who.post,
        .actor = c->who.person,
        .acted = p->acted ? p->acted : c->now,
        .entered = l->last_time,
        .op = c->op,
        .because = c->because.at,
        .n_because = c->because.n,
        .as_of = c->because.n ? c->as_of : -1,
        .pack = l->pack,
    };
    TRY(set_matters(p, &e));
    if (!p->acted) /* what happened elsewhere is judged by no clock of ours */
        TRY(set_due(l, p, &e));
    *ret_envelope = e;
    return OK;
}

/* ---- appending ----------------------------------------------------------------------------- */

static enum status write_entry(struct ledger *l, const struct ctx *c, const struct pending *p,
                               const struct code_hashes *codes, struct appended *done)
{
    struct envelope e;
    struct str tag[LIMIT_FACT_MATTERS];
    char room[LIMIT_FACT_MATTERS][TAG_HEX];
    uint8_t seed[16], other[32];
    TRY(make_envelope(l, c, p, &e));
    for (size_t i = 0; i < e.n_matters; i++)
        TRY(next_tag(l, e.matter[i], i == 0 ? codes : NULL, i == 0 ? done->matter_key : other,
                     room[i], &tag[i]));
    sort_tags(tag, e.n_matters);
    crypt_random(seed, sizeof seed);
    done->fact = p->fact;
    done->entry = (int64_t)l->tree.size;
    done->matter = p->matter;
    done->has_key = e.n_matters > 0;
    return fact_write(l->arena, p->fact, &e, p->fields, tag, e.n_matters, seed, &done->written);
}

static enum status tell(struct ledger *l, const struct appended *done)
{
    struct told *told = ARENA_NEW(l->arena, struct told);
    if (!told)
        return FULL;
    *told = (struct told){done->fact, done->matter, l->told};
    l->told = told;
    return OK;
}

static enum status append_one(struct ledger *l, const struct ctx *c, const struct pending *p,
                              const struct code_hashes *codes, struct appended *done)
{
    TRY(write_entry(l, c, p, codes, done));
    const struct written *w = &done->written;
    TRY(ledger_add_entry_exec(l->db, done->entry, w->leaf));
    TRY(ledger_add_vault_exec(l->db, done->entry,
                              (struct str){(const char *)w->seed, sizeof w->seed}, w->vault));
    TRY(tree_append(&l->tree, tlog_leaf(w->leaf)));
    TRY(fold_entry(l->db, l->arena, l->rooms, done->entry, w->leaf, w->vault, &l->words, NULL));
    return tell(l, done);
}

enum status ledger_append(struct ledger *l, const struct ctx *c, const struct code_hashes *codes,
                          struct list *ret_appended)
{
    struct appended *done = ARENA_ARRAY(l->arena, struct appended, l->n_pending + 1);
    if (!done)
        return FULL;
    size_t n = l->n_pending;
    for (size_t i = 0; i < n; i++) {
        enum status s = append_one(l, c, &l->pending[i], i == 0 ? codes : NULL, &done[i]);
        if (s != OK) {
            l->n_pending = 0;
            return s == FULL ? FULL : BROKEN;
        }
    }
    l->n_pending = 0;
    *ret_appended = (struct list){done, n};
    return OK;
}
