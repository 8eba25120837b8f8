// SPDX-License-Identifier: Apache-2.0
#include "file.h"
#include "gen.h"
#include "grow.h"

#include <errno.h>
#include <string.h>

struct str file_read(const char *path)
{
    struct place at = {path, 0};
    FILE *file = fopen(path, "rb");
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
    return (struct str){bytes, (size_t)size};
}

void file_write(const char *path, struct str text)
{
    struct place at = {path, 0};
    if (str_eq(file_read(path), text))
        return;
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(text.p, 1, text.n, file) != text.n || fclose(file) != 0)
        gen_fail(at, "cannot be written: %s", strerror(errno));
}
