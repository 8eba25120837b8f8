// SPDX-License-Identifier: Apache-2.0
#include "cli/trial.h"

#include "base/self.h"
#include "base/time.h"
#include "cli/cli.h"

#include <arpa/inet.h>
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TRIAL_BYTES = 512 * 1024 * 1024, SAID_BYTES = 1024 * 1024, PORTS_TRIED = 5 };

/* ---- processes ----------------------------------------------------------------------------- */

/* Start a program whose words go into a pipe; *ret_out reads them. */
static pid_t spawn(char *const argv[], int *ret_out)
{
    int pair[2];
    pid_t parent = getpid();
    if (pipe2(pair, O_CLOEXEC) != 0)
        return -1;
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (getppid() != parent)
            _exit(127);
        dup2(pair[1], STDOUT_FILENO);
        dup2(pair[1], STDERR_FILENO);
        self_exec(argv[0], argv);
        _exit(127);
    }
    close(pair[1]);
    if (pid < 0)
        close(pair[0]);
    else
        *ret_out = pair[0];
    return pid;
}

int trial_run(char *const argv[], struct buf *said)
{
    char piece[4096];
    int out = -1, status = 0;
    ssize_t n;
    pid_t pid = spawn(argv, &out);
    if (pid < 0)
        return -1;
    while ((n = read(out, piece, sizeof piece)) > 0)
        if (said)
            buf_bytes(said, piece, (size_t)n);
    close(out);
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* What was heard goes on to the file that XIEZHI_TRIAL_LOG names: a test that fails can be read. */
static void note(const struct trial *t, const char *words, size_t n)
{
    while (t->log >= 0 && n) {
        ssize_t done = write(t->log, words, n);
        if (done <= 0)
            return;
        words += done;
        n -= (size_t)done;
    }
}

static int open_log(void)
{
    const char *path = getenv("XIEZHI_TRIAL_LOG");
    return path ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666) : -1;
}

/* Read what the processes say until a line begins with "xiezhi: http"; false when they end before.
 * What they said goes to `why`. */
static bool hear_ready(struct trial *t, struct buf *why)
{
    char ch;
    struct buf line;
    bool ready = false;
    buf_init(&line, SAID_BYTES);
    while (!ready && read(t->said, &ch, 1) == 1) {
        buf_byte(&line, ch);
        if (ch != '\n')
            continue;
        note(t, line.p, line.n);
        ready = str_starts(buf_str(&line), S("xiezhi: http"));
        if (!ready && why)
            buf_put(why, buf_str(&line));
        buf_reset(&line);
    }
    buf_close(&line);
    return ready;
}

/* Take away what lies in the pipe, so that it never fills. */
static void drain(struct trial *t)
{
    char piece[4096];
    int flags = fcntl(t->said, F_GETFL);
    fcntl(t->said, F_SETFL, flags | O_NONBLOCK);
    ssize_t n;
    while ((n = read(t->said, piece, sizeof piece)) > 0)
        note(t, piece, (size_t)n);
    fcntl(t->said, F_SETFL, flags);
}

static int free_port(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t n = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bool bound = fd >= 0 && bind(fd, (const struct sockaddr *)&at, sizeof at) == 0 &&
                 getsockname(fd, (struct sockaddr *)&at, &n) == 0;
    close(fd);
    return bound ? ntohs(at.sin_port) : 0;
}

static void put_clock(int64_t at, char ret_text[40])
{
    struct civil c = civil_of(at);
    snprintf(ret_text, 40, "%04d-%02d-%02d %02d:%02d:%02d.%03d", c.year, c.month, c.day, c.hour,
             c.minute, c.second, c.ms);
}

static bool start_once(struct trial *t, struct buf *why)
{
    char listen[32], clock[40];
    t->port = free_port();
    snprintf(listen, sizeof listen, "127.0.0.1:%d", t->port);
    snprintf(t->authority, sizeof t->authority, "localhost:%d", t->port);
    put_clock(t->now, clock);
    char *argv[] = {(char *)(uintptr_t)t->program,
                    "serve",
                    t->node,
                    "--listen",
                    listen,
                    "--authority",
                    t->authority,
                    "--alone",
                    "--clock",
                    clock,
                    NULL};
    t->parent = spawn(argv, &t->said);
    if (t->parent < 0)
        return false;
    if (hear_ready(t, why))
        return true;
    trial_stop(t);
    return false;
}

enum status trial_start(struct trial *t, struct buf *why)
{
    assert(t->parent <= 0);
    for (int i = 0; i < PORTS_TRIED; i++) /* somebody may take the port that was free */
        if (start_once(t, why))
            return OK;
    return BROKEN;
}

void trial_stop(struct trial *t)
{
    int status;
    if (t->parent <= 0)
        return;
    kill(t->parent, SIGTERM);
    (void)hear_ready(t, NULL); /* until all of them have closed their end */
    waitpid(t->parent, &status, 0);
    close(t->said);
    t->parent = 0;
    t->said = -1;
}

/* The parent's child of that name; 0: there is none at the moment. */
static pid_t find_server(const struct trial *t)
{
    char path[64], name[32] = "";
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)t->parent, (int)t->parent);
    FILE *file = fopen(path, "re");
    int pid = 0, server = 0;
    while (file && fscanf(file, "%d", &pid) == 1) {
        snprintf(path, sizeof path, "/proc/%d/comm", pid);
        FILE *of = fopen(path, "re");
        if (of && fgets(name, sizeof name, of) && strcmp(name, "xiezhi-server\n") == 0)
            server = pid;
        if (of)
            fclose(of);
    }
    if (file)
        fclose(file);
    return server;
}

enum status trial_kill_server(struct trial *t)
{
    pid_t server = find_server(t);
    if (!server)
        return NOT_FOUND;
    drain(t);
    t->n_killed++;
    kill(server, SIGKILL);
    if (!hear_ready(t, NULL))
        return BROKEN;
    return trial_clock(t, t->now); /* it began again where --clock says */
}

/* ---- the node ------------------------------------------------------------------------------ */

static enum status make_node(struct trial *t, const char *pack, struct buf *why)
{
    char clock[40];
    put_clock(t->now, clock);
    snprintf(t->folder, sizeof t->folder, "%s", "/tmp/xiezhi-XXXXXX");
    if (!mkdtemp(t->folder))
        return BROKEN;
    snprintf(t->node, sizeof t->node, "%s/node", t->folder);
    char *database = (char *)(uintptr_t)t->database;
    char *argv[] = {(char *)(uintptr_t)t->program,
                    "init",
                    t->node,
                    "--demo",
                    "--pack",
                    (char *)(uintptr_t)pack,
                    "--clock",
                    clock,
                    database ? "--db" : NULL,
                    database,
                    NULL};
    return trial_run(argv, why) == 0 ? OK : BROKEN;
}

enum status trial_open(struct trial *t, const char *program, const char *pack, int64_t at,
                       struct buf *why)
{
    *t = (struct trial){.program = program,
                        .database = getenv("XIEZHI_DB"),
                        .now = at,
                        .said = -1,
                        .log = open_log()};
    arena_init(&t->arena, TRIAL_BYTES);
    enum status s = make_node(t, pack, why);
    if (s == OK)
        s = trial_start(t, why);
    if (s != OK)
        trial_close(t);
    return s;
}

void trial_close(struct trial *t)
{
    trial_stop(t);
    if (t->database && node_remove(t->node, NULL) != OK)
        fprintf(stderr, "xiezhi: the database of the play could not be emptied\n");
    if (t->keep && rename(t->node, t->keep) != 0)
        fprintf(stderr, "xiezhi: the node of the play cannot be kept as %s: %s\n", t->keep,
                strerror(errno));
    if (t->folder[0])
        cli_folder_clear(&(struct cli_folder){.path = t->folder, .is_new = true});
    arena_close(&t->arena);
    if (t->log >= 0)
        close(t->log);
    *t = (struct trial){.said = -1, .log = -1};
}

struct client trial_visitor(struct trial *t)
{
    return (struct client){.arena = &t->arena, .port = t->port, .authority = t->authority};
}

enum status trial_clock(struct trial *t, int64_t at)
{
    char text[40];
    struct client c = trial_visitor(t);
    struct client_reply r;
    struct arena_mark mark = arena_mark(&t->arena);
    assert(at >= t->now);
    put_clock(at, text);
    struct client_pair field = {S("at"), str_of(text), NULL};
    drain(t);
    TRY(client_form(&c, S("/test/clock"), &field, 1, NULL, &r));
    bool moved = r.status == 200;
    arena_back(&t->arena, mark);
    if (moved)
        t->now = at;
    return moved ? OK : BROKEN;
}
