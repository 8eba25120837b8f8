// SPDX-License-Identifier: Apache-2.0
#include "base/field_read.h"

#include "unit.h"

#include "base/buf.h"
#include "base/limits.h"

static struct arena arena;

static struct tokens cut(const char *line)
{
    struct tokens t;
    assert_int_equal(token_cut(&arena, str_of(line), &t), OK);
    return t;
}

static void fields_that_are(void **state)
{
    static const struct {
        const char *line, *name;
        enum field_type type;
        const char *of;
        int64_t min, max;
        int32_t list_min, list_max;
        bool optional, tag;
        const char *circle, *from;
        const char *reason;
    } rows[] = {
        {"words text 1..5000", "words", FIELD_TEXT, NULL, 1, 5000, 0, 0, false, false, NULL, NULL,
         "length"},
        {"phone text(phone) ?", "phone", FIELD_TEXT, "phone", 1, 0, 0, 0, true, false, NULL, NULL,
         "no bounds: min over max"},
        {"photo file(image pdf) ..10MB * 0..5", "photo", FIELD_FILE, "image pdf", 0, 10 << 20, 0, 5,
         false, false, NULL, NULL, "bytes, and a list"},
        {"rows file(csv xlsx) ..2GB", "rows", FIELD_FILE, "csv xlsx", 0, 2LL << 30, 0, 0, false,
         false, NULL, NULL, "GB"},
        {"price money 0.01..", "price", FIELD_MONEY, NULL, 1, LIMIT_INT_MAX, 0, 0, false, false,
         NULL, NULL, "yuan are read as fen"},
        {"share decimal(3) 0.5..1", "share", FIELD_DECIMAL, NULL, 500, 1000, 0, 0, false, false,
         NULL, NULL, "scaled by 1000"},
        {"degree int -5..5", "degree", FIELD_INT, NULL, -5, 5, 0, 0, false, false, NULL, NULL,
         "below zero"},
        {"lot id(lot) tag", "lot", FIELD_ID, "lot", 1, 0, 0, 0, false, true, NULL, NULL, "tag"},
        {"kind kind", "kind", FIELD_ENUM, "kind", 1, 0, 0, 0, false, false, NULL, NULL,
         "a type of the room"},
        {"to unit from units(id kind) when kind", "to", FIELD_UNIT, NULL, 1, 0, 0, 0, false, false,
         NULL, "units", "from and when"},
        {"spot place ? for near", "spot", FIELD_PLACE, NULL, 1, 0, 0, 0, true, false, "near", NULL,
         "for"},
        {"sheet form(item)", "sheet", FIELD_FORM, "item", 1, 0, 0, 0, false, false, NULL, NULL,
         "form of a field"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tokens t = cut(rows[i].line);
        struct field f;
        enum status s = field_read(&arena, &t, &f);
        if (s != OK)
            fail_msg("%s: %s", rows[i].reason, t.wrong);
        unit_same(str_of(f.name), str_of(rows[i].name), rows[i].reason);
        unit_equal(f.type, rows[i].type, rows[i].reason);
        unit_same(str_of(f.of), str_of(rows[i].of), rows[i].reason);
        unit_equal(f.min, rows[i].min, rows[i].reason);
        unit_equal(f.max, rows[i].max, rows[i].reason);
        unit_equal(f.list_min, rows[i].list_min, rows[i].reason);
        unit_equal(f.list_max, rows[i].list_max, rows[i].reason);
        unit_equal(f.optional, rows[i].optional, rows[i].reason);
        unit_equal(f.tag, rows[i].tag, rows[i].reason);
        unit_same(str_of(f.circle), str_of(rows[i].circle), rows[i].reason);
        unit_same(str_of(f.from), str_of(rows[i].from), rows[i].reason);
    }
}

static void fields_that_are_not(void **state)
{
    static const struct {
        const char *line, *wrong;
    } rows[] = {
        {"", "a field has a name of [a-z][a-z0-9_]*, at most 40, and not ''"},
        {"Words text", "a field has a name of [a-z][a-z0-9_]*, at most 40, and not 'Words'"},
        {"words", "'words' needs a type and not ''"},
        {"words text 9..1", "'9..1' is no range for 'words': n..m, n not over m"},
        {"words text ..", "'..' is no range for 'words': n..m, n not over m"},
        {"price money 0.001..", "'0.001..' is no range for 'price': n..m, n not over m"},
        {"price money 99999999999999999..",
         "'99999999999999999..' is no range for 'price': n..m, n not over m"},
        {"n int * 0..501", "'n' may have 1 to 500 items"},
        {"n int * 0..0", "'n' may have 1 to 500 items"},
        {"n int * -5..3", "'n' may have 1 to 500 items"},
        {"n int(5)", "'int' takes no parentheses"},
        {"n decimal", "'decimal' needs a word in parentheses: decimal(...)"},
        {"n code(a b)", "'code(a b)': inside stands one name"},
        {"n text(phone mail)",
         "'text(phone mail)': inside may stand one of phone mail uscc idcard"},
        {"n file()", "'file()': inside may stand one of image pdf csv xlsx cipher"},
        {"n file(pd)", "'file(pd)': inside may stand one of image pdf csv xlsx cipher"},
        {"to unit from 7", "behind 'from' stands a query: from QUERY(f g)"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tokens t = cut(rows[i].line);
        struct field f = {.name = "untouched"};
        unit_equal(field_read(&arena, &t, &f), BAD_INPUT, rows[i].line);
        unit_same(str_of(t.wrong), str_of(rows[i].wrong), rows[i].line);
        unit_same(str_of(f.name), S("untouched"), rows[i].line);
    }
}

static void groups(void **state)
{
    struct tokens each = cut("reply each claims(id)"), one = cut("who ?"), none = cut("who");
    struct field f;
    (void)state;
    assert_int_equal(field_read_group(&arena, &each, &f), OK);
    assert_string_equal(f.each, "claims");
    assert_int_equal(f.n_each_args, 1);
    assert_string_equal(f.each_args[0], "id");
    assert_int_equal(field_read_group(&arena, &one, &f), OK);
    assert_true(f.optional);
    assert_int_equal(f.list_max, 1);
    assert_int_equal(field_read_group(&arena, &none, &f), BAD_INPUT);
}

/* A condition as a person would put parentheses. */
static void put(struct buf *to, const struct cond *c)
{
    static const char *const signs[] = {"=", "!=", "<", "<=", ">", ">="};
    static const char *const kinds[] = {"field:", "seat:", "word:", "", "", "", "", ""};
    if (c->kind == COND_AND || c->kind == COND_OR || c->kind == COND_NOT) {
        buf_puts(to, c->kind == COND_NOT ? "(not " : "(");
        put(to, c->a);
        buf_puts(to, c->kind == COND_NOT ? "" : c->kind == COND_AND ? " and " : " or ");
        if (c->b)
            put(to, c->b);
        buf_puts(to, ")");
        return;
    }
    buf_printf(to, "%s%s", kinds[c->left.kind], c->left.word);
    if (c->kind != COND_COMPARE)
        return;
    buf_puts(to, signs[c->compare]);
    if (c->right.kind == OPERAND_NUMBER)
        buf_int(to, c->right.number);
    else
        buf_printf(to, "%s%s", kinds[c->right.kind], c->right.word);
}

static void conditions(void **state)
{
    static const char *const kind_words[] = {"ask", "about"};
    static const struct words kinds = {"room.kind", kind_words, 2};
    static const struct field fields[] = {
        {.name = "kind", .type = FIELD_ENUM, .words = &kinds},
        {.name = "price", .type = FIELD_MONEY},
        {.name = "to", .type = FIELD_UNIT},
        {.name = "topic", .type = FIELD_CODE},
    };
    static const struct record record = {.field = fields, .n = 4};
    static const char *const seats[] = {"at", "about", NULL};
    static const struct {
        const char *line, *bound; /* BAD_INPUT: the sentence begins so */
        enum status status;
    } rows[] = {
        {"kind", "field:kind", OK},
        {"not kind and price or to", "(((not field:kind) and field:price) or field:to)", OK},
        {"kind or price and to", "(field:kind or (field:price and field:to))", OK},
        {"not kind = ask", "(not field:kind=word:ask)", OK},
        {"kind = about", "field:kind=word:about", OK}, /* its own word before a seat */
        {"to = about", "field:to=seat:about", OK},
        {"to!=office", "field:to!=office", OK},
        {"price >= 0.5", "field:price>=50", OK}, /* fen */
        {"topic = noise", "field:topic=word:noise", OK},
        {"at = office", "seat:at=office", OK},
        {"price = 0.005", "condition: '0.005' is no number of that kind", BAD_INPUT},
        {"kind = asked", "condition: 'asked' is no value, field or seat", BAD_INPUT},
        {"when", "condition: there is no field 'when' here", BAD_INPUT},
        {"kind =", "a condition is f, not f, or f = v", BAD_INPUT},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tokens t = cut(rows[i].line);
        const struct cond *c;
        struct buf b;
        buf_init(&b, 1000);
        enum status s = cond_read(&arena, &t, &c);
        if (s == OK)
            s = cond_bind(&arena, c, &record, seats, &t, &c);
        unit_equal(s, rows[i].status, rows[i].line);
        if (s == OK)
            put(&b, c);
        else
            buf_put(&b, str_part(str_of(t.wrong), 0, strlen(rows[i].bound)));
        unit_same(buf_str(&b), str_of(rows[i].bound), rows[i].line);
        buf_close(&b);
    }
}

static void rows_of_packs(void **state)
{
    (void)state;
    assert_true(token_is_row(S("HOT-03")) && token_is_row(S("AB-12")) &&
                token_is_row(S("LAND-99")));
    assert_false(token_is_row(S("H-03")) || token_is_row(S("HOT-3")) || token_is_row(S("hot-03")) ||
                 token_is_row(S("HOTEL-03")) || token_is_row(S("HOT-003")) || token_is_row(S("")));
}

static int open_arena(void **state)
{
    (void)state;
    arena_init(&arena, 1024 * 1024);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_that_are), cmocka_unit_test(fields_that_are_not),
        cmocka_unit_test(groups),          cmocka_unit_test(conditions),
        cmocka_unit_test(rows_of_packs),
    };
    return cmocka_run_group_tests_name("field_read", tests, open_arena, close_arena);
}
