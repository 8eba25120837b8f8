// SPDX-License-Identifier: Apache-2.0
/* OpenSSL keeps SM3 behind EVP alone: fetched once, a context for each hash. */
#include "crypt/hash.h"

#include <assert.h>
#include <openssl/evp.h>
#include <pthread.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static EVP_MD *sm3;

static void fetch(void)
{
    sm3 = EVP_MD_fetch(NULL, "SM3", NULL);
}

bool crypt_has_sm3(void)
{
    pthread_once(&once, fetch);
    return sm3 != NULL;
}

struct hash crypt_sm3_parts(const struct str *part, size_t n)
{
    struct hash out;
    unsigned size = 0;
    assert(crypt_has_sm3() && (part || n == 0));
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    int good = ctx && EVP_DigestInit_ex2(ctx, sm3, NULL);
    for (size_t i = 0; good && i < n; i++)
        good = EVP_DigestUpdate(ctx, part[i].p, part[i].n);
    good = good && EVP_DigestFinal_ex(ctx, out.b, &size);
    EVP_MD_CTX_free(ctx);
    assert(good && size == sizeof out.b); /* no memory: nothing else can fail */
    return out;
}
