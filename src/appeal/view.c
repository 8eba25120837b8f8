// SPDX-License-Identifier: Apache-2.0
/* view.c -- the board: what lies with each unit directly below, and where it stands on the map.
 * Floor 5.  The numbers are added up by query.sql; here they are put side by side. */
#include "appeal/appeal.h"

#include "base/buf.h"
#include "core/pack.h"

enum { TILE_WIDE = 140, TILE_HIGH = 96 };

/* A board is of the reader's own office, or of one below it. */
static enum status check_unit(struct ctx *c, struct unit_id unit)
{
    struct appeal_is_below below;
    if (unit.v == c->who.office.v)
        return OK;
    TRY(appeal_is_below_one(c->db, unit, c->who.office, &below, c->arena));
    return below.n ? OK : REFUSED;
}

static const struct appeal_board_open *open_of(const struct list *open, struct unit_id at)
{
    const struct appeal_board_open *o = open->at;
    for (size_t i = 0; i < open->n; i++)
        if (o[i].at.v == at.v)
            return &o[i];
    return NULL;
}

static void fill_row(struct appeal_board_view_row *row, const struct appeal_board_done *done,
                     const struct appeal_board_open *open)
{
    *row = (struct appeal_board_view_row){.at = done->at,
                                          .below = done->below,
                                          .got = done->got,
                                          .answered = done->answered,
                                          .rated = done->rated,
                                          .solved = done->solved,
                                          .voided = done->voided};
    if (!open)
        return;
    row->sent = open->sent;
    row->taken = open->taken;
    row->open = open->sent + open->taken;
    row->late = open->late;
    row->due = open->due;
    row->has_due = open->has_due;
}

static void add_up(struct appeal_board_view *v, const struct appeal_board_view_row *row)
{
    v->open += row->open;
    v->sent += row->sent;
    v->taken += row->taken;
    v->late += row->late;
    v->got += row->got;
    v->answered += row->answered;
    v->rated += row->rated;
    v->solved += row->solved;
    v->voided += row->voided;
}

/* Codes are texts: 210100 as one. */
static enum status number_text(struct arena *a, int64_t number, struct str *ret_text)
{
    struct buf b;
    buf_init(&b, 24);
    buf_int(&b, number);
    enum status s = b.full ? FULL : arena_copy(a, buf_str(&b), ret_text);
    buf_close(&b);
    return s;
}

/* The tile of a government below this one, where the pack gives it a place. */
static enum status put_tile(struct ctx *c, struct appeal_board_view *v,
                            const struct appeal_board_view_row *row,
                            const struct appeal_board_done *done)
{
    const struct tile *tile = done->has_region ? pack_tile(c->pack, done->region) : NULL;
    struct appeal_board_view_tile *to = &v->tile.at[v->tile.n];
    struct str place = {NULL, 0};
    if (!tile || row->own || !str_is(done->kind, "government"))
        return OK;
    TRY(number_text(c->arena, done->region, &place));
    *to = (struct appeal_board_view_tile){.at = row->at,
                                          .place = place,
                                          .open = row->open,
                                          .late = row->late,
                                          .x = tile->column * TILE_WIDE,
                                          .y = tile->row * TILE_HIGH};
    v->tile.n++;
    v->wide = to->x + TILE_WIDE > v->wide ? to->x + TILE_WIDE : v->wide;
    v->high = to->y + TILE_HIGH > v->high ? to->y + TILE_HIGH : v->high;
    return OK;
}

/* The own desk comes last, and only where something lies or lay on it. */
static enum status put_rows(struct ctx *c, struct appeal_board_view *v, const struct list *done,
                            const struct list *open)
{
    const struct appeal_board_done *d = done->at, *own = NULL;
    v->row.at = ARENA_ARRAY(c->arena, struct appeal_board_view_row, done->n + 1);
    v->tile.at = ARENA_ARRAY(c->arena, struct appeal_board_view_tile, done->n + 1);
    if (!v->row.at || !v->tile.at)
        return FULL;
    for (size_t i = 0; i < done->n; i++) {
        struct appeal_board_view_row *row = &v->row.at[v->row.n];
        if (d[i].at.v == v->here.v) {
            own = &d[i];
            continue;
        }
        fill_row(row, &d[i], open_of(open, d[i].at));
        add_up(v, row);
        TRY(put_tile(c, v, row, &d[i]));
        v->row.n++;
    }
    if (!own || own->got == 0)
        return OK;
    fill_row(&v->row.at[v->row.n], own, open_of(open, v->here));
    v->row.at[v->row.n].own = true;
    add_up(v, &v->row.at[v->row.n++]);
    return OK;
}

static int64_t share(int64_t part, int64_t whole)
{
    return whole > 0 ? (100 * part + whole / 2) / whole : 0;
}

enum status appeal_board_fill(struct ctx *c, struct appeal_board_view *v)
{
    struct appeal_office office;
    struct list done, open;
    v->here = v->asked.unit.v ? v->asked.unit : c->who.office;
    v->now = c->now;
    TRY(check_unit(c, v->here));
    TRY(appeal_office_one(c->db, v->here, &office, c->arena));
    if (v->here.v != c->who.office.v)
        v->up = office.parent;
    TRY(appeal_board_done_many(c->db, v->here, &done, c->arena));
    TRY(appeal_board_open_many(c->db, v->here, c->now, &open, c->arena));
    TRY(put_rows(c, v, &done, &open));
    v->answered_share = share(v->answered, v->got);
    v->rated_share = share(v->rated, v->answered);
    v->solved_share = share(v->solved, v->rated);
    return OK;
}
