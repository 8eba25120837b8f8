// SPDX-License-Identifier: Apache-2.0
/* visit.c -- who asks, in which language, from where.
 * Floor 6. */
#include "web/server.h"

#include "base/json.h"
#include "base/limits.h"
#include "core/ticket.h"
#include "core/token.h"

#include <assert.h>
#include <stdatomic.h>
#include <string.h>
#include <strings.h>

struct str visit_query(const struct visit *v, const char *name)
{
    return http_form_get(&v->query, str_of(name));
}

struct str visit_cookie(const struct visit *v, const char *name)
{
    struct str rest = http_header(v->req, S("cookie"));
    while (rest.p) {
        struct str value, pair = str_trim(str_cut(rest, ';', &rest));
        if (str_is(str_cut(pair, '=', &value), name))
            return value;
    }
    return (struct str){0};
}

void visit_add_header(struct visit *v, struct str name, struct str value)
{
    assert(v->n_headers < VISIT_HEADERS_MAX);
    v->header[v->n_headers++] = (struct http_pair){name, value};
}

void visit_set_cookie(struct visit *v, const char *name, struct str value, int seconds)
{
    struct buf b;
    struct str text;
    buf_init(&b, 8192);
    buf_printf(&b, "%s=%.*s; Path=/; Secure; HttpOnly; SameSite=Lax", name, STR_ARG(value));
    if (seconds)
        buf_printf(&b, "; Max-Age=%d", seconds > 0 ? seconds : 0);
    if (!b.full && arena_copy(v->ctx.arena, buf_str(&b), &text) == OK)
        visit_add_header(v, S("Set-Cookie"), text);
    buf_close(&b);
}

/* ---- the party's cookie ---- */

void visit_seal_party(struct visit *v, const struct visit_party *party, struct buf *to)
{
    struct hash key = core_key(v->core, "cookie");
    struct buf plain;
    buf_init(&plain, 1024);
    buf_printf(&plain, "[%lld,%s,", (long long)party->matter, party->has_secret ? "true" : "false");
    json_put_text(&plain, party->no);
    buf_byte(&plain, ',');
    json_put_text(&plain, party->view_code);
    buf_byte(&plain, ',');
    json_put_text(&plain, party->key);
    buf_printf(&plain, ",%lld]", (long long)party->entry);
    if (!plain.full)
        ticket_seal(&key, buf_str(&plain), S("party"), v->ctx.now + VISIT_PARTY_MS, to);
    to->full |= plain.full;
    buf_close(&plain);
}

void visit_set_party(struct visit *v, const struct visit_party *party)
{
    struct buf sealed;
    buf_init(&sealed, 4096);
    visit_seal_party(v, party, &sealed);
    if (!sealed.full)
        visit_set_cookie(v, "__Host-p", buf_str(&sealed), 0);
    buf_close(&sealed);
}

static enum status open_party(struct visit *v, struct str sealed, struct visit_party *ret_party)
{
    struct hash key = core_key(v->core, "cookie");
    struct str plain;
    struct json *j;
    struct visit_party party = {0};
    if (!sealed.n)
        return NOT_FOUND;
    TRY(ticket_open(&key, v->ctx.arena, sealed, S("party"), v->ctx.now, &plain));
    TRY(json_parse(v->ctx.arena, plain, JSON_STRICT, &j, NULL));
    TRY(json_int(json_item(j, 0), &party.matter));
    TRY(json_int(json_item(j, 5), &party.entry));
    party.has_secret = json_item(j, 1)->type == JSON_TRUE;
    party.no = json_text(json_item(j, 2));
    party.view_code = json_text(json_item(j, 3));
    party.key = json_text(json_item(j, 4));
    *ret_party = party;
    return OK;
}

static enum status read_party(struct visit *v)
{
    return open_party(v, visit_cookie(v, "__Host-p"), &v->party);
}

/* ---- language and letters ---- */

static enum lang lang_of(const struct visit *v)
{
    struct str asked = visit_query(v, "lang");
    struct str kept = visit_cookie(v, "__Host-l");
    struct str accepted = http_header(v->req, S("accept-language"));
    if (str_is(asked, "en") || str_is(asked, "zh"))
        return str_is(asked, "en") ? LANG_EN : LANG_ZH;
    if (str_is(kept, "en") || str_is(kept, "zh"))
        return str_is(kept, "en") ? LANG_EN : LANG_ZH;
    return str_starts(accepted, S("en")) && str_find(accepted, S("zh")) == accepted.n ? LANG_EN
                                                                                      : LANG_ZH;
}

static void begin_looks(struct visit *v)
{
    struct str big = visit_query(v, "big");
    v->lang = lang_of(v);
    if (v->is_api)
        return; /* it has no looks, and keeps nothing */
    v->big = str_is(big, "1") || (!big.p && str_is(visit_cookie(v, "__Host-b"), "1"));
    if (visit_query(v, "lang").p)
        visit_set_cookie(v, "__Host-l", v->lang == LANG_EN ? S("en") : S("zh"), 365 * 86400);
    if (big.p)
        visit_set_cookie(v, "__Host-b", v->big ? S("1") : S("0"), 365 * 86400);
}

/* A program is known by what it shows: an account's token, or what /track gave for a matter's
 * codes. */
static enum status begin_token(struct visit *v)
{
    struct str token, shown = http_header(v->req, S("authorization"));
    struct str scheme = str_cut(shown, ' ', &token);
    if (!shown.p)
        return OK;
    if (scheme.n != 6 || strncasecmp(scheme.p, "bearer", 6) != 0)
        return REFUSED;
    token = str_trim(token);
    enum status s = token_who(&v->ctx, token, &v->ctx.who, &v->name, &v->token_ops);
    if (s == OK)
        v->has_token = true;
    else if (s == REFUSED && open_party(v, token, &v->party) == OK)
        s = OK;
    return s;
}

bool visit_is_api(struct str path, struct str *ret_rest)
{
    if (!str_starts(path, S("/api/v1/")))
        return false;
    *ret_rest = str_part(path, 7, path.n);
    return true;
}

static void begin_visitor(struct visit *v)
{
    struct str visitor = visit_cookie(v, "__Host-v");
    if (!ticket_is_name(visitor, TICKET_RANDOM_CHARS)) {
        struct buf b;
        buf_init(&b, 64);
        ticket_random(&b);
        visitor = (struct str){0};
        if (arena_copy(v->ctx.arena, buf_str(&b), &visitor) == OK && v->req->method != METHOD_POST)
            visit_set_cookie(v, "__Host-v", visitor, 0);
        buf_close(&b);
    }
    v->web.visitor = visitor;
}

enum status visit_begin_who(struct visit *v)
{
    struct str cookie = visit_cookie(v, "__Host-s");
    v->ctx.who = who_nobody();
    if (v->is_api) {
        TRY(begin_token(v));
    } else if (cookie.n) {
        TRY(session_who(&v->ctx, cookie, &v->ctx.who, &v->name));
        if (v->ctx.who.person.v)
            v->session = v->web.visitor = cookie;
    }
    if (v->party.matter || (!v->is_api && read_party(v) == OK)) {
        v->ctx.who.matter = v->party.matter;
        v->ctx.who.has_secret = v->party.has_secret;
        v->web.is_party = true;
    }
    return OK;
}

/* What followed ? in the words of forms, for pages. */
static enum status begin_asked(struct visit *v)
{
    struct form_pair *pair = ARENA_ARRAY(v->ctx.arena, struct form_pair, v->query.n + 1);
    if (!pair)
        return FULL;
    for (size_t i = 0; i < v->query.n; i++)
        pair[i] = (struct form_pair){v->query.at[i].name, v->query.at[i].value, NULL};
    v->web.asked = (struct form){pair, v->query.n};
    return OK;
}

enum status visit_begin(struct visit *v)
{
    struct str accept = http_header(v->req, S("accept"));
    TRY(http_query(v->req, &v->query));
    v->web.csrf_key = core_key(v->core, "csrf");
    v->web.seal_key = core_key(v->core, "cookie");
    v->web.draft_key = core_key(v->core, "draft");
    v->web.path = v->req->path;
    v->wants_json = v->is_api || str_starts(accept, S("application/json")) ||
                    str_is(visit_query(v, "as"), "json");
    begin_looks(v);
    if (!v->is_api)
        begin_visitor(v);
    TRY(begin_asked(v));
    return visit_begin_who(v);
}

/* ---- forms from our own pages ---- */

void visit_put_origin(const struct visit *v, struct buf *to)
{
    buf_puts(to, v->req->is_local_socket ? "https://" : "http://");
    buf_puts(to, core_authority(v->core));
}

static bool is_own_origin(const struct visit *v)
{
    struct str site = http_header(v->req, S("sec-fetch-site"));
    struct str origin = http_header(v->req, S("origin"));
    struct buf own;
    if (site.p)
        return str_is(site, "same-origin");
    buf_init(&own, 400);
    visit_put_origin(v, &own);
    bool same = origin.n && str_eq(origin, buf_str(&own));
    buf_close(&own);
    return same;
}

/* A program without a cookie has nothing that somebody else's page could borrow; one that sends
 * JSON from a page was asked for leave by the browser first. */
bool visit_is_own_form(const struct visit *v, struct str token, struct str about)
{
    bool is_json = str_is(v->req->media, "application/json");
    if (v->is_api)
        return true;
    if (is_json && !http_header(v->req, S("cookie")).p)
        return true;
    if (!is_own_origin(v))
        return false;
    return is_json || ticket_csrf_check(&v->web.csrf_key, v->web.visitor, about, token, v->ctx.now);
}

/* ---- answers ---- */

/* "/appeal/7 csv": the address by which something was read, and behind it as what. */
static enum status name_door(struct visit *v, struct str *ret_door)
{
    struct buf b;
    struct str as = visit_query(v, "as");
    buf_init(&b, LIMIT_TARGET_BYTES + 8);
    buf_put(&b, v->req->path);
    if (v->is_api)
        buf_puts(&b, " api");
    else if (str_is(as, "csv") || str_is(as, "xlsx") || str_is(as, "pdf"))
        buf_printf(&b, " %.*s", STR_ARG(as));
    else if (v->wants_json)
        buf_puts(&b, " json");
    enum status s = b.full ? FULL : arena_copy(v->ctx.arena, buf_str(&b), ret_door);
    buf_close(&b);
    return s;
}

/* Nothing of what was made may leave. */
static void refuse_unrecorded(struct visit *v)
{
    reads_close(&v->reads);
    buf_close(&v->reply.body);
    v->n_headers = 0;
    v->web.last = (struct web_last){0};
    visit_reply_error(v, v->record.status == FULL ? 507 : 503);
}

static void recorded(struct read_call *call)
{
    struct visit *v = call->of;
    if (call->status != OK) {
        server_push(v, refuse_unrecorded);
        return;
    }
    reads_close(&v->reads);
    v->leave(v);
}

void visit_leave(struct visit *v, void (*leave)(struct visit *v))
{
    v->leave = leave;
    if (!reads_any(&v->reads)) {
        leave(v);
        return;
    }
    v->record = (struct read_call){.done = recorded, .of = v, .status = BUSY};
    enum status s = name_door(v, &v->record.door);
    if (s == OK)
        s = reads_make(&v->ctx, &v->reads, &v->record);
    if (s == OK)
        s = reads_submit(v->core, &v->record);
    if (s != OK)
        refuse_unrecorded(v);
}

static void send_reply(struct visit *v)
{
    int status = v->reply.status < STATUS_MAX ? v->reply.status : 0;
    atomic_fetch_add(&v->server->n_replies[status], 1);
    http_reply_later(v->req, &v->reply);
}

/* Cookies make an answer somebody's own. */
static void drop_cookies(struct visit *v)
{
    size_t n = 0;
    for (size_t i = 0; i < v->n_headers; i++)
        if (!str_is(v->header[i].name, "Set-Cookie"))
            v->header[n++] = v->header[i];
    v->n_headers = n;
}

/* Of the same address, language and kind: other words only after another entry, or when the program
 * started anew. */
static enum status put_etag(struct visit *v, int64_t newest)
{
    char room[80];
    struct buf b = {.p = room, .room = sizeof room, .max = sizeof room};
    buf_printf(&b, "W/\"%lld-%llx-%d%d\"", (long long)newest,
               (unsigned long long)v->server->opened_at, (int)v->lang, v->wants_json);
    return b.full ? FULL : arena_copy(v->ctx.arena, buf_str(&b), &v->etag);
}

bool visit_is_kept(struct visit *v, int64_t newest)
{
    struct str known = http_header(v->req, S("if-none-match"));
    bool own = http_header(v->req, S("cookie")).p || http_header(v->req, S("authorization")).p ||
               visit_query(v, "lang").p || visit_query(v, "big").p;
    if (own || v->req->method == METHOD_POST || put_etag(v, newest) != OK)
        return false;
    drop_cookies(v);
    if (!known.p || str_find(known, v->etag) == known.n)
        return false;
    visit_reply_text(v, 304, (struct str){NULL, 0}, S(""));
    return true;
}

static struct http_reply begin_reply(struct visit *v, struct str media)
{
    int status = v->status ? v->status : 200;
    bool kept = v->etag.p && (status == 200 || status == 304);
    visit_add_header(v, S("Cache-Control"), kept ? S("public, max-age=10") : S("no-store"));
    if (kept) {
        visit_add_header(v, S("ETag"), v->etag);
        visit_add_header(v, S("Vary"), S("Accept, Accept-Language, Cookie, Authorization"));
    }
    return (struct http_reply){
        .status = status, .media = media, .headers = v->header, .n_headers = v->n_headers};
}

void visit_reply(struct visit *v, struct str media, struct buf *body)
{
    if (body->full) {
        buf_close(body);
        visit_reply_text(v, 500, S("text/plain; charset=utf-8"), S("page too large\n"));
        return;
    }
    v->reply = begin_reply(v, media);
    v->reply.body = *body;
    visit_leave(v, send_reply);
}

void visit_reply_text(struct visit *v, int status, struct str media, struct str text)
{
    v->status = status;
    v->reply = begin_reply(v, media);
    v->reply.text = text;
    visit_leave(v, send_reply);
}

void visit_see_other(struct visit *v, struct str address)
{
    struct str kept = S("/");
    if (arena_copy(v->ctx.arena, address, &kept) != OK)
        kept = S("/");
    visit_add_header(v, S("Location"), kept);
    visit_reply_text(v, 303, S("text/plain; charset=utf-8"), S("see other\n"));
}

int visit_status_of(enum status s)
{
    static const int codes[] = {
        [OK] = 200,        [REFUSED] = 409, [NOT_FOUND] = 404, [CONFLICT] = 409,
        [BAD_INPUT] = 422, [BUSY] = 503,    [FULL] = 413,      [BROKEN] = 500,
    };
    assert((size_t)s < sizeof codes / sizeof codes[0]);
    return codes[s];
}
