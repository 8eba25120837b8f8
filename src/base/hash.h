// SPDX-License-Identifier: Apache-2.0
/* hash.h -- a SHA-256 value, carried by value.
 * Floor 0.  Not here: how one is made (crypt/hash.h); floors without cryptography carry hashes too.
 * */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct hash {
    uint8_t b[32];
};

/* Same bytes.  Not for secrets: the time taken tells where they differ (crypt_equal is for those).
 */
static inline bool hash_eq(struct hash a, struct hash b)
{
    return memcmp(a.b, b.b, sizeof a.b) == 0;
}

#endif
