// SPDX-License-Identifier: Apache-2.0
/* ticket.c -- what a browser keeps for us and cannot alter.
 * Floor 4. */
#include "core/ticket.h"

#include "base/base64.h"
#include "crypt/crypt.h"

#include <assert.h>
#include <string.h>

enum {
    TICKET_PART_MAX = 512, /* bytes of a visitor's cookie and an operation's name together */
    TICKET_PLAIN_MAX = 4096,
};

static struct str key_bytes(const struct hash *key)
{
    return (struct str){(const char *)key->b, sizeof key->b};
}

/* Lengths stand before the parts, so that no two pairs give the same bytes. */
static bool csrf_mac(const struct hash *key, struct str visitor, struct str about, int64_t until,
                     struct hash *mac)
{
    char room[TICKET_PART_MAX + 32];
    size_t n = 0;
    if (visitor.n + about.n > TICKET_PART_MAX)
        return false;
    uint64_t words[3] = {visitor.n, about.n, (uint64_t)until};
    memcpy(room, words, sizeof words);
    n = sizeof words;
    memcpy(room + n, visitor.p, visitor.n);
    n += visitor.n;
    memcpy(room + n, about.p, about.n);
    n += about.n;
    *mac = crypt_hmac_sha256(key_bytes(key), (struct str){room, n});
    return true;
}

void ticket_csrf_make(const struct hash *key, struct str visitor, struct str about, int64_t until,
                      struct buf *to)
{
    struct hash mac;
    assert(visitor.n && about.n);
    if (!csrf_mac(key, visitor, about, until, &mac))
        return;
    buf_int(to, until);
    buf_byte(to, '.');
    base64url_put(to, mac.b, sizeof mac.b);
}

bool ticket_csrf_check(const struct hash *key, struct str visitor, struct str about,
                       struct str token, int64_t now)
{
    struct str rest;
    int64_t until;
    struct str head = str_cut(token, '.', &rest);
    if (!visitor.n || !rest.p || str_to_int(head, &until) != OK || until < now)
        return false;
    struct buf want;
    buf_init(&want, 128);
    ticket_csrf_make(key, visitor, about, until, &want);
    bool same = crypt_equal(buf_str(&want), token);
    buf_close(&want);
    return same;
}

void ticket_seal(const struct hash *key, struct str plain, struct str about, int64_t until,
                 struct buf *to)
{
    assert(about.n && plain.n <= TICKET_PLAIN_MAX);
    struct buf inner, sealed;
    buf_init(&inner, TICKET_PLAIN_MAX + 32);
    buf_init(&sealed, TICKET_PLAIN_MAX + 32 + CRYPT_SEAL_EXTRA);
    buf_int(&inner, until);
    buf_byte(&inner, '.');
    buf_put(&inner, plain);
    crypt_seal(key->b, buf_str(&inner), about, &sealed);
    if (!inner.full && !sealed.full)
        base64url_put(to, sealed.p, sealed.n);
    buf_close(&inner);
    buf_close(&sealed);
}

static enum status check_until(struct str inner, int64_t now, struct str *ret_plain)
{
    struct str rest;
    int64_t until;
    struct str head = str_cut(inner, '.', &rest);
    if (!rest.p || str_to_int(head, &until) != OK || until < now)
        return REFUSED;
    *ret_plain = rest;
    return OK;
}

enum status ticket_open(const struct hash *key, struct arena *a, struct str text, struct str about,
                        int64_t now, struct str *ret_plain)
{
    struct str bytes, plain = {0}, copy;
    struct buf inner;
    if (!text.n || base64url_read(a, text, &bytes) != OK)
        return REFUSED;
    buf_init(&inner, TICKET_PLAIN_MAX + 32);
    enum status s = crypt_open(key->b, bytes, about, &inner);
    if (s == OK)
        s = arena_copy(a, buf_str(&inner), &copy);
    buf_close(&inner);
    TRY(s);
    TRY(check_until(copy, now, &plain));
    *ret_plain = plain;
    return OK;
}

void ticket_random(struct buf *to)
{
    uint8_t bytes[16];
    crypt_random(bytes, sizeof bytes);
    base64url_put(to, bytes, sizeof bytes);
}

void ticket_key(int64_t now, struct buf *to)
{
    static const char digits[] = "0123456789abcdefghijklmnopqrstuv";
    for (int shift = 5 * (TICKET_KEY_TIME - 1); shift >= 0; shift -= 5)
        buf_byte(to, digits[now >> shift & 31]);
    ticket_random(to);
}

bool ticket_is_name(struct str s, size_t n_min)
{
    if (s.n < n_min || s.n > 64)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool ok = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  c == '-' || c == '_';
        if (!ok)
            return false;
    }
    return true;
}
