// SPDX-License-Identifier: Apache-2.0
/* echo.c -- the smallest server on http/: says as JSON what its handler saw.
 * For the battery and the bench.  echo ADDRESS|- SOCKET|- UPLOADS|-; its authority is xiezhi.test.
 * /1k a fixed kilobyte; /later the echo from another thread; /stream three events; /file itself as
 * attachment. */
#include "base/json.h"
#include "http/http.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct echo {
    struct http_server *server;
    char kilobyte[1024];
    struct str self;
};

struct job {
    struct echo *echo;
    struct http_request *req;
};

struct run {
    struct http_server *server;
    int loop;
};

static void put_form(struct buf *to, const struct http_form *form)
{
    buf_byte(to, '[');
    for (size_t i = 0; i < form->n; i++) {
        buf_puts(to, i ? ",[" : "[");
        json_put_text(to, form->at[i].name);
        buf_byte(to, ',');
        json_put_text(to, form->at[i].value);
        buf_byte(to, ']');
    }
    buf_byte(to, ']');
}

static void put_file(struct buf *to, const struct http_file *file)
{
    buf_puts(to, "{\"field\":");
    json_put_text(to, file->field);
    buf_puts(to, ",\"name\":");
    json_put_text(to, file->name);
    buf_puts(to, ",\"media\":");
    json_put_text(to, file->media);
    buf_printf(to, ",\"size\":%lld,\"hash\":\"", (long long)file->size);
    buf_hex(to, file->hash.b, sizeof file->hash.b);
    buf_puts(to, "\"}");
}

static void put_request(struct buf *to, struct http_request *req, const struct http_form *query,
                        const struct http_form *fields)
{
    static const char *const methods[] = {"GET", "HEAD", "POST"};
    buf_printf(to, "{\"method\":\"%s\",\"path\":", methods[req->method]);
    json_put_text(to, req->path);
    buf_puts(to, ",\"peer\":");
    json_put_text(to, req->peer);
    buf_puts(to, ",\"query\":");
    put_form(to, query);
    buf_puts(to, ",\"fields\":");
    put_form(to, fields);
    buf_puts(to, ",\"files\":[");
    for (size_t i = 0; i < req->n_files; i++) {
        if (i)
            buf_byte(to, ',');
        put_file(to, &req->files[i]);
    }
    buf_printf(to, "],\"body_bytes\":%zu}\n", req->body.n);
}

static struct http_reply echo(struct http_request *req)
{
    struct http_form query, fields = {NULL, 0};
    struct http_reply reply = {.status = 200, .media = S("application/json")};
    bool has_form = str_is(req->media, "application/x-www-form-urlencoded") ||
                    str_is(req->media, "multipart/form-data");
    if (http_query(req, &query) != OK || (has_form && http_fields(req, &fields) != OK)) {
        reply.status = 400;
        reply.media = S("text/plain");
        reply.text = S("the form cannot be read\n");
        return reply;
    }
    buf_init(&reply.body, 1 << 20);
    put_request(&reply.body, req, &query, &fields);
    return reply;
}

static void *answer_later(void *arg)
{
    struct job *job = arg;
    struct http_reply reply = echo(job->req);
    http_reply_later(job->req, &reply);
    free(job);
    return NULL;
}

static void *tell(void *arg)
{
    struct job *job = arg;
    struct http_server *server = job->echo->server;
    struct http_stream_id id = http_stream_open(job->req);
    for (int i = 1; i <= 3; i++) {
        char text[32];
        int n = snprintf(text, sizeof text, "event\nnumber %d", i);
        if (http_stream_send(server, id, S("count"), (struct str){text, (size_t)n}) != OK)
            break;
    }
    http_stream_close(server, id);
    free(job);
    return NULL;
}

static void start(struct echo *e, struct http_request *req, void *(*work)(void *))
{
    pthread_t thread;
    struct job *job = malloc(sizeof *job);
    assert(job);
    *job = (struct job){e, req};
    int failed = pthread_create(&thread, NULL, work, job);
    assert(!failed);
    pthread_detach(thread);
}

static void handle(void *ctx, int loop, struct http_request *req)
{
    struct echo *e = ctx;
    (void)loop;
    if (str_is(req->path, "/1k")) {
        struct http_reply reply = {
            .status = 200, .media = S("text/plain"), .text = {e->kilobyte, sizeof e->kilobyte}};
        http_reply(req, &reply);
    } else if (str_is(req->path, "/later")) {
        start(e, req, answer_later);
    } else if (str_is(req->path, "/stream")) {
        start(e, req, tell);
    } else if (str_is(req->path, "/file")) {
        if (http_reply_file(req, e->self, S("\xe5\x9b\x9e echo.bin"),
                            S("application/octet-stream")) != OK)
            http_reply(req, &(struct http_reply){.status = 404});
    } else {
        struct http_reply reply = echo(req);
        http_reply(req, &reply);
    }
}

static void *run(void *arg)
{
    struct run *r = arg;
    http_run(r->server, r->loop);
    return NULL;
}

static struct str argument(char **argv, int i)
{
    return strcmp(argv[i], "-") == 0 ? (struct str){NULL, 0} : str_of(argv[i]);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: echo ADDRESS|- SOCKET|- UPLOADS|-\n");
        return 2;
    }
    static struct echo e;
    memset(e.kilobyte, 'x', sizeof e.kilobyte);
    e.self = str_of(argv[0]);
    struct http_options options = {.address = argument(argv, 1),
                                   .socket_path = argument(argv, 2),
                                   .uploads_dir = argument(argv, 3),
                                   .authority = S("xiezhi.test"),
                                   .conns_per_address = 512,
                                   .log = stderr,
                                   .ctx = &e,
                                   .handle = handle};
    enum status s = http_open(&options, &e.server);
    if (s != OK) {
        fprintf(stderr, "echo: %s\n", status_name(s));
        return 1;
    }
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    pthread_t threads[2];
    struct run runs[2] = {{e.server, 0}, {e.server, 1}};
    for (int i = 0; i < 2; i++)
        if (pthread_create(&threads[i], NULL, run, &runs[i]))
            return 1;
    printf("%d\n", http_port(e.server));
    fflush(stdout);
    int signal;
    sigwait(&ends, &signal);
    http_stop(e.server);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    http_close(e.server);
    return 0;
}
