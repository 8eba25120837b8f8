// SPDX-License-Identifier: Apache-2.0
/* processes.h -- the processes of a node, one file each, and what they are given.
 * Floor 7. */
#ifndef MAIN_PROCESSES_H
#define MAIN_PROCESSES_H

#include "base/buf.h"
#include "cli/cli.h"
#include "core/core_open.h"
#include "core/witnesses.h"
#include "http/http.h"
#include "main/sandbox.h"

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
    struct store_reach reach; /* if has_reach: where the database is asked */
    bool has_reach;
    struct store_reach witnesses; /* where witnesses are asked; without ports: nowhere */
    bool no_landlock; /* go on with a kernel that does not keep processes to their files */
};

/* The descriptors that a child is given, from 3 on in this order; the last ones may lack. */
enum { GIVEN_FIRST = 3 };
enum server_given {
    GIVEN_SIGNER = GIVEN_FIRST,
    GIVEN_POISON,
    GIVEN_RENDER,
    GIVEN_COURIER, /* without witnesses its other end is closed */
    GIVEN_TCP,
    GIVEN_LOCAL
};

/* Read the words behind `serve`.  BAD_INPUT with a sentence in `why`. */
MUST_USE enum status serve_read(int argc, char **argv, struct serve_options *ret_options,
                                struct buf *why);

/* What the door is told: addresses, names, where uploads go (`uploads`: the folder's path). */
struct http_options serve_http(const struct serve_options *o, const char *uploads);
/* Where the walls of a node's processes stand. */
struct sandbox_place serve_place(const struct serve_options *o);

/* Listen, start signer, server and render, start signer and server again when one of them dies,
 * render when it does; end them on SIGTERM and SIGINT.  Exit code. */
int parent_process(char **argv, const struct serve_options *o);
/* The server, with what is given to it.  Exit code. */
int server_process(const struct serve_options *o);

/* ---- the signer ---- */

struct signer;
/* With the folder of its key and memory, and those of whom one must be heard (NULL: it is alone),
 * which stay until signer_close.  NOT_FOUND, BROKEN: there is no key that can be used, and a line
 * on stderr says so. */
MUST_USE enum status signer_open(const char *folder, const struct outsiders *witnesses,
                                 struct signer **ret_signer);
/* Answer what is asked at the socket `fd` until its other end is gone. */
void signer_answer(struct signer *g, int fd);
void signer_close(struct signer *g);

/* ---- commands ---- */

/* `xiezhi witness`, with the words behind it: make or serve a witness.  Exit code. */
int witness_command(int argc, char **argv);
/* `xiezhi rotate`: another key for the log of a node that is not served.  Exit code. */
int rotate_command(const struct cli *cli, int argc, char **argv);
/* Make a key for a new log in `folder`; its verifier key is appended to *ret_vkey.  CONFLICT: there
 * is one. */
MUST_USE enum status signer_make(const char *folder, struct str origin, struct buf *ret_vkey);

#endif
