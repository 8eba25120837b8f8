// SPDX-License-Identifier: Apache-2.0
/* ledger.h -- the log as the one writer holds it: facts stated in decide become entries, folded, in
 * one transaction.
 * Floor 4.  Bytes: docs/LEDGER.md.  Not here: who may ask (op.h), batches and threads (writer.c),
 * signing (sealer.c). */
#ifndef CORE_LEDGER_H
#define CORE_LEDGER_H

#include "core/search_index.h"
#include "core/terms.h"
#include "core/tree.h"

/* A fact that was stated and is not yet an entry. */
struct pending {
    const struct fact *fact;
    int64_t matter;
    void *fields;
    int64_t acted;                  /* ms UTC: when it happened, of a declared import; 0: now */
    const struct read_fact *before; /* of a correction: the version that it corrects; else NULL */
    int64_t since;                  /* with `before`: when that was first stated */
};

/* That something happened, for who listens after the commit. */
struct told {
    const struct fact *fact;
    int64_t matter;
    struct told *next;
};

struct ledger {
    struct store *db;
    const struct rooms *rooms;
    const struct terms *terms;
    const struct maps *maps;       /* of the pack; or NULL */
    const struct hold_laws *holds; /* of the pack; or NULL */
    struct tree tree;
    struct arena *arena; /* of the batch */
    struct told *told;   /* what was appended in the running batch, newest first */
    struct pending pending[LIMIT_OP_FACTS];
    size_t n_pending;
    int64_t node;
    int64_t newest_matter;     /* ids are given from here */
    int64_t last_time;         /* entries never go back in time */
    struct str pack;           /* hash of the active pack in hex; absent: none */
    struct search_words words; /* of the running batch */
};

/* What became of one stated fact. */
struct appended {
    const struct fact *fact;
    int64_t entry, matter;
    struct written written;
    uint8_t matter_key[32]; /* of its own matter */
    bool has_key;
};

/* What a matter with a coded seat is made with: hashes of its codes; absent: no codes. */
struct code_hashes {
    struct str view, secret;
};

/* Read the log's edge; ledger_close gives back the memory that it takes.  `l` is zeroed but for db,
 * rooms, terms, node. */
MUST_USE enum status ledger_open(struct ledger *l);
void ledger_close(struct ledger *l);
/* Say, as fact_state does, what became true elsewhere at that moment.  Only a declared import may:
 * docs/INVARIANTS.md, L23.  Such a fact starts no clock. */
MUST_USE enum status ledger_state_past(struct ctx *c, const struct fact *f, int64_t matter,
                                       const void *fields, int64_t acted);
/* Say, as fact_state does, how an entry should have been; `since`: act time of the entry as it was
 * first stated.  Clocks that it started, and that still run, are dated anew where a corrected field
 * drives them. */
MUST_USE enum status ledger_state_amended(struct ctx *c, const struct fact *f, int64_t matter,
                                          const void *fields, const struct read_fact *before,
                                          int64_t since);
/* The id for a matter that may be made. */
int64_t ledger_new_matter(const struct ledger *l);
/* The kernel acts for itself, under this name: nobody asked, and no right is needed. */
struct ctx ledger_ctx(struct ledger *l, int64_t now, struct str op);
/* Forget what was stated. */
void ledger_drop(struct ledger *l);
/* Make entries of all that was stated, fold them, and tell of each (array in the batch's arena).
 * FULL or BROKEN ends the batch: some of it may be written. */
MUST_USE enum status ledger_append(struct ledger *l, const struct ctx *c,
                                   const struct code_hashes *codes, struct list *ret_appended);

#endif
