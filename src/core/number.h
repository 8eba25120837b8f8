// SPDX-License-Identifier: Apache-2.0
/* number.h -- the number of a matter that a person says on the phone: 210000-20260302-1-7.
 * Floor 4.  Pure.  Division code of the node (GB/T 2260), Beijing day of opening, the node's
 * serial, a check digit over all digits before it (ISO 7064, MOD 11,10).  Not here: whether there
 * is such a matter. */
#ifndef CORE_NUMBER_H
#define CORE_NUMBER_H

#include "base/str.h"

/* A matter's id is node << 33 | serial: 53 bits, so that it is an integer in JSON too. */
enum { NUMBER_SERIAL_BITS = 33, NUMBER_NODE_MAX = 999999, NUMBER_BYTES = 32 };

/* The id of matter number `serial` (from 1, below 2^33) of a node (its division code). */
int64_t number_id(int64_t node, int64_t serial);
/* The first id that a node may give. */
int64_t number_first(int64_t node);
/* The node and the serial in an id. */
int64_t number_node(int64_t id);
int64_t number_serial(int64_t id);
/* The number of a matter that was opened on `day`, written into the caller's room. */
struct str number_make(int64_t id, int32_t day, char ret_room[NUMBER_BYTES]);
/* The id and the day again.  Blanks, dashes of any kind and full-width digits are as good as what
 * number_make writes.  BAD_INPUT: too few or too many digits, no such day, a wrong check digit. */
MUST_USE enum status number_read(struct str text, int64_t *ret_id, int32_t *ret_day);

#endif
