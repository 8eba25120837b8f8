// SPDX-License-Identifier: Apache-2.0
#include "base/field_read.h"

#include "base/limits.h"

#include <assert.h>

enum inside { INSIDE_NONE, INSIDE_MAY, INSIDE_MUST };

static const struct type {
    const char *word;
    enum field_type type;
    enum inside inside;
    const char *kinds; /* the words that may stand inside; NULL: one name */
    bool bounds;
} types[] = {
    {"text", FIELD_TEXT, INSIDE_MAY, "phone mail uscc idcard", true},
    {"key", FIELD_KEY, INSIDE_NONE, NULL, false},
    {"int", FIELD_INT, INSIDE_NONE, NULL, true},
    {"decimal", FIELD_DECIMAL, INSIDE_MUST, "1 2 3 4 5 6", true},
    {"money", FIELD_MONEY, INSIDE_NONE, NULL, true},
    {"bool", FIELD_BOOL, INSIDE_NONE, NULL, false},
    {"day", FIELD_DAY, INSIDE_NONE, NULL, false},
    {"time", FIELD_TIME, INSIDE_NONE, NULL, false},
    {"unit", FIELD_UNIT, INSIDE_NONE, NULL, false},
    {"person", FIELD_PERSON, INSIDE_NONE, NULL, false},
    {"place", FIELD_PLACE, INSIDE_NONE, NULL, false},
    {"hash", FIELD_HASH, INSIDE_NONE, NULL, false},
    {"file", FIELD_FILE, INSIDE_MAY, "image pdf csv xlsx cipher", true},
    {"code", FIELD_CODE, INSIDE_MUST, NULL, false},
    {"id", FIELD_ID, INSIDE_MAY, NULL, false},
    {"form", FIELD_FORM, INSIDE_MUST, NULL, false},
    {"stage", FIELD_STAGE, INSIDE_MUST, NULL, false},
    {"veiled", FIELD_VEILED, INSIDE_NONE, NULL, false},
};

static const struct type *type_find(struct str word)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (str_is(word, types[i].word))
            return &types[i];
    return NULL;
}

/* A matter or table may be of another room: `watch.card`. */
static bool is_dotted_name(struct str s)
{
    struct str rest, first = str_cut(s, '.', &rest);
    return token_is_name(first) && (!rest.p || token_is_name(rest));
}

static bool is_kind(const struct type *type, struct str word)
{
    for (struct str rest = str_of(type->kinds); rest.p;)
        if (str_eq(str_cut(rest, ' ', &rest), word))
            return true;
    return false;
}

/* One of the type's words; of files several. */
static bool kinds_are_known(const struct type *type, struct str inside)
{
    size_t n = 0;
    for (struct str rest = inside; rest.p; n++)
        if (!is_kind(type, str_cut(rest, ' ', &rest)))
            return false;
    return n == 1 || type->type == FIELD_FILE;
}

static enum status read_inside(struct arena *a, struct tokens *t, const struct type *type,
                               struct token token, struct field *f)
{
    if (!token.inside.p && type->inside == INSIDE_MUST)
        return token_wrong(t, "'%s' needs a word in parentheses: %s(...)", type->word, type->word);
    if (!token.inside.p)
        return OK;
    if (type->inside == INSIDE_NONE)
        return token_wrong(t, "'%s' takes no parentheses", type->word);
    if (type->kinds && !kinds_are_known(type, token.inside))
        return token_wrong(t, "'%s(%.*s)': inside may stand one of %s", type->word,
                           STR_ARG(token.inside), type->kinds);
    if (!type->kinds && !is_dotted_name(token.inside))
        return token_wrong(t, "'%s(%.*s)': inside stands one name", type->word,
                           STR_ARG(token.inside));
    if (type->type == FIELD_DECIMAL)
        f->scale = (uint8_t)(token.inside.p[0] - '0');
    else
        TRY(token_text(a, token.inside, &f->of));
    return OK;
}

static enum status read_type(struct arena *a, struct tokens *t, struct field *f)
{
    struct token token = token_next(t);
    const struct type *type = type_find(token.word);
    if (type) {
        f->type = type->type;
        return read_inside(a, t, type, token, f);
    }
    if (!token_is_name(token.word) || token.inside.p)
        return token_wrong(t, "'%s' needs a type and not '%.*s'", f->name, STR_ARG(token.word));
    f->type = FIELD_ENUM;
    return token_text(a, token.word, &f->of);
}

/* 12, 12.5 or 12.50 as an integer scaled by 10^scale. */
static enum status read_scaled(struct str word, int scale, int64_t *ret_value)
{
    assert(scale >= 0 && scale <= 6);
    struct str decimals, whole = str_cut(word, '.', &decimals);
    int64_t value, part = 0;
    TRY(str_to_int(whole, &value));
    if (decimals.n > (size_t)scale || (decimals.p && decimals.n == 0) || value < 0)
        return BAD_INPUT;
    for (int i = 0; i < scale; i++) {
        char digit = (size_t)i < decimals.n ? decimals.p[i] : '0';
        if (digit < '0' || digit > '9' || __builtin_mul_overflow(value, 10, &value))
            return BAD_INPUT;
        part = part * 10 + (digit - '0');
    }
    return __builtin_add_overflow(value, part, ret_value) ? BAD_INPUT : OK;
}

static enum status read_bytes(struct str word, int64_t *ret_value)
{
    static const char *const units[] = {"KB", "MB", "GB"};
    int64_t value, factor = 1;
    for (size_t i = 0; i < 3; i++) {
        factor *= 1024;
        if (!str_ends(word, str_of(units[i])))
            continue;
        TRY(str_to_int(str_part(word, 0, word.n - 2), &value));
        return value < 0 || __builtin_mul_overflow(value, factor, ret_value) ? BAD_INPUT : OK;
    }
    return str_to_int(word, ret_value);
}

enum status field_read_number(const struct field *f, struct str word, int64_t *ret_value)
{
    switch (f->type) {
    case FIELD_MONEY:
        return read_scaled(word, 2, ret_value);
    case FIELD_DECIMAL:
        return read_scaled(word, f->scale, ret_value);
    case FIELD_FILE:
        return read_bytes(word, ret_value);
    default:
        return str_to_int(word, ret_value);
    }
}

static bool is_range(struct str word)
{
    return str_find(word, S("..")) < word.n;
}

/* n..m; either may lack, not both. */
static enum status read_range(struct tokens *t, const struct field *f, int64_t *ret_min,
                              int64_t *ret_max)
{
    struct str word = token_next(t).word;
    size_t dots = str_find(word, S(".."));
    struct str low = str_part(word, 0, dots), high = str_part(word, dots + 2, word.n);
    int64_t min = f->type == FIELD_INT ? -LIMIT_INT_MAX : 0, max = LIMIT_INT_MAX;
    bool bad = low.n == 0 && high.n == 0;
    bad = bad || (low.n && field_read_number(f, low, &min) != OK);
    bad = bad || (high.n && field_read_number(f, high, &max) != OK);
    if (bad || min > max)
        return token_wrong(t, "'%.*s' is no range for '%s': n..m, n not over m", STR_ARG(word),
                           f->name);
    *ret_min = min;
    *ret_max = max;
    return OK;
}

static enum status read_list(struct tokens *t, struct field *f)
{
    int64_t min, max;
    struct field count = {.name = f->name, .type = FIELD_TEXT};
    if (!is_range(token_peek(t)))
        return token_wrong(t, "'%s *' says how many: * n..m", f->name);
    TRY(read_range(t, &count, &min, &max));
    if (min < 0 || max < 1 || max > LIMIT_LIST_ITEMS)
        return token_wrong(t, "'%s' may have 1 to %d items", f->name, LIMIT_LIST_ITEMS);
    f->list_min = (int32_t)min;
    f->list_max = (int32_t)max;
    return OK;
}

static enum status read_query(struct arena *a, struct tokens *t, const char *word,
                              const char **ret_name, const char *const **ret_args, size_t *ret_n)
{
    struct token query = token_next(t);
    if (!token_is_name(query.word))
        return token_wrong(t, "behind '%s' stands a query: %s QUERY(f g)", word, word);
    TRY(token_text(a, query.word, ret_name));
    return token_words(a, query.inside, ret_args, ret_n);
}

static enum status read_name(struct arena *a, struct tokens *t, const char *what,
                             const char **ret_name)
{
    struct token token = token_next(t);
    if (!token_is_name(token.word) || token.inside.p)
        return token_wrong(t, "%s has a name of [a-z][a-z0-9_]*, at most 40, and not '%.*s'", what,
                           STR_ARG(token.word));
    return token_text(a, token.word, ret_name);
}

static enum status read_clauses(struct arena *a, struct tokens *t, struct field *f)
{
    f->optional = token_take(t, "?");
    if (token_take(t, "*"))
        TRY(read_list(t, f));
    if (token_take(t, "from"))
        TRY(read_query(a, t, "from", &f->from, &f->from_args, &f->n_from_args));
    f->tag = token_take(t, "tag");
    if (token_take(t, "for"))
        TRY(read_name(a, t, "a circle", &f->circle));
    if (token_take(t, "when"))
        TRY(cond_read(a, t, &f->when));
    return OK;
}

static enum status end_field(struct tokens *t, const struct field *f)
{
    struct str word = token_peek(t);
    if (!word.p || str_is(word, ","))
        return OK;
    return token_wrong(
        t,
        "'%.*s' cannot stand here in '%s': n..m ? * n..m from tag for when, in this order, "
        "and a comma before the next field",
        STR_ARG(word), f->name);
}

static bool takes_bounds(enum field_type type)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (types[i].type == type)
            return types[i].bounds;
    return false;
}

enum status field_read(struct arena *a, struct tokens *t, struct field *ret_field)
{
    struct field f = {.min = 1};
    TRY(read_name(a, t, "a field", &f.name));
    TRY(read_type(a, t, &f));
    if (is_range(token_peek(t))) {
        if (!takes_bounds(f.type))
            return token_wrong(t, "'%s' takes no n..m: text, int, decimal, money and file do",
                               f.name);
        TRY(read_range(t, &f, &f.min, &f.max));
    }
    TRY(read_clauses(a, t, &f));
    TRY(end_field(t, &f));
    *ret_field = f;
    return OK;
}

enum status field_read_group(struct arena *a, struct tokens *t, struct field *ret_group)
{
    struct field f = {.type = FIELD_GROUP, .min = 1};
    TRY(read_name(a, t, "a group", &f.name));
    if (token_take(t, "?")) {
        f.optional = true;
        f.list_max = 1;
    } else if (token_take(t, "*")) {
        TRY(read_list(t, &f));
    } else if (token_take(t, "each")) {
        f.list_max = LIMIT_LIST_ITEMS;
        TRY(read_query(a, t, "each", &f.each, &f.each_args, &f.n_each_args));
    } else {
        return token_wrong(t, "group '%s' says how many: ?, * n..m, or each QUERY(f)", f.name);
    }
    if (t->next < t->n)
        return token_wrong(t, "'%.*s' cannot stand behind group '%s'", STR_ARG(token_peek(t)),
                           f.name);
    *ret_group = f;
    return OK;
}
