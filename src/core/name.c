// SPDX-License-Identifier: Apache-2.0
/* name.c -- what units and persons are called.
 * Floor 4. */
#include "core/name.h"

#include "core.gen.h"
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

void name_person(struct buf *to, struct ctx *c, enum lang lang, struct person_id person)
{
    struct session_name row;
    struct text_arg number = {.name = "n", .number = person.v};
    if (person.v == 0)
        return;
    if (session_name_one(c->db, (struct matter_id){person.v}, &row, c->arena) == OK &&
        str_trim(row.name).n > 0)
        buf_put(to, row.name);
    else
        text_put(to, lang, S("core.person"), &number, 1);
}
