// SPDX-License-Identifier: Apache-2.0
#include "core/witnesses.h"

#include "base/tsv.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>

enum { DOMAIN = 53 };

/* ---- the file ------------------------------------------------------------------------------ */

static bool is_url(struct str url)
{
    struct str host = str_part(url, str_find(url, S("://")) + 3, url.n);
    for (size_t i = 0; i < url.n; i++)
        if (url.p[i] <= ' ' || url.p[i] == '#' || url.p[i] == '?' || url.p[i] == '@')
            return false;
    return host.n && host.p[0] != '/' &&
           (str_starts(url, S("https://")) || str_starts(url, S("http://")));
}

/* What is wrong with a row, or NULL. */
static const char *read_row(struct arena *a, const struct tsv *row, struct outsider *w)
{
    const struct str *cell = row->cell;
    struct str url = cell[1];
    if (tlog_key_read(a, cell[0], &w->key) != OK || w->key.type != TLOG_KEY_WITNESS)
        return "a row is KEY, ADDRESS and maybe the word private, parted by tabs; the key is what "
               "xiezhi witness init printed";
    if (!is_url(url))
        return "behind the key and a tab stands the witness's address, https://HOST/...";
    w->is_private = str_is(cell[2], "private");
    if ((cell[2].n && !w->is_private) || row->n > 3)
        return "behind the address stands nothing, or a tab and the word private";
    if (!w->is_private && !str_starts(url, S("https://")))
        return "http:// is for hosts that are marked private: https://";
    url.n -= str_ends(url, S("/"));
    return arena_copy(a, url, &w->url) == OK ? NULL : "memory is missing";
}

static bool has_key(const struct outsiders *o, const struct tlog_key *key)
{
    for (size_t i = 0; i < o->n; i++)
        if (memcmp(o->at[i].key.public.b, key->public.b, sizeof key->public.b) == 0)
            return true;
    return false;
}

static const char *add_row(struct arena *a, const struct tsv *row, struct outsiders *o)
{
    struct outsider w = {0};
    const char *wrong = read_row(a, row, &w);
    if (!wrong && has_key(o, &w.key))
        wrong = "this key stands above already";
    if (!wrong && o->n == WITNESSES_MAX)
        wrong = "these are too many witnesses";
    if (!wrong)
        o->at[o->n++] = w;
    return wrong;
}

enum status witnesses_load(struct arena *a, const char *folder, struct outsiders *ret_outsiders,
                           struct buf *why)
{
    char path[4096];
    struct tsv row;
    struct outsiders found = {.n = 0};
    snprintf(path, sizeof path, "%s/witnesses", folder);
    enum status s = tsv_load(&row, a, path);
    if (s != OK && s != NOT_FOUND)
        buf_printf(why, "%s cannot be read (%s)", path, status_name(s));
    while (s == OK && tsv_next(&row)) {
        const char *wrong = add_row(a, &row, &found);
        if (wrong) {
            buf_printf(why, "%s:%zu: %s", path, row.line, wrong);
            s = BAD_INPUT;
        }
    }
    if (s != OK && s != NOT_FOUND)
        return s;
    *ret_outsiders = found;
    return OK;
}

static uint16_t port_of(struct str url)
{
    size_t at = str_find(url, S("://")) + 3;
    struct str rest, host = str_cut(str_part(url, at, url.n), '/', &rest), port;
    if (host.n && host.p[0] == '[') /* an address of IPv6 holds colons */
        str_cut(host, ']', &host);
    str_cut(host, ':', &port);
    int64_t n = 0;
    if (port.p && str_to_int(port, &n) == OK && n > 0 && n < 65536)
        return (uint16_t)n;
    return str_starts(url, S("https://")) ? 443 : 80;
}

static void add_port(struct store_reach *reach, uint16_t port)
{
    for (int i = 0; i < reach->n_ports; i++)
        if (reach->port[i] == port)
            return;
    assert(reach->n_ports < STORE_PORTS_MAX);
    reach->port[reach->n_ports++] = port;
}

void witnesses_reach(const struct outsiders *outsiders, struct store_reach *ret_reach)
{
    *ret_reach = (struct store_reach){.n_ports = 0};
    for (size_t i = 0; i < outsiders->n; i++)
        add_port(ret_reach, port_of(outsiders->at[i].url));
    if (outsiders->n)
        add_port(ret_reach, DOMAIN); /* an answer that is too long for a datagram */
}

/* ---- the courier --------------------------------------------------------------------------- */

static size_t sent_bytes(const struct errand *e)
{
    return offsetof(struct errand, body) + e->n_body;
}

enum status errand_run(int fd, struct errand *errand, struct errand_answer *ret_answer)
{
    static _Thread_local uint32_t serial;
    ssize_t n;
    assert(errand->n_body <= ERRAND_BYTES && memchr(errand->path, 0, ERRAND_PATH));
    errand->serial = ++serial;
    if (send(fd, errand, sent_bytes(errand), MSG_NOSIGNAL) != (ssize_t)sent_bytes(errand))
        return BROKEN;
    do { /* an answer that comes too late is of another errand */
        n = recv(fd, ret_answer, sizeof *ret_answer, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < (ssize_t)offsetof(struct errand_answer, body) ||
            (size_t)n != offsetof(struct errand_answer, body) + ret_answer->n_body)
            return BROKEN;
    } while (n < 0 || ret_answer->serial != errand->serial);
    return OK;
}
