// SPDX-License-Identifier: Apache-2.0
#include "main/keep.h"

#include "base/disk.h"
#include "crypt/crypt.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { NAME_BYTES = 256, KEY_BYTES = 512 };

enum status keep_read(int folder, const char *name, char *room, size_t n_room, struct str *ret_text)
{
    size_t n = 0;
    ssize_t got;
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? NOT_FOUND : BROKEN;
    while (n < n_room && (got = read(fd, room + n, n_room - n)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            break;
        n += (size_t)got;
    }
    close(fd);
    if (n == n_room || got < 0)
        return BROKEN;
    *ret_text = (struct str){room, n};
    return OK;
}

enum status keep_write(int folder, const char *name, struct str text)
{
    char temp[NAME_BYTES];
    int n = snprintf(temp, sizeof temp, "%s.new", name);
    assert(n > 0 && n < NAME_BYTES);
    int fd = openat(folder, temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return disk_failed();
    enum status s = disk_write(fd, text);
    if (s == OK && fsync(fd) != 0)
        s = disk_failed();
    close(fd);
    if (s == OK && (renameat(folder, temp, folder, name) != 0 || fsync(folder) != 0))
        s = BROKEN;
    return s;
}

/* ---- keys ---------------------------------------------------------------------------------- */

enum status keep_make_key(int folder, const char *file, struct str name, enum tlog_key_type type,
                          struct buf *ret_vkey)
{
    uint8_t seed[32];
    char room[KEY_BYTES];
    struct buf text = {.p = room, .room = sizeof room, .max = sizeof room};
    assert(tlog_name_is_valid(name));
    if (faccessat(folder, file, F_OK, 0) == 0)
        return CONFLICT;
    crypt_random(seed, sizeof seed);
    buf_put(&text, name);
    buf_byte(&text, '\n');
    buf_hex(&text, seed, sizeof seed);
    buf_byte(&text, '\n');
    enum status s = keep_write(folder, file, buf_str(&text));
    struct tlog_signer key = tlog_signer_make(name, type, seed);
    if (s == OK)
        tlog_key_put(ret_vkey, &key.key);
    crypt_wipe(room, sizeof room);
    crypt_wipe(seed, sizeof seed);
    crypt_wipe(&key.secret, sizeof key.secret);
    return s;
}

enum status keep_read_key(int folder, const char *file, enum tlog_key_type type,
                          char room[TLOG_NAME_BYTES + 1], struct tlog_signer *ret_key)
{
    char read[KEEP_KEY_BYTES];
    struct str text, rest, end;
    uint8_t seed[32];
    TRY(keep_read(folder, file, read, sizeof read, &text));
    struct str name = str_cut(text, '\n', &rest), hex = str_cut(rest, '\n', &end);
    if (!tlog_name_is_valid(name) || str_to_bytes(hex, seed, sizeof seed) != OK)
        return BROKEN;
    memcpy(room, name.p, name.n);
    room[name.n] = 0;
    *ret_key = tlog_signer_make((struct str){room, name.n}, type, seed);
    crypt_wipe(seed, sizeof seed);
    crypt_wipe(read, sizeof read);
    return OK;
}

enum status keep_read_until(int folder, int64_t *ret_until)
{
    char room[64];
    struct str text;
    TRY(keep_read(folder, KEEP_KEY_UNTIL, room, sizeof room, &text));
    return str_to_int(str_trim(text), ret_until) == OK ? OK : BROKEN;
}
