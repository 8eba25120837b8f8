// SPDX-License-Identifier: Apache-2.0
/* crypt.h -- the only door to libsodium and OpenSSL: random bytes, passwords, sealed cookies; with
 * hash.h and sign.h.
 * Floor 0.  Pure folders include crypt/hash.h and crypt/sign.h alone: what stands here draws random
 * bytes. */
#ifndef CRYPT_CRYPT_H
#define CRYPT_CRYPT_H

#include "base/buf.h"
#include "crypt/hash.h"
#include "crypt/sign.h"

enum {
    CRYPT_KEY_BYTES = 32,
    CRYPT_SHORT_KEY = 16,
    CRYPT_SEAL_EXTRA = 24 + 16, /* a sealed text is longer by nonce and tag */
    CRYPT_PASSWORD_MAX = 1024,  /* bytes of a password; longer ones are refused before any work */
    CRYPT_PASSWORD_HASH = 128,  /* bytes of a password's hash as text, with its NUL */
};

/* Once, before anything else of this folder, by every process.  BROKEN when the machine gives no
 * randomness. */
MUST_USE enum status crypt_init(void);
/* n unpredictable bytes. */
void crypt_random(void *to, size_t n);
/* Same bytes?  In a time that depends on the lengths alone. */
bool crypt_equal(struct str a, struct str b);
/* Overwrite a secret so that the compiler cannot leave it out. */
void crypt_wipe(void *p, size_t n);

/* Argon2id (RFC 9106), t=2, m=19 MiB, p=1, in the text form
 * "$argon2id$v=19$m=19456,t=2,p=1$salt$hash". Takes some 20 ms and 19 MiB: only in a worker.
 * BAD_INPUT over CRYPT_PASSWORD_MAX, FULL without memory. */
MUST_USE enum status crypt_password_hash(struct str password, char ret_hash[CRYPT_PASSWORD_HASH]);
/* OK, or REFUSED when it is another password or the hash is not one of ours. */
MUST_USE enum status crypt_password_verify(struct str hash, struct str password);

/* XChaCha20-Poly1305 with a random nonce: write nonce, text and tag.  `about` is bound to it and
 * not kept: whoever opens gives the same.  The buffer's `full` tells when there was no room. */
void crypt_seal(const uint8_t key[CRYPT_KEY_BYTES], struct str plain, struct str about,
                struct buf *to);
/* The text again, appended to `to`.  REFUSED for another key, another `about`, or one changed bit;
 * FULL. */
MUST_USE enum status crypt_open(const uint8_t key[CRYPT_KEY_BYTES], struct str sealed,
                                struct str about, struct buf *to);
/* SipHash-2-4 (Aumasson, Bernstein 2012) of a word under a key of 16 bytes: what tells nothing of
 * the word to whoever lacks the key, in 20 ns. */
uint64_t crypt_short(const uint8_t key[CRYPT_SHORT_KEY], struct str word);
/* The one-time code of a device's secret at a counter (RFC 4226, SHA-1), of 6 to 9 digits. */
uint32_t crypt_hotp(struct str secret, uint64_t counter, int digits);

#endif
