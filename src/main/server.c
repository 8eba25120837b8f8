// SPDX-License-Identifier: Apache-2.0
/* server.c -- the process that answers: the kernel and the browser's door.
 * Floor 7. */
#include "main/processes.h"

#include "crypt/crypt.h"
#include "web/web.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

extern const struct sql sql_statements[];
extern const size_t sql_n_statements;

static struct web_server *running; /* for the signal's thread only */

static void *wait_for_end(void *of)
{
    sigset_t *ends = of;
    int signal;
    sigwait(ends, &signal);
    web_stop(running);
    return NULL;
}

static struct poison *map_poison(void)
{
    void *page =
        mmap(NULL, sizeof(struct poison), PROT_READ | PROT_WRITE, MAP_SHARED, GIVEN_POISON, 0);
    close(GIVEN_POISON);
    return page == MAP_FAILED ? NULL : page;
}

/* DIR/serving says where this node answers, for `xiezhi run`; whole or not at all. */
static void write_serving(const struct core *core, int port)
{
    char path[4200], temp[4220];
    snprintf(path, sizeof path, "%s/serving", core_folder(core));
    snprintf(temp, sizeof temp, "%s.new", path);
    FILE *f = fopen(temp, "we");
    bool done = f && fprintf(f, "%d %s\n", port, core_authority(core)) > 0;
    done = f && fclose(f) == 0 && done;
    if (!done || rename(temp, path) != 0)
        fprintf(stderr, "xiezhi: %s cannot be written: xiezhi run will not find this node\n", path);
}

struct http_options serve_http(const struct serve_options *o, const char *uploads)
{
    return (struct http_options){
        .address = str_of(o->listen),
        .socket_path = str_of(o->socket),
        .authority = str_of(o->authority ? o->authority : o->listen),
        .uploads_dir = str_of(uploads),
        .log = stderr,
    };
}

/* What is opened before the walls stand. */
struct opened {
    struct core *core;
    struct web_server *web;
};

/* Libraries initialised, files and sockets opened, walls taken on, threads started: in this order.
 */
static enum status open_server(const struct serve_options *o, struct core_options *options,
                               struct web_options *web, struct opened *opened, struct buf *why)
{
    struct sandbox_place place = serve_place(o);
    TRY(crypt_init());
    TRY(core_prepare(options, why, &opened->core));
    web->core = opened->core;
    enum status s = web_open(web, &opened->web);
    if (s == FULL)
        buf_puts(why, "memory is missing for the door");
    TRY(s);
    write_serving(opened->core, web_port(opened->web));
    TRY(sandbox_enter(sandbox_find("server"), &place, why));
    return core_start(opened->core, why);
}

/* Until SIGTERM. */
static enum status serve(struct opened *opened, sigset_t *ends)
{
    pthread_t ender;
    running = opened->web;
    if (pthread_create(&ender, NULL, wait_for_end, ends) != 0)
        return BROKEN;
    fprintf(stderr, "xiezhi: http://%s/  (%s%s)\n", core_authority(opened->core),
            core_origin(opened->core),
            core_may_write(opened->core) ? "" : "; operations answer BUSY");
    enum status s = web_run(opened->web);
    if (s != OK)
        pthread_kill(ender, SIGTERM); /* it ended by itself: nobody else tells the waiting thread */
    pthread_join(ender, NULL);
    return s;
}

/* The door stays open for the answers of a core that is still to be closed. */
static enum status open_and_serve(const struct serve_options *o, struct core_options *options,
                                  struct web_options *web, sigset_t *ends)
{
    struct buf why;
    struct opened opened = {NULL, NULL};
    buf_init(&why, 4096);
    enum status s = open_server(o, options, web, &opened, &why);
    if (why.n)
        fprintf(stderr, "xiezhi: %.*s\n", STR_ARG(buf_str(&why)));
    if (s == OK)
        s = serve(&opened, ends);
    core_close(opened.core);
    if (opened.web)
        web_close(opened.web);
    buf_close(&why);
    return s;
}

static void block_ends(sigset_t *ret_ends)
{
    sigemptyset(ret_ends);
    sigaddset(ret_ends, SIGTERM);
    sigaddset(ret_ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, ret_ends, NULL);
}

int server_process(const struct serve_options *o)
{
    struct arena life;
    struct buf uploads;
    sigset_t ends;
    struct http_listeners listeners = {GIVEN_TCP, o->socket ? GIVEN_LOCAL : -1};
    block_ends(&ends);
    arena_init(&life, 16 * 1024 * 1024);
    buf_init(&uploads, 4096);
    buf_printf(&uploads, "%s/uploads", o->folder);
    buf_byte(&uploads, 0);
    struct web_options web = {.arena = &life, .http = serve_http(o, uploads.p)};
    web.http.listeners = &listeners;
    struct core_options options = {.folder = o->folder,
                                   .database = o->database,
                                   .rooms = &main_rooms,
                                   .sql = sql_statements,
                                   .n_sql = sql_n_statements,
                                   .authority = o->authority ? o->authority : o->listen,
                                   .alone = o->alone,
                                   .signer_fd = GIVEN_SIGNER,
                                   .render_fd = GIVEN_RENDER,
                                   .courier_fd = o->alone ? 0 : GIVEN_COURIER,
                                   .n_readers = web_n_readers(&web),
                                   .poison = map_poison(),
                                   .clock_at = o->clock_at,
                                   .walls = sandbox_missing() ? WALLS_NONE
                                            : o->no_landlock  ? WALLS_NO_LANDLOCK
                                                              : WALLS_WHOLE};
    enum status s = open_and_serve(o, &options, &web, &ends);
    buf_close(&uploads);
    arena_close(&life);
    return s == OK ? 0 : 1;
}
