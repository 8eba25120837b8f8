// SPDX-License-Identifier: Apache-2.0
/* Published vectors of every primitive, and what a seal and a password refuse. */
#include "crypt/crypt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static struct hash hash_of_hex(const char *hex)
{
    struct hash h;
    assert_int_equal(str_to_bytes(str_of(hex), h.b, sizeof h.b), OK);
    return h;
}

/* RFC 6238 appendix B (SHA-1, eight digits), RFC 4226 appendix D (six digits). */
static void device_codes_are_the_published_ones(void **state)
{
    (void)state;
    static const struct {
        uint64_t counter;
        int digits;
        uint32_t code;
        const char *why;
    } row[] = {
        {59 / 30, 8, 94287082, "RFC 6238: 1970-01-01 00:00:59"},
        {1111111109 / 30, 8, 7081804, "2005-03-18 01:58:29"},
        {1111111111 / 30, 8, 14050471, "2005-03-18 01:58:31"},
        {1234567890 / 30, 8, 89005924, "2009-02-13 23:31:30"},
        {2000000000 / 30, 8, 69279037, "2033-05-18 03:33:20"},
        {20000000000 / 30, 8, 65353130, "2603-10-11 11:33:20"},
        {0, 6, 755224, "RFC 4226: count 0"},
        {1, 6, 287082, "count 1"},
        {9, 6, 520489, "count 9"},
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (crypt_hotp(S("12345678901234567890"), row[i].counter, row[i].digits) != row[i].code)
            fail_msg("%s", row[i].why);
}

static void sha256_gives_the_published_values(void **state)
{
    (void)state;
    static const struct {
        const char *text, *hash, *why;
    } row[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "nothing"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
         "FIPS 180-4 example 1"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
         "FIPS 180-4: padding fills a block"},
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct str text = str_of(row[i].text), half = str_part(text, 0, text.n / 2);
        struct str parts[] = {half, str_part(text, half.n, text.n)};
        struct hash want = hash_of_hex(row[i].hash);
        if (!hash_eq(crypt_sha256(text), want) || !hash_eq(crypt_sha256_parts(parts, 2), want))
            fail_msg("%s", row[i].why);
    }
}

static void hmac_gives_the_values_of_rfc_4231(void **state)
{
    (void)state;
    char longer[131];
    memset(longer, 0xaa, sizeof longer);
    struct {
        struct str key, text;
        const char *hash, *why;
    } row[] = {
        {S("Jefe"), S("what do ya want for nothing?"),
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
         "case 2: a key shorter than a hash"},
        {{longer, sizeof longer},
         S("Test Using Larger Than Block-Size Key - Hash Key First"),
         "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
         "case 6: a key longer than a block"},
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (!hash_eq(crypt_hmac_sha256(row[i].key, row[i].text), hash_of_hex(row[i].hash)))
            fail_msg("%s", row[i].why);
}

static void ed25519_signs_as_rfc_8032(void **state)
{
    (void)state;
    static const struct {
        const char *seed, *public, *text, *signature;
        size_t n;
    } row[] = {
        {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
         "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701"
         "cf9b46bd25bf5f0595b"
         "be24655141438e7a100b",
         0},
        {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
         "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "\x72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d"
         "0f11d8c387b2eaeb430"
         "2aeeb00d291612bb0c00",
         1},
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        uint8_t seed[32];
        struct crypt_public public;
        struct crypt_signature want;
        assert_int_equal(str_to_bytes(str_of(row[i].seed), seed, 32), OK);
        assert_int_equal(str_to_bytes(str_of(row[i].public), public.b, 32), OK);
        assert_int_equal(str_to_bytes(str_of(row[i].signature), want.b, 64), OK);
        struct crypt_secret secret = crypt_sign_secret(seed);
        struct crypt_public made = crypt_sign_public(&secret);
        struct crypt_signature got = crypt_sign(&secret, (struct str){row[i].text, row[i].n});
        assert_memory_equal(made.b, public.b, 32);
        assert_memory_equal(got.b, want.b, 64);
    }
}

static void a_signature_holds_for_its_bytes_only(void **state)
{
    (void)state;
    uint8_t seed[32] = {7};
    struct crypt_secret secret = crypt_sign_secret(seed);
    struct crypt_public public = crypt_sign_public(&secret);
    struct crypt_signature s = crypt_sign(&secret, S("the words"));
    struct str good = {(const char *)s.b, sizeof s.b};
    assert_true(crypt_sign_verify(&public, S("the words"), good));
    assert_false(crypt_sign_verify(&public, S("the word"), good));
    assert_false(crypt_sign_verify(&public, S("the words"), str_part(good, 0, 63)));
    assert_false(crypt_sign_verify(&public, S("the words"), S("")));
    for (size_t bit = 0; bit < 8 * sizeof s.b; bit++) {
        s.b[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_false(crypt_sign_verify(&public, S("the words"), good));
        s.b[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    public.b[3] ^= 1;
    assert_false(crypt_sign_verify(&public, S("the words"), good));
}

static void a_seal_opens_under_its_key_and_purpose_only(void **state)
{
    (void)state;
    uint8_t key[CRYPT_KEY_BYTES] = {1}, other[CRYPT_KEY_BYTES] = {2};
    struct buf sealed, again, opened;
    buf_init(&sealed, 4096);
    buf_init(&again, 4096);
    buf_init(&opened, 4096);
    crypt_seal(key, S("session 7"), S("cookie"), &sealed);
    crypt_seal(key, S("session 7"), S("cookie"), &again);
    struct str s = buf_str(&sealed);
    assert_int_equal(s.n, 9 + CRYPT_SEAL_EXTRA);
    assert_false(str_eq(s, buf_str(&again)));
    assert_int_equal(crypt_open(key, s, S("cookie"), &opened), OK);
    assert_true(str_is(buf_str(&opened), "session 7"));
    assert_int_equal(crypt_open(other, s, S("cookie"), &opened), REFUSED);
    assert_int_equal(crypt_open(key, s, S("form"), &opened), REFUSED);
    assert_int_equal(crypt_open(key, str_part(s, 0, s.n - 1), S("cookie"), &opened), REFUSED);
    assert_int_equal(crypt_open(key, S(""), S("cookie"), &opened), REFUSED);
    for (size_t i = 0; i < s.n; i++) {
        sealed.p[i] ^= 1;
        assert_int_equal(crypt_open(key, s, S("cookie"), &opened), REFUSED);
        sealed.p[i] ^= 1;
    }
    assert_true(str_is(buf_str(&opened), "session 7"));
    buf_close(&sealed);
    buf_close(&again);
    buf_close(&opened);
}

static void an_empty_text_can_be_sealed_and_a_full_buffer_says_so(void **state)
{
    (void)state;
    uint8_t key[CRYPT_KEY_BYTES] = {1};
    struct buf sealed, opened, small;
    buf_init(&sealed, 4096);
    buf_init(&opened, 4096);
    buf_init(&small, 16);
    crypt_seal(key, S(""), S(""), &sealed);
    assert_int_equal(crypt_open(key, buf_str(&sealed), S(""), &opened), OK);
    assert_int_equal(opened.n, 0);
    crypt_seal(key, S("words"), S(""), &small);
    assert_true(small.full && small.n == 0);
    buf_close(&sealed);
    buf_close(&opened);
    buf_close(&small);
}

static void a_password_is_known_again(void **state)
{
    (void)state;
    char hash[CRYPT_PASSWORD_HASH], longer[CRYPT_PASSWORD_MAX + 1];
    memset(longer, 'a', sizeof longer);
    assert_int_equal(crypt_password_hash(S("correct horse"), hash), OK);
    assert_true(str_starts(str_of(hash), S("$argon2id$v=19$m=19456,t=2,p=1$")));
    assert_int_equal(crypt_password_verify(str_of(hash), S("correct horse")), OK);
    assert_int_equal(crypt_password_verify(str_of(hash), S("Correct horse")), REFUSED);
    assert_int_equal(crypt_password_verify(S("$argon2id$nonsense"), S("correct horse")), REFUSED);
    assert_int_equal(crypt_password_verify(S(""), S("")), REFUSED);
    assert_int_equal(crypt_password_hash((struct str){longer, sizeof longer}, hash), BAD_INPUT);
    /* made with the argon2 reference tool: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1
     */
    assert_int_equal(crypt_password_verify(S("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$"
                                             "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"),
                                           S("password")),
                     OK);
}

static void equal_compares_length_and_bytes(void **state)
{
    (void)state;
    assert_true(crypt_equal(S("abc"), S("abc")));
    assert_false(crypt_equal(S("abc"), S("abd")));
    assert_false(crypt_equal(S("abc"), S("ab")));
    assert_true(crypt_equal(S(""), (struct str){NULL, 0}));
}

static void random_bytes_differ(void **state)
{
    (void)state;
    uint8_t a[32] = {0}, b[32] = {0};
    crypt_random(a, sizeof a);
    crypt_random(b, sizeof b);
    assert_memory_not_equal(a, b, sizeof a);
}

int main(void)
{
    if (crypt_init() != OK)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_gives_the_published_values),
        cmocka_unit_test(device_codes_are_the_published_ones),
        cmocka_unit_test(hmac_gives_the_values_of_rfc_4231),
        cmocka_unit_test(ed25519_signs_as_rfc_8032),
        cmocka_unit_test(a_signature_holds_for_its_bytes_only),
        cmocka_unit_test(a_seal_opens_under_its_key_and_purpose_only),
        cmocka_unit_test(an_empty_text_can_be_sealed_and_a_full_buffer_says_so),
        cmocka_unit_test(a_password_is_known_again),
        cmocka_unit_test(equal_compares_length_and_bytes),
        cmocka_unit_test(random_bytes_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
