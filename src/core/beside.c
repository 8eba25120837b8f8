// SPDX-License-Identifier: Apache-2.0
#include "core/beside.h"

#include "core/rooms.h"

const struct beside beside[N_BESIDE] = {
    {"holds", "hold_on"},
    {"stopped", "hold_stopped"},
    {"directives", "directive_on"},
    {"publications", "public_on"},
};

const struct query *beside_query(const struct rooms *rooms, size_t i)
{
    return rooms_query(rooms, beside[i].query);
}
