// SPDX-License-Identifier: Apache-2.0
/* file_keep.c -- where the bytes of files lie: among the uploads until a request is decided that
 * brings them, then under blobs/ for good.  What nobody sends is removed after a day.
 * Floor 4.  Not here: what a file is (file.c). */
#include "core/file_keep.h"

#include "base/buf.h"
#include "base/disk.h"
#include "core/core.h"
#include "crypt/crypt.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { BLOB_BYTES = FILE_BLOB_HEX / 2, WAITS_S = 24 * 3600 };

static enum status failed(void)
{
    return errno == ENOENT ? NOT_FOUND : disk_failed();
}

/* ---- paths --------------------------------------------------------------------------------- */

static enum status make_path(struct arena *a, const char *folder, const char *inner,
                             struct str name, struct str *ret_path)
{
    struct buf path;
    buf_init(&path, 4096);
    buf_printf(&path, "%s/%s", folder, inner);
    if (name.n)
        buf_printf(&path, "/%.*s", STR_ARG(name));
    enum status s = path.full ? FULL : arena_copy(a, buf_str(&path), ret_path);
    buf_close(&path);
    return s;
}

static enum status check_blob(struct str blob)
{
    uint8_t bytes[BLOB_BYTES];
    return str_to_bytes(blob, bytes, sizeof bytes) == OK ? OK : BROKEN;
}

static enum status waiting_path(struct arena *a, struct core *core, struct str blob,
                                struct str *ret_path)
{
    TRY(check_blob(blob));
    return make_path(a, core_folder(core), "uploads", blob, ret_path);
}

/* The first two digits are a folder. */
static enum status shelf_path(struct arena *a, const char *folder, struct str blob,
                              struct str *ret_path)
{
    TRY(check_blob(blob));
    return make_path(a, folder, "blobs", str_part(blob, 0, 2), ret_path);
}

enum status file_keep_path(struct arena *a, const char *folder, struct str blob,
                           struct str *ret_path)
{
    struct str shelf;
    TRY(shelf_path(a, folder, blob, &shelf));
    return make_path(a, shelf.p, "", blob, ret_path);
}

static enum status flush_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return failed();
    enum status s = fsync(fd) == 0 ? OK : failed();
    close(fd);
    return s;
}

static enum status make_shelf(struct arena *a, struct core *core, struct str blob,
                              struct str *ret_shelf)
{
    struct str all;
    TRY(shelf_path(a, core_folder(core), blob, ret_shelf));
    TRY(make_path(a, core_folder(core), "blobs", S(""), &all));
    if (mkdir(ret_shelf->p, 0700) == 0)
        return flush_folder(all.p);
    return errno == EEXIST ? OK : failed();
}

/* ---- waiting and kept ---------------------------------------------------------------------- */

enum status file_keep(struct core *core, struct arena *a, const struct file_ref *file)
{
    struct str from, to, shelf;
    TRY(waiting_path(a, core, file->blob, &from));
    TRY(make_shelf(a, core, file->blob, &shelf));
    TRY(file_keep_path(a, core_folder(core), file->blob, &to));
    if (rename(from.p, to.p) != 0)
        return failed();
    return flush_folder(shelf.p);
}

void file_keep_back(struct core *core, struct arena *a, const struct file_ref *file)
{
    struct str waiting, kept;
    if (waiting_path(a, core, file->blob, &waiting) == OK &&
        file_keep_path(a, core_folder(core), file->blob, &kept) == OK)
        rename(kept.p, waiting.p);
}

static enum status make_blob(struct arena *a, struct str *ret_blob)
{
    uint8_t bytes[BLOB_BYTES];
    char room[FILE_BLOB_HEX];
    struct buf hex = {.p = room, .room = sizeof room, .max = sizeof room};
    crypt_random(bytes, sizeof bytes);
    buf_hex(&hex, bytes, sizeof bytes);
    return arena_copy(a, buf_str(&hex), ret_blob);
}

enum status file_keep_again(struct core *core, struct arena *a, struct file_ref *file)
{
    struct str waiting, kept, blob, other;
    TRY(waiting_path(a, core, file->blob, &waiting));
    TRY(file_keep_path(a, core_folder(core), file->blob, &kept));
    TRY(make_blob(a, &blob));
    TRY(waiting_path(a, core, blob, &other));
    /* Another request may just bring it, or have failed to. */
    if (link(waiting.p, other.p) != 0 && link(kept.p, other.p) != 0 &&
        link(waiting.p, other.p) != 0)
        return failed();
    file->blob = blob;
    return OK;
}

/* ---- what is erased ------------------------------------------------------------------------ */

static enum status remove_names(const char *path, const struct stat *of)
{
    enum status s = OK;
    DIR *folder = opendir(path);
    if (!folder)
        return failed();
    for (struct dirent *e = readdir(folder); e; e = readdir(folder)) {
        struct stat at;
        bool same = fstatat(dirfd(folder), e->d_name, &at, AT_SYMLINK_NOFOLLOW) == 0 &&
                    at.st_ino == of->st_ino && at.st_dev == of->st_dev;
        if (same && unlinkat(dirfd(folder), e->d_name, 0) != 0)
            s = failed();
    }
    closedir(folder);
    return s;
}

enum status file_keep_remove(struct core *core, struct arena *a, struct str blob)
{
    struct str shelf, kept, uploads;
    struct stat at;
    TRY(shelf_path(a, core_folder(core), blob, &shelf));
    TRY(file_keep_path(a, core_folder(core), blob, &kept));
    TRY(make_path(a, core_folder(core), "uploads", S(""), &uploads));
    if (lstat(kept.p, &at) != 0)
        return errno == ENOENT ? OK : failed();
    if (at.st_nlink > 1)
        TRY(remove_names(uploads.p, &at));
    if (unlink(kept.p) != 0)
        return failed();
    return flush_folder(shelf.p);
}

/* ---- what nobody sent ---------------------------------------------------------------------- */

/* Their age is the disk's, not the node's: a false clock must not remove what arrives. */
static void sweep_one(int folder, const char *name, time_t now)
{
    struct stat at;
    if (fstatat(folder, name, &at, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(at.st_mode) &&
        now - at.st_mtime > WAITS_S)
        unlinkat(folder, name, 0);
}

void file_keep_sweep(struct core *core)
{
    struct timespec now;
    char path[4096];
    snprintf(path, sizeof path, "%s/uploads", core_folder(core));
    DIR *folder = opendir(path);
    if (!folder)
        return;
    clock_gettime(CLOCK_REALTIME, &now);
    for (struct dirent *e = readdir(folder); e; e = readdir(folder))
        sweep_one(dirfd(folder), e->d_name, now.tv_sec);
    closedir(folder);
}
