// SPDX-License-Identifier: Apache-2.0
/* deadline.c -- how long a connection may take for what it is doing; looked at every tick.
 * Floor 2, inside http/. */
#include "http/inner.h"

#include <assert.h>

enum { DRAIN_MS = 2000 };

static void slow(struct conn *c)
{
    http_refuse(&c->parser.refusal, WHY_SLOW, "the request came too slowly");
    http_conn_refuse(c);
    http_loop_again(c);
}

static void tick_reading(struct conn *c, int64_t waited_ms)
{
    const struct http_options *o = &c->loop->server->options;
    if (c->parser.has_head) {
        if (waited_ms > o->head_ms &&
            (int64_t)c->parser.body_bytes * 1000 < waited_ms * o->body_rate)
            slow(c);
    } else if (!http_parse_is_idle(&c->parser, c->in_n - c->in_at)) {
        if (waited_ms > o->head_ms)
            slow(c);
    } else if (waited_ms > (c->is_first ? o->head_ms : o->idle_ms)) {
        http_conn_doom(c);
    }
}

static void tick_stream(struct conn *c)
{
    const struct http_options *o = &c->loop->server->options;
    if (c->loop->now_ms - c->beat_ms < o->heartbeat_ms)
        return;
    c->beat_ms = c->loop->now_ms;
    http_stream_append(c, S(":\n\n"));
}

void http_deadline_check(struct conn *c)
{
    const struct http_options *o = &c->loop->server->options;
    int64_t waited_ms = c->loop->now_ms - c->since_ms;
    if (c->is_doomed || c->state == CONN_HANDLING)
        return;
    bool is_unsent = c->out_at < c->out.n || c->body.n || c->file >= 0;
    if (is_unsent && waited_ms > o->stall_ms) {
        if (c->state == CONN_STREAM)
            atomic_fetch_add_explicit(&c->loop->streams_slow, 1, memory_order_relaxed);
        http_conn_doom(c);
    } else if (c->state == CONN_STREAM) {
        tick_stream(c);
    } else if (c->state == CONN_DRAINING) {
        if (waited_ms > DRAIN_MS)
            http_conn_doom(c);
    } else if (c->state == CONN_READING && !is_unsent) {
        tick_reading(c, waited_ms);
    }
}
