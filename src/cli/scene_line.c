// SPDX-License-Identifier: Apache-2.0
/* scene_line.c -- a line of a scene as words: blanks part them, quotes hold them together.
 * Floor 6. */
#include "cli/scene.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The end of the word that begins at `i`; text.n + 1 when a quote is not closed. */
static size_t end_of(struct str text, size_t i)
{
    bool quoted = false;
    for (; i < text.n && (quoted || !is_blank(text.p[i])); i++)
        quoted ^= text.p[i] == '"';
    return quoted ? text.n + 1 : i;
}

static struct str without_quotes(struct str s, bool *quoted)
{
    *quoted = s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"';
    return *quoted ? str_part(s, 1, s.n - 2) : s;
}

static struct scene_word word_of(struct str text)
{
    struct scene_word w = {0};
    w.name = without_quotes(text, &w.quoted);
    if (w.quoted)
        return w;
    bool value_quoted;
    w.name = str_cut(text, '=', &w.value);
    if (w.value.p)
        w.value = without_quotes(w.value, &value_quoted);
    return w;
}

enum status scene_line_read(struct str text, struct scene_line *ret_line)
{
    struct scene_line l = {0};
    size_t i = 0;
    while (i < text.n) {
        if (is_blank(text.p[i])) {
            i++;
            continue;
        }
        size_t end = end_of(text, i);
        if (end > text.n || l.n == SCENE_WORDS)
            return BAD_INPUT;
        struct str word = str_part(text, i, end - i);
        if (str_is(word, "=>")) {
            l.reason = str_trim(str_part(text, end, text.n));
            break;
        }
        l.word[l.n++] = word_of(word);
        i = end;
    }
    *ret_line = l;
    return OK;
}
