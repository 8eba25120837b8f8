// SPDX-License-Identifier: Apache-2.0
/* web.c -- the server: loops that read requests, a pool that does what takes time.
 * Floor 6. */
#include "base/limits.h"
#include "core/receipt_check.h"
#include "web/server.h"

#include <assert.h>
#include <string.h>

enum { UPLOAD_STRANGER_BYTES = 64 * 1024 * 1024, SWEEP_MS = 3600 * 1000 };

int web_n_readers(const struct web_options *o)
{
    int loops = o->http.n_loops ? o->http.n_loops : 2, pool = o->n_pool ? o->n_pool : 2;
    return loops + pool;
}

/* ---- the pool ---- */

void server_push(struct visit *v, void (*run)(struct visit *v))
{
    struct web_server *s = v->server;
    v->run = run;
    v->next = NULL;
    pthread_mutex_lock(&s->lock);
    if (s->last)
        s->last->next = v;
    else
        s->first = v;
    s->last = v;
    pthread_cond_signal(&s->wake);
    pthread_mutex_unlock(&s->lock);
}

static struct visit *pop(struct web_server *s, bool *ret_heard)
{
    pthread_mutex_lock(&s->lock);
    while (!s->first && s->n_heard == 0 && !s->stopping)
        pthread_cond_wait(&s->wake, &s->lock);
    struct visit *v = s->first;
    if (v)
        s->first = v->next;
    if (!s->first)
        s->last = NULL;
    *ret_heard = !v && s->n_heard > 0;
    pthread_mutex_unlock(&s->lock);
    return v;
}

/* Whoever reads sees one commit from the first question to the last; what is sent is judged by the
 * writer, and asks too little for a view to pay.  `v` is gone when it was answered. */
static void run_visit(struct web_server *s, int reader, struct visit *v,
                      void (*run)(struct visit *v))
{
    bool reads = v->req->method != METHOD_POST;
    v->ctx.matter_seen = NULL;
    v->ctx.note = (struct str){NULL, 0};
    enum status signed_up = checkpoint_newest(s->core, v->ctx.arena, &v->ctx.note);
    (void)signed_up; /* without one there are no receipts, and pages all the same */
    if (reads && core_view_begin(s->core, reader) != OK) {
        struct http_reply reply = {
            .status = 503, .media = S("text/plain; charset=utf-8"), .text = S("error\n")};
        http_reply_later(v->req, &reply);
        return;
    }
    run(v);
    if (reads)
        core_view_end(s->core, reader);
}

static void work(struct web_server *s, int reader)
{
    for (;;) {
        bool heard;
        struct visit *v = pop(s, &heard);
        if (v) {
            v->ctx.db = core_reader(s->core, reader);
            v->ctx.now = core_now(s->core);
            run_visit(s, reader, v, v->run);
        } else if (heard) {
            live_tell(s, reader);
        } else {
            return;
        }
    }
}

/* Threads know their number by the place of their handle. */
static int number_of(const pthread_t *handles, int n)
{
    for (int i = 0; i < n; i++)
        if (pthread_equal(handles[i], pthread_self()))
            return i;
    return -1;
}

static void *run_pool(void *server)
{
    struct web_server *s = server;
    pthread_mutex_lock(&s->lock); /* until web_run has written all handles */
    pthread_mutex_unlock(&s->lock);
    int i = number_of(s->pool, s->n_pool);
    assert(i >= 0);
    work(s, s->n_loops + i);
    return NULL;
}

static void *run_loop(void *server)
{
    struct web_server *s = server;
    pthread_mutex_lock(&s->lock);
    pthread_mutex_unlock(&s->lock);
    int i = number_of(s->loop, s->n_loops);
    assert(i >= 1);
    http_run(s->http, i);
    return NULL;
}

/* ---- requests ---- */

static void run_page_or_stream(struct visit *v)
{
    if (visit_query(v, "live").p)
        live_open(v);
    else
        show_page(v);
}

static void go(struct visit *v, const struct route *r)
{
    bool is_post = v->req->method == METHOD_POST;
    v->page = r->page;
    v->op = r->op;
    v->id = r->id;
    if (v->is_api)
        api_go(v, r);
    else if (r->kind == ROUTE_FIXED && r->slow)
        server_push(v, r->run);
    else if (r->kind == ROUTE_FIXED)
        r->run(v);
    else if (r->kind == ROUTE_FORM && is_post && v->req->n_files)
        server_push(v, ask_begin); /* it flushes them to the disk */
    else if (r->kind == ROUTE_FORM && is_post)
        ask_begin(v);
    else if (r->kind == ROUTE_FORM && visit_query(v, "choose").p)
        server_push(v, choose_reply);
    else if (r->kind == ROUTE_FORM)
        show_form(v);
    else if (r->kind == ROUTE_PAGE && is_post)
        visit_reply_error(v, 405);
    else if (r->kind == ROUTE_PAGE && show_is_slow(v, r->page))
        server_push(v, run_page_or_stream);
    else if (r->kind == ROUTE_PAGE)
        run_page_or_stream(v);
    else
        visit_reply_error(v, 404);
}

static void reply_bare(struct http_request *req, int status)
{
    struct http_reply reply = {.status = status, .media = S("text/plain; charset=utf-8")};
    reply.text = S("error\n");
    http_reply(req, &reply);
}

static void begin(struct visit *v)
{
    v->is_api = visit_is_api(v->req->path, &v->req->path);
    enum status begun = visit_begin(v);
    bool has_cookie = v->is_api && http_header(v->req, S("cookie")).p;
    if (has_cookie && (begun == OK || begun == REFUSED)) {
        visit_reply_reason(v, 400, "web.api.cookie");
    } else if (begun == REFUSED) {
        visit_reply_reason(v, 401, "web.api.token");
    } else if (begun == BAD_INPUT) {
        reply_bare(v->req, 400);
    } else if (begun != OK) {
        reply_bare(v->req, visit_status_of(begun));
    } else if (v->req->is_too_large) {
        visit_reply_error(v, 413);
    } else {
        struct route r = route_find(v->ctx.rooms, v->req->path);
        go(v, &r);
    }
}

static void handle(void *ctx, int loop, struct http_request *req)
{
    struct web_server *s = ctx;
    struct visit *v = ARENA_NEW(req->arena, struct visit);
    if (!v) {
        reply_bare(req, 503);
        return;
    }
    v->server = s;
    v->core = s->core;
    v->req = req;
    v->ctx.db = core_reader(s->core, loop);
    v->ctx.rooms = core_rooms(s->core);
    v->ctx.pack = core_pack(s->core);
    v->ctx.arena = req->arena;
    v->ctx.now = core_now(s->core);
    v->ctx.reads = &v->reads;
    run_visit(s, loop, v, begin);
}

static int64_t bytes_of(const struct record *r)
{
    int64_t sum = 0;
    for (size_t i = 0; i < r->n; i++) {
        const struct field *f = &r->field[i];
        int64_t n = f->list_max > 0 ? f->list_max : 1;
        if (f->type == FIELD_FILE)
            sum += n * (f->min <= f->max ? f->max : LIMIT_UPLOAD_BYTES);
        else if (f->type == FIELD_GROUP)
            sum += n * bytes_of(f->group);
    }
    return sum;
}

/* Without an account, so much at once. */
static bool has_account(struct web_server *s, int loop, const struct http_request *req)
{
    struct visit v = {.server = s, .core = s->core, .req = (struct http_request *)(uintptr_t)req};
    struct str rest;
    v.is_api = visit_is_api(req->path, &rest);
    v.ctx.db = core_reader(s->core, loop);
    v.ctx.rooms = core_rooms(s->core);
    v.ctx.arena = req->arena;
    v.ctx.now = core_now(s->core);
    return visit_begin_who(&v) == OK && v.ctx.who.person.v;
}

/* Only an operation that asks for files may bring them, and no more than it asks for; and a receipt
 * that the office is to check. */
static int64_t upload_max(void *ctx, int loop, const struct http_request *req)
{
    struct web_server *s = ctx;
    struct str path = req->path;
    visit_is_api(path, &path);
    struct route r = route_find(core_rooms(s->core), path);
    if (r.kind == ROUTE_FIXED && r.run == verify_page)
        return RECEIPT_CHECK_BYTES;
    if (r.kind != ROUTE_FORM)
        return 0;
    int64_t n = bytes_of(&r.op->form);
    int64_t max = n > UPLOAD_STRANGER_BYTES && has_account(s, loop, req) ? LIMIT_UPLOAD_BYTES
                                                                         : UPLOAD_STRANGER_BYTES;
    return n > max ? max : n;
}

void server_sweep(struct web_server *s)
{
    int64_t now = core_now(s->core);
    pthread_mutex_lock(&s->lock);
    bool is_time = now - s->swept_at > SWEEP_MS || now < s->swept_at;
    if (is_time)
        s->swept_at = now;
    pthread_mutex_unlock(&s->lock);
    if (is_time)
        file_keep_sweep(s->core);
}

/* ---- open, run, stop ---- */

static size_t n_pages(const struct rooms *rooms)
{
    size_t n = 0;
    for (size_t i = 0; i < rooms->n; i++)
        n += rooms->room[i]->n_pages;
    return n;
}

enum status web_open(const struct web_options *o, struct web_server **ret_server)
{
    struct web_server *s = ARENA_NEW(o->arena, struct web_server);
    struct http_options http = o->http;
    if (!s)
        return FULL;
    s->core = o->core;
    s->n_loops = http.n_loops = o->http.n_loops ? o->http.n_loops : 2;
    s->n_pool = o->n_pool ? o->n_pool : 2;
    assert(s->n_pool <= POOL_MAX && s->n_loops <= LOOPS_MAX);
    s->stream = ARENA_ARRAY(o->arena, struct stream, STREAMS_MAX);
    s->heard = ARENA_ARRAY(o->arena, struct heard, HEARD_MAX);
    s->n_shown = ARENA_ARRAY(o->arena, _Atomic(uint64_t), n_pages(core_rooms(s->core)) + 1);
    if (!s->stream || !s->heard || !s->n_shown)
        return FULL;
    http.ctx = s;
    http.handle = handle;
    http.upload_max = upload_max;
    http.tell_too_large = true;
    http.ended = live_ended;
    if (pthread_mutex_init(&s->lock, NULL) != 0 || pthread_cond_init(&s->wake, NULL) != 0)
        return BROKEN;
    TRY(http_open(&http, &s->http));
    core_listen(s->core, live_heard, live_told, s);
    s->opened_at = core_now(s->core);
    server_sweep(s);
    *ret_server = s;
    return OK;
}

int web_port(const struct web_server *s)
{
    return http_port(s->http);
}

struct http_server *web_http(struct web_server *s)
{
    return s->http;
}

static void stop_pool(struct web_server *s, int started)
{
    pthread_mutex_lock(&s->lock);
    s->stopping = true;
    pthread_cond_broadcast(&s->wake);
    pthread_mutex_unlock(&s->lock);
    for (int i = 0; i < started; i++)
        pthread_join(s->pool[i], NULL);
}

enum status web_run(struct web_server *s)
{
    int pool = 0, loops = 1;
    pthread_mutex_lock(&s->lock);
    s->loop[0] = pthread_self();
    while (pool < s->n_pool && pthread_create(&s->pool[pool], NULL, run_pool, s) == 0)
        pool++;
    while (loops < s->n_loops && pthread_create(&s->loop[loops], NULL, run_loop, s) == 0)
        loops++;
    pthread_mutex_unlock(&s->lock);
    bool all = pool == s->n_pool && loops == s->n_loops;
    if (!all)
        http_stop(s->http);
    http_run(s->http, 0);
    for (int i = 1; i < loops; i++)
        pthread_join(s->loop[i], NULL);
    stop_pool(s, pool);
    return all ? OK : BROKEN;
}

void web_stop(struct web_server *s)
{
    http_stop(s->http);
}

void web_close(struct web_server *s)
{
    http_close(s->http);
    pthread_cond_destroy(&s->wake);
    pthread_mutex_destroy(&s->lock);
}
