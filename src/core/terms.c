// SPDX-License-Identifier: Apache-2.0
#include "core/terms.h"

#include "base/limits.h"
#include "base/time.h"
#include "base/utf8.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { TERMS_MAX = 2000, TERMS_BYTES = 256 * 1024, AMOUNT_MAX = 36500 };

static const char *const unit_words[] = {"minutes", "hours", "days"};

/* ---- reading ------------------------------------------------------------------------------- */

static enum status read_unit(struct str word, enum term_unit *ret_unit)
{
    for (int i = 0; i < 3; i++)
        if (str_is(word, unit_words[i])) {
            *ret_unit = (enum term_unit)i;
            return OK;
        }
    return BAD_INPUT;
}

static const struct term *find(const struct terms *t, struct str row, struct str word)
{
    for (size_t i = 0; i < t->n; i++)
        if (str_eq(t->term[i].row, row) && str_eq(t->term[i].word, word))
            return &t->term[i];
    return NULL;
}

bool terms_has(const struct terms *t, struct str row)
{
    for (size_t i = 0; i < t->n; i++)
        if (str_eq(t->term[i].row, row))
            return true;
    return false;
}

static enum status read_row(struct arena *a, struct terms *t, struct str line)
{
    struct term term = {0};
    struct str rest = line;
    struct str row = str_cut(rest, '\t', &rest), word = str_cut(rest, '\t', &rest);
    struct str amount = str_cut(rest, '\t', &rest), unit = str_cut(rest, '\t', &rest);
    if (t->n == TERMS_MAX)
        return FULL;
    if (!row.n || !word.n || !rest.n) /* the source is never left out */
        return BAD_INPUT;
    TRY(str_to_int(amount, &term.amount));
    TRY(read_unit(unit, &term.unit));
    if (term.amount < 1 || term.amount > AMOUNT_MAX || find(t, row, word))
        return BAD_INPUT;
    TRY(arena_copy(a, row, &term.row));
    TRY(arena_copy(a, word, &term.word));
    t->term[t->n++] = term;
    return OK;
}

enum status terms_read(struct arena *a, struct str text, struct terms *ret_terms, size_t *ret_line)
{
    struct terms t = {ARENA_ARRAY(a, struct term, TERMS_MAX), 0};
    struct str rest = text;
    if (!t.term)
        return FULL;
    *ret_line = 1;
    if (!utf8_is_valid(text))
        return BAD_INPUT;
    for (size_t line = 1; rest.n; line++) {
        struct str here = str_cut(rest, '\n', &rest);
        *ret_line = line;
        if (here.n && here.p[0] != '#')
            TRY(read_row(a, &t, here));
    }
    *ret_terms = t;
    return OK;
}

static enum status read_all(int fd, struct buf *to)
{
    for (;;) {
        char *room = buf_room(to, 4096);
        if (!room)
            return FULL;
        ssize_t n = read(fd, room, 4096);
        if (n < 0)
            return BROKEN;
        if (n == 0)
            return OK;
        buf_took(to, (size_t)n);
    }
}

enum status terms_load(struct arena *a, const char *path, struct terms *ret_terms, size_t *ret_line)
{
    struct buf text;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? NOT_FOUND : BROKEN;
    buf_init(&text, TERMS_BYTES);
    *ret_line = 0;
    enum status s = read_all(fd, &text);
    close(fd);
    if (s == OK)
        s = terms_read(a, buf_str(&text), ret_terms, ret_line);
    buf_close(&text);
    return s;
}

/* ---- due dates ----------------------------------------------------------------------------- */

enum status terms_due(const struct terms *t, struct str row, struct str word, int64_t from,
                      int64_t *ret_due)
{
    const struct term *term = word.p ? find(t, row, word) : NULL;
    if (!term)
        term = find(t, row, S("*"));
    if (!term)
        return NOT_FOUND;
    assert(from > 0 && from < LIMIT_INT_MAX - AMOUNT_MAX * TIME_DAY_MS);
    if (term->unit == TERM_DAYS)
        *ret_due = time_of_day(time_day(from) + (int32_t)term->amount + 1) - 1;
    else
        *ret_due = from + term->amount * (term->unit == TERM_HOURS ? 3600000 : 60000);
    return OK;
}
