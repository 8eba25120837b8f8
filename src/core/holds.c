// SPDX-License-Identifier: Apache-2.0
#include "core/holds.h"

#include "core/rooms.h"

#include <assert.h>

enum { LAWS_MAX = 200, OPS_MAX = 100, DAYS_MAX = 3650 };

const struct hold_law *holds_find(const struct hold_laws *laws, struct str law)
{
    for (size_t i = 0; laws && i < laws->n; i++)
        if (str_eq(laws->law[i].law, law))
            return &laws->law[i];
    return NULL;
}

/* Is it asked for by holders of a role alone, on a matter? */
static bool may_be_held(const struct op *op)
{
    bool official = op && op->matter;
    for (size_t i = 0; official && i < op->by.n; i++)
        official = op->by.party[i].kind == PARTY_ROLE || op->by.party[i].kind == PARTY_ROLE_OF ||
                   op->by.party[i].kind == PARTY_ROLE_ABOVE;
    return official;
}

/* "appeal.answer appeal.return" */
static enum status read_ops(struct arena *a, const struct rooms *rooms, struct str names,
                            struct hold_law *law)
{
    const struct op **op = ARENA_ARRAY(a, const struct op *, OPS_MAX);
    if (!op)
        return FULL;
    while (names.p && names.n) {
        struct str name = str_cut(names, ' ', &names);
        const struct op *found = rooms_op(rooms, name);
        if (!may_be_held(found) || law->n_ops == OPS_MAX)
            return BAD_INPUT;
        op[law->n_ops++] = found;
    }
    law->op = op;
    return law->n_ops ? OK : BAD_INPUT;
}

static enum status read_row(struct arena *a, const struct tsv *t, const struct rooms *rooms,
                            struct hold_laws *laws)
{
    struct hold_law law = {.law = t->cell[0], .stops = str_is(t->cell[1], "stop")};
    if (laws->n == LAWS_MAX)
        return FULL;
    if (t->n != 5 || !law.law.n || (!law.stops && !str_is(t->cell[1], "go")) || !t->cell[4].n)
        return BAD_INPUT;
    TRY(str_to_int(t->cell[2], &law.days));
    if (law.days < 1 || law.days > DAYS_MAX || holds_find(laws, law.law))
        return BAD_INPUT;
    TRY(read_ops(a, rooms, t->cell[3], &law));
    laws->law[laws->n++] = law;
    return OK;
}

enum status holds_read(struct arena *a, struct tsv *rows, const struct rooms *rooms,
                       struct hold_laws *ret_laws)
{
    struct hold_laws laws = {ARENA_ARRAY(a, struct hold_law, LAWS_MAX), 0};
    if (!laws.law)
        return FULL;
    while (tsv_next(rows))
        TRY(read_row(a, rows, rooms, &laws));
    assert(laws.n <= LAWS_MAX);
    *ret_laws = laws;
    return OK;
}
