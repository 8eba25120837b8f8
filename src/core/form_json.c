// SPDX-License-Identifier: Apache-2.0
/* form_json.c -- a JSON body as the pairs of a form.
 * Floor 4. */
#include "core/form.h"

#include "base/json.h"
#include "base/limits.h"

#include <string.h>

struct writer {
    struct arena *a;
    struct form_pair *pair;
    size_t n;
};

static enum status name_of(struct writer *w, struct str prefix, struct str key, int64_t number,
                           struct str *ret_name)
{
    struct buf b;
    buf_init(&b, 400);
    buf_put(&b, prefix);
    if (prefix.n)
        buf_byte(&b, '.');
    if (number > 0)
        buf_int(&b, number);
    else
        buf_put(&b, key);
    enum status s = b.full ? BAD_INPUT : arena_copy(w->a, buf_str(&b), ret_name);
    buf_close(&b);
    return s;
}

static enum status add(struct writer *w, struct str name, struct str value)
{
    if (w->n == LIMIT_FORM_FIELDS)
        return FULL;
    w->pair[w->n++] = (struct form_pair){.name = name, .value = value};
    return OK;
}

static enum status flatten(struct writer *w, struct str name, const struct json *v);

/* Items of objects are numbered ("claim.1"), plain ones repeat the name ("photo"). */
static enum status flatten_array(struct writer *w, struct str name, const struct json *v)
{
    int64_t i = 1;
    struct str item = name;
    for (const struct json *child = v->child; child; child = child->next, i++) {
        if (child->type == JSON_ARRAY)
            return BAD_INPUT;
        if (child->type == JSON_OBJECT)
            TRY(name_of(w, name, (struct str){0}, i, &item));
        TRY(flatten(w, item, child));
    }
    return OK;
}

static enum status flatten_object(struct writer *w, struct str name, const struct json *v)
{
    for (const struct json *child = v->child; child; child = child->next) {
        struct str inner;
        if (str_index(child->key, '.') < child->key.n)
            return BAD_INPUT;
        TRY(name_of(w, name, child->key, 0, &inner));
        TRY(flatten(w, inner, child));
    }
    return OK;
}

static enum status flatten(struct writer *w, struct str name, const struct json *v)
{
    switch (v->type) {
    case JSON_NULL:
        return OK;
    case JSON_FALSE:
        return add(w, name, S("no"));
    case JSON_TRUE:
        return add(w, name, S("yes"));
    case JSON_NUMBER:
    case JSON_STRING:
        return add(w, name, v->text);
    case JSON_ARRAY:
        return flatten_array(w, name, v);
    case JSON_OBJECT:
        return flatten_object(w, name, v);
    }
    return BAD_INPUT;
}

enum status form_from_json(struct arena *a, struct str json, struct form *ret_form)
{
    struct json *value;
    struct writer w = {.a = a, .pair = ARENA_ARRAY(a, struct form_pair, LIMIT_FORM_FIELDS)};
    if (!w.pair)
        return FULL;
    TRY(json_parse(a, json, JSON_STRICT, &value, NULL));
    if (value->type != JSON_OBJECT)
        return BAD_INPUT;
    TRY(flatten_object(&w, (struct str){0}, value));
    *ret_form = (struct form){w.pair, w.n};
    return OK;
}
