// SPDX-License-Identifier: Apache-2.0
/* page.c -- what pages print: escapes, addresses, fields of forms, mistakes, carried answers. */
#include "core/page_form.h"

#include "core/ticket.h"
#include "crypt/crypt.h"
#include "unit.h"

static struct arena arena;
static struct ctx ctx;
static struct web web;
static struct buf out;
static struct page page = {.out = &out, .ctx = &ctx, .lang = LANG_EN, .web = &web};

/* An operation of the appeal room's words, with two pages. */
static const struct words kinds = {"appeal.kind", (const char *const[]){"ask", "complain"}, 2};
static const struct cond is_complaint = {.kind = COND_COMPARE,
                                         .left = {.kind = OPERAND_FIELD, .word = "kind"},
                                         .right = {.kind = OPERAND_WORD, .word = "complain"}};
static const struct record claim = {
    (const struct field[]){{.name = "words", .type = FIELD_TEXT, .min = 1, .max = 500}}, 1,
    sizeof(struct str)};
static const struct op file_op = {
    .name = "file",
    .room = "appeal",
    .full = "appeal.file",
    .form = {(const struct field[]){
                 {.name = "kind", .type = FIELD_ENUM, .words = &kinds, .min = 1, .at = 16},
                 {.name = "topic", .type = FIELD_CODE, .of = "topic", .min = 1, .at = 24},
                 {.name = "words", .type = FIELD_TEXT, .min = 1, .max = 5000, .at = 40},
                 {.name = "about",
                  .type = FIELD_TEXT,
                  .min = 1,
                  .max = 50,
                  .when = &is_complaint,
                  .at = 56},
                 {.name = "claim", .type = FIELD_GROUP, .group = &claim, .list_max = 5, .at = 72},
                 {.name = "photo",
                  .type = FIELD_FILE,
                  .of = "image pdf",
                  .min = 1,
                  .list_max = 5,
                  .at = 88},
                 {.name = "name", .type = FIELD_TEXT, .min = 1, .max = 50, .at = 104, .step = 1},
             },
             7, 120},
    .n_steps = 2,
};

static bool shows(const char *words)
{
    return str_find(buf_str(&out), str_of(words)) < out.n;
}

static void must(const char *words)
{
    if (!shows(words))
        fail_msg("not there: %s\nin: %.*s", words, STR_ARG(buf_str(&out)));
}

static void must_not(const char *words)
{
    if (shows(words))
        fail_msg("there: %s", words);
}

static void begin(void)
{
    buf_reset(&out);
    web = (struct web){.visitor = S("visitor-visitor-visitor"), .path = S("/appeal/new")};
}

static void escapes(void **state)
{
    (void)state;
    begin();
    page_text(&page, PLACE_TEXT, S("a<b>&\"'"));
    unit_same(buf_str(&out), S("a&lt;b&gt;&amp;\"'"), "between tags");
    begin();
    page_text(&page, PLACE_ATTR, S("a<b>&\"'"));
    unit_same(buf_str(&out), S("a&lt;b&gt;&amp;&quot;&#39;"), "within quotes");
    begin();
    page_t(&page, "appeal.matter", &(struct text_arg){.name = "no", .text = S("<i>")}, 1);
    unit_same(buf_str(&out), S("Request &lt;i&gt;"), "what fills a gap");
}

static void written_by_people(void **state)
{
    (void)state;
    begin();
    page_written(&page, S("Wang <i>"));
    unit_same(buf_str(&out), S("Wang &lt;i&gt;"), "Latin letters");
    begin();
    page_written(&page, S("caf\xc3\xa9"));
    unit_same(buf_str(&out), S("caf\xc3\xa9"), "another language than Chinese");
    begin();
    page_written(&page, S("<\xe7\x8e\x8b"));
    unit_same(buf_str(&out), S("<span lang=\"zh-CN\">&lt;\xe7\x8e\x8b</span>"), "Chinese");
    begin();
    page.lang = LANG_ZH;
    page_written(&page, S("\xe7\x8e\x8b"));
    page.lang = LANG_EN;
    unit_same(buf_str(&out), S("\xe7\x8e\x8b"), "Chinese on a Chinese page");
    begin();
    page.plain = true;
    page_written(&page, S("\xe7\x8e\x8b"));
    page.plain = false;
    unit_same(buf_str(&out), S("\xe7\x8e\x8b"), "a cell of a table");
}

static void addresses(void **state)
{
    static const struct page_def matter = {.path = "/appeal/{id}"}, desk = {.path = "/appeal"};
    struct text_arg args[] = {{.name = "topic", .text = S("a b&c")}, {.name = "n", .number = 7}};
    (void)state;
    begin();
    page_url(&page, &matter, 42, NULL, 0);
    unit_same(buf_str(&out), S("/appeal/42"), "the id in its place");
    begin();
    page_url(&page, &desk, 0, args, 2);
    unit_same(buf_str(&out), S("/appeal?topic=a%20b%26c&amp;n=7"), "what follows is encoded");
    begin();
    page_form_address(&out, &file_op, 0);
    unit_same(buf_str(&out), S("/appeal/file"), "of a form without a matter");
}

static void first_step(void **state)
{
    (void)state;
    begin();
    page_form_print(&page, &file_op, 0);
    must("action=\"/appeal/file\" enctype=\"multipart/form-data\"");
    must("name=\"_csrf\" value=\"");
    must("type=\"radio\" id=\"f-file-kind\" name=\"kind\" value=\"ask\"");
    must("<label for=\"f-file-topic\">Topic</label>");
    must("<option value=\"noise\">Noise</option>");
    must("<textarea id=\"f-file-words\" name=\"words\"");
    must("aria-describedby=\"f-file-words-hint\"");
    must("data-when=\"kind=complain\"");
    must("Only where &quot;Kind&quot; is &quot;Complaint&quot;.");
    must("name=\"claim.3.words\"");
    must_not("name=\"claim.4.words\"");
    must("type=\"file\" id=\"f-file-photo\" name=\"photo\" "
         "accept=\"image/jpeg,image/png,application/pdf\"");
    must("Step 1 of 3");
    must_not("name=\"name\"");
    assert_true(str_find(buf_str(&out), S("topic.")) == out.n); /* no key shows itself */
    assert_true(str_find(buf_str(&out), S("value=\"other\"")) >
                str_find(buf_str(&out), S("value=\"water\"")));
}

/* What was typed comes back, escaped; what is wrong is said at the top and at the field. */
static void mistakes(void **state)
{
    static const struct form_pair typed[] = {
        {S("kind"), S("complain"), NULL},
        {S("words"), S("<script>"), NULL},
        {S("claim.4.words"), S("fourth"), NULL},
    };
    static const struct form_error errors[] = {{S("topic"), "core.form.needed", 0},
                                               {S("claim.4.words"), "core.form.too_long", 500}};
    (void)state;
    begin();
    web.last = (struct web_last){.op = &file_op,
                                 .typed = {typed, 3},
                                 .errors = {(void *)(uintptr_t)errors, 2},
                                 .status = BAD_INPUT,
                                 .key = S("0123456789abcdef")};
    page_form_print(&page, &file_op, 0);
    must("<a href=\"#f-file-topic\">Topic: Please fill this in or choose</a>");
    must("<a href=\"#f-file-claim.4.words\">Claim 4: Too long: please keep it to 500 "
         "characters</a>");
    must("id=\"f-file-topic-error\">Please fill this in or choose</p>");
    must("aria-describedby=\"f-file-topic-error\" aria-invalid=\"true\"");
    must("value=\"complain\" checked");
    must("&lt;script&gt;</textarea>");
    must_not("<script>");
    must("name=\"claim.4.words\"");
    must("name=\"_key\" value=\"0123456789abcdef\"");
}

/* Later pages carry earlier answers; a file is carried as a reference that only we can read. */
static void carried(void **state)
{
    static const struct file_ref photo = {.name = S("a.png"),
                                          .media = S("image/png"),
                                          .size = 9,
                                          .blob = S("0123456789abcdef0123456789abcdef")};
    static const struct form_pair typed[] = {
        {S("kind"), S("ask"), NULL}, {S("photo"), S("a.png"), &photo}, {S("name"), S("Li"), NULL}};
    struct file_ref again;
    (void)state;
    begin();
    web.last = (struct web_last){.op = &file_op, .typed = {typed, 3}, .step = 1};
    page_form_print(&page, &file_op, 0);
    must("<input type=\"hidden\" name=\"kind\" value=\"ask\">");
    must("<input type=\"hidden\" name=\"_file.photo\" value=\"");
    must("name=\"name\" value=\"Li\"");
    must("Step 2 of 3");
    begin();
    page_form_seal(&page, &file_op, &photo);
    assert_int_equal(page_form_unseal(&ctx, &web, &file_op, buf_str(&out), &again), OK);
    unit_same(again.name, photo.name, "the same name");
    assert_int_equal(again.size, 9);
    struct str visitor = web.visitor;
    web.visitor = S("somebody else");
    assert_int_equal(page_form_unseal(&ctx, &web, &file_op, buf_str(&out), &again), REFUSED);
    web.visitor = visitor;
    out.p[out.n / 2] ^= 1;
    assert_int_not_equal(page_form_unseal(&ctx, &web, &file_op, buf_str(&out), &again), OK);
}

static void checked(void **state)
{
    static const struct form_pair typed[] = {{S("kind"), S("ask"), NULL},
                                             {S("topic"), S("noise"), NULL},
                                             {S("words"), S("a<b"), NULL},
                                             {S("claim.2.words"), S("second"), NULL}};
    (void)state;
    begin();
    web.last = (struct web_last){.op = &file_op, .typed = {typed, 4}, .step = PAGE_FORM_CHECK};
    page_form_print(&page, &file_op, 0);
    must("Check your answers before sending");
    must("<dt>Kind</dt><dd class=\"x-words\">Question</dd>");
    must("<dt>Topic</dt><dd class=\"x-words\">Noise</dd>");
    must("a&lt;b</dd>");
    must("second</dd>");
    must("Nothing was entered.");
    must("name=\"_go\" value=\"send\"");
    must("name=\"_go\" value=\"1\"");
    must("Step 3 of 3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes),   cmocka_unit_test(written_by_people),
        cmocka_unit_test(addresses), cmocka_unit_test(first_step),
        cmocka_unit_test(mistakes),  cmocka_unit_test(carried),
        cmocka_unit_test(checked)};
    if (crypt_init() != OK)
        return 1;
    arena_init(&arena, 16 << 20);
    buf_init(&out, 1 << 20);
    ctx.arena = &arena;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    buf_close(&out);
    arena_close(&arena);
    return failed;
}
