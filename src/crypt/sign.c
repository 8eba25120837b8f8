// SPDX-License-Identifier: Apache-2.0
#include "crypt/sign.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

_Static_assert(sizeof(struct crypt_secret) == crypto_sign_SECRETKEYBYTES,
               "libsodium's form of a secret key");
_Static_assert(sizeof(struct crypt_signature) == crypto_sign_BYTES,
               "libsodium's form of a signature");

struct crypt_secret crypt_sign_secret(const uint8_t seed[32])
{
    assert(seed);
    struct crypt_secret secret;
    struct crypt_public public;
    int rc = crypto_sign_seed_keypair(public.b, secret.b, seed);
    assert(rc == 0);
    (void)rc;
    return secret;
}

struct crypt_public crypt_sign_public(const struct crypt_secret *secret)
{
    assert(secret);
    struct crypt_public public;
    memcpy(public.b, secret->b + 32, sizeof public.b);
    return public;
}

struct crypt_signature crypt_sign(const struct crypt_secret *secret, struct str bytes)
{
    assert(secret && (bytes.p || bytes.n == 0));
    struct crypt_signature out;
    int rc = crypto_sign_detached(out.b, NULL, (const uint8_t *)(bytes.n ? bytes.p : ""), bytes.n,
                                  secret->b);
    assert(rc == 0);
    (void)rc;
    return out;
}

bool crypt_sign_verify(const struct crypt_public *key, struct str bytes, struct str signature)
{
    assert(key && (bytes.p || bytes.n == 0));
    if (signature.n != sizeof(struct crypt_signature))
        return false;
    const uint8_t *sig = (const uint8_t *)signature.p;
    return crypto_sign_verify_detached(sig, (const uint8_t *)(bytes.n ? bytes.p : ""), bytes.n,
                                       key->b) == 0;
}
