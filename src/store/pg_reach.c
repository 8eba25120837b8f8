// SPDX-License-Identifier: Apache-2.0
/* pg_reach.c -- PostgreSQL: where an address leads, for who may connect nowhere else.
 * Floor 2.  Part of store.h. */
#include "store/store.h"

#include <libpq-fe.h>
#include <string.h>

enum { PORT = 5432 };

static const char *option(const PQconninfoOption *o, const char *keyword)
{
    while (o->keyword && strcmp(o->keyword, keyword) != 0)
        o++;
    return o->keyword && o->val && *o->val ? o->val : NULL;
}

/* What stands at place `i` of a list with commas; one alone stands for all. */
static struct str item(struct str list, size_t i)
{
    struct str rest = list, one = list;
    if (str_find(list, S(",")) == list.n)
        return list;
    for (size_t k = 0; k <= i; k++)
        one = str_cut(rest, ',', &rest);
    return one;
}

static enum status add_host(struct store_reach *r, struct str host, struct str port)
{
    int64_t n = PORT;
    if (host.n == 0 || host.p[0] == '/' || host.p[0] == '@') {
        r->is_local = true;
        return OK;
    }
    if (port.n && (str_to_int(port, &n) != OK || n < 1 || n > 65535))
        return BAD_INPUT;
    if (r->n_ports == STORE_PORTS_MAX)
        return BAD_INPUT;
    r->port[r->n_ports++] = (uint16_t)n;
    return OK;
}

static enum status add_hosts(struct store_reach *r, const PQconninfoOption *o)
{
    const char *host = option(o, "hostaddr") ? option(o, "hostaddr") : option(o, "host");
    struct str hosts = str_of(host ? host : ""), ports = S("");
    size_t n = 1;
    if (option(o, "port"))
        ports = str_of(option(o, "port"));
    for (size_t i = 0; i < hosts.n; i++)
        n += hosts.p[i] == ',';
    for (size_t i = 0; i < n; i++)
        TRY(add_host(r, item(hosts, i), item(ports, i)));
    return OK;
}

enum status store_reach(const char *address, struct store_reach *ret_reach)
{
    struct store_reach reach = {.is_local = false};
    PQconninfoOption *o = PQconninfoParse(address, NULL);
    if (!o)
        return BAD_INPUT;
    enum status s = add_hosts(&reach, o);
    PQconninfoFree(o);
    if (s == OK)
        *ret_reach = reach;
    return s;
}
