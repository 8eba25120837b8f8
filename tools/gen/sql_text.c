// SPDX-License-Identifier: Apache-2.0
#include "sql_text.h"

#include <assert.h>
#include <string.h>

struct reader {
    struct place at;
    struct str rest;            /* what is left of the line */
    struct list piece;          /* of struct sql_piece */
    struct sql_statement *open; /* a statement whose ; has not come yet */
    bool apart;
};

static struct sql_piece *last_piece(struct reader *r)
{
    return r->piece.n ? (struct sql_piece *)r->piece.at + r->piece.n - 1 : NULL;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t span_name(struct str s, size_t i)
{
    while (i < s.n && (is_letter(s.p[i]) || is_digit(s.p[i])))
        i++;
    return i;
}

static const char *const heads[] = {"one", "many", "list", "exec", "fold"};

static bool is_head(struct str word)
{
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (str_is(word, heads[i]))
            return true;
    return false;
}

static void add_line(struct sql_piece *piece, struct place at, struct str text)
{
    struct sql_line *line = grow(&piece->line, sizeof *line);
    *line = (struct sql_line){at, str_trim(text)};
}

static void read_head(struct reader *r, struct str word, struct str rest)
{
    if (r->open)
        gen_fail(r->open->at, "this statement has no ; before the next head");
    struct sql_piece *piece = grow(&r->piece, sizeof *piece);
    *piece = (struct sql_piece){.at = r->at, .word = word};
    add_line(piece, r->at, rest);
}

/* A line that begins with --. */
static void read_remark(struct reader *r)
{
    struct sql_piece *piece = last_piece(r);
    struct str text = str_part(r->rest, 2, r->rest.n);
    struct str rest, scan = S("scan ok:");
    struct str word = str_cut(str_trim(text), ' ', &rest);
    bool deeper = str_starts(text, S("  "));
    if (!deeper && is_head(word)) {
        read_head(r, word, rest);
    } else if (piece && str_starts(str_trim(text), scan)) {
        piece->scan_ok = str_trim(str_part(str_trim(text), scan.n, text.n));
        if (piece->scan_ok.n == 0)
            gen_fail(r->at,
                     "`-- scan ok:` gives no reason; write why reading the whole table is right");
    } else if (piece && deeper && !piece->statement.n) {
        add_line(piece, r->at, text);
    } else if (piece) {
        gen_fail(r->at,
                 "`-- %.*s` is no head (one many list exec fold) and no continuation (three "
                 "blanks, above "
                 "the statement); a remark stands behind SQL",
                 STR_ARG(word));
    }
}

static struct sql_token take(struct reader *r, enum sql_kind kind, size_t n)
{
    struct sql_token t = {kind, str_part(r->rest, 0, n), r->apart, r->at};
    r->rest = str_part(r->rest, n, r->rest.n);
    r->apart = false;
    return t;
}

static struct sql_token take_string(struct reader *r)
{
    size_t i = 1;
    while (i < r->rest.n &&
           (r->rest.p[i] != '\'' || (i + 1 < r->rest.n && r->rest.p[i + 1] == '\'')))
        i += r->rest.p[i] == '\'' ? 2 : 1;
    if (i >= r->rest.n)
        gen_fail(r->at, "a string begins here and does not end on this line");
    return take(r, SQL_STRING, i + 1);
}

static struct sql_token take_scope(struct reader *r)
{
    size_t end = str_index(r->rest, '}');
    struct str alias, word = str_cut(str_part(r->rest, 1, end - 1), ' ', &alias);
    if (end == r->rest.n || !str_is(word, "scope") || !alias.n || span_name(alias, 0) != alias.n)
        gen_fail(r->at,
                 "only {scope m} stands in braces, where m is the table matter in this statement");
    struct sql_token t = take(r, SQL_SCOPE, end + 1);
    t.text = alias;
    return t;
}

static struct sql_token take_mark(struct reader *r)
{
    static const char *const two[] = {"<=", ">=", "<>", "!=", "||"};
    for (size_t i = 0; i < sizeof two / sizeof *two; i++)
        if (str_starts(r->rest, str_of(two[i])))
            return take(r, SQL_MARK, 2);
    char c = r->rest.p[0];
    if (c == '"')
        gen_fail(r->at, "double quotes: a string stands in '...', a name needs no quotes");
    if (c == '?')
        gen_fail(r->at, "? as a parameter; write its name: $id");
    if (c >= 'A' && c <= 'Z')
        gen_fail(r->at, "SQL is written in small letters here");
    if (!strchr("(),.=<>+-*/%&|~", c))
        gen_fail(r->at, "`%c` is not of the SQL that both engines share", c);
    return take(r, SQL_MARK, 1);
}

static struct sql_token take_token(struct reader *r)
{
    char c = r->rest.p[0];
    if (is_letter(c))
        return take(r, SQL_WORD, span_name(r->rest, 0));
    if (is_digit(c))
        return take(r, SQL_NUMBER, span_name(r->rest, 0));
    if (c == '\'')
        return take_string(r);
    if (c == '{')
        return take_scope(r);
    if (c != '$')
        return take_mark(r);
    if (r->rest.n < 2 || !is_letter(r->rest.p[1]))
        gen_fail(r->at, "a parameter is $ and a name: $id");
    struct sql_token t = take(r, SQL_PARAM, span_name(r->rest, 1));
    t.text = str_part(t.text, 1, t.text.n);
    return t;
}

static void read_token(struct reader *r)
{
    struct sql_piece *piece = last_piece(r);
    if (!piece)
        gen_fail(r->at, "a statement without a head; above it stands `-- one NAME(args) -> "
                        "columns`, or many, list, "
                        "exec, fold");
    if (r->rest.p[0] == ';') {
        if (!r->open)
            gen_fail(r->at, "`;` ends nothing here");
        r->rest = str_part(r->rest, 1, r->rest.n);
        r->open = NULL;
        return;
    }
    if (!r->open) {
        r->open = grow(&piece->statement, sizeof *r->open);
        r->open->at = r->at;
    }
    struct sql_token token = take_token(r);
    *(struct sql_token *)grow(&r->open->token, sizeof token) = token;
}

static void read_line(struct reader *r)
{
    if (str_starts(r->rest, S("--"))) {
        read_remark(r);
        return;
    }
    r->apart = true;
    while (r->rest.n && !str_starts(r->rest, S("--"))) {
        char c = r->rest.p[0];
        if (c == ' ' || c == '\t' || c == '\r') {
            r->rest = str_part(r->rest, 1, r->rest.n);
            r->apart = true;
        } else {
            read_token(r);
        }
    }
}

struct list sql_text_read(const char *file, struct str text)
{
    struct reader r = {.at = {file, 0}};
    while (text.n) {
        r.rest = str_cut(text, '\n', &text);
        r.at.line++;
        read_line(&r);
    }
    return r.piece; /* the last statement may go without its ; */
}

struct sql_token sql_text_token(const struct sql_statement *s, size_t i)
{
    if (i < s->token.n)
        return ((const struct sql_token *)s->token.at)[i];
    struct place at = s->at;
    if (s->token.n)
        at = ((const struct sql_token *)s->token.at)[s->token.n - 1].at;
    return (struct sql_token){SQL_MARK, S(""), false, at};
}

bool sql_text_is(struct sql_token t, const char *word)
{
    return (t.kind == SQL_WORD || t.kind == SQL_MARK) && str_is(t.text, word);
}

void sql_text_made_init(struct sql_made *m, struct place at)
{
    *m = (struct sql_made){.at = at};
    buf_init(&m->text, 1 << 20);
}

void sql_text_put(struct sql_made *m, struct place at, struct str text)
{
    struct sql_mark *mark = grow(&m->mark, sizeof *mark);
    *mark = (struct sql_mark){m->text.n, at};
    buf_put(&m->text, text);
}

static size_t param_number(const struct list *params, struct sql_token t)
{
    const struct str *name = params->at;
    for (size_t i = 0; i < params->n; i++)
        if (str_eq(name[i], t.text))
            return i + 1;
    struct buf known;
    buf_init(&known, 4096);
    for (size_t i = 0; i < params->n; i++)
        buf_printf(&known, " $%.*s", STR_ARG(name[i]));
    gen_fail(t.at, "there is no $%.*s here; known:%.*s", STR_ARG(t.text), STR_ARG(buf_str(&known)));
}

void sql_text_put_tokens(struct sql_made *m, const struct sql_statement *s, size_t from, size_t to,
                         const struct list *params, struct str scope)
{
    for (size_t i = from; i < to; i++) {
        struct sql_token t = sql_text_token(s, i);
        char last = m->text.n ? m->text.p[m->text.n - 1] : '(';
        if (t.apart && last != ' ' && last != '(')
            buf_byte(&m->text, ' ');
        if (t.kind == SQL_PARAM)
            t.text = str_of(grow_format("$%zu", param_number(params, t)));
        else if (t.kind == SQL_SCOPE)
            t.text = scope;
        sql_text_put(m, t.at, t.text);
    }
}

struct place sql_text_place(const struct sql_made *m, size_t offset)
{
    const struct sql_mark *mark = m->mark.at;
    struct place at = m->at;
    for (size_t i = 0; i < m->mark.n && mark[i].offset <= offset; i++)
        at = mark[i].at;
    return at;
}
