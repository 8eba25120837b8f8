// SPDX-License-Identifier: Apache-2.0
/* load.c -- a load generator for one HTTP server: N keep-alive connections in one thread.
 * Not part of the product.  Closed loop: each connection asks again as soon as it is answered.
 * Open loop (--rate): requests are due at fixed moments and their latency counts from the moment
 * they were due, whether or not a connection was free (coordinated omission corrected).
 * Every reply is checked; a wrong one ends the run. */
#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNS_MAX = 1024, REQUEST_MAX = 8192, IN_MAX = 128 * 1024, SAMPLES_MAX = 20 * 1000 * 1000 };

struct conn {
    int fd;
    char request[REQUEST_MAX];
    size_t n_request, n_sent;
    char *key; /* where the idempotency key stands in the request; NULL: a GET */
    char in[IN_MAX + 1];
    size_t n_in;
    int64_t due; /* ns: when the request was to be sent */
    bool busy;
};

static struct {
    int port, conns;
    double seconds, rate;
    const char *path, *cookie, *expect;
    bool filing, multipart;
} o = {.conns = 32, .seconds = 5, .expect = ""};

static struct conn *conns;
static uint32_t *sample; /* microseconds */
static size_t n_samples;
static uint64_t next_key, run_key;

static void die(const char *what, const char *more)
{
    fprintf(stderr, "load: %s: %.*s\n", what, 600, more ? more : strerror(errno));
    exit(1);
}

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int dial(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)o.port)};
    int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
        die("connect", NULL);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

/* ---- replies ---- */

/* Bytes of a whole reply at the head of the buffer, or 0. */
static size_t reply_length(const struct conn *c)
{
    const char *end = memmem(c->in, c->n_in, "\r\n\r\n", 4);
    const char *length = end ? memmem(c->in, (size_t)(end - c->in), "Content-Length: ", 16) : NULL;
    if (!end)
        return 0;
    if (!length)
        die("a reply without a length", c->in);
    size_t all = (size_t)(end + 4 - c->in) + strtoul(length + 16, NULL, 10);
    if (all > IN_MAX)
        die("a reply too long", c->in);
    return c->n_in >= all ? all : 0;
}

static void check_reply(struct conn *c, size_t n)
{
    c->in[n] = 0;
    const char *body = strstr(c->in, "\r\n\r\n") + 4;
    if (strncmp(c->in, o.filing ? "HTTP/1.1 201" : "HTTP/1.1 200", 12) != 0)
        die("not the status that was expected", c->in);
    if (o.filing && !strstr(body, "\"receipt\":\"c2sp.org/tlog-proof@v1\\nextra "))
        die("no receipt", c->in);
    if (*o.expect && !strstr(body, o.expect))
        die("not the page that was expected", c->in);
}

/* ---- requests ---- */

static void read_form(int fd, char *visitor, char *csrf)
{
    static char page[IN_MAX];
    char ask[256];
    size_t n = 0;
    ssize_t got;
    int len = snprintf(ask, sizeof ask,
                       "GET /appeal/new HTTP/1.1\r\nHost: localhost:%d\r\n"
                       "Connection: close\r\n\r\n",
                       o.port);
    if (write(fd, ask, (size_t)len) != len)
        die("write", NULL);
    while ((got = read(fd, page + n, sizeof page - 1 - n)) > 0)
        n += (size_t)got;
    page[n] = 0;
    const char *v = strstr(page, "__Host-v="), *t = strstr(page, "name=\"_csrf\" value=\"");
    if (!v || !t || sscanf(v, "%63[^;]", visitor) != 1 || sscanf(t + 20, "%127[^\"]", csrf) != 1)
        die("no form at /appeal/new", page);
}

/* A line that a citizen might write, repeated to 200 characters. */
static const char words[] = "\xe5\xb0\x8f\xe5\x8c\xba\xe4\xbe\x9b\xe6\x9a\x96\xe6\xb8\xa9\xe5\xba"
                            "\xa6\xe4\xb8\x8d\xe5\xa4\x9f\xe5\xb7\xb2\xe7\xbb\x8f\xe8\xbf\x9e\xe7"
                            "\xbb\xad\xe5\xa4\x9a\xe5\xa4\xa9\xe6\xb2\xa1\xe4\xba\xba"; /* 19 */

static size_t put_words(char *to, bool encoded)
{
    size_t n = 0;
    for (size_t i = 0; i < 200; i++) {
        const unsigned char *p = (const unsigned char *)words + i % ((sizeof words - 1) / 3) * 3;
        for (int k = 0; k < 3; k++)
            n += (size_t)sprintf(to + n, encoded ? "%%%02X" : "%c", p[k]);
    }
    return n;
}

static size_t put_part(char *to, const char *name, const char *value)
{
    return (size_t)sprintf(to, "--xBx\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n",
                           name, value);
}

static size_t put_body(char *to, const char *csrf)
{
    static const char key[] = "KEYKEYKEYKEYKEYKEYKEYK";
    char text[2000];
    text[put_words(text, !o.multipart)] = 0;
    if (!o.multipart)
        return (size_t)sprintf(to, "_csrf=%s&_key=%s&_go=send&kind=help&topic=noise&words=%s", csrf,
                               key, text);
    size_t n = put_part(to, "_csrf", csrf);
    n += put_part(to + n, "_key", key);
    n += put_part(to + n, "_go", "send");
    n += put_part(to + n, "kind", "help");
    n += put_part(to + n, "topic", "noise");
    n += put_part(to + n, "words", text);
    return n + (size_t)sprintf(to + n, "--xBx--\r\n");
}

static void make_filing(struct conn *c)
{
    char visitor[64], csrf[128], body[6000];
    int fd = dial();
    read_form(fd, visitor, csrf);
    close(fd);
    size_t n = put_body(body, csrf);
    int head = sprintf(
        c->request,
        "POST /appeal/file HTTP/1.1\r\nHost: localhost:%d\r\n"
        "Origin: http://localhost:%d\r\nCookie: %s\r\nAccept: application/json\r\n"
        "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n",
        o.port, o.port, visitor,
        o.multipart ? "multipart/form-data; boundary=xBx" : "application/x-www-form-urlencoded", n);
    assert((size_t)head + n < REQUEST_MAX);
    memcpy(c->request + head, body, n);
    c->n_request = (size_t)head + n;
    c->key = memmem(c->request, c->n_request, "KEYKEY", 6);
}

static void make_get(struct conn *c)
{
    c->n_request = (size_t)snprintf(
        c->request, REQUEST_MAX, "GET %s HTTP/1.1\r\nHost: localhost:%d\r\n%s%s%s\r\n", o.path,
        o.port, o.cookie ? "Cookie: " : "", o.cookie ? o.cookie : "", o.cookie ? "\r\n" : "");
    assert(c->n_request < REQUEST_MAX);
}

static void send_rest(struct conn *c)
{
    while (c->n_sent < c->n_request) {
        ssize_t n = write(c->fd, c->request + c->n_sent, c->n_request - c->n_sent);
        if (n < 0 && errno == EAGAIN)
            return;
        if (n <= 0)
            die("write", NULL);
        c->n_sent += (size_t)n;
    }
}

/* As the form's own key: the time in 8 digits, then what is new. */
static void put_key(char *to)
{
    static const char digits[] = "0123456789abcdefghijklmnopqrstuv";
    char key[32];
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    int64_t ms = t.tv_sec * 1000LL + t.tv_nsec / 1000000;
    for (int i = 0; i < 8; i++)
        key[i] = digits[ms >> (35 - 5 * i) & 31];
    snprintf(key + 8, sizeof key - 8, "%014llx",
             (unsigned long long)(run_key + next_key++) & 0xffffffffffffff);
    memcpy(to, key, 22);
}

static void ask(struct conn *c, int64_t due)
{
    if (c->key)
        put_key(c->key);
    c->due = due;
    c->busy = true;
    c->n_sent = 0;
    send_rest(c);
}

/* True when the reply is complete. */
static bool take(struct conn *c)
{
    for (;;) {
        ssize_t n = read(c->fd, c->in + c->n_in, IN_MAX - c->n_in);
        if (n < 0 && errno == EAGAIN)
            return false;
        if (n <= 0)
            die("the server closed", n ? NULL : "");
        c->n_in += (size_t)n;
        size_t all = reply_length(c);
        if (!all)
            continue;
        if (!c->busy)
            die("a reply that nobody asked for", c->in);
        if (all != c->n_in)
            die("more than one reply", c->in + all);
        check_reply(c, all);
        c->n_in = 0;
        c->busy = false;
        return true;
    }
}

/* ---- the run ---- */

static void keep(int64_t from, int64_t until)
{
    if (n_samples < SAMPLES_MAX)
        sample[n_samples++] = (uint32_t)((until - from) / 1000);
}

struct run {
    int epoll;
    int64_t start, end, asked;
    struct conn *idle[CONNS_MAX]; /* a ring: the one that rested longest is asked first, before the
                                     server ends it */
    size_t idle_first, n_idle;
};

static void rest(struct run *r, struct conn *c)
{
    r->idle[(r->idle_first + r->n_idle++) % CONNS_MAX] = c;
}

static struct conn *wake(struct run *r)
{
    struct conn *c = r->idle[r->idle_first];
    r->idle_first = (r->idle_first + 1) % CONNS_MAX;
    r->n_idle--;
    return c;
}

static int64_t due_at(const struct run *r, int64_t i)
{
    return r->start + (int64_t)((double)i * 1e9 / o.rate);
}

/* Ask what is due on the connections that are free; what finds none stays due. */
static void ask_due(struct run *r, int64_t now)
{
    while (r->n_idle) {
        int64_t due = o.rate > 0 ? due_at(r, r->asked) : now;
        if (due > now || due >= r->end)
            return;
        r->asked++;
        ask(wake(r), due);
    }
}

/* How long nothing is due. */
static struct timespec pause_of(const struct run *r, int64_t now)
{
    int64_t left = o.rate > 0 && r->n_idle ? due_at(r, r->asked) - now : 1000000000;
    left = left < 0 ? 0 : left;
    return (struct timespec){left / 1000000000, left % 1000000000};
}

static void turn(struct run *r)
{
    struct epoll_event event[64];
    struct timespec pause = pause_of(r, now_ns());
    int n = epoll_pwait2(r->epoll, event, 64, &pause, NULL);
    for (int i = 0; i < n; i++) {
        struct conn *c = event[i].data.ptr;
        send_rest(c);
        if (!take(c))
            continue;
        keep(c->due, now_ns());
        rest(r, c);
    }
    ask_due(r, now_ns());
}

static void connect_all(struct run *r)
{
    r->epoll = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < o.conns; i++) {
        struct conn *c = &conns[i];
        struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = c};
        if (o.filing)
            make_filing(c);
        else
            make_get(c);
        c->n_sent = c->n_request; /* nothing was asked yet */
        c->fd = dial();
        fcntl(c->fd, F_SETFL, O_NONBLOCK);
        epoll_ctl(r->epoll, EPOLL_CTL_ADD, c->fd, &event);
        rest(r, c);
    }
}

static int compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static double at(double part)
{
    size_t i = (size_t)((double)n_samples * part);
    return n_samples ? sample[i < n_samples ? i : n_samples - 1] / 1000.0 : 0;
}

static void report(double seconds)
{
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    qsort(sample, n_samples, sizeof *sample, compare);
    printf("%.0f /s  n %zu  p50 %.2f  p99 %.2f  p99.9 %.2f  max %.2f ms  load_cpu %.2f s\n",
           (double)n_samples / seconds, n_samples, at(.5), at(.99), at(.999), at(1),
           (double)use.ru_utime.tv_sec + (double)use.ru_stime.tv_sec +
               (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6);
}

static void run(void)
{
    static struct run r;
    connect_all(&r);
    r.start = now_ns();
    r.end = r.start + (int64_t)(o.seconds * 1e9);
    ask_due(&r, r.start);
    while (now_ns() < r.end)
        turn(&r);
    report((double)(now_ns() - r.start) / 1e9);
    if (o.rate > 0 && (double)r.asked < o.rate * o.seconds * .99)
        printf("not kept up: %lld of %.0f asked\n", (long long)r.asked, o.rate * o.seconds);
}

static void usage(void)
{
    fputs("usage: load file|get --port N [--path /x] [--cookie C] [--expect WORDS] [--conns N]\n"
          "            [--seconds S] [--rate R] [--multipart 1]\n"
          "  file  post /appeal/file with a fresh key each, 200 Chinese characters, JSON reply\n"
          "  get   get --path\n",
          stderr);
    exit(2);
}

int main(int argc, char **argv)
{
    if (argc < 2 || (strcmp(argv[1], "file") != 0 && strcmp(argv[1], "get") != 0))
        usage();
    o.filing = strcmp(argv[1], "file") == 0;
    for (int i = 2; i + 1 < argc; i += 2) {
        const char *name = argv[i], *value = argv[i + 1];
        if (!strcmp(name, "--port"))
            o.port = atoi(value);
        else if (!strcmp(name, "--path"))
            o.path = value;
        else if (!strcmp(name, "--cookie"))
            o.cookie = value;
        else if (!strcmp(name, "--expect"))
            o.expect = value;
        else if (!strcmp(name, "--conns"))
            o.conns = atoi(value);
        else if (!strcmp(name, "--seconds"))
            o.seconds = atof(value);
        else if (!strcmp(name, "--rate"))
            o.rate = atof(value);
        else if (!strcmp(name, "--multipart"))
            o.multipart = true;
        else
            usage();
    }
    if (!o.port || o.conns < 1 || o.conns > CONNS_MAX || (!o.filing && !o.path))
        usage();
    conns = calloc((size_t)o.conns, sizeof *conns);
    sample = malloc(SAMPLES_MAX * sizeof *sample);
    if (!conns || !sample || getrandom(&run_key, sizeof run_key, 0) != sizeof run_key)
        die("memory", NULL);
    run();
    return 0;
}
