// SPDX-License-Identifier: Apache-2.0
#include "base/base64.h"

static const char standard[65] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url_safe[65] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* Characters without padding for n bytes. */
static size_t text_length(size_t n)
{
    return n / 3 * 4 + (n % 3 ? n % 3 + 1 : 0);
}

static void put(struct buf *to, const uint8_t *p, size_t n, const char alphabet[65])
{
    size_t length = text_length(n), at = 0;
    char *text = buf_room(to, length);
    if (!text)
        return;
    size_t i = 0;
    for (; i + 3 <= n; i += 3, at += 4) {
        uint32_t bits = (uint32_t)p[i] << 16 | (uint32_t)p[i + 1] << 8 | p[i + 2];
        text[at] = alphabet[bits >> 18];
        text[at + 1] = alphabet[bits >> 12 & 63];
        text[at + 2] = alphabet[bits >> 6 & 63];
        text[at + 3] = alphabet[bits & 63];
    }
    if (i < n) {
        uint32_t bits = (uint32_t)p[i] << 16 | (i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0);
        for (int shift = 18; at < length; shift -= 6)
            text[at++] = alphabet[bits >> shift & 63];
    }
    buf_took(to, length);
}

void base64_put(struct buf *to, const void *p, size_t n)
{
    put(to, p, n, standard);
    if (n % 3)
        buf_put(to, n % 3 == 1 ? S("==") : S("="));
}

void base64url_put(struct buf *to, const void *p, size_t n)
{
    put(to, p, n, url_safe);
}

/* The value of a character, 64 if it has none. */
static uint32_t value_of(char c, char c62, char c63)
{
    if (c >= 'A' && c <= 'Z')
        return (uint32_t)(c - 'A');
    if (c >= 'a' && c <= 'z')
        return (uint32_t)(c - 'a') + 26;
    if (c >= '0' && c <= '9')
        return (uint32_t)(c - '0') + 52;
    return c == c62 ? 62 : c == c63 ? 63 : 64;
}

/* `text` without padding; the bits behind the last byte must be 0, so that there is one text for
 * each value. */
static enum status read(struct arena *a, struct str text, char c62, char c63, struct str *ret_bytes)
{
    if (text.n % 4 == 1)
        return BAD_INPUT;
    char *to = arena_take(a, text.n / 4 * 3 + 4, 1);
    if (!to)
        return FULL;
    uint32_t bits = 0;
    int n_bits = 0;
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        uint32_t value = value_of(text.p[i], c62, c63);
        if (value > 63)
            return BAD_INPUT;
        bits = bits << 6 | value;
        n_bits += 6;
        if (n_bits >= 8) {
            n_bits -= 8;
            to[n++] = (char)(bits >> n_bits & 0xFF);
        }
    }
    if (bits & ((1u << n_bits) - 1))
        return BAD_INPUT;
    *ret_bytes = (struct str){to, n};
    return OK;
}

enum status base64_read(struct arena *a, struct str text, struct str *ret_bytes)
{
    if (text.n % 4)
        return BAD_INPUT;
    for (int pads = 0; pads < 2 && text.n && text.p[text.n - 1] == '='; pads++)
        text.n--;
    return read(a, text, '+', '/', ret_bytes);
}

enum status base64url_read(struct arena *a, struct str text, struct str *ret_bytes)
{
    return read(a, text, '-', '_', ret_bytes);
}
