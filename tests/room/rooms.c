// SPDX-License-Identifier: Apache-2.0
/* rooms.c -- the rooms of xiezhi-test: those of the product, and one that reacts.
 * Floor 7. */
#include "main/processes.h"

extern const struct room core_room, directive_room, job_room, org_room, erase_room, hold_room,
    public_room, appeal_room, bell_room;

static const struct room *const rooms[] = {&core_room,   &job_room,    &org_room,
                                           &erase_room,  &hold_room,   &directive_room,
                                           &public_room, &appeal_room, &bell_room};

const struct rooms main_rooms = {rooms, sizeof rooms / sizeof rooms[0]};
