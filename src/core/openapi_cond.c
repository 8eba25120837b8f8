// SPDX-License-Identifier: Apache-2.0
/* openapi_cond.c -- `when` of a form as if and then, where JSON Schema can say exactly that.
 * Elsewhere the words of the form must do.
 * Floor 4. */
#include "core/openapi_in.h"

#include <string.h>

static bool is_word_of(const struct record *r, const struct operand *left,
                       const struct operand *right)
{
    const struct field *f = left->kind == OPERAND_FIELD ? record_find(r, str_of(left->word)) : NULL;
    bool chosen = f && (f->type == FIELD_ENUM || f->type == FIELD_STAGE || f->type == FIELD_CODE);
    return chosen && right->kind == OPERAND_WORD;
}

static bool can_say(const struct record *r, const struct cond *c)
{
    switch (c->kind) {
    case COND_GIVEN: {
        const struct field *f =
            c->left.kind == OPERAND_FIELD ? record_find(r, str_of(c->left.word)) : NULL;
        return f && !field_is_list(f);
    }
    case COND_COMPARE:
        return (c->compare == COMPARE_EQ || c->compare == COMPARE_NE) &&
               is_word_of(r, &c->left, &c->right);
    case COND_NOT:
        return can_say(r, c->a);
    case COND_AND:
    case COND_OR:
        return can_say(r, c->a) && can_say(r, c->b);
    }
    return false;
}

static void put_is(struct buf *to, const char *field, const char *word)
{
    out_begin(to, "properties", '{');
    out_begin(to, field, '{');
    if (word)
        out_text(to, "const", str_of(word));
    else
        out_true(to, "const");
    out_end(to, '}');
    out_end(to, '}');
}

static void put_required(struct buf *to, const char *field)
{
    out_begin(to, "required", '[');
    json_put_text(to, str_of(field));
    out_end(to, ']');
}

/* The members of a schema that holds just where the condition does. */
static void put_cond(struct buf *to, const struct record *r, const struct cond *c)
{
    if (c->kind == COND_AND || c->kind == COND_OR) {
        out_begin(to, c->kind == COND_AND ? "allOf" : "anyOf", '[');
        for (int i = 0; i < 2; i++) {
            out_begin(to, NULL, '{');
            put_cond(to, r, i ? c->b : c->a);
            out_end(to, '}');
        }
        out_end(to, ']');
    } else if (c->kind == COND_NOT || (c->kind == COND_COMPARE && c->compare == COMPARE_NE)) {
        struct cond same = *c;
        same.compare = COMPARE_EQ;
        out_begin(to, "not", '{');
        put_cond(to, r, c->kind == COND_NOT ? c->a : &same);
        out_end(to, '}');
    } else {
        const struct field *f = record_find(r, str_of(c->left.word));
        if (c->kind == COND_COMPARE || f->type == FIELD_BOOL)
            put_is(to, f->name, c->kind == COND_COMPARE ? c->right.word : NULL);
        put_required(to, f->name);
    }
}

/* Asked only then, and needed then unless it may lack. */
static void put_when(struct buf *to, const struct record *r, const struct field *f)
{
    out_begin(to, NULL, '{');
    out_begin(to, "if", '{');
    put_cond(to, r, f->when);
    out_end(to, '}');
    if (!f->optional) {
        out_begin(to, "then", '{');
        put_required(to, f->name);
        out_end(to, '}');
    }
    out_begin(to, "else", '{');
    out_begin(to, "properties", '{');
    out_key(to, f->name);
    buf_puts(to, "false");
    out_end(to, '}');
    out_end(to, '}');
    out_end(to, '}');
}

void schema_put_conditions(struct buf *to, const struct record *r)
{
    bool any = false;
    for (size_t i = 0; i < r->n; i++) {
        const struct field *f = &r->field[i];
        if (!f->when || !can_say(r, f->when))
            continue;
        if (!any)
            out_begin(to, "allOf", '[');
        any = true;
        put_when(to, r, f);
    }
    if (any)
        out_end(to, ']');
}
