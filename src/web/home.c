// SPDX-License-Identifier: Apache-2.0
/* home.c -- the door's own pages: home, looking a matter up, the receipt after filing.
 * Floor 6. */
#include "base/json.h"
#include "web/own.h"
#include "web/server.h"

#include <assert.h>
#include <string.h>

/* ---- / ---- */

static void put_door(struct page *p, const char *address, const char *key, const char *lead)
{
    buf_printf(p->out, "<li><a href=\"%s\"><b>", address);
    own_t(p, key);
    own_put(p, "</b><span>");
    own_t(p, lead);
    own_put(p, "</span></a></li>");
}

static bool is_for_anyone(const struct parties *by)
{
    for (size_t i = 0; i < by->n; i++)
        if (by->party[i].kind == PARTY_ANYONE)
            return true;
    return false;
}

/* A page called `new` that anyone may open is a door: words ROOM.new and ROOM.new_lead. */
static void put_new_doors(struct visit *v, struct page *p)
{
    const struct rooms *rooms = core_rooms(v->core);
    for (size_t i = 0; i < rooms->n; i++)
        for (size_t k = 0; k < rooms->room[i]->n_pages; k++) {
            const struct page_def *page = rooms->room[i]->pages[k];
            char key[2][80] = {{0}};
            size_t n = strlen(page->room);
            if (strcmp(page->name, "new") != 0 || !is_for_anyone(&page->by) ||
                n + 10 > sizeof key[0])
                continue;
            memcpy(key[0], page->room, n);
            memcpy(key[1], page->room, n);
            memcpy(key[0] + n, ".new", 5);
            memcpy(key[1] + n, ".new_lead", 10);
            put_door(p, page->path, key[0], key[1]);
        }
}

/* The second line of a checkpoint is the number of entries in the log. */
static void put_numbers(struct visit *v, struct page *p)
{
    struct str note, rest;
    int64_t n;
    if (checkpoint_text(v->core, v->ctx.arena, &note) != OK)
        return;
    str_cut(note, '\n', &rest);
    if (str_to_int(str_cut(rest, '\n', &rest), &n) != OK)
        return;
    own_put(p, "<p class=\"x-numbers\"><a href=\"/checkpoint\">");
    page_t(p, "web.numbers", &(struct text_arg){.name = "n", .number = n}, 1);
    own_put(p, "</a></p>");
}

void home_page(struct visit *v)
{
    struct buf inner;
    buf_init(&inner, VISIT_PAGE_BYTES);
    struct page p = frame_page(v, &inner);
    own_heading(&p, "web.welcome");
    own_put(&p, "<p class=\"x-lead\">");
    own_t(&p, "web.lead");
    own_put(&p, "</p><ul class=\"x-doors\">");
    put_new_doors(v, &p);
    put_door(&p, "/track", "web.track", "web.track_lead");
    put_door(&p, "/verify", "web.verify", "web.verify_lead");
    own_put(&p, "</ul>");
    put_numbers(v, &p);
    frame_reply(v, &inner, NULL);
    buf_close(&inner);
}

/* ---- /track ---- */

static void show_track(struct visit *v, struct str no, const char *error)
{
    struct buf inner, attributes;
    buf_init(&attributes, 4096);
    struct page a = frame_page(v, &attributes);
    own_put(&a, "autocomplete=\"off\" value=\"");
    page_text(&a, PLACE_ATTR, no);
    own_put(&a, "\"");
    buf_byte(&attributes, 0);
    struct page p = own_begin(v, &inner, "web.track", "web.track_lead", error);
    own_form(v, &p, "/track", "web.track");
    own_line(&p, "no", "web.no", NULL, attributes.full ? "" : attributes.p);
    own_line(&p, "view_code", "web.view_code", "web.view_code.hint",
             "autocomplete=\"off\" spellcheck=\"false\"");
    own_line(&p, "secret", "web.secret_optional", "web.secret_optional.hint",
             "type=\"password\" autocomplete=\"off\"");
    own_button(&p, "web.track.do");
    own_end(v, &inner);
    buf_close(&attributes);
}

/* A program gets as a token what a browser gets as a cookie. */
static void give_key(struct visit *v, const struct visit_party *party, struct str home)
{
    struct buf sealed, to;
    buf_init(&sealed, 4096);
    buf_init(&to, 8192);
    visit_seal_party(v, party, &sealed);
    buf_printf(&to, "{\"matter\":%lld,\"address\":\"/api/v1%.*s\",\"until\":%lld,\"token\":",
               (long long)party->matter, STR_ARG(home), (long long)(v->ctx.now + VISIT_PARTY_MS));
    json_put_text(&to, buf_str(&sealed));
    buf_puts(&to, "}\n");
    to.full |= sealed.full;
    buf_close(&sealed);
    visit_reply(v, S("application/json"), &to);
}

static void open_matter(struct visit *v, const struct visit_party *party)
{
    struct matter_row row;
    struct buf b;
    const struct matter *matter = NULL;
    if (matter_read(&v->ctx, party->matter, &row) == OK)
        matter = matter_def(v->ctx.rooms, row.kind);
    if (!matter || !matter->url) {
        visit_reply_error(v, 404);
        return;
    }
    buf_init(&b, 400);
    struct page p = frame_page(v, &b);
    const struct page_def home = {.path = matter->url};
    page_url(&p, &home, party->matter, NULL, 0);
    if (v->is_api) {
        give_key(v, party, buf_str(&b));
    } else {
        visit_set_party(v, party);
        visit_see_other(v, buf_str(&b));
    }
    buf_close(&b);
}

void track_page(struct visit *v)
{
    struct http_form form;
    struct visit_party party = {.entry = -1};
    if (v->req->method != METHOD_POST) {
        show_track(v, (struct str){0}, NULL);
        return;
    }
    if (own_read(v, &form, "web.track") != OK) {
        if (v->is_api)
            visit_reply_reason(v, 400, "web.api.body");
        else
            visit_reply_error(v, 419);
        return;
    }
    struct str secret = str_trim(http_form_get(&form, S("secret")));
    party.no = str_trim(http_form_get(&form, S("no")));
    party.view_code = str_trim(http_form_get(&form, S("view_code")));
    enum status s =
        code_check(&v->ctx, party.no, party.view_code, secret.n ? secret : (struct str){0},
                   &party.matter, &party.has_secret);
    if (s == OK)
        open_matter(v, &party);
    else if (v->is_api)
        visit_reply_reason(v, s == BUSY ? 503 : 422, s == BUSY ? "core.busy" : "web.track_wrong");
    else
        show_track(v, party.no, s == BUSY ? "core.busy" : "web.track_wrong");
}

/* ---- /receipt: what the filer must keep ---- */

static void put_fact(struct page *p, const char *key, struct str value, const char *class)
{
    own_put(p, "<dt>");
    own_t(p, key);
    buf_printf(p->out, "</dt><dd class=\"%s\">", class);
    page_text(p, PLACE_TEXT, value);
    own_put(p, "</dd>");
}

/* What to do with the codes, and what comes next: in the matter's own words, where it has some. */
static bool put_own_words(struct page *p, const struct matter *def)
{
    struct buf key;
    buf_init(&key, 130);
    buf_printf(&key, "%s.%s.codes", def->room, def->name);
    buf_byte(&key, 0);
    bool has = !key.full && text_find(str_of(key.p));
    if (has)
        own_t(p, key.p);
    buf_close(&key);
    return has;
}

static void put_next(struct page *p, const struct matter_row *row)
{
    struct text_arg due = {.name = "due", .number = row->due};
    own_put(p, "<h2>");
    own_t(p, "web.receipt.next");
    own_put(p, "</h2><p>");
    if (row->has_due)
        page_t(p, "web.receipt.due", &due, 1);
    else
        own_t(p, "web.receipt.no_due");
    own_put(p, "</p>");
}

static void put_receipt_ways(struct visit *v, struct page *p, const struct matter_row *row)
{
    const struct matter *matter = matter_def(v->ctx.rooms, row->kind);
    own_put(p, "<ul class=\"x-ways\">");
    if (matter && matter->url) {
        const struct page_def home = {.path = matter->url};
        own_put(p, "<li><a class=\"x-button\" href=\"");
        page_url(p, &home, row->id, NULL, 0);
        own_put(p, "\">");
        own_t(p, "web.receipt.open");
        own_put(p, "</a></li>");
    }
    if (v->party.entry >= 0) {
        buf_printf(p->out, "<li><a href=\"/receipt/%lld.tlog-proof\">", (long long)v->party.entry);
        own_t(p, "web.receipt.get");
        own_put(p, "</a></li><li><a href=\"/verify\">");
        own_t(p, "web.receipt.verify");
        own_put(p, "</a></li>");
    }
    if (v->party.entry >= 0) {
        own_put(p, "<li class=\"x-made-qr\">");
        page_qr(p, v->party.entry);
        own_put(p, "</li>");
    }
    own_put(p, "<li><a href=\"/receipt?as=pdf\">");
    own_t(p, "web.pdf");
    own_put(p, "</a></li>");
    own_put(p, "<li class=\"x-script\"><button class=\"x-quiet\" type=\"button\" data-print>");
    own_t(p, "web.print");
    own_put(p, "</button></li></ul>");
}

static enum status read_codes(struct visit *v, struct matter_row *row, struct str *ret_code,
                              struct str *ret_secret)
{
    struct buf b;
    struct str scope;
    if (!v->party.key.n)
        return NOT_FOUND;
    TRY(matter_read(&v->ctx, v->party.matter, row));
    buf_init(&b, 128);
    if (v->ctx.who.person.v)
        buf_printf(&b, "account:%lld", (long long)v->ctx.who.person.v);
    else
        buf_printf(&b, "visitor:%.*s", STR_ARG(v->web.visitor));
    enum status s = arena_copy(v->ctx.arena, buf_str(&b), &scope);
    buf_close(&b);
    TRY(s);
    return code_again(v->core, &v->ctx, v->party.matter, scope, v->party.key, v->ctx.arena,
                      ret_code, ret_secret);
}

void receipt_page(struct visit *v)
{
    struct matter_row row;
    struct str code, secret;
    struct buf inner;
    if (read_codes(v, &row, &code, &secret) != OK) {
        visit_see_other(v, S("/track"));
        return;
    }
    buf_init(&inner, VISIT_PAGE_BYTES);
    struct page p = frame_page(v, &inner);
    own_put(&p, "<div class=\"x-made\">");
    own_heading(&p, "web.receipt");
    own_put(&p, "<p>");
    own_t(&p, "web.receipt.number");
    own_put(&p, "<br><b class=\"x-number\">");
    page_text(&p, PLACE_TEXT, row.no);
    own_put(&p, "</b></p></div><p>");
    bool own = put_own_words(&p, matter_def(v->ctx.rooms, row.kind));
    if (!own)
        own_t(&p, "web.receipt.keep");
    own_put(&p, "</p><dl class=\"x-codes\">");
    put_fact(&p, "web.view_code", code, "x-code");
    put_fact(&p, own ? "web.password.secret" : "web.secret", secret, "x-code");
    own_put(&p, "</dl>");
    if (!own)
        put_next(&p, &row);
    put_receipt_ways(v, &p, &row);
    if (str_is(visit_query(v, "as"), "pdf"))
        rendered_print(v, "receipt", buf_str(&inner), v->party.entry);
    else
        frame_reply(v, &inner, NULL);
    buf_close(&inner);
}
