// SPDX-License-Identifier: Apache-2.0
#include "core/file.h"

#include "base/disk.h"
#include "base/utf8.h"
#include "core/core.h"
#include "core/file_keep.h"
#include "core/file_remake.h"
#include "core/read.h"
#include "core/value.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_CHARACTERS = 100, NAME_BYTES = 4 * NAME_CHARACTERS };

#define MEDIA_XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

/* ---- what it is ---------------------------------------------------------------------------- */

static bool is_table_text(struct str head, struct str name)
{
    bool named = str_ends(name, S(".csv")) || str_ends(name, S(".CSV"));
    return named && str_index(head, 0) == head.n;
}

struct str file_media(struct str head, struct str name)
{
    if (str_starts(head, S("\xff\xd8\xff")))
        return S("image/jpeg");
    if (str_starts(head, S("\x89PNG\r\n\x1a\n")))
        return S("image/png");
    if (str_starts(head, S("RIFF")) && str_starts(str_part(head, 8, 4), S("WEBP")))
        return S("image/webp");
    if (str_starts(head, S("%PDF-")))
        return S("application/pdf");
    if (str_starts(head, S("PK\x03\x04")) &&
        (str_ends(name, S(".xlsx")) || str_ends(name, S(".XLSX"))))
        return S(MEDIA_XLSX);
    return is_table_text(head, name) ? S("text/csv") : S("application/octet-stream");
}

static bool is_of(struct str media, struct str kind)
{
    if (str_is(kind, "image")) /* those that render can make anew */
        return str_is(media, "image/jpeg") || str_is(media, "image/png");
    if (str_is(kind, "pdf"))
        return str_is(media, "application/pdf");
    if (str_is(kind, "csv"))
        return str_is(media, "text/csv");
    if (str_is(kind, "xlsx"))
        return str_is(media, MEDIA_XLSX);
    return str_is(kind, "cipher");
}

bool file_is_kind(struct str media, const char *kinds)
{
    for (struct str rest = str_of(kinds); rest.p;) {
        struct str kind = str_cut(rest, ' ', &rest);
        if (kind.n && is_of(media, kind))
            return true;
    }
    return !kinds;
}

/* ---- its name ------------------------------------------------------------------------------ */

static bool is_plain(uint32_t rune)
{
    bool control = rune < ' ' || (rune >= 0x7f && rune <= 0x9f) || rune == 0x2028 || rune == 0x2029;
    bool turns = rune == 0x200e || rune == 0x200f || rune == 0x061c ||
                 (rune >= 0x202a && rune <= 0x202e) || (rune >= 0x2066 && rune <= 0x2069);
    bool odd = rune < 0x7f && str_index(S("\"<>:|?*"), (char)rune) < 7;
    return !control && !turns && !odd;
}

static struct str last_part(struct str name)
{
    size_t from = 0;
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] == '/' || name.p[i] == '\\')
            from = i + 1;
    while (from < name.n && (name.p[from] == '.' || name.p[from] == ' '))
        from++;
    return str_part(name, from, name.n);
}

void file_put_name(struct buf *to, struct str name)
{
    struct str part = utf8_is_valid(name) ? last_part(name) : S("");
    size_t n = utf8_count(part), before = to->n;
    uint32_t rune;
    for (size_t at = 0, from = 0; utf8_next(part, &at, &rune) == OK; from = at, n--)
        if (n <= NAME_CHARACTERS && is_plain(rune))
            buf_put(to, str_part(part, from, at - from));
    if (to->n == before)
        buf_puts(to, "file");
}

/* ---- taking it over ------------------------------------------------------------------------ */

static enum status look(int fd, struct arena *a, struct file_ref *file)
{
    char head[FILE_HEAD_BYTES];
    struct stat at;
    if (fstat(fd, &at) != 0 || !S_ISREG(at.st_mode) || at.st_size != file->size)
        return BROKEN;
    ssize_t n = pread(fd, head, sizeof head, 0);
    if (n < 0)
        return BROKEN;
    char room[NAME_BYTES];
    struct buf name = {.p = room, .room = sizeof room, .max = sizeof room};
    file_put_name(&name, file->name);
    TRY(arena_copy(a, buf_str(&name), &file->name));
    return arena_copy(a, file_media((struct str){head, (size_t)n}, file->name), &file->media);
}

static enum status look_and_flush(const char *path, struct arena *a, struct file_ref *file)
{
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? NOT_FOUND : BROKEN;
    enum status s = look(fd, a, file);
    if (s == OK && fsync(fd) != 0)
        s = disk_failed();
    close(fd);
    return s;
}

/* Under the random name that it was given when it arrived. */
static struct str blob_of(struct str path)
{
    return str_part(path, path.n < FILE_BLOB_HEX ? path.n : path.n - FILE_BLOB_HEX, FILE_BLOB_HEX);
}

/* Whoever takes tables as text gets a spreadsheet as one: its first sheet. */
static enum status take_table(struct core *core, struct arena *a, struct str path,
                              struct file_ref *file)
{
    char room[NAME_BYTES + 4];
    struct buf name = {.p = room, .room = sizeof room, .max = sizeof room};
    TRY(file_remake(core, path.p, RENDER_ROWS, file));
    buf_put(&name, str_part(file->name, 0, file->name.n - 4)); /* it ends xlsx */
    buf_puts(&name, "csv");
    file->media = S("text/csv");
    return arena_copy(a, buf_str(&name), &file->name);
}

enum status file_take(struct core *core, struct arena *a, const struct file_come *come,
                      struct file_ref *file)
{
    struct str from;
    TRY(arena_copy(a, come->path, &from));
    TRY(look_and_flush(from.p, a, file));
    if (!file_is_kind(file->media, come->kinds))
        return BAD_INPUT;
    if (str_starts(file->media, S("image/")))
        TRY(file_remake(core, from.p, RENDER_PICTURE, file));
    else if (str_is(file->media, MEDIA_XLSX) && file_is_kind(S("text/csv"), come->kinds))
        TRY(take_table(core, a, from, file));
    return arena_copy(a, blob_of(from), &file->blob);
}

/* ---- finding it ---------------------------------------------------------------------------- */

enum status file_find(struct core *core, struct ctx *c, struct veiled v, struct file_ref *ret_file,
                      struct str *ret_path)
{
    struct revealed r;
    struct file_ref file = {0};
    TRY(reveal(c, v, &r));
    if (r.how == REVEAL_HIDDEN)
        return REFUSED;
    if (r.how == REVEAL_ERASED || r.field->type != FIELD_FILE || r.value->type == JSON_NULL)
        return NOT_FOUND;
    TRY(value_read(c->arena, r.field, r.value, &file) == OK ? OK : BROKEN);
    TRY(file_keep_path(c->arena, core_folder(core), file.blob, ret_path));
    *ret_file = file;
    return OK;
}
