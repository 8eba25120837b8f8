// SPDX-License-Identifier: Apache-2.0
/* text.c -- find the words of a key and fill their gaps.
 * Floor 4.  Not here: how dates and money are said (text_as.c). */
#include "core/text_as.h"

#include <assert.h>
#include <string.h>

/* The node's words, when its pack was read; else the program's own. */
static const struct text *said;
static size_t n_said;

void text_use(const struct text *row, size_t n)
{
    said = row;
    n_said = n;
}

static const struct text *all_rows(size_t *ret_n)
{
    *ret_n = said ? n_said : text_n_rows;
    return said ? said : text_rows;
}

static int compare_key(struct str key, const char *other)
{
    return str_cmp(key, str_of(other));
}

/* The first row whose key is not before this one. */
static size_t first_from(const struct text *row, size_t n, struct str key)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_key(key, row[middle].key) <= 0)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

const struct text *text_find(struct str key)
{
    size_t n;
    const struct text *row = all_rows(&n);
    size_t at = first_from(row, n, key);
    return at < n && str_is(key, row[at].key) ? &row[at] : NULL;
}

const struct text *text_next_code(const char *table, const struct text *after, struct str *ret_code)
{
    size_t n, head = strlen(table);
    const struct text *row = all_rows(&n);
    for (size_t at = after ? (size_t)(after - row) + 1 : first_from(row, n, str_of(table)); at < n;
         at++) {
        struct str key = str_of(row[at].key);
        if (!str_starts(key, str_of(table)))
            break;
        *ret_code = str_part(key, head + 1, key.n);
        if (key.n > head + 1 && key.p[head] == '.' && str_index(*ret_code, '.') == ret_code->n)
            return &row[at];
    }
    return NULL;
}

static const struct text_arg *find_arg(const struct text_arg *arg, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_is(name, arg[i].name))
            return &arg[i];
    return NULL;
}

/* English "one|many": which half {n} asks for. */
static struct str pick_half(struct str words, const struct text_arg *arg, size_t n_args)
{
    struct str many;
    struct str one = str_cut(words, '|', &many);
    const struct text_arg *n = find_arg(arg, n_args, S("n"));
    if (!many.p || !n)
        return words;
    return !n->text.p && n->number == 1 ? one : many;
}

static enum text_as as_of(struct str format)
{
    static const struct {
        const char *word;
        enum text_as as;
    } rows[] = {{"date", TEXT_DATE}, {"moment", TEXT_MOMENT},   {"left", TEXT_LEFT},
                {"ago", TEXT_AGO},   {"capital", TEXT_CAPITAL}, {"mask", TEXT_MASK}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (str_is(format, rows[i].word))
            return rows[i].as;
    return TEXT_PLAIN;
}

static void put_arg(struct buf *to, enum lang lang, struct str gap, const struct text_arg *arg,
                    size_t n_args)
{
    struct str format;
    struct str name = str_cut(gap, ':', &format);
    const struct text_arg *a = find_arg(arg, n_args, name);
    const struct text_arg *now = find_arg(arg, n_args, S("now"));
    if (!a)
        buf_printf(to, "{%.*s}", STR_ARG(gap));
    else if (a->text.p && format.p && as_of(format) == TEXT_MASK)
        text_as_mask(to, a->text);
    else if (a->text.p)
        buf_put(to, a->text);
    else if (format.p && as_of(format) == TEXT_CAPITAL)
        text_as_money(to, lang, TEXT_CAPITAL, a->number);
    else if (format.p)
        text_as_time(to, lang, as_of(format), a->number, now ? now->number : a->number);
    else
        buf_int(to, a->number);
}

void text_put(struct buf *to, enum lang lang, struct str key, const struct text_arg *arg,
              size_t n_args)
{
    assert(lang < N_LANGS);
    const struct text *row = text_find(key);
    if (!row) {
        buf_printf(to, "[%.*s]", STR_ARG(key));
        return;
    }
    struct str words = pick_half(str_of(row->word[lang]), arg, n_args);
    while (words.n) {
        size_t open = str_index(words, '{');
        buf_put(to, str_part(words, 0, open));
        words = str_part(words, open, words.n);
        size_t close = str_index(words, '}');
        if (!words.n || close == words.n) {
            buf_put(to, words);
            return;
        }
        put_arg(to, lang, str_part(words, 1, close - 1), arg, n_args);
        words = str_part(words, close + 1, words.n);
    }
}

void text_put_plain(struct buf *to, enum lang lang, struct str key)
{
    const struct text *row = text_find(key);
    struct str words = str_of(row ? row->word[lang] : "");
    while (words.n) {
        size_t open = str_index(words, '{');
        struct str rest = str_part(words, open, words.n);
        buf_put(to, rest.n ? str_trim(str_part(words, 0, open)) : words);
        words = str_part(rest, str_index(rest, '}') + 1, rest.n);
    }
}
