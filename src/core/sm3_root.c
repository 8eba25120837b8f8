// SPDX-License-Identifier: Apache-2.0
#include "core/sm3_root.h"

#include "core.gen.h"
#include "core/core_in.h"
#include "crypt/hash.h"
#include "store/store.h"

#include <stdio.h>

enum { DAY_MS = 24 * 3600 * 1000, EAST_MS = 8 * 3600 * 1000, ROWS = 50, TIMES = 40 };

/* Kept with the entries as `DAY SIZE`: the last day that is done, and the size under its root. */
static const char setting[] = "sm3";

struct stating {
    struct core *core;
    int64_t day, size;
    bool has_root;
    struct hash root;
};

static int64_t today(struct core *core)
{
    return (core_now(core) + EAST_MS) / DAY_MS;
}

static enum status state_root(struct ledger *l, void *of)
{
    const struct stating *s = of;
    char room[64];
    struct buf text = {.p = room, .room = sizeof room, .max = sizeof room};
    struct ctx c = ledger_ctx(l, core_now(s->core), S("sm3"));
    struct core_sm3_root f = {.size = s->size, .root = s->root};
    struct list appended;
    buf_printf(&text, "%lld %lld", (long long)s->day, (long long)s->size);
    TRY(ledger_set_node_exec(l->db, str_of(setting), buf_str(&text)));
    if (!s->has_root)
        return OK;
    TRY(fact_state(&c, &core_sm3_root_fact, 0, &f));
    return ledger_append(l, &c, NULL, &appended);
}

/* The last day, and what it reached; a new node's first is the day on which it began. */
static enum status read_setting(struct core *core, struct store *db, struct arena *a,
                                int64_t *ret_day, int64_t *ret_size)
{
    struct ledger_node row;
    struct str rest, day;
    enum status s = ledger_node_one(db, str_of(setting), &row, a);
    if (s == NOT_FOUND) {
        struct stating first = {.core = core, .day = today(core)};
        *ret_day = first.day;
        *ret_size = 0;
        return writer_run(core, state_root, &first);
    }
    TRY(s);
    day = str_cut(row.value, ' ', &rest);
    return str_to_int(day, ret_day) == OK && str_to_int(rest, ret_size) == OK ? OK : BROKEN;
}

/* Entries are up to 64 KiB long. */
static enum status fold_rows(struct store *db, struct sm3_root *r, struct arena *a)
{
    struct list rows;
    int64_t from = (int64_t)r->edge.size;
    int64_t end = from + ROWS < r->target ? from + ROWS : r->target;
    TRY(ledger_entries_many(db, from, end, &rows, a));
    if ((int64_t)rows.n != end - from)
        return BROKEN;
    const struct ledger_entries *row = rows.at;
    for (size_t i = 0; i < rows.n; i++)
        tlog_edge_append(&r->edge, tlog_leaf_sm3(row[i].leaf));
    return OK;
}

static enum status fold_some(struct store *db, struct sm3_root *r, struct arena *a)
{
    for (int i = 0; i < TIMES && (int64_t)r->edge.size < r->target; i++) {
        struct arena_mark mark = arena_mark(a);
        TRY(fold_rows(db, r, a));
        arena_back(a, mark);
    }
    return OK;
}

/* Is there anything to be said of today?  The last root's own entry alone is nothing new. */
static enum status begin(struct core *core, struct store *db, struct sm3_root *r, struct arena *a)
{
    int64_t day, size, now = today(core);
    struct ledger_size all;
    TRY(read_setting(core, db, a, &day, &size));
    TRY(ledger_size_one(db, &all, a));
    if (day != now && all.n > size + 1)
        r->target = all.n;
    else
        r->day = now;
    return OK;
}

enum status sm3_root_step(struct core *core, struct store *db, struct sm3_root *r, struct arena *a)
{
    if (r->day == today(core) || !crypt_has_sm3())
        return OK;
    r->edge.is_sm3 = true;
    if (!r->target)
        TRY(begin(core, db, r, a));
    if (!r->target)
        return OK;
    TRY(fold_some(db, r, a));
    if ((int64_t)r->edge.size < r->target)
        return OK;
    struct stating done = {core, today(core), r->target, true, tlog_edge_root(&r->edge)};
    TRY(writer_run(core, state_root, &done));
    r->day = done.day;
    r->target = 0;
    return OK;
}
