// SPDX-License-Identifier: Apache-2.0
/* witnesses.h -- the witnesses that a node's folder names, and what server and courier say to each
 * other to reach them.
 * Floor 4.  The server never connects out: the courier (main/courier.c) does, only to these.
 * Not here: what is asked of them (cosign.c). */
#ifndef CORE_WITNESSES_H
#define CORE_WITNESSES_H

#include "base/arena.h"
#include "store/store.h"
#include "tlog/note.h"

enum { WITNESSES_MAX = 16, ERRAND_BYTES = 16 * 1024, ERRAND_PATH = 128 };

/* A row of DIR/witnesses: key, address and maybe the word private, parted by tabs. */
struct outsider {
    struct tlog_key key;
    struct str url;  /* submission and monitoring prefix, without the last '/'; NUL behind it */
    bool is_private; /* the installation says that its address may be a private one */
};

struct outsiders {
    struct outsider at[WITNESSES_MAX];
    size_t n;
};

/* Read DIR/witnesses; no such file is no witness.  BAD_INPUT with file, line and what to do. */
MUST_USE enum status witnesses_load(struct arena *a, const char *folder,
                                    struct outsiders *ret_outsiders, struct buf *why);

/* Over which ports they, and who resolves their names, are reached. */
void witnesses_reach(const struct outsiders *outsiders, struct store_reach *ret_reach);

/* One message each way over a pair of sockets that keeps messages apart. */
struct errand {
    uint32_t serial;        /* comes back with the answer */
    uint32_t place;         /* index of the witness */
    char path[ERRAND_PATH]; /* "/add-checkpoint", with NUL */
    uint32_t n_body;        /* 0: a GET, else a POST */
    char body[ERRAND_BYTES];
};
struct errand_answer {
    uint32_t serial;
    int32_t status; /* enum status: OK: it answered; REFUSED: its address may not be called */
    int32_t code;   /* of HTTP */
    uint32_t n_body;
    char body[ERRAND_BYTES];
};

/* Send the courier and wait for what it brings.  BROKEN: it is gone or brings nothing in time. */
MUST_USE enum status errand_run(int fd, struct errand *errand, struct errand_answer *ret_answer);

#endif
