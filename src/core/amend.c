// SPDX-License-Identifier: Apache-2.0
#include "core/amend.h"

#include "base/time.h"
#include "core.gen.h"
#include "core/ledger.h"
#include "core/op.h"
#include "core/pack.h"
#include "core/read.h"
#include "core/text_as.h"
#include "core/value.h"

#include <assert.h>
#include <string.h>

enum { NAME_BYTES = 200, AMEND_VALUE_MAX = 1024 * 1024, PAIRS_MAX = 2000 };

bool amend_is(const struct op *op)
{
    return op->result == OP_AMENDS || op->result == OP_VOIDS;
}

/* ---- which entry --------------------------------------------------------------------------- */

/* An entry and its corrections. */
struct chain {
    int64_t first, newest; /* as first stated; the version in force */
    struct list made;      /* of struct amend_of */
    bool is_void;
};

static enum status read_chain(struct ctx *c, int64_t first, struct chain *ret_chain)
{
    struct chain chain = {.first = first, .newest = first};
    TRY(amend_of_many(c->db, first, &chain.made, c->arena));
    const struct amend_of *made = chain.made.at;
    for (size_t i = 0; i < chain.made.n; i++) {
        chain.is_void |= made[i].voids;
        if (!made[i].voids)
            chain.newest = made[i].entry;
    }
    *ret_chain = chain;
    return OK;
}

/* The entry as it was first stated, if it is one of that fact and of this matter. */
static enum status find_named(struct ctx *c, const struct fact *wanted, int64_t matter,
                              int64_t entry, int64_t *ret_first)
{
    struct amend_first first = {entry};
    const struct read_fact *f;
    enum status s = amend_first_one(c->db, entry, &first, c->arena);
    if (s != OK && s != NOT_FOUND)
        return s;
    TRY(read_stated(c, first.first, &f));
    bool same = f->fact == wanted && f->envelope.n_matters && f->envelope.matter[0] == matter;
    if (!same)
        return NOT_FOUND;
    *ret_first = first.first;
    return OK;
}

enum status amend_begin(struct ctx *c, const struct op *op, const struct matter_row *m,
                        int64_t entry)
{
    const struct fact *wanted = op->facts[0]->amends;
    struct amend_newest newest;
    int64_t first = 0;
    enum status s = OK;
    assert(amend_is(op));
    c->author_of = 0;
    if (!m)
        return OK;
    if (entry) {
        s = find_named(c, wanted, m->id, entry, &first);
    } else {
        s = amend_newest_one(c->db, (struct matter_id){m->id}, str_of(wanted->full), &newest,
                             c->arena);
        first = s == OK && newest.has_entry ? newest.entry : 0;
    }
    if (s == OK)
        c->author_of = first;
    return s == NOT_FOUND ? OK : s;
}

int64_t amend_typed(const struct form *typed)
{
    int64_t entry = 0;
    for (size_t i = 0; i < typed->n; i++)
        if (str_is(typed->pair[i].name, AMENDED_ENTRY) &&
            str_to_int(str_trim(typed->pair[i].value), &entry) != OK)
            return 0;
    return entry;
}

/* ---- may he? ------------------------------------------------------------------------------- */

static enum status is_author(struct ctx *c, const struct matter_row *m, bool *ret_is)
{
    struct party author = {.kind = PARTY_AUTHOR};
    enum status s = party_allows_one(c, &author, m);
    *ret_is = s == OK;
    return s == REFUSED ? OK : s;
}

static const struct terms *terms_of(const struct ctx *c)
{
    if (c->ledger)
        return c->ledger->terms;
    return c->pack ? &c->pack->terms : NULL;
}

/* Did anybody act here since, but for the author who corrected this very entry?  That something was
 * refused is no act. */
static enum status has_acted(struct ctx *c, const struct chain *chain, int64_t matter,
                             bool *ret_has)
{
    struct list acts;
    TRY(amend_acts_after_many(c->db, (struct matter_id){matter}, chain->first, &acts, c->arena));
    const struct amend_acts_after *act = acts.at;
    const struct amend_of *made = chain->made.at;
    *ret_has = false;
    for (size_t i = 0; i < acts.n && !*ret_has; i++) {
        bool own = false, same = !act[i].actor.v && !c->who.person.v;
        for (size_t k = 0; k < chain->made.n; k++)
            own |= made[k].entry == act[i].entry;
        if (own && !same)
            TRY(party_is_person(c, act[i].actor, c->who.person, &same));
        *ret_has = !str_is(act[i].kind, core_refused_fact.full) && !(own && same);
    }
    return OK;
}

static enum status check_author(struct ctx *c, const struct op *op, const struct chain *chain,
                                const struct matter_row *m)
{
    const struct read_fact *f;
    struct str none = {NULL, 0};
    const struct terms *terms = terms_of(c);
    int64_t until = 0;
    bool acted;
    TRY(read_stated(c, chain->first, &f));
    if (terms) {
        TRY(terms_due(terms, str_of(op->author_within), none, f->envelope.acted, &until));
        if (c->now > until)
            return refuse_key(c, "core.amend.late", op->author_within);
    }
    TRY(has_acted(c, chain, m->id, &acted));
    return acted ? refuse_key(c, "core.amend.acted", op->author_within) : OK;
}

/* What moves a matter back can only be the newest of its fact: the matter has gone on from others.
 */
static enum status check_newest(struct ctx *c, const struct op *op, const struct matter_row *m)
{
    struct amend_newest newest;
    TRY(amend_newest_one(c->db, (struct matter_id){m->id}, str_of(op->facts[0]->amends->full),
                         &newest, c->arena));
    return newest.entry == c->author_of ? OK : refuse_key(c, "core.amend.older", "core");
}

enum status amend_lawful(struct ctx *c, const struct op *op, const struct matter_row *m)
{
    struct chain chain;
    bool author;
    const char *row = op->law ? op->law : "core";
    if (!c->author_of)
        return refuse_key(c, "core.amend.none", NULL);
    TRY(read_chain(c, c->author_of, &chain));
    if (chain.is_void)
        return refuse_key(c, "core.amend.void", row);
    if (op->facts[0]->stage)
        TRY(check_newest(c, op, m));
    TRY(is_author(c, m, &author));
    if (author && op->result == OP_VOIDS)
        return refuse_key(c, "core.same_person", row);
    return author ? check_author(c, op, &chain, m) : OK;
}

/* ---- how it should have been --------------------------------------------------------------- */

const struct column *amend_same_column(const struct column *of, const struct column *column,
                                       size_t n)
{
    for (size_t i = N_ENVELOPE; i < n; i++) {
        bool grouped = (of->group != NULL) == (column[i].group != NULL);
        if (column[i].kind == of->kind && of->field && grouped &&
            strcmp(column[i].field->name, of->field->name) == 0 &&
            (!of->group || strcmp(column[i].group->name, of->group->name) == 0))
            return &column[i];
    }
    return NULL;
}

static void put_clear(struct buf *to, const struct read_fact *f, const struct column *column)
{
    struct list items;
    if (column->kind == COLUMN_VALUE) {
        value_put_field(to, column->field, f->fields);
        return;
    }
    memcpy(&items, field_at(column->group ? column->group : column->field, f->fields),
           sizeof items);
    if (column->kind == COLUMN_LENGTH) {
        buf_int(to, (int64_t)items.n);
        return;
    }
    buf_byte(to, '[');
    for (size_t i = 0; i < items.n; i++) {
        if (i)
            buf_byte(to, ',');
        value_put_field(to, column->field, (const char *)items.at + i * column->group->group->size);
    }
    buf_byte(to, ']');
}

enum status amend_value(struct arena *a, const struct read_fact *f, const struct column *column,
                        const struct json **ret_value)
{
    struct buf text;
    struct str copy;
    struct json *value = NULL;
    *ret_value = f->value[column->number];
    if (*ret_value || f->erased[column->number] || fact_is_hidden(f->fact, column))
        return OK;
    buf_init(&text, AMEND_VALUE_MAX);
    put_clear(&text, f, column);
    enum status s = text.full ? FULL : arena_copy(a, buf_str(&text), &copy);
    buf_close(&text);
    if (s == OK)
        s = json_parse(a, copy, JSON_STRICT, &value, NULL);
    *ret_value = value;
    return s;
}

bool amend_same_value(const struct json *a, const struct json *b)
{
    struct buf x, y;
    if (!a || !b)
        return a == b;
    buf_init(&x, AMEND_VALUE_MAX);
    buf_init(&y, AMEND_VALUE_MAX);
    bool same = json_canon(&x, a) == OK && json_canon(&y, b) == OK && !x.full && !y.full &&
                str_eq(buf_str(&x), buf_str(&y));
    buf_close(&x);
    buf_close(&y);
    return same;
}

/* One personal column, which the fields as read leave absent. */
static enum status carry_column(struct arena *a, const struct column *column,
                                const struct json *value, const struct field *to, void *fields)
{
    struct list records;
    if (!value)
        return BROKEN;
    if (column->kind == COLUMN_VALUE)
        return value_read_field(a, to, value, fields);
    memcpy(&records, field_at(to, fields), sizeof records);
    char *record = records.at;
    for (const struct json *each = value->child; each; each = each->next) {
        TRY(value_read_field(a, column->field, each, record));
        record += column->group->group->size;
    }
    return OK;
}

/* A field that is not asked stays as it was: its memory first, then what is personal in it. */
static enum status carry(struct arena *a, const struct read_fact *old, const struct field *to,
                         void *fields)
{
    struct column column[LIMIT_FACT_COLUMNS];
    const struct field *from = record_find(&old->fact->record, str_of(to->name));
    size_t n = fact_columns(old->fact, column);
    assert(from);
    memcpy(field_at(to, fields), field_at(from, old->fields),
           field_is_list(from) ? sizeof(struct list) : field_size(from));
    if (to->has_at)
        *((bool *)fields + to->has_at) = *((const bool *)old->fields + from->has_at);
    for (size_t i = N_ENVELOPE; i < n; i++)
        if (column[i].personal && (column[i].field == from || column[i].group == from))
            TRY(carry_column(a, &column[i], old->value[i], to, fields));
    return OK;
}

static void put_record_field(struct buf *to, const struct field *f, const void *fields)
{
    struct list items;
    if (f->type != FIELD_GROUP) {
        value_put_field(to, f, fields);
        return;
    }
    memcpy(&items, field_at(f, fields), sizeof items);
    for (size_t i = 0; i < items.n; i++)
        for (size_t k = 0; k < f->group->n; k++) {
            buf_byte(to, ' ');
            put_record_field(to, &f->group->field[k], (const char *)items.at + i * f->group->size);
        }
}

/* Is anything that was asked another than it was? */
static enum status is_changed(struct arena *a, const struct op *op, const struct read_fact *old,
                              const void *fields, bool *ret_changed)
{
    const struct fact *f = op->facts[0];
    void *was = arena_take(a, 1, f->record.size + 1);
    struct buf x, y;
    if (!was)
        return FULL;
    buf_init(&x, AMEND_VALUE_MAX);
    buf_init(&y, AMEND_VALUE_MAX);
    enum status s = OK;
    for (size_t i = AMENDED_FIELDS; s == OK && i < f->record.n; i++) {
        if (!record_find(&op->form, str_of(f->record.field[i].name)))
            continue;
        s = carry(a, old, &f->record.field[i], was);
        put_record_field(&x, &f->record.field[i], was);
        put_record_field(&y, &f->record.field[i], fields);
    }
    if (s == OK && (x.full || y.full))
        s = FULL;
    *ret_changed = s == OK && !str_eq(buf_str(&x), buf_str(&y));
    buf_close(&x);
    buf_close(&y);
    return s;
}

static enum status mistake(struct ctx *c, const char *name, const char *key, struct list *errors)
{
    struct form_error *e = ARENA_NEW(c->arena, struct form_error);
    if (!e)
        return FULL;
    *e = (struct form_error){.name = str_of(name), .key = key};
    *errors = (struct list){e, 1};
    return BAD_INPUT;
}

static bool is_whole(const struct read_fact *f)
{
    struct column column[LIMIT_FACT_COLUMNS];
    size_t n = fact_columns(f->fact, column);
    for (size_t i = N_ENVELOPE; i < n; i++)
        if (f->erased[i])
            return false;
    return true;
}

static enum status fill(struct ctx *c, const struct op *op, const struct read_fact *old,
                        void *fields, struct list *errors)
{
    const struct fact *f = op->facts[0];
    bool changed;
    TRY(is_changed(c->arena, op, old, fields, &changed));
    if (!changed)
        return mistake(c, op->form.field[1].name, "core.amend.same", errors);
    for (size_t i = AMENDED_FIELDS; i < f->record.n; i++)
        if (!record_find(&op->form, str_of(f->record.field[i].name)))
            TRY(carry(c->arena, old, &f->record.field[i], fields));
    return OK;
}

/* The reason may lack only where an author corrects himself in time. */
static enum status check_why(struct ctx *c, const struct op *op, const void *fields, int64_t matter,
                             struct list *errors)
{
    struct matter_row m;
    bool author;
    const struct field *why = &op->facts[0]->record.field[1];
    TRY(matter_read(c, matter, &m));
    TRY(is_author(c, &m, &author));
    return author || field_is_given(why, fields)
               ? OK
               : mistake(c, AMENDED_WHY, "core.form.needed", errors);
}

enum status amend_decide(struct ctx *c, const struct op *op, const void *input, int64_t matter,
                         struct list *ret_errors)
{
    const struct fact *f = op->facts[0];
    const struct field *named = &op->form.field[0];
    struct chain chain;
    const struct read_fact *old, *first;
    void *fields = arena_take(c->arena, 1, f->record.size + 1);
    if (!fields)
        return FULL;
    TRY(read_chain(c, c->author_of, &chain));
    if (field_is_given(named, input) && *(const int64_t *)field_at(named, input) != chain.newest)
        return refuse_key(c, "core.amend.newer", NULL);
    TRY(read_stated(c, chain.newest, &old));
    TRY(read_stated(c, chain.first, &first));
    op->record(input, fields);
    *(int64_t *)field_at(&f->record.field[0], fields) = chain.newest;
    if (op->result == OP_VOIDS)
        return fact_state(c, f, matter, fields);
    if (!is_whole(old))
        return refuse_key(c, "core.amend.erased", "core");
    TRY(check_why(c, op, fields, matter, ret_errors));
    TRY(fill(c, op, old, fields, ret_errors));
    return ledger_state_amended(c, f, matter, fields, old, first->envelope.acted);
}

/* ---- the form as it begins ----------------------------------------------------------------- */

/* The pairs of a form, while they are made. */
struct filling {
    struct ctx *c;
    const struct op *op;
    const struct read_fact *fact;
    int64_t entry;
    struct form_pair *pair;
    size_t n;
};

/* A value as one types it. */
static enum status put_typed(struct buf *to, const struct field *f, const struct json *value)
{
    int64_t n;
    switch (f->type) {
    case FIELD_BOOL:
        buf_puts(to, value->type == JSON_TRUE ? "yes" : "no");
        return OK;
    case FIELD_MONEY:
    case FIELD_DECIMAL:
        TRY(str_to_int(json_text(value), &n));
        text_as_decimal(to, f->type == FIELD_MONEY ? 2 : f->scale, n);
        return OK;
    case FIELD_TIME:
        TRY(json_int(value, &n));
        text_as_time(to, LANG_ZH, TEXT_PLAIN, n, n);
        return OK;
    default:
        if (value->type == JSON_STRING)
            buf_put(to, json_text(value));
        else
            TRY(json_canon(to, value));
        return OK;
    }
}

static enum status add_pair(struct filling *g, struct str name, const struct field *f,
                            const struct json *value)
{
    struct buf text;
    struct form_pair *pair = &g->pair[g->n];
    if (!value || value->type == JSON_NULL)
        return OK;
    if (g->n == PAIRS_MAX)
        return FULL;
    buf_init(&text, AMEND_VALUE_MAX);
    enum status s = put_typed(&text, f, value);
    if (s == OK)
        s = arena_copy(g->c->arena, buf_str(&text), &pair->value);
    if (s == OK)
        s = arena_copy(g->c->arena, name, &pair->name);
    buf_close(&text);
    pair->file = NULL;
    g->n += s == OK;
    return s;
}

/* What he may not know is left for him to fill in. */
static enum status item_of(struct filling *g, const struct column *column, size_t item, bool many,
                           const struct json **ret_value)
{
    struct revealed r;
    const struct json *value;
    struct veiled v = {g->entry << 24 | (int64_t)column->number << 16 | (int64_t)item};
    *ret_value = NULL;
    if (column->personal) {
        TRY(reveal(g->c, v, &r));
        *ret_value = r.how == REVEAL_SHOWN ? r.value : NULL;
        return OK;
    }
    TRY(amend_value(g->c->arena, g->fact, column, &value));
    *ret_value = many ? json_item(value, item) : value;
    return OK;
}

static enum status fill_column(struct filling *g, const struct column *column)
{
    char name[NAME_BYTES];
    const struct field *head = column->group ? column->group : column->field;
    bool many = column->kind == COLUMN_MEMBER || field_is_list(column->field);
    struct list items = {NULL, 1};
    if (many)
        memcpy(&items, field_at(head, g->fact->fields), sizeof items);
    for (size_t i = 0; i < items.n; i++) {
        struct buf to = {.p = name, .room = sizeof name, .max = sizeof name};
        const struct json *value;
        TRY(item_of(g, column, i, many, &value));
        buf_puts(&to, head->name);
        if (column->group && !field_is_single(head))
            buf_printf(&to, ".%zu", i + 1);
        if (column->group)
            buf_printf(&to, ".%s", column->field->name);
        TRY(add_pair(g, buf_str(&to), column->field, value));
    }
    return OK;
}

/* Is it asked, and typed (not taken from the row that is answered)? */
static bool is_asked(const struct op *op, const struct column *column)
{
    const struct field *head = column->group ? column->group : column->field;
    const struct field *asked = head ? record_find(&op->form, str_of(head->name)) : NULL;
    if (!asked || column->kind == COLUMN_LENGTH || strcmp(head->name, AMENDED_WHY) == 0 ||
        strcmp(head->name, AMENDED_ENTRY) == 0)
        return false;
    if (asked->type != FIELD_GROUP)
        return true;
    const struct field *inner = record_find(asked->group, str_of(column->field->name));
    return inner && !inner->from_row;
}

enum status amend_prefill(struct ctx *c, const struct op *op, struct form *ret_typed)
{
    struct column column[LIMIT_FACT_COLUMNS];
    struct chain chain;
    const struct read_fact *fact;
    char digits[24];
    struct buf number = {.p = digits, .room = sizeof digits, .max = sizeof digits};
    TRY(read_chain(c, c->author_of, &chain));
    TRY(read_stated(c, chain.newest, &fact));
    struct filling g = {
        c, op, fact, chain.newest, ARENA_ARRAY(c->arena, struct form_pair, PAIRS_MAX), 0};
    if (!g.pair)
        return FULL;
    buf_int(&number, chain.newest);
    TRY(arena_copy(c->arena, buf_str(&number), &g.pair[0].value));
    g.pair[g.n++].name = S(AMENDED_ENTRY);
    size_t n = op->result == OP_AMENDS ? fact_columns(fact->fact, column) : 0;
    for (size_t i = N_ENVELOPE; i < n; i++)
        if (is_asked(op, &column[i]))
            TRY(fill_column(&g, &column[i]));
    *ret_typed = (struct form){g.pair, g.n};
    return OK;
}
