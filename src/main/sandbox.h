// SPDX-License-Identifier: Apache-2.0
/* sandbox.h -- the walls around each process: the files it may open, the calls it may make.
 * Floor 7.  Landlock for files, seccomp for calls; both are taken on when libraries are initialised
 * and files and sockets opened, before the first thread, and proved at once from inside.  Which
 * process needs what stands in sandbox_rows.c, one row a process.
 * Not here: limits of memory and time, and what systemd and file modes give. */
#ifndef MAIN_SANDBOX_H
#define MAIN_SANDBOX_H

#include "store/store.h"

#include <seccomp.h>

/* What may be done below a path. */
enum sandbox_right {
    MAY_READ = 1,
    MAY_LIST = 2,    /* folders */
    MAY_WRITE = 4,   /* files that are there */
    MAY_MAKE = 8,    /* files: make, move, remove */
    MAY_FOLDER = 16, /* make folders */
    MAY_RUN = 32,
    MAY_REMOVE = 64, /* files, and nothing else */
};

/* `name`: a pattern for entries of the data folder ("ledger.db*"), "." for the folder itself, a
 * path that begins with '/', or one of the words below.  What is not there is passed by. */
struct sandbox_path {
    const char *name;
    unsigned rights;
};
#define SANDBOX_PROGRAM "@program"     /* the file of this program */
#define SANDBOX_RENDER "@render"       /* xiezhi-render beside it */
#define SANDBOX_LIBRARIES "@libraries" /* the folders of the libraries it is made of */
#define SANDBOX_FONTS "@fonts"         /* those of the offline archive, beside the program */
#define SANDBOX_PASSWORD "@password"   /* the file that PGPASSFILE names */
#define SANDBOX_HOME "@home"           /* .pgpass and .postgresql there */
#define SANDBOX_SOCKET "@socket"       /* the folder of the unix socket, if there is one */

/* A call that is allowed, or with up to two conditions on its arguments.  `answer`: an errno with
 * which it is refused instead; 0: allowed. */
struct sandbox_call {
    int nr;
    int answer;
    unsigned n_when;
    struct scmp_arg_cmp when[2];
};
#define SANDBOX_OWN_PID (~0ull) /* in a condition: the number of this process */

/* One process. */
struct sandbox_box {
    const char *process;
    const struct sandbox_path *paths;         /* ended by one without name */
    const struct sandbox_call *const *groups; /* of calls, each ended by answer -1; ended by NULL */
    const char *closed;  /* an entry of the data folder that is proved not to open; NULL: none */
    bool asks_database;  /* the rows of sandbox_near and sandbox_far are added where they lead */
    bool asks_witnesses; /* its row holds, and it is one, only where there are some */
    bool has_children;   /* its walls stand around those of all processes of the table, which it may
                          * start: what they need is added */
};

/* All processes of a node, ended by a row without name (sandbox_rows.c). */
extern const struct sandbox_box sandbox_boxes[];
/* No processes: what it takes to ask a database on this machine, or on another. */
extern const struct sandbox_box sandbox_near, sandbox_far;

struct sandbox_place {
    const char *folder;                  /* of the node */
    const char *socket;                  /* unix socket, or NULL */
    const struct store_reach *database;  /* NULL: in the folder */
    const struct store_reach *witnesses; /* NULL: there are none, or the node is alone */
    bool no_landlock;                    /* a person has said to go on without */
};

/* Why this build has no walls ("a sanitizer"), or NULL. */
const char *sandbox_missing(void);
/* At the start of a process: its name for `ps`, no new privileges, no core dump, nobody may trace
 * it. */
void sandbox_begin(const char *process);
/* Forget all that was said by environment variables, but where the password of a database is; a
 * child knows what its parent tells it. */
void sandbox_clear_environment(const struct sandbox_place *place);
/* The row of that process; asserts that there is one. */
const struct sandbox_box *sandbox_find(const char *process);
/* Take on the walls, for good, then try from inside what must not go.  Called by the only thread.
 * BROKEN: the process must end, and `why` gets a sentence. */
MUST_USE enum status sandbox_enter(const struct sandbox_box *box, const struct sandbox_place *place,
                                   struct buf *why);

/* ---- parts ---- */

/* Which rules of files the kernel knows: the version of Landlock's interface; 0: none. */
int sandbox_landlock(void);
/* From now on only these files.  BROKEN with a sentence. */
MUST_USE enum status sandbox_files(const struct sandbox_box *box, const struct sandbox_place *place,
                                   struct buf *why);
/* From now on only these calls, in all threads.  BROKEN with a sentence. */
MUST_USE enum status sandbox_calls(const struct sandbox_box *box, const struct sandbox_place *place,
                                   struct buf *why);
/* Where a process may connect: to the database, the witnesses, both, or (false) nowhere. */
bool sandbox_reach(const struct sandbox_box *box, const struct sandbox_place *place,
                   struct store_reach *ret_reach);
/* All rows that hold for a process, its own first; ended by NULL. */
enum { SANDBOX_ROWS_MAX = 16 };
void sandbox_rows(const struct sandbox_box *box, const struct sandbox_place *place,
                  const struct sandbox_box *ret_rows[SANDBOX_ROWS_MAX]);

#endif
