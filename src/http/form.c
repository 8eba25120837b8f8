// SPDX-License-Identifier: Apache-2.0
/* form.c -- fields of a form or a query: application/x-www-form-urlencoded, read strictly.
 * Floor 2, part of http.h.  Pure.  Source: WHATWG URL, section 5, minus its leniency. */
#include "base/limits.h"
#include "base/utf8.h"
#include "http/http.h"
#include "http/target.h"
#include "http/word.h"

#include <assert.h>

static enum status decode(struct arena *a, struct str raw, struct str *ret_text)
{
    char *to = arena_take(a, raw.n + 1, 1);
    if (!to)
        return FULL;
    size_t n;
    TRY(http_percent_decode(raw, true, to, &n));
    struct str text = {to, n};
    if (!utf8_is_valid(text) || str_index(text, '\0') < n)
        return BAD_INPUT;
    *ret_text = text;
    return OK;
}

static bool has_raw_control(struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] <= 0x20 || text.p[i] == 0x7f)
            return true;
    return false;
}

static size_t count_pairs(struct str text)
{
    size_t n = 1;
    for (size_t i = 0; i < text.n; i++)
        n += text.p[i] == '&';
    return n;
}

enum status http_form_read(struct arena *a, struct str text, struct http_form *ret_form)
{
    struct http_form form = {NULL, 0};
    if (text.n == 0) {
        *ret_form = form;
        return OK;
    }
    size_t n = count_pairs(text);
    if (n > LIMIT_FORM_FIELDS || has_raw_control(text))
        return BAD_INPUT;
    form.at = ARENA_ARRAY(a, struct http_pair, n);
    if (!form.at)
        return FULL;
    for (struct str rest = text; rest.p;) {
        struct str raw_value, raw_name = str_cut(str_cut(rest, '&', &rest), '=', &raw_value);
        assert(form.n < n);
        struct http_pair *pair = &form.at[form.n++];
        TRY(decode(a, raw_name, &pair->name));
        TRY(decode(a, raw_value, &pair->value));
        if (pair->name.n == 0)
            return BAD_INPUT;
    }
    *ret_form = form;
    return OK;
}

struct str http_form_get(const struct http_form *form, struct str name)
{
    for (size_t i = 0; i < form->n; i++)
        if (str_eq(form->at[i].name, name))
            return form->at[i].value;
    return (struct str){NULL, 0};
}

enum status http_fields(struct http_request *req, struct http_form *ret_form)
{
    assert(req->arena);
    if (same_word(req->media, S("multipart/form-data"))) {
        *ret_form = req->fields;
        return OK;
    }
    if (!same_word(req->media, S("application/x-www-form-urlencoded")))
        return BAD_INPUT;
    return http_form_read(req->arena, req->body, ret_form);
}

enum status http_query(struct http_request *req, struct http_form *ret_form)
{
    assert(req->arena);
    return http_form_read(req->arena, req->query, ret_form);
}
