// SPDX-License-Identifier: Apache-2.0
/* What the render process makes of bytes: codes, pictures, tables, printed pages.  paper DATA: the
 * folder of fixtures. */
#include "paper/cell.h"
#include "paper/picture.h"
#include "paper/print.h"

#include "unit.h"

enum { ARENA_BYTES = 64 * 1024 * 1024, OUT_BYTES = 64 * 1024 * 1024 };

/* One piece of work; its result lies in `out`. */
static struct buf out;
static struct arena arena;
static struct paper work;

static enum status run(enum status (*part)(struct paper *p), struct str in)
{
    buf_close(&out);
    arena_close(&arena);
    buf_init(&out, OUT_BYTES);
    arena_init(&arena, ARENA_BYTES);
    work = (struct paper){.in = in, .out = &out, .arena = &arena};
    enum status s = part(&work);
    return s == OK && out.full ? FULL : s;
}

static void a_text_is_a_code_or_too_long(void **state)
{
    (void)state;
    static const struct {
        size_t n;
        enum status status;
        const char *side; /* modules of the smallest version that holds it at M, and 8 of margin */
    } rows[] = {
        {0, FULL, NULL},        /* nothing to say */
        {1, OK, "0 0 29 29"},   /* version 1 */
        {14, OK, "0 0 29 29"},  /* the most that version 1 holds */
        {15, OK, "0 0 33 33"},  /* version 2 */
        {180, OK, "0 0 61 61"}, /* the most that version 9 holds */
        {1000, OK, NULL},       /* our limit */
        {1001, FULL, NULL},
    };
    char text[1001];
    memset(text, 'x', sizeof text);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(run(paper_qr, (struct str){text, rows[i].n}), rows[i].status);
        if (!rows[i].side)
            continue;
        assert_true(str_find(buf_str(&out), str_of(rows[i].side)) < out.n);
        /* the upper edge of a finder pattern, in the corner behind the margin */
        assert_true(str_find(buf_str(&out), S("M4 4h7v1h-7z")) < out.n);
    }
}

static const char *data;

static struct str fixture(const char *folder, const char *name)
{
    static char bytes[1024 * 1024];
    char path[512];
    snprintf(path, sizeof path, "%s/%s/%s", data, folder, name);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    size_t n = fread(bytes, 1, sizeof bytes, f);
    assert_true(n < sizeof bytes);
    fclose(f);
    return (struct str){bytes, n};
}

static bool says(const char *words)
{
    return str_find(buf_str(&out), str_of(words)) < out.n;
}

static void a_picture_keeps_its_pixels_and_nothing_else(void **state)
{
    (void)state;
    static const struct {
        const char *name, *secret, *reason;
    } rows[] = {
        {"gps6.jpg", "GPSSECRET", "where it was taken"},
        {"gps6.jpg", "Exif", "the whole of Exif"},
        {"gps6.jpg", "CAMERAXYZ", "with what"},
        {"gps6.jpg", "SECRETCOMMENT", "a remark"},
        {"ok.png", "SECRETNAME", "a chunk of text"},
        {"ok.png", "GPSSECRET", "Exif in PNG"},
        {"trailer.png", "SECRETTAIL", "what lies behind the picture"},
        {"grey.jpg", "Exif", "grey"},
        {"cmyk.jpg", "Adobe", "the colours of printers"},
        {"prog.jpg", "Exif", "progressive"},
        {"alpha.png", "tEXt", "with opacity"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct str in = fixture("pictures", rows[i].name);
        unit_equal(run(paper_picture, in), OK, rows[i].reason);
        assert_true(out.n > 60);
        assert_true(str_starts(buf_str(&out), str_part(in, 0, 3))); /* the same kind of file */
        unit_equal(says(rows[i].secret), false, rows[i].reason);
        /* and again: what we wrote ourselves can be read */
        static char kept[65536];
        struct str once = {kept, out.n};
        assert_true(out.n < sizeof kept);
        memcpy(kept, out.p, out.n);
        unit_equal(run(paper_picture, once), OK, rows[i].reason);
    }
}

static void a_broken_picture_is_refused_with_the_reason(void **state)
{
    (void)state;
    static const struct {
        const char *name, *why;
    } rows[] = {
        {"cut.jpg", "core.render.picture_broken"},    {"trunc.png", "core.render.picture_broken"},
        {"crc.png", "core.render.picture_broken"},    {"head.png", "core.render.picture_broken"},
        {"zero.png", "core.render.picture_broken"},   {"bomb.png", "core.render.picture_pixels"},
        {"pixels.png", "core.render.picture_pixels"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_equal(run(paper_picture, fixture("pictures", rows[i].name)), BAD_INPUT, rows[i].name);
        unit_same(str_of(work.why), str_of(rows[i].why), rows[i].name);
    }
    unit_equal(run(paper_picture, S("")), BAD_INPUT, "nothing");
    unit_equal(run(paper_picture, S("\xff\xd8\xff")), BAD_INPUT, "three bytes");
}

/* Exif 2.3, 4.6.4, tag Orientation: where the first row and the first column of a 2 x 3 picture
 * come to lie. */
static void a_picture_is_turned_as_the_camera_was_held(void **state)
{
    (void)state;
    static const struct {
        unsigned width;
        const char *pixels;
    } upright[9] = {{0, ""},       {2, "abcdef"}, {2, "badcfe"}, {2, "fedcba"}, {2, "efcdab"},
                    {3, "acebdf"}, {3, "ecafdb"}, {3, "fdbeca"}, {3, "bdface"}};
    for (int held = 1; held <= 8; held++) {
        unsigned char rows[] = "abcdef";
        struct picture picture = {rows, 2, 3, 1};
        arena_close(&arena);
        arena_init(&arena, ARENA_BYTES);
        assert_int_equal(picture_upright(&arena, held, &picture), OK);
        unit_equal(picture.width, upright[held].width, upright[held].pixels);
        unit_same((struct str){(const char *)picture.p, 6}, str_of(upright[held].pixels), "pixels");
    }
}

static void a_camera_that_says_nothing_sound_was_upright(void **state)
{
    (void)state;
    static const struct {
        struct str exif;
        int held;
    } rows[] = {
        {S(""), 1},
        {S("Exif\0\0"), 1},
        {S("Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"), 6},
        {S("Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0"), 8},
        {S("Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x09\0\0\0"), 1}, /* no such */
        {S("Exif\0\0II*\0\xff\xff\xff\xff\x01\0\x12\x01\x03\0"), 1}, /* beyond the end */
        {S("Exif\0\0II*\0\x08\0\0\0\xff\xff"), 1}, /* entries that are not there */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(picture_orientation(rows[i].exif), rows[i].held);
}

static void a_sheet_is_read_as_people_see_it(void **state)
{
    (void)state;
    assert_int_equal(run(paper_rows, fixture("tables", "honest.xlsx")), OK);
    unit_same(buf_str(&out),
              S("\xEF\xBB\xBF"
                "\xE7\xB1\xBB\xE5\x88\xAB,,\"a,\"\"b\"\"\"\r\n"
                "\xE5\xA4\x9C\xE9\x87\x8C \xE6\x96\xBD\xE5\xB7\xA5,=1+1,13800000000,-12.5,0.1,"
                "0.000012000000000\r\n"
                "2026-03-02,2026-03-02,2026-03-02 09:00:00,09:00:00,2026-03-02,yes,2,a\r\n"),
              "the first sheet that is not hidden");
}

static void a_hostile_sheet_is_refused_with_the_reason(void **state)
{
    (void)state;
    static const struct {
        const char *name, *why;
        int row;
    } rows[] = {
        {"formula.xlsx", "core.render.table_formula", 2}, /* never computed */
        {"error.xlsx", "core.render.table_error", 2},
        {"digits.xlsx", "core.render.table_number", 2}, /* its last digits are lost */
        {"nonumber.xlsx", "core.render.table_number", 2},
        {"early.xlsx", "core.render.table_number", 2}, /* before the day that never was */
        {"column.xlsx", "core.render.table_columns", 500},
        {"backward.xlsx", "core.render.table_columns", 500},
        {"index.xlsx", "core.render.table_broken", 2},    /* a string that is not there */
        {"laughs.xlsx", "core.render.table_broken", 0},   /* entities that grow */
        {"external.xlsx", "core.render.table_broken", 0}, /* a file of ours */
        {"deep.xlsx", "core.render.table_broken", 0},
        {"outside.xlsx", "core.render.table_broken", 0},
        {"elsewhere.xlsx", "core.render.table_broken", 0}, /* a sheet on the net */
        {"bomb.xlsx", "core.render.table_large", 256},
        {"nosheet.xlsx", "core.render.table_broken", 0},
        {"cell.xlsx", "core.render.table_cell", 2},
        {"entries.xlsx", "core.render.table_entries", 1000},
        {"cut.xlsx", "core.render.table_broken", 0},
        {"noarchive.xlsx", "core.render.table_broken", 0},
        {"locked.xlsx", "core.render.table_broken", 0},
        {"lie.xlsx", "core.render.table_broken", 0}, /* larger than it says */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        unit_equal(run(paper_rows, fixture("tables", rows[i].name)), BAD_INPUT, rows[i].name);
        unit_same(str_of(work.why), str_of(rows[i].why), rows[i].name);
        unit_equal(work.n, rows[i].row, rows[i].name);
    }
    unit_equal(run(paper_rows, S("")), BAD_INPUT, "nothing");
}

static void what_we_write_as_a_sheet_reads_as_the_same(void **state)
{
    (void)state;
    static char kept[65536];
    assert_int_equal(
        run(paper_sheet, S("{\"name\":\"desk\",\"rows\":[[[\"t\",\"<No> & "
                           "\\\"name\\\"\"],[\"t\",\"=2+2\"],[\"t\","
                           "\"@x\"],[\"t\",\"-1\"]],[[\"n\",\"-12\"],[\"m\",\"1234.50\"],[\"d\","
                           "\"2026-03-02\"],[\"w\","
                           "\"2026-03-02T09:00:00.000+08:00\"],null,[\"t\",\"a\\u0001b\"]]]}")),
        OK);
    struct str book = {kept, out.n};
    assert_true(out.n < sizeof kept);
    memcpy(kept, out.p, out.n);
    assert_int_equal(run(paper_rows, book), OK);
    unit_same(buf_str(&out),
              S("\xEF\xBB\xBF\"<No> & \"\"name\"\"\",=2+2,@x,-1\r\n"
                "-12,1234.5,2026-03-02,2026-03-02 09:00:00,,ab\r\n"),
              "cells by their kind");
    assert_int_equal(run(paper_sheet, S("{\"rows\":[[[\"f\",\"=1\"]]]}")), BAD_INPUT);
    assert_int_equal(run(paper_sheet, S("{}")), BAD_INPUT);
    assert_int_equal(run(paper_sheet, S("rows")), BAD_INPUT);
}

static void a_format_shows_a_day_or_a_number(void **state)
{
    (void)state;
    static const struct {
        struct str code;
        enum cell_show show;
    } rows[] = {
        {S("General"), SHOW_NUMBER},
        {S("0.00"), SHOW_NUMBER},
        {S("[Red]#,##0"), SHOW_NUMBER},
        {S("\"day\"0"), SHOW_NUMBER},
        {S("0\\d"), SHOW_NUMBER},
        {S("0;[dd]0"), SHOW_NUMBER},
        {S("yyyy-mm-dd"), SHOW_DAY},
        {S("mmm"), SHOW_DAY},
        {S("h:mm"), SHOW_TIME},
        {S("mm:ss.0"), SHOW_TIME},
        {S("yyyy/m/d h:mm"), SHOW_MOMENT},
        {S("[$-804]yyyy\"x\"m"), SHOW_DAY},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        unit_equal(cell_format_shows(rows[i].code), rows[i].show, rows[i].code.p);
}

static void a_page_becomes_blocks(void **state)
{
    (void)state;
    static const struct {
        struct str html;
        const char *shown, *reason;
    } rows[] = {
        {S("<h1>A &amp; b</h1><p>c\n  d</p>"), "0:A & b|2:c d|", "blanks become one"},
        {S("<p class=\"x-words\">a\nb</p>"), "2:a\nb|", "lines that somebody wrote"},
        {S("<p>a<br>b</p>"), "2:a\nb|", "lines that we wrote"},
        {S("<dl><dt>k</dt><dd>v</dd></dl><ul><li>i</li></ul>"), "4:k|5:v|3:i|", "lists"},
        {S("<table><tr><th>a</th><td>b</td></tr></table>"), "2:a   b|", "a row"},
        {S("<form><p>no</p><form></form></form><p>yes</p>"), "2:yes|", "forms are for screens"},
        {S("<ul class=\"x-ways\"><li><ul><li>no</li></ul></li></ul>yes"), "2:yes|", "ways too"},
        {S("<p>a <b>b</b> <a href=\"x\">c</a></p>"), "2:a b c|", "words within words"},
        {S("a < b &lt; c & d &nope;"), "2:a|", "a bracket that does not close ends it"},
        {S("<p"), "", "half a tag"},
        {S("<>x</>"), "2:x|", "tags without a name"},
    };
    static struct print_block block[PRINT_BLOCKS];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t n = 0;
        struct buf shown;
        struct arena a;
        arena_init(&a, ARENA_BYTES);
        buf_init(&shown, OUT_BYTES);
        assert_int_equal(print_blocks(&a, rows[i].html, block, &n), OK);
        for (size_t k = 0; k < n; k++)
            buf_printf(&shown, "%d:%.*s|", (int)block[k].kind, STR_ARG(block[k].text));
        unit_same(shown.n ? buf_str(&shown) : S(""), str_of(rows[i].shown), rows[i].reason);
        buf_close(&shown);
        arena_close(&a);
    }
}

#define PRINT_END                                                                                 \
    "\",\"lang\":\"zh\",\"above\":\"a\",\"as_of\":\"b\",\"origin\":\"c\",\"qr\":\"d\",\"pages\":" \
    "\"{n}/"                                                                                      \
    "{of}\",\"made\":\"2026-03-02T09:00:00+08:00\"}"

static void a_page_is_printed_on_as_many_sheets_as_it_needs(void **state)
{
    (void)state;
    if (!paper_open()) {
        print_message("fonts-noto-cjk is not installed: skipped\n");
        skip();
    }
    struct buf in;
    buf_init(&in, OUT_BYTES);
    for (int pages = 1; pages <= 3; pages += 2) {
        buf_reset(&in);
        buf_puts(&in, "{\"html\":\"<h1>x</h1>");
        for (int i = 0; i < (pages - 1) * 36; i++)
            buf_puts(&in, "<p>a line</p>");
        buf_puts(&in, PRINT_END);
        assert_int_equal(run(paper_print, buf_str(&in)), OK);
        assert_true(str_starts(buf_str(&out), S("%PDF-1.")));
        assert_true(says(pages == 1 ? "/Count 1\n" : "/Count 3\n"));
    }
    buf_close(&in);
    assert_int_equal(run(paper_print, S("{\"html\":\"" PRINT_END)), BAD_INPUT); /* nothing to say */
    assert_int_equal(run(paper_print, S("{}")), BAD_INPUT);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_is_a_code_or_too_long),
        cmocka_unit_test(a_picture_keeps_its_pixels_and_nothing_else),
        cmocka_unit_test(a_broken_picture_is_refused_with_the_reason),
        cmocka_unit_test(a_picture_is_turned_as_the_camera_was_held),
        cmocka_unit_test(a_camera_that_says_nothing_sound_was_upright),
        cmocka_unit_test(a_sheet_is_read_as_people_see_it),
        cmocka_unit_test(a_hostile_sheet_is_refused_with_the_reason),
        cmocka_unit_test(what_we_write_as_a_sheet_reads_as_the_same),
        cmocka_unit_test(a_format_shows_a_day_or_a_number),
        cmocka_unit_test(a_page_becomes_blocks),
        cmocka_unit_test(a_page_is_printed_on_as_many_sheets_as_it_needs),
    };
    data = argc > 1 ? argv[1] : "tests/data";
    return cmocka_run_group_tests(tests, NULL, NULL);
}
