// SPDX-License-Identifier: Apache-2.0
/* processes.h -- the processes of a node, one file each, and what they are given.
 * Floor 7. */
#ifndef MAIN_PROCESSES_H
#define MAIN_PROCESSES_H

#include "base/buf.h"
#include "cli/cli.h"
#include "core/core_open.h"
#include "core/witnesses.h"

/* The rooms of this program and their statements (rooms.c, the only list of rooms). */
extern const struct rooms main_rooms;

/* What `serve` was told. */
struct serve_options {
    const char *folder;
    const char *database;  /* as in core_options */
    const char *listen;    /* "127.0.0.1:8080" */
    const char *socket;    /* unix socket for nginx, or NULL */
    const char *authority; /* what the browser calls us; NULL: as listen */
    int64_t clock_at;      /* ms UTC: a false clock; 0: the machine's */
    bool alone;
};

/* Read the words behind `serve`.  BAD_INPUT with a sentence in `why`. */
MUST_USE enum status serve_read(int argc, char **argv, struct serve_options *ret_options,
                                struct buf *why);

/* Start signer, server and render, start signer and server again when one of them dies, render when
 * it does; end them on SIGTERM and SIGINT.  Exit code. */
int parent_process(char **argv, const struct serve_options *o);
/* What the server has from the parent. */
struct server_fds {
    int signer, poison, render;
    int courier; /* 0: there is none */
};
/* The server.  Exit code. */
int server_process(const struct serve_options *o, const struct server_fds *fds);
/* The signer, with the folder of its key and memory, those of whom one must be heard (NULL: it is
 * alone), and its socket.  Exit code. */
int signer_process(const char *folder, const struct outsiders *witnesses, int fd);
/* `xiezhi witness`, with the words behind it: make or serve a witness.  Exit code. */
int witness_command(int argc, char **argv);
/* `xiezhi rotate`: another key for the log of a node that is not served.  Exit code. */
int rotate_command(const struct cli *cli, int argc, char **argv);
/* Make a key for a new log in `folder`; its verifier key is appended to *ret_vkey.  CONFLICT: there
 * is one. */
MUST_USE enum status signer_make(const char *folder, struct str origin, struct buf *ret_vkey);

#endif
