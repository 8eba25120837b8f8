// SPDX-License-Identifier: Apache-2.0
/* gen_render.c -- a template that uses every tag, as C, prints what its view says.  The functions
 * of core/page.h here write their names and arguments instead of HTML. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/page.h"
#include "watch.gen.h"

#include <string.h>

static const char *const colours[] = {"yellow", "red"};
const struct words watch_colour_words = {"watch.colour", colours, 2};
const struct page_def watch_all_page = {.name = "all"};

void page_raw(struct page *p, const char *html, size_t n)
{
    buf_bytes(p->out, html, n);
}

void page_text(struct page *p, enum page_place place, struct str s)
{
    buf_printf(p->out, place == PLACE_ATTR ? "attr(%.*s)" : "%.*s", STR_ARG(s));
}

void page_int(struct page *p, int64_t value)
{
    buf_int(p->out, value);
}

void page_bool(struct page *p, bool value)
{
    buf_puts(p->out, value ? "yes" : "no");
}

void page_money(struct page *p, enum text_as as, int64_t fen)
{
    buf_printf(p->out, "%s%lld", as == TEXT_CAPITAL ? "capital " : "", (long long)fen);
}

void page_time(struct page *p, enum text_as as, int64_t moment_ms)
{
    buf_printf(p->out, "%s%lld", as == TEXT_LEFT ? "left " : "", (long long)moment_ms);
}

void page_unit(struct page *p, struct unit_id unit)
{
    buf_printf(p->out, "unit %lld", (long long)unit.v);
}

void page_words(struct page *p, const struct words *w, int value)
{
    buf_puts(p->out, words_word(w, value));
}

static void put_args(struct page *p, const struct text_arg *arg, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (arg[i].text.p)
            buf_printf(p->out, " %s=%.*s", arg[i].name, STR_ARG(arg[i].text));
        else
            buf_printf(p->out, " %s=%lld", arg[i].name, (long long)arg[i].number);
}

void page_t(struct page *p, const char *key, const struct text_arg *arg, size_t n_args)
{
    buf_puts(p->out, key);
    put_args(p, arg, n_args);
}

void page_url(struct page *p, const struct page_def *to, int64_t id, const struct text_arg *arg,
              size_t n_args)
{
    buf_printf(p->out, "%s %lld", to->name, (long long)id);
    put_args(p, arg, n_args);
}

static struct buf out;

/* Line `number` of the page for this view. */
static struct str line_of(const struct watch_all_view *v, int number)
{
    struct ctx c = {.now = 1000, .who = {.office = {5}}};
    struct page p = {.out = &out, .ctx = &c};
    buf_reset(&out);
    watch_all_render(&p, v);
    struct str rest = buf_str(&out), line;
    do
        line = str_cut(rest, '\n', &rest);
    while (--number);
    return str_part(line, 2, line.n);
}

static void check(const struct watch_all_view *v, int number, const char *want, const char *why)
{
    struct str got = line_of(v, number);
    if (!str_is(got, want))
        fail_msg("%s: line %d is `%.*s`, and not `%s`", why, number, STR_ARG(got), want);
}

static void nothing_given(void **state)
{
    (void)state;
    struct watch_all_view v = {.c = {.colour = WATCH_COLOUR_YELLOW, .size = 6, .price = 150}};
    check(&v, 1, "<b title=\"attr()\"></b>", "a text that lacks");
    check(&v, 2, "|unit 0|no|capital 150|yellow", "a moment that lacks");
    check(&v, 3, "-+-", "given, not given, true");
    check(&v, 4, "-", "6 is over 5, and not red");
    check(&v, 5, "-", "not red, and another office");
    check(&v, 6, "-", "no second row, no moment to compare, no month");
    check(&v, 7, "0=0", "no rows: else, and none counted");
    check(&v, 8, "?", "no items: else, and what is inside is not reached");
    check(&v, 9, "<a href=\"all 0 size=6 month=7\">watch.hello name=0</a>watch.count n=0", "words");
}

static void all_given(void **state)
{
    (void)state;
    struct watch_marks marks[] = {{.no = 1, .words = S("a")}, {.no = 2}};
    struct str steps[] = {S("x"), S("y")};
    struct watch_all_view_part parts[] = {{.name = S("p"), .price = 7, .has_price = true},
                                          {.name = S("q")}};
    struct watch_all_view v = {
        .c = {.colour = WATCH_COLOUR_RED,
              .size = 4,
              .solved = true,
              .promised = 999,
              .has_promised = true,
              .name = S("n"),
              .unit = {5}},
        .d = {.size = 9},
        .has_d = true,
        .marks = {marks, 2, 0, {0}},
        .asked = {.month = 3, .has_month = true},
        .steps = {steps, 2},
        .part = {parts, 2},
    };
    check(&v, 1, "<b title=\"attr(n)\">n</b>", "escaped by place");
    check(&v, 2, "left 999|unit 5|yes|capital 0|red", "printed by type");
    check(&v, 3, "+-+", "given, not given, true");
    check(&v, 4, "+", "within both bounds");
    check(&v, 5, "+", "over 3 and red");
    check(&v, 6, "9+3", "the second row, earlier than now, the month");
    check(&v, 7, "1:a;2:;=2", "each row once");
    check(&v, 8, "x,(p 7)(q )y,(p 7)(q )", "a list in a list");
    check(&v, 9, "<a href=\"all 0 size=4 month=7\">watch.hello name=n</a>watch.count n=2", "words");
    v.c.colour = WATCH_COLOUR_YELLOW;
    check(&v, 5, "+", "`and` binds closer than `or`: the office alone is enough");
    v.part.n = 0;
    check(&v, 8, "x,!y,!", "else of the inner list");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_given),
        cmocka_unit_test(all_given),
    };
    buf_init(&out, 1 << 16);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    buf_close(&out);
    return failed;
}
