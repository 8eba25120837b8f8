// SPDX-License-Identifier: Apache-2.0
#include "tlog/note.h"

#include "base/base64.h"
#include "base/utf8.h"
#include "crypt/hash.h"

#include <assert.h>
#include <string.h>

#define DASH "\xe2\x80\x94 " /* em dash and space begin a signature line */

enum { ID_BYTES = 4, TIME_BYTES = 8, MESSAGE_MAX = TLOG_NOTE_BYTES + 64 };

static bool is_space(uint32_t rune)
{
    return (rune >= 9 && rune <= 13) || rune == ' ' || rune == 0x85 || rune == 0xa0 ||
           rune == 0x1680 || (rune >= 0x2000 && rune <= 0x200a) || rune == 0x2028 ||
           rune == 0x2029 || rune == 0x202f || rune == 0x205f || rune == 0x3000;
}

bool tlog_name_is_valid(struct str name)
{
    if (name.n == 0 || name.n > TLOG_NAME_BYTES)
        return false;
    uint32_t rune;
    for (size_t at = 0; at < name.n;)
        if (utf8_next(name, &at, &rune) != OK || is_space(rune) || rune == '+' || rune < 0x20)
            return false;
    return true;
}

static uint32_t read_u32(const char *p)
{
    const uint8_t *b = (const uint8_t *)p;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

struct tlog_key tlog_key_make(struct str name, enum tlog_key_type type, struct crypt_public public)
{
    assert(tlog_name_is_valid(name));
    char kind[2] = {'\n', (char)type};
    struct str part[] = {name, {kind, sizeof kind}, {(const char *)public.b, sizeof public.b}};
    struct hash h = crypt_sha256_parts(part, 3);
    return (struct tlog_key){name, read_u32((const char *)h.b), type, public};
}

/* The three parts of a vkey; the base64 may hold further plus signs. */
enum status tlog_key_read(struct arena *a, struct str text, struct tlog_key *ret_key)
{
    struct str rest, name = str_cut(text, '+', &rest);
    struct str material, hex = str_cut(rest, '+', &material);
    uint8_t id[ID_BYTES];
    struct str bytes;
    if (!tlog_name_is_valid(name) || !material.p)
        return BAD_INPUT;
    for (size_t i = 0; i < hex.n; i++)
        if (hex.p[i] >= 'A' && hex.p[i] <= 'F')
            return BAD_INPUT;
    TRY(str_to_bytes(hex, id, sizeof id));
    TRY(base64_read(a, material, &bytes));
    struct crypt_public public;
    if (bytes.n != 1 + sizeof public.b ||
        (bytes.p[0] != TLOG_KEY_LOG && bytes.p[0] != TLOG_KEY_WITNESS))
        return BAD_INPUT;
    memcpy(public.b, bytes.p + 1, sizeof public.b);
    struct tlog_key key = tlog_key_make(name, (enum tlog_key_type)bytes.p[0], public);
    if (key.id != read_u32((const char *)id))
        return BAD_INPUT;
    *ret_key = key;
    return OK;
}

void tlog_key_put(struct buf *to, const struct tlog_key *key)
{
    char material[1 + sizeof key->public.b];
    material[0] = (char)key->type;
    memcpy(material + 1, key->public.b, sizeof key->public.b);
    buf_put(to, key->name);
    buf_printf(to, "+%08x+", key->id);
    base64_put(to, material, sizeof material);
}

struct tlog_signer tlog_signer_make(struct str name, enum tlog_key_type type,
                                    const uint8_t seed[32])
{
    struct crypt_secret secret = crypt_sign_secret(seed);
    return (struct tlog_signer){tlog_key_make(name, type, crypt_sign_public(&secret)), secret};
}

static bool has_control(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((uint8_t)s.p[i] < 0x20 && s.p[i] != '\n')
            return true;
    return false;
}

/* The index of the last empty line's first newline (that of the text), or s.n. */
static size_t find_blank(struct str s)
{
    for (size_t i = s.n; i-- > 1;)
        if (s.p[i] == '\n' && s.p[i - 1] == '\n')
            return i - 1;
    return s.n;
}

static enum status read_line(struct arena *a, struct str line, struct tlog_signature *ret_signature)
{
    if (!str_starts(line, S(DASH)))
        return BAD_INPUT;
    struct str base64, name = str_cut(str_part(line, 4, line.n - 4), ' ', &base64);
    struct str bytes;
    if (!tlog_name_is_valid(name) || !base64.p)
        return BAD_INPUT;
    TRY(base64_read(a, base64, &bytes));
    if (bytes.n <= ID_BYTES)
        return BAD_INPUT;
    *ret_signature = (struct tlog_signature){
        name, read_u32(bytes.p), str_part(bytes, ID_BYTES, bytes.n), {line.p, line.n + 1}};
    return OK;
}

static size_t count_lines(struct str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '\n';
    return n;
}

enum status tlog_note_read(struct arena *a, struct str bytes, struct tlog_note *ret_note)
{
    if (bytes.n > TLOG_NOTE_BYTES || !utf8_is_valid(bytes) || has_control(bytes))
        return BAD_INPUT;
    size_t blank = find_blank(bytes);
    if (blank == bytes.n)
        return BAD_INPUT;
    struct str lines = str_part(bytes, blank + 2, bytes.n);
    struct tlog_note note = {str_part(bytes, 0, blank + 1), count_lines(lines), NULL};
    if (note.n == 0 || note.n > TLOG_NOTE_LINES || lines.p[lines.n - 1] != '\n')
        return BAD_INPUT;
    note.signature = ARENA_ARRAY(a, struct tlog_signature, note.n);
    if (!note.signature)
        return FULL;
    for (size_t i = 0; i < note.n; i++) {
        struct str line = str_cut(lines, '\n', &lines);
        TRY(read_line(a, line, &note.signature[i]));
    }
    *ret_note = note;
    return OK;
}

/* cosignature/v1, the time, the text: what a witness signs. */
static void put_cosigned(struct buf *to, uint64_t time_s, struct str text)
{
    buf_printf(to, "cosignature/v1\ntime %llu\n", (unsigned long long)time_s);
    buf_put(to, text);
}

static enum status verify_cosignature(const struct tlog_key *key, struct str text, struct str bytes,
                                      struct tlog_seen *ret_seen)
{
    if (bytes.n != TIME_BYTES + sizeof(struct crypt_signature))
        return BAD_INPUT;
    uint64_t time_s = (uint64_t)read_u32(bytes.p) << 32 | read_u32(bytes.p + 4);
    if (time_s > INT64_MAX)
        return BAD_INPUT;
    struct buf message;
    buf_init(&message, MESSAGE_MAX);
    put_cosigned(&message, time_s, text);
    bool is_good =
        crypt_sign_verify(&key->public, buf_str(&message), str_part(bytes, TIME_BYTES, bytes.n));
    enum status outcome = message.full ? FULL : is_good ? OK : BAD_INPUT;
    buf_close(&message);
    if (outcome == OK)
        *ret_seen = (struct tlog_seen){true, time_s};
    return outcome;
}

static enum status verify_line(const struct tlog_key *key, struct str text, struct str bytes,
                               struct tlog_seen *ret_seen)
{
    if (key->type == TLOG_KEY_WITNESS)
        return verify_cosignature(key, text, bytes, ret_seen);
    if (!crypt_sign_verify(&key->public, text, bytes))
        return BAD_INPUT;
    *ret_seen = (struct tlog_seen){true, 0};
    return OK;
}

/* The one key of this name and id: its index, n for none; CONFLICT for two. */
static enum status find_key(const struct tlog_key *key, size_t n,
                            const struct tlog_signature *signature, size_t *ret_i)
{
    size_t found = n;
    for (size_t i = 0; i < n; i++) {
        if (key[i].id != signature->id || !str_eq(key[i].name, signature->name))
            continue;
        if (found < n)
            return CONFLICT;
        found = i;
    }
    *ret_i = found;
    return OK;
}

enum status tlog_note_verify(const struct tlog_note *note, const struct tlog_key *key, size_t n,
                             struct tlog_seen *ret_seen)
{
    assert(note && ret_seen && n <= TLOG_KEYS_MAX);
    struct tlog_seen seen[TLOG_KEYS_MAX] = {{0}};
    size_t n_signed = 0, i_key;
    for (size_t i = 0; i < note->n; i++) {
        TRY(find_key(key, n, &note->signature[i], &i_key));
        if (i_key == n)
            continue;
        TRY(verify_line(&key[i_key], note->text, note->signature[i].bytes, &seen[i_key]));
        n_signed++;
    }
    if (n_signed == 0)
        return NOT_FOUND;
    memcpy(ret_seen, seen, n * sizeof seen[0]);
    return OK;
}

static void put_line(struct buf *to, const struct tlog_key *key, struct str bytes)
{
    char packed[ID_BYTES + TIME_BYTES + sizeof(struct crypt_signature)];
    assert(bytes.n <= sizeof packed - ID_BYTES);
    for (int i = 0; i < ID_BYTES; i++)
        packed[i] = (char)(key->id >> (24 - 8 * i));
    memcpy(packed + ID_BYTES, bytes.p, bytes.n);
    buf_puts(to, DASH);
    buf_put(to, key->name);
    buf_byte(to, ' ');
    base64_put(to, packed, ID_BYTES + bytes.n);
    buf_byte(to, '\n');
}

void tlog_note_sign(struct buf *to, const struct tlog_signer *signer, struct str text)
{
    assert(signer->key.type == TLOG_KEY_LOG && str_ends(text, S("\n")));
    struct crypt_signature signature = crypt_sign(&signer->secret, text);
    put_line(to, &signer->key, (struct str){(const char *)signature.b, sizeof signature.b});
}

void tlog_note_cosign(struct buf *to, const struct tlog_signer *signer, uint64_t time_s,
                      struct str text)
{
    assert(signer->key.type == TLOG_KEY_WITNESS && str_ends(text, S("\n")) && time_s <= INT64_MAX);
    struct buf message;
    buf_init(&message, MESSAGE_MAX);
    put_cosigned(&message, time_s, text);
    if (message.full)
        to->full = true;
    struct crypt_signature signature = crypt_sign(&signer->secret, buf_str(&message));
    buf_close(&message);
    char timed[TIME_BYTES + sizeof signature.b];
    for (int i = 0; i < TIME_BYTES; i++)
        timed[i] = (char)(time_s >> (56 - 8 * i));
    memcpy(timed + TIME_BYTES, signature.b, sizeof signature.b);
    put_line(to, &signer->key, (struct str){timed, sizeof timed});
}
