// SPDX-License-Identifier: Apache-2.0
/* trial.h -- a node for a play or a test: made in a temporary folder, served by the real processes
 * on this machine, its clock moved from outside.
 * Floor 6. */
#ifndef CLI_TRIAL_H
#define CLI_TRIAL_H

#include "cli/client.h"

#include <sys/types.h>

struct trial {
    struct arena arena;
    const char *program;  /* path of xiezhi */
    const char *database; /* an empty one, as in core_options; NULL: in the folder */
    char folder[64];      /* holds node/ */
    char node[80];
    int64_t now; /* ms UTC: the false clock */
    pid_t parent;
    int said;     /* what the processes say; -1: none */
    int log;      /* where that is kept, the file that XIEZHI_TRIAL_LOG names; -1: nowhere */
    int n_killed; /* servers, by trial_kill_server */
    int port;
    char authority[32];
    const char *keep; /* where its node is to stay when it is closed; NULL: nowhere */
};

/* Make a node of the pack in that folder ("pack/demo") with its invented people, and serve it; the
 * clock stands at `at` (ms UTC).  Its ledger is in the folder, or in the empty database that
 * XIEZHI_DB names.  BROKEN: `why` says what did not go. */
MUST_USE enum status trial_open(struct trial *t, const char *program, const char *pack, int64_t at,
                                struct buf *why);
/* End its processes, remove the folder and empty the database; a node that is to be kept moves, and
 * a move that fails is told on stderr. */
void trial_close(struct trial *t);
/* End its processes as a person does (SIGTERM), and start them again. */
void trial_stop(struct trial *t);
MUST_USE enum status trial_start(struct trial *t, struct buf *why);
/* Move the clock to `at` and wait until all that follows has been stated: clocks that ran out, what
 * rooms state because of facts.  The same moment again only waits. */
MUST_USE enum status trial_clock(struct trial *t, int64_t at);
/* Kill the server process at once (the parent starts another) and wait for the next. */
MUST_USE enum status trial_kill_server(struct trial *t);
/* A new visitor without cookies. */
struct client trial_visitor(struct trial *t);
/* Run a program (argv[0] is its path) and wait; what it writes goes to `said` (NULL: nowhere).  Its
 * exit code, or -1. */
int trial_run(char *const argv[], struct buf *said);

#endif
