// SPDX-License-Identifier: Apache-2.0
/* battery.c -- plays requests from data files against a server and compares what comes back.
 * battery [--nginx] HOST:PORT|/path/to/socket FOLDER
 * A file holds cases, parted by empty lines:
 *   # a sentence that says what is odd
 *   expect 400 close          statuses in order; `close`: the server ends the connection; `open`:
 * it answers one more nginx 200 REASON          behind nginx another status is right, since nginx
 * itself rewrites what is odd (skipped) > text                    text and CR LF = text text alone
 * Escapes in text: \r \n \t \0 \\ \xHH and \{N text} for text N times. */
#include "base/buf.h"

#include <arpa/inet.h>
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum { STATUSES = 16, WAIT_S = 5 };

struct one {
    struct str title;
    int expected[STATUSES];
    int n_expected;
    bool must_close, must_stay, nginx_rewrites;
    struct str reason;
    struct buf bytes;
};

struct play {
    const char *address;
    bool is_nginx;
    int passed, failed, skipped;
};

struct answer {
    int statuses[STATUSES];
    int n;
    bool closed;
};

static int hex_value(char c)
{
    return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

static size_t closing_brace(struct str s)
{
    size_t depth = 0;
    for (size_t i = 0; i < s.n; i++) {
        depth += s.p[i] == '{';
        if (s.p[i] == '}' && --depth == 0)
            return i;
    }
    fprintf(stderr, "battery: a brace is not closed\n");
    exit(2);
}

static struct str put_escape(struct buf *to, struct str s)
{
    static const char letters[] = "rnt0\\", bytes[] = "\r\n\t\0\\";
    assert(s.n >= 2);
    const char *hit = memchr(letters, s.p[1], sizeof letters - 1);
    if (hit) {
        buf_byte(to, bytes[hit - letters]);
        return str_part(s, 2, s.n);
    }
    if (s.p[1] == 'x') {
        assert(s.n >= 4);
        buf_byte(to, (char)(hex_value(s.p[2]) << 4 | hex_value(s.p[3])));
        return str_part(s, 4, s.n);
    }
    assert(s.p[1] == '{');
    size_t end = closing_brace(s);
    struct str rest = str_part(s, end + 1, s.n), text;
    struct str count = str_cut(str_part(s, 2, end - 2), ' ', &text);
    int64_t n;
    enum status status = str_to_int(count, &n);
    assert(status == OK && text.p);
    while (n-- > 0)
        for (struct str left = text; left.n;) {
            if (left.p[0] == '\\') {
                left = put_escape(to, left);
            } else {
                buf_byte(to, left.p[0]);
                left = str_part(left, 1, left.n);
            }
        }
    return rest;
}

static void put_escaped(struct buf *to, struct str s)
{
    while (s.n) {
        size_t plain = str_index(s, '\\');
        buf_put(to, str_part(s, 0, plain));
        s = str_part(s, plain, s.n);
        if (s.n)
            s = put_escape(to, s);
    }
    assert(!to->full);
}

static void read_expectation(struct one *one, struct str text)
{
    while (text.p) {
        struct str word = str_cut(text, ' ', &text);
        int64_t status;
        if (str_is(word, "close"))
            one->must_close = true;
        else if (str_is(word, "open"))
            one->must_stay = true;
        else if (str_to_int(word, &status) == OK && one->n_expected < STATUSES)
            one->expected[one->n_expected++] = (int)status;
        else
            exit(fprintf(stderr, "battery: %.*s?\n", STR_ARG(word)));
    }
}

static void read_line(struct one *one, struct str line)
{
    struct str rest = str_part(line, 2, line.n);
    if (str_starts(line, S("# ")))
        one->title = rest;
    else if (str_starts(line, S("expect ")))
        read_expectation(one, str_part(line, 7, line.n));
    else if (str_starts(line, S("nginx 200 "))) {
        one->nginx_rewrites = true;
        one->reason = str_part(line, 10, line.n);
    } else if (str_starts(line, S("> ")) || str_is(line, ">")) {
        put_escaped(&one->bytes, rest);
        buf_puts(&one->bytes, "\r\n");
    } else if (str_starts(line, S("= ")))
        put_escaped(&one->bytes, rest);
    else {
        fprintf(stderr, "battery: cannot read the line: %.*s\n", STR_ARG(line));
        exit(2);
    }
}

static int connect_to(const char *address)
{
    struct sockaddr_un local = {.sun_family = AF_UNIX};
    struct sockaddr_in four = {.sin_family = AF_INET};
    bool is_local = address[0] == '/';
    int fd = socket(is_local ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), failed;
    if (is_local) {
        snprintf(local.sun_path, sizeof local.sun_path, "%s", address);
        failed = connect(fd, (struct sockaddr *)&local, sizeof local);
    } else {
        char host[64];
        const char *colon = strrchr(address, ':');
        assert(colon && colon - address < (int)sizeof host);
        snprintf(host, sizeof host, "%.*s", (int)(colon - address), address);
        four.sin_port = htons((uint16_t)strtol(colon + 1, NULL, 10));
        failed = inet_pton(AF_INET, host, &four.sin_addr) != 1 ||
                 connect(fd, (struct sockaddr *)&four, sizeof four);
    }
    if (failed) {
        fprintf(stderr, "battery: cannot connect to %s: %s\n", address, strerror(errno));
        exit(2);
    }
    struct timeval wait = {.tv_sec = WAIT_S};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
    return fd;
}

/* A large body may be refused before all of it is sent: then the rest is of no interest. */
static void send_bytes(int fd, struct str bytes)
{
    while (bytes.n) {
        ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);
        if (n <= 0)
            return;
        bytes = str_part(bytes, (size_t)n, bytes.n);
    }
}

static int64_t length_of(struct str head)
{
    struct str field = S("\r\nContent-Length: ");
    size_t at = str_find(head, field);
    if (at == head.n)
        return 0;
    struct str line = str_part(head, at + field.n, head.n);
    int64_t length;
    enum status s = str_to_int(str_part(line, 0, str_find(line, S("\r\n"))), &length);
    assert(s == OK);
    return length;
}

/* One whole answer at the front: its length, or 0. */
static size_t read_answer(struct str in, bool is_head, int *status)
{
    size_t head = str_find(in, S("\r\n\r\n"));
    if (head == in.n || in.n < 12 || !str_starts(in, S("HTTP/1.1 ")))
        return 0;
    *status = (in.p[9] - '0') * 100 + (in.p[10] - '0') * 10 + in.p[11] - '0';
    size_t whole = head + 4 + (is_head ? 0 : (size_t)length_of(str_part(in, 0, head + 2)));
    return whole <= in.n ? whole : 0;
}

static bool is_enough(const struct one *one, const struct answer *got)
{
    return !one->must_close && got->n >= one->n_expected;
}

/* nginx may leave a connection open that we would close: then only a little time is given to
 * answers that should not come. */
static void lose_patience(int fd, const struct one *one, const struct answer *got)
{
    struct timeval wait = {.tv_usec = 100000};
    if (got->n >= one->n_expected)
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
}

static void add_answers(struct answer *got, struct str in, bool is_head, size_t *at)
{
    int status;
    for (size_t n; got->n < STATUSES; *at += n) {
        n = read_answer(str_part(in, *at, in.n), is_head, &status);
        if (n == 0)
            return;
        if (status >= 200)
            got->statuses[got->n++] = status;
    }
}

static struct answer receive(int fd, const struct one *one, bool is_nginx)
{
    struct answer got = {.n = 0};
    struct buf in;
    buf_init(&in, 4 << 20);
    size_t at = 0;
    bool is_head = str_starts(buf_str(&one->bytes), S("HEAD "));
    while (!is_enough(one, &got)) {
        char *room = buf_room(&in, 65536);
        assert(room);
        ssize_t n = recv(fd, room, 65536, 0);
        if (n <= 0) {
            got.closed = n == 0 || errno == ECONNRESET;
            break;
        }
        buf_took(&in, (size_t)n);
        add_answers(&got, buf_str(&in), is_head, &at);
        if (is_nginx)
            lose_patience(fd, one, &got);
    }
    buf_close(&in);
    return got;
}

static bool answers_one_more(int fd)
{
    struct one next = {.n_expected = 1};
    send_bytes(fd, S("GET /one-more HTTP/1.1\r\nHost: xiezhi.test\r\n\r\n"));
    struct answer got = receive(fd, &next, false);
    return got.n == 1 && got.statuses[0] == 200;
}

static bool is_refusal(const struct one *one)
{
    for (int i = 0; i < one->n_expected; i++)
        if (one->expected[i] >= 400)
            return true;
    return one->n_expected == 0;
}

static bool is_as_expected(const struct one *one, const struct answer *got)
{
    if (got->n != one->n_expected || (one->must_close && !got->closed))
        return false;
    return memcmp(got->statuses, one->expected, (size_t)got->n * sizeof *got->statuses) == 0;
}

/* Behind nginx: what must be accepted gets its statuses; of what must be refused, nothing past the
 * good ones is 2xx. */
static bool is_as_expected_behind(const struct one *one, const struct answer *got)
{
    int good_expected = 0, good = 0;
    for (int i = 0; i < one->n_expected; i++)
        good_expected += one->expected[i] < 400;
    for (int i = 0; i < got->n; i++)
        good += got->statuses[i] < 400;
    if (is_refusal(one))
        return good <= good_expected && (got->closed || got->n > good);
    return good == good_expected && got->n == good;
}

static void tell(const char *word, const struct one *one, const struct answer *got)
{
    printf("%s  %.*s:", word, STR_ARG(one->title));
    for (int i = 0; i < got->n; i++)
        printf(" %d", got->statuses[i]);
    printf("%s\n", got->closed ? " close" : "");
}

static void play(struct play *p, const struct one *one)
{
    assert(one->title.n && one->bytes.n);
    int fd = connect_to(p->address);
    send_bytes(fd, buf_str(&one->bytes));
    struct answer got = receive(fd, one, p->is_nginx);
    bool good = p->is_nginx ? is_as_expected_behind(one, &got) : is_as_expected(one, &got);
    if (good && one->must_stay && !p->is_nginx)
        good = answers_one_more(fd);
    close(fd);
    if (!good && p->is_nginx && one->nginx_rewrites) {
        p->skipped++;
        tell("skip", one, &got);
        printf("      %.*s\n", STR_ARG(one->reason));
        return;
    }
    p->passed += good;
    p->failed += !good;
    tell(good ? "ok  " : "FAIL", one, &got);
}

static void play_text(struct play *p, struct str text)
{
    struct one one = {.title = {NULL, 0}};
    buf_init(&one.bytes, 8 << 20);
    while (text.p) {
        struct str line = str_cut(text, '\n', &text);
        if (line.n)
            read_line(&one, line);
        if ((line.n == 0 || !text.p) && one.title.p) {
            play(p, &one);
            buf_reset(&one.bytes);
            one = (struct one){.bytes = one.bytes};
        }
    }
    buf_close(&one.bytes);
}

static void play_file(struct play *p, const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "r");
    struct buf text;
    buf_init(&text, 1 << 20);
    char *room = buf_room(&text, 1 << 19);
    if (!file || !room) {
        fprintf(stderr, "battery: cannot read %s\n", path);
        exit(2);
    }
    buf_took(&text, fread(room, 1, 1 << 19, file));
    fclose(file);
    play_text(p, buf_str(&text));
    buf_close(&text);
}

static int is_data(const struct dirent *entry)
{
    return str_ends(str_of(entry->d_name), S(".txt"));
}

int main(int argc, char **argv)
{
    struct play p = {.is_nginx = argc > 1 && strcmp(argv[1], "--nginx") == 0};
    if (argc != 3 + p.is_nginx) {
        fprintf(stderr, "usage: battery [--nginx] HOST:PORT|SOCKET FOLDER\n");
        return 2;
    }
    p.address = argv[1 + p.is_nginx];
    struct dirent **names;
    int n = scandir(argv[2 + p.is_nginx], &names, is_data, alphasort);
    for (int i = 0; i < n; i++) {
        play_file(&p, argv[2 + p.is_nginx], names[i]->d_name);
        free(names[i]);
    }
    if (n > 0)
        free(names);
    if (p.passed + p.failed + p.skipped == 0)
        printf("nothing to play in %s\n", argv[2 + p.is_nginx]);
    printf("%d passed, %d failed, %d skipped\n", p.passed, p.failed, p.skipped);
    return p.failed || p.passed == 0;
}
