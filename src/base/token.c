// SPDX-License-Identifier: Apache-2.0
#include "base/token.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { NAME_BYTES = 40 };

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_compare(char c)
{
    return c == '=' || c == '!' || c == '<' || c == '>';
}

static bool ends_word(char c)
{
    return is_blank(c) || is_compare(c) || c == ',' || c == '?' || c == '(' || c == ')';
}

/* Bytes of the sign or word at the start of s. */
static size_t word_bytes(struct str s)
{
    assert(s.n > 0 && !is_blank(s.p[0]));
    if (str_starts(s, S("->")))
        return 2;
    if (is_compare(s.p[0]))
        return s.n > 1 && s.p[1] == '=' ? 2 : 1;
    if (s.p[0] == '*')
        return 1;
    size_t n = 0;
    while (n < s.n && !ends_word(s.p[n]))
        n++;
    return n ? n : 1;
}

static enum status cut_one(struct str *rest, struct tokens *t, struct token *ret_token)
{
    struct token one = {str_part(*rest, 0, word_bytes(*rest)), {NULL, 0}};
    struct str left = str_part(*rest, one.word.n, rest->n);
    bool has_inside = left.n && left.p[0] == '(' && !ends_word(one.word.p[0]);
    if (has_inside) {
        size_t close = str_index(left, ')');
        if (close == left.n)
            return token_wrong(t, "'%.*s(' is not closed by ')' on this line", STR_ARG(one.word));
        one.inside = str_trim(str_part(left, 1, close - 1));
        left = str_part(left, close + 1, left.n);
    }
    *rest = left;
    *ret_token = one;
    return OK;
}

enum status token_cut(struct arena *a, struct str line, struct tokens *ret_tokens)
{
    *ret_tokens = (struct tokens){0};
    struct token *token = ARENA_ARRAY(a, struct token, line.n + 1);
    if (!token)
        return FULL;
    size_t n = 0;
    for (struct str rest = str_trim(line); rest.n; rest = str_trim(rest))
        TRY(cut_one(&rest, ret_tokens, &token[n++]));
    ret_tokens->at = token;
    ret_tokens->n = n;
    return OK;
}

struct str token_peek(const struct tokens *t)
{
    assert(t->next <= t->n);
    return t->next < t->n ? t->at[t->next].word : (struct str){NULL, 0};
}

bool token_is(const struct tokens *t, const char *word)
{
    return str_is(token_peek(t), word) && !t->at[t->next].inside.p;
}

bool token_take(struct tokens *t, const char *word)
{
    bool is = token_is(t, word);
    t->next += is;
    return is;
}

struct token token_next(struct tokens *t)
{
    return t->next < t->n ? t->at[t->next++] : (struct token){{NULL, 0}, {NULL, 0}};
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool token_is_name(struct str word)
{
    if (word.n == 0 || word.n > NAME_BYTES || !is_lower(word.p[0]))
        return false;
    for (size_t i = 1; i < word.n; i++)
        if (!is_lower(word.p[i]) && !is_digit(word.p[i]) && word.p[i] != '_')
            return false;
    return true;
}

bool token_is_row(struct str word)
{
    size_t dash = str_index(word, '-');
    if (dash < 2 || dash > 4 || word.n != dash + 3)
        return false;
    for (size_t i = 0; i < dash; i++)
        if (word.p[i] < 'A' || word.p[i] > 'Z')
            return false;
    return is_digit(word.p[dash + 1]) && is_digit(word.p[dash + 2]);
}

enum status token_wrong(struct tokens *t, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(t->wrong, sizeof t->wrong, format, args);
    va_end(args);
    return BAD_INPUT;
}

enum status token_text(struct arena *a, struct str word, const char **ret_text)
{
    struct str copy;
    TRY(arena_copy(a, word, &copy));
    *ret_text = copy.p;
    return OK;
}

enum status token_words(struct arena *a, struct str inside, const char *const **ret_words,
                        size_t *ret_n)
{
    const char **words = ARENA_ARRAY(a, const char *, inside.n / 2 + 2);
    if (!words)
        return FULL;
    size_t n = 0;
    for (struct str rest = str_trim(inside), word; rest.n; rest = str_trim(rest)) {
        word = str_cut(rest, ' ', &rest);
        TRY(token_text(a, word, &words[n++]));
    }
    *ret_words = words;
    *ret_n = n;
    return OK;
}
