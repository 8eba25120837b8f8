// SPDX-License-Identifier: Apache-2.0
/* http.c -- any bytes into the request parser: the pieces in which they come make no difference.
 * The first byte of the input seeds the pieces. */
#include "http/parse.h"
#include "http/word.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { NOTES = 64 * 1024, ROOM = 64 * 1024 };

/* What was seen: every request and the refusal, as text. */
static void note(struct buf *to, const struct parser *p, enum parse_result result)
{
    const struct http_request *req = &p->req;
    if (result == PARSE_REFUSED) {
        /* Not the sentence: llhttp hands over a broken trailer piece by piece. */
        buf_printf(to, "refused %d %s\n", p->refusal.status, http_why_name(p->refusal.why));
        return;
    }
    assert(req->path.n && req->path.p[0] == '/' && same_word(req->host, S("xiezhi.test")));
    buf_printf(to, "%d %d %zu ", req->method, p->keep_alive, req->n_headers);
    buf_put(to, req->path);
    buf_put(to, req->query);
    for (size_t i = 0; i < req->n_headers; i++) {
        buf_put(to, req->headers[i].name);
        buf_put(to, req->headers[i].value);
    }
    for (size_t i = 0; i < req->fields.n; i++) {
        buf_put(to, req->fields.at[i].name);
        buf_put(to, req->fields.at[i].value);
    }
    buf_put(to, req->body);
    buf_byte(to, '\n');
}

static struct buf run(struct parser *p, struct str all, bool in_pieces, unsigned *dice)
{
    struct buf notes;
    buf_init(&notes, NOTES);
    enum parse_result result = PARSE_MORE;
    size_t given = in_pieces ? 0 : all.n, at = 0;
    for (;;) {
        size_t used;
        /* A copy of exactly these bytes, so that reading past them is seen. */
        struct str part = str_part(all, at, given - at);
        char *copy = malloc(part.n + 1);
        assert(copy);
        memcpy(copy, part.p, part.n);
        result = http_parse(p, (struct str){copy, part.n}, &used);
        free(copy);
        at += used;
        if (result != PARSE_MORE)
            note(&notes, p, result);
        if (result == PARSE_REFUSED || (result == PARSE_MORE && given == all.n))
            break;
        if (result == PARSE_REQUEST)
            http_parse_next(p);
        else
            given += 1 + (*dice = *dice * 1103515245 + 12345) / 65536 % 40;
        given = given < all.n ? given : all.n;
    }
    buf_printf(&notes, "%d\n", result);
    http_parse_next(p);
    return notes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct parser p;
    static const struct http_options options = {.authority = {"xiezhi.test", 11}};
    if (size == 0 || size > ROOM)
        return 0;
    unsigned dice = data[0];
    struct str all = {(const char *)data + 1, size - 1};
    http_parse_init(&p, &options);
    struct buf whole = run(&p, all, false, &dice), pieces = run(&p, all, true, &dice);
    assert(whole.full == pieces.full && str_eq(buf_str(&whole), buf_str(&pieces)));
    buf_close(&whole);
    buf_close(&pieces);
    http_parse_close(&p);
    return 0;
}
