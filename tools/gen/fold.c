// SPDX-License-Identifier: Apache-2.0
#include "fold.h"

#include "fold_bind.h"

#include <assert.h>
#include <string.h>

/* "filed each claim", "rated call" */
static struct fold_read read_head(struct gen_room *r, const struct sql_piece *piece)
{
    struct fold_read fold = {.at = piece->at, .f.statement = -1};
    const struct sql_line *line = piece->line.at;
    if (!str_is(piece->word, "fold"))
        gen_fail(piece->at, "`-- %.*s` stands in query.sql; here stands `-- fold FACT`",
                 STR_ARG(piece->word));
    if (piece->line.n > 1)
        gen_fail(line[1].at, "a fold has a head of one line: `-- fold FACT [each GROUP]`");
    struct str rest, name = str_cut(line[0].text, ' ', &rest);
    fold.f.fact = gen_fact_find(r, name);
    if (!fold.f.fact)
        gen_fail(piece->at, "there is no fact `%.*s`", STR_ARG(name));
    struct str word = str_cut(str_trim(rest), ' ', &rest);
    fold.call = str_is(word, "call");
    if (str_is(word, "each")) {
        name = str_trim(rest);
        fold.f.each = record_find(&fold.f.fact->record, name);
        if (!fold.f.each || !field_is_list(fold.f.each))
            gen_fail(piece->at, "the fact %s has no group or list `%.*s`", fold.f.fact->full,
                     STR_ARG(name));
    } else if (word.n && (!fold.call || str_trim(rest).n)) {
        gen_fail(piece->at, "`%.*s`: behind the fact stands `each GROUP`, `call` or nothing",
                 STR_ARG(word));
    }
    return fold;
}

/* The parameters of a statement, each once, in the order in which they first stand there. */
static struct list params_of(const struct sql_statement *s)
{
    struct list names = {0};
    for (size_t i = 0; i < s->token.n; i++) {
        struct sql_token t = sql_text_token(s, i);
        bool had = t.kind != SQL_PARAM;
        const struct str *name = names.at;
        for (size_t k = 0; k < names.n && !had; k++)
            had = str_eq(name[k], t.text);
        if (!had)
            *(struct str *)grow(&names, sizeof(struct str)) = t.text;
        if (t.kind == SQL_SCOPE)
            gen_fail(t.at, "{scope} stands in a `list` of query.sql only");
    }
    return names;
}

static struct place param_place(const struct sql_statement *s, struct str name)
{
    for (size_t i = 0; i < s->token.n; i++) {
        struct sql_token t = sql_text_token(s, i);
        if (t.kind == SQL_PARAM && str_eq(t.text, name))
            return t.at;
    }
    return s->at;
}

static void check_verb(const struct sql_statement *s)
{
    struct sql_token first = sql_text_token(s, 0), table = sql_text_token(s, 2);
    bool inserts = sql_text_is(first, "insert");
    if (!inserts && !sql_text_is(first, "update") && !sql_text_is(first, "delete"))
        gen_fail(first.at, "`%.*s` in a fold; here stand insert, update and delete",
                 STR_ARG(first.text));
    if (inserts && !sql_text_is(sql_text_token(s, 3), "("))
        gen_fail(first.at, "insert names its columns: insert into %.*s(id, ...)",
                 STR_ARG(table.text));
}

static void check_statement(struct fold_read *fold, const struct sql_piece *piece,
                            const struct sql_statement *s, const char *owner)
{
    check_verb(s);
    struct list params = params_of(s), binds = {0};
    const struct str *name = params.at;
    for (size_t i = 0; i < params.n; i++)
        *(struct bind *)grow(&binds, sizeof(struct bind)) =
            fold_bind(fold->f.fact, fold->f.each, name[i], param_place(s, name[i]));
    struct sql_made made;
    sql_text_made_init(&made, s->at);
    sql_text_put_tokens(&made, s, 0, s->token.n, &params, (struct str){0});
    struct sql_rule rule = {.owner = owner, .writes = true, .scan_ok = piece->scan_ok.n > 0};
    sql_check_statement(&made, &rule);
    fold->f.statement = query_number(&made);
    fold->f.bind = binds.at;
    fold->f.n_binds = binds.n;
    buf_close(&made.text);
}

static void read_piece(struct list *folds, struct gen_room *r, const struct sql_piece *piece,
                       const char *owner)
{
    struct fold_read head = read_head(r, piece);
    const struct sql_statement *s = piece->statement.at;
    if (head.call && piece->statement.n)
        gen_fail(s->at, "a statement under `call`: fold.c does it, or the statement, not both");
    if (!head.call && !piece->statement.n)
        gen_fail(piece->at, "no statement stands under this head; write `call` if fold.c does it");
    if (head.call)
        *(struct fold_read *)grow(folds, sizeof head) = head;
    for (size_t i = 0; i < piece->statement.n; i++) {
        struct fold_read fold = head;
        check_statement(&fold, piece, &s[i], owner);
        *(struct fold_read *)grow(folds, sizeof fold) = fold;
    }
}

struct list fold_file(struct gen_room *r, const char *file, struct str text, const char *owner)
{
    struct list piece = sql_text_read(file, text), folds = {0};
    for (size_t i = 0; i < piece.n; i++)
        read_piece(&folds, r, (struct sql_piece *)piece.at + i, owner);
    return folds;
}
