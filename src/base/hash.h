// SPDX-License-Identifier: Apache-2.0
/* hash.h -- a SHA-256 value; computed in crypt/, carried everywhere.
 * Floor 0. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stdint.h>

struct hash {
    uint8_t b[32];
};

#endif
