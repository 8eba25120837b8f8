// SPDX-License-Identifier: Apache-2.0
/* outside.h -- a witness as the tests run it: the real process, made, told whom to trust, started,
 * killed. */
#ifndef TEST_OUTSIDE_H
#define TEST_OUTSIDE_H

#include "base/buf.h"

#include <stdbool.h>
#include <sys/types.h>

struct outside {
    const char *program; /* xiezhi */
    int port;
    char folder[128], vkey[200];
    pid_t pid; /* 0: not started */
    int log_fd;
};

/* `xiezhi witness init` in a folder of its own below /tmp; false with a line on stdout. */
bool outside_make(struct outside *w, const char *program, int port);
/* Trust the log of this verifier key. */
bool outside_trust(struct outside *w, struct str vkey);
/* Start it and wait until it says where it listens; false with what it said. */
bool outside_start(struct outside *w);
/* End it by this signal and wait: its exit code, or -signal. */
int outside_end(struct outside *w, int signal);
/* End what runs and remove the folder. */
void outside_close(struct outside *w);

#endif
