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

static struct poison *map_poison(int fd)
{
    if (fd < 0)
        return NULL;
    void *page = mmap(NULL, sizeof(struct poison), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
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

/* Until SIGTERM.  The door stays open for the answers of a core that is still to be closed. */
static enum status serve(struct web_options *web, struct core *core, sigset_t *ends,
                         struct web_server **ret_server)
{
    struct web_server *server;
    pthread_t ender;
    web->core = core;
    enum status s = web_open(web, &server);
    if (s == FULL)
        fputs("xiezhi: memory is missing for the door\n", stderr);
    if (s != OK)
        return s; /* http has said on what it cannot listen */
    running = server;
    if (pthread_create(&ender, NULL, wait_for_end, ends) != 0)
        return BROKEN;
    write_serving(core, web_port(server));
    fprintf(stderr, "xiezhi: http://%s/  (%s%s)\n", core_authority(core), core_origin(core),
            core_may_write(core) ? "" : "; operations answer BUSY");
    s = web_run(server);
    if (s != OK)
        pthread_kill(ender, SIGTERM); /* it ended by itself: nobody else tells the waiting thread */
    pthread_join(ender, NULL);
    *ret_server = server;
    return s;
}

static struct web_options web_options(const struct serve_options *o, const char *uploads,
                                      struct arena *life)
{
    return (struct web_options){
        .arena = life,
        .http = {.address = str_of(o->listen),
                 .socket_path = str_of(o->socket),
                 .authority = str_of(o->authority ? o->authority : o->listen),
                 .uploads_dir = str_of(uploads),
                 .log = stderr},
    };
}

int server_process(const struct serve_options *o, const struct server_fds *fds)
{
    struct arena life;
    struct buf why, uploads;
    struct core *core;
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    arena_init(&life, 16 * 1024 * 1024);
    buf_init(&why, 4096);
    buf_init(&uploads, 4096);
    buf_printf(&uploads, "%s/uploads", o->folder);
    buf_byte(&uploads, 0);
    struct web_options web = web_options(o, uploads.p, &life);
    struct core_options options = {.folder = o->folder,
                                   .database = o->database,
                                   .rooms = &main_rooms,
                                   .sql = sql_statements,
                                   .n_sql = sql_n_statements,
                                   .authority = o->authority ? o->authority : o->listen,
                                   .alone = o->alone,
                                   .signer_fd = fds->signer,
                                   .render_fd = fds->render,
                                   .courier_fd = fds->courier,
                                   .n_readers = web_n_readers(&web),
                                   .poison = map_poison(fds->poison),
                                   .clock_at = o->clock_at};
    enum status s = crypt_init();
    if (s == OK)
        s = core_open(&options, &why, &core);
    if (why.n)
        fprintf(stderr, "xiezhi: %.*s\n", STR_ARG(buf_str(&why)));
    if (s == OK) {
        struct web_server *server = NULL;
        s = serve(&web, core, &ends, &server);
        core_close(core);
        if (server)
            web_close(server);
    }
    buf_close(&why);
    buf_close(&uploads);
    arena_close(&life);
    return s == OK ? 0 : 1;
}
