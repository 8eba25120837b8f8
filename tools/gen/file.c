// SPDX-License-Identifier: Apache-2.0
#include "file.h"
#include "gen.h"
#include "grow.h"

#include "base/buf.h"

#include <errno.h>
#include <string.h>

static struct list files_read; /* of const char * */

const char *file_join(const char *folder, const char *path)
{
    return path[0] == '/' ? path : grow_format("%s/%s", folder, path);
}

/* The file, or the folder in which it would stand. */
static void remember(const char *path, bool found)
{
    const char *slash = strrchr(path, '/');
    if (!found && slash)
        path = grow_str((struct str){path, (size_t)(slash - path)});
    *(const char **)grow(&files_read, sizeof path) = path;
}

/* What some editors leave in a text and nobody sees. */
static void refuse_unseen(const char *path, struct str text)
{
    struct place at = {path, 1};
    if (str_starts(text, S("\xef\xbb\xbf")))
        gen_fail(at, "a byte order mark stands before the first letter: save as UTF-8 without it");
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\r')
            gen_fail(at, "the line ends in CR LF: save with LF alone, as Unix does");
        at.line += text.p[i] == '\n';
    }
}

struct str file_read(const char *path)
{
    struct place at = {path, 0};
    FILE *file = fopen(path, "rb");
    remember(path, file != NULL);
    if (!file && errno == ENOENT)
        return (struct str){NULL, 0};
    if (!file || fseek(file, 0, SEEK_END) != 0)
        gen_fail(at, "cannot be read: %s", strerror(errno));
    long size = ftell(file);
    rewind(file);
    char *bytes = size < 0 ? NULL : arena_take(&gen_arena, (size_t)size + 1, 1);
    if (!bytes || fread(bytes, 1, (size_t)size, file) != (size_t)size)
        gen_fail(at, "cannot be read");
    fclose(file);
    refuse_unseen(path, (struct str){bytes, (size_t)size});
    return (struct str){bytes, (size_t)size};
}

void file_write(const char *path, struct str text)
{
    struct place at = {path, 0};
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(text.p, 1, text.n, file) != text.n || fclose(file) != 0)
        gen_fail(at, "cannot be written: %s", strerror(errno));
}

void file_write_read(const char *path, const char *target, const char *folder)
{
    struct buf rule;
    buf_init(&rule, 1024 * 1024);
    buf_printf(&rule, "%s:", target);
    for (size_t i = 0; i < files_read.n; i++) {
        const char *read = GEN_AT(const char, files_read, i);
        buf_printf(&rule, " \\\n  %s", folder ? file_join(folder, read) : read);
    }
    buf_byte(&rule, '\n');
    file_write(path, buf_str(&rule));
    buf_close(&rule);
}
