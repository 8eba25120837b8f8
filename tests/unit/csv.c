// SPDX-License-Identifier: Apache-2.0
#include "base/csv.h"

#include "unit.h"

#define SHOWN_MAX 65536

/* All records as "cell|cell;" or, where it ends badly, "!LINE". */
static void show(struct str text, size_t limit, struct buf *to)
{
    struct arena a;
    struct csv c;
    struct csv_row row;
    enum status done;
    arena_init(&a, limit);
    csv_init(&c, text);
    buf_reset(to);
    while ((done = csv_next(&c, &a, &row)) == OK) {
        for (size_t i = 0; i < row.n; i++) {
            assert_non_null(row.cells[i].p);
            buf_puts(to, i ? "|" : "");
            buf_put(to, row.cells[i]);
        }
        buf_puts(to, ";");
        arena_reset(&a);
    }
    if (done != NOT_FOUND)
        buf_printf(to, "!%zu %s", c.line, status_name(done));
    arena_close(&a);
}

static void reading(void **state)
{
    static const struct {
        struct str text;
        const char *shown, *reason;
    } rows[] = {
        {S(""), "", "nothing"},
        {S("\xEF\xBB\xBF"), "", "only a BOM"},
        {S("\n\r\n\n"), "", "only empty lines"},
        {S("a,b\n1,2\n"), "a|b;1|2;", "LF"},
        {S("a,b\r\n1,2\r\n"), "a|b;1|2;", "CRLF (RFC 4180, 2.1)"},
        {S("a,b\r\n1,2"), "a|b;1|2;", "no line end at the end (2.2)"},
        {S("a,b\r"), "a|b;", "half a CRLF at the end"},
        {S("\xEF\xBB\xBF\"a\",b"), "a|b;", "a BOM before a quote"},
        {S(",\n"), "|;", "two empty cells"},
        {S("a,,\n"), "a||;", "empty cells at the end"},
        {S("\"\"\n"), ";", "one empty cell, quoted"},
        {S("a b , c\n"), "a b | c;", "blanks belong to the cell (2.4)"},
        {S("\"a\",\"b\"\n"), "a|b;", "quotes (2.5)"},
        {S("\"a\r\nb\",c\n"), "a\r\nb|c;", "a line end in quotes (2.6)"},
        {S("\"a,b\",c\n"), "a,b|c;", "a comma in quotes (2.6)"},
        {S("\"a\"\"b\",\"\"\"\"\n"), "a\"b|\";", "doubled quotes (2.7)"},
        {S("37'36.8\"N,b\n"), "37'36.8\"N|b;", "a quote within an unquoted cell"},
        {S("a\rb,c\n"), "a\rb|c;", "a bare CR is part of the cell"},
        {S("a\n\nb\n"), "a;b;", "an empty line between"},
        {S("a\n\"b"), "a;!2 bad_input", "a quote without end"},
        {S("a\n\n\"b\"c\n"), "a;!3 bad_input", "text behind a closing quote"},
        {S("\"x\ny\"\n\"b\" ,"), "x\ny;!3 bad_input", "a blank behind a closing quote"},
        {S("1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7\n1"), "1|2|3|4|5|6|7|8|9|0|1|2|3|4|5|6|7;1;",
         "more cells than there was room for"},
    };
    struct buf b;
    (void)state;
    buf_init(&b, SHOWN_MAX);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        show(rows[i].text, SHOWN_MAX, &b);
        unit_same(buf_str(&b), str_of(rows[i].shown), rows[i].reason);
    }
    show(S("a,b\n"), 16, &b);
    unit_same(buf_str(&b), S("!1 full"), "a small arena");
    buf_close(&b);
}

static void writing(void **state)
{
    static const struct {
        struct str cell, written; /* the cell stands between two others */
        const char *reason;
    } rows[] = {
        {S("a b"), S("a b"), "plain"},
        {S(""), S(""), "empty"},
        {{NULL, 0}, S(""), "absent"},
        {S("a,b"), S("\"a,b\""), "a comma"},
        {S("a\"b"), S("\"a\"\"b\""), "a quote"},
        {S("\""), S("\"\"\"\""), "only a quote"},
        {S("a\nb"), S("\"a\nb\""), "LF"},
        {S("a\rb"), S("\"a\rb\""), "CR"},
        {S("=1+1"), S("'=1+1"), "a formula"},
        {S("+1"), S("'+1"), "plus"},
        {S("-1"), S("'-1"), "minus"},
        {S("@SUM(A1)"), S("'@SUM(A1)"), "at"},
        {S("\t=1"), S("'\t=1"), "a tab"},
        {S("\r=1"), S("\"'\r=1\""), "CR first"},
        {S("\x7F"), S("'\x7F"), "DEL"},
        {S("=HYPERLINK(\"x\",\"y\")"), S("\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""), "with quotes"},
        {S("a=1"), S("a=1"), "the sign further in"},
        {S("\xE4\xB8\xAD"), S("\xE4\xB8\xAD"), "Chinese"},
    };
    struct buf b;
    (void)state;
    buf_init(&b, SHOWN_MAX);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct str cells[] = {S("x"), rows[i].cell, S("y")};
        buf_reset(&b);
        csv_put_row(&b, cells, 3);
        struct str got = buf_str(&b);
        assert_true(str_starts(got, S("x,")) && str_ends(got, S(",y\r\n")));
        unit_same(str_part(got, 2, got.n - 6), rows[i].written, rows[i].reason);
    }
    buf_close(&b);
}

static void single_cells(void **state)
{
    struct buf b, shown;
    (void)state;
    buf_init(&b, SHOWN_MAX);
    buf_init(&shown, SHOWN_MAX);
    csv_put_bom(&b);
    csv_put_row(&b, &S("\xEF\xBB\xBFx"), 1);
    csv_put_row(&b, &S(""), 1);
    unit_same(buf_str(&b), S("\xEF\xBB\xBF\"\xEF\xBB\xBFx\"\r\n\"\"\r\n"), "quoted to survive");
    show(buf_str(&b), SHOWN_MAX, &shown);
    unit_same(buf_str(&shown), S("\xEF\xBB\xBFx;;"), "and read back");
    buf_close(&b);
    buf_close(&shown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reading),
        cmocka_unit_test(writing),
        cmocka_unit_test(single_cells),
    };
    return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
