// SPDX-License-Identifier: Apache-2.0
#include "core/terms.h"

#include "base/limits.h"
#include "base/time.h"

#include <assert.h>

enum { TERMS_MAX = 2000, AMOUNT_MAX = 36500 };

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

/* row, case, amount, unit, source: the source is never left out. */
static enum status read_row(const struct tsv *t, struct terms *terms)
{
    struct term term = {.row = t->cell[0], .word = t->cell[1]};
    if (terms->n == TERMS_MAX)
        return FULL;
    if (t->n != 5 || !term.row.n || !term.word.n || !t->cell[4].n)
        return BAD_INPUT;
    TRY(str_to_int(t->cell[2], &term.amount));
    TRY(read_unit(t->cell[3], &term.unit));
    if (term.amount < 1 || term.amount > AMOUNT_MAX || find(terms, term.row, term.word))
        return BAD_INPUT;
    terms->term[terms->n++] = term;
    return OK;
}

enum status terms_read(struct arena *a, struct tsv *rows, struct terms *ret_terms)
{
    struct terms terms = {ARENA_ARRAY(a, struct term, TERMS_MAX), 0};
    if (!terms.term)
        return FULL;
    while (tsv_next(rows))
        TRY(read_row(rows, &terms));
    *ret_terms = terms;
    return OK;
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
