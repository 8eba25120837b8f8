// SPDX-License-Identifier: Apache-2.0
/* canary.h -- values that nobody else would write, and where on the disk they stand: as they are,
 * as JSON escapes, in base64, in hex, in UTF-16. */
#ifndef PROMISE_CANARY_H
#define PROMISE_CANARY_H

#include "promise.h"

enum { CANARIES_MAX = 1000, CANARY_BYTES = 48 };

struct canary {
    char text[CANARY_BYTES];
    int matter;     /* the test's own number of the matter in which it was written */
    bool is_erased; /* it must not be found */
};

struct canaries {
    struct canary at[CANARIES_MAX];
    int n;
};

/* A new one, in Chinese and letters; or a telephone number. */
const char *canary_words(struct promise *p, struct canaries *c, int matter);
const char *canary_phone(struct promise *p, struct canaries *c, int matter);
/* From here on the matter's are erased. */
void canary_erase(struct canaries *c, int matter);
/* Look through every file under the folder: how many of them that are `erased` (or that are not)
 * stand in some file in some form.  Of those that must not be there file and form are printed. */
int canary_find(struct promise *p, const struct canaries *c, const char *folder, bool erased);

#endif
