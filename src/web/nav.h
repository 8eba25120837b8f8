// SPDX-License-Identifier: Apache-2.0
/* nav.h -- the ways from one page to others.
 * Floor 6. */
#ifndef WEB_NAV_H
#define WEB_NAV_H

#include "web/server.h"

/* The bar above every page: what may be opened of each room.  Of a room with several pages one
 * link, in the room's words (ROOM.nav), to the first of them; the others follow in a second row
 * inside the room alone, so that the bar stays short however many rooms there are. */
void nav_put(struct visit *v, struct page *p);
/* The lists of the room that stand above the page of a matter, as items of an open list. */
void nav_put_above(struct visit *v, struct page *p);

#endif
