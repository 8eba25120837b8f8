// SPDX-License-Identifier: Apache-2.0
/* clock.c -- the machine's clock jumps while the node runs: no time limit runs out by it, also not
 * in a server that came back after a crash, until a person starts the node again.  A clock that
 * drifts is followed.
 * `clock XIEZHI_FAULTY XIEZHI-VERIFY PACK`. */
#include "orders.h"
#include "play.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { PORT = 9217, DRIFT_S = 500, DRIFTS = 3, MONTH_S = 30 * 86400, WAIT_MS = 50, WAITS = 200 };

static void rest(void)
{
    nanosleep(&(struct timespec){.tv_nsec = WAIT_MS * 1000000L}, NULL);
}

static bool health_says(const char *words, int status)
{
    struct client c;
    struct answer a;
    client_init(&c, PORT);
    bool well = client_get(&c, "/healthz", "", &a) && a.status == status &&
                str_find(a.body, str_of(words)) < a.body.n;
    client_close(&c);
    return well;
}

/* Facts that say a time limit ran out. */
static long ran_out(const struct play *p)
{
    char path[200];
    sqlite3 *db;
    sqlite3_stmt *st;
    long n = -1;
    snprintf(path, sizeof path, "%s/ledger.db", p->n.folder);
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
        sqlite3_prepare_v2(db,
                           "select count(*) from vault where json_extract(value, '$[8]') = 'clock'",
                           -1, &st, NULL) == SQLITE_OK) {
        if (sqlite3_step(st) == SQLITE_ROW)
            n = sqlite3_column_int64(st, 0);
        sqlite3_finalize(st);
    }
    sqlite3_close(db);
    return n;
}

/* Longer than the clock's thread looks away. */
static bool nothing_runs_out(const struct play *p)
{
    for (int i = 0; i < WAITS / 8; i++)
        rest();
    return ran_out(p) == 0;
}

static bool drift(const struct play *p, const struct orders *o)
{
    bool well = true;
    for (int i = 1; i <= DRIFTS; i++) {
        well &= orders_give(o, "clock", i * DRIFT_S) == 0;
        well &= nothing_runs_out(p) && health_says("\"clock\":true", 200);
    }
    return well;
}

static void jump(struct play *p, const struct orders *o)
{
    struct worker *w = &p->l.worker[0];
    w->next = ACT_FILE;
    play_tell(p, "a request with a time limit is filed", worker_step(w) == OK);
    play_tell(p, "a clock that drifts is followed", drift(p, o));
    play_tell(p, "it jumps a month", orders_give(o, "clock", MONTH_S) == 0);
    play_tell(p, "no limit runs out, and the node says why",
              nothing_runs_out(p) && health_says("\"clock\":false", 503));
    w->next = ACT_FILE;
    play_tell(p, "what no clock judges is done", worker_step(w) == OK);
    node_kill(&p->n, NODE_SERVER, SIGKILL);
    bool back = node_wait_ready(&p->n, 2) && orders_give(o, "clock", MONTH_S) == 0;
    play_tell(p, "a server that comes back does not believe it either",
              back && nothing_runs_out(p) && health_says("\"clock\":false", 503));
    play_tell(p, "it ends when told to", node_stop(&p->n));
}

static void confirm(struct play *p, const struct orders *o)
{
    node_start(&p->n, o->fault);
    bool ready = node_wait_ready(&p->n, 1);
    play_tell(p, "started again with the right clock nothing has run out",
              ready && nothing_runs_out(p) && health_says("\"clock\":true", 200));
    play_tell(p, "acts and entries agree", load_settle(&p->l) && judge_all(&p->j));
    play_tell(p, "it ends again", node_stop(&p->n));
}

int main(int argc, char **argv)
{
    static struct play p;
    struct orders o;
    if (!orders_open(&o))
        return 1;
    bool well = play_begin(&p, argc, argv, PORT, o.fault);
    play_tell(&p, "the node is served", well);
    if (well) {
        jump(&p, &o);
        confirm(&p, &o);
    }
    orders_close(&o);
    return play_end(&p);
}
