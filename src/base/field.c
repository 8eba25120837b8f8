// SPDX-License-Identifier: Apache-2.0
#include "base/field.h"

#include <assert.h>
#include <string.h>

const struct field *record_find(const struct record *r, struct str name)
{
    for (size_t i = 0; i < r->n; i++)
        if (str_is(name, r->field[i].name))
            return &r->field[i];
    return NULL;
}

bool field_is_list(const struct field *f)
{
    return f->type == FIELD_GROUP || f->list_max > 0;
}

bool field_is_single(const struct field *f)
{
    return f->type == FIELD_GROUP && f->optional && !f->each;
}

size_t field_size(const struct field *f)
{
    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_KEY:
    case FIELD_CODE:
    case FIELD_PLACE:
    case FIELD_FORM:
    case FIELD_BYTES:
        return sizeof(struct str);
    case FIELD_DAY:
    case FIELD_ENUM:
    case FIELD_STAGE:
        return sizeof(int32_t);
    case FIELD_BOOL:
        return sizeof(bool);
    case FIELD_HASH:
        return sizeof(struct hash);
    case FIELD_FILE:
        return sizeof(struct file_ref);
    case FIELD_GROUP:
        return f->group->size;
    default:
        return sizeof(int64_t);
    }
}

void *field_at(const struct field *f, const void *base)
{
    return (char *)(uintptr_t)base + f->at;
}

static bool is_zero(const void *p, size_t n)
{
    const unsigned char *bytes = p;
    for (size_t i = 0; i < n; i++)
        if (bytes[i])
            return false;
    return true;
}

bool field_is_given(const struct field *f, const void *base)
{
    if (field_is_list(f)) {
        struct list items;
        memcpy(&items, field_at(f, base), sizeof items);
        return items.n > 0;
    }
    if (f->has_at)
        return *((const bool *)base + f->has_at);
    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_KEY:
    case FIELD_CODE:
    case FIELD_PLACE:
    case FIELD_FORM:
    case FIELD_BYTES:
    case FIELD_FILE: /* its name comes first */
        return ((const struct str *)field_at(f, base))->p != NULL;
    case FIELD_ENUM:
    case FIELD_STAGE:
    case FIELD_UNIT:
    case FIELD_PERSON:
    case FIELD_VEILED:
        return !is_zero(field_at(f, base), field_size(f));
    default:
        return true;
    }
}

int words_find(const struct words *w, struct str word)
{
    for (size_t i = 0; i < w->n; i++)
        if (str_is(word, w->word[i]))
            return (int)i + 1;
    return 0;
}

const char *words_word(const struct words *w, int value)
{
    return value >= 1 && (size_t)value <= w->n ? w->word[value - 1] : NULL;
}
