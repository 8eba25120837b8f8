// SPDX-License-Identifier: Apache-2.0
#include "unit.h"

#include "core/code.h"

static struct code of(uint8_t key, enum code_kind kind, const char *form_key)
{
    struct hash node_key = {{key}};
    return code_derive(node_key, kind, S("visitor"), str_of(form_key));
}

static void codes_have_their_form(void **state)
{
    char view_room[CODE_TEXT_BYTES], secret_room[CODE_TEXT_BYTES];
    struct code view = of(1, CODE_VIEW, "form-1"), secret = of(1, CODE_SECRET, "form-1");
    struct str v = code_put(&view, view_room), s = code_put(&secret, secret_room);
    (void)state;
    unit_equal((int64_t)v.n, 5 * 4 + 4 + 1, "four groups of five and a check character");
    unit_equal((int64_t)s.n, 5 * 2 + 2 + 1, "two groups of five and a check character");
    for (size_t i = 0; i < v.n; i++) {
        bool dash = i % 6 == 5;
        assert_true(dash == (v.p[i] == '-'));
        assert_true(dash || str_index(S("0123456789ABCDEFGHJKMNPQRSTVWXYZ"), v.p[i]) < 32);
    }
    unit_equal(view.b[12] & 0x0f, 0, "100 bits and no more");
}

static void same_input_gives_the_same_code(void **state)
{
    char a[CODE_TEXT_BYTES], b[CODE_TEXT_BYTES];
    struct code first = of(1, CODE_VIEW, "form-1");
    struct code rows[] = {of(2, CODE_VIEW, "form-1"), of(1, CODE_VIEW, "form-2")};
    struct code again = of(1, CODE_VIEW, "form-1");
    struct code split = code_derive((struct hash){{1}}, CODE_VIEW, S("visito"), S("rform-1"));
    (void)state;
    unit_same(code_put(&again, a), code_put(&first, b), "asked again");
    for (size_t i = 0; i < 2; i++)
        assert_false(str_eq(code_put(&rows[i], a), code_put(&first, b)));
    assert_false(str_eq(code_put(&split, a), code_put(&first, b)));
}

static void typed_codes_are_read(void **state)
{
    struct code zeroes = {.kind = CODE_SECRET}, read;
    static const struct {
        const char *text;
        enum status wanted;
        const char *reason;
    } rows[] = {
        {"00000-00000-1", OK, "as written"},
        {"ooooo ooooo i", OK, "O for 0, i for 1, blanks"},
        {"OOOOOOOOOOL", OK, "L for 1, no dashes"},
        {"\357\274\220\357\274\220\357\274\220\357\274\220\357\274\220\357\274\215\357\274\220\357"
         "\274\220\357\274\220\357\274\220\357\274\220\357\274\215\357\274\221",
         OK, "full width"},
        {"ABCDE-FGHJK-N", OK, "check character from another program"},
        {"BACDE-FGHJK-N", BAD_INPUT, "two characters changed places"},
        {"00000-00000-2", BAD_INPUT, "a wrong check character"},
        {"00000-0000U-1", BAD_INPUT, "U is none"},
        {"00000-00000", BAD_INPUT, "too short"},
        {"00000-00000-1-1", BAD_INPUT, "too long"},
        {"", BAD_INPUT, "nothing"},
    };
    char room[CODE_TEXT_BYTES];
    (void)state;
    unit_same(code_put(&zeroes, room), S("00000-00000-1"), "zeroes");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        unit_equal(code_read(CODE_SECRET, str_of(rows[i].text), &read), rows[i].wanted,
                   rows[i].reason);
    unit_equal(code_read(CODE_VIEW, S("00000-00000-1"), &read), BAD_INPUT,
               "a secret is no view code");
}

/* A code reads as itself, and with any one character changed as nothing: 200 codes, every place,
 * every character. */
static void one_wrong_character_is_refused(void **state)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    (void)state;
    for (uint8_t key = 0; key < 200; key++) {
        char room[CODE_TEXT_BYTES], changed[CODE_TEXT_BYTES];
        struct code code = of(key, key % 2 ? CODE_VIEW : CODE_SECRET, "k"), read;
        struct str text = code_put(&code, room);
        unit_equal(code_read(code.kind, text, &read), OK, "as written");
        assert_memory_equal(read.b, code.b, sizeof code.b);
        for (size_t i = 0; i < text.n; i++)
            for (const char *c = alphabet; *c; c++) {
                if (text.p[i] == '-' || text.p[i] == *c)
                    continue;
                memcpy(changed, text.p, text.n);
                changed[i] = *c;
                unit_equal(code_read(code.kind, (struct str){changed, text.n}, &read), BAD_INPUT,
                           "one character is wrong");
            }
    }
}

static void hashes_depend_on_both_codes(void **state)
{
    struct code view = of(1, CODE_VIEW, "a"), other = of(1, CODE_VIEW, "b"),
                secret = of(1, CODE_SECRET, "a");
    (void)state;
    assert_false(hash_eq(code_hash_view(&view), code_hash_view(&other)));
    assert_false(hash_eq(code_hash_secret(&view, &secret), code_hash_secret(&other, &secret)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_have_their_form),
        cmocka_unit_test(same_input_gives_the_same_code),
        cmocka_unit_test(typed_codes_are_read),
        cmocka_unit_test(one_wrong_character_is_refused),
        cmocka_unit_test(hashes_depend_on_both_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
