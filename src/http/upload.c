// SPDX-License-Identifier: Apache-2.0
#include "http/upload.h"
#include "base/limits.h"
#include "base/utf8.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

enum { VALUE_KEPT = 32 * 1024 };

void http_upload_init(struct upload *u)
{
    u->fd = -1;
    u->is_open = false;
    u->n_files = 0;
    buf_init(&u->value, LIMIT_FORM_BYTES);
}

bool http_upload_begin(struct upload *u, struct arena *a, struct str folder, int64_t bytes_max,
                       struct str content_type, struct http_refusal *refusal)
{
    assert(!u->is_open && u->fd < 0 && bytes_max >= 0);
    if (http_multipart_init(&u->parts, content_type) != OK)
        return http_refuse(refusal, WHY_FORM, "the multipart form has no usable boundary");
    u->arena = a;
    u->folder = folder;
    u->bytes_left = bytes_max;
    u->fields = (struct http_form){NULL, 0};
    u->n_files = u->field_bytes = 0;
    u->refusal = refusal;
    u->is_open = true;
    buf_reset(&u->value);
    return true;
}

static bool no_room(struct upload *u)
{
    return http_refuse(u->refusal, WHY_SIZE, "the form is too large");
}

static struct str file_name_part(struct str name)
{
    for (size_t i = name.n; i > 0; i--)
        if (name.p[i - 1] == '/' || name.p[i - 1] == '\\')
            return str_part(name, i, name.n);
    return name;
}

static bool copy(struct upload *u, struct str text, struct str *to)
{
    return arena_copy(u->arena, text, to) == OK || no_room(u);
}

static bool pick_path(struct upload *u, struct str *path)
{
    uint8_t dice[16];
    if (getrandom(dice, sizeof dice, 0) != (ssize_t)sizeof dice)
        return http_refuse(u->refusal, WHY_DISK, "no random name for the file");
    char hex[2 * sizeof dice + 1];
    for (size_t i = 0; i < sizeof dice; i++)
        snprintf(hex + 2 * i, 3, "%02x", dice[i]);
    size_t n = u->folder.n + 1 + sizeof hex;
    char *to = arena_take(u->arena, n, 1);
    if (!to)
        return no_room(u);
    snprintf(to, n, "%.*s/%s", STR_ARG(u->folder), hex);
    *path = (struct str){to, n - 1};
    return true;
}

static bool begin_file(struct upload *u)
{
    if (!u->folder.p || u->bytes_left == 0)
        return http_refuse(u->refusal, WHY_SIZE, "files may not be sent here");
    if (u->n_files == UPLOAD_FILES)
        return http_refuse(u->refusal, WHY_SIZE, "too many files");
    struct http_file *file = &u->files[u->n_files];
    *file = (struct http_file){.size = 0};
    if (!copy(u, u->parts.name, &file->field) ||
        !copy(u, file_name_part(u->parts.file_name), &file->name) ||
        !copy(u, u->parts.media, &file->media) || !pick_path(u, &file->path))
        return false;
    u->fd = open(file->path.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (u->fd < 0)
        return http_refuse(u->refusal, WHY_DISK, "the file cannot be kept");
    u->n_files++;
    crypt_sha256_init(&u->hash);
    return true;
}

/* A file input that the sender left empty comes as a part with an empty file name. */
static bool is_empty_input(const struct upload *u)
{
    return u->parts.file_name.p && u->parts.file_name.n == 0;
}

static bool begin_part(struct upload *u)
{
    buf_reset(&u->value);
    return !u->parts.file_name.p || is_empty_input(u) || begin_file(u);
}

static bool write_all(int fd, struct str bytes)
{
    while (bytes.n) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno != EINTR)
            return false;
        if (n > 0)
            bytes = str_part(bytes, (size_t)n, bytes.n);
    }
    return true;
}

static bool add_to_file(struct upload *u, struct str bytes)
{
    assert(u->n_files > 0);
    if ((int64_t)bytes.n > u->bytes_left)
        return http_refuse(u->refusal, WHY_SIZE, "the files are too large");
    u->bytes_left -= (int64_t)bytes.n;
    u->files[u->n_files - 1].size += (int64_t)bytes.n;
    crypt_sha256_add(&u->hash, bytes);
    return write_all(u->fd, bytes) ||
           http_refuse(u->refusal, WHY_DISK, "the file cannot be written");
}

static bool add_data(struct upload *u, struct str bytes)
{
    if (is_empty_input(u))
        return http_refuse(u->refusal, WHY_FORM, "a file has no name");
    if (u->fd >= 0)
        return add_to_file(u, bytes);
    u->field_bytes += bytes.n;
    if (u->field_bytes > LIMIT_FORM_BYTES)
        return no_room(u);
    buf_put(&u->value, bytes);
    return !u->value.full || no_room(u);
}

static bool end_file(struct upload *u)
{
    u->files[u->n_files - 1].hash = crypt_sha256_end(&u->hash);
    int failed = close(u->fd);
    u->fd = -1;
    return !failed || http_refuse(u->refusal, WHY_DISK, "the file cannot be written");
}

static bool end_field(struct upload *u)
{
    struct str value = buf_str(&u->value);
    if (!utf8_is_valid(value) || str_index(value, '\0') < value.n)
        return http_refuse(u->refusal, WHY_FORM, "a field is not text");
    if (u->fields.n == LIMIT_FORM_FIELDS)
        return http_refuse(u->refusal, WHY_SIZE, "too many fields");
    if (!u->fields.at)
        u->fields.at = ARENA_ARRAY(u->arena, struct http_pair, LIMIT_FORM_FIELDS);
    if (!u->fields.at)
        return no_room(u);
    struct http_pair *pair = &u->fields.at[u->fields.n++];
    return copy(u, u->parts.name, &pair->name) && copy(u, value, &pair->value);
}

static bool end_part(struct upload *u)
{
    if (is_empty_input(u))
        return true;
    return u->fd >= 0 ? end_file(u) : end_field(u);
}

bool http_upload_add(struct upload *u, struct str bytes)
{
    assert(u->is_open);
    for (;;) {
        switch (http_multipart_next(&u->parts, &bytes)) {
        case PART_MORE:
            return true;
        case PART_BEGIN:
            if (!begin_part(u))
                return false;
            break;
        case PART_DATA:
            if (!add_data(u, u->parts.data))
                return false;
            break;
        case PART_END:
            if (!end_part(u))
                return false;
            break;
        case PART_LAST:
            break;
        case PART_BAD:
            return http_refuse(u->refusal, WHY_FORM, u->parts.fault);
        }
    }
}

bool http_upload_end(struct upload *u)
{
    assert(u->is_open);
    return http_multipart_is_complete(&u->parts) ||
           http_refuse(u->refusal, WHY_FORM, "the multipart form does not end with its boundary");
}

void http_upload_drop(struct upload *u)
{
    if (!u->is_open)
        return;
    if (u->fd >= 0)
        close(u->fd);
    u->fd = -1;
    for (size_t i = 0; i < u->n_files; i++)
        if (!u->files[i].adopted)
            unlink(u->files[i].path.p);
    u->n_files = 0;
    u->is_open = false;
    if (u->value.room > VALUE_KEPT) {
        buf_close(&u->value);
        buf_init(&u->value, LIMIT_FORM_BYTES);
    }
}

void http_upload_close(struct upload *u)
{
    http_upload_drop(u);
    buf_close(&u->value);
}

void http_adopt(struct http_file *file)
{
    assert(file->path.p && !file->adopted);
    file->adopted = true;
}
