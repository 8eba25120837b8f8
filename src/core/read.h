// SPDX-License-Identifier: Apache-2.0
/* read.h -- the only way from a reference to a personal value.
 * Floor 4.  Not here: read records (they come with the record of reading). */
#ifndef CORE_READ_H
#define CORE_READ_H

#include "base/json.h"
#include "core/party.h"

enum reveal { REVEAL_SHOWN, REVEAL_HIDDEN, REVEAL_ERASED };

struct revealed {
    enum reveal how;
    const struct field *field; /* of the fact: says how to print it */
    const struct json *value;  /* SHOWN: in the request's arena; never a list: the item is picked */
};

/* Show the value behind a reference to c->who, if its circle has him.  NOT_FOUND: no such
 * reference. */
MUST_USE enum status reveal(struct ctx *c, struct veiled v, struct revealed *ret_value);

#endif
