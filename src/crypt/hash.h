// SPDX-License-Identifier: Apache-2.0
/* hash.h -- SHA-256 and HMAC-SHA-256; SM3.
 * Floor 0.  Pure: the same bytes give the same hash; no memory is taken, nothing can fail.
 * Source: FIPS 180-4, RFC 2104; GB/T 32905-2016. */
#ifndef CRYPT_HASH_H
#define CRYPT_HASH_H

#include "base/hash.h"
#include "base/str.h"

/* A hash in the making.  Opaque; may be copied to branch off. */
struct crypt_sha256 {
    uint64_t state[14];
};

/* SHA-256 of one string. */
struct hash crypt_sha256(struct str bytes);
/* SHA-256 of n strings one after another, as if they were one. */
struct hash crypt_sha256_parts(const struct str *part, size_t n);
/* The same step by step: init, any number of add, one end. */
void crypt_sha256_init(struct crypt_sha256 *s);
void crypt_sha256_add(struct crypt_sha256 *s, struct str bytes);
struct hash crypt_sha256_end(struct crypt_sha256 *s);
/* HMAC-SHA-256 under a key of any length. */
struct hash crypt_hmac_sha256(struct str key, struct str bytes);

/* Does this machine's OpenSSL have SM3?  Ask before the walls stand: it is looked up once. */
bool crypt_has_sm3(void);
/* SM3 of n strings one after another, as if they were one.  Asserts crypt_has_sm3(). */
struct hash crypt_sm3_parts(const struct str *part, size_t n);

#endif
