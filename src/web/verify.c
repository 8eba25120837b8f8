// SPDX-License-Identifier: Apache-2.0
/* verify.c -- /verify: a receipt is judged in the reader's browser (skin/receipt.js and
 * skin/verify.js); without script by the office, named as such; and the way to the outsider's
 * program.
 * Floor 6.  Not here: the judgement itself (core/receipt_check.h). */
#include "base/json.h"
#include "core/receipt_check.h"
#include "web/own.h"
#include "web/server.h"
#include "web/skin.h"

#include <stdio.h>
#include <string.h>

/* ---- what a receipt says -------------------------------------------------------------------- */

static void put_term(struct page *p, const char *key)
{
    own_put(p, "<dt>");
    own_t(p, key);
    own_put(p, "</dt>");
}

static void put_value(struct page *p, const char *key, struct str value)
{
    put_term(p, key);
    own_put(p, "<dd class=\"x-code\">");
    page_text(p, PLACE_TEXT, value);
    own_put(p, "</dd>");
}

static void put_number(struct page *p, const char *key, uint64_t n)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
    put_value(p, key, str_of(digits));
}

/* A text as it was written, anything else as JSON. */
static void put_opened(struct page *p, struct str value)
{
    struct json *json;
    bool is_text = json_parse(p->ctx->arena, value, JSON_STRICT, &json, NULL) == OK &&
                   json->type == JSON_STRING;
    page_written(p, is_text ? json_text(json) : value);
}

static void put_fields(struct page *p, const struct receipt_told *told)
{
    if (!told->n)
        return;
    own_put(p, "<h3>");
    own_t(p, "web.verify.fields");
    own_put(p, "</h3><dl class=\"x-facts\">");
    for (size_t i = 0; i < told->n; i++) {
        const struct receipt_field *f = &told->field[i];
        own_put(p, "<dt class=\"x-code\">");
        page_text(p, PLACE_TEXT, f->name);
        own_put(p, "</dt><dd class=\"x-words\" data-user>");
        if (f->state == RECEIPT_OPENED)
            put_opened(p, f->value);
        else
            own_t(p, f->state == RECEIPT_ERASED ? "web.verify.erased_office" : "web.verify.closed");
        own_put(p, "</dd>");
    }
    own_put(p, "</dl>");
}

static void put_witnesses(struct page *p, const struct receipt_told *told)
{
    if (!told->n_witness_keys)
        return;
    put_term(p, "web.verify.witnesses");
    buf_printf(p->out, "<dd class=\"x-code\">%u / %u", told->n_witness, told->n_witness_keys);
    for (unsigned i = 0; i < told->n_witness; i++) {
        own_put(p, "<br>");
        page_text(p, PLACE_TEXT, told->witness[i]);
    }
    own_put(p, "</dd>");
}

static void put_told(struct page *p, const struct receipt_told *told)
{
    bool witnessed = told->n_witness && told->n_witness >= told->quorum;
    own_put(p, "<p class=\"x-state\">");
    own_t(p, witnessed ? "web.verify.witnessed" : "web.verify.signed");
    own_put(p, "</p><dl class=\"x-facts\">");
    put_value(p, "web.verify.origin", told->origin);
    put_number(p, "web.verify.index", told->index);
    put_number(p, "web.verify.size", told->size);
    put_term(p, "web.verify.kind");
    own_put(p, "<dd>");
    if (text_find(told->kind))
        text_put(p->out, p->lang, told->kind, NULL, 0);
    own_put(p, " <span class=\"x-code\">");
    page_text(p, PLACE_TEXT, told->kind);
    own_put(p, "</span>");
    if (!told->kind_proved)
        own_t(p, "web.verify.kind_said");
    own_put(p, "</dd>");
    put_witnesses(p, told);
    if (told->has_entered) {
        put_term(p, "web.verify.entered");
        own_put(p, "<dd>");
        page_time(p, TEXT_MOMENT, told->entered);
        own_put(p, "</dd>");
    }
    if (told->act)
        put_number(p, "web.verify.act", told->act);
    own_put(p, "</dl>");
    put_fields(p, told);
}

/* The office's word, and that it is only that. */
static void put_office(struct page *p, const struct receipt_told *told)
{
    own_put(p, "<section class=\"x-done\" role=\"status\"><h2>");
    own_t(p, "web.verify.office_says");
    own_put(p, "</h2><p>");
    own_t(p, "web.verify.office_only");
    own_put(p, "</p>");
    if (told->why) {
        own_put(p, "<p class=\"x-state x-wrong\">");
        own_t(p, "web.verify.refuted");
        own_put(p, "</p><p>");
        own_t(p, told->why);
        own_put(p, "</p>");
    } else {
        put_told(p, told);
    }
    own_put(p, "</section>");
}

/* ---- words for the script ------------------------------------------------------------------- */

static void put_word(struct page *p, const char *name, const char *key)
{
    buf_printf(p->out, "<span data-word=\"%s\">", name);
    own_t(p, key);
    own_put(p, "</span>");
}

/* What the script may have to say, in the page's language; names are those in skin/verify.js. */
static void put_words(struct page *p)
{
    static const char *const keys[] = {
        "web.verify.witnessed", "web.verify.signed",       "web.verify.refuted",
        "web.verify.origin",    "web.verify.index",        "web.verify.size",
        "web.verify.kind",      "web.verify.kind_said",    "web.verify.witnesses",
        "web.verify.entered",   "web.verify.act",          "web.verify.fields",
        "web.verify.closed",    "web.verify.erased_entry", "web.verify.erased_office",
        "web.verify.by_policy", "web.verify.by_page",      "web.verify.here_says",
        "web.verify.nothing",   "web.verify.no_policy",
    };
    const struct rooms *rooms = p->ctx->rooms;
    own_put(p, "<div id=\"verify-words\" hidden>");
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        put_word(p, keys[i] + strlen("web.verify."), keys[i]);
    for (size_t i = 0; i < receipt_n_whys; i++)
        put_word(p, receipt_whys[i] + strlen("core.receipt."), receipt_whys[i]);
    for (size_t i = 0; i < rooms->n; i++)
        for (size_t k = 0; k < rooms->room[i]->n_facts; k++) {
            const char *kind = rooms->room[i]->facts[k]->full;
            if (text_find(str_of(kind)))
                put_word(p, kind, kind);
        }
    own_put(p, "</div>");
}

/* ---- the page ------------------------------------------------------------------------------- */

static void put_hint(struct page *p, const char *id, const char *key)
{
    buf_printf(p->out, "<p class=\"x-hint\" id=\"%s\">", id);
    own_t(p, key);
    own_put(p, "</p>");
}

static void put_label(struct page *p, const char *id, const char *key)
{
    buf_printf(p->out, "<label for=\"%s\">", id);
    own_t(p, key);
    own_put(p, "</label>");
}

static void put_form(struct visit *v, struct page *p)
{
    own_put(p, "<form method=\"post\" class=\"x-form\" action=\"/verify\" id=\"verify\" "
               "enctype=\"multipart/form-data\">");
    own_csrf(v, p, S("web.verify"));
    own_put(p, "<div class=\"x-field\" id=\"verify-drop\">");
    put_label(p, "f-receipt", "web.verify.file");
    put_hint(p, "f-receipt-hint", "web.verify.file.hint");
    own_put(p, "<input type=\"file\" id=\"f-receipt\" name=\"receipt\" "
               "aria-describedby=\"f-receipt-hint\"></div><div class=\"x-field\">");
    put_label(p, "f-text", "web.verify.text");
    own_put(p, "<textarea id=\"f-text\" name=\"text\" rows=\"4\" spellcheck=\"false\" "
               "autocomplete=\"off\"></textarea></div>"
               "<div class=\"x-script x-here\"><div class=\"x-field\">");
    put_label(p, "f-policy", "web.verify.policy");
    put_hint(p, "f-policy-hint", "web.verify.policy.hint");
    own_put(p, "<input type=\"file\" id=\"f-policy\" aria-describedby=\"f-policy-hint\"></div>"
               "<p class=\"x-buttons\"><button type=\"button\" id=\"verify-here\">");
    own_t(p, "web.verify.here");
    own_put(p, "</button></p></div>");
    put_hint(p, "office-hint", "web.verify.office.hint");
    own_put(p,
            "<p class=\"x-buttons\"><button class=\"x-quiet\" aria-describedby=\"office-hint\">");
    own_t(p, "web.verify.office");
    own_put(p, "</button></p></form>"
               "<section id=\"verify-result\" class=\"x-done\" tabindex=\"-1\" hidden></section>");
}

/* How to be sure: a program and keys that come from elsewhere. */
static void put_sure(struct page *p)
{
    own_put(p, "<h2>");
    own_t(p, "web.verify.sure");
    own_put(p, "</h2><p>");
    own_t(p, "web.verify.sure.lead");
    own_put(p, "</p><ol><li><a href=\"");
    own_put(p, skin_address("xiezhi-verify.tar"));
    own_put(p, "\">");
    own_t(p, "web.verify.source");
    own_put(p, "</a><br><code class=\"x-code\" lang=\"en\">"
               "tar xf xiezhi-verify.*.tar &amp;&amp; cd xiezhi-verify &amp;&amp; "
               "cc -O2 -o xiezhi-verify *.c -lcrypto -lz"
               "</code></li><li><a href=\"/policy\">");
    own_t(p, "web.verify.policy_get");
    own_put(p, "</a><br>");
    own_t(p, "web.verify.policy_get.lead");
    own_put(p, "</li><li><code class=\"x-code\" lang=\"en\">./xiezhi-verify receipt "
               "FILE.tlog-proof --policy policy</code></li></ol>");
}

static void put_scripts(struct page *p)
{
    static const char *const names[] = {"hash.js", "ed25519.js", "receipt.js", "verify.js"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        own_put(p, "<script defer src=\"");
        own_put(p, skin_address(names[i]));
        own_put(p, "\"></script>");
    }
}

static void show(struct visit *v, const struct receipt_told *told, const char *error)
{
    struct buf inner;
    struct page p = own_begin(v, &inner, "web.verify", "web.verify.lead", error);
    if (told)
        put_office(&p, told);
    put_form(v, &p);
    put_sure(&p);
    put_words(&p);
    put_scripts(&p);
    own_end(v, &inner);
}

/* The chosen file, or else what was pasted; the file is gone when the request ends. */
static enum status read_receipt(struct visit *v, const struct http_form *form, struct str *ret_text)
{
    *ret_text = http_form_get(form, S("text"));
    for (size_t i = 0; i < v->req->n_files; i++) {
        const struct http_file *file = &v->req->files[i];
        if (!str_is(file->field, "receipt") || file->size == 0)
            continue;
        char *bytes = arena_take(v->ctx.arena, (size_t)file->size, 1);
        FILE *from = bytes ? fopen(file->path.p, "re") : NULL;
        size_t n = from ? fread(bytes, 1, (size_t)file->size, from) : 0;
        if (from)
            fclose(from);
        if (n != (size_t)file->size)
            return bytes ? BROKEN : FULL;
        *ret_text = (struct str){bytes, n};
    }
    return ret_text->n ? OK : NOT_FOUND;
}

/* Browsers send a text area's lines with CR LF; a receipt has none. */
static enum status without_cr(struct arena *a, struct str *text)
{
    char *to = arena_take(a, text->n + 1, 1);
    size_t n = 0;
    if (!to)
        return FULL;
    for (size_t i = 0; i < text->n; i++)
        if (text->p[i] != '\r' || i + 1 == text->n || text->p[i + 1] != '\n')
            to[n++] = text->p[i];
    *text = (struct str){to, n};
    return OK;
}

static enum status check(struct visit *v, const struct http_form *form, struct receipt_told *told)
{
    struct str text, policy;
    TRY(read_receipt(v, form, &text));
    bool is_pasted = text.p == http_form_get(form, S("text")).p;
    if (is_pasted)
        TRY(without_cr(v->ctx.arena, &text));
    if (policy_text(v->core, v->ctx.arena, &policy) != OK)
        return BROKEN;
    return receipt_check(v->ctx.arena, policy, text, told);
}

void verify_page(struct visit *v)
{
    struct http_form form;
    struct receipt_told told = {0};
    if (v->req->method != METHOD_POST) {
        show(v, NULL, NULL);
        return;
    }
    if (own_read(v, &form, "web.verify") != OK) {
        visit_reply_error(v, 419);
        return;
    }
    enum status s = check(v, &form, &told);
    if (s == OK || s == REFUSED)
        show(v, &told, NULL);
    else if (s == NOT_FOUND)
        show(v, NULL, "web.verify.nothing");
    else
        visit_reply_error(v, s == FULL ? 413 : visit_status_of(s));
}

/* Who may sign for this log, as a file. */
void fixed_policy(struct visit *v)
{
    struct str text;
    enum status s = policy_text(v->core, v->ctx.arena, &text);
    if (s != OK) {
        visit_reply_error(v, s == NOT_FOUND ? 404 : visit_status_of(s));
        return;
    }
    visit_add_header(v, S("Content-Disposition"), S("attachment; filename=\"policy\""));
    visit_reply_text(v, 200, S("text/plain; charset=utf-8"), text);
}
