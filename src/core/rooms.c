// SPDX-License-Identifier: Apache-2.0
/* rooms.c -- names of declarations, looked up through all rooms.
 * Floor 4. */
#include "core/rooms.h"

const struct query *rooms_query(const char *name)
{
    for (size_t i = 0; i < rooms_built.n; i++) {
        const struct room *room = rooms_built.room[i];
        for (size_t k = 0; k < room->n_queries; k++)
            if (str_is(str_of(name), room->queries[k]->name))
                return room->queries[k];
    }
    return NULL;
}

const struct matter *rooms_matter(struct str name)
{
    for (size_t i = 0; i < rooms_built.n; i++) {
        const struct room *room = rooms_built.room[i];
        for (size_t k = 0; k < room->n_matters; k++)
            if (str_is(name, room->matters[k]->name))
                return room->matters[k];
    }
    return NULL;
}

const struct fact *rooms_fact(struct str full)
{
    for (size_t i = 0; i < rooms_built.n; i++) {
        const struct room *room = rooms_built.room[i];
        for (size_t k = 0; k < room->n_facts; k++)
            if (str_is(full, room->facts[k]->full))
                return room->facts[k];
    }
    return NULL;
}
