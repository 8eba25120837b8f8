// SPDX-License-Identifier: Apache-2.0
/* party.h -- who: ROLE | ROLE of SEAT | ROLE above SEAT | SEAT [with secret] | anyone | author |
 * pack, then [not of SEAT] [once STAGE|published]. Build time only. */
#ifndef GEN_PARTY_H
#define GEN_PARTY_H

#include "line.h"

/* Where parties stand decides which of them mean something. */
enum party_in { PARTY_IN_OP, PARTY_IN_PAGE, PARTY_IN_CIRCLE, PARTY_IN_TELL };

/* Read a list of parties parted by commas.  `m`: whose seats, circles and stages may be named;
 * NULL: any matter of the room (a page of many).  Circles are written out. */
struct parties party_read(struct gen_room *r, const struct matter *m, struct line *l,
                          enum party_in in);
/* The seat of a matter, or NULL. */
const struct seat *party_seat(const struct matter *m, struct str name);

#endif
