// SPDX-License-Identifier: Apache-2.0
/* core_in.h -- the inside of struct core: private to the kernel's own files.
 * Floor 4. */
#ifndef CORE_CORE_IN_H
#define CORE_CORE_IN_H

#include "core/core.h"
#include "core/core_open.h"
#include "core/count_in.h"
#include "core/ledger.h"
#include "core/op_run.h"
#include "core/pack.h"
#include "core/read_record.h"
#include "core/signer.h"
#include "core/witnesses.h"
#include "core/writer.h"

#include <pthread.h>
#include <stdatomic.h>

enum { BATCHES = 2, READERS_MAX = 16, READERS_OWN = 5, LISTENERS_MAX = 4, SEEN_MAX = 256 };
/* The last readers are the kernel's own. */
enum {
    READER_COSIGN = READERS_MAX - READERS_OWN,
    READER_REFOLD,
    READER_JOBS,
    READER_CLOCK,
    READER_REACT,
};

/* One call of a batch and what it left. */
struct batch_item {
    struct op_call *call;
    struct op_made made;
    struct tlog_proof proof; /* of its first entry */
};

/* A commit on its way to the signer. */
struct batch {
    struct batch *next;
    struct arena arena;
    struct batch_item item[LIMIT_BATCH_OPS];
    size_t n_items;
    struct told *told;         /* what it appended */
    struct writer_task *tasks; /* to be woken, linked by next */
    struct read_call *reads;   /* to be answered as soon as it is committed, linked by next */
    bool grew;                 /* it has new entries */
    bool arms;                 /* its head is the one with which the node may write again */
    bool may_stand;            /* it was to be committed, and nothing says that it was not */
    struct signer_ask head;
};

/* Somebody has looked at what he was told of a matter, up to an entry. */
struct seen {
    struct person_id account; /* 0: whoever holds its codes */
    int64_t matter;           /* 0: all */
    int64_t until;
};

struct listener {
    void (*heard)(void *of, const struct fact *f, int64_t matter);
    void (*told)(void *of, struct person_id account);
    void *of;
};

struct core {
    struct core_options options;
    struct node_files files;           /* the writer's connection */
    struct store *reader[READERS_MAX]; /* the last READERS_OWN are the kernel's */
    struct pack pack;
    struct ledger ledger;
    struct arena life;
    struct hash key; /* the node's secret */
    const char *origin;
    _Atomic(int64_t) fixed_clock; /* a false clock (scenes, training); 0: the machine's */
    _Atomic(int64_t) clock_lead;  /* ms by which the machine's clock led the time since its start
                                     when  it was last believed */
    _Atomic bool armed, stopping;
    _Atomic(int64_t) remembered; /* size of the head in a signer that failed; -1: none to ask again
                                  */

    /* the writer's alone */
    bool must_recover;  /* an error left the state behind, or the tree unread */
    bool arms;          /* the running batch is to arm */
    bool wipes;         /* behind the running batch the logs are to be emptied */
    uint64_t handed_on; /* size of the last head given to the sealer */

    pthread_t writer, sealer, reactor, clock, jobber, refolder, cosigner;

    _Atomic bool has_alarm;
    struct buf alarm; /* under head_lock, as is: */
    int64_t alarm_at;
    struct outsiders witnesses;  /* none: there is no cosigner */
    pthread_mutex_t signer_lock; /* one question at a time over the signer's socket */

    pthread_mutex_t queue_lock; /* the writer's queue */
    pthread_cond_t queue_filled;
    struct op_call *call_first, *call_last;
    struct writer_task *task_first, *task_last;
    struct read_call *read_first, *read_last;
    size_t n_queued, n_reads;

    pthread_mutex_t batch_lock; /* batches between writer and sealer */
    pthread_cond_t batch_moved;
    struct batch *batch_free, *seal_first, *seal_last;
    struct batch batch[BATCHES];

    pthread_mutex_t head_lock;  /* the newest signed head */
    pthread_cond_t head_moved;  /* a commit was made: react listens */
    pthread_cond_t clock_moved; /* the clock of a test or training node was moved, or the node stops
                                 */
    pthread_cond_t settled;     /* react has heard an entry, or the clock has been looked at */
    int64_t heard;              /* under head_lock, as are: react's next entry */
    struct seen seen[SEEN_MAX]; /* what react has still to keep */
    size_t n_seen;
    int64_t jobs_begun, jobs_seen;    /* as often as one began; up to where none is left to do */
    int64_t looks_begun, looks_ended; /* of the clock's thread */
    bool look_now;
    _Atomic(int) react_status; /* enum status: not OK when reactions have stopped */
    struct buf note, published;
    struct buf cosigned; /* the newest note that at least one witness cosigned */
    struct buf filed;    /* what the file DIR/public/checkpoint holds; used by whoever publishes */
    int64_t published_at;
    _Atomic(int64_t) size;     /* entries that are committed */
    _Atomic(int64_t) n_signed; /* entries under the newest signed head */
    _Atomic(int64_t) n_commits;

    struct listener listener[LISTENERS_MAX];
    _Atomic(size_t) n_listeners; /* the writer may run already when a door is opened */
    struct login_desk *login;    /* session.c */
    struct counts counts;
};

/* The worker that checks passwords (session.c). */
MUST_USE enum status login_open(struct core *core);
void login_close(struct core *core);

/* Keep what was seen since (notice_see_soon); on react's thread. */
void notice_see_waiting(struct core *core);
/* Say to the doors that the account was told of something, or has seen it. */
void core_tell(struct core *core, struct person_id account);

/* The threads' bodies. */
void *writer_main(void *core);
void *sealer_main(void *core);
void *react_main(void *core);
void *clock_main(void *core);
void *job_main(void *core);
void *refold_main(void *core);
void *cosign_main(void *core);
/* Wait so long, or until the node stops. */
void core_pause(struct core *core, int64_t ms);
/* The moment in so many ms, for a timed wait for `clock_moved`. */
struct timespec core_moment(int64_t ms);
/* Follow the machine's clock where it drifts; from a jump on it is not believed. */
void core_watch_clock(struct core *core);
/* At the start: ask the signer to sign the present head with a proof from what it remembers; fills
 * core->note.  CONFLICT: it refuses this database, and `why` says so.  BUSY: it has heard no
 * witness yet.  FULL, BROKEN: no signature now. */
MUST_USE enum status sealer_arm(struct core *core, struct buf *why);

/* Ask the signer, one after the other. */
MUST_USE enum status sealer_call(struct core *core, const struct signer_ask *ask,
                                 struct signer_reply *ret_reply);
/* The witnesses were asked to cosign a note of ours, `n_own` bytes of `note`; it is public from now
 * on. */
void sealer_cosigned(struct core *core, struct str note, size_t n_own);

/* Publish the newest note (at most once a second unless `at_once`) and keep it as
 * DIR/public/checkpoint. Called by the clock's thread, and while no thread runs. */
MUST_USE enum status sealer_publish(struct core *core, bool at_once);

#endif
