// SPDX-License-Identifier: Apache-2.0
/* rooms.c -- the only list of rooms.
 * Floor 7. */
#include "main/processes.h"

extern const struct room core_room, directive_room, erase_room, hold_room, job_room, org_room,
    public_room;
extern const struct room appeal_room;

static const struct room *const rooms[] = {
    &core_room, &job_room,       &org_room,    &erase_room,
    &hold_room, &directive_room, &public_room, &appeal_room,
};

const struct rooms main_rooms = {rooms, sizeof rooms / sizeof rooms[0]};
