// SPDX-License-Identifier: Apache-2.0
#include "tlog/tree.h"

#include "crypt/hash.h"

#include <assert.h>
#include <string.h>

struct hash tlog_leaf(struct str entry)
{
    struct crypt_sha256 s;
    crypt_sha256_init(&s);
    crypt_sha256_add(&s, (struct str){"\0", 1});
    crypt_sha256_add(&s, entry);
    return crypt_sha256_end(&s);
}

struct hash tlog_node(struct hash left, struct hash right)
{
    char bytes[1 + 2 * sizeof(struct hash)];
    bytes[0] = 1;
    memcpy(bytes + 1, left.b, sizeof left.b);
    memcpy(bytes + 1 + sizeof left.b, right.b, sizeof right.b);
    return crypt_sha256((struct str){bytes, sizeof bytes});
}

struct hash tlog_leaf_sm3(struct str entry)
{
    const struct str part[] = {{"\0", 1}, entry};
    return crypt_sm3_parts(part, 2);
}

static struct hash edge_node(const struct tlog_edge *edge, struct hash left, struct hash right)
{
    if (!edge->is_sm3)
        return tlog_node(left, right);
    const struct str part[] = {
        {"\1", 1}, {(const char *)left.b, sizeof left.b}, {(const char *)right.b, sizeof right.b}};
    return crypt_sm3_parts(part, 3);
}

struct hash tlog_empty_root(void)
{
    return crypt_sha256(S(""));
}

struct hash tlog_complete_root(struct hash *h, size_t n)
{
    assert(h && n > 0 && (n & (n - 1)) == 0);
    for (; n > 1; n /= 2)
        for (size_t i = 0; i < n / 2; i++)
            h[i] = tlog_node(h[2 * i], h[2 * i + 1]);
    return h[0];
}

void tlog_edge_append(struct tlog_edge *edge, struct hash leaf)
{
    assert(edge && edge->size < TLOG_SIZE_MAX);
    unsigned level = 0;
    for (; edge->size >> level & 1; level++) {
        leaf = edge_node(edge, edge->peak[level], leaf);
        edge->peak[level] = (struct hash){{0}};
    }
    edge->peak[level] = leaf;
    edge->size++;
}

struct hash tlog_edge_root(const struct tlog_edge *edge)
{
    assert(edge && edge->size <= TLOG_SIZE_MAX);
    assert(edge->size || !edge->is_sm3);
    if (edge->size == 0)
        return tlog_empty_root();
    unsigned level = (unsigned)__builtin_ctzll(edge->size);
    struct hash root = edge->peak[level];
    for (level++; level < TLOG_HEIGHT_MAX; level++)
        if (edge->size >> level & 1)
            root = edge_node(edge, edge->peak[level], root);
    return root;
}
