// SPDX-License-Identifier: Apache-2.0
#include "line.h"
#include "file.h"
#include "grow.h"

#include "base/utf8.h"

#include <assert.h>

/* What stands before a remark: `#` at the start or behind a blank. */
static struct str before_remark(struct str line)
{
    for (size_t i = 0; i < line.n; i++)
        if (line.p[i] == '#' && (i == 0 || line.p[i - 1] == ' '))
            return str_part(line, 0, i);
    return line;
}

static void cut_line(struct list *lines, struct place at, struct str text)
{
    struct str said = before_remark(text);
    size_t blanks = 0;
    if (str_index(said, '\t') < said.n)
        gen_fail(at, "a tab: two spaces a level");
    if (str_trim(said).n == 0)
        return;
    while (said.p[blanks] == ' ')
        blanks++;
    if (blanks % 2)
        gen_fail(at, "%zu spaces in front: two a level", blanks);
    struct line l = {.at = at, .depth = (int)(blanks / 2)};
    int before = lines->n ? line_at(lines, lines->n - 1)->depth : -1;
    if (l.depth > before + 1)
        gen_fail(at, "this line stands %d levels deep under one at level %d", l.depth, before);
    line_check(&l, token_cut(&gen_arena, said, &l.t));
    *(struct line *)grow(lines, sizeof l) = l;
}

struct list line_cut(const char *file, struct str text)
{
    struct list lines = {0};
    struct place at = {file, 0};
    if (!utf8_is_valid(text))
        gen_fail(at, "is not UTF-8");
    while (text.p) {
        at.line++;
        cut_line(&lines, at, str_cut(text, '\n', &text));
    }
    return lines;
}

struct list line_read(const char *folder, const char *file)
{
    const char *path = grow_format("%s/%s", folder, file);
    struct str text = file_read(path);
    return text.p ? line_cut(path, text) : (struct list){0};
}

struct line *line_at(const struct list *lines, size_t i)
{
    assert(i < lines->n);
    return (struct line *)lines->at + i;
}

size_t line_block(const struct list *lines, size_t i)
{
    size_t end = i + 1;
    while (end < lines->n && line_at(lines, end)->depth > line_at(lines, i)->depth)
        end++;
    return end - i;
}

void line_check(const struct line *l, enum status s)
{
    if (s == OK)
        return;
    gen_fail(l->at, "%s", s == BAD_INPUT ? l->t.wrong : status_name(s));
}

const char *line_name(struct line *l, const char *what)
{
    struct token token = token_next(&l->t);
    if (!token_is_name(token.word) || token.inside.p)
        gen_fail(l->at, "here stands %s, a name of [a-z][a-z0-9_]*, and not '%.*s'", what,
                 STR_ARG(token.word));
    return grow_str(token.word);
}

const char *line_row(struct line *l)
{
    struct token token = token_next(&l->t);
    if (!token_is_row(token.word))
        gen_fail(l->at, "here stands a row of the pack like HOT-03, and not '%.*s'",
                 STR_ARG(token.word));
    return grow_str(token.word);
}

struct fact *line_fact(struct gen_room *r, struct line *l)
{
    struct str word = token_next(&l->t).word;
    struct fact *f = gen_fact_find(r, word);
    if (!f)
        gen_fail(l->at, "there is no fact '%.*s'", STR_ARG(word));
    return f;
}

void line_end(const struct line *l)
{
    if (l->t.next < l->t.n)
        gen_fail(l->at, "'%.*s' cannot stand here: the line should end before it",
                 STR_ARG(token_peek(&l->t)));
}

void line_unknown(const struct line *l, const char *known)
{
    gen_fail(l->at, "'%.*s' is not known here: %s", STR_ARG(token_peek(&l->t)), known);
}
