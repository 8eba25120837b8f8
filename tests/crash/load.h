// SPDX-License-Identifier: Apache-2.0
/* load.h -- people at work on a node over HTTP: file, dispatch, answer, rate, each under a key of
 * its own, and what they were told.
 * A question that got no answer is put again, byte for byte, until it gets one. */
#ifndef TEST_LOAD_H
#define TEST_LOAD_H

#include "client.h"
#include "node.h"

#include <stdatomic.h>

enum { LOAD_WORKERS = 4 };
enum act_kind { ACT_FILE, ACT_DISPATCH, ACT_ANSWER, ACT_RATE };

/* One operation that somebody asked for. */
struct act {
    enum act_kind kind;
    int number; /* its key and its words carry it */
    bool acknowledged;
    int asked; /* how often */
    int64_t entry, matter;
    char no[40];
    char *receipt; /* "" where the answer had none; not a string: n_receipt */
    size_t n_receipt;
    bool verified;
    int n_seen; /* judge: how many entries carry its words */
};

/* One person's hand on one request after another. */
struct worker {
    struct load *load;
    struct client client;
    pthread_t thread;
    uint64_t dice;
    enum act_kind next;
    int64_t matter;
    char no[40], view_code[40], secret[40], party[700], visitor[100];
    struct act *pending; /* asked, without an answer so far */
    struct buf request;  /* its bytes */
    int last_status;     /* HTTP status of the last answer */
};

struct load {
    int port;
    char clerk[128], officer[128]; /* cookies */
    struct worker worker[LOAD_WORKERS];
    pthread_mutex_t lock;
    struct act **act;
    int n_acts, room;
    _Atomic int n_answers; /* 201 so far */
    _Atomic bool stop;
    _Atomic int n_wrong; /* answers that no rule explains; a line was printed for each */
    bool with_files;     /* some bring an attachment */
};

/* Sign in the officers.  The node must be served. */
bool load_open(struct load *l, int port, uint64_t seed, bool with_files);
void load_close(struct load *l);
/* Let everybody work until `stop` is set or the node does not answer; load_join waits for them. */
void load_start(struct load *l);
void load_join(struct load *l);
/* Put every question again that got no answer; false if one gets none now either. */
bool load_settle(struct load *l);
/* How many acts were acknowledged, and how many of matter `matter`. */
int load_acknowledged(const struct load *l);

/* One step of one worker.  OK: answered; BUSY: refused for now; BROKEN: no answer; CONFLICT: a
 * wrong answer. */
enum status worker_step(struct worker *w);
/* Get the filer's own cookie with number, view code and secret; false without it. */
bool worker_track(struct worker *w);

#endif
