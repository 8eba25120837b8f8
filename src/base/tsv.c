// SPDX-License-Identifier: Apache-2.0
#include "base/tsv.h"

#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_BYTES = 4 * 1024 * 1024 };

enum status tsv_init(struct tsv *t, struct str text)
{
    *t = (struct tsv){.rest = text};
    return utf8_is_valid(text) ? OK : BAD_INPUT;
}

static enum status read_all(int fd, struct arena *a, struct str *ret_text)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return BROKEN;
    if (st.st_size > FILE_BYTES)
        return FULL;
    size_t size = (size_t)st.st_size, n = 0;
    char *room = arena_take(a, 1, size + 1);
    if (!room)
        return FULL;
    while (n < size) {
        ssize_t got = read(fd, room + n, size - n);
        if (got <= 0)
            return BROKEN;
        n += (size_t)got;
    }
    *ret_text = (struct str){room, n};
    return OK;
}

enum status tsv_load(struct tsv *t, struct arena *a, const char *path)
{
    struct str text;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? NOT_FOUND : BROKEN;
    enum status s = read_all(fd, a, &text);
    close(fd);
    return s == OK ? tsv_init(t, text) : s;
}

static void cut(struct tsv *t, struct str row)
{
    t->n = 0;
    for (struct str rest = row; rest.p; t->n++) {
        struct str cell = str_cut(rest, '\t', &rest);
        if (t->n < TSV_CELLS)
            t->cell[t->n] = str_trim(cell);
    }
    for (size_t i = t->n; i < TSV_CELLS; i++)
        t->cell[i] = S("");
}

bool tsv_next(struct tsv *t)
{
    while (t->rest.n) {
        struct str row = str_cut(t->rest, '\n', &t->rest);
        t->line++;
        if (str_trim(row).n == 0 || row.p[0] == '#')
            continue;
        cut(t, row);
        return true;
    }
    return false;
}
