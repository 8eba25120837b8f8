// SPDX-License-Identifier: Apache-2.0
/* rendered.c -- what the render process makes for a visitor: the QR code of an entry, a list as a
 * spreadsheet.
 * Floor 6. */
#include "base/limits.h"
#include "base/time.h"
#include "core/render.h"
#include "web/server.h"

#include <string.h>

enum { QR_BYTES = 64 * 1024 };

/* The hash of an entry's leaf, as the public tile has it.  NOT_FOUND beyond the signed log. */
static enum status leaf_of(struct visit *v, int64_t entry, struct hash *ret_leaf)
{
    struct str bytes;
    uint64_t index = (uint64_t)entry;
    int width = (int)(index % 256) + 1;
    TRY(tile_bytes(v->core, &v->ctx, 0, index / 256, width, &bytes));
    memcpy(ret_leaf->b, bytes.p + bytes.n - sizeof ret_leaf->b, sizeof ret_leaf->b);
    return OK;
}

/* ADDRESS/receipt/N.tlog-proof#leaf=HASH&origin=ORIGIN: where the receipt is, for whom it may be
 * given to, and what it must be of.  No code and no opening: anybody may see it. */
static enum status put_qr_text(struct visit *v, int64_t entry, struct buf *to)
{
    struct hash leaf;
    TRY(leaf_of(v, entry, &leaf));
    visit_put_origin(v, to);
    buf_printf(to, "/receipt/%lld.tlog-proof#leaf=", (long long)entry);
    buf_hex(to, leaf.b, sizeof leaf.b);
    buf_printf(to, "&origin=%s", core_origin(v->core));
    return to->full ? FULL : OK;
}

/* It never changes, and its page may be opened often. */
static void reply_picture(struct visit *v, struct buf *picture)
{
    static const struct http_pair header = {S("Cache-Control"), S("private, max-age=3600")};
    struct http_reply reply = {
        .status = 200, .media = S("image/svg+xml"), .headers = &header, .n_headers = 1};
    reply.body = *picture;
    http_reply_later(v->req, &reply);
}

void rendered_qr(struct visit *v, int64_t entry)
{
    struct buf text, picture;
    buf_init(&text, LIMIT_TARGET_BYTES);
    buf_init(&picture, QR_BYTES);
    enum status s = put_qr_text(v, entry, &text);
    struct render r = {.word = RENDER_QR, .in_fd = -1, .in = buf_str(&text), .out = &picture};
    if (s == OK)
        s = render_call(core_render(v->core), &r);
    if (s == OK)
        reply_picture(v, &picture);
    else
        visit_reply_error(v, visit_status_of(s));
    buf_close(&text);
    if (s != OK)
        buf_close(&picture);
}

/* ---- files ---------------------------------------------------------------------------------- */

/* "2026-03-02-desk.xlsx", as attachment. */
static enum status name_file(struct visit *v, const struct page_def *page, const char *ending)
{
    struct buf b;
    struct http_pair *header = &v->header[v->n_headers];
    buf_init(&b, 200);
    buf_puts(&b, "attachment; filename=\"");
    day_put(&b, time_day(v->ctx.now));
    buf_printf(&b, "-%s.%s\"", page->name, ending);
    enum status s = arena_copy(v->ctx.arena, buf_str(&b), &header->value);
    buf_close(&b);
    header->name = S("Content-Disposition");
    v->n_headers += s == OK;
    return s;
}

/* Have it made and answer with it. */
static void reply_made(struct visit *v, struct render *r, struct str media)
{
    enum status s = render_call(core_render(v->core), r);
    if (s == OK) {
        visit_reply(v, media, r->out);
    } else {
        v->n_headers = 0;
        visit_reply_error(v, visit_status_of(s == BAD_INPUT ? BROKEN : s));
        buf_close(r->out);
    }
}

void rendered_sheet(struct visit *v, const struct page_def *page, const void *view)
{
    struct buf cells, made;
    buf_init(&cells, VISIT_PAGE_BYTES);
    buf_init(&made, VISIT_PAGE_BYTES);
    twin_sheet(v, page, view, &cells);
    struct render r = {.word = RENDER_SHEET, .in_fd = -1, .in = buf_str(&cells), .out = &made};
    if (!cells.full && name_file(v, page, "xlsx") == OK)
        reply_made(v, &r, S("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"));
    else
        visit_reply_error(v, 413);
    buf_close(&cells);
}
