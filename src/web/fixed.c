// SPDX-License-Identifier: Apache-2.0
/* fixed.c -- addresses whose answer is no page: proofs, checkpoint, tiles, files, health, looks.
 * Floor 6. */
#include "base/time.h"
#include "core/openapi.h"
#include "web/server.h"
#include "web/skin.h"

#include <string.h>

static void reply_status(struct visit *v, enum status s)
{
    visit_reply_error(v, s == REFUSED ? 404 : visit_status_of(s));
}

enum status fixed_proof_text(struct visit *v, int64_t entry, struct str *ret_text)
{
    struct str newest = v->ctx.note;
    enum status s = checkpoint_cosigned(v->core, v->ctx.arena, &v->ctx.note);
    if (s == OK)
        s = receipt_make(&v->ctx, entry, ret_text);
    if (s != NOT_FOUND && s != BUSY)
        return s;
    v->ctx.note = newest;
    return receipt_make(&v->ctx, entry, ret_text);
}

static void reply_proof(struct visit *v, int64_t entry)
{
    struct str text, disposition;
    struct buf b;
    enum status s = fixed_proof_text(v, entry, &text);
    buf_init(&b, 200);
    buf_printf(&b, "attachment; filename=\"%lld.tlog-proof\"", (long long)entry);
    if (s == OK)
        s = arena_copy(v->ctx.arena, buf_str(&b), &disposition);
    buf_close(&b);
    if (s != OK) {
        reply_status(v, s);
        return;
    }
    visit_add_header(v, S("Content-Disposition"), disposition);
    visit_reply_text(v, 200, S("text/plain; charset=utf-8"), text);
}

/* /receipt/17.tlog-proof, /receipt/17.qr.svg */
void fixed_proof(struct visit *v)
{
    int64_t entry;
    struct str ending, number = str_cut(str_part(v->req->path, 9, v->req->path.n), '.', &ending);
    bool is_entry = str_to_int(number, &entry) == OK && entry >= 0;
    if (is_entry && str_is(ending, "tlog-proof"))
        reply_proof(v, entry);
    else if (is_entry && str_is(ending, "qr.svg"))
        rendered_qr(v, entry);
    else
        visit_reply_error(v, 404);
}

void fixed_checkpoint(struct visit *v)
{
    struct str note;
    enum status s = checkpoint_text(v->core, v->ctx.arena, &note);
    if (s == OK)
        visit_reply_text(v, 200, S("text/plain; charset=utf-8"), note);
    else
        reply_status(v, s);
}

/* Index parts are three digits, all but the last with an x before them: x001/234. */
static bool read_index(struct str path, uint64_t *index)
{
    *index = 0;
    while (path.p) {
        struct str part = str_cut(path, '/', &path);
        bool more = path.p != NULL;
        if (more && (part.n != 4 || part.p[0] != 'x'))
            return false;
        if (more)
            part = str_part(part, 1, 3);
        if (part.n != 3 || *index > UINT64_MAX / 1000 - 1)
            return false;
        for (size_t i = 0; i < 3; i++)
            if (part.p[i] < '0' || part.p[i] > '9')
                return false;
        *index = *index * 1000 + (uint64_t)(part.p[0] - '0') * 100 +
                 (uint64_t)(part.p[1] - '0') * 10 + (uint64_t)(part.p[2] - '0');
    }
    return true;
}

/* /tile/L/N, and N.p/W for one of W < 256 hashes (C2SP tlog-tiles). */
static bool read_tile(struct str path, int *level, uint64_t *index, int *width)
{
    struct str rest;
    int64_t l, w = 256;
    struct str head = str_cut(path, '/', &rest);
    size_t partial = str_find(rest, S(".p/"));
    if (!rest.p || str_to_int(head, &l) != OK || l < 0 || l > 63)
        return false;
    if (partial < rest.n && str_to_int(str_part(rest, partial + 3, rest.n), &w) != OK)
        return false;
    if (w < 1 || w > 256 || (partial < rest.n && w == 256))
        return false;
    *level = (int)l;
    *width = (int)w;
    return read_index(str_part(rest, 0, partial), index);
}

void fixed_tile(struct visit *v)
{
    int level, width;
    uint64_t index;
    struct str bytes;
    if (!read_tile(str_part(v->req->path, 6, v->req->path.n), &level, &index, &width)) {
        visit_reply_error(v, 404);
        return;
    }
    enum status s = tile_bytes(v->core, &v->ctx, level, index, width, &bytes);
    if (s == OK)
        visit_reply_text(v, 200, S("application/octet-stream"), bytes);
    else
        reply_status(v, s);
}

void fixed_openapi(struct visit *v)
{
    struct buf b;
    buf_init(&b, VISIT_PAGE_BYTES);
    openapi_put(&b, v->ctx.rooms);
    visit_reply(v, S("application/json"), &b);
}

/* Only where the clock is false, and only from this machine: at=2026-03-02 09:00. */
void fixed_clock(struct visit *v)
{
    struct http_form form;
    int64_t at;
    bool open = core_has_false_clock(v->core) && v->req->is_loopback;
    if (!open || v->req->method != METHOD_POST) {
        visit_reply_error(v, 404);
    } else if (http_fields(v->req, &form) != OK ||
               time_read(http_form_get(&form, S("at")), &at) != OK || at < core_now(v->core)) {
        visit_reply_error(v, 400);
    } else {
        core_set_clock(v->core, at);
        core_settle(v->core);
        visit_reply_text(v, 200, S("text/plain; charset=utf-8"), S("quiet\n"));
    }
}

void fixed_robots(struct visit *v)
{
    visit_reply_text(v, 200, S("text/plain; charset=utf-8"),
                     S("User-agent: *\nAllow: /$\nAllow: /public\nDisallow: /\n"));
}

/* Names carry the hash of the bytes, so a browser may keep them for ever. */
void fixed_skin(struct visit *v)
{
    const struct skin_file *f = skin_find(str_part(v->req->path, 6, v->req->path.n));
    if (!f) {
        visit_reply_error(v, 404);
        return;
    }
    struct http_pair header = {S("Cache-Control"), S("public, max-age=31536000, immutable")};
    struct http_reply reply = {.status = 200,
                               .media = str_of(f->media),
                               .headers = &header,
                               .n_headers = 1,
                               .text = {(const char *)f->bytes, f->n}};
    http_reply(v->req, &reply);
}

static void send_file(struct visit *v)
{
    enum status s = http_reply_file(v->req, v->path, v->file, v->media);
    if (s != OK)
        reply_status(v, s);
}

/* Opening it is nothing for the writer's thread. */
static void leave_file(struct visit *v)
{
    server_push(v, send_file);
}

/* /file/N: the file behind a veiled reference, as an attachment, to its circle. */
void fixed_file(struct visit *v)
{
    int64_t n;
    struct file_ref file;
    if (str_to_int(str_part(v->req->path, 6, v->req->path.n), &n) != OK || n <= 0) {
        visit_reply_error(v, 404);
        return;
    }
    enum status s = file_find(v->core, &v->ctx, (struct veiled){n}, &file, &v->path);
    if (s != OK) {
        reply_status(v, s);
        return;
    }
    v->file = file.name;
    v->media = file.media;
    visit_leave(v, leave_file);
}
