// SPDX-License-Identifier: Apache-2.0
#include "cli/table.h"

#include "base/limits.h"
#include "crypt/hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum { PIECE_BYTES = 64 * 1024 };

/* Where in a record of CSV we are: a quote opens a cell only at its beginning. */
struct counting {
    bool in_quotes, was_quote, at_cell, in_row;
    int64_t records;
};

static void count_byte(struct counting *k, char c)
{
    bool opens = c == '"' && k->at_cell;
    if (k->in_quotes && c != '"' && k->was_quote)
        k->in_quotes = false;
    if (k->in_quotes || opens) {
        k->was_quote = k->in_quotes && c == '"' && !k->was_quote;
        k->in_quotes = true;
        k->in_row = true;
        k->at_cell = false;
        return;
    }
    k->was_quote = false;
    if (c == '\n') {
        k->records += k->in_row;
        k->in_row = false;
    } else if (c != '\r') {
        k->in_row = true;
    }
    k->at_cell = c == ',' || c == '\n';
}

static enum status copy(struct table *t, gzFile from, struct counting *k, struct buf *why)
{
    char piece[PIECE_BYTES];
    struct crypt_sha256 sum;
    int n;
    crypt_sha256_init(&sum);
    while ((n = gzread(from, piece, sizeof piece)) > 0) {
        crypt_sha256_add(&sum, (struct str){piece, (size_t)n});
        for (int i = 0; i < n; i++)
            count_byte(k, piece[i]);
        t->size += n;
        if (t->size > LIMIT_UPLOAD_BYTES || write(t->fd, piece, (size_t)n) != n) {
            buf_puts(why, "it does not fit: at most 2 GB, and as much room in the folder of "
                          "temporary files");
            return FULL;
        }
    }
    int code = 0;
    gzerror(from, &code);
    if (n < 0 || (code != Z_OK && code != Z_STREAM_END)) {
        buf_puts(why, "it cannot be unpacked: its end is missing, or its bytes are damaged");
        return BAD_INPUT;
    }
    t->hash = crypt_sha256_end(&sum);
    return OK;
}

/* A file without name, which goes with the last who holds it. */
static int open_copy(void)
{
    char path[4096];
    const char *folder = getenv("TMPDIR");
    snprintf(path, sizeof path, "%s/xiezhi-import-XXXXXX", folder ? folder : "/tmp");
    int fd = mkstemp(path);
    if (fd >= 0)
        unlink(path);
    return fd;
}

static struct str name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct str name = str_of(slash ? slash + 1 : path);
    return str_ends(name, S(".gz")) ? str_part(name, 0, name.n - 3) : name;
}

enum status table_open(struct table *t, const char *path, struct buf *why)
{
    struct counting k = {.at_cell = true};
    *t = (struct table){.fd = -1, .name = name_of(path)};
    gzFile from = gzopen(path, "re");
    if (!from) {
        buf_puts(why, "it cannot be read");
        return NOT_FOUND;
    }
    t->fd = open_copy();
    enum status s = t->fd < 0 ? FULL : copy(t, from, &k, why);
    if (t->fd < 0)
        buf_puts(why, "no temporary file can be made (TMPDIR)");
    gzclose(from);
    if (s != OK)
        return s;
    k.records += k.in_row;
    t->rows = k.records ? k.records - 1 : 0;
    snprintf(t->path, sizeof t->path, "/proc/self/fd/%d", t->fd);
    return OK;
}

void table_close(struct table *t)
{
    if (t->fd >= 0)
        close(t->fd);
    t->fd = -1;
}
