// SPDX-License-Identifier: Apache-2.0
#include "outside.h"

#include "node.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

bool outside_make(struct outside *w, const char *program, int port)
{
    struct buf said;
    *w = (struct outside){.program = program, .port = port, .folder = "/tmp/xiezhi-witness-XXXXXX"};
    char name[64];
    if (!mkdtemp(w->folder))
        return false;
    snprintf(name, sizeof name, "witness.test/%d", port);
    char *argv[] = {(char *)(uintptr_t)program, "witness", "init", w->folder, "--name", name, NULL};
    buf_init(&said, 4096);
    bool made = node_run(argv, &said) == 0;
    struct str mark = S("verifier key "), text = buf_str(&said), rest;
    size_t at = str_find(text, mark);
    struct str vkey = str_cut(str_part(text, at + mark.n, text.n), '\n', &rest);
    made = made && at < text.n && vkey.n < sizeof w->vkey;
    if (made)
        memcpy(w->vkey, vkey.p, vkey.n);
    else
        printf("%.*s\n", STR_ARG(text));
    buf_close(&said);
    return made;
}

bool outside_trust(struct outside *w, struct str vkey)
{
    char path[200];
    snprintf(path, sizeof path, "%s/logs", w->folder);
    FILE *to = fopen(path, "ae");
    if (!to)
        return false;
    fprintf(to, "log %.*s\n", STR_ARG(vkey));
    return fclose(to) == 0;
}

static _Noreturn void become(const struct outside *w, int log)
{
    char listen[40];
    snprintf(listen, sizeof listen, "127.0.0.1:%d", w->port);
    dup2(log, 2);
    execl(w->program, w->program, "witness", w->folder, "--listen", listen, (char *)NULL);
    _exit(127);
}

bool outside_start(struct outside *w)
{
    int ends[2];
    char said[4096] = {0};
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    w->pid = fork();
    if (w->pid == 0)
        become(w, ends[1]);
    close(ends[1]);
    w->log_fd = ends[0];
    for (size_t n = 0; n + 1 < sizeof said && !strstr(said, "at http://");) {
        ssize_t got = read(w->log_fd, said + n, sizeof said - 1 - n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            printf("the witness ended: %s\n", said);
            return false;
        }
        n += (size_t)got;
    }
    return true;
}

int outside_end(struct outside *w, int signal)
{
    int status = 0;
    if (!w->pid)
        return 0;
    kill(w->pid, signal);
    waitpid(w->pid, &status, 0);
    close(w->log_fd);
    w->pid = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

void outside_close(struct outside *w)
{
    char *argv[] = {"/bin/rm", "-rf", w->folder, NULL};
    outside_end(w, SIGTERM);
    (void)node_run(argv, NULL);
}
