// SPDX-License-Identifier: Apache-2.0
#include "unit.h"

#include "base/time.h"
#include "core/cond.h"

enum kind { KIND_ASK = 1, KIND_COMPLAIN };

static const char *const kind_words[] = {"ask", "complain"};
static const struct words kinds = {"t.kind", kind_words, 2};

struct form {
    int32_t kind;
    struct unit_id to, about;
    struct str topic, words;
    bool solved, has_solved;
    int64_t price;
    bool has_price;
    int32_t day;
    struct person_id holder;
    struct list claims;
};

static const struct record no_record = {NULL, 0, 8};
static const struct field fields[] = {
    {.name = "kind", .type = FIELD_ENUM, .words = &kinds, .at = offsetof(struct form, kind)},
    {.name = "to", .type = FIELD_UNIT, .at = offsetof(struct form, to)},
    {.name = "about", .type = FIELD_UNIT, .optional = true, .at = offsetof(struct form, about)},
    {.name = "topic", .type = FIELD_CODE, .at = offsetof(struct form, topic)},
    {.name = "words", .type = FIELD_TEXT, .optional = true, .at = offsetof(struct form, words)},
    {.name = "solved",
     .type = FIELD_BOOL,
     .optional = true,
     .at = offsetof(struct form, solved),
     .has_at = offsetof(struct form, has_solved)},
    {.name = "price",
     .type = FIELD_MONEY,
     .optional = true,
     .at = offsetof(struct form, price),
     .has_at = offsetof(struct form, has_price)},
    {.name = "day", .type = FIELD_DAY, .at = offsetof(struct form, day)},
    {.name = "holder", .type = FIELD_PERSON, .optional = true, .at = offsetof(struct form, holder)},
    {.name = "claims",
     .type = FIELD_GROUP,
     .list_max = 20,
     .group = &no_record,
     .at = offsetof(struct form, claims)},
};
static const struct record record = {fields, sizeof fields / sizeof *fields, sizeof(struct form)};

#define FIELD(w)                         \
    {                                    \
        .kind = OPERAND_FIELD, .word = w \
    }
#define WORD(w)                         \
    {                                   \
        .kind = OPERAND_WORD, .word = w \
    }
#define NUMBER(n)                           \
    {                                       \
        .kind = OPERAND_NUMBER, .number = n \
    }
#define GIVEN(w)                             \
    {                                        \
        .kind = COND_GIVEN, .left = FIELD(w) \
    }
#define COMPARE(l, how, r)                                                    \
    {                                                                         \
        .kind = COND_COMPARE, .compare = COMPARE_##how, .left = l, .right = r \
    }
#define NEVER                                                       \
    {                                                               \
        .kind = COND_COMPARE, .left = NUMBER(1), .right = NUMBER(2) \
    }
#define ALWAYS                                                      \
    {                                                               \
        .kind = COND_COMPARE, .left = NUMBER(1), .right = NUMBER(1) \
    }

static const struct cond never = NEVER, always = ALWAYS;
static const struct cond no_about = {.kind = COND_NOT, .a = &(const struct cond)GIVEN("about")};

static void conditions(void **state)
{
    static const struct {
        struct cond cond;
        bool holds;
        const char *reason;
    } rows[] = {
        {COMPARE(FIELD("kind"), EQ, WORD("complain")), true, "an enum's word"},
        {COMPARE(FIELD("kind"), NE, WORD("ask")), true, "another word"},
        {COMPARE(FIELD("topic"), EQ, WORD("noise")), true, "a code as written"},
        {COMPARE(FIELD("topic"), EQ, WORD("nois")), false, "no half codes"},
        {COMPARE(FIELD("to"), EQ, FIELD("about")), false, "a unit against none"},
        {COMPARE(FIELD("to"), NE, FIELD("about")), true, "a unit differs from none"},
        {COMPARE(FIELD("about"), EQ, FIELD("about")), false, "none equals nothing"},
        {COMPARE(FIELD("to"), EQ, {.kind = OPERAND_OFFICE}), true, "the acting person's unit"},
        {COMPARE(FIELD("holder"), EQ, {.kind = OPERAND_ME}), true, "the acting person"},
        {COMPARE(FIELD("price"), GE, NUMBER(10000)), true, "money in fen"},
        {COMPARE(FIELD("price"), GT, NUMBER(10000)), false, "the edge"},
        {COMPARE(FIELD("price"), LT, NUMBER(10001)), true, "below"},
        {COMPARE(FIELD("price"), LE, NUMBER(9999)), false, "not below"},
        {COMPARE(FIELD("day"), EQ, {.kind = OPERAND_TODAY}), true, "Beijing's day, not UTC's"},
        {COMPARE({.kind = OPERAND_NOW}, GT, NUMBER(0)), true, "the moment of the act"},
        {GIVEN("words"), false, "a text that was not given"},
        {GIVEN("topic"), true, "one that was"},
        {GIVEN("solved"), false, "a bool says itself"},
        {GIVEN("claims"), false, "an empty group"},
        {COMPARE(FIELD("claims"), EQ, NUMBER(0)), false, "a group is no value"},
        {{.kind = COND_NOT, .a = &never}, true, "not"},
        {{.kind = COND_AND, .a = &always, .b = &no_about}, true, "and"},
        {{.kind = COND_AND, .a = &always, .b = &never}, false, "and, half of it"},
        {{.kind = COND_OR, .a = &never, .b = &always}, true, "or, half of it"},
        {{.kind = COND_OR, .a = &never, .b = &never}, false, "or, none of it"},
        {{.kind = COND_GIVEN, .left = {.kind = OPERAND_SEAT, .word = "at"}},
         false,
         "a seat without a matter"},
    };
    struct form form = {.kind = KIND_COMPLAIN,
                        .to = {7},
                        .topic = S("noise"),
                        .has_solved = true,
                        .price = 10000,
                        .has_price = true,
                        .day = day_of(2026, 3, 3),
                        .holder = {5}};
    struct ctx c = {.who = {.person = {5}, .office = {7}}};
    (void)state;
    assert_int_equal(time_read(S("2026-03-03 01:00"), &c.now), OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool holds = !rows[i].holds;
        unit_equal(cond_holds(&c, &rows[i].cond, &record, &form, 0, &holds), OK, rows[i].reason);
        unit_equal(holds, rows[i].holds, rows[i].reason);
    }
    form.solved = true;
    bool holds = false;
    struct cond solved = GIVEN("solved");
    unit_equal(cond_holds(&c, &solved, &record, &form, 0, &holds), OK, "a bool");
    assert_true(holds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(conditions)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
