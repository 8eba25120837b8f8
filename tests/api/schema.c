// SPDX-License-Identifier: Apache-2.0
#include "schema.h"

#include "base/utf8.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

struct look {
    const struct json *root, *schema, *value;
    const char **why;
};

static bool fail(const struct look *l, const char *why)
{
    *l->why = why;
    return false;
}

static const struct json *member(const struct json *object, struct str key)
{
    for (const struct json *child = object ? object->child : NULL; child; child = child->next)
        if (str_eq(child->key, key))
            return child;
    return NULL;
}

const struct json *schema_find(const struct json *root, struct str pointer)
{
    struct str head = str_cut(pointer, '/', &pointer);
    if (!str_is(head, "#"))
        return NULL;
    while (pointer.p && root)
        root = member(root, str_cut(pointer, '/', &pointer));
    return root;
}

/* ---- types --------------------------------------------------------------------------------- */

static bool is_type(const struct json *v, struct str type)
{
    int64_t n;
    switch (v->type) {
    case JSON_NULL:
        return str_is(type, "null");
    case JSON_TRUE:
    case JSON_FALSE:
        return str_is(type, "boolean");
    case JSON_NUMBER:
        return str_is(type, "number") || (str_is(type, "integer") && json_int(v, &n) == OK);
    case JSON_STRING:
        return str_is(type, "string");
    case JSON_ARRAY:
        return str_is(type, "array");
    case JSON_OBJECT:
        return str_is(type, "object");
    }
    return false;
}

static bool same(const struct json *a, const struct json *b)
{
    if (a->type != b->type || a->child || b->child)
        return false;
    return a->type == JSON_STRING || a->type == JSON_NUMBER ? str_eq(a->text, b->text) : true;
}

static bool check_type(const struct look *l, const struct json *word)
{
    if (word->type == JSON_STRING)
        return is_type(l->value, word->text) || fail(l, "another type");
    for (const struct json *one = word->child; one; one = one->next)
        if (is_type(l->value, one->text))
            return true;
    return fail(l, "none of the types");
}

static bool check_enum(const struct look *l, const struct json *word)
{
    for (const struct json *one = word->child; one; one = one->next)
        if (same(one, l->value))
            return true;
    return fail(l, "none of the words");
}

/* ---- bounds -------------------------------------------------------------------------------- */

static bool check_bound(const struct look *l, struct str key, int64_t limit)
{
    int64_t n = 0;
    const struct json *v = l->value;
    bool of_text = str_ends(key, S("Length")), of_list = str_ends(key, S("Items"));
    if ((of_text && v->type != JSON_STRING) || (of_list && v->type != JSON_ARRAY) ||
        (!of_text && !of_list && json_int(v, &n) != OK))
        return true;
    if (of_text)
        n = (int64_t)utf8_count(v->text);
    if (of_list)
        n = (int64_t)v->n;
    return (str_starts(key, S("min")) ? n >= limit : n <= limit) || fail(l, "out of its bounds");
}

static bool check_pattern(const struct look *l, struct str pattern)
{
    regex_t regex;
    char text[2][300];
    struct str s[2] = {pattern, l->value->text};
    if (l->value->type != JSON_STRING)
        return true;
    for (int i = 0; i < 2; i++) {
        if (s[i].n >= sizeof text[i])
            return fail(l, "too long to look at");
        memcpy(text[i], s[i].p ? s[i].p : "", s[i].n);
        text[i][s[i].n] = 0;
    }
    if (regcomp(&regex, text[0], REG_EXTENDED | REG_NOSUB) != 0)
        return fail(l, "a pattern that is none");
    bool fits = regexec(&regex, text[1], 0, NULL, 0) == 0;
    regfree(&regex);
    return fits || fail(l, "does not fit its pattern");
}

/* ---- objects and lists --------------------------------------------------------------------- */

static bool holds_at(const struct look *l, const struct json *schema, const struct json *value)
{
    return schema_holds(l->root, schema, value, l->why);
}

static bool check_properties(const struct look *l, const struct json *properties)
{
    for (const struct json *v = l->value->type == JSON_OBJECT ? l->value->child : NULL; v;
         v = v->next) {
        const struct json *one = member(properties, v->key);
        if (one && !holds_at(l, one, v))
            return false;
    }
    return true;
}

static bool check_no_more(const struct look *l)
{
    const struct json *properties = json_get(l->schema, "properties");
    for (const struct json *v = l->value->type == JSON_OBJECT ? l->value->child : NULL; v;
         v = v->next)
        if (!member(properties, v->key))
            return fail(l, "a member that is not declared");
    return true;
}

static bool check_required(const struct look *l, const struct json *names)
{
    for (const struct json *one = names->child; one && l->value->type == JSON_OBJECT;
         one = one->next)
        if (!member(l->value, one->text))
            return fail(l, "a member is missing");
    return true;
}

static bool check_items(const struct look *l, const struct json *items)
{
    for (const struct json *v = l->value->type == JSON_ARRAY ? l->value->child : NULL; v;
         v = v->next)
        if (!holds_at(l, items, v))
            return false;
    return true;
}

/* ---- schemas of schemas -------------------------------------------------------------------- */

static bool check_all(const struct look *l, const struct json *list)
{
    for (const struct json *one = list->child; one; one = one->next)
        if (!holds_at(l, one, l->value))
            return false;
    return true;
}

static bool check_any(const struct look *l, const struct json *list)
{
    for (const struct json *one = list->child; one; one = one->next)
        if (holds_at(l, one, l->value))
            return true;
    return fail(l, "none of several");
}

static bool check_if(const struct look *l, const struct json *cond)
{
    const char *quiet;
    bool is = schema_holds(l->root, cond, l->value, &quiet);
    const struct json *then = json_get(l->schema, is ? "then" : "else");
    return !then || holds_at(l, then, l->value);
}

static bool check_not(const struct look *l, const struct json *schema)
{
    const char *quiet;
    return !schema_holds(l->root, schema, l->value, &quiet) || fail(l, "what it must not be");
}

static bool is_said_only(struct str key)
{
    static const char *const words[] = {"title", "description", "format", "then", "else"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_is(key, words[i]))
            return true;
    return str_starts(key, S("x-"));
}

static bool check_structure(const struct look *l, const struct json *w)
{
    if (str_is(w->key, "properties"))
        return check_properties(l, w);
    if (str_is(w->key, "required"))
        return check_required(l, w);
    if (str_is(w->key, "additionalProperties"))
        return w->type == JSON_FALSE ? check_no_more(l) : fail(l, "additionalProperties");
    if (str_is(w->key, "items"))
        return check_items(l, w);
    if (str_is(w->key, "allOf"))
        return check_all(l, w);
    if (str_is(w->key, "anyOf"))
        return check_any(l, w);
    if (str_is(w->key, "if"))
        return check_if(l, w);
    if (str_is(w->key, "not"))
        return check_not(l, w);
    return is_said_only(w->key) || fail(l, "a word of the schema that nobody knows");
}

static bool check_word(const struct look *l, const struct json *w)
{
    int64_t n;
    if (str_is(w->key, "$ref")) {
        const struct json *to = schema_find(l->root, w->text);
        return to ? holds_at(l, to, l->value) : fail(l, "a reference to nothing");
    }
    if (str_is(w->key, "type"))
        return check_type(l, w);
    if (str_is(w->key, "enum"))
        return check_enum(l, w);
    if (str_is(w->key, "const"))
        return same(w, l->value) || fail(l, "not that one value");
    if (str_is(w->key, "pattern"))
        return check_pattern(l, w->text);
    if ((str_starts(w->key, S("min")) || str_starts(w->key, S("max"))) && json_int(w, &n) == OK)
        return check_bound(l, w->key, n);
    return check_structure(l, w);
}

bool schema_holds(const struct json *root, const struct json *schema, const struct json *value,
                  const char **ret_why)
{
    struct look l = {root, schema, value, ret_why};
    if (schema->type == JSON_TRUE)
        return true;
    if (schema->type == JSON_FALSE)
        return fail(&l, "must not be there");
    if (schema->type != JSON_OBJECT)
        return fail(&l, "no schema");
    for (const struct json *w = schema->child; w; w = w->next)
        if (!check_word(&l, w))
            return false;
    return true;
}
