// SPDX-License-Identifier: Apache-2.0
/* A real server on a real socket: deadlines, caps, streams, late answers, uploads, ending. */
#include "http/http.h"
#include "unit.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { BIG = 3 * 1024 * 1024, WAIT_S = 10 };

static struct fixture {
    struct http_server *server;
    pthread_t threads[2];
    char folder[64], socket[80];
    sem_t handed, ended;       /* a request is in `kept`; a stream has ended */
    struct http_request *kept; /* of /keep: answered by the test itself */
    char adopted[128];         /* path of the last adopted file */
    char left[128];            /* path of the last file that was not */
} f;

static void wait_for(sem_t *sem)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += WAIT_S;
    assert_int_equal(sem_timedwait(sem, &until), 0);
}

static void keep_file(struct http_request *req)
{
    assert(req->n_files == 2);
    snprintf(f.adopted, sizeof f.adopted, "%s", req->files[0].path.p);
    snprintf(f.left, sizeof f.left, "%s", req->files[1].path.p);
    http_adopt(&req->files[0]);
}

static void handle(void *ctx, int loop, struct http_request *req)
{
    (void)ctx, (void)loop;
    struct http_pair bad = {S("X-A"), S("a\r\nSet-Cookie: b")};
    struct http_reply reply = {.status = 200, .media = S("text/plain"), .text = req->peer};
    if (str_is(req->path, "/keep")) {
        f.kept = req;
        sem_post(&f.handed);
        return;
    }
    if (str_is(req->path, "/big")) {
        buf_init(&reply.body, BIG);
        reply.text = (struct str){NULL, 0};
        char *to = buf_room(&reply.body, BIG);
        memset(to, 'x', BIG);
        buf_took(&reply.body, BIG);
    }
    if (str_is(req->path, "/bad")) {
        reply.headers = &bad;
        reply.n_headers = 1;
    }
    if (str_is(req->path, "/up"))
        keep_file(req);
    http_reply(req, &reply);
}

static void ended(void *ctx, int loop, struct http_stream_id id)
{
    (void)ctx, (void)loop;
    assert(id.n);
    sem_post(&f.ended);
}

static void *run(void *arg)
{
    http_run(f.server, *(int *)arg);
    return NULL;
}

static void open_with(struct http_options options)
{
    static int indexes[2] = {0, 1};
    snprintf(f.folder, sizeof f.folder, "/tmp/http-test-XXXXXX");
    assert_non_null(mkdtemp(f.folder));
    snprintf(f.socket, sizeof f.socket, "%s/socket", f.folder);
    sem_init(&f.handed, 0, 0);
    sem_init(&f.ended, 0, 0);
    options.address = S("127.0.0.1:0");
    options.socket_path = str_of(f.socket);
    options.uploads_dir = str_of(f.folder);
    options.authority = S("xiezhi.test");
    options.handle = handle;
    options.ended = ended;
    assert_int_equal(http_open(&options, &f.server), OK);
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&f.threads[i], NULL, run, &indexes[i]), 0);
}

static void close_all(void)
{
    http_stop(f.server);
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_join(f.threads[i], NULL), 0);
    http_close(f.server);
    assert_int_equal(rmdir(f.folder), 0); /* no upload, no socket is left */
}

static int dial(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)http_port(f.server))};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval wait = {.tv_sec = WAIT_S};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

static void say(int fd, const char *text)
{
    assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), (ssize_t)strlen(text));
}

/* Read until `needle` was seen, or the other side closes. */
static void hear(int fd, const char *needle)
{
    static char in[65536];
    size_t n = 0;
    for (;;) {
        ssize_t got = recv(fd, in + n, sizeof in - 1 - n, 0);
        if (got <= 0)
            fail_msg("\"%s\" did not come, but: %.*s", needle, (int)n, in);
        n += (size_t)got;
        in[n] = 0;
        if (strstr(in, needle))
            return;
    }
}

static int64_t hear_end(int fd)
{
    static char in[65536];
    int64_t n = 0;
    for (ssize_t got; (got = recv(fd, in, sizeof in, 0)) != 0; n += got)
        if (got < 0) {
            assert_int_equal(errno, ECONNRESET);
            break;
        }
    close(fd);
    return n;
}

#define REQUEST(line) line " HTTP/1.1\r\nHost: xiezhi.test\r\n"

static void deadlines(void **state)
{
    (void)state;
    open_with((struct http_options){.head_ms = 100, .idle_ms = 200});
    int silent = dial(), half = dial(), slow = dial(), idle = dial();
    say(half, "GET / HT");
    say(slow, REQUEST("POST /") "Content-Length: 100\r\n\r\na");
    say(idle, REQUEST("GET /") "\r\n");
    hear(idle, "200 OK");
    hear(half, "400 Bad Request");
    hear(slow, "too slowly");
    assert_int_equal(hear_end(silent), 0);
    hear_end(half);
    hear_end(slow);
    hear_end(idle);
    assert_int_equal(http_counters(f.server).refused[WHY_SLOW], 2);
    close_all();
}

static void caps(void **state)
{
    (void)state;
    open_with((struct http_options){.conns_per_address = 2});
    int first = dial(), second = dial();
    say(first, REQUEST("GET /") "\r\n");
    say(second, REQUEST("GET /") "\r\n");
    hear(first, "200 OK");
    hear(second, "200 OK");
    assert_int_equal(hear_end(dial()), 0);
    assert_int_equal(http_counters(f.server).refused[WHY_CROWD], 1);
    close(first);
    close(second);
    close_all();
}

static struct http_stream_id open_stream(int fd)
{
    say(fd, REQUEST("GET /keep") "\r\n");
    wait_for(&f.handed);
    return http_stream_open(f.kept);
}

static void streams(void **state)
{
    (void)state;
    open_with((struct http_options){.heartbeat_ms = 100});
    int fd = dial(), gone = dial();
    struct http_stream_id id = open_stream(fd), other = open_stream(gone);
    assert_int_not_equal(id.n, other.n);
    assert_int_equal(http_stream_send(f.server, id, S("news"), S("a\r\nb\nc")), OK);
    hear(fd, "event: news\ndata: a\ndata: b\ndata: c\n\n");
    hear(fd, ":\n\n");
    assert_int_equal(http_counters(f.server).streams, 2);
    close(gone);
    wait_for(&f.ended);
    assert_int_equal(http_stream_send(f.server, other, S("news"), S("nobody hears")), OK);
    http_stream_close(f.server, other);
    assert_int_equal(http_stream_send(f.server, id, S(""), S("last")), OK);
    http_stream_close(f.server, id);
    hear(fd, "data: last\n\n");
    hear_end(fd);
    wait_for(&f.ended);
    assert_int_equal(http_counters(f.server).streams, 0);
    close_all();
}

static void slow_reader(void **state)
{
    (void)state;
    static char data[64 * 1024];
    memset(data, 'x', sizeof data);
    open_with((struct http_options){.n_loops = 2});
    int fd = dial();
    struct http_stream_id id = open_stream(fd);
    for (int i = 0; i < 1000 && http_counters(f.server).streams_slow == 0; i++)
        assert_int_equal(http_stream_send(f.server, id, S("x"), (struct str){data, sizeof data}),
                         OK);
    wait_for(&f.ended);
    assert_int_equal(http_counters(f.server).streams_slow, 1);
    close(fd);
    close_all();
}

/* The peer resets the connection while its request is with the handler: the answer goes nowhere. */
static void gone_before_answer(void **state)
{
    (void)state;
    open_with((struct http_options){.n_loops = 2});
    int fd = dial();
    say(fd, REQUEST("GET /keep") "\r\n");
    wait_for(&f.handed);
    struct linger reset = {.l_onoff = 1};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    close(fd);
    struct http_reply reply = {.status = 200, .media = S("text/plain")};
    buf_init(&reply.body, 100);
    buf_puts(&reply.body, "too late");
    int next = dial(); /* so that the reset was seen by a loop or will be */
    say(next, REQUEST("GET /") "\r\n");
    hear(next, "200 OK");
    http_reply_later(f.kept, &reply);
    close(next);
    close_all();
}

static void answers(void **state)
{
    (void)state;
    open_with((struct http_options){.n_loops = 2});
    int fd = dial();
    say(fd, REQUEST("GET /bad") "\r\n");
    hear(fd, "500 Internal Server Error");
    say(fd, REQUEST("GET /big") "Connection: close\r\n\r\n");
    assert_in_range(hear_end(fd), BIG, BIG + 1000);
    fd = dial();
    say(fd, REQUEST("HEAD /big") "Connection: close\r\n\r\n");
    hear(fd, "Content-Length: 3145728\r\n");
    assert_int_equal(hear_end(fd), 0);
    close_all();
}

/* Whoever is refused in the middle of a large body still hears why, and is not reset. */
static void refused_while_sending(void **state)
{
    (void)state;
    static char data[64 * 1024];
    memset(data, 'x', sizeof data);
    open_with((struct http_options){.n_loops = 2});
    int fd = dial();
    say(fd, REQUEST("POST /") "Content-Length: 9000000\r\n\r\n");
    for (int i = 0; i < 64; i++)
        assert_int_equal(send(fd, data, sizeof data, MSG_NOSIGNAL), sizeof data);
    hear(fd, "413 Content Too Large");
    hear_end(fd);
    close_all();
}

static void uploads(void **state)
{
    (void)state;
    open_with((struct http_options){.n_loops = 2});
    int fd = dial();
    const char *body =
        "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"1\"\r\n\r\none\r\n"
        "--b\r\nContent-Disposition: form-data; name=\"g\"; filename=\"2\"\r\n\r\ntwo\r\n--b--";
    char head[256];
    snprintf(head, sizeof head,
             REQUEST("POST /up") "Content-Type: multipart/form-data; boundary=b\r\n"
                                 "Content-Length: %zu\r\n\r\n",
             strlen(body));
    say(fd, head);
    say(fd, body);
    hear(fd, "200 OK");
    assert_int_equal(access(f.left, F_OK), -1);
    assert_int_equal(unlink(f.adopted), 0);
    say(fd, head);
    say(fd, "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"1\"\r\n\r\nhalf a file");
    close(fd);
    close_all();
}

static void local_socket(void **state)
{
    (void)state;
    open_with((struct http_options){.n_loops = 2});
    struct stat info;
    assert_int_equal(stat(f.socket, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0660);
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    snprintf(to.sun_path, sizeof to.sun_path, "%s", f.socket);
    int local = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), tcp = dial();
    assert_int_equal(connect(local, (struct sockaddr *)&to, sizeof to), 0);
    say(local, REQUEST("GET /") "X-Real-IP: 192.0.2.7\r\n\r\n");
    hear(local, "\r\n\r\n192.0.2.7");
    say(tcp, REQUEST("GET /") "X-Real-IP: 192.0.2.7\r\n\r\n");
    hear(tcp, "\r\n\r\n127.0.0.1");
    close(local);
    close(tcp);
    close_all();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deadlines),    cmocka_unit_test(caps),
        cmocka_unit_test(streams),      cmocka_unit_test(slow_reader),
        cmocka_unit_test(answers),      cmocka_unit_test(gone_before_answer),
        cmocka_unit_test(uploads),      cmocka_unit_test(refused_while_sending),
        cmocka_unit_test(local_socket),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
