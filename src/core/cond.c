// SPDX-License-Identifier: Apache-2.0
#include "core/cond.h"

#include "base/time.h"
#include "core/read.h"

#include <assert.h>
#include <string.h>

/* What a condition speaks of. */
struct speaking {
    struct ctx *c;
    const struct record *record;
    const void *base;
    int64_t matter;
};

/* A side of a comparison, worked out.  Nothing compares with nothing: not given equals only not
 * given. */
struct side {
    enum { SIDE_NONE, SIDE_INT, SIDE_TEXT, SIDE_HASH } kind;
    int64_t number;
    struct str text;
    const struct words *words; /* INT: the number stands for one of these */
};

static struct side of_int(int64_t number)
{
    return (struct side){.kind = SIDE_INT, .number = number};
}

static struct side of_text(struct str text)
{
    return (struct side){.kind = text.p ? SIDE_TEXT : SIDE_NONE, .text = text};
}

static struct side of_value(const struct field *f, const void *at)
{
    switch (f->type) {
    case FIELD_TEXT:
    case FIELD_KEY:
    case FIELD_CODE:
    case FIELD_PLACE:
    case FIELD_FORM:
    case FIELD_BYTES:
        return of_text(*(const struct str *)at);
    case FIELD_DAY:
        return of_int(*(const int32_t *)at);
    case FIELD_BOOL:
        return of_int(*(const bool *)at);
    case FIELD_ENUM:
    case FIELD_STAGE:
        return (struct side){.kind = SIDE_INT, .number = *(const int32_t *)at, .words = f->words};
    case FIELD_HASH:
        return (struct side){.kind = SIDE_HASH, .text = {at, sizeof(struct hash)}};
    case FIELD_FILE:
    case FIELD_GROUP:
        return (struct side){.kind = SIDE_NONE};
    default:
        return of_int(*(const int64_t *)at);
    }
}

static struct side of_field(const struct speaking *s, const char *name)
{
    const struct field *f = record_find(s->record, str_of(name));
    assert(f); /* the generator has looked it up */
    if (!field_is_given(f, s->base) || field_is_list(f))
        return (struct side){.kind = SIDE_NONE};
    return of_value(f, field_at(f, s->base));
}

/* The unit or the person in a seat of the matter; nobody sits there without one. */
static enum status of_seat(const struct speaking *s, const char *name, struct side *ret_side)
{
    struct sitting sits = {0};
    struct matter_row m;
    struct person_id person = {0};
    if (s->matter) {
        TRY(matter_read(s->c, s->matter, &m));
        TRY(party_seat(s->c, &m, name, &sits));
    }
    if (sits.person.v)
        TRY(read_person(s->c, sits.person, &person));
    int64_t who = sits.unit.v ? sits.unit.v : person.v;
    *ret_side = who ? of_int(who) : (struct side){.kind = SIDE_NONE};
    return OK;
}

static enum status side_of(const struct speaking *s, const struct operand *o, struct side *ret_side)
{
    int64_t person = s->c->who.person.v, office = s->c->who.office.v;
    switch (o->kind) {
    case OPERAND_FIELD:
        *ret_side = of_field(s, o->word);
        return OK;
    case OPERAND_SEAT:
        return of_seat(s, o->word, ret_side);
    case OPERAND_WORD:
        *ret_side = of_text(str_of(o->word));
        return OK;
    case OPERAND_NUMBER:
        *ret_side = of_int(o->number);
        return OK;
    case OPERAND_TODAY:
        *ret_side = of_int(time_day(s->c->now));
        return OK;
    case OPERAND_NOW:
        *ret_side = of_int(s->c->now);
        return OK;
    case OPERAND_ME:
        *ret_side = person ? of_int(person) : (struct side){.kind = SIDE_NONE};
        return OK;
    case OPERAND_OFFICE:
        *ret_side = office ? of_int(office) : (struct side){.kind = SIDE_NONE};
        return OK;
    }
    assert(false && "an operand");
    return BROKEN;
}

/* A word beside an enum's value means that word of the enum. */
static void give_number(struct side *word, const struct side *beside)
{
    if (word->kind != SIDE_TEXT || beside->kind != SIDE_INT || !beside->words)
        return;
    *word = of_int(words_find(beside->words, word->text));
    assert(word->number > 0); /* the generator has looked it up */
}

static bool is_in_order(enum cond_compare compare, int order)
{
    switch (compare) {
    case COMPARE_EQ:
        return order == 0;
    case COMPARE_NE:
        return order != 0;
    case COMPARE_LT:
        return order < 0;
    case COMPARE_LE:
        return order <= 0;
    case COMPARE_GT:
        return order > 0;
    case COMPARE_GE:
        return order >= 0;
    }
    return false;
}

static bool compare(enum cond_compare how, struct side left, struct side right)
{
    give_number(&left, &right);
    give_number(&right, &left);
    if (left.kind != right.kind || left.kind == SIDE_NONE)
        return how == COMPARE_NE && left.kind != right.kind;
    if (left.kind == SIDE_INT)
        return is_in_order(how, (left.number > right.number) - (left.number < right.number));
    return is_in_order(how, str_cmp(left.text, right.text));
}

/* A bool says itself; anything else is given or not. */
static enum status is_given(const struct speaking *s, const struct operand *o, bool *ret_holds)
{
    struct side side = {.kind = SIDE_NONE};
    const struct field *f =
        o->kind == OPERAND_FIELD ? record_find(s->record, str_of(o->word)) : NULL;
    if (f) {
        bool given = field_is_given(f, s->base);
        *ret_holds = f->type == FIELD_BOOL && given && !field_is_list(f)
                         ? *(const bool *)field_at(f, s->base)
                         : given;
        return OK;
    }
    TRY(side_of(s, o, &side));
    *ret_holds = side.kind != SIDE_NONE;
    return OK;
}

static enum status holds(const struct speaking *s, const struct cond *cond, bool *ret_holds)
{
    struct side left, right;
    switch (cond->kind) {
    case COND_GIVEN:
        return is_given(s, &cond->left, ret_holds);
    case COND_COMPARE:
        TRY(side_of(s, &cond->left, &left));
        TRY(side_of(s, &cond->right, &right));
        *ret_holds = compare(cond->compare, left, right);
        return OK;
    case COND_NOT:
        TRY(holds(s, cond->a, ret_holds));
        *ret_holds = !*ret_holds;
        return OK;
    case COND_AND:
        TRY(holds(s, cond->a, ret_holds));
        return *ret_holds ? holds(s, cond->b, ret_holds) : OK;
    case COND_OR:
        TRY(holds(s, cond->a, ret_holds));
        return *ret_holds ? OK : holds(s, cond->b, ret_holds);
    }
    assert(false && "a condition");
    return BROKEN;
}

enum status cond_holds(struct ctx *c, const struct cond *cond, const struct record *record,
                       const void *base, int64_t matter, bool *ret_holds)
{
    assert(cond && record);
    struct speaking s = {c, record, base, matter};
    bool result = false;
    TRY(holds(&s, cond, &result));
    *ret_holds = result;
    return OK;
}
