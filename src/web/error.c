// SPDX-License-Identifier: Apache-2.0
/* error.c -- what is wrong and what to do: a page for people, problem details for programs.
 * Floor 6. */
#include "base/json.h"
#include "web/server.h"

#include <string.h>

static const struct {
    int status;
    const char *head, *words;
} rows[] = {
    {400, "web.bad_request", "web.bad_request.do"},
    {401, "web.forbidden", "web.forbidden.do"},
    {403, "web.forbidden", "web.forbidden.do"},
    {404, "web.not_found", "web.not_found.do"},
    {405, "web.not_found", "web.not_found.do"},
    {422, "core.refused", "core.refused"},
    {413, "web.too_large", "web.too_large.do"},
    {419, "web.expired", "web.expired.do"},
    {503, "web.busy", "web.busy.do"},
    {507, "web.unrecorded", "web.unrecorded.do"},
    {500, "web.broken", "web.broken.do"},
};

static size_t row_of(int status)
{
    size_t last = sizeof rows / sizeof rows[0] - 1;
    for (size_t i = 0; i < last; i++)
        if (rows[i].status == status)
            return i;
    return last;
}

/* ---- for programs: problem details ---- */

static void put_words(struct visit *v, struct buf *to, struct str key, int64_t n)
{
    struct buf b;
    buf_init(&b, 8192);
    text_put(&b, v->lang, key, &(struct text_arg){.name = "n", .number = n}, 1);
    json_put_text(to, buf_str(&b));
    buf_close(&b);
}

static void put_errors(struct visit *v, const struct list *errors, struct buf *to)
{
    const struct form_error *e = errors->at;
    buf_puts(to, ",\"errors\":[");
    for (size_t i = 0; i < errors->n; i++) {
        buf_puts(to, i ? ",{\"name\":" : "{\"name\":");
        json_put_text(to, e[i].name);
        buf_puts(to, ",\"reason\":");
        json_put_text(to, str_of(e[i].key));
        buf_puts(to, ",\"detail\":");
        put_words(v, to, str_of(e[i].key), e[i].limit);
        buf_puts(to, "}");
    }
    buf_puts(to, "]");
}

/* RFC 9457 without a type of its own: `reason` is the word that a program looks at, `law` the row
 * of the pack, title and detail are for a person. */
struct problem {
    const char *title, *detail; /* text keys */
    struct str reason, law;
    struct list errors; /* of struct form_error */
};

static void reply_problem(struct visit *v, const struct problem *p)
{
    struct buf b;
    buf_init(&b, 1 << 20);
    buf_printf(&b, "{\"status\":%d,\"title\":", v->status);
    put_words(v, &b, str_of(p->title), 0);
    buf_puts(&b, ",\"detail\":");
    put_words(v, &b, str_of(p->detail), 0);
    buf_puts(&b, ",\"reason\":");
    json_put_text(&b, p->reason);
    buf_puts(&b, ",\"law\":");
    json_put_text(&b, p->law);
    put_errors(v, &p->errors, &b);
    buf_puts(&b, "}\n");
    visit_add_header(v, S("Content-Language"), v->lang == LANG_EN ? S("en") : S("zh-CN"));
    visit_reply(v, S("application/problem+json"), &b);
}

static const char *reason_of(const struct web_last *last)
{
    if (last->why.refusal)
        return last->why.refusal->key;
    if (last->why.key)
        return last->why.key;
    if (last->errors.n)
        return "core.form.errors";
    return last->status == BUSY       ? "core.busy"
           : last->status == FULL     ? "core.full"
           : last->status == CONFLICT ? "core.conflict"
                                      : "core.broken";
}

void visit_reply_problem(struct visit *v)
{
    const struct web_last *last = &v->web.last;
    const char *reason = reason_of(last);
    struct problem p = {.title = "core.refused",
                        .detail = reason,
                        .reason = str_of(reason),
                        .law = str_of(last->why.refusal ? last->why.refusal->row : last->why.row),
                        .errors = last->errors};
    reply_problem(v, &p);
}

/* Who shows nothing is told to show something; 401 and 403 say which token would do. */
static void add_challenge(struct visit *v, const char *reason)
{
    if (v->status == 403 && !v->has_token && !v->web.is_party)
        v->status = 401;
    if (v->status == 401)
        visit_add_header(v, S("WWW-Authenticate"),
                         strcmp(reason, "web.api.token") == 0
                             ? S("Bearer realm=\"xiezhi\", error=\"invalid_token\"")
                             : S("Bearer realm=\"xiezhi\""));
    if (strcmp(reason, "web.api.scope") == 0)
        visit_add_header(v, S("WWW-Authenticate"),
                         S("Bearer realm=\"xiezhi\", error=\"insufficient_scope\""));
}

static void begin_error(struct visit *v, int status, const char *reason)
{
    v->status = status == 419 ? 403 : status;
    v->page = NULL;
    if (v->is_api)
        add_challenge(v, reason);
}

void visit_reply_reason(struct visit *v, int status, const char *reason)
{
    struct problem p = {
        .title = rows[row_of(status)].head, .detail = reason, .reason = str_of(reason)};
    begin_error(v, status, reason);
    reply_problem(v, &p);
}

/* ---- for people ---- */

static void put_ways(struct page *p, bool signed_in)
{
    buf_puts(p->out, "<ul><li><a href=\"/\">");
    page_t(p, "web.home", NULL, 0);
    buf_puts(p->out, "</a></li><li><a href=\"/track\">");
    page_t(p, "web.track", NULL, 0);
    buf_puts(p->out, "</a></li>");
    if (!signed_in) {
        buf_puts(p->out, "<li><a href=\"/login\">");
        page_t(p, "web.login", NULL, 0);
        buf_puts(p->out, "</a></li>");
    }
    buf_puts(p->out, "</ul>");
}

void visit_reply_error(struct visit *v, int status)
{
    size_t i = row_of(status);
    struct buf inner;
    struct problem problem = {
        .title = rows[i].head, .detail = rows[i].words, .reason = str_of(rows[i].head)};
    begin_error(v, status, rows[i].head);
    if (v->wants_json) {
        reply_problem(v, &problem);
        return;
    }
    buf_init(&inner, 65536);
    struct page p = frame_page(v, &inner);
    buf_puts(&inner, "<h1>");
    page_t(&p, rows[i].head, NULL, 0);
    buf_puts(&inner, "</h1><p>");
    page_t(&p, rows[i].words, NULL, 0);
    buf_puts(&inner, "</p>");
    put_ways(&p, v->session.n > 0);
    frame_reply(v, &inner, NULL);
    buf_close(&inner);
}
