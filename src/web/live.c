// SPDX-License-Identifier: Apache-2.0
/* live.c -- event streams of live pages: "something happened here, fetch the page again".
 * Floor 6.  An event carries the fact's name, or `told` where an account's notices changed, and
 * nothing of the matter; session and right to read are asked again before each one. */
#include "web/server.h"

#include <assert.h>
#include <string.h>

static bool hears(const struct stream *s, const struct heard *h)
{
    if (!s->id.n || !s->page->live)
        return false;
    if (h->account.v)
        return s->account.v == h->account.v;
    if (!h->fact)
        return s->session.n > 0;
    if (s->page->matter && s->matter != h->matter)
        return false;
    if (!s->page->live[0])
        return s->page->matter != NULL;
    for (size_t i = 0; s->page->live[i]; i++)
        if (s->page->live[i] == h->fact)
            return true;
    return false;
}

/* Only noted here.  When the ring is full the oldest are lost; the next fact of the same matter
 * makes its pages fetch everything anyway. */
static void note(struct web_server *s, struct heard h)
{
    pthread_mutex_lock(&s->lock);
    if (s->n_streams == 0) { /* nobody listens */
        pthread_mutex_unlock(&s->lock);
        return;
    }
    size_t at = (s->heard_at + s->n_heard) % HEARD_MAX;
    s->heard[at] = h;
    if (s->n_heard < HEARD_MAX)
        s->n_heard++;
    else
        s->heard_at = (s->heard_at + 1) % HEARD_MAX;
    pthread_cond_signal(&s->wake);
    pthread_mutex_unlock(&s->lock);
}

void live_heard(void *server, const struct fact *f, int64_t matter)
{
    note(server, (struct heard){.fact = f, .matter = matter});
}

/* The holder of a code is told by the facts of his matter, which its page hears. */
void live_told(void *server, struct person_id account)
{
    if (account.v)
        note(server, (struct heard){.account = account});
}

void live_ended(void *server, int loop, struct http_stream_id id)
{
    struct web_server *s = server;
    (void)loop;
    pthread_mutex_lock(&s->lock);
    for (size_t i = 0; i < STREAMS_MAX; i++)
        if (s->stream[i].id.n == id.n) {
            s->stream[i].id.n = 0;
            s->n_streams--;
        }
    pthread_mutex_unlock(&s->lock);
}

/* Is whoever opened the stream still allowed to read the page? */
static bool still_may(struct web_server *s, const struct stream *stream, struct store *db,
                      struct arena *a)
{
    struct visit v = {.server = s, .core = s->core};
    struct matter_row row = {0};
    v.ctx.db = db;
    v.ctx.rooms = core_rooms(s->core);
    v.ctx.arena = a;
    v.ctx.now = core_now(s->core);
    v.ctx.who = who_nobody();
    if (stream->session.n &&
        (session_who(&v.ctx, stream->session, &v.ctx.who, &v.name) != OK || !v.ctx.who.person.v))
        return false;
    if (stream->party && stream->until >= v.ctx.now)
        v.ctx.who.matter = stream->party;
    return show_may(&v, stream->page, stream->matter, &row) == OK;
}

static bool next_heard(struct web_server *s, struct heard *ret_heard)
{
    bool any;
    pthread_mutex_lock(&s->lock);
    any = s->n_heard > 0;
    if (any) {
        *ret_heard = s->heard[s->heard_at];
        s->heard_at = (s->heard_at + 1) % HEARD_MAX;
        s->n_heard--;
    }
    pthread_mutex_unlock(&s->lock);
    return any;
}

/* A copy of the i-th stream if it hears this; its session's bytes are in the copy. */
static bool copy_stream(struct web_server *s, size_t i, const struct heard *h,
                        struct stream *ret_copy)
{
    pthread_mutex_lock(&s->lock);
    bool yes = hears(&s->stream[i], h);
    if (yes) {
        *ret_copy = s->stream[i];
        ret_copy->session.p = ret_copy->room;
    }
    pthread_mutex_unlock(&s->lock);
    return yes;
}

void live_signed_out(struct web_server *s)
{
    note(s, (struct heard){0});
}

static enum status tell(struct web_server *s, const struct stream *one, const struct heard *h,
                        int reader, struct arena *a)
{
    if (!still_may(s, one, core_reader(s->core, reader), a))
        return REFUSED;
    if (h->account.v)
        return http_stream_send(s->http, one->id, S("fact"), S("told"));
    return h->fact ? http_stream_send(s->http, one->id, S("fact"), str_of(h->fact->full)) : OK;
}

void live_tell(struct web_server *s, int reader)
{
    struct heard h;
    struct stream one;
    struct arena a;
    arena_init(&a, 1 << 20);
    while (next_heard(s, &h))
        for (size_t i = 0; i < STREAMS_MAX; i++) {
            if (!copy_stream(s, i, &h, &one))
                continue;
            arena_reset(&a);
            if (tell(s, &one, &h, reader, &a) != OK)
                http_stream_close(s->http, one.id);
        }
    arena_close(&a);
}

static void fill(struct stream *stream, struct visit *v)
{
    *stream = (struct stream){.page = v->page, .matter = v->id, .party = v->party.matter};
    stream->account = v->ctx.who.person;
    stream->until = v->ctx.now + VISIT_PARTY_MS;
    if (v->session.n && v->session.n <= sizeof stream->room) {
        memcpy(stream->room, v->session.p, v->session.n);
        stream->session = (struct str){stream->room, v->session.n};
    }
}

void live_open(struct visit *v)
{
    struct web_server *s = v->server;
    struct matter_row row = {0};
    struct stream *free_one = NULL;
    if (!v->page->live || show_may(v, v->page, v->id, &row) != OK) {
        visit_reply_error(v, 404);
        return;
    }
    pthread_mutex_lock(&s->lock);
    for (size_t i = 0; i < STREAMS_MAX && !free_one; i++)
        if (!s->stream[i].id.n)
            free_one = &s->stream[i];
    if (free_one) {
        fill(free_one, v);
        free_one->id = http_stream_open(v->req);
        s->n_streams++;
    }
    pthread_mutex_unlock(&s->lock);
    if (!free_one)
        visit_reply_error(v, 503);
}
