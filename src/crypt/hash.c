// SPDX-License-Identifier: Apache-2.0
/* OpenSSL's SHA256_* is deprecated in favour of EVP, but keeps its state in the caller's memory: no
 * allocation, no lookup, nothing that can fail.  Measured with SHA-NI: 9.1 M tree nodes a second
 * against 8.1 M with EVP and a context kept for reuse (which would have to be one a thread). */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "crypt/hash.h"

#include <assert.h>
#include <openssl/sha.h>
#include <sodium.h>
#include <string.h>

_Static_assert(sizeof(SHA256_CTX) == sizeof(struct crypt_sha256),
               "the opaque state has OpenSSL's size");

static SHA256_CTX *inner(struct crypt_sha256 *s)
{
    return (SHA256_CTX *)(void *)s;
}

void crypt_sha256_init(struct crypt_sha256 *s)
{
    assert(s);
    SHA256_Init(inner(s));
}

void crypt_sha256_add(struct crypt_sha256 *s, struct str bytes)
{
    assert(s && (bytes.p || bytes.n == 0));
    if (bytes.n)
        SHA256_Update(inner(s), bytes.p, bytes.n);
}

struct hash crypt_sha256_end(struct crypt_sha256 *s)
{
    struct hash out;
    SHA256_Final(out.b, inner(s));
    return out;
}

struct hash crypt_sha256(struct str bytes)
{
    return crypt_sha256_parts(&bytes, 1);
}

struct hash crypt_sha256_parts(const struct str *part, size_t n)
{
    assert(part || n == 0);
    struct crypt_sha256 s;
    crypt_sha256_init(&s);
    for (size_t i = 0; i < n; i++)
        crypt_sha256_add(&s, part[i]);
    return crypt_sha256_end(&s);
}

struct hash crypt_hmac_sha256(struct str key, struct str bytes)
{
    assert((key.p || key.n == 0) && (bytes.p || bytes.n == 0));
    crypto_auth_hmacsha256_state state;
    struct hash out;
    crypto_auth_hmacsha256_init(&state, (const uint8_t *)(key.n ? key.p : ""), key.n);
    crypto_auth_hmacsha256_update(&state, (const uint8_t *)(bytes.n ? bytes.p : ""), bytes.n);
    crypto_auth_hmacsha256_final(&state, out.b);
    sodium_memzero(&state, sizeof state);
    return out;
}
