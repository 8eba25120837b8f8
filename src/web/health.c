// SPDX-License-Identifier: Apache-2.0
/* health.c -- is it up, and what does it count of itself: for whoever watches the machine.
 * Floor 6.  Nothing personal, no secret, no number of a matter: /healthz is for everybody, /metrics
 * for this machine alone. */
#include "base/json.h"
#include "core/count.h"
#include "web/server.h"

#include <stdatomic.h>
#include <string.h>

/* With less room an operation may be answered FULL. */
#define HEALTH_DISK_MIN (64LL * 1024 * 1024)

static const char *name_of(bool value)
{
    return value ? "true" : "false";
}

void fixed_health(struct visit *v)
{
    bool writes = core_may_write(v->core), clock = core_clock_is_sure(v->core);
    struct count_state state = {0};
    struct str words;
    int64_t since;
    struct buf b;
    bool agrees = !core_alarm(v->core, v->ctx.arena, &words, &since);
    bool reads = count_state(v->core, &v->ctx, &state) == OK;
    bool disk = state.disk_all == 0 || state.disk_free >= HEALTH_DISK_MIN;
    buf_init(&b, 1000);
    buf_printf(&b,
               "{\"reads\":%s,\"writes\":%s,\"clock\":%s,\"disk\":%s,\"agrees\":%s,"
               "\"alone\":%s,\"walls\":\"%s\",",
               name_of(reads), name_of(writes), name_of(clock), name_of(disk), name_of(agrees),
               name_of(core_is_alone(v->core)), walls_name(core_walls(v->core)));
    buf_printf(&b, "\"entries\":%lld,\"folded\":%lld,\"signed\":%lld,\"disk_free\":%lld}\n",
               (long long)state.entries, (long long)state.folded, (long long)state.n_signed,
               (long long)state.disk_free);
    v->status = reads && writes && clock && disk && agrees ? 200 : 503;
    visit_reply(v, S("application/json"), &b);
}

/* ---- OpenMetrics --------------------------------------------------------------------------- */

static void put_family(struct buf *to, const char *name, const char *type, const char *help)
{
    buf_printf(to, "# TYPE xiezhi_%s %s\n# HELP xiezhi_%s %s\n", name, type, name, help);
}

static void put_gauge(struct buf *to, const char *name, const char *help, int64_t value)
{
    put_family(to, name, "gauge", help);
    buf_printf(to, "xiezhi_%s %lld\n", name, (long long)value);
}

static void put_ops(struct visit *v, struct buf *to)
{
    const struct rooms *rooms = v->ctx.rooms;
    put_family(to, "operations", "counter", "Operations by name and outcome.");
    for (size_t i = 0; i < rooms->n; i++)
        for (size_t k = 0; k < rooms->room[i]->n_ops; k++)
            for (int s = OK; s < COUNT_OUTCOMES; s++) {
                const struct op *op = rooms->room[i]->ops[k];
                uint64_t n = count_op(v->core, op, (enum status)s);
                if (n || s == OK)
                    buf_printf(to, "xiezhi_operations_total{op=\"%s\",outcome=\"%s\"} %llu\n",
                               op->full, status_name((enum status)s), (unsigned long long)n);
            }
}

static void put_times(struct visit *v, struct buf *to)
{
    struct count_times t = count_times(v->core);
    put_family(to, "operation_seconds", "histogram", "From the queue to the answer.");
    for (size_t i = 0; i < COUNT_BOUNDS; i++)
        buf_printf(to, "xiezhi_operation_seconds_bucket{le=\"%lld.%03lld\"} %llu\n",
                   (long long)(count_bounds_ms[i] / 1000), (long long)(count_bounds_ms[i] % 1000),
                   (unsigned long long)t.within[i]);
    buf_printf(to, "xiezhi_operation_seconds_bucket{le=\"+Inf\"} %llu\n",
               (unsigned long long)t.all);
    buf_printf(to, "xiezhi_operation_seconds_count %llu\n", (unsigned long long)t.all);
    buf_printf(to, "xiezhi_operation_seconds_sum %llu.%06llu\n",
               (unsigned long long)(t.sum_us / 1000000), (unsigned long long)(t.sum_us % 1000000));
}

static void put_replies(struct visit *v, struct buf *to)
{
    put_family(to, "replies", "counter", "Answers by HTTP status.");
    for (int i = 0; i < STATUS_MAX; i++) {
        uint64_t n = atomic_load(&v->server->n_replies[i]);
        if (n)
            buf_printf(to, "xiezhi_replies_total{status=\"%d\"} %llu\n", i, (unsigned long long)n);
    }
}

static void put_pages(struct visit *v, struct buf *to)
{
    const struct rooms *rooms = v->ctx.rooms;
    size_t n = 0;
    put_family(to, "pages", "counter", "Pages that were shown.");
    for (size_t i = 0; i < rooms->n; i++)
        for (size_t k = 0; k < rooms->room[i]->n_pages; k++, n++)
            buf_printf(to, "xiezhi_pages_total{page=\"%s.%s\"} %llu\n", rooms->room[i]->name,
                       rooms->room[i]->pages[k]->name,
                       (unsigned long long)atomic_load(&v->server->n_shown[n]));
}

static void put_http(struct visit *v, struct buf *to)
{
    struct http_counters http = http_counters(v->server->http);
    put_family(to, "http_refused", "counter", "Requests refused before anybody read them.");
    for (int i = 0; i < WHY_COUNT; i++)
        buf_printf(to, "xiezhi_http_refused_total{reason=\"%s\"} %llu\n",
                   http_why_name((enum http_why)i), (unsigned long long)http.refused[i]);
    put_gauge(to, "connections", "Open connections.", (int64_t)http.open);
    put_gauge(to, "streams", "Live pages that listen.", (int64_t)http.streams);
}

/* How often a page was shown, at its place among all. */
void health_shown(struct web_server *s, const struct page_def *page)
{
    const struct rooms *rooms = core_rooms(s->core);
    size_t n = 0;
    for (size_t i = 0; i < rooms->n; i++)
        for (size_t k = 0; k < rooms->room[i]->n_pages; k++, n++)
            if (rooms->room[i]->pages[k] == page)
                atomic_fetch_add(&s->n_shown[n], 1);
}

void fixed_metrics(struct visit *v)
{
    struct count_state state;
    struct buf b;
    if (!v->req->is_loopback) {
        visit_reply_error(v, 404);
        return;
    }
    if (count_state(v->core, &v->ctx, &state) != OK) {
        visit_reply_error(v, 503);
        return;
    }
    buf_init(&b, VISIT_PAGE_BYTES);
    put_gauge(&b, "armed", "1 when operations are taken.", core_may_write(v->core));
    put_gauge(&b, "clock_sure", "1 when the clock is believed.", core_clock_is_sure(v->core));
    put_gauge(&b, "entries", "Entries of the log.", state.entries);
    put_gauge(&b, "folded", "Entries that are in the tables.", state.folded);
    put_gauge(&b, "signed", "Entries under the newest signed head.", state.n_signed);
    put_gauge(&b, "queue", "Operations that wait for the writer.", (int64_t)state.queued);
    put_gauge(&b, "sessions", "Sessions that are not over.", state.sessions);
    put_gauge(&b, "disk_free_bytes", "Room on the disk of the node.", state.disk_free);
    put_family(&b, "commits", "counter", "Commits.");
    buf_printf(&b, "xiezhi_commits_total %llu\n", (unsigned long long)state.commits);
    put_ops(v, &b);
    put_times(v, &b);
    put_pages(v, &b);
    put_replies(v, &b);
    put_http(v, &b);
    buf_puts(&b, "# EOF\n");
    visit_reply(v, S("application/openmetrics-text; version=1.0.0; charset=utf-8"), &b);
}
