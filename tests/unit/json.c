// SPDX-License-Identifier: Apache-2.0
/* The strict door of base/json.h, its readers, and the canonical form. */
#include "base/json.h"
#include "base/limits.h"

#include "unit.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

enum { ARENA_BYTES = 64 * 1024 * 1024 };

static struct arena arena;
static struct buf out;

static int start(void **state)
{
    (void)state;
    arena_init(&arena, ARENA_BYTES);
    buf_init(&out, ARENA_BYTES);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    arena_close(&arena);
    buf_close(&out);
    return 0;
}

static const struct json *parsed(struct str text)
{
    struct json *value;
    struct json_error error = {0, "nothing"};
    if (json_parse(&arena, text, JSON_STRICT, &value, &error) != OK)
        fail_msg("%.*s: byte %zu: %s", STR_ARG(text), error.at, error.what);
    return value;
}

static void strict_door(void **state)
{
    static const struct {
        struct str text;
        enum status strict, lax;
        size_t at; /* of the error in JSON_STRICT */
        const char *reason;
    } rows[] = {
        {S("{\"a\":1,\"b\":2}"), OK, OK, 0, "different keys"},
        {S("{\"a\":1,\"a\":2}"), BAD_INPUT, OK, 13, "a key twice"},
        {S("{\"a\":1,\"\\u0061\":2}"), BAD_INPUT, OK, 18, "a key twice, once escaped"},
        {S("[{\"a\":{\"x\":1,\"x\":1}}]"), BAD_INPUT, OK, 19, "a key twice further in"},
        {S("{\"a\":{\"a\":1},\"b\":[{\"a\":2}]}"), OK, OK, 0, "the same key at two depths"},
        {S("{\"\":1,\"\":2}"), BAD_INPUT, OK, 11, "the empty key twice"},
        {S("\"\\u0000\""), BAD_INPUT, OK, 1, "NUL as an escape"},
        {S("\"a\0b\""), BAD_INPUT, BAD_INPUT, 2, "NUL as a byte"},
        {S("1\0"), BAD_INPUT, BAD_INPUT, 1, "NUL behind the value"},
        {S("\"\\ud83d\\ude00\""), OK, OK, 0, "a pair of surrogates"},
        {S("\"\\ud83d\""), BAD_INPUT, BAD_INPUT, 1, "a high surrogate alone"},
        {S("\"\\ude00\""), BAD_INPUT, BAD_INPUT, 1, "a low surrogate alone"},
        {S("\"\\ude00\\ud83d\""), BAD_INPUT, BAD_INPUT, 1, "a pair the wrong way round"},
        {S("\"\\ude00\\ude00\""), BAD_INPUT, BAD_INPUT, 1, "two low surrogates"},
        {S("\"\\ud83d\\ud83d\""), BAD_INPUT, BAD_INPUT, 1, "two high surrogates"},
        {S("\"\\ud83dx\""), BAD_INPUT, BAD_INPUT, 1, "half a pair and a letter"},
        {S("\"\\ud83d\\u0041\""), BAD_INPUT, BAD_INPUT, 1, "half a pair and an escape"},
        {S("\"\xED\xA0\x80\""), BAD_INPUT, BAD_INPUT, 1, "a surrogate in UTF-8"},
        {S("[\"\xC0\x80\"]"), BAD_INPUT, BAD_INPUT, 2, "an overlong form"},
        {S("\xEF\xBB\xBF{}"), BAD_INPUT, BAD_INPUT, 0, "a BOM"},
        {S(""), BAD_INPUT, BAD_INPUT, 0, "nothing"},
        {S(" \t\r\n"), BAD_INPUT, BAD_INPUT, 4, "only white space"},
        {S(" 1 "), OK, OK, 0, "white space around"},
        {S("1 2"), BAD_INPUT, BAD_INPUT, 2, "two values"},
        {S("[1,]"), BAD_INPUT, BAD_INPUT, 3, "a comma before the end"},
        {S("{\"a\":1,}"), BAD_INPUT, BAD_INPUT, 7, "a comma before the brace"},
        {S("{a:1}"), BAD_INPUT, BAD_INPUT, 1, "a name without quotes"},
        {S("[1"), BAD_INPUT, BAD_INPUT, 2, "an array without end"},
        {S("\"abcdefgh"), BAD_INPUT, BAD_INPUT, 9, "a string without end"},
        {S("\"abcdefgh\\"), BAD_INPUT, BAD_INPUT, 9, "an escape without end"},
        {S("\"abcdefghijk\n\""), BAD_INPUT, BAD_INPUT, 12, "a line end in a string"},
        {S("\"\\u12g4\""), BAD_INPUT, BAD_INPUT, 1, "no hex digit"},
        {S("\"\\x\""), BAD_INPUT, BAD_INPUT, 1, "an unknown escape"},
        {S("01"), BAD_INPUT, BAD_INPUT, 1, "a leading zero"},
        {S("-"), BAD_INPUT, BAD_INPUT, 0, "a minus alone"},
        {S("+1"), BAD_INPUT, BAD_INPUT, 0, "a plus"},
        {S("1."), BAD_INPUT, BAD_INPUT, 0, "no digit behind the point"},
        {S("1e"), BAD_INPUT, BAD_INPUT, 0, "no digit in the exponent"},
        {S("NaN"), BAD_INPUT, BAD_INPUT, 0, "not a number"},
        {S("truE"), BAD_INPUT, BAD_INPUT, 0, "a wrong letter"},
        {S("nul"), BAD_INPUT, BAD_INPUT, 0, "a word cut short"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct json *untouched = NULL, *value = untouched;
        struct json_error error = {0, NULL};
        unit_equal(json_parse(&arena, rows[i].text, JSON_STRICT, &value, &error), rows[i].strict,
                   rows[i].reason);
        unit_equal((int64_t)error.at, (int64_t)rows[i].at, rows[i].reason);
        assert_true((error.what != NULL) == (rows[i].strict != OK));
        assert_true((value != untouched) == (rows[i].strict == OK));
        unit_equal(json_parse(&arena, rows[i].text, JSON_LAX, &value, NULL), rows[i].lax,
                   rows[i].reason);
    }
}

/* n brackets around nothing, arrays and objects by turns. */
static struct str nest(int n)
{
    buf_reset(&out);
    for (int i = 0; i < n; i++)
        buf_puts(&out, i % 2 ? "{\"a\":" : "[");
    buf_puts(&out, "0");
    for (int i = n; i-- > 0;)
        buf_puts(&out, i % 2 ? "}" : "]");
    return buf_str(&out);
}

static void depth(void **state)
{
    struct json *value;
    (void)state;
    assert_int_equal(json_parse(&arena, nest(LIMIT_JSON_DEPTH), JSON_STRICT, &value, NULL), OK);
    for (int mode = JSON_STRICT; mode <= JSON_LAX; mode++)
        assert_int_equal(
            json_parse(&arena, nest(LIMIT_JSON_DEPTH + 1), (enum json_mode)mode, &value, NULL),
            BAD_INPUT);
    buf_reset(&out);
    buf_puts(&out, "[0");
    for (int i = 0; i < 1000; i++)
        buf_puts(&out, ",[],{}");
    buf_puts(&out, "]");
    assert_int_equal(json_parse(&arena, buf_str(&out), JSON_STRICT, &value, NULL), OK);
    assert_int_equal(value->n, 2001);
}

/* Every byte at every place of a string: only ASCII from the blank on stands for itself. */
static void every_byte(void **state)
{
    enum { LENGTH = 20 };
    (void)state;
    for (int byte = 0; byte < 256; byte++)
        for (size_t at = 1; at <= LENGTH; at++) {
            char text[LENGTH + 3] = "\"aaaaaaaaaaaaaaaaaaaa\"";
            struct json *value;
            text[at] = (char)byte;
            struct str s = {text, LENGTH + 2};
            bool plain = byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
            unit_equal(json_parse(&arena, s, JSON_STRICT, &value, NULL), plain ? OK : BAD_INPUT,
                       text);
            if (plain)
                unit_same(value->text, str_part(s, 1, LENGTH), "itself");
        }
}

/* An object of n members named alike, all in one bit of any filter by length and ends; `twin`
 * doubles the first. */
static struct str many_keys(int n, bool twin)
{
    buf_reset(&out);
    buf_puts(&out, "{");
    for (int i = 0; i < n; i++)
        buf_printf(&out, "%s\"aaaaaaaa%08dzzzzzzzz\":0", i ? "," : "", i == n - 1 && twin ? 0 : i);
    buf_puts(&out, "}");
    return buf_str(&out);
}

static void many_members(void **state)
{
    static const int sizes[] = {2, 3, 17, 1000, 100000};
    struct json *value;
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct str text = many_keys(sizes[i], false);
        assert_int_equal(json_parse(&arena, text, JSON_STRICT, &value, NULL), OK);
        assert_int_equal(value->n, sizes[i]);
        text = many_keys(sizes[i], true);
        assert_int_equal(json_parse(&arena, text, JSON_STRICT, &value, NULL), BAD_INPUT);
        assert_int_equal(json_parse(&arena, text, JSON_LAX, &value, NULL), OK);
        arena_reset(&arena);
    }
}

static void arena_full(void **state)
{
    struct arena small;
    struct json *value = NULL;
    (void)state;
    arena_init(&small, 1024);
    assert_int_equal(json_parse(&small, S("[1]"), JSON_STRICT, &value, NULL), OK);
    value = NULL;
    assert_int_equal(
        json_parse(&small, S("[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]"), JSON_STRICT, &value, NULL),
        FULL);
    assert_null(value);
    arena_close(&small);
}

static void readers(void **state)
{
    const struct json *v = parsed(S("{\"s\":\"a\\n\\u4e2d\\ud83d\\ude00\\/"
                                    "\",\"plain\":\"x\",\"i\":-12,\"a\":[true,false,null]}"));
    (void)state;
    assert_int_equal(v->n, 4);
    unit_same(json_text(json_get(v, "s")), S("a\n\xE4\xB8\xAD\xF0\x9F\x98\x80/"), "escapes");
    unit_same(json_text(json_get(v, "plain")), S("x"), "no escape");
    assert_null(json_text(json_get(v, "i")).p);
    assert_null(json_text(NULL).p);
    assert_null(json_get(v, "none"));
    assert_null(json_get(NULL, "s"));
    assert_null(json_get(json_get(v, "a"), "s"));
    const struct json *a = json_get(v, "a");
    assert_int_equal(json_item(a, 0)->type, JSON_TRUE);
    assert_int_equal(json_item(a, 1)->type, JSON_FALSE);
    assert_int_equal(json_item(a, 2)->type, JSON_NULL);
    assert_null(json_item(a, 3));
    assert_null(json_item(v, 0));
    assert_null(json_item(NULL, 0));
}

static void integers(void **state)
{
    static const struct {
        const char *text;
        enum status done;
        int64_t value;
        const char *reason;
    } rows[] = {
        {"0", OK, 0, "zero"},
        {"-7", OK, -7, "negative"},
        {"9007199254740991", OK, LIMIT_INT_MAX, "the largest"},
        {"-9007199254740991", OK, -LIMIT_INT_MAX, "the smallest"},
        {"9007199254740992", BAD_INPUT, 1, "one more than the largest"},
        {"-9007199254740992", BAD_INPUT, 1, "one less than the smallest"},
        {"99999999999999999999999", BAD_INPUT, 1, "past 64 bits"},
        {"1.0", BAD_INPUT, 1, "a fraction"},
        {"1e3", BAD_INPUT, 1, "an exponent"},
        {"\"1\"", BAD_INPUT, 1, "a string"},
        {"null", BAD_INPUT, 1, "null"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t value = 1;
        unit_equal(json_int(parsed(str_of(rows[i].text)), &value), rows[i].done, rows[i].reason);
        unit_equal(value, rows[i].value, rows[i].reason);
    }
}

static void canonical(void **state)
{
    static const struct {
        struct str text;
        const char *canon; /* NULL: BAD_INPUT */
        const char *reason;
    } rows[] = {
        {S(" [ 1 , true , null , \"a\" , { } ] "), "[1,true,null,\"a\",{}]", "no white space"},
        {S("{\"b\":1,\"a\":{\"d\":1,\"c\":2}}"), "{\"a\":{\"c\":2,\"d\":1},\"b\":1}", "sorted"},
        {S("{\"aa\":1,\"a\":2,\"\":3}"), "{\"\":3,\"a\":2,\"aa\":1}", "the shorter first"},
        {S("{\"\xEF\xAC\xB3\":1,\"\xF0\x9F\x98\x80\":2,\"\xE4\xB8\xAD\":3}"),
         "{\"\xE4\xB8\xAD\":3,\"\xF0\x9F\x98\x80\":2,\"\xEF\xAC\xB3\":1}",
         "by UTF-16: a surrogate before U+FB33"},
        {S("\"\\u0008\\t\\n\\u000c\\r\\\"\\\\\\/\\u0001\\u001F\\u007f\""),
         "\"\\b\\t\\n\\f\\r\\\"\\\\/\\u0001\\u001f\x7f\"", "RFC 8785 3.2.2.2"},
        {S("-0"), "0", "minus zero"},
        {S("-0.0e5"), "0", "minus zero with exponent"},
        {S("1.0"), "1", "no fraction"},
        {S("1e2"), "100", "no exponent below 21 digits"},
        {S("4.50"), "4.5", "RFC 8785 3.2.2"},
        {S("2e-3"), "0.002", "RFC 8785 3.2.2"},
        {S("333333333.33333329"), "333333333.3333333", "RFC 8785 3.2.2"},
        {S("1E30"), "1e+30", "RFC 8785 3.2.2"},
        {S("0.000000000000000000000000001"), "1e-27", "RFC 8785 3.2.2"},
        {S("1e20"), "100000000000000000000", "21 digits"},
        {S("1e21"), "1e+21", "22 digits"},
        {S("0.000001"), "0.000001", "six zeroes"},
        {S("1e-7"), "1e-7", "seven zeroes"},
        {S("-1.5e-7"), "-1.5e-7", "negative with exponent"},
        {S("123456.75"), "123456.75", "the point within"},
        {S("5e-324"), "5e-324", "appendix B: the smallest"},
        {S("1.7976931348623157e308"), "1.7976931348623157e+308", "appendix B: the largest"},
        {S("9007199254740992"), "9007199254740992", "appendix B: 2^53"},
        {S("295147905179352830000"), "295147905179352830000", "appendix B: ~2^68"},
        {S("9.999999999999997e22"), "9.999999999999997e+22", "appendix B"},
        {S("1e23"), "1e+23", "appendix B"},
        {S("1.0000000000000001e23"), "1.0000000000000001e+23", "appendix B"},
        {S("999999999999999700000"), "999999999999999700000", "appendix B"},
        {S("999999999999999900000"), "999999999999999900000", "appendix B"},
        {S("0.000001000000000000000000001"), "0.000001", "more digits than a double has"},
        {S("333333333.33333325"), "333333333.33333325", "appendix B: 17 digits"},
        {S("1424953923781206.2"), "1424953923781206.2", "appendix B: round to even"},
        {S("5.6843418860808015e-14"), "5.684341886080802e-14", "2^-44: 16 digits above"},
        {S("2.2250738585072014e-308"), "2.2250738585072014e-308", "the smallest normal"},
        {S("1e-999"), "0", "underflow"},
        {S("1e999"), NULL, "no finite double"},
        {S("-1e309"), NULL, "no finite double"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        buf_reset(&out);
        enum status done = json_canon(&out, parsed(rows[i].text));
        unit_equal(done, rows[i].canon ? OK : BAD_INPUT, rows[i].reason);
        if (rows[i].canon) {
            unit_same(buf_str(&out), str_of(rows[i].canon), rows[i].reason);
            unit_equal(json_is_canon(&arena, str_of(rows[i].canon)), true, rows[i].reason);
        }
    }
}

/* For 100,000 random doubles: what is printed reads back as the same, and no shorter text does. */
static void shortest_numbers(void **state)
{
    uint64_t seed = 20260302;
    (void)state;
    for (int i = 0; i < 100000; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        uint64_t bits = i % 3 ? seed ^ seed >> 29 : (seed ^ seed >> 29) & 0xFFF0000000000000u;
        double x;
        memcpy(&x, &bits, sizeof x);
        if (!isfinite(x) || x <= 0)
            continue;
        char literal[40], shorter[40];
        snprintf(literal, sizeof literal, "%.17e", x);
        struct json v = {.type = JSON_NUMBER, .text = str_of(literal)};
        buf_reset(&out);
        assert_int_equal(json_canon(&out, &v), OK);
        buf_byte(&out, 0);
        if (memcmp(&x, &(double){strtod(out.p, NULL)}, sizeof x))
            fail_msg("%s printed as %s", literal, out.p);
        int digits = 0, zeroes = 0; /* significant ones, and those that only fill up to the point */
        for (const char *c = out.p; *c && *c != 'e'; c++) {
            digits += *c != '.' && (digits || *c != '0');
            zeroes = *c == '0' ? zeroes + 1 : 0;
        }
        digits -= zeroes;
        for (int less = digits - 1; less > 0; less--) {
            snprintf(shorter, sizeof shorter, "%.*e", less - 1, x);
            if (strtod(shorter, NULL) >= x && strtod(shorter, NULL) <= x)
                fail_msg("%s printed as %s, not as %s (seed 20260302)", literal, out.p, shorter);
        }
    }
}

static void is_canon(void **state)
{
    static const struct {
        struct str text;
        bool yes;
        const char *reason;
    } rows[] = {
        {S("{\"a\":1,\"b\":[]}"), true, "as it must be"},
        {S("{\"b\":1,\"a\":[]}"), false, "not sorted"},
        {S("{\"a\": 1}"), false, "a blank"},
        {S("1.0"), false, "a longer number"},
        {S("\"\\u0041\""), false, "an escape too many"},
        {S("\"\\/\""), false, "an escaped solidus"},
        {S("{\"a\":1,\"a\":1}"), false, "a key twice"},
        {S("\"\\u0000\""), false, "NUL"},
        {S("1e400"), false, "no double"},
        {S("1e0"), false, "shorter when canonical"},
        {S("1e9"), false, "longer when canonical"},
        {S(""), false, "nothing"},
        {S("{"), false, "no JSON"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t before = arena.total;
        unit_equal(json_is_canon(&arena, rows[i].text), rows[i].yes, rows[i].reason);
        assert_int_equal(arena.total, before);
    }
}

static void writers(void **state)
{
    (void)state;
    buf_reset(&out);
    json_put_text(&out, (struct str){NULL, 0});
    json_put_text(&out, S(""));
    json_put_text(&out, S("12345678\"\\\x02"));
    json_put_int(&out, -LIMIT_INT_MAX);
    json_put_bool(&out, true);
    json_put_bool(&out, false);
    unit_same(buf_str(&out), S("null\"\"\"12345678\\\"\\\\\\u0002\"-9007199254740991truefalse"),
              "pieces");
    struct buf tiny;
    buf_init(&tiny, 3);
    assert_int_equal(json_canon(&tiny, parsed(S("\"abc\""))), FULL);
    buf_close(&tiny);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strict_door),      cmocka_unit_test(depth),
        cmocka_unit_test(every_byte),       cmocka_unit_test(many_members),
        cmocka_unit_test(arena_full),       cmocka_unit_test(readers),
        cmocka_unit_test(integers),         cmocka_unit_test(canonical),
        cmocka_unit_test(shortest_numbers), cmocka_unit_test(is_canon),
        cmocka_unit_test(writers),
    };
    return cmocka_run_group_tests_name("json", tests, start, stop);
}
