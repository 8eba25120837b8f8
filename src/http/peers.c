// SPDX-License-Identifier: Apache-2.0
/* peers.c -- how many connections each address has open.
 * Floor 2, inside http/. */
#include "http/inner.h"

#include <assert.h>
#include <string.h>

struct in6_addr http_peers_key(const struct in6_addr *from)
{
    struct in6_addr key = *from;
    if (!IN6_IS_ADDR_V4MAPPED(&key))
        memset(key.s6_addr + 8, 0, 8);
    return key;
}

static struct peer *find(struct http_server *server, const struct in6_addr *address)
{
    for (int i = 0; i < server->n_peers; i++)
        if (memcmp(&server->peers[i].address, address, sizeof *address) == 0)
            return &server->peers[i];
    return NULL;
}

static bool enter(struct http_server *server, const struct in6_addr *address)
{
    struct peer *peer = find(server, address);
    if (!peer) {
        if (server->n_peers == server->options.conns_max)
            return false;
        peer = &server->peers[server->n_peers++];
        *peer = (struct peer){*address, 0};
    }
    if (peer->n >= server->options.conns_per_address)
        return false;
    peer->n++;
    return true;
}

bool http_peers_enter(struct http_server *server, const struct in6_addr *address)
{
    pthread_mutex_lock(&server->lock);
    bool entered = enter(server, address);
    pthread_mutex_unlock(&server->lock);
    return entered;
}

void http_peers_leave(struct http_server *server, const struct in6_addr *address)
{
    pthread_mutex_lock(&server->lock);
    struct peer *peer = find(server, address);
    assert(peer && peer->n > 0);
    if (--peer->n == 0)
        *peer = server->peers[--server->n_peers];
    pthread_mutex_unlock(&server->lock);
}
