// SPDX-License-Identifier: Apache-2.0
/* core_open.h -- making, opening and closing a node: for main and cli, not for doors.
 * Floor 4. */
#ifndef CORE_CORE_OPEN_H
#define CORE_CORE_OPEN_H

#include "core/core.h"
#include "store/store.h"

enum { POISON_KILLED = 16 };

/* A page that the parent process owns: which input is being run, so that one that kills us is not
 * run again. */
struct poison {
    volatile uint8_t running[32];               /* hash of the operation's input; zeroes: none */
    volatile uint8_t killed[POISON_KILLED][32]; /* the last ones; a new one takes the oldest's place
                                                 */
    volatile uint32_t n_killed;                 /* in all */
    volatile int64_t clock_lead; /* as struct core has it: a server that comes back after a crash
                                    does not take a clock that jumped for the right one; 0: not
                                    known */
};

struct core_options {
    const char *folder;
    const char *database; /* "postgres://...": where ledger and state are; NULL: where the folder
                             says, else in the folder */
    const struct rooms *rooms;
    const struct sql *sql;
    size_t n_sql;
    const char *authority; /* "localhost:8080" */
    bool alone;            /* no witness is asked: demonstrations and tests */
    int signer_fd;         /* -1: read only, operations answer BUSY */
    int render_fd;         /* 0: none, and what it would do is answered BUSY */
    bool is_shadow;        /* folded beside a node to be compared, and thrown away */
    int courier_fd;        /* to the witnesses; 0: to none */
    int n_readers;         /* readers for doors: threads 0..n_readers-1 */
    struct poison *poison; /* may be NULL */
    int64_t clock_at; /* ms UTC: a false clock starts here and stands still; 0: the machine's */
    enum walls walls;
};

/* The settings of a new node. */
struct node_settings {
    int64_t node;                           /* division code, GB/T 2260 */
    struct str origin;                      /* the log's name, a valid key name of signed notes */
    int64_t now;                            /* ms UTC */
    const struct core_log_succeeded *after; /* the log in whose place it goes on; NULL: none */
};

/* Make the node's ledger, state and entry 0; the folder then remembers its database.  CONFLICT:
 * there is a node already.  `why` gets a sentence. */
MUST_USE enum status core_make(const struct core_options *o, const struct node_settings *settings,
                               struct buf *why);
/* Take ledger and state away: of a node whose making failed, or that was made for a play. */
MUST_USE enum status node_remove(const char *folder, struct buf *why);
/* State facts on a node that nobody serves (init, tests): `run` is called once in a transaction,
 * with every role. Whatever it stated is appended. */
MUST_USE enum status core_seed(const struct core_options *o, int64_t now,
                               enum status (*run)(struct ctx *c, void *of), void *of);
/* Open the node's files and catch up its state; no thread runs yet.  `why` gets a sentence when it
 * fails. */
MUST_USE enum status core_prepare(const struct core_options *o, struct buf *why,
                                  struct core **ret_core);
/* Arm the signer and start the threads; `why` gets a sentence when something is missing.  After an
 * error only core_close may follow. */
MUST_USE enum status core_start(struct core *core, struct buf *why);
/* Both, for who gives up no rights in between. */
MUST_USE enum status core_open(const struct core_options *o, struct buf *why,
                               struct core **ret_core);
/* Let what is queued end, stop the threads, close the files. */
void core_close(struct core *core);

/* The files of a folder, opened without threads: for rebuild, check, export.  `why` as above. */
struct node_files {
    struct store *db;
    struct store_options options;
    char state[64];
    int64_t node;
    struct arena life;
};
/* The address of the database that the folder remembers; NULL: ledger and state lie in the folder
 * itself.  BROKEN: the file that should say it does not. */
MUST_USE enum status node_database(const char *folder, struct arena *a, const char **ret_address);
/* Is there a node in the folder that this user may open, whose ledger is where `database` says (as
 * in core_options)?  NOT_FOUND, REFUSED or CONFLICT, with a sentence for `why`: what is wrong and
 * what to do. */
MUST_USE enum status node_find(const char *folder, const char *database, struct buf *why);
/* `state`: a state file of that name, made anew, in place of the node's own; NULL: its own. */
MUST_USE enum status node_open(struct node_files *n, const struct core_options *o,
                               enum store_mode mode, const char *state, struct buf *why);
void node_close(struct node_files *n);
/* Between which walls the node was served last; WALLS_UNKNOWN: it never was. */
enum walls node_walls(struct node_files *n);
/* The name of the state file that belongs to these rooms and statements. */
void node_state_name(const struct core_options *o, char ret_name[64]);
/* Create the state's tables, or its indexes. */
MUST_USE enum status node_state_schema(struct store *db, const struct rooms *rooms,
                                       enum store_part part);

#endif
