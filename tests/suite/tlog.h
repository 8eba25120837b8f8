// SPDX-License-Identifier: Apache-2.0
/* tlog.h -- the suite of transparency logs: proofs, logs as files, notes, dumps of trees.
 * Each part looks through all files and takes those of its form. */
#ifndef SUITE_TLOG_H
#define SUITE_TLOG_H

#include "base/json.h"
#include "tlog/note.h"

#include "vectors.h"

enum { SUITE_KEYS_MAX = TLOG_KEYS_MAX };

struct suite {
    struct vectors v;
    struct arena arena; /* of one file */
    struct buf text;    /* of that file */
    struct vectors_tally tally;
    int right, right_accepted, wrong, wrong_refused; /* proofs */
    struct arena kept;
    struct tlog_key key[SUITE_KEYS_MAX]; /* every verifier key that any file mentions */
    size_t n_key;
};

/* The file's bytes into s->text and its JSON; NULL if it has none.  The arena is emptied. */
const struct json *suite_json(struct suite *s, const struct vector *f);
void suite_proofs(struct suite *s);
void suite_logs(struct suite *s);
void suite_notes(struct suite *s);
void suite_dumps(struct suite *s);

#endif
