// SPDX-License-Identifier: Apache-2.0
/* render.h -- what server and render process say to each other, and the server's side of it.
 * Floor 4.  The other side is main/render.c.  Everything large passes as descriptors: render opens
 * no file and no socket; it may die of what it reads, and the server lives. */
#ifndef CORE_RENDER_H
#define CORE_RENDER_H

#include "base/arena.h"
#include "base/buf.h"

enum render_word {
    RENDER_QR = 1,  /* text in, the picture of its QR code out (SVG) */
    RENDER_PICTURE, /* JPEG or PNG in, the same kind out: upright, nothing but the picture */
    RENDER_ROWS,    /* .xlsx in, its first sheet as CSV out */
    RENDER_SHEET,   /* cells as JSON in, .xlsx out */
    RENDER_PRINT,   /* a page as JSON in, PDF out */
    RENDER_WORDS,
};

/* A message, with three descriptors: what to read, where to write, where to answer. */
enum { RENDER_FDS = 3, RENDER_WHY_BYTES = 48 };

struct render_ask {
    uint32_t word;
};

struct render_reply {
    int32_t status;             /* enum status */
    int32_t n;                  /* a number for the words of `why`: a limit, a row */
    char why[RENDER_WHY_BYTES]; /* key of text.tsv below core.render, with NUL; empty when OK */
};

/* Something to be rendered. */
struct render {
    enum render_word word;
    int in_fd;       /* the bytes to read, an open file; -1: those of `in` */
    struct str in;   /* or these */
    struct buf *out; /* gets what was made; its maximum is a limit for render too */
    const char *why; /* unless OK: a key of text.tsv */
    int64_t n;       /* what fills its gap */
};

/* Have it rendered by the process behind `fd` and wait.  BAD_INPUT: what was brought cannot be
 * read, or killed who read it; FULL: over a limit; BUSY: nobody there to do it, or not in time. */
MUST_USE enum status render_call(int fd, struct render *r);

#endif
