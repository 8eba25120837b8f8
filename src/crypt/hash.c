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

enum {
    HMAC_BLOCK = 64,
    GATHERED = 192, /* shorter input is hashed in one call: a fifth faster than part by part */
};

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
    char room[GATHERED];
    size_t all = 0;
    for (size_t i = 0; i < n && all <= sizeof room; i++) {
        if (part[i].n <= sizeof room - all && part[i].n)
            memcpy(room + all, part[i].p, part[i].n);
        all += part[i].n;
    }
    crypt_sha256_init(&s);
    if (all <= sizeof room) {
        crypt_sha256_add(&s, (struct str){room, all});
        return crypt_sha256_end(&s);
    }
    for (size_t i = 0; i < n; i++)
        crypt_sha256_add(&s, part[i]);
    return crypt_sha256_end(&s);
}

/* By the same SHA-256: libsodium's has no SHA-NI and takes five times as long. */
struct hash crypt_hmac_sha256(struct str key, struct str bytes)
{
    assert((key.p || key.n == 0) && (bytes.p || bytes.n == 0));
    uint8_t inner_pad[HMAC_BLOCK] = {0}, outer_pad[HMAC_BLOCK];
    struct hash short_key = key.n > HMAC_BLOCK ? crypt_sha256(key) : (struct hash){{0}};
    if (key.n > HMAC_BLOCK)
        key = (struct str){(const char *)short_key.b, sizeof short_key.b};
    if (key.n)
        memcpy(inner_pad, key.p, key.n);
    for (size_t i = 0; i < HMAC_BLOCK; i++) {
        outer_pad[i] = inner_pad[i] ^ 0x5c;
        inner_pad[i] ^= 0x36;
    }
    struct crypt_sha256 s;
    crypt_sha256_init(&s);
    crypt_sha256_add(&s, (struct str){(const char *)inner_pad, HMAC_BLOCK});
    crypt_sha256_add(&s, bytes);
    struct hash within = crypt_sha256_end(&s);
    crypt_sha256_init(&s);
    crypt_sha256_add(&s, (struct str){(const char *)outer_pad, HMAC_BLOCK});
    crypt_sha256_add(&s, (struct str){(const char *)within.b, sizeof within.b});
    struct hash out = crypt_sha256_end(&s);
    sodium_memzero(inner_pad, sizeof inner_pad);
    sodium_memzero(outer_pad, sizeof outer_pad);
    sodium_memzero(&short_key, sizeof short_key);
    sodium_memzero(&s, sizeof s);
    return out;
}
