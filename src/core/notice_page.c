// SPDX-License-Identifier: Apache-2.0
/* notice_page.c -- what the page of notices reminds of: a clock that is about to run out is no
 * fact, so nobody is told of it, and whoever opens the page sees it.
 * Floor 4. */
#include "core.gen.h"
#include "core/party.h"
#include "core/rooms.h"

#include <string.h>

enum { DUE_MAX = 20 };

static const int64_t soon_ms = 48 * 3600 * 1000LL;

/* May the reader open the matter's page? */
static enum status is_open_to(struct ctx *c, int64_t id, bool *ret_may)
{
    struct matter_row m;
    TRY(matter_read(c, id, &m));
    const struct matter *def = matter_def(c->rooms, m.kind);
    const struct page_def *home = def ? rooms_home(c->rooms, def) : NULL;
    enum status s = home ? party_allows(c, &home->by, &m) : REFUSED;
    *ret_may = s == OK;
    return s == REFUSED ? OK : s;
}

enum status core_inbox_fill(struct ctx *c, struct core_inbox_view *view)
{
    struct list rows;
    if (!c->who.office.v)
        return OK;
    TRY(core_inbox_due_many(c->db, c->who.office, c->now + soon_ms, &rows, c->arena));
    const struct core_inbox_due *row = rows.at;
    view->due.at = arena_take(c->arena, DUE_MAX, sizeof *view->due.at);
    if (!view->due.at)
        return FULL;
    for (size_t i = 0; i < rows.n && view->due.n < DUE_MAX; i++) {
        bool may;
        TRY(is_open_to(c, row[i].about.v, &may));
        if (may) {
            view->due.at[view->due.n].about = row[i].about;
            view->due.at[view->due.n++].due = row[i].due;
        }
    }
    return OK;
}
