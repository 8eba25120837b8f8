// SPDX-License-Identifier: Apache-2.0
/* fact_read.c -- an entry and its vault row, read back into a fact.
 * Floor 4. */
#include "core/fact.h"

#include "core/value.h"

#include <assert.h>
#include <string.h>

const struct fact *fact_find(const struct rooms *rooms, struct str full)
{
    for (size_t i = 0; i < rooms->n; i++)
        for (size_t k = 0; k < rooms->room[i]->n_facts; k++)
            if (str_is(full, rooms->room[i]->facts[k]->full))
                return rooms->room[i]->facts[k];
    return NULL;
}

/* ---- envelope ------------------------------------------------------------------------------ */

static enum status read_ids(const struct json *json, int64_t *id, size_t max, size_t *ret_n)
{
    if (json->type != JSON_ARRAY || json->n > max)
        return BROKEN;
    size_t n = 0;
    for (const struct json *each = json->child; each; each = each->next)
        if (json_int(each, &id[n++]) != OK)
            return BROKEN;
    *ret_n = n;
    return OK;
}

static enum status read_because(struct arena *a, const struct json *json, struct envelope *e)
{
    if (json->type != JSON_ARRAY)
        return BROKEN;
    struct entry_id *entry = ARENA_ARRAY(a, struct entry_id, json->n + 1);
    if (!entry)
        return FULL;
    e->because = entry;
    return read_ids(json, (int64_t *)entry, json->n, &e->n_because);
}

static enum status read_int_or_null(const struct json *json, int64_t *value)
{
    if (json->type == JSON_NULL)
        return OK;
    return json_int(json, value) == OK ? OK : BROKEN;
}

static enum status read_envelope(struct arena *a, size_t number, const struct json *json,
                                 struct read_fact *f)
{
    struct envelope *e = &f->envelope;
    switch ((enum envelope_column)number) {
    case ENVELOPE_NODE:
        return json_int(json, &e->node);
    case ENVELOPE_FACT:
        return OK;
    case ENVELOPE_MATTERS:
        return read_ids(json, e->matter, LIMIT_FACT_MATTERS, &e->n_matters);
    case ENVELOPE_OFFICE:
        return read_int_or_null(json, &e->office.v);
    case ENVELOPE_POST:
        e->post = json_text(json);
        return OK;
    case ENVELOPE_ACTOR:
        return OK; /* personal: fold sees the reference only */
    case ENVELOPE_ACTED:
        return json_int(json, &e->acted);
    case ENVELOPE_ENTERED:
        return json_int(json, &e->entered);
    case ENVELOPE_OP:
        e->op = json_text(json);
        return OK;
    case ENVELOPE_BECAUSE:
        return read_because(a, json, e);
    case ENVELOPE_AS_OF:
        return read_int_or_null(json, &e->as_of);
    case ENVELOPE_PACK:
        e->pack = json_text(json);
        return OK;
    case ENVELOPE_DUE:
        f->due = json->type == JSON_NULL ? NULL : json;
        return OK;
    case N_ENVELOPE:
        break;
    }
    return BROKEN;
}

/* ---- kept fields --------------------------------------------------------------------------- */

/* Make room for the items of a list or the records of a group: personal ones stay zero. */
static enum status read_length(struct arena *a, const struct column *column, int64_t n,
                               void *fields)
{
    if (n < 0 || n > LIMIT_LIST_ITEMS)
        return BROKEN;
    struct list items = {arena_take(a, (size_t)n + 1, field_size(column->field)), (size_t)n};
    if (!items.at)
        return FULL;
    memcpy(field_at(column->field, fields), &items, sizeof items);
    return OK;
}

static enum status read_member(struct arena *a, const struct column *column,
                               const struct json *json, void *fields)
{
    struct list records;
    memcpy(&records, field_at(column->group, fields), sizeof records);
    if (json->type != JSON_ARRAY || json->n != records.n)
        return BROKEN;
    char *record = records.at;
    for (const struct json *each = json->child; each; each = each->next) {
        TRY(value_read_field(a, column->field, each, record));
        record += column->group->group->size;
    }
    return OK;
}

static enum status read_column(struct arena *a, const struct column *column,
                               const struct json *json, struct read_fact *f)
{
    int64_t n = 0;
    if (column->kind == COLUMN_ENVELOPE)
        return read_envelope(a, column->number, json, f);
    if (column->personal || column->kind == COLUMN_AUTH)
        return OK;
    if (column->kind == COLUMN_VALUE)
        return value_read_field(a, column->field, json, f->fields);
    if (column->kind == COLUMN_MEMBER)
        return read_member(a, column, json, f->fields);
    TRY(json_int(json, &n));
    return read_length(a, column, n, f->fields);
}

/* A clear group stands in the entry as a list of records. */
static enum status read_clear_group(struct arena *a, const struct field *group,
                                    const struct json *json, void *fields)
{
    struct column length = {.kind = COLUMN_LENGTH, .field = group};
    if (!json || json->type != JSON_ARRAY)
        return BROKEN;
    TRY(read_length(a, &length, (int64_t)json->n, fields));
    struct list records;
    memcpy(&records, field_at(group, fields), sizeof records);
    char *record = records.at;
    for (const struct json *each = json->child; each;
         each = each->next, record += group->group->size)
        for (size_t i = 0; i < group->group->n; i++) {
            const struct json *value = json_get(each, group->group->field[i].name);
            if (value)
                TRY(value_read_field(a, &group->group->field[i], value, record));
        }
    return OK;
}

static enum status read_clear(struct arena *a, const struct json *entry,
                              const struct column *column, struct read_fact *f)
{
    char room[130];
    struct buf name = {.p = room, .room = sizeof room - 1, .max = sizeof room - 1};
    if (column->kind == COLUMN_MEMBER)
        return OK; /* with its group */
    if (column->kind == COLUMN_LENGTH)
        return column->field->type == FIELD_GROUP
                   ? read_clear_group(a, column->field, json_get(entry, column->field->name),
                                      f->fields)
                   : OK;
    fact_put_column(&name, column);
    room[name.n] = 0;
    const struct json *json = json_get(entry, room);
    return json ? read_column(a, column, json, f) : BROKEN;
}

/* ---- the whole ----------------------------------------------------------------------------- */

/* Where is the vault's i-th value?  In the seeded form the item itself; once something was erased
 * [salt, value], or the commitment as a string for what is gone. */
static enum status vault_value(const struct json *item, bool seeded, const struct json **ret_value)
{
    if (seeded) {
        *ret_value = item;
        return OK;
    }
    if (item->type == JSON_STRING) {
        *ret_value = NULL;
        return OK;
    }
    const struct json *value = json_item(item, 1);
    if (!value)
        return BROKEN;
    *ret_value = value;
    return OK;
}

/* Of what is gone the row keeps the commitment and, of a list in which items lacked, behind a blank
 * which were there ("1011"). */
bool fact_was_given(const struct read_fact *f, size_t column, size_t item)
{
    enum { COMMITMENT_HEX = 64 };
    const struct json *value = f->value[column];
    struct column all[LIMIT_FACT_COLUMNS];
    size_t n = fact_columns(f->fact, all), place = 0;
    assert(column < n);
    if (!f->erased[column]) {
        if (value && value->type == JSON_ARRAY)
            value = json_item(value, item);
        return value && value->type != JSON_NULL;
    }
    for (size_t i = 0; i < column; i++)
        place += fact_is_hidden(f->fact, &all[i]);
    struct str left = json_text(json_item(f->vault, place));
    size_t at = COMMITMENT_HEX + 1 + item;
    return left.n <= COMMITMENT_HEX || (at < left.n && left.p[at] == '1');
}

/* The first hidden value is a node (a number) or an actor (a number or null), so its type tells the
 * form. */
static bool is_seeded(const struct json *vault)
{
    return !vault->child || (vault->child->type != JSON_ARRAY && vault->child->type != JSON_STRING);
}

static const struct fact *kind_of(const struct rooms *rooms, const struct json *entry,
                                  const struct json *vault, bool seeded)
{
    const struct json *clear = json_get(entry, "fact"), *value = NULL;
    if (clear)
        return fact_find(rooms, json_text(clear));
    const struct json *item = json_item(vault, ENVELOPE_FACT);
    if (!item || vault_value(item, seeded, &value) != OK || !value)
        return NULL;
    return fact_find(rooms, json_text(value));
}

static enum status read_columns(struct arena *a, const struct json *entry, const struct json *vault,
                                bool seeded, struct read_fact *f)
{
    struct column column[LIMIT_FACT_COLUMNS];
    size_t n = fact_columns(f->fact, column);
    const struct json *item = vault ? vault->child : NULL;
    for (size_t i = 0; i < n; i++) {
        if (!fact_is_hidden(f->fact, &column[i])) {
            TRY(read_clear(a, entry, &column[i], f));
            continue;
        }
        if (!item)
            return i < N_ENVELOPE ? BROKEN : OK; /* a field that the fact did not have yet */
        TRY(vault_value(item, seeded, &f->value[i]));
        f->erased[i] = !f->value[i];
        if (f->value[i])
            TRY(read_column(a, &column[i], f->value[i], f));
        item = item->next;
    }
    return item ? BROKEN : OK;
}

enum status fact_read(struct arena *a, const struct rooms *rooms, struct str leaf, struct str vault,
                      struct read_fact *ret_fact)
{
    struct json *entry, *hidden = NULL;
    struct read_fact f = {.envelope = {.as_of = -1}};
    TRY(json_parse(a, leaf, JSON_STRICT, &entry, NULL) == OK ? OK : BROKEN);
    if (vault.p)
        TRY(json_parse(a, vault, JSON_STRICT, &hidden, NULL) == OK ? OK : BROKEN);
    bool seeded = !hidden || is_seeded(hidden);
    f.fact = kind_of(rooms, entry, hidden, seeded);
    f.tags = json_get(entry, "tags");
    f.vault = hidden;
    if (!f.fact)
        return NOT_FOUND;
    if (!f.tags)
        return BROKEN;
    f.fields = arena_take(a, 1, f.fact->record.size + 1);
    if (!f.fields)
        return FULL;
    TRY(read_columns(a, entry, hidden, seeded, &f));
    *ret_fact = f;
    return OK;
}
