// SPDX-License-Identifier: Apache-2.0
/* form.c -- what somebody typed, held against the declared fields: all mistakes at once.
 * Floor 4.  One value is form_value.c, choices are form_choice.c, JSON is form_json.c. */
#include "core/form.h"

#include "base/buf.h"
#include "base/limits.h"
#include "core/cond.h"
#include "core/form_find.h"
#include "core/form_value.h"

#include <assert.h>
#include <string.h>

enum { FORM_ERRORS_MAX = 100, FORM_NAME_MAX = 200 };

struct reader {
    struct ctx *c;
    const struct record *form;
    const struct form *typed;
    int64_t matter;
    int step;
    struct form_error *error;
    size_t n_errors;
};

/* Where in the form we are: the record, its memory, and what stands before its names ("claim.2.").
 */
struct spot {
    const struct record *record;
    void *base;
    struct str prefix;
};

static enum status add_error(struct reader *r, struct str name, const char *key, int64_t limit)
{
    if (r->n_errors < FORM_ERRORS_MAX)
        r->error[r->n_errors++] = (struct form_error){name, key, limit};
    return OK;
}

static enum status join(struct reader *r, struct str prefix, const char *name, struct str *ret_name)
{
    size_t n = strlen(name);
    char *p = arena_take(r->c->arena, prefix.n + n, 1);
    if (!p)
        return FULL;
    if (prefix.n)
        memcpy(p, prefix.p, prefix.n);
    memcpy(p + prefix.n, name, n);
    *ret_name = (struct str){p, prefix.n + n};
    return OK;
}

/* "claim." and 2 make "claim.2."; without a number "who." stays. */
static enum status join_number(struct reader *r, struct str prefix, const char *name,
                               int64_t number, struct str *ret_prefix)
{
    struct buf b;
    struct str s;
    buf_init(&b, FORM_NAME_MAX);
    buf_put(&b, prefix);
    buf_puts(&b, name);
    buf_byte(&b, '.');
    if (number > 0) {
        buf_int(&b, number);
        buf_byte(&b, '.');
    }
    enum status status = b.full ? FULL : arena_copy(r->c->arena, buf_str(&b), &s);
    buf_close(&b);
    TRY(status);
    *ret_prefix = s;
    return OK;
}

static bool is_empty(const struct form_pair *p)
{
    return !p->file && str_trim(p->value).n == 0;
}

/* The i-th given pair of that name, or NULL. */
static const struct form_pair *find(const struct form *typed, struct str name, size_t i)
{
    for (size_t k = 0; k < typed->n; k++)
        if (str_eq(typed->pair[k].name, name) && !is_empty(&typed->pair[k]) && i-- == 0)
            return &typed->pair[k];
    return NULL;
}

static bool any_given(const struct form *typed, struct str prefix)
{
    for (size_t i = 0; i < typed->n; i++)
        if (str_starts(typed->pair[i].name, prefix) && !is_empty(&typed->pair[i]))
            return true;
    return false;
}

/* Somebody typed what is no value, or none of the choices: the one that is called just so is meant;
 * of those that are called partly so a person must choose. */
static enum status take_found(struct reader *r, const struct field *f, const struct choices *from,
                              struct str typed, struct str name, void *to)
{
    struct findings found = {.n = 0};
    if (form_find_has_names(f))
        TRY(form_find(r->c, f, from, typed, &found));
    if (found.n == 1 && found.exact)
        return form_find_value(r->c, f, found.at[0].code, to);
    const char *key = found.n == 0 ? "core.form.choose"
                      : found.more ? "core.form.which_of_many"
                                   : "core.form.which";
    return add_error(r, name, key, (int64_t)found.n);
}

/* A value that is chosen `from` the rows of a query: itself, or a name. */
static enum status read_choice(struct reader *r, const struct field *f, const struct spot *at,
                               struct str name, struct str typed, void *to)
{
    struct choices from;
    struct form_error e = {0};
    enum status s =
        form_choices(r->c, f->from, f->from_args, r->matter, at->record, at->base, &from);
    if (s == NOT_FOUND)
        return add_error(r, name, "core.form.choose", 0);
    TRY(s);
    s = form_value(f, typed, r->c->arena, to, &e);
    if (s == OK)
        s = form_choice_has(r->c, &from, f, to);
    if (s == BAD_INPUT || s == NOT_FOUND)
        return take_found(r, f, &from, typed, name, to);
    return s;
}

static enum status read_one(struct reader *r, const struct field *f, const struct spot *at,
                            struct str name, const struct form_pair *pair, void *to, bool *ret_good)
{
    struct form_error e = {0};
    size_t had = r->n_errors;
    enum status s = BAD_INPUT;
    e.key = "core.form.file";
    if (f->from && !pair->file) {
        TRY(read_choice(r, f, at, name, pair->value, to));
        *ret_good = r->n_errors == had;
        return OK;
    }
    if (f->type != FIELD_FILE && !pair->file)
        s = form_value(f, pair->value, r->c->arena, to, &e);
    else if (f->type == FIELD_FILE && pair->file)
        s = form_file(f, pair->file, to, &e);
    if (s == BAD_INPUT)
        return add_error(r, name, e.key, e.limit);
    TRY(s);
    *ret_good = true;
    return OK;
}

bool form_is_lines(const struct field *f)
{
    bool has_no_lines = f->type == FIELD_KEY || f->type == FIELD_ID ||
                        (f->type >= FIELD_INT && f->type <= FIELD_DAY);
    return f->list_max > 1 && !f->from && has_no_lines;
}

/* The items of a list, at most `max` of them: given one by one, or one a line.  How many there are,
 * max + 1: more. */
static size_t list_items(struct reader *r, const struct field *f, struct str name,
                         struct form_pair *ret_item, size_t max)
{
    const struct form_pair *pair;
    size_t n = 0;
    for (size_t i = 0; n <= max && (pair = find(r->typed, name, i)); i++) {
        struct str rest = pair->value;
        if (pair->file || !form_is_lines(f)) {
            if (n++ < max)
                ret_item[n - 1] = *pair;
            continue;
        }
        while (rest.n > 0 && n <= max) {
            struct form_pair line = {pair->name, str_trim(str_cut(rest, '\n', &rest)), NULL};
            if (line.value.n > 0 && n++ < max)
                ret_item[n - 1] = line;
        }
    }
    return n;
}

static enum status read_list(struct reader *r, const struct field *f, const struct spot *at,
                             struct str name)
{
    size_t max = f->list_max < LIMIT_LIST_ITEMS ? (size_t)f->list_max : LIMIT_LIST_ITEMS;
    struct form_pair *item = ARENA_ARRAY(r->c->arena, struct form_pair, max);
    if (!item)
        return FULL;
    size_t n = list_items(r, f, name, item, max);
    if (n > max)
        return add_error(r, name, "core.form.too_many", (int64_t)max);
    if (n < (size_t)f->list_min)
        return add_error(r, name, n ? "core.form.too_few" : "core.form.needed", f->list_min);
    struct list items = {arena_take(r->c->arena, n ? n : 1, field_size(f)), n};
    if (!items.at)
        return FULL;
    for (size_t i = 0; i < n; i++) {
        bool good = false;
        void *to = (char *)items.at + i * field_size(f);
        TRY(read_one(r, f, at, name, &item[i], to, &good));
    }
    memcpy(field_at(f, at->base), &items, sizeof items);
    return OK;
}

static enum status read_scalar(struct reader *r, const struct field *f, const struct spot *at,
                               struct str name)
{
    const struct form_pair *pair = find(r->typed, name, 0);
    bool good = false;
    if (!pair)
        return f->optional ? OK : add_error(r, name, "core.form.needed", 0);
    if (find(r->typed, name, 1))
        return add_error(r, name, "core.form.twice", 0);
    TRY(read_one(r, f, at, name, pair, field_at(f, at->base), &good));
    if (f->has_at && good)
        *((bool *)at->base + f->has_at) = true;
    return OK;
}

static enum status read_record(struct reader *r, const struct spot *at);

/* The highest N of "claim.N.": what a form numbers may have gaps. */
static int64_t highest(struct reader *r, struct str prefix)
{
    int64_t most = 0;
    for (size_t i = 0; i < r->typed->n; i++) {
        struct str name = r->typed->pair[i].name, rest;
        int64_t n;
        if (!str_starts(name, prefix))
            continue;
        struct str number = str_cut(str_part(name, prefix.n, name.n), '.', &rest);
        if (str_to_int(number, &n) == OK && n > most && n <= LIMIT_LIST_ITEMS)
            most = n;
    }
    return most;
}

static enum status read_item(struct reader *r, const struct field *f, struct str prefix, void *base)
{
    struct spot inner = {f->group, base, prefix};
    return read_record(r, &inner);
}

/* What is not asked comes from the row that is answered. */
static void take_from_row(const struct field *group, const struct choices *rows, size_t i,
                          void *item)
{
    const void *row = form_choice_row(rows, i);
    for (size_t k = 0; k < group->group->n; k++) {
        const struct field *to = &group->group->field[k];
        if (!to->from_row)
            continue;
        const struct field *from = record_find(&rows->query->row, str_of(to->name));
        assert(from && field_size(from) == field_size(to));
        memcpy(field_at(to, item), field_at(from, row), field_size(to));
        if (to->has_at)
            *((bool *)item + to->has_at) = field_is_given(from, row);
    }
}

/* A record for every row of the query: one that is missing is a mistake of its own. */
static enum status read_each(struct reader *r, const struct field *f, const struct spot *at)
{
    struct choices rows;
    struct str prefix;
    TRY(form_choices(r->c, f->each, f->each_args, r->matter, at->record, at->base, &rows));
    TRY(form_choice_all(r->c, &rows));
    struct list items = {arena_take(r->c->arena, rows.rows.n + 1, f->group->size), rows.rows.n};
    if (!items.at)
        return FULL;
    for (size_t i = 0; i < items.n; i++) {
        TRY(join_number(r, at->prefix, f->name, (int64_t)i + 1, &prefix));
        take_from_row(f, &rows, i, (char *)items.at + i * f->group->size);
        if (any_given(r->typed, prefix))
            TRY(read_item(r, f, prefix, (char *)items.at + i * f->group->size));
        else
            TRY(add_error(r, str_part(prefix, 0, prefix.n - 1), "core.line_missing", 0));
    }
    memcpy(field_at(f, at->base), &items, sizeof items);
    return OK;
}

static enum status read_many(struct reader *r, const struct field *f, const struct spot *at)
{
    struct str prefix;
    TRY(join_number(r, at->prefix, f->name, 0, &prefix));
    int64_t most = highest(r, prefix);
    struct str name = str_part(prefix, 0, prefix.n - 1);
    struct list items = {arena_take(r->c->arena, (size_t)most + 1, f->group->size), 0};
    if (!items.at)
        return FULL;
    for (int64_t i = 1; i <= most; i++) {
        TRY(join_number(r, at->prefix, f->name, i, &prefix));
        if (any_given(r->typed, prefix))
            TRY(read_item(r, f, prefix, (char *)items.at + items.n++ * f->group->size));
    }
    if (items.n > (size_t)f->list_max)
        return add_error(r, name, "core.form.too_many", f->list_max);
    if (items.n < (size_t)f->list_min)
        return add_error(r, name, items.n ? "core.form.too_few" : "core.form.needed", f->list_min);
    memcpy(field_at(f, at->base), &items, sizeof items);
    return OK;
}

/* `group who ?`: one record or none; all of it is needed once any of it is given. */
static enum status read_single(struct reader *r, const struct field *f, const struct spot *at)
{
    struct str prefix;
    TRY(join_number(r, at->prefix, f->name, 0, &prefix));
    if (f->optional && !any_given(r->typed, prefix))
        return OK;
    struct list items = {arena_take(r->c->arena, 1, f->group->size), 1};
    if (!items.at)
        return FULL;
    TRY(read_item(r, f, prefix, items.at));
    memcpy(field_at(f, at->base), &items, sizeof items);
    return OK;
}

static enum status read_group(struct reader *r, const struct field *f, const struct spot *at)
{
    if (f->each)
        return read_each(r, f, at);
    return field_is_single(f) ? read_single(r, f, at) : read_many(r, f, at);
}

/* Nothing may be given where nothing is asked. */
static enum status refuse_given(struct reader *r, struct str name)
{
    struct str prefix;
    TRY(join(r, name, ".", &prefix));
    if (find(r->typed, name, 0) || any_given(r->typed, prefix))
        return add_error(r, name, "core.form.not_asked", 0);
    return OK;
}

static enum status read_field(struct reader *r, const struct field *f, const struct spot *at)
{
    struct str name;
    bool asked = true;
    TRY(join(r, at->prefix, f->name, &name));
    if (f->when)
        TRY(cond_holds(r->c, f->when, at->record, at->base, r->matter, &asked));
    if (!asked)
        return refuse_given(r, name);
    if (f->type == FIELD_GROUP)
        return read_group(r, f, at);
    return f->list_max > 0 ? read_list(r, f, at, name) : read_scalar(r, f, at, name);
}

static enum status read_record(struct reader *r, const struct spot *at)
{
    for (size_t i = 0; i < at->record->n; i++)
        if (!at->record->field[i].from_row &&
            (at->record != r->form || at->record->field[i].step <= r->step))
            TRY(read_field(r, &at->record->field[i], at));
    return OK;
}

const struct field *form_field(const struct record *record, struct str name)
{
    struct str rest;
    int64_t n;
    const struct field *f = record_find(record, str_cut(name, '.', &rest));
    if (!f || f->from_row || (f->type == FIELD_GROUP) != (rest.p != NULL))
        return NULL;
    if (f->type != FIELD_GROUP)
        return f;
    if (!field_is_single(f)) {
        struct str number = str_cut(rest, '.', &rest);
        if (str_to_int(number, &n) != OK || n < 1 || n > LIMIT_LIST_ITEMS || !rest.p)
            return NULL;
    }
    return form_field(f->group, rest);
}

enum status form_read(struct ctx *c, const struct record *record, int64_t matter, int step,
                      const struct form *form, void *base, struct list *ret_errors)
{
    struct reader r = {.c = c, .form = record, .typed = form, .matter = matter};
    struct spot top = {record, base, {0}};
    r.step = step;
    r.error = ARENA_ARRAY(c->arena, struct form_error, FORM_ERRORS_MAX);
    if (!r.error)
        return FULL;
    for (size_t i = 0; i < form->n; i++)
        if (!form_field(record, form->pair[i].name))
            TRY(add_error(&r, form->pair[i].name, "core.form.unknown", 0));
    TRY(read_record(&r, &top));
    *ret_errors = (struct list){r.error, r.n_errors};
    return r.n_errors ? BAD_INPUT : OK;
}
