// SPDX-License-Identifier: Apache-2.0
/* openapi_schema.c -- declared fields as JSON Schema (draft 2020-12, which OpenAPI 3.1 takes).
 * Floor 4.  What is sent is written as a form takes it, what is answered as twin.c of the door
 * writes it. */
#include "core/openapi_in.h"

#include "base/limits.h"
#include "core/page_form.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* ---- one value ----------------------------------------------------------------------------- */

void schema_put_type(struct buf *to, const char *type, const char *format)
{
    out_text(to, "type", str_of(type));
    if (format)
        out_text(to, "format", str_of(format));
}

static void put_pattern(struct buf *to, const char *pattern)
{
    schema_put_type(to, "string", NULL);
    out_text(to, "pattern", str_of(pattern));
}

static void put_codes(struct buf *to, const char *table)
{
    struct str code;
    schema_put_type(to, "string", NULL);
    if (strcmp(table, "fact") == 0)
        return; /* the key of a sentence or a fact: too many to list */
    out_begin(to, "enum", '[');
    for (const struct text *row = text_next_code(table, NULL, &code); row;
         row = text_next_code(table, row, &code)) {
        out_next(to);
        json_put_text(to, code);
    }
    out_end(to, ']');
}

static void put_words(struct buf *to, const struct words *w)
{
    schema_put_type(to, "string", NULL);
    out_begin(to, "enum", '[');
    for (size_t i = 0; i < w->n; i++) {
        out_next(to);
        json_put_text(to, str_of(w->word[i]));
    }
    out_end(to, ']');
}

static bool is_bounded(const struct field *f)
{
    return f->min <= f->max;
}

static void put_text_bounds(struct buf *to, const struct field *f)
{
    schema_put_type(to, "string", NULL);
    if (is_bounded(f) && f->min > 0)
        out_int(to, "minLength", f->min);
    if (is_bounded(f) && f->max < LIMIT_INT_MAX)
        out_int(to, "maxLength", f->max);
    if (!f->of || f->type != FIELD_TEXT)
        return;
    char key[60]; /* what is said to somebody who types it wrongly */
    snprintf(key, sizeof key, "%s%s", "core.form.", f->of);
    out_words(to, "description", str_of(key));
}

static void put_int_bounds(struct buf *to, const struct field *f)
{
    schema_put_type(to, "integer", "int64");
    out_int(to, "minimum", is_bounded(f) && f->min > -LIMIT_INT_MAX ? f->min : -LIMIT_INT_MAX);
    out_int(to, "maximum", is_bounded(f) && f->max < LIMIT_INT_MAX ? f->max : LIMIT_INT_MAX);
}

static void put_file(struct buf *to, const struct field *f)
{
    schema_put_type(to, "string", "binary");
    if (is_bounded(f))
        out_int(to, "maxLength", f->max);
    if (f->of)
        out_text(to, "x-kinds", str_of(f->of));
}

static void put_number(struct buf *to, int scale)
{
    char pattern[64];
    snprintf(pattern, sizeof pattern, "^-?[0-9]+(\\.[0-9]{1,%d})?$", scale);
    put_pattern(to, pattern);
}

static const char hash_pattern[] = "^[0-9a-f]{64}$";

/* As a form takes it. */
void schema_put_value(struct buf *to, const struct field *f)
{
    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_PLACE:
    case FIELD_FORM:
        put_text_bounds(to, f);
        return;
    case FIELD_KEY:
        put_pattern(to, "^[A-Za-z0-9._:-]{1,64}$");
        return;
    case FIELD_CODE:
        put_codes(to, f->of);
        return;
    case FIELD_ENUM:
    case FIELD_STAGE:
        put_words(to, f->words);
        return;
    case FIELD_INT:
        put_int_bounds(to, f);
        return;
    case FIELD_UNIT:
    case FIELD_PERSON:
    case FIELD_ID:
        schema_put_type(to, "integer", "int64");
        out_int(to, "minimum", 0);
        return;
    case FIELD_MONEY:
        put_number(to, 2);
        return;
    case FIELD_DECIMAL:
        put_number(to, f->scale);
        return;
    case FIELD_TIME:
        put_pattern(to, "^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}");
        out_words(to, "description", S("core.form.time"));
        return;
    case FIELD_DAY:
        schema_put_type(to, "string", "date");
        return;
    case FIELD_BOOL:
        schema_put_type(to, "boolean", NULL);
        return;
    case FIELD_HASH:
        put_pattern(to, hash_pattern);
        return;
    case FIELD_FILE:
        put_file(to, f);
        return;
    case FIELD_VEILED:
    case FIELD_BYTES:
    case FIELD_GROUP:
        break;
    }
    assert(false && "a value of this type is never sent");
}

void schema_put_asked(struct buf *to, const struct field *f)
{
    if (f->type == FIELD_TIME)
        schema_put_type(to, "integer", "int64");
    else
        schema_put_value(to, f);
}

/* ---- what an operation is sent ------------------------------------------------------------- */

static void put_sent_record(struct buf *to, const struct op *op, const struct record *r,
                            const char *path);

/* "claim.words": the words that a person reads above the field. */
static void put_label(struct buf *to, const struct op *op, const char *path)
{
    const struct text *row = page_form_label(op, str_of(path));
    if (row)
        out_words(to, "title", str_of(row->key));
}

static void put_list_bounds(struct buf *to, const struct field *f)
{
    if (f->list_min > 0)
        out_int(to, "minItems", f->list_min);
    if (f->list_max > 0)
        out_int(to, "maxItems", f->list_max);
}

static void put_sent_group(struct buf *to, const struct op *op, const struct field *f,
                           const char *path)
{
    bool single = field_is_single(f);
    if (!single) {
        out_text(to, "type", S("array"));
        put_list_bounds(to, f);
        if (f->each)
            out_words(to, "description", S("core.api.each"));
        out_begin(to, "items", '{');
    }
    put_sent_record(to, op, f->group, path);
    if (!single)
        out_end(to, '}');
}

static void put_sent_field(struct buf *to, const struct op *op, const struct field *f,
                           const char *above)
{
    char path[PAGE_FORM_PATH_MAX];
    snprintf(path, sizeof path, "%s%s%s", above, *above ? "." : "", f->name);
    out_begin(to, f->name, '{');
    put_label(to, op, path);
    if (f->from)
        out_words(to, "description", S("core.api.from"));
    if (f->type == FIELD_GROUP) {
        put_sent_group(to, op, f, path);
    } else if (field_is_list(f)) {
        out_text(to, "type", S("array"));
        put_list_bounds(to, f);
        out_begin(to, "items", '{');
        schema_put_value(to, f);
        out_end(to, '}');
    } else {
        schema_put_value(to, f);
    }
    out_end(to, '}');
}

static bool is_needed(const struct field *f)
{
    if (f->optional || f->when || f->from_row || f->each)
        return false;
    return field_is_list(f) || f->type == FIELD_GROUP ? f->list_min > 0 : true;
}

static void put_needed(struct buf *to, const struct record *r, bool secret)
{
    bool any = false;
    for (size_t i = 0; i < r->n || secret; i++) {
        bool is_field = i < r->n;
        if (is_field && !is_needed(&r->field[i]))
            continue;
        if (!any)
            out_begin(to, "required", '[');
        any = true;
        out_next(to);
        json_put_text(to, is_field ? str_of(r->field[i].name) : S("_secret"));
        secret &= is_field;
    }
    if (any)
        out_end(to, ']');
}

static void put_members(struct buf *to, const struct op *op, const struct record *r,
                        const char *path)
{
    for (size_t i = 0; i < r->n; i++)
        if (!r->field[i].from_row)
            put_sent_field(to, op, &r->field[i], path);
}

static void put_closed(struct buf *to)
{
    out_key(to, "additionalProperties");
    buf_puts(to, "false");
}

static void put_sent_record(struct buf *to, const struct op *op, const struct record *r,
                            const char *path)
{
    out_text(to, "type", S("object"));
    out_begin(to, "properties", '{');
    put_members(to, op, r, path);
    out_end(to, '}');
    put_needed(to, r, false);
    schema_put_conditions(to, r);
    put_closed(to);
}

bool schema_takes_secret(const struct op *op, bool *ret_always)
{
    size_t n = 0;
    for (size_t i = 0; i < op->by.n; i++)
        n += op->by.party[i].with_secret;
    *ret_always = n > 0 && n == op->by.n;
    return n > 0;
}

bool schema_has_files(const struct record *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->field[i].type == FIELD_FILE ||
            (r->field[i].type == FIELD_GROUP && schema_has_files(r->field[i].group)))
            return true;
    return false;
}

void schema_put_request(struct buf *to, const struct op *op)
{
    bool always;
    bool secret = schema_takes_secret(op, &always);
    out_text(to, "type", S("object"));
    out_begin(to, "properties", '{');
    put_members(to, op, &op->form, "");
    if (secret) {
        out_begin(to, "_secret", '{');
        schema_put_type(to, "string", NULL);
        out_words(to, "description", S("core.api.secret"));
        out_end(to, '}');
    }
    out_end(to, '}');
    put_needed(to, &op->form, always);
    schema_put_conditions(to, &op->form);
    put_closed(to);
}
