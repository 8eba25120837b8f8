// SPDX-License-Identifier: Apache-2.0
/* hash.c -- SHA-256 and SM3 by OpenSSL, and the tree of RFC 6962.
 * By the older calls: they keep their state on the stack and cannot fail, and for texts as short as
 * a node EVP's bookkeeping costs as much as the hash.  SM3 has no others. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "verify.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

static struct hash digest(const char *head, size_t n_head, struct text a, struct text b)
{
    SHA256_CTX ctx;
    struct hash out;
    SHA256_Init(&ctx);
    SHA256_Update(&ctx, head, n_head);
    SHA256_Update(&ctx, a.p, a.n);
    SHA256_Update(&ctx, b.p, b.n);
    SHA256_Final(out.b, &ctx);
    return out;
}

struct hash sha256(struct text a, struct text b)
{
    return digest("", 0, a, b);
}

struct hash leaf_hash(struct text entry)
{
    return digest("\0", 1, entry, (struct text){"", 0});
}

struct hash node_hash(const struct hash *left, const struct hash *right)
{
    char node[65] = {1};
    memcpy(node + 1, left->b, 32);
    memcpy(node + 33, right->b, 32);
    return digest("", 0, (struct text){node, sizeof node}, (struct text){"", 0});
}

static const EVP_MD *sm3(void)
{
    static EVP_MD *md;
    if (!md)
        md = EVP_MD_fetch(NULL, "SM3", NULL);
    return md;
}

bool has_sm3(void)
{
    return sm3() != NULL;
}

static struct hash digest_sm3(const char *head, struct text a, struct text b)
{
    static EVP_MD_CTX *ctx;
    struct hash out;
    if (!ctx)
        ctx = EVP_MD_CTX_new();
    if (!ctx || !EVP_DigestInit_ex2(ctx, sm3(), NULL) || !EVP_DigestUpdate(ctx, head, 1) ||
        !EVP_DigestUpdate(ctx, a.p, a.n) || !EVP_DigestUpdate(ctx, b.p, b.n) ||
        !EVP_DigestFinal_ex(ctx, out.b, NULL))
        abort();
    return out;
}

struct hash leaf_hash_sm3(struct text entry)
{
    return digest_sm3("\0", entry, (struct text){"", 0});
}

static struct hash join(const struct edge *e, const struct hash *left, const struct hash *right)
{
    if (!e->is_sm3)
        return node_hash(left, right);
    return digest_sm3("\1", (struct text){(const char *)left->b, 32},
                      (struct text){(const char *)right->b, 32});
}

int edge_append(struct edge *e, struct hash leaf, struct hash done[8])
{
    int level = 0, n_done = 0;
    for (; e->size >> level & 1; level++) {
        leaf = join(e, &e->peak[level], &leaf);
        if ((level + 1) % 8 == 0 && n_done < 7)
            done[++n_done] = leaf;
    }
    e->peak[level] = leaf;
    e->size++;
    return n_done;
}

struct hash edge_root(const struct edge *e)
{
    struct hash root;
    bool have = false;
    for (int level = 0; level < 64; level++) {
        if (!(e->size >> level & 1))
            continue;
        root = have ? join(e, &e->peak[level], &root) : e->peak[level];
        have = true;
    }
    return have ? root : sha256((struct text){"", 0}, (struct text){"", 0});
}

bool proves_inclusion(uint64_t index, uint64_t size, struct hash leaf, struct hash root,
                      const struct hash *proof, size_t n)
{
    if (index >= size)
        return false;
    uint64_t last = size - 1;
    for (size_t i = 0; i < n; i++) {
        if (last == 0)
            return false;
        if (index & 1 || index == last) {
            leaf = node_hash(&proof[i], &leaf);
            for (; !(index & 1); index >>= 1)
                last >>= 1;
        } else {
            leaf = node_hash(&leaf, &proof[i]);
        }
        index >>= 1;
        last >>= 1;
    }
    return last == 0 && memcmp(leaf.b, root.b, 32) == 0;
}

unsigned tag_number(const unsigned char key[32], struct text tags)
{
    for (unsigned n = 1; n <= 100000; n++) {
        unsigned char number[8] = {
            0, 0, 0, 0, 0, (unsigned char)(n >> 16), (unsigned char)(n >> 8), (unsigned char)n};
        unsigned char mac[32];
        char hex[33];
        HMAC(EVP_sha256(), key, 32, number, 8, mac, NULL);
        for (int i = 0; i < 16; i++)
            snprintf(hex + 2 * i, 3, "%02x", mac[i]);
        for (size_t at = 1; at + 32 < tags.n; at += 35)
            if (memcmp(tags.p + at, hex, 32) == 0)
                return n;
    }
    return 0;
}
