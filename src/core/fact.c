// SPDX-License-Identifier: Apache-2.0
#include "core/fact.h"

#include "core/value.h"
#include "crypt/hash.h"

#include <assert.h>
#include <string.h>

enum { VAULT_BYTES = 1024 * 1024, NAME_BYTES = 130 };

/* ---- values of columns --------------------------------------------------------------------- */

static void put_ids(struct buf *to, const int64_t *id, size_t n)
{
    buf_byte(to, '[');
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_byte(to, ',');
        json_put_int(to, id[i]);
    }
    buf_byte(to, ']');
}

static void put_int_or_null(struct buf *to, int64_t value, int64_t none)
{
    if (value == none)
        buf_puts(to, "null");
    else
        json_put_int(to, value);
}

static void put_envelope(struct buf *to, const struct fact *f, const struct envelope *e,
                         size_t number)
{
    switch ((enum envelope_column)number) {
    case ENVELOPE_NODE:
        json_put_int(to, e->node);
        return;
    case ENVELOPE_FACT:
        json_put_text(to, str_of(f->full));
        return;
    case ENVELOPE_MATTERS:
        put_ids(to, e->matter, e->n_matters);
        return;
    case ENVELOPE_OFFICE:
        put_int_or_null(to, e->office.v, 0);
        return;
    case ENVELOPE_POST:
        json_put_text(to, e->post);
        return;
    case ENVELOPE_ACTOR:
        put_int_or_null(to, e->actor.v, 0);
        return;
    case ENVELOPE_ACTED:
        json_put_int(to, e->acted);
        return;
    case ENVELOPE_ENTERED:
        json_put_int(to, e->entered);
        return;
    case ENVELOPE_OP:
        json_put_text(to, e->op);
        return;
    case ENVELOPE_BECAUSE:
        put_ids(to, (const int64_t *)e->because, e->n_because);
        return;
    case ENVELOPE_AS_OF:
        put_int_or_null(to, e->as_of, -1);
        return;
    case ENVELOPE_PACK:
        json_put_text(to, e->pack);
        return;
    case ENVELOPE_DUE:
        buf_put(to, e->due.p ? e->due : S("null"));
        return;
    case N_ENVELOPE:
        break;
    }
    assert(false && "an envelope column");
}

static struct list items_of(const struct field *f, const void *fields)
{
    struct list items;
    memcpy(&items, field_at(f, fields), sizeof items);
    return items;
}

static void put_member(struct buf *to, const struct column *column, const void *fields)
{
    struct list records = items_of(column->group, fields);
    buf_byte(to, '[');
    for (size_t i = 0; i < records.n; i++) {
        if (i)
            buf_byte(to, ',');
        value_put_field(to, column->field, (char *)records.at + i * column->group->group->size);
    }
    buf_byte(to, ']');
}

static void put_column_value(struct buf *to, const struct fact *f, const struct column *column,
                             const struct envelope *e, const void *fields)
{
    switch (column->kind) {
    case COLUMN_ENVELOPE:
        put_envelope(to, f, e, column->number);
        return;
    case COLUMN_AUTH:
        buf_puts(to, "null");
        return;
    case COLUMN_VALUE:
        value_put_field(to, column->field, fields);
        return;
    case COLUMN_LENGTH:
        buf_int(to, (int64_t)items_of(column->field, fields).n);
        return;
    case COLUMN_MEMBER:
        put_member(to, column, fields);
        return;
    }
}

/* ---- commitments --------------------------------------------------------------------------- */

/* One hash gives the salts of two columns. */
static struct hash salts_of(const uint8_t seed[16], size_t pair)
{
    assert(pair <= LIMIT_FACT_COLUMNS / 2);
    uint8_t number = (uint8_t)pair;
    struct str part[] = {{"xiezhi/s1", 10}, {(const char *)seed, 16}, {(const char *)&number, 1}};
    return crypt_sha256_parts(part, 3);
}

void fact_salt(const uint8_t seed[16], size_t i, uint8_t ret_salt[16])
{
    assert(i < LIMIT_FACT_COLUMNS);
    struct hash h = salts_of(seed, i / 2);
    memcpy(ret_salt, h.b + i % 2 * 16, 16);
}

struct hash fact_commitment(const struct fact *f, const struct column *column,
                            const uint8_t salt[16], struct str value)
{
    __attribute__((uninitialized)) struct str part[5 + COLUMN_NAME_PARTS]; /* n are set */
    assert(value.n > 0);
    part[0] = (struct str){"xiezhi/c1", 10};
    part[1] = (struct str){f->full, strlen(f->full) + 1};
    size_t n = 2 + fact_column_name(column, part + 2);
    part[n++] = (struct str){"", 1};
    part[n++] = (struct str){(const char *)salt, 16};
    part[n++] = value;
    return crypt_sha256_parts(part, n);
}

/* ---- the vault's array and H --------------------------------------------------------------- */

static enum status write_hidden(struct arena *a, const struct fact *f, const struct envelope *e,
                                const void *fields, struct buf *vault, struct written *w)
{
    __attribute__((uninitialized)) struct column column[LIMIT_FACT_COLUMNS]; /* w->n are set */
    struct hash salts = {{0}};
    w->n = fact_hidden_columns(f, column);
    w->commitment = ARENA_ARRAY(a, struct hash, w->n);
    if (!w->commitment)
        return FULL;
    buf_byte(vault, '[');
    for (size_t i = 0; i < w->n; i++) {
        if (i)
            buf_byte(vault, ',');
        size_t from = vault->n;
        put_column_value(vault, f, &column[i], e, fields);
        if (vault->full)
            return FULL;
        if (i % 2 == 0)
            salts = salts_of(w->seed, i / 2);
        w->commitment[i] = fact_commitment(f, &column[i], salts.b + i % 2 * 16,
                                           (struct str){vault->p + from, vault->n - from});
    }
    buf_byte(vault, ']');
    return vault->full ? FULL : OK;
}

/* ---- the entry ----------------------------------------------------------------------------- */

/* A member of an entry: its name and what writes its value. */
struct member {
    struct str name;
    const struct column *column; /* NULL: hidden, tags or v */
};

/* The structural field of a group whose name follows `last` in canonical order, or NULL. */
static const struct field *next_clear(const struct record *group, const char *last)
{
    const struct field *next = NULL;
    for (size_t k = 0; k < group->n; k++) {
        const struct field *f = &group->field[k];
        if (!f->circle && (!last || strcmp(f->name, last) > 0) &&
            (!next || strcmp(f->name, next->name) < 0))
            next = f;
    }
    return next;
}

static void put_clear_group(struct buf *to, const struct field *group, const void *fields)
{
    struct list records = items_of(group, fields);
    buf_byte(to, '[');
    for (size_t i = 0; i < records.n; i++) {
        const char *record = (const char *)records.at + i * group->group->size;
        const struct field *f = next_clear(group->group, NULL);
        buf_puts(to, i ? ",{" : "{");
        for (bool first = true; f; f = next_clear(group->group, f->name), first = false) {
            buf_puts(to, first ? "\"" : ",\"");
            buf_puts(to, f->name);
            buf_puts(to, "\":");
            value_put_field(to, f, record);
        }
        buf_byte(to, '}');
    }
    buf_byte(to, ']');
}

static size_t clear_members(const struct fact *f, const struct column *column, size_t n,
                            struct member *member, char (*names)[NAME_BYTES])
{
    size_t n_members = 0;
    for (size_t i = 0; i < n; i++) {
        bool group_length = column[i].kind == COLUMN_LENGTH && column[i].field->type == FIELD_GROUP;
        if (fact_is_hidden(f, &column[i]) || column[i].kind == COLUMN_MEMBER ||
            (column[i].kind == COLUMN_LENGTH && !group_length))
            continue;
        struct buf name = {.p = names[i], .room = NAME_BYTES, .max = NAME_BYTES};
        if (group_length)
            buf_puts(&name, column[i].field->name);
        else
            fact_put_column(&name, &column[i]);
        member[n_members++] = (struct member){buf_str(&name), &column[i]};
    }
    return n_members;
}

static void sort_members(struct member *member, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0 && str_cmp(member[k - 1].name, member[k].name) > 0; k--) {
            struct member swap = member[k];
            member[k] = member[k - 1];
            member[k - 1] = swap;
        }
}

static void put_tags(struct buf *to, const struct str *tag, size_t n)
{
    buf_byte(to, '[');
    for (size_t i = 0; i < n; i++) {
        buf_puts(to, i ? ",\"" : "\"");
        buf_put(to, tag[i]);
        buf_byte(to, '"');
    }
    buf_byte(to, ']');
}

static void put_hidden_hash(struct buf *to, const struct written *w)
{
    struct hash h =
        crypt_sha256((struct str){(const char *)w->commitment, w->n * sizeof(struct hash)});
    buf_byte(to, '"');
    buf_hex(to, h.b, sizeof h.b);
    buf_byte(to, '"');
}

static void put_open_entry(struct buf *to, const struct fact *f, const struct envelope *e,
                           const void *fields, const struct str *tag, size_t n_tags,
                           const struct written *w)
{
    struct column column[LIMIT_FACT_COLUMNS];
    struct member member[LIMIT_FACT_COLUMNS + 3];
    char names[LIMIT_FACT_COLUMNS][NAME_BYTES];
    size_t n = clear_members(f, column, fact_columns(f, column), member, names);
    member[n++] = (struct member){S("hidden"), NULL};
    member[n++] = (struct member){S("tags"), NULL};
    member[n++] = (struct member){S("v"), NULL};
    sort_members(member, n);
    for (size_t i = 0; i < n; i++) {
        buf_puts(to, i ? ",\"" : "{\"");
        buf_put(to, member[i].name);
        buf_puts(to, "\":");
        if (member[i].column && member[i].column->kind == COLUMN_LENGTH)
            put_clear_group(to, member[i].column->field, fields);
        else if (member[i].column)
            put_column_value(to, f, member[i].column, e, fields);
        else if (str_eq(member[i].name, S("hidden")))
            put_hidden_hash(to, w);
        else if (str_eq(member[i].name, S("tags")))
            put_tags(to, tag, n_tags);
        else
            buf_byte(to, '1');
    }
    buf_byte(to, '}');
}

static void put_hidden_entry(struct buf *to, const struct str *tag, size_t n_tags,
                             const struct written *w)
{
    buf_puts(to, "{\"hidden\":");
    put_hidden_hash(to, w);
    buf_puts(to, ",\"tags\":");
    put_tags(to, tag, n_tags);
    buf_puts(to, ",\"v\":1}");
}

static enum status write_into(struct arena *a, struct buf *vault, struct buf *leaf,
                              const struct fact *f, const struct envelope *e, const void *fields,
                              const struct str *tag, size_t n_tags, struct written *w)
{
    TRY(write_hidden(a, f, e, fields, vault, w));
    if (f->hidden)
        put_hidden_entry(leaf, tag, n_tags, w);
    else
        put_open_entry(leaf, f, e, fields, tag, n_tags, w);
    if (leaf->full)
        return FULL;
    TRY(arena_copy(a, buf_str(leaf), &w->leaf));
    return arena_copy(a, buf_str(vault), &w->vault);
}

enum status fact_write(struct arena *a, const struct fact *f, const struct envelope *e,
                       const void *fields, const struct str *tag, size_t n_tags,
                       const uint8_t seed[16], struct written *ret_written)
{
    struct buf vault, leaf;
    struct written w = {0};
    memcpy(w.seed, seed, sizeof w.seed);
    buf_init(&vault, VAULT_BYTES);
    buf_init(&leaf, LIMIT_ENTRY_BYTES);
    enum status s = write_into(a, &vault, &leaf, f, e, fields, tag, n_tags, &w);
    if (s == OK)
        *ret_written = w;
    buf_close(&vault);
    buf_close(&leaf);
    return s;
}
