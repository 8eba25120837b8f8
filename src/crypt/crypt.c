// SPDX-License-Identifier: Apache-2.0
#include "crypt/crypt.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

enum { RANDOM_POOL = 512, RANDOM_SMALL = 64 };
enum { PASSWORD_PASSES = 2, PASSWORD_MEMORY = 19 * 1024 * 1024 };
enum {
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES
};

_Static_assert((int)CRYPT_SEAL_EXTRA == (int)NONCE + (int)TAG, "nonce and tag");
_Static_assert((int)CRYPT_KEY_BYTES == (int)crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
               "length of the key");
_Static_assert((int)CRYPT_PASSWORD_HASH == (int)crypto_pwhash_STRBYTES,
               "length of a password's hash");

static const uint8_t *bytes_of(struct str s)
{
    return (const uint8_t *)(s.n ? s.p : "");
}

enum status crypt_init(void)
{
    return sodium_init() < 0 ? BROKEN : OK;
}

/* Small wishes are served from bytes fetched together, since each fetch is a call of the system;
 * what was handed out is wiped.  A thread has its own, and no process of ours forks without exec.
 */
void crypt_random(void *to, size_t n)
{
    static _Thread_local uint8_t pool[RANDOM_POOL];
    static _Thread_local size_t left;
    assert(to || n == 0);
    if (n > RANDOM_SMALL) {
        randombytes_buf(to, n);
        return;
    }
    if (left < n) {
        randombytes_buf(pool, sizeof pool);
        left = sizeof pool;
    }
    left -= n;
    if (n) {
        memcpy(to, pool + left, n);
        sodium_memzero(pool + left, n);
    }
}

bool crypt_equal(struct str a, struct str b)
{
    return a.n == b.n && sodium_memcmp(bytes_of(a), bytes_of(b), a.n) == 0;
}

void crypt_wipe(void *p, size_t n)
{
    sodium_memzero(p, n);
}

enum status crypt_password_hash(struct str password, char ret_hash[CRYPT_PASSWORD_HASH])
{
    assert(ret_hash && (password.p || password.n == 0));
    if (password.n > CRYPT_PASSWORD_MAX)
        return BAD_INPUT;
    char hash[CRYPT_PASSWORD_HASH];
    if (crypto_pwhash_str_alg(hash, (const char *)bytes_of(password), password.n, PASSWORD_PASSES,
                              PASSWORD_MEMORY, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return FULL;
    memcpy(ret_hash, hash, sizeof hash);
    return OK;
}

enum status crypt_password_verify(struct str hash, struct str password)
{
    char text[CRYPT_PASSWORD_HASH] = {0};
    if (hash.n == 0 || hash.n >= sizeof text || password.n > CRYPT_PASSWORD_MAX)
        return REFUSED;
    memcpy(text, hash.p, hash.n);
    return crypto_pwhash_str_verify(text, (const char *)bytes_of(password), password.n) == 0
               ? OK
               : REFUSED;
}

void crypt_seal(const uint8_t key[CRYPT_KEY_BYTES], struct str plain, struct str about,
                struct buf *to)
{
    assert(key && to);
    uint8_t *room = (uint8_t *)buf_room(to, plain.n + CRYPT_SEAL_EXTRA);
    if (!room)
        return;
    randombytes_buf(room, NONCE);
    unsigned long long n = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(room + NONCE, &n, bytes_of(plain), plain.n,
                                               bytes_of(about), about.n, NULL, room, key);
    assert(n == plain.n + TAG);
    buf_took(to, NONCE + (size_t)n);
}

enum status crypt_open(const uint8_t key[CRYPT_KEY_BYTES], struct str sealed, struct str about,
                       struct buf *to)
{
    assert(key && to);
    if (sealed.n < CRYPT_SEAL_EXTRA)
        return REFUSED;
    uint8_t *room = (uint8_t *)buf_room(to, sealed.n - CRYPT_SEAL_EXTRA + 1);
    if (!room)
        return FULL;
    const uint8_t *nonce = bytes_of(sealed);
    unsigned long long n = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(room, &n, NULL, nonce + NONCE, sealed.n - NONCE,
                                                   bytes_of(about), about.n, nonce, key) != 0)
        return REFUSED;
    buf_took(to, (size_t)n);
    return OK;
}

uint64_t crypt_short(const uint8_t key[CRYPT_SHORT_KEY], struct str word)
{
    uint8_t out[crypto_shorthash_BYTES];
    uint64_t value = 0;
    _Static_assert((int)CRYPT_SHORT_KEY == (int)crypto_shorthash_KEYBYTES, "length of the key");
    crypto_shorthash(out, bytes_of(word), word.n, key);
    for (size_t i = 0; i < sizeof out; i++)
        value = value << 8 | out[i];
    return value;
}
