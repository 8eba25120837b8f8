// SPDX-License-Identifier: Apache-2.0
/* rendered.c -- what the render process makes for a visitor: the QR code of an entry, a list as a
 * spreadsheet, a page as PDF.
 * Floor 6. */
#include "base/json.h"
#include "base/limits.h"
#include "base/time.h"
#include "core/render.h"
#include "web/server.h"

#include <string.h>

enum { QR_BYTES = 64 * 1024, PDF_BYTES = 32 * 1024 * 1024 };

enum status rendered_leaf(struct visit *v, int64_t entry, struct hash *ret_leaf)
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
    TRY(rendered_leaf(v, entry, &leaf));
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
static enum status name_file(struct visit *v, const char *name, const char *ending)
{
    struct buf b;
    struct http_pair *header = &v->header[v->n_headers];
    buf_init(&b, 200);
    buf_puts(&b, "attachment; filename=\"");
    day_put(&b, time_day(v->ctx.now));
    buf_printf(&b, "-%s.%s\"", name, ending);
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
    if (!cells.full && name_file(v, page->name, "xlsx") == OK)
        reply_made(v, &r, S("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"));
    else
        visit_reply_error(v, 413);
    buf_close(&cells);
}

/* ---- a printed page -------------------------------------------------------------------------- */

static void put_member(struct buf *to, const char *name, struct buf *value)
{
    buf_printf(to, ",\"%s\":", name);
    json_put_text(to, value->n ? buf_str(value) : S(""));
    to->full |= value->full;
    buf_reset(value);
}

/* What stands above and below the page's own words. */
static void put_frame(struct visit *v, int64_t entry, struct buf *to)
{
    struct buf b;
    struct civil now = civil_of(v->ctx.now);
    const struct text *pages = text_find(S("web.pages"));
    buf_init(&b, 16 * 1024);
    struct page p = frame_page(v, &b);
    p.plain = true;
    page_t(&p, "web.site", NULL, 0);
    put_member(to, "above", &b);
    page_t(&p, "web.as_of", &(struct text_arg){.name = "at", .number = v->ctx.now}, 1);
    put_member(to, "as_of", &b);
    buf_puts(&b, core_origin(v->core));
    buf_puts(&b, "   ");
    if (entry >= 0)
        page_t(&p, "core.proof", &(struct text_arg){.name = "n", .number = entry}, 1);
    put_member(to, "origin", &b);
    if (entry >= 0 && put_qr_text(v, entry, &b) != OK)
        buf_reset(&b); /* it is not signed yet */
    put_member(to, "qr", &b);
    buf_puts(&b, pages ? pages->word[v->lang] : "");
    put_member(to, "pages", &b);
    buf_printf(&b, "%04d-%02d-%02dT%02d:%02d:%02d+08:00", now.year, now.month, now.day, now.hour,
               now.minute, now.second);
    put_member(to, "made", &b);
    buf_close(&b);
}

void rendered_print(struct visit *v, const char *name, struct str html, int64_t entry)
{
    struct buf in, made;
    buf_init(&in, 2 * VISIT_PAGE_BYTES);
    buf_init(&made, PDF_BYTES);
    buf_printf(&in, "{\"lang\":\"%s\",\"html\":", v->lang == LANG_EN ? "en" : "zh");
    json_put_text(&in, html);
    put_frame(v, entry, &in);
    buf_puts(&in, "}");
    struct render r = {.word = RENDER_PRINT, .in_fd = -1, .in = buf_str(&in), .out = &made};
    if (!in.full && name_file(v, name, "pdf") == OK)
        reply_made(v, &r, S("application/pdf"));
    else
        visit_reply_error(v, 413);
    buf_close(&in);
}
