// SPDX-License-Identifier: Apache-2.0
/* Targets, urlencoded forms and multipart forms: what goes in, what comes out, and why. */
#include "http/multipart.h"
#include "http/target.h"
#include "unit.h"

static struct arena arena;

static void form_text(struct str text, struct buf *to)
{
    struct http_form form;
    if (http_form_read(&arena, text, &form) != OK) {
        buf_puts(to, "bad");
        return;
    }
    for (size_t i = 0; i < form.n; i++) {
        buf_put(to, form.at[i].name);
        buf_byte(to, '=');
        buf_put(to, form.at[i].value);
        buf_byte(to, ';');
    }
}

static void forms(void **state)
{
    static const struct {
        struct str in;
        const char *out, *why;
    } rows[] = {
        {{"", 0}, "", "nothing has no fields"},
        {{"a=1", 3}, "a=1;", "one field"},
        {{"a=1&b=2&a=3", 11}, "a=1;b=2;a=3;", "order and repetition are kept"},
        {{"a", 1}, "a=;", "a name alone has an empty value"},
        {{"a=b=c", 5}, "a=b=c;", "only the first = divides"},
        {{"a=b+c%2Bd", 9}, "a=b c+d;", "+ is a blank, %2B is a plus"},
        {{"%E4%BD%A0=%e5%a5%bd", 19}, "\xe4\xbd\xa0=\xe5\xa5\xbd;", "UTF-8, either case of hex"},
        {{"a=%26%3D", 8}, "a=&=;", "what is encoded does not divide"},
        {{"=1", 2}, "bad", "a field has a name"},
        {{"a=1&", 4}, "bad", "an empty field at the end"},
        {{"a=%4", 4}, "bad", "half a percent code"},
        {{"a=%4g", 5}, "bad", "no hex digit"},
        {{"a=%00", 5}, "bad", "NUL"},
        {{"a=%ff", 5}, "bad", "no UTF-8"},
        {{"a=b\nc", 5}, "bad", "a raw line break"},
        {{"a=b c", 5}, "bad", "a raw blank"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf got;
        buf_init(&got, 1000);
        form_text(rows[i].in, &got);
        unit_same(buf_str(&got), str_of(rows[i].out), rows[i].why);
        buf_close(&got);
    }
}

static void too_many_fields(void **state)
{
    char text[2 * 1001];
    struct http_form form;
    (void)state;
    memset(text, 'a', sizeof text);
    for (size_t i = 1; i < sizeof text; i += 2)
        text[i] = '&';
    assert_int_equal(http_form_read(&arena, (struct str){text, 2 * 1000 - 1}, &form), OK);
    assert_int_equal(form.n, 1000);
    assert_int_equal(http_form_read(&arena, (struct str){text, 2 * 1001 - 1}, &form), BAD_INPUT);
}

static void targets(void **state)
{
    static const struct {
        const char *in, *path, *query, *why;
    } rows[] = {
        {"/", "/", NULL, "the root"},
        {"/a?b", "/a", "b", "a query"},
        {"/a?", "/a", "", "an empty query is there"},
        {"/a?b?c/../d", "/a", "b?c/../d", "only the first ? divides, and dots in a query are text"},
        {"/%41%2e%2ea", "/A..a", NULL, "decoded; dots within a name"},
        {"/%2525", "/%25", NULL, "decoded once"},
        {"/a//b/", "/a//b/", NULL, "empty segments are kept"},
        {"/...", "/...", NULL, "three dots are a name"},
        {"", NULL, NULL, "nothing"},
        {"a", NULL, NULL, "no slash"},
        {"//a", NULL, NULL, "two slashes"},
        {"/a#b", NULL, NULL, "a fragment"},
        {"/a\\b", NULL, NULL, "a backslash"},
        {"/a%5cb", NULL, NULL, "an encoded backslash"},
        {"/a%2Fb", NULL, NULL, "an encoded slash"},
        {"/a%00", NULL, NULL, "NUL"},
        {"/a%7f", NULL, NULL, "a control character"},
        {"/a%", NULL, NULL, "half a percent code"},
        {"/a%2", NULL, NULL, "half a percent code"},
        {"/%ff", NULL, NULL, "no UTF-8"},
        {"/.", NULL, NULL, "a dot segment"},
        {"/a/..", NULL, NULL, "a dot segment at the end"},
        {"/%2E./a", NULL, NULL, "an encoded dot segment"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct str path = {NULL, 0}, query = {NULL, 0};
        struct http_refusal refusal = {.what = NULL};
        bool is_good = http_target_read(&arena, str_of(rows[i].in), &path, &query, &refusal);
        unit_equal(is_good, rows[i].path != NULL, rows[i].why);
        unit_equal(refusal.what == NULL, is_good, rows[i].why);
        if (!is_good)
            continue;
        unit_same(path, str_of(rows[i].path), rows[i].why);
        unit_same(query, str_of(rows[i].query), rows[i].why);
    }
}

/* The events as text, the body given in pieces of n bytes. */
static void multipart_text(struct str in, size_t n, struct buf *to)
{
    struct multipart m;
    assert_int_equal(http_multipart_init(&m, S("multipart/form-data; boundary=\"b\"")), OK);
    while (in.n) {
        struct str piece = str_part(in, 0, n);
        in = str_part(in, n, in.n);
        enum multipart_event event;
        while ((event = http_multipart_next(&m, &piece)) != PART_MORE) {
            if (event == PART_BAD) {
                buf_reset(to);
                buf_puts(to, "bad");
                return;
            }
            if (event == PART_BEGIN)
                buf_printf(to, "%.*s|%.*s|%.*s:", STR_ARG(m.name), STR_ARG(m.file_name),
                           STR_ARG(m.media));
            if (event == PART_DATA)
                buf_put(to, m.data);
            if (event == PART_END)
                buf_byte(to, ';');
        }
    }
    if (!http_multipart_is_complete(&m)) {
        buf_reset(to);
        buf_puts(to, "short");
    }
}

#define NAMED(name) "Content-Disposition: form-data; name=\"" name "\"\r\n\r\n"

static void multiparts(void **state)
{
    static const struct {
        const char *in, *out, *why;
    } rows[] = {
        {"--b\r\n" NAMED("a") "1\r\n--b--", "a||:1;", "one field"},
        {"--b\r\n" NAMED("a") "1\r\n--b--\r\n", "a||:1;", "a line break at the very end"},
        {"--b\r\n" NAMED("a") "\r\n--b--", "a||:;", "an empty field"},
        {"--b\r\n" NAMED("a") "1\r\n--b\r\n" NAMED("c") "2\r\n--b--", "a||:1;c||:2;", "two"},
        {"--b\r\n" NAMED("a") "\r\r\n\r\n--\r\n-b\r\n--b--", "a||:\r\r\n\r\n--\r\n-b;",
         "near misses"},
        {"--b\r\nContent-Disposition: FORM-DATA; filename=\"x y\"; name=\"a\"\r\ncontent-type: "
         "t/p\r\n\r\n"
         "1\r\n--b--",
         "a|x y|t/p:1;", "a file, parameters in any order, words in any case"},
        {"--b--", "", "no part at all"},
        {"\r\n--b--", "bad", "a line break before the first boundary"},
        {"--b\r\n" NAMED("") "1\r\n--b--", "bad", "an empty name"},
        {"--b\r\nX-A: b\r\n\r\n1\r\n--b--", "bad", "no disposition"},
        {"--b\r\n\r\n1\r\n--b--", "bad", "no header"},
        {"--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b--", "bad", "no quotes"},
        {"--b\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\n1\r\n--b--", "bad",
         "two names"},
        {"--b\r\nContent-Disposition: form-data; name=\"a\"; filename*=\"b\"\r\n\r\n1\r\n--b--",
         "bad", "filename* is forbidden by RFC 7578"},
        {"--b\r\nContent-Disposition: form-data; name=\"a\\\"b\"\r\n\r\n1\r\n--b--", "bad",
         "a backslash escapes nothing"},
        {"--bx\r\n" NAMED("a") "1\r\n--b--", "bad", "another boundary that begins like it"},
        {"--b\r\n" NAMED("a") "1\r\n--bx", "bad", "bytes behind a boundary"},
        {"--b\r\n" NAMED("a") "1\r\n--b--x", "bad", "bytes behind the end"},
        {"--b\r\n" NAMED("a") "1\r\n--b", "short", "cut off in the closing boundary"},
        {"--b\r\n" NAMED("a") "1", "short", "cut off in a field"},
        {"--b--\r", "short", "half a line break at the end"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t n = 1; n < 200; n = n * 2 + 1) {
            struct buf got;
            buf_init(&got, 1000);
            multipart_text(str_of(rows[i].in), n, &got);
            unit_same(buf_str(&got), str_of(rows[i].out), rows[i].why);
            buf_close(&got);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms),
        cmocka_unit_test(too_many_fields),
        cmocka_unit_test(targets),
        cmocka_unit_test(multiparts),
    };
    arena_init(&arena, 4 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_close(&arena);
    return failed;
}
