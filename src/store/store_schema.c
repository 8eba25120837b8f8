// SPDX-License-Identifier: Apache-2.0
/* store_schema.c -- scripts of `create ...` in the shared dialect, turned into the engine's.
 * Floor 2.  Not here: migrations; a table that exists is left as it is. */
#include "store/engine.h"

#include <assert.h>
#include <ctype.h>
#include <strings.h>

enum { SCRIPT_MAX = 4 * 1024 * 1024 };

static bool is_word_char(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* Bytes of what stands at the beginning: blanks, a comment, a quoted text, a word, or one
 * character. */
static size_t token_length(struct str s)
{
    size_t n = 1;
    if (str_starts(s, S("--")))
        return str_index(s, '\n');
    if (s.p[0] == '\'' || s.p[0] == '"') {
        while (n < s.n && s.p[n] != s.p[0])
            n++;
        return n < s.n ? n + 1 : n;
    }
    if (isspace((unsigned char)s.p[0])) {
        while (n < s.n && isspace((unsigned char)s.p[n]))
            n++;
        return n;
    }
    while (is_word_char(s.p[0]) && n < s.n && is_word_char(s.p[n]))
        n++;
    return n;
}

static bool is_gap(struct str token)
{
    return isspace((unsigned char)token.p[0]) || str_starts(token, S("--"));
}

/* The next token that is not a blank or a comment, cut off the front of *s; absent at the end. */
static struct str next(struct str *s)
{
    while (s->n > 0) {
        struct str token = str_part(*s, 0, token_length(*s));
        *s = str_part(*s, token.n, s->n);
        if (!is_gap(token))
            return token;
    }
    return (struct str){0};
}

static bool is(struct str token, const char *word)
{
    return token.p && token.n == strlen(word) && strncasecmp(token.p, word, token.n) == 0;
}

/* Take the words off the front of *s, if they stand there. */
static bool take(struct str *s, const char *const *word, size_t n)
{
    struct str rest = *s;
    for (size_t i = 0; i < n; i++)
        if (!is(next(&rest), word[i]))
            return false;
    *s = rest;
    return true;
}

#define TAKE(s, ...)                              \
    take((s), (const char *const[]){__VA_ARGS__}, \
         sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* The columns and what follows.  A key of one bigint is the row id; any other key orders the table
 * itself, where the engine can.  `text` is a type where it follows a name. */
static void put_rest(struct buf *out, struct str rest, const struct dialect *dialect, bool is_table)
{
    bool has_key = false, has_row_id = false, after_name = false;
    while (rest.n > 0) {
        if (TAKE(&rest, "bigint", "primary", "key")) {
            has_row_id = true;
            buf_printf(out, " %s ", dialect->row_id);
            continue;
        }
        struct str ahead = rest, token = str_part(rest, 0, token_length(rest));
        has_key |= TAKE(&ahead, "primary", "key");
        if (is_table && after_name && is(token, "text"))
            buf_puts(out, dialect->text);
        else
            buf_put(out, is_gap(token) ? S(" ") : token);
        if (!is_gap(token))
            after_name = is_word_char(token.p[0]);
        rest = str_part(rest, token.n, rest.n);
    }
    if (is_table && has_key && !has_row_id)
        buf_puts(out, dialect->keyed);
    buf_puts(out, ";\n");
}

enum kind { KIND_TABLE, KIND_INDEX, KIND_VIEW, N_KINDS };

/* One statement, if it belongs to the part. */
static enum status put_statement(struct store *db, struct buf *out, struct str s,
                                 enum store_file file, enum store_part part)
{
    static const char *const kind[] = {"table", "index", "view"};
    const struct dialect *dialect = &db->engine->dialect;
    if (!TAKE(&s, "create"))
        return BAD_INPUT;
    bool unique = TAKE(&s, "unique"), is_virtual = !unique && TAKE(&s, "virtual");
    int k = 0;
    while (k < N_KINDS && !TAKE(&s, kind[k]))
        k++;
    if (k == N_KINDS || (is_virtual && !dialect->has_virtual))
        return BAD_INPUT;
    if ((part == STORE_INDEXES) != (k == KIND_INDEX && !unique))
        return OK;
    (void)TAKE(&s, "if", "not", "exists");
    buf_printf(out, "create %s%s", unique ? "unique " : "", is_virtual ? "virtual " : "");
    if (k == KIND_VIEW)
        buf_puts(out, dialect->view);
    else
        buf_printf(out, "%s if not exists", kind[k]);
    if (k == KIND_INDEX && !dialect->places_index)
        buf_puts(out, " "); /* it lies where its table does */
    else
        buf_printf(out, " %s.", db->engine->place(db, file));
    put_rest(out, s, dialect, k == KIND_TABLE && !is_virtual);
    return OK;
}

/* Cut one statement off the front of *script, without its semicolon and what stands before its
 * first word. */
static struct str cut_statement(struct str *script)
{
    struct str s = *script, token = next(script);
    while (token.p && !is(token, ";"))
        token = next(script);
    return str_part(s, 0, (token.p ? (size_t)(token.p - s.p) : s.n));
}

static bool is_blank(struct str s)
{
    return next(&s).p == NULL;
}

static enum status rewrite(struct store *db, enum store_file file, enum store_part part,
                           struct str script, struct buf *out)
{
    while (!is_blank(script)) {
        struct str s = cut_statement(&script);
        if (put_statement(db, out, s, file, part) != OK)
            return store_say(db, BAD_INPUT, "a schema only creates tables, indexes and views: %.*s",
                             (int)(s.n < 80 ? s.n : 80), s.p);
    }
    return out->full ? store_say(db, FULL, "the schema is too long") : OK;
}

static enum status check_names(struct store *db)
{
    int64_t n = 0;
    struct buf text;
    buf_init(&text, 4096);
    db->engine->put_clashes(db, &text);
    buf_byte(&text, 0);
    enum status s = text.full ? FULL : store_number(db, text.p, &n);
    buf_close(&text);
    TRY(s);
    return n == 0 ? OK
                  : store_say(db, BAD_INPUT, "%lld names stand in both the ledger and the state",
                              (long long)n);
}

static enum status run(struct store *db, const char *text)
{
    TRY(store_begin(db));
    enum status s = db->engine->script(db, text);
    if (s == OK)
        s = check_names(db);
    if (s == OK)
        s = store_commit(db);
    store_rollback(db);
    return s;
}

enum status store_schema(struct store *db, enum store_file file, enum store_part part,
                         const char *script)
{
    assert(db->mode == STORE_WRITER && script);
    struct buf out;
    buf_init(&out, SCRIPT_MAX);
    enum status s = rewrite(db, file, part, str_of(script), &out);
    if (s == OK) {
        buf_byte(&out, '\0');
        s = out.full ? FULL : run(db, out.p);
    }
    buf_close(&out);
    return s;
}
