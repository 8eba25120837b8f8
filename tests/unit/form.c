// SPDX-License-Identifier: Apache-2.0
/* form.c -- typed text against declared fields. */
#include "base/buf.h"
#include "core/form_value.h"
#include "core/page.h"

#include "unit.h"

#include <stddef.h>

static struct arena arena;
static struct ctx ctx;

/* ---- one value ---- */

static const struct words kinds = {"k", (const char *const[]){"ask", "help"}, 2};
static const struct field line = {.type = FIELD_TEXT, .min = 2, .max = 5};
static const struct field whole = {.type = FIELD_INT, .min = 1, .max = 5};
static const struct field yuan = {.type = FIELD_MONEY, .min = 1, .max = 0};
static const struct field rate = {.type = FIELD_DECIMAL, .scale = 3, .min = 1, .max = 0};
static const struct field kind = {.type = FIELD_ENUM, .words = &kinds, .min = 1};
static const struct field phone = {.type = FIELD_TEXT, .of = "phone", .min = 1};
static const struct field card = {.type = FIELD_TEXT, .of = "idcard", .min = 1};
static const struct field code = {.type = FIELD_TEXT, .of = "uscc", .min = 1};
static const struct field mail = {.type = FIELD_TEXT, .of = "mail", .min = 1};
static const struct field key = {.type = FIELD_KEY, .min = 1};
static const struct field day = {.type = FIELD_DAY, .min = 1};
static const struct field unit = {.type = FIELD_UNIT, .min = 1};

static void values(void **state)
{
    static const struct {
        const struct field *f;
        const char *typed;
        const char *error; /* NULL: good */
        int64_t value;     /* of numbers */
    } rows[] = {
        {&line, "ab", NULL, 0},
        {&line, "  ab\r\n ", NULL, 0},
        {&line, "a", "core.form.too_short", 0},
        {&line, "abcdef", "core.form.too_long", 0},
        {&line, "\xe5\xa4\x9c\xe9\x97\xb4\xe6\x96\xbd\xe5\xb7\xa5\xe5\x90\xb5", NULL, 0},
        {&line, "a\x01z", "core.form.control", 0},
        {&line, "ab\xff", "core.form.control", 0},
        {&whole, "5", NULL, 5},
        {&whole, "6", "core.form.too_large", 0},
        {&whole, "0", "core.form.too_small", 0},
        {&whole, "1.5", "core.form.number", 0},
        {&whole, "", "core.form.number", 0},
        {&whole, "99999999999999999999", "core.form.number", 0},
        {&yuan, "1,234.5", NULL, 123450},
        {&yuan, "0.05", NULL, 5},
        {&yuan, "0", NULL, 0},
        {&yuan, "-3", NULL, -300},
        {&yuan, "1.234", "core.form.money", 0},
        {&yuan, "1.", "core.form.money", 0},
        {&yuan, "1e3", "core.form.money", 0},
        {&yuan, "-0.50", NULL, -50},
        {&yuan, ".5", NULL, 50},
        {&yuan, "1,234,567.8", NULL, 123456780},
        {&yuan, "1,5", "core.form.money", 0},
        {&yuan, ",", "core.form.money", 0},
        {&yuan, ".", "core.form.money", 0},
        {&yuan, "-", "core.form.money", 0},
        {&yuan, "--5", "core.form.money", 0},
        {&rate, "12.5", NULL, 12500},
        {&kind, "help", NULL, 2},
        {&kind, "HELP", "core.form.choose", 0},
        {&phone, "+86 024-12345678", NULL, 0},
        {&phone, "12ab", "core.form.phone", 0},
        {&card, "11010519491231002X", NULL, 0},
        {&card, "110105194912310021", "core.form.idcard", 0},
        {&code, "91350100M000100Y43", NULL, 0},
        {&code, "91350100M000100Y44", "core.form.uscc", 0},
        {&mail, "a@b.cn", NULL, 0},
        {&mail, "a@b", "core.form.mail", 0},
        {&key, "a-1.b", NULL, 0},
        {&key, "a b", "core.form.key", 0},
        {&day, "2026-02-28", NULL, 20512},
        {&day, "2026-02-29", "core.form.day", 0},
        {&unit, "7", NULL, 7},
        {&unit, "-7", "core.form.choose", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct file_ref room = {0};
        struct form_error e = {0};
        enum status s = form_value(rows[i].f, str_of(rows[i].typed), &arena, &room, &e);
        if (rows[i].error && (s != BAD_INPUT || !str_is(str_of(e.key), rows[i].error)))
            fail_msg("%s: %s, not %s", rows[i].typed, e.key ? e.key : "good", rows[i].error);
        if (!rows[i].error && s != OK)
            fail_msg("%s: %s", rows[i].typed, e.key);
        if (rows[i].value && rows[i].f->type != FIELD_ENUM && rows[i].f->type != FIELD_DAY)
            assert_int_equal(*(int64_t *)(void *)&room, rows[i].value);
        if (rows[i].f->type == FIELD_ENUM || rows[i].f->type == FIELD_DAY)
            assert_int_equal(*(int32_t *)(void *)&room, rows[i].value);
    }
}

/* A page prints a decimal with its point, and a form takes what a page prints. */
static void decimals_come_back(void **state)
{
    static const struct {
        int scale;
        int64_t value;
        const char *printed;
    } rows[] = {
        {2, 150, "1.50"},   {2, 0, "0.00"},
        {2, -5, "-0.05"},   {1, -12, "-1.2"},
        {6, 1, "0.000001"}, {3, 1234567, "1234.567"},
        {2, 100, "1.00"},   {2, 9007199254740991, "90071992547409.91"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct field f = {.type = FIELD_DECIMAL, .scale = (uint8_t)rows[i].scale, .min = 1};
        struct buf out;
        struct page page = {.out = &out, .ctx = &ctx};
        struct form_error e = {0};
        int64_t back = 0;
        buf_init(&out, 100);
        page_value(&page, PLACE_TEXT, TEXT_PLAIN, &f, &rows[i].value);
        unit_same(buf_str(&out), str_of(rows[i].printed), "printed");
        assert_int_equal(form_value(&f, buf_str(&out), &arena, &back, &e), OK);
        unit_equal(back, rows[i].value, rows[i].printed);
        buf_close(&out);
    }
}

/* Lines end in LF however they came, so that the entry does not depend on the browser. */
static void line_ends(void **state)
{
    static const struct field f = {.type = FIELD_TEXT, .min = 1};
    struct str s;
    struct form_error e;
    (void)state;
    assert_int_equal(form_value(&f, S("a\r\nb\rc\n"), &arena, &s, &e), OK);
    unit_same(s, S("a\nb\nc"), "CR LF and CR become LF");
}

/* ---- a whole form ---- */

struct claim {
    struct str words;
};

struct filer {
    struct str name, phone;
};

enum { KIND_ASK = 1, KIND_COMPLAIN };

struct input {
    struct op_input m;
    int32_t kind;
    struct str words;
    struct str about;
    struct list claim;
    struct list who;
    struct list no;
    bool solved;
};

static const struct words kind_words = {"k", (const char *const[]){"ask", "complain"}, 2};
static const struct cond is_complaint = {
    .kind = COND_COMPARE,
    .compare = COMPARE_EQ,
    .left = {.kind = OPERAND_FIELD, .word = "kind"},
    .right = {.kind = OPERAND_WORD, .word = "complain"},
};
static const struct record claim_record = {
    (const struct field[]){{.name = "words", .type = FIELD_TEXT, .min = 1, .max = 10}}, 1,
    sizeof(struct claim)};
static const struct record who_record = {
    (const struct field[]){
        {.name = "name", .type = FIELD_TEXT, .min = 1, .max = 10},
        {.name = "phone",
         .type = FIELD_TEXT,
         .of = "phone",
         .min = 1,
         .at = offsetof(struct filer, phone)},
    },
    2, sizeof(struct filer)};
static const struct record form_record = {(const struct field[]){
                                              {.name = "kind",
                                               .type = FIELD_ENUM,
                                               .words = &kind_words,
                                               .min = 1,
                                               .at = offsetof(struct input, kind)},
                                              {.name = "words",
                                               .type = FIELD_TEXT,
                                               .min = 1,
                                               .max = 20,
                                               .at = offsetof(struct input, words)},
                                              {.name = "about",
                                               .type = FIELD_TEXT,
                                               .min = 1,
                                               .when = &is_complaint,
                                               .at = offsetof(struct input, about)},
                                              {.name = "claim",
                                               .type = FIELD_GROUP,
                                               .group = &claim_record,
                                               .list_max = 2,
                                               .at = offsetof(struct input, claim)},
                                              {.name = "solved",
                                               .type = FIELD_BOOL,
                                               .min = 1,
                                               .at = offsetof(struct input, solved),
                                               .step = 1},
                                              {.name = "who",
                                               .type = FIELD_GROUP,
                                               .group = &who_record,
                                               .optional = true,
                                               .at = offsetof(struct input, who),
                                               .step = 1},
                                              {.name = "no",
                                               .type = FIELD_KEY,
                                               .min = 1,
                                               .list_max = 3,
                                               .at = offsetof(struct input, no)},
                                          },
                                          7, sizeof(struct input)};

/* "a=1&b=2" as pairs. */
static struct form pairs_of(const char *text)
{
    struct form_pair *pair = ARENA_ARRAY(&arena, struct form_pair, 20);
    struct str rest = str_of(text);
    size_t n = 0;
    while (rest.n) {
        struct str value, one = str_cut(rest, '&', &rest);
        struct str name = str_cut(one, '=', &value);
        pair[n++] = (struct form_pair){.name = name, .value = value};
    }
    return (struct form){pair, n};
}

static void whole_forms(void **state)
{
    static const struct {
        const char *typed;
        int step;
        const char *errors; /* "name:key name:key" in order, without core.form. */
        const char *why;
    } rows[] = {
        {"kind=ask&words=hello&solved=yes", 1, "", "what is needed and no more"},
        {"kind=ask&words=hello", 0, "", "the second page is not asked yet"},
        {"kind=ask&words=hello", 1, "solved:needed", "now it is"},
        {"", 0, "kind:needed words:needed", "every mistake, not the first"},
        {"kind=complain&words=a", 0, "about:needed", "asked then, and needed then"},
        {"kind=complain&words=a&about=b", 0, "", "asked and given"},
        {"kind=ask&words=a&about=b", 0, "about:not_asked", "given where nothing is asked"},
        {"kind=ask&words=a&about=", 0, "", "empty is not given"},
        {"kind=ask&words=a&words=b", 0, "words:twice", "one field, two values"},
        {"kind=ask&words=a&claim.1.words=x&claim.3.words=y", 0, "", "a gap is passed over"},
        {"kind=ask&words=a&claim.1.words=&claim.2.words=", 0, "", "empty fieldsets are none"},
        {"kind=ask&words=a&claim.1.words=x&claim.2.words=y&claim.3.words=z", 0, "claim:too_many",
         "more than allowed"},
        {"kind=ask&words=a&claim.2.words=12345678901", 0, "claim.2.words:too_long",
         "named as it was typed"},
        {"kind=ask&words=a&solved=no&who.name=Li", 1, "who.phone:needed",
         "all of a record or none"},
        {"kind=ask&words=a&solved=maybe", 1, "solved:choose", "no third way"},
        {"kind=ask&words=a&colour=red", 0, "colour:unknown", "no such field"},
        {"kind=ask&words=a&claim.words=x", 0, "claim.words:unknown", "a list without number"},
        {"kind=ask&words=a&claim.0.words=x", 0, "claim.0.words:unknown", "numbers begin at 1"},
        {"kind=ask&words=a&claim.9999.words=x", 0, "claim.9999.words:unknown", "no such number"},
        {"kind=ask&words=a&who=x&solved=no", 1, "who:unknown", "a group is no field"},
        {"kind=ask&words=a&no=1\n2\n\n3\n4", 0, "no:too_many", "a line is an item"},
        {"kind=ask&words=a&no=1\n2&no=3&no=4", 0, "no:too_many", "lines and items together"},
        {"kind=ask&words=a&no=1\n2 2", 0, "no:key", "each line is read like an item"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct input in = {0};
        struct list errors = {0};
        struct form form = pairs_of(rows[i].typed);
        struct buf got;
        enum status s = form_read(&ctx, &form_record, 0, rows[i].step, &form, &in, &errors);
        buf_init(&got, 4096);
        for (size_t k = 0; k < errors.n; k++) {
            const struct form_error *e = (const struct form_error *)errors.at + k;
            buf_printf(&got, "%s%.*s:%s", k ? " " : "", STR_ARG(e->name),
                       e->key + sizeof "core.form");
        }
        unit_same(buf_str(&got), str_of(rows[i].errors), rows[i].why);
        assert_int_equal(s, rows[i].errors[0] ? BAD_INPUT : OK);
        buf_close(&got);
    }
}

static void read_values(void **state)
{
    struct input in = {0};
    struct list errors;
    struct form form =
        pairs_of("kind=complain&words= w &about=a&claim.1.words=x&claim.3.words=y&"
                 "solved=yes&who.name=Li&who.phone=13800000000&no=A\r\n\r\n B \r\n&no=C");
    (void)state;
    assert_int_equal(form_read(&ctx, &form_record, 0, 1, &form, &in, &errors), OK);
    assert_int_equal(in.kind, KIND_COMPLAIN);
    unit_same(in.words, S("w"), "trimmed");
    assert_int_equal(in.claim.n, 2);
    unit_same(((struct claim *)in.claim.at)[1].words, S("y"), "the third typed is the second read");
    assert_int_equal(in.who.n, 1);
    unit_same(((struct filer *)in.who.at)->phone, S("13800000000"), "of the record");
    assert_true(in.solved);
    assert_int_equal(in.no.n, 3);
    unit_same(((struct str *)in.no.at)[1], S("B"), "one a line, empty ones left out");
    unit_same(((struct str *)in.no.at)[2], S("C"), "and one by one");
}

static void json_bodies(void **state)
{
    struct form form;
    struct input in = {0};
    struct list errors;
    (void)state;
    assert_int_equal(
        form_from_json(
            &arena,
            S("{\"kind\":\"ask\",\"words\":\"w\",\"claim\":[{\"words\":\"x\"},{\"words\":"
              "\"y\"}],\"solved\":true,\"about\":null,\"who\":{\"name\":\"Li\","
              "\"phone\":\"13800000000\"}}"),
            &form),
        OK);
    assert_int_equal(form_read(&ctx, &form_record, 0, 1, &form, &in, &errors), OK);
    assert_int_equal(in.claim.n, 2);
    assert_int_equal(form_from_json(&arena, S("[1]"), &form), BAD_INPUT);
    assert_int_equal(form_from_json(&arena, S("{\"a\":[[1]]}"), &form), BAD_INPUT);
    assert_int_equal(form_from_json(&arena, S("{\"a.b\":1}"), &form), BAD_INPUT);
    assert_int_equal(form_from_json(&arena, S("{\"a\":1,\"a\":2}"), &form), BAD_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values),      cmocka_unit_test(decimals_come_back),
        cmocka_unit_test(line_ends),   cmocka_unit_test(whole_forms),
        cmocka_unit_test(read_values), cmocka_unit_test(json_bodies)};
    arena_init(&arena, 16 << 20);
    ctx.arena = &arena;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_close(&arena);
    return failed;
}
