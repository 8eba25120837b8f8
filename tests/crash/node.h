// SPDX-License-Identifier: Apache-2.0
/* node.h -- a node as the crash tests run it: the real processes, started, watched, killed.
 * Waiting is for what the processes say (their log is read all the time) or for their end. */
#ifndef TEST_NODE_H
#define TEST_NODE_H

#include "base/buf.h"

#include <pthread.h>
#include <stdbool.h>
#include <sys/types.h>

struct node {
    const char *program, *verifier; /* paths of xiezhi and xiezhi-verify */
    const char *pack;
    char folder[128];
    int port;
    bool is_watched; /* served with the witnesses that it names; else alone */
    pid_t parent;    /* 0: not started */
    int log_fd;
    pthread_t reader;
    pthread_mutex_t lock;
    pthread_cond_t moved;
    int n_ready; /* how often "serving at" was said since node_start */
    bool gone;   /* every process has ended */
    struct buf log;
};

enum node_process { NODE_ALL, NODE_PARENT, NODE_SERVER, NODE_SIGNER, NODE_COURIER };

/* A new node in a folder of its own below /tmp (or `folder`, empty and there); false with a line on
 * stdout. */
bool node_make(struct node *n, const char *folder);
/* Start its processes; `fault` is XIEZHI_FAULT or NULL. */
void node_start(struct node *n, const char *fault);
/* Until it was ready `times` times since the start; false if it ended instead or took too long. */
bool node_wait_ready(struct node *n, int times);
/* Until no process of it is left; the exit code of the parent, or -signal. */
int node_wait_end(struct node *n);
/* Process id of a part; 0 if it is not there. */
pid_t node_find(const struct node *n, enum node_process which);
void node_kill(struct node *n, enum node_process which, int signal);
/* End it as a person does (SIGTERM); did it end with 0? */
bool node_stop(struct node *n);
/* Has it said this since it was started? */
bool node_said(struct node *n, const char *words);
/* `xiezhi check`; false with its words on stdout. */
bool node_check(const struct node *n);
/* xiezhi-verify over a receipt. */
bool node_verify(const struct node *n, struct str receipt);
/* End what runs and remove the folder (kept if `keep`). */
void node_close(struct node *n, bool keep);
/* Run a program and wait: its exit code; its output goes into `to` (may be NULL). */
int node_run(char *const argv[], struct buf *to);

#endif
