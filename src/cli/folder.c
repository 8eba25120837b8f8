// SPDX-License-Identifier: Apache-2.0
/* folder.c -- a folder that a command fills: empty before, and as before when the command fails;
 * a file that is copied into it.
 * Floor 6. */
#include "cli/cli.h"

#include "base/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_empty(DIR *folder)
{
    for (const struct dirent *e; (e = readdir(folder));)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            return false;
    return true;
}

enum status cli_folder_take(struct cli_folder *f, struct buf *why)
{
    f->is_new = mkdir(f->path, f->mode) == 0;
    if (f->is_new)
        return OK;
    if (errno != EEXIST) {
        buf_printf(why, "the folder cannot be made: %s", strerror(errno));
        return BROKEN;
    }
    DIR *folder = opendir(f->path);
    if (!folder) {
        buf_puts(why, strerror(errno));
        return BROKEN;
    }
    bool empty = is_empty(folder);
    closedir(folder);
    if (!empty)
        buf_puts(why, "the folder is not empty: name one that is, or one that is not there yet");
    return empty ? OK : CONFLICT;
}

static int take_away(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)st;
    (void)kind;
    return where->level > 0 ? remove(path) : 0;
}

void cli_folder_clear(const struct cli_folder *f)
{
    nftw(f->path, take_away, 16, FTW_DEPTH | FTW_PHYS);
    if (f->is_new)
        remove(f->path);
}

static enum status copy_bytes(int from, int to)
{
    char room[64 * 1024];
    ssize_t n;
    while ((n = read(from, room, sizeof room)) > 0)
        TRY(disk_write(to, (struct str){room, (size_t)n}));
    return n == 0 && fsync(to) == 0 ? OK : disk_failed();
}

enum status cli_copy_file(const char *from, const char *to, struct buf *why)
{
    int in = open(from, O_RDONLY | O_CLOEXEC), out = -1;
    enum status s = in >= 0 ? OK : errno == ENOENT ? NOT_FOUND : BROKEN;
    if (s == OK && (out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) < 0)
        s = BROKEN;
    if (s == OK)
        s = copy_bytes(in, out);
    if (s != OK)
        buf_printf(why, "%s cannot be copied to %s: %s", from, to, strerror(errno));
    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
    return s;
}
