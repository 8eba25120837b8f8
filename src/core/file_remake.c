// SPDX-License-Identifier: Apache-2.0
#include "core/file_remake.h"

#include "base/disk.h"
#include "core/core.h"
#include "crypt/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { PATH_BYTES = 4096, MADE_BYTES = 64 * 1024 * 1024 };

/* Beside it first, then in its place: nobody ever sees half of it. */
static enum status replace(const char *path, struct str bytes)
{
    char beside[PATH_BYTES];
    if (snprintf(beside, sizeof beside, "%s.made", path) >= (int)sizeof beside)
        return BROKEN;
    int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return disk_failed();
    enum status s = disk_write(fd, bytes);
    if (s == OK && fsync(fd) != 0)
        s = disk_failed();
    close(fd);
    if (s == OK && rename(beside, path) != 0)
        s = disk_failed();
    if (s != OK)
        unlink(beside);
    return s;
}

enum status file_remake(struct core *core, const char *path, enum render_word word,
                        struct file_ref *file)
{
    struct buf made;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return disk_failed();
    buf_init(&made, MADE_BYTES);
    struct render r = {.word = word, .in_fd = fd, .out = &made};
    enum status s = render_call(core_render(core), &r);
    close(fd);
    if (s != OK) {
        file->wrong = r.why;
        file->wrong_n = r.n;
        s = BAD_INPUT;
    } else {
        s = replace(path, buf_str(&made));
    }
    if (s == OK) {
        file->size = (int64_t)made.n;
        file->hash = crypt_sha256(buf_str(&made));
    }
    buf_close(&made);
    return s;
}
