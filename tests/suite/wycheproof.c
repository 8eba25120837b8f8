// SPDX-License-Identifier: Apache-2.0
/* wycheproof.c -- Project Wycheproof's vectors for what crypt offers: Ed25519 (EddsaVerify over
 * edwards25519) and HMAC-SHA-256 (MacTest).  Files of other algorithms are passed over. */
#include "base/json.h"
#include "crypt/crypt.h"

#include "vectors.h"

#include <stdio.h>

struct suite {
    struct vectors v;
    struct arena arena;
    struct buf text;
    struct vectors_tally tally;
};

/* Hex of any length, in the arena. */
static struct str bytes_of(struct suite *s, const struct json *at, const char *key)
{
    struct str hex = json_text(json_get(at, key));
    uint8_t *p = ARENA_ARRAY(&s->arena, uint8_t, hex.n / 2 + 1);
    if (!p || str_to_bytes(hex, p, hex.n / 2) != OK)
        return (struct str){NULL, 0};
    return (struct str){(const char *)p, hex.n / 2};
}

static bool is_signature(struct suite *s, const struct json *group, const struct json *test)
{
    struct crypt_public key;
    if (str_to_bytes(json_text(json_get(json_get(group, "publicKey"), "pk")), key.b,
                     sizeof key.b) != OK)
        return false;
    return crypt_sign_verify(&key, bytes_of(s, test, "msg"), bytes_of(s, test, "sig"));
}

static bool is_mac(struct suite *s, const struct json *group, const struct json *test)
{
    int64_t bits;
    struct hash h = crypt_hmac_sha256(bytes_of(s, test, "key"), bytes_of(s, test, "msg"));
    if (json_int(json_get(group, "tagSize"), &bits) != OK || bits > 256)
        return false;
    return crypt_equal((struct str){(const char *)h.b, (size_t)bits / 8}, bytes_of(s, test, "tag"));
}

static void group_cases(struct suite *s, const struct vector *f, const struct json *group,
                        bool is_eddsa)
{
    const struct json *tests = json_get(group, "tests");
    for (const struct json *t = tests ? tests->child : NULL; t; t = t->next) {
        bool good = is_eddsa ? is_signature(s, group, t) : is_mac(s, group, t);
        bool want = str_is(json_text(json_get(t, "result")), "valid");
        vectors_case(&s->tally, good == want, f->rel, "%.*s", STR_ARG(json_get(t, "tcId")->text));
    }
}

static void file_cases(struct suite *s, const struct vector *f)
{
    struct json *all;
    arena_reset(&s->arena);
    if (vectors_read(f, &s->text) != OK ||
        json_parse(&s->arena, buf_str(&s->text), JSON_LAX, &all, NULL) != OK)
        return;
    const struct json *groups = json_get(all, "testGroups");
    struct str algorithm = json_text(json_get(all, "algorithm"));
    bool is_eddsa = str_is(algorithm, "EDDSA");
    if (!is_eddsa && !str_is(algorithm, "HMACSHA256"))
        return;
    for (const struct json *g = groups ? groups->child : NULL; g; g = g->next)
        group_cases(s, f, g, is_eddsa);
}

int main(int argc, char **argv)
{
    static struct suite s;
    if (argc != 2 || crypt_init() != OK || vectors_open(&s.v, argv[1]) != OK) {
        fprintf(stderr, "usage: suite_wycheproof FOLDER\n");
        return 2;
    }
    arena_init(&s.arena, 256 << 20);
    buf_init(&s.text, 64 << 20);
    for (size_t i = 0; i < s.v.n; i++)
        file_cases(&s, &s.v.files[i]);
    int rc = vectors_end(&s.tally);
    buf_close(&s.text);
    arena_close(&s.arena);
    vectors_close(&s.v);
    return rc;
}
