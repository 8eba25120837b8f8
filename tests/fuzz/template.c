// SPDX-License-Identifier: Apache-2.0
/* Whatever a template is, it is refused at one of its lines or read into blocks that pair; the same
 * for a .sql file, whose statements are then put together again. */
#include "tools/gen/html_read.h"
#include "tools/gen/page_html.h"
#include "tools/gen/sql_text.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_pairs(const struct list *tags)
{
    const struct tag *t = tags->at;
    for (size_t i = 0; i < tags->n; i++) {
        bool opens = t[i].kind == TAG_EACH || t[i].kind == TAG_IF || t[i].kind == TAG_LIVE;
        if (opens)
            assert(t[i].pair > i && t[i].pair < tags->n && t[t[i].pair].pair == i);
        if (t[i].kind == TAG_ELSE)
            assert(t[i].pair < i && t[t[i].pair].otherwise == i);
        /* Nothing but {{url}} and conditions stands in an address, nothing at all in a name. */
        bool block = t[i].kind == TAG_IF || t[i].kind == TAG_ELSE || t[i].kind == TAG_END;
        if (t[i].kind != TAG_HTML && t[i].place == HTML_ADDRESS)
            assert(block || t[i].kind == TAG_URL);
        if (t[i].kind != TAG_HTML && t[i].place == HTML_TAG)
            assert(block);
    }
}

static void read_sql(struct str text)
{
    struct list pieces = sql_text_read("fuzz", text), none = {0};
    const struct sql_piece *piece = pieces.at;
    for (size_t i = 0; i < pieces.n; i++) {
        const struct sql_statement *s = piece[i].statement.at;
        for (size_t k = 0; k < piece[i].statement.n; k++) {
            struct sql_made made;
            sql_text_made_init(&made, s[k].at);
            for (size_t j = 0; j < s[k].token.n; j++)
                if (sql_text_token(&s[k], j).kind != SQL_PARAM)
                    sql_text_put_tokens(&made, &s[k], j, j + 1, &none, S("1 = 1"));
            assert(sql_text_place(&made, made.text.n).line >= s[k].at.line);
            buf_close(&made.text);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    jmp_buf refused;
    struct str text = {(const char *)data, n};
    gen_trap = &refused;
    if (setjmp(refused) == 0) {
        struct list tags = page_text_read("fuzz", text);
        page_html_check(&tags);
        check_pairs(&tags);
    }
    if (setjmp(refused) == 0)
        read_sql(text);
    arena_reset(&gen_arena);
    return 0;
}
