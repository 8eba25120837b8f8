// SPDX-License-Identifier: Apache-2.0
/* busy.c -- people file, dispatch, answer, rate, read pages, sign in and listen, all at once, until
 * SIGTERM; nothing is killed.  In a build with a sanitizer its findings are in the log and fail the
 * test; in any build nothing may be lost.
 * `busy XIEZHI XIEZHI-VERIFY PACK [SECONDS]`. */
#include "judge.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PORT = 9216, SECONDS = 10, STREAMS = 3 };

struct crowd {
    struct node node;
    struct load load;
    struct judge judge;
    _Atomic int n_pages, n_logins, n_events;
};

static bool goes_on(struct crowd *c)
{
    return !atomic_load(&c->load.stop);
}

/* Pages of all kinds, as a clerk and as nobody. */
static void *read_pages(void *of)
{
    struct crowd *c = of;
    struct client client;
    struct answer a;
    char path[80];
    client_init(&client, PORT);
    for (int i = 0; goes_on(c); i++) {
        snprintf(path, sizeof path, "/receipt/%d.tlog-proof", (int)c->judge.base + i % 40);
        const char *const paths[] = {"/",        "/appeal",       "/appeal?as=json",  path,
                                     "/track",   "/checkpoint",   "/tile/0/000.p/16", "/healthz",
                                     "/nowhere", "/appeal?as=csv"};
        const char *cookies = i % 3 ? c->load.clerk : "";
        if (client_get(&client, paths[i % 10], cookies, &a))
            atomic_fetch_add(&c->n_pages, 1);
    }
    client_close(&client);
    return NULL;
}

static void *sign_in(void *of)
{
    struct crowd *c = of;
    struct client client;
    char cookies[128];
    client_init(&client, PORT);
    while (goes_on(c))
        if (client_login(&client, "water", "demo-water-1", cookies, sizeof cookies))
            atomic_fetch_add(&c->n_logins, 1);
    client_close(&client);
    return NULL;
}

/* An event stream: heard for a while, left, opened again. */
static void *listen_in(void *of)
{
    struct crowd *c = of;
    struct client client;
    struct buf request;
    buf_init(&request, 1024);
    buf_printf(&request,
               "GET /appeal?live=1 HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: %s\r\n"
               "Accept: text/event-stream\r\n\r\n",
               PORT, c->load.clerk);
    while (goes_on(c)) {
        client_init(&client, PORT);
        if (client_send(&client, buf_str(&request)))
            atomic_fetch_add(&c->n_events, client_count(&client, "data:", 5));
        client_close(&client);
    }
    buf_close(&request);
    return NULL;
}

static bool is_clean(struct crowd *c)
{
    static const char *const findings[] = {"ThreadSanitizer", "AddressSanitizer", "LeakSanitizer",
                                           "runtime error:", "Assertion"};
    bool clean = true;
    for (size_t i = 0; i < sizeof findings / sizeof findings[0]; i++)
        clean = clean && !node_said(&c->node, findings[i]);
    return clean;
}

static int count_files(const struct crowd *c)
{
    char command[200], line[20] = "";
    snprintf(command, sizeof command, "find %s/blobs -type f | wc -l", c->node.folder);
    FILE *from = popen(command, "re");
    if (!from || !fgets(line, sizeof line, from))
        line[0] = 0;
    if (from)
        pclose(from);
    return atoi(line);
}

/* A filing with an attachment, sent twice byte for byte, is one entry and one file. */
static bool is_one_file(struct crowd *c)
{
    struct worker *w = &c->load.worker[0];
    struct answer a;
    do {
        w->next = ACT_FILE;
        if (worker_step(w) != OK)
            return false;
    } while (c->load.n_acts % 4 != 1);
    int before = count_files(c);
    bool same = client_ask(&w->client, buf_str(&w->request), &a) && a.status == 201;
    return before > 0 && same && count_files(c) == before;
}

static void tell(int *passed, int *failed, const char *what, bool well)
{
    printf("%s: %s\n", what, well ? "well" : "WRONG");
    *(well ? passed : failed) += 1;
}

int main(int argc, char **argv)
{
    static struct crowd c = {.node = {.port = PORT}};
    pthread_t other[2 + STREAMS];
    int passed = 0, failed = 0;
    if (argc < 4)
        return 2;
    c.node.program = argv[1];
    c.node.verifier = argv[2];
    c.node.pack = argv[3];
    struct timespec span = {.tv_sec = argc > 4 ? atoi(argv[4]) : SECONDS};
    if (!node_make(&c.node, NULL))
        return 1;
    node_start(&c.node, NULL);
    if (!node_wait_ready(&c.node, 1) || !load_open(&c.load, PORT, 1, true) ||
        !judge_open(&c.judge, &c.node, &c.load)) {
        printf("no node:\n%.*s\n", STR_ARG(buf_str(&c.node.log)));
        node_close(&c.node, false);
        return 1;
    }
    load_start(&c.load);
    for (int i = 0; i < 2 + STREAMS; i++)
        if (pthread_create(&other[i], NULL,
                           i == 0   ? read_pages
                           : i == 1 ? sign_in
                                    : listen_in,
                           &c) != 0)
            abort();
    nanosleep(&span, NULL);
    node_kill(&c.node, NODE_PARENT, SIGTERM); /* while all are at it */
    load_join(&c.load);
    int code = node_wait_end(&c.node);
    atomic_store(&c.load.stop, true);
    for (int i = 0; i < 2 + STREAMS; i++)
        pthread_join(other[i], NULL);
    printf("%d acts, %d pages, %d sign-ins, %d events\n", load_acknowledged(&c.load),
           atomic_load(&c.n_pages), atomic_load(&c.n_logins), atomic_load(&c.n_events));
    bool busy = load_acknowledged(&c.load) > 20 && c.n_pages > 20 && c.n_logins && c.n_events;
    tell(&passed, &failed, "everybody was at work", busy);
    tell(&passed, &failed, "it ends when told to", code == 0);
    bool clean = is_clean(&c);
    tell(&passed, &failed, "no finding in the log", clean);
    if (!clean || code != 0)
        printf("%.*s\n", STR_ARG(buf_str(&c.node.log)));
    node_start(&c.node, NULL);
    tell(&passed, &failed, "nothing is lost or doubled",
         node_wait_ready(&c.node, 1) && load_settle(&c.load) && judge_all(&c.judge));
    tell(&passed, &failed, "sent twice, one file", is_one_file(&c) && judge_all(&c.judge));
    node_close(&c.node, false);
    load_close(&c.load);
    printf("%d passed, %d failed, 0 skipped\n", passed, failed);
    return failed > 0;
}
