// SPDX-License-Identifier: Apache-2.0
/* signer.h -- what server and signer say to each other over a pair of sockets, and the server's
 * side of it.
 * Floor 4.  The signer's side is main/signer.c; its rules are LEDGER.md's: never back, never aside.
 * */
#ifndef CORE_SIGNER_H
#define CORE_SIGNER_H

#include "base/buf.h"
#include "tlog/proof.h"

enum signer_word {
    SIGNER_HELLO = 1, /* tell your origin and the head you remember */
    SIGNER_HEAD = 2,  /* sign this head */
    SIGNER_HEARD = 3, /* this is the newest checkpoint of a witness, and the proof from it to this
                         head */
};

enum { SIGNER_NOTE_BYTES = 4096, SIGNER_KEY_BYTES = 512 };

struct signer_ask {
    uint32_t word;
    uint32_t n_proof;
    uint64_t old_size, size;
    struct hash root;
    struct hash proof[TLOG_PROOF_MAX]; /* consistency from old_size */
    uint32_t witness;                  /* HEARD: its index in DIR/witnesses */
    uint32_t n_note;                   /* 0: it says that it never saw this log */
    char note[SIGNER_NOTE_BYTES];      /* signed by the log, cosigned by the witness */
};

struct signer_reply {
    int32_t status; /* enum status; of HEAD: BUSY before a witness was heard */
    uint32_t n_note;
    uint64_t size;              /* HELLO: remembered */
    struct hash root;           /* HELLO: remembered */
    char what[128];             /* why it refused, with NUL */
    char key[SIGNER_KEY_BYTES]; /* HELLO: its verifier key, with NUL */
    char note[SIGNER_NOTE_BYTES];
};

/* Ask over `fd` and wait for the answer.  BROKEN when the other side is gone. */
MUST_USE enum status signer_call(int fd, const struct signer_ask *ask,
                                 struct signer_reply *ret_reply);

#endif
