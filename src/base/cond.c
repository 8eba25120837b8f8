// SPDX-License-Identifier: Apache-2.0
#include "base/cond.h"

#include "base/field_read.h"

#include <assert.h>
#include <string.h>

enum { COND_WORDS = 100 }; /* longer ones are refused: a person has to read them */

static const char *const compare_signs[] = {"=", "!=", "<", "<=", ">", ">="};

static bool take_compare(struct tokens *t, enum cond_compare *ret_compare)
{
    for (size_t i = 0; i < sizeof compare_signs / sizeof *compare_signs; i++)
        if (token_take(t, compare_signs[i])) {
            *ret_compare = (enum cond_compare)i;
            return true;
        }
    return false;
}

static enum status read_operand(struct arena *a, struct tokens *t, enum operand_kind plain,
                                struct operand *ret)
{
    static const struct {
        const char *word;
        enum operand_kind kind;
    } fixed[] = {{"today", OPERAND_TODAY},
                 {"now", OPERAND_NOW},
                 {"me", OPERAND_ME},
                 {"office", OPERAND_OFFICE}};
    struct token token = token_next(t);
    struct operand o = {.kind = plain};
    if (!token.word.n || token.inside.p)
        return token_wrong(t, "a condition is f, not f, or f = v, joined by and, or");
    bool is_number = (token.word.p[0] >= '0' && token.word.p[0] <= '9') || token.word.p[0] == '-';
    if (!is_number && !token_is_name(token.word))
        return token_wrong(t, "'%.*s' is no word of a condition: f, not f, or f = v",
                           STR_ARG(token.word));
    if (is_number)
        o.kind = OPERAND_NUMBER;
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (str_is(token.word, fixed[i].word))
            o.kind = fixed[i].kind;
    TRY(token_text(a, token.word, &o.word));
    *ret = o;
    return OK;
}

static enum status read_test(struct arena *a, struct tokens *t, struct cond **ret_cond)
{
    bool is_not = token_take(t, "not");
    struct cond *c = ARENA_NEW(a, struct cond), *outer = is_not ? ARENA_NEW(a, struct cond) : c;
    if (!c || !outer)
        return FULL;
    TRY(read_operand(a, t, OPERAND_FIELD, &c->left));
    c->kind = COND_GIVEN;
    if (take_compare(t, &c->compare)) {
        c->kind = COND_COMPARE;
        TRY(read_operand(a, t, OPERAND_WORD, &c->right));
    }
    if (is_not)
        *outer = (struct cond){.kind = COND_NOT, .a = c};
    *ret_cond = outer;
    return OK;
}

static enum status join(struct arena *a, enum cond_kind kind, struct cond *left, struct cond *right,
                        struct cond **ret_cond)
{
    struct cond *both = ARENA_NEW(a, struct cond);
    if (!both)
        return FULL;
    *both = (struct cond){.kind = kind, .a = left, .b = right};
    *ret_cond = both;
    return OK;
}

static enum status read_and(struct arena *a, struct tokens *t, struct cond **ret_cond)
{
    struct cond *c, *more;
    TRY(read_test(a, t, &c));
    while (token_take(t, "and")) {
        TRY(read_test(a, t, &more));
        TRY(join(a, COND_AND, c, more, &c));
    }
    *ret_cond = c;
    return OK;
}

enum status cond_read(struct arena *a, struct tokens *t, const struct cond **ret_cond)
{
    struct cond *c, *more;
    if (t->n - t->next > COND_WORDS)
        return token_wrong(t, "a condition has at most %d words", COND_WORDS);
    TRY(read_and(a, t, &c));
    while (token_take(t, "or")) {
        TRY(read_and(a, t, &more));
        TRY(join(a, COND_OR, c, more, &c));
    }
    *ret_cond = c;
    return OK;
}

static bool has_word(const char *const *words, const char *word)
{
    for (; words && *words; words++)
        if (strcmp(*words, word) == 0)
            return true;
    return false;
}

static enum status bind_left(const struct record *r, const char *const *seats, struct tokens *t,
                             struct operand *o)
{
    if (o->kind != OPERAND_FIELD || record_find(r, str_of(o->word)))
        return OK;
    if (!has_word(seats, o->word))
        return token_wrong(t, "condition: there is no field '%s' here", o->word);
    o->kind = OPERAND_SEAT;
    return OK;
}

/* What may stand against a field: a number of its type, its own words, another field, a seat, a
 * code. */
static enum status bind_right(const struct record *r, const char *const *seats, struct tokens *t,
                              const struct field *left, struct operand *o)
{
    struct str word = str_of(o->word);
    if (o->kind == OPERAND_NUMBER) {
        struct field plain = {.type = FIELD_INT};
        if (field_read_number(left ? left : &plain, word, &o->number) != OK)
            return token_wrong(t, "condition: '%s' is no number of that kind", o->word);
        return OK;
    }
    if (o->kind != OPERAND_WORD)
        return OK;
    bool has_words = left && left->words;
    if (has_words && words_find(left->words, word))
        return OK;
    const struct field *other = record_find(r, word);
    if (other && (!left || other->type == left->type)) {
        o->kind = OPERAND_FIELD;
        return OK;
    }
    if (has_word(seats, o->word)) {
        o->kind = OPERAND_SEAT;
        return OK;
    }
    if (left && (left->type == FIELD_CODE || left->type == FIELD_KEY))
        return OK;
    return token_wrong(t,
                       "condition: '%s' is no value, field or seat that '%s' can be compared with",
                       o->word, left ? left->name : "it");
}

enum status cond_bind(struct arena *a, const struct cond *c, const struct record *record,
                      const char *const *seats, struct tokens *t, const struct cond **ret_cond)
{
    struct cond *bound = ARENA_NEW(a, struct cond);
    if (!bound)
        return FULL;
    *bound = *c;
    if (c->a)
        TRY(cond_bind(a, c->a, record, seats, t, &bound->a));
    if (c->b)
        TRY(cond_bind(a, c->b, record, seats, t, &bound->b));
    if (!c->a)
        TRY(bind_left(record, seats, t, &bound->left));
    if (c->kind == COND_COMPARE) {
        const struct field *left = NULL;
        if (bound->left.kind == OPERAND_FIELD)
            left = record_find(record, str_of(bound->left.word));
        TRY(bind_right(record, seats, t, left, &bound->right));
    }
    *ret_cond = bound;
    return OK;
}
