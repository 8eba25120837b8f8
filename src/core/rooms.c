// SPDX-License-Identifier: Apache-2.0
/* rooms.c -- names of declarations, looked up through the rooms of a node.
 * Floor 4. */
#include "core/rooms.h"

const struct query *rooms_query(const struct rooms *rooms, const char *name)
{
    for (size_t i = 0; i < rooms->n; i++) {
        const struct room *room = rooms->room[i];
        for (size_t k = 0; k < room->n_queries; k++)
            if (str_is(str_of(name), room->queries[k]->name))
                return room->queries[k];
    }
    return NULL;
}

const struct op *rooms_op(const struct rooms *rooms, struct str full)
{
    for (size_t i = 0; i < rooms->n; i++)
        for (size_t k = 0; k < rooms->room[i]->n_ops; k++)
            if (str_is(full, rooms->room[i]->ops[k]->full))
                return rooms->room[i]->ops[k];
    return NULL;
}

const struct page_def *rooms_home(const struct rooms *rooms, const struct matter *matter)
{
    for (size_t i = 0; matter && matter->url && i < rooms->n; i++) {
        const struct room *room = rooms->room[i];
        for (size_t k = 0; k < room->n_pages; k++)
            if (room->pages[k]->matter == matter &&
                str_is(str_of(matter->url), room->pages[k]->path))
                return room->pages[k];
    }
    return NULL;
}
