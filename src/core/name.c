// SPDX-License-Identifier: Apache-2.0
/* name.c -- what units are called.
 * Floor 4. */
#include "core/name.h"

#include "core/org/org.h"

void name_unit(struct buf *to, struct ctx *c, enum lang lang, struct unit_id unit)
{
    struct org_unit row;
    char key[80] = "unit.";
    if (unit.v == 0 || org_unit_one(c->db, unit, &row, c->arena) != OK)
        return;
    size_t n = 5;
    for (size_t i = 0; i < row.code.n && n < sizeof key; i++)
        key[n++] = row.code.p[i];
    if (text_find((struct str){key, n}))
        text_put(to, lang, (struct str){key, n}, NULL, 0);
    else
        buf_put(to, row.code);
}
