// SPDX-License-Identifier: Apache-2.0
/* courier.c -- the one process that connects out: carries bytes to the witnesses that the
 * installation names, and their answers back.
 * Floor 7.  It knows no key and reads nothing of what it carries.  No redirects, no proxy, no
 * address of a private network unless the installation says so for that host, capped and in time.
 * Not here: what is asked and believed (core/cosign.c, the signer). */
#include "main/courier.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNECT_MS = 3000, WHOLE_MS = 8000, URL_BYTES = 2048 };

/* ---- addresses ----------------------------------------------------------------------------- */

static bool is_within(uint32_t address, uint32_t net, int bits)
{
    return address >> (32 - bits) == net >> (32 - bits);
}

/* IANA's registries of special-purpose addresses: what is not reachable from everywhere. */
static bool is_private_4(uint32_t address)
{
    static const struct {
        uint32_t net;
        int bits;
    } special[] = {
        {0x00000000, 8},  {0x0a000000, 8},  {0x64400000, 10}, {0x7f000000, 8},  {0xa9fe0000, 16},
        {0xac100000, 12}, {0xc0000000, 24}, {0xc0000200, 24}, {0xc0586300, 24}, {0xc0a80000, 16},
        {0xc6120000, 15}, {0xc6336400, 24}, {0xcb007100, 24}, {0xe0000000, 3},
    };
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if (is_within(address, special[i].net, special[i].bits))
            return true;
    return false;
}

static uint32_t read_4(const uint8_t *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* Only 2000::/3 is given out; in it, what carries an address of the older kind is judged by that
 * one. */
static bool is_private_6(const uint8_t b[16])
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    if (memcmp(b, mapped, sizeof mapped) == 0)
        return is_private_4(read_4(b + 12));
    if ((b[0] & 0xe0) != 0x20)
        return true;
    if (b[0] == 0x20 && b[1] == 0x02) /* 6to4 */
        return is_private_4(read_4(b + 2));
    bool is_protocol = read_4(b) >> 9 == 0x20010000u >> 9; /* 2001::/23 */
    bool is_example = read_4(b) == 0x20010db8u;
    return is_protocol || is_example;
}

bool courier_is_private(const struct sockaddr *address)
{
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    if (address->sa_family == AF_INET) {
        memcpy(&four, address, sizeof four);
        return is_private_4(ntohl(four.sin_addr.s_addr));
    }
    if (address->sa_family != AF_INET6)
        return true;
    memcpy(&six, address, sizeof six);
    return is_private_6(six.sin6_addr.s6_addr);
}

/* ---- one errand ---------------------------------------------------------------------------- */

/* A witness, its connection, and how its last errand ended. */
struct place {
    const struct outsider *who;
    CURL *curl;
    bool was_refused;
    bool is_down; /* said so already */
    char error[CURL_ERROR_SIZE];
};

struct courier {
    struct place place[WITNESSES_MAX];
    size_t n;
};

/* The address is looked at when the name is resolved and before anything is sent. */
static curl_socket_t open_socket(void *of, curlsocktype why, struct curl_sockaddr *to)
{
    struct place *p = of;
    (void)why;
    p->was_refused = courier_is_private(&to->addr) && !p->who->is_private;
    if (p->was_refused)
        return CURL_SOCKET_BAD;
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static size_t take(char *bytes, size_t one, size_t n, void *of)
{
    struct errand_answer *a = of;
    if (n > ERRAND_BYTES - a->n_body)
        return 0; /* too much: the errand fails */
    memcpy(a->body + a->n_body, bytes, n);
    a->n_body += (uint32_t)n;
    return one * n;
}

static void set_up(struct place *p)
{
    CURL *c = p->curl;
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, p->who->is_private ? "http,https" : "https");
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(c, CURLOPT_PROXY, "");
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)WHOLE_MS);
    curl_easy_setopt(c, CURLOPT_USERAGENT, "xiezhi");
    curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, p);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, p->error);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
}

/* A line when it begins to fail and when it answers again. */
static void tell(struct place *p, const char *failed)
{
    if (failed && !p->is_down)
        fprintf(stderr, "xiezhi courier: %.*s: %s\n", STR_ARG(p->who->key.name), failed);
    if (!failed && p->is_down)
        fprintf(stderr, "xiezhi courier: %.*s answers again\n", STR_ARG(p->who->key.name));
    p->is_down = failed != NULL;
}

/* What a status of HTTP means for who keeps the node. */
static void tell_code(struct place *p, const struct errand *e, long code)
{
    char text[160];
    bool is_usual = code == 200 || code == 409 || (code == 404 && e->n_body == 0);
    snprintf(text, sizeof text, "answers %ld to %.40s%s", code, e->path,
             code == 404   ? ": it does not know this log"
             : code == 403 ? ": it trusts another key for this log"
             : code == 422 ? ": this log does not continue the one it cosigned"
                           : "");
    tell(p, is_usual ? NULL : text);
}

static void run(struct place *p, const struct errand *e, struct errand_answer *a)
{
    char url[URL_BYTES];
    long code = 0;
    struct curl_slist *headers =
        e->n_body ? curl_slist_append(NULL, "Content-Type: text/plain") : NULL;
    snprintf(url, sizeof url, "%.*s%s", STR_ARG(p->who->url), e->path);
    set_up(p);
    curl_easy_setopt(p->curl, CURLOPT_URL, url);
    curl_easy_setopt(p->curl, CURLOPT_WRITEDATA, a);
    if (e->n_body) {
        headers = curl_slist_append(headers, "Expect:");
        curl_easy_setopt(p->curl, CURLOPT_HTTPHEADER, headers);
        curl_easy_setopt(p->curl, CURLOPT_POSTFIELDSIZE, (long)e->n_body);
        curl_easy_setopt(p->curl, CURLOPT_POSTFIELDS, e->body);
    }
    p->was_refused = false;
    p->error[0] = 0;
    CURLcode went = curl_easy_perform(p->curl);
    curl_easy_getinfo(p->curl, CURLINFO_RESPONSE_CODE, &code);
    curl_slist_free_all(headers);
    curl_easy_reset(p->curl); /* its connection stays */
    a->code = (int32_t)code;
    a->status = went == CURLE_OK ? OK : p->was_refused ? REFUSED : BROKEN;
    if (a->status != OK)
        a->n_body = 0;
    if (a->status == OK)
        tell_code(p, e, code);
    else
        tell(p, p->was_refused ? "its address is of a private network: the word private behind it "
                                 "in the file witnesses would allow it"
                : p->error[0]  ? p->error
                               : curl_easy_strerror(went));
}

/* ---- the process --------------------------------------------------------------------------- */

void courier_run(struct courier *c, int fd)
{
    static struct errand e;
    static struct errand_answer a;
    for (;;) {
        ssize_t got = recv(fd, &e, sizeof e, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return; /* the server is gone */
        bool is_whole = (size_t)got >= offsetof(struct errand, body) &&
                        (size_t)got == offsetof(struct errand, body) + e.n_body &&
                        memchr(e.path, 0, sizeof e.path) && e.place < c->n;
        a.serial = e.serial;
        a.status = BAD_INPUT;
        a.code = 0;
        a.n_body = 0;
        if (is_whole)
            run(&c->place[e.place], &e, &a);
        size_t size = offsetof(struct errand_answer, body) + a.n_body;
        if (send(fd, &a, size, MSG_NOSIGNAL) != (ssize_t)size)
            return;
    }
}

enum status courier_open(const struct outsiders *outsiders, struct courier **ret_courier)
{
    struct courier *c = calloc(1, sizeof *c);
    if (!c)
        return FULL;
    c->n = outsiders->n;
    enum status s = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? OK : BROKEN;
    for (size_t i = 0; s == OK && i < c->n; i++) {
        c->place[i] = (struct place){.who = &outsiders->at[i], .curl = curl_easy_init()};
        s = c->place[i].curl ? OK : FULL;
    }
    if (s != OK)
        courier_close(c);
    else
        *ret_courier = c;
    return s;
}

void courier_close(struct courier *c)
{
    for (size_t i = 0; i < c->n; i++)
        curl_easy_cleanup(c->place[i].curl);
    curl_global_cleanup();
    free(c);
}
