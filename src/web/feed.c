// SPDX-License-Identifier: Apache-2.0
/* feed.c -- what was made public and withdrawn, for whoever follows: Atom for readers, JSON with
 * proofs for programs.
 * Floor 6.  Sources: RFC 4287 (Atom), RFC 6721 (deleted entries), jsonfeed.org 1.1, whose own part
 * is `_xiezhi`: index, leaf and receipt, which xiezhi-verify feed judges.  Both tell everybody the
 * same, whoever asks. */
#include "base/json.h"
#include "base/time.h"
#include "core/core.h"
#include "core/public/public.h"
#include "core/read.h"
#include "web/server.h"

#include <string.h>

enum { ITEMS_MAX = 25 };

/* OK: go on.  What follows is read as anybody would. */
static enum status begin(struct visit *v)
{
    struct public_newest newest;
    v->ctx.who = who_nobody();
    enum status s = public_newest_one(v->ctx.db, &newest, v->ctx.arena);
    if (s != OK)
        return s == NOT_FOUND ? OK : s; /* nothing is public yet */
    return visit_is_kept(v, newest.entry) ? NOT_FOUND : OK;
}

static void reply_wrong(struct visit *v, enum status s)
{
    if (s != NOT_FOUND) /* else it was answered */
        visit_reply_error(v, visit_status_of(s));
}

/* A text that anybody may read; absent: not any more. */
static struct str open_text(struct visit *v, struct veiled veiled)
{
    struct revealed r;
    bool shown = veiled.v && reveal(&v->ctx, veiled, &r) == OK && r.how == REVEAL_SHOWN;
    return shown ? json_text(r.value) : (struct str){NULL, 0};
}

static void put_address(struct visit *v, struct buf *to, int64_t id)
{
    visit_put_origin(v, to);
    buf_puts(to, "/public");
    if (id)
        buf_printf(to, "/%lld", (long long)id);
}

static bool is_withdrawal(struct str kind)
{
    return str_is(kind, public_withdrawn_fact.full);
}

/* ---- Atom ---------------------------------------------------------------------------------- */

/* What XML has no place for becomes a blank. */
static void put_xml(struct buf *to, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '<' || c == '>' || c == '&')
            buf_puts(to, c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&amp;");
        else
            buf_byte(to, (unsigned char)c < 0x20 && c != '\t' && c != '\n' ? ' ' : c);
    }
}

static void put_atom_head(struct visit *v, struct buf *to, int64_t updated)
{
    struct page p = frame_page(v, to);
    p.plain = true;
    buf_puts(to, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                 "<feed xmlns=\"http://www.w3.org/2005/Atom\" "
                 "xmlns:at=\"http://purl.org/atompub/tombstones/1.0\" xml:lang=\"");
    buf_puts(to, v->lang == LANG_EN ? "en\">\n<id>" : "zh-CN\">\n<id>");
    put_address(v, to, 0);
    buf_puts(to, "</id>\n<title>");
    page_t(&p, "public.index", NULL, 0);
    buf_puts(to, " - ");
    page_t(&p, "web.site", NULL, 0);
    buf_puts(to, "</title>\n<updated>");
    time_put(to, updated);
    buf_puts(to, "</updated>\n<link rel=\"self\" type=\"application/atom+xml\" href=\"");
    visit_put_origin(v, to);
    buf_puts(to, "/public.atom\"/>\n<link rel=\"alternate\" type=\"text/html\" href=\"");
    put_address(v, to, 0);
    buf_puts(to, "\"/>\n");
}

static void put_deleted(struct visit *v, struct buf *to, const struct public_latest *e)
{
    buf_puts(to, "<at:deleted-entry ref=\"");
    put_address(v, to, e->id.v);
    buf_puts(to, "\" when=\"");
    time_put(to, e->at);
    buf_puts(to, "\"><at:comment>");
    put_xml(to, open_text(v, e->words));
    buf_puts(to, "</at:comment></at:deleted-entry>\n");
}

static void put_entry(struct visit *v, struct buf *to, const struct public_latest *e)
{
    struct page p = frame_page(v, to);
    p.plain = true;
    buf_puts(to, "<entry>\n<id>");
    put_address(v, to, e->id.v);
    buf_puts(to, "</id>\n<title>");
    put_xml(to, open_text(v, e->title));
    buf_puts(to, "</title>\n<published>");
    time_put(to, e->since);
    buf_puts(to, "</published>\n<updated>");
    time_put(to, e->at);
    buf_puts(to, "</updated>\n<author><name>");
    page_unit(&p, e->at_unit);
    buf_puts(to, "</name></author>\n<link rel=\"alternate\" type=\"text/html\" href=\"");
    put_address(v, to, e->id.v);
    buf_puts(to, "\"/>\n<link rel=\"related\" type=\"text/plain\" href=\"");
    visit_put_origin(v, to);
    buf_printf(to, "/receipt/%lld.tlog-proof\"/>\n<content type=\"text\">", (long long)e->entry);
    put_xml(to, open_text(v, e->words));
    buf_puts(to, "</content>\n</entry>\n");
}

void feed_atom(struct visit *v)
{
    struct list rows;
    struct buf to;
    enum status s = begin(v);
    if (s == OK)
        s = public_latest_many(v->ctx.db, &rows, v->ctx.arena);
    if (s != OK) {
        reply_wrong(v, s);
        return;
    }
    const struct public_latest *e = rows.at;
    buf_init(&to, VISIT_PAGE_BYTES);
    put_atom_head(v, &to, rows.n ? e[0].at : v->server->opened_at);
    for (size_t i = 0; i < rows.n; i++) {
        if (e[i].newest && is_withdrawal(e[i].kind))
            put_deleted(v, &to, &e[i]);
        else if (e[i].newest)
            put_entry(v, &to, &e[i]);
    }
    buf_puts(&to, "</feed>\n");
    visit_reply(v, S("application/atom+xml; charset=utf-8"), &to);
}

/* ---- JSON: canonical, so that one form of it is judged ------------------------------------- */

static void put_member(struct buf *to, const char *before, struct buf *value)
{
    buf_puts(to, before);
    json_put_text(to, buf_str(value));
    to->full |= value->full;
    buf_reset(value);
}

static enum status put_proof(struct visit *v, struct buf *to, int64_t entry)
{
    struct str receipt;
    struct hash hash;
    TRY(fixed_proof_text(v, entry, &receipt));
    TRY(rendered_leaf(v, entry, &hash));
    buf_printf(to, "{\"_xiezhi\":{\"index\":%lld,\"leaf\":\"", (long long)entry);
    buf_hex(to, hash.b, sizeof hash.b);
    buf_puts(to, "\",\"receipt\":");
    json_put_text(to, receipt);
    buf_puts(to, "}");
    return OK;
}

/* Of what is public no longer, the proof stays and the words do not. */
static enum status put_item(struct visit *v, struct buf *to, const struct public_feed *e)
{
    struct str title = open_text(v, e->title), words = open_text(v, e->words);
    struct buf b;
    TRY(put_proof(v, to, e->entry));
    buf_init(&b, 400);
    buf_puts(to, ",\"content_text\":");
    json_put_text(to, words.p ? words : S(""));
    time_put(&b, e->at);
    put_member(to, ",\"date_published\":", &b);
    put_address(v, &b, e->id.v);
    buf_printf(&b, "#%lld", (long long)e->entry);
    put_member(to, ",\"id\":", &b);
    if (title.p) {
        buf_puts(to, ",\"title\":");
        json_put_text(to, title);
    }
    put_address(v, &b, e->id.v);
    put_member(to, ",\"url\":", &b);
    buf_puts(to, "}");
    buf_close(&b);
    return OK;
}

static void put_feed_head(struct visit *v, struct buf *to)
{
    struct buf b;
    buf_init(&b, 400);
    put_address(v, &b, 0);
    buf_puts(&b, "/feed.json");
    put_member(to, "{\"feed_url\":", &b);
    put_address(v, &b, 0);
    put_member(to, ",\"home_page_url\":", &b);
    buf_puts(to, ",\"items\":[");
    buf_close(&b);
}

static void put_feed_end(struct visit *v, struct buf *to, int64_t next)
{
    struct buf b;
    buf_init(&b, 400);
    buf_puts(to, "]");
    if (next) {
        put_address(v, &b, 0);
        buf_printf(&b, "/feed.json?after=%lld", (long long)next);
        put_member(to, ",\"next_url\":", &b);
    }
    buf_puts(&b, core_origin(v->core));
    put_member(to, ",\"title\":", &b);
    buf_puts(to, ",\"version\":\"https://jsonfeed.org/version/1.1\"}");
    buf_close(&b);
}

static enum status put_feed(struct visit *v, struct buf *to, int64_t after)
{
    struct list rows;
    TRY(public_feed_many(v->ctx.db, after, &rows, v->ctx.arena));
    const struct public_feed *e = rows.at;
    put_feed_head(v, to);
    for (size_t i = 0; i < rows.n; i++) {
        buf_puts(to, i ? "," : "");
        TRY(put_item(v, to, &e[i]));
    }
    put_feed_end(v, to, rows.n == ITEMS_MAX ? e[rows.n - 1].entry : 0);
    return OK;
}

void feed_json(struct visit *v)
{
    struct buf to;
    int64_t after = 0;
    struct str asked = visit_query(v, "after");
    if (asked.p && (str_to_int(asked, &after) != OK || after < 0)) {
        visit_reply_error(v, 400);
        return;
    }
    enum status s = begin(v);
    if (s != OK) {
        reply_wrong(v, s);
        return;
    }
    buf_init(&to, 2 * VISIT_PAGE_BYTES);
    s = put_feed(v, &to, after);
    if (s == OK) {
        visit_reply(v, S("application/feed+json"), &to);
        return;
    }
    buf_close(&to);
    visit_reply_error(v, visit_status_of(s));
}
