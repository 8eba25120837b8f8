// SPDX-License-Identifier: Apache-2.0
/* poison.c -- an input that crashes the server is answered once more, with BROKEN, and never run
 * again while the parent lives; everybody else goes on.  One that was running when somebody killed
 * the server is no such input.
 * `poison XIEZHI_FAULTY XIEZHI-VERIFY PACK`. */
#include "play.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PORT = 9214 };

/* File, dispatch and answer with one hand, so that it may rate. */
static bool go_to_rating(struct worker *w)
{
    w->next = ACT_FILE;
    for (int i = 0; i < 3; i++) {
        w->next = (enum act_kind)i;
        if (worker_step(w) != OK)
            return false;
    }
    w->next = ACT_RATE;
    return true;
}

/* Ask for a rating with such words under such a key; its HTTP status, 0 for no answer. */
static int rate(struct worker *w, const char *key, const char *words)
{
    struct answer a;
    struct buf b;
    char body[200];
    if (!worker_track(w))
        return -1;
    buf_init(&b, 4096);
    snprintf(body, sizeof body, "{\"solved\":true,\"satisfied\":3,\"words\":\"%s\"}", words);
    buf_printf(&b,
               "POST /appeal/%lld/rate HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
               "Origin: http://127.0.0.1:%d\r\nContent-Type: application/json\r\n"
               "Idempotency-Key: %s\r\nCookie: %s\r\nContent-Length: %zu\r\n\r\n%s",
               (long long)w->matter, PORT, PORT, key, w->party, strlen(body), body);
    int status = client_ask(&w->client, buf_str(&b), &a) ? a.status : 0;
    buf_close(&b);
    return status;
}

/* The first time it kills, from then on it is known, under whatever key. */
static void kills_once(struct play *p, const char *words, int nth)
{
    struct worker *w = &p->l.worker[0];
    bool well = rate(w, "poison-key-000000001", words) == 0 && node_wait_ready(&p->n, nth + 1);
    well = well && rate(w, "poison-key-000000001", words) == 500 &&
           rate(w, "poison-key-000000002", words) == 500;
    pthread_mutex_lock(&p->n.lock);
    well = well && p->n.n_ready == nth + 1;
    pthread_mutex_unlock(&p->n.lock);
    play_tell(p, words, well);
}

int main(int argc, char **argv)
{
    static struct play p;
    bool well = play_begin(&p, argc, argv, PORT, NULL) && go_to_rating(&p.l.worker[0]);
    play_tell(&p, "a request that can be rated", well);
    if (well) {
        kills_once(&p, "crash", 1);
        kills_once(&p, "abort", 2);
        play_tell(&p, "another input of the same operation runs",
                  worker_step(&p.l.worker[0]) == OK);
        node_kill(&p.n, NODE_SERVER, SIGKILL);
        play_tell(&p, "killed from outside, it goes on",
                  node_wait_ready(&p.n, 4) && worker_step(&p.l.worker[1]) != CONFLICT &&
                      load_settle(&p.l) && judge_all(&p.j));
        play_tell(&p, "it ends when told to", node_stop(&p.n));
    }
    return play_end(&p);
}
