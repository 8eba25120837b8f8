// SPDX-License-Identifier: Apache-2.0
#include "core/form_choice.h"

#include "core/rooms.h"

#include <assert.h>
#include <string.h>

/* One argument of the query: a word of the request, or an earlier field. */
static enum status fill_arg(struct ctx *c, const struct field *to, const char *name, int64_t matter,
                            const struct record *record, const void *base, void *args)
{
    void *at = field_at(to, args);
    if (strcmp(name, "id") == 0) {
        memcpy(at, &matter, sizeof matter);
    } else if (strcmp(name, "me") == 0) {
        memcpy(at, &c->who.person, sizeof c->who.person);
    } else if (strcmp(name, "office") == 0) {
        memcpy(at, &c->who.office, sizeof c->who.office);
    } else {
        const struct field *from = record_find(record, str_of(name));
        assert(from && field_size(from) == field_size(to));
        if (!base || !field_is_given(from, base))
            return NOT_FOUND;
        memcpy(at, field_at(from, base), field_size(to));
    }
    return OK;
}

enum status form_choices(struct ctx *c, const char *query, const char *const *args, int64_t matter,
                         const struct record *record, const void *base, struct choices *ret_choices)
{
    struct choices choices = {.query = rooms_query(c->rooms, query)};
    assert(choices.query);
    const struct query *q = choices.query;
    void *values = arena_take(c->arena, 1, q->args.size ? q->args.size : 1);
    if (!values)
        return FULL;
    for (size_t i = 0; i < q->args.n; i++)
        TRY(fill_arg(c, &q->args.field[i], args[i], matter, record, base, values));
    choices.args = values;
    *ret_choices = choices;
    return OK;
}

enum status form_choice_all(struct ctx *c, struct choices *choices)
{
    return query_many(c->db, choices->query, choices->args, &choices->rows, c->arena);
}

enum status form_choice_listed(struct ctx *c, struct choices *choices, bool *ret_more)
{
    TRY(query_some(c->db, choices->query, choices->args, FORM_CHOICE_LISTED + 1, &choices->rows,
                   c->arena));
    *ret_more = choices->rows.n > FORM_CHOICE_LISTED;
    return OK;
}

const void *form_choice_row(const struct choices *choices, size_t i)
{
    assert(i < choices->rows.n);
    return (const char *)choices->rows.at + i * choices->query->row.size;
}

static bool is_text(const struct field *f)
{
    return f->type == FIELD_TEXT || f->type == FIELD_KEY || f->type == FIELD_CODE ||
           f->type == FIELD_PLACE || f->type == FIELD_FORM;
}

enum status form_choice_has(struct ctx *c, const struct choices *choices, const struct field *f,
                            const void *value)
{
    const struct field *first = &choices->query->row.field[0];
    assert(is_text(first) == is_text(f) && field_size(first) == field_size(f));
    return query_look_up(c->db, choices->query, choices->args, value, c->arena);
}
