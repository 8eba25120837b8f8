// SPDX-License-Identifier: Apache-2.0
#include "core/value.h"

#include "base/time.h"

#include <assert.h>
#include <string.h>

static void put_file(struct buf *to, const struct file_ref *file)
{
    buf_puts(to, "{\"blob\":");
    json_put_text(to, file->blob);
    buf_puts(to, ",\"media\":");
    json_put_text(to, file->media);
    buf_puts(to, ",\"name\":");
    json_put_text(to, file->name);
    buf_puts(to, ",\"sha256\":\"");
    buf_hex(to, file->hash.b, sizeof file->hash.b);
    buf_puts(to, "\",\"size\":");
    json_put_int(to, file->size);
    buf_byte(to, '}');
}

static void put_quoted(struct buf *to, int64_t value)
{
    buf_byte(to, '"');
    buf_int(to, value);
    buf_byte(to, '"');
}

void value_put(struct buf *to, const struct field *f, const void *item)
{
    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_KEY:
    case FIELD_CODE:
    case FIELD_PLACE:
    case FIELD_FORM:
        json_put_text(to, *(const struct str *)item);
        return;
    case FIELD_DECIMAL:
    case FIELD_MONEY:
        put_quoted(to, *(const int64_t *)item);
        return;
    case FIELD_BOOL:
        json_put_bool(to, *(const bool *)item);
        return;
    case FIELD_DAY:
        buf_byte(to, '"');
        day_put(to, *(const int32_t *)item);
        buf_byte(to, '"');
        return;
    case FIELD_ENUM:
    case FIELD_STAGE:
        json_put_text(to, str_of(words_word(f->words, *(const int32_t *)item)));
        return;
    case FIELD_HASH:
        buf_byte(to, '"');
        buf_hex(to, ((const struct hash *)item)->b, 32);
        buf_byte(to, '"');
        return;
    case FIELD_FILE:
        put_file(to, item);
        return;
    case FIELD_INT:
    case FIELD_TIME:
    case FIELD_UNIT:
    case FIELD_PERSON:
    case FIELD_ID:
        json_put_int(to, *(const int64_t *)item);
        return;
    case FIELD_VEILED:
    case FIELD_BYTES:
    case FIELD_GROUP:
        assert(false && "a value of this type is never written");
    }
}

static enum status read_text(struct arena *a, const struct json *json, struct str *ret_text)
{
    if (json->type != JSON_STRING)
        return BAD_INPUT;
    return arena_copy(a, json_text(json), ret_text);
}

static enum status read_file(struct arena *a, const struct json *json, struct file_ref *ret_file)
{
    struct file_ref file = {0};
    const struct json *name = json_get(json, "name"), *media = json_get(json, "media");
    const struct json *blob = json_get(json, "blob");
    if (!name || !media || !blob)
        return BAD_INPUT;
    TRY(read_text(a, name, &file.name));
    TRY(read_text(a, media, &file.media));
    TRY(read_text(a, blob, &file.blob));
    TRY(json_int(json_get(json, "size"), &file.size));
    TRY(str_to_bytes(json_text(json_get(json, "sha256")), file.hash.b, sizeof file.hash.b));
    *ret_file = file;
    return OK;
}

static enum status read_word(const struct field *f, const struct json *json, int32_t *ret_value)
{
    int value = words_find(f->words, json_text(json));
    if (value == 0)
        return BAD_INPUT;
    *ret_value = value;
    return OK;
}

static enum status read_bool(const struct json *json, bool *ret_value)
{
    if (json->type != JSON_TRUE && json->type != JSON_FALSE)
        return BAD_INPUT;
    *ret_value = json->type == JSON_TRUE;
    return OK;
}

enum status value_read(struct arena *a, const struct field *f, const struct json *json,
                       void *ret_item)
{
    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_KEY:
    case FIELD_CODE:
    case FIELD_PLACE:
    case FIELD_FORM:
        return read_text(a, json, ret_item);
    case FIELD_DECIMAL:
    case FIELD_MONEY:
        return str_to_int(json_text(json), ret_item);
    case FIELD_BOOL:
        return read_bool(json, ret_item);
    case FIELD_DAY:
        return day_read(json_text(json), ret_item);
    case FIELD_ENUM:
    case FIELD_STAGE:
        return read_word(f, json, ret_item);
    case FIELD_HASH:
        return str_to_bytes(json_text(json), ((struct hash *)ret_item)->b, 32);
    case FIELD_FILE:
        return read_file(a, json, ret_item);
    case FIELD_INT:
    case FIELD_TIME:
    case FIELD_UNIT:
    case FIELD_PERSON:
    case FIELD_ID:
        return json_int(json, ret_item);
    case FIELD_VEILED:
    case FIELD_BYTES:
    case FIELD_GROUP:
        break;
    }
    return BAD_INPUT;
}

static void put_list(struct buf *to, const struct field *f, const void *base)
{
    struct list items;
    memcpy(&items, field_at(f, base), sizeof items);
    buf_byte(to, '[');
    for (size_t i = 0; i < items.n; i++) {
        if (i)
            buf_byte(to, ',');
        value_put(to, f, (const char *)items.at + i * field_size(f));
    }
    buf_byte(to, ']');
}

void value_put_field(struct buf *to, const struct field *f, const void *base)
{
    assert(f->type != FIELD_GROUP);
    if (field_is_list(f))
        put_list(to, f, base);
    else if (field_is_given(f, base))
        value_put(to, f, field_at(f, base));
    else
        buf_puts(to, "null");
}

static enum status read_list(struct arena *a, const struct field *f, const struct json *json,
                             void *base)
{
    if (json->type != JSON_ARRAY)
        return BAD_INPUT;
    size_t size = field_size(f);
    struct list items = {arena_take(a, json->n, size), json->n};
    if (!items.at)
        return FULL;
    char *item = items.at;
    for (const struct json *each = json->child; each; each = each->next, item += size)
        TRY(value_read(a, f, each, item));
    memcpy(field_at(f, base), &items, sizeof items);
    return OK;
}

enum status value_read_field(struct arena *a, const struct field *f, const struct json *json,
                             void *base)
{
    assert(f->type != FIELD_GROUP);
    if (field_is_list(f))
        return read_list(a, f, json, base);
    if (json->type == JSON_NULL)
        return OK;
    TRY(value_read(a, f, json, field_at(f, base)));
    if (f->has_at)
        *((bool *)base + f->has_at) = true;
    return OK;
}
