// SPDX-License-Identifier: Apache-2.0
#include "core/code.h"

#include "base/utf8.h"
#include "crypt/hash.h"

#include <assert.h>

/* Crockford's base 32: nothing that looks like another character, no accidental words. */
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

enum { BASE = 32, BASE_BITS = 5, GROUP = 5, CHARACTERS_MAX = 20 };

static size_t characters_of(enum code_kind kind)
{
    return kind == CODE_VIEW ? 100 / BASE_BITS : 50 / BASE_BITS;
}

static bool has_zero(struct str s)
{
    return str_index(s, 0) < s.n;
}

struct code code_derive(struct hash node_key, enum code_kind kind, struct str scope,
                        struct str form_key)
{
    assert(!has_zero(scope) && !has_zero(form_key) && form_key.n > 0);
    struct str zero = {"", 1};
    struct str part[] = {kind == CODE_VIEW ? S("view") : S("secret"), zero, scope, zero, form_key};
    struct hash all = crypt_sha256_parts(part, sizeof part / sizeof *part);
    struct hash h = crypt_hmac_sha256((struct str){(const char *)node_key.b, sizeof node_key.b},
                                      (struct str){(const char *)all.b, sizeof all.b});
    struct code code = {.kind = kind};
    size_t bits = characters_of(kind) * BASE_BITS;
    for (size_t i = 0; i < bits; i++)
        code.b[i / 8] |= (uint8_t)(h.b[i / 8] & 0x80 >> i % 8);
    return code;
}

/* ---- text ---------------------------------------------------------------------------------- */

static int character_at(const struct code *code, size_t i)
{
    int value = 0;
    for (size_t bit = i * BASE_BITS; bit < (i + 1) * BASE_BITS; bit++)
        value = value << 1 | (code->b[bit / 8] >> (7 - bit % 8) & 1);
    return value;
}

static void set_character(struct code *code, size_t i, int value)
{
    for (size_t k = 0; k < BASE_BITS; k++) {
        size_t bit = i * BASE_BITS + k;
        if (value >> (BASE_BITS - 1 - k) & 1)
            code->b[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
    }
}

/* The hybrid system of ISO 7064 with M = 32: one wrong character never passes. */
static int check_of(const struct code *code)
{
    int p = BASE;
    for (size_t i = 0; i < characters_of(code->kind); i++) {
        int s = (p + character_at(code, i)) % BASE;
        p = (s ? s : BASE) * 2 % (BASE + 1);
    }
    return (BASE + 1 - p) % BASE;
}

struct str code_put(const struct code *code, char ret_room[CODE_TEXT_BYTES])
{
    struct buf to = {.p = ret_room, .room = CODE_TEXT_BYTES, .max = CODE_TEXT_BYTES};
    for (size_t i = 0; i < characters_of(code->kind); i++) {
        if (i && i % GROUP == 0)
            buf_byte(&to, '-');
        buf_byte(&to, alphabet[character_at(code, i)]);
    }
    buf_byte(&to, '-');
    buf_byte(&to, alphabet[check_of(code)]);
    assert(!to.full);
    return buf_str(&to);
}

static bool is_between(uint32_t rune)
{
    return rune == ' ' || rune == '\t' || rune == '\r' || rune == '\n' || rune == '-' ||
           rune == 0x3000 || (rune >= 0x2010 && rune <= 0x2015) || rune == 0x2212 || rune == 0xff0d;
}

/* The value of a character as somebody may write it; -1 for none. */
static int value_of(uint32_t rune)
{
    if (rune >= 0xff01 && rune <= 0xff5e) /* full width */
        rune -= 0xff01 - '!';
    if (rune >= 'a' && rune <= 'z')
        rune -= 'a' - 'A';
    if (rune == 'O')
        rune = '0';
    if (rune == 'I' || rune == 'L')
        rune = '1';
    for (int i = 0; i < BASE; i++)
        if (rune == (uint32_t)alphabet[i])
            return i;
    return -1;
}

enum status code_read(enum code_kind kind, struct str text, struct code *ret_code)
{
    int value[CHARACTERS_MAX + 1];
    size_t n = 0, wanted = characters_of(kind) + 1;
    uint32_t rune;
    for (size_t at = 0; at < text.n;) {
        TRY(utf8_next(text, &at, &rune));
        if (is_between(rune))
            continue;
        if (n == wanted || value_of(rune) < 0)
            return BAD_INPUT;
        value[n++] = value_of(rune);
    }
    if (n != wanted)
        return BAD_INPUT;
    struct code code = {.kind = kind};
    for (size_t i = 0; i + 1 < n; i++)
        set_character(&code, i, value[i]);
    if (check_of(&code) != value[n - 1])
        return BAD_INPUT;
    *ret_code = code;
    return OK;
}

/* ---- what is kept -------------------------------------------------------------------------- */

static struct str bytes_of(const struct code *code)
{
    return (struct str){(const char *)code->b, sizeof code->b};
}

struct hash code_hash_view(const struct code *view)
{
    assert(view->kind == CODE_VIEW);
    struct str part[] = {{"xiezhi/view", 12}, bytes_of(view)};
    return crypt_sha256_parts(part, 2);
}

struct hash code_hash_secret(const struct code *view, const struct code *secret)
{
    assert(view->kind == CODE_VIEW && secret->kind == CODE_SECRET);
    struct str part[] = {{"xiezhi/secret", 14}, bytes_of(view), bytes_of(secret)};
    return crypt_sha256_parts(part, 3);
}
