// SPDX-License-Identifier: Apache-2.0
#include "clause.h"
#include "grow.h"

#include <assert.h>

bool clause_has_word(const char *const *words, struct str word)
{
    for (; *words; words++)
        if (str_is(word, *words))
            return true;
    return false;
}

/* Does a clause begin at word k?  `not of SEAT` belongs to `by`, and the `by` of `not by` to `not`.
 */
static bool begins(const struct line *l, size_t k, const struct clause_words *words)
{
    const struct token *t = l->t.at;
    if (t[k].inside.p || !clause_has_word(words->inline_word, t[k].word))
        return false;
    if (str_is(t[k].word, "not") && k + 1 < l->t.n && str_is(t[k + 1].word, "of"))
        return false;
    return !(str_is(t[k].word, "by") && k > 0 && str_is(t[k - 1].word, "not")) &&
           !(k > 0 && str_is(t[k - 1].word, ","));
}

static void add(struct list *clauses, const struct line *l, size_t i, size_t from, size_t to)
{
    struct clause c = {.line = *l, .i = i};
    c.line.t.at += from;
    c.line.t.n = to - from;
    c.line.t.next = 1;
    *(struct clause *)grow(clauses, sizeof c) = c;
}

static void cut_line(struct list *clauses, const struct line *l, size_t i, size_t from,
                     const struct clause_words *words)
{
    if (from == 0 && clause_has_word(words->line_word, l->t.at[0].word)) {
        add(clauses, l, i, 0, l->t.n);
        return;
    }
    for (size_t to; from < l->t.n; from = to) {
        struct line here = *l;
        here.t.next = from;
        if (!begins(l, from, words))
            line_unknown(&here, words->known);
        for (to = from + 1; to < l->t.n && !begins(l, to, words);)
            to++;
        add(clauses, l, i, from, to);
    }
}

struct list clause_cut(const struct list *lines, size_t i, size_t n_head,
                       const struct clause_words *words)
{
    struct list clauses = {0};
    const struct line *head = line_at(lines, i);
    size_t end = i + line_block(lines, i);
    if (head->t.n > n_head)
        cut_line(&clauses, head, i, n_head, words);
    for (size_t j = i + 1; j < end; j += line_block(lines, j)) {
        const struct line *l = line_at(lines, j);
        cut_line(&clauses, l, j, 0, words);
        if (line_block(lines, j) > 1 && !str_is(l->t.at[0].word, "group"))
            gen_fail(line_at(lines, j + 1)->at, "too deep: only a `group` has lines below it");
    }
    return clauses;
}

struct line *clause_is(const struct list *clauses, size_t i, const char *word)
{
    assert(i < clauses->n);
    struct clause *c = (struct clause *)clauses->at + i;
    return str_is(c->line.t.at[0].word, word) ? &c->line : NULL;
}
