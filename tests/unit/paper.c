// SPDX-License-Identifier: Apache-2.0
/* What the render process makes of bytes: codes. */
#include "paper/paper.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_is_a_code_or_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
