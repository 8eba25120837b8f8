// SPDX-License-Identifier: Apache-2.0
/* hotp.c -- one-time codes of a device (RFC 4226), which all devices make with SHA-1.
 * Floor 0. */
#include "crypt/crypt.h"

#include <assert.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

enum { SHA1_BYTES = 20 };

uint32_t crypt_hotp(struct str secret, uint64_t counter, int digits)
{
    uint8_t text[8], mac[SHA1_BYTES];
    unsigned n = 0;
    uint32_t power = 1;
    assert(digits >= 6 && digits <= 9);
    for (int i = 7; i >= 0; i--, counter >>= 8)
        text[i] = (uint8_t)counter;
    const uint8_t *done = HMAC(EVP_sha1(), secret.p, (int)secret.n, text, sizeof text, mac, &n);
    assert(done && n == SHA1_BYTES);
    /* RFC 4226 section 5.3: the last four bits say where 31 bits are taken. */
    const uint8_t *at = mac + (mac[SHA1_BYTES - 1] & 15);
    uint32_t bits =
        (uint32_t)(at[0] & 127) << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    for (int i = 0; i < digits; i++)
        power *= 10;
    return bits % power;
}
