// SPDX-License-Identifier: Apache-2.0
/* sign.h -- Ed25519: keys, signatures.
 * Floor 0.  Pure: a signature depends on key and message alone.  Not here: where keys are kept (the
 * signer).
 * Source: RFC 8032; libsodium refuses S >= L, points that are not canonical, and points of small
 * order. */
#ifndef CRYPT_SIGN_H
#define CRYPT_SIGN_H

#include "base/str.h"

struct crypt_public {
    uint8_t b[32];
};

struct crypt_secret {
    uint8_t b[64]; /* seed and public key, as libsodium keeps them; wipe with crypt_wipe */
};

struct crypt_signature {
    uint8_t b[64];
};

/* The key pair of a 32-byte seed. */
struct crypt_secret crypt_sign_secret(const uint8_t seed[32]);
struct crypt_public crypt_sign_public(const struct crypt_secret *secret);
/* The one signature of these bytes under this key. */
struct crypt_signature crypt_sign(const struct crypt_secret *secret, struct str bytes);
/* Is it the signature of these bytes?  A signature of another length than 64 is none. */
bool crypt_sign_verify(const struct crypt_public *key, struct str bytes, struct str signature);

#endif
