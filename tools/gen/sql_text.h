// SPDX-License-Identifier: Apache-2.0
/* sql_text.h -- a .sql file as a person wrote it: heads, and the statements under each, token by
 * token.
 * Build time only.  Not here: what a head means (query.c, fold.c) or what the engine says
 * (sql_check.c). */
#ifndef GEN_SQL_TEXT_H
#define GEN_SQL_TEXT_H

#include "gen.h"
#include "grow.h"

enum sql_kind { SQL_WORD, SQL_PARAM, SQL_STRING, SQL_NUMBER, SQL_MARK, SQL_SCOPE };

struct sql_token {
    enum sql_kind kind;
    struct str text; /* PARAM: without $; SCOPE: the alias of the matter table */
    bool apart;      /* a blank or a line's end stands before it */
    struct place at;
};

struct sql_statement {
    struct place at;
    struct list token; /* of struct sql_token; the closing ; is not one */
};

struct sql_line {
    struct place at;
    struct str text; /* without -- and blanks */
};

/* A head and what stands under it. */
struct sql_piece {
    struct place at;
    struct str word;    /* one many list exec fold */
    struct list line;   /* of struct sql_line: the head without its word, then its continuations */
    struct str scan_ok; /* the reason; absent: none was given */
    struct list statement; /* of struct sql_statement */
};

/* Read the text of a .sql file of statements into a list of struct sql_piece.  Fails at the line
 * that is wrong. */
struct list sql_text_read(const char *file, struct str text);
/* The i-th token of a statement; past the end an empty MARK at its last line. */
struct sql_token sql_text_token(const struct sql_statement *s, size_t i);
bool sql_text_is(struct sql_token t, const char *word);

/* SQL being written for the engine, which remembers where each piece of it came from. */
struct sql_made {
    struct place at; /* the statement's first line */
    struct buf text;
    struct list mark; /* of struct sql_mark */
};

struct sql_mark {
    size_t offset;
    struct place at;
};

void sql_text_made_init(struct sql_made *m, struct place at);
void sql_text_put(struct sql_made *m, struct place at, struct str text);
/* Tokens from..to (to excluded) as written; a parameter becomes $1, $2 ... by its place in
 * `params`, which are `struct str` names; {scope} becomes `scope`. */
void sql_text_put_tokens(struct sql_made *m, const struct sql_statement *s, size_t from, size_t to,
                         const struct list *params, struct str scope);
/* The place a person wrote what stands at a byte of the made text. */
struct place sql_text_place(const struct sql_made *m, size_t offset);

#endif
