// SPDX-License-Identifier: Apache-2.0
/* Which addresses the courier does not call, and how the witnesses of a node are written down. */
#include "unit.h"

#include "main/courier.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <unistd.h>

static void private_addresses_are_known(void **state)
{
    static const struct {
        const char *address;
        bool is_private;
        const char *why;
    } row[] = {
        {"127.0.0.1", true, "this machine"},
        {"10.1.2.3", true, "a private network"},
        {"172.16.0.1", true, "a private network"},
        {"172.31.255.255", true, "its last address"},
        {"172.32.0.0", false, "the one behind it"},
        {"192.168.1.1", true, "a private network"},
        {"169.254.169.254", true, "link-local: where clouds tell secrets"},
        {"100.64.0.1", true, "shared by a carrier's customers"},
        {"100.128.0.0", false, "behind that range"},
        {"0.0.0.0", true, "this network"},
        {"198.19.0.1", true, "benchmarks"},
        {"203.0.113.9", true, "examples"},
        {"224.0.0.1", true, "multicast"},
        {"255.255.255.255", true, "broadcast"},
        {"1.1.1.1", false, "anybody"},
        {"203.119.1.1", false, "anybody"},
        {"::1", true, "this machine"},
        {"::", true, "none"},
        {"fe80::1", true, "link-local"},
        {"fd00::1", true, "a private network"},
        {"ff02::1", true, "multicast"},
        {"::ffff:10.0.0.1", true, "a private one of the older kind"},
        {"::ffff:1.1.1.1", false, "a public one of the older kind"},
        {"2002:a00:1::", true, "6to4 of a private one"},
        {"2001:db8::1", true, "examples"},
        {"2001::1", true, "Teredo"},
        {"64:ff9b::a00:1", true, "translated, outside 2000::/3"},
        {"2400:3200::1", false, "anybody"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct sockaddr_in four = {.sin_family = AF_INET};
        struct sockaddr_in6 six = {.sin6_family = AF_INET6};
        bool is_four = inet_pton(AF_INET, row[i].address, &four.sin_addr) == 1;
        if (!is_four)
            assert_int_equal(inet_pton(AF_INET6, row[i].address, &six.sin6_addr), 1);
        const void *address = is_four ? (const void *)&four : (const void *)&six;
        unit_equal(courier_is_private(address), row[i].is_private, row[i].why);
    }
    struct sockaddr other = {.sa_family = AF_UNIX};
    assert_true(courier_is_private(&other));
}

static void witnesses_are_read_or_refused(void **state)
{
    char log_key[200], key[200], text[1200];
    struct tlog_signer log, witness;
    uint8_t seed[32] = {7};
    struct buf b = {.p = log_key, .room = sizeof log_key, .max = sizeof log_key};
    struct buf w = {.p = key, .room = sizeof key, .max = sizeof key};
    (void)state;
    log = tlog_signer_make(S("a.test/log"), TLOG_KEY_LOG, seed);
    witness = tlog_signer_make(S("a.test/w"), TLOG_KEY_WITNESS, seed);
    tlog_key_put(&b, &log.key);
    buf_byte(&b, 0);
    tlog_key_put(&w, &witness.key);
    buf_byte(&w, 0);
    const struct {
        const char *key, *rest;
        int n; /* -1: refused */
        const char *why;
    } row[] = {
        {key, "\thttps://w.example/path/\n", 1, "a key and an address"},
        {key, "\thttp://10.0.0.1:8090\tprivate\n", 1, "plain, and marked private"},
        {"", "# none yet\n\n", 0, "remarks"},
        {key, "\thttp://w.example/\n", -1, "plain over the open network"},
        {key, "\tftp://w.example/\n", -1, "another scheme"},
        {key, "\thttps:///path\n", -1, "no host"},
        {key, "\thttps://me@w.example/\n", -1, "a name before the host"},
        {key, "\thttps://w.example/?a\n", -1, "a query"},
        {key, " https://w.example/\n", -1, "parted by a blank"},
        {key, "\thttps://w.example/\tsecret\n", -1, "another word"},
        {log_key, "\thttps://w.example/\n", -1, "the key of a log"},
        {"nonsense", "\thttps://w.example/\n", -1, "no key"},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char folder[] = "/tmp/xiezhi-courier-XXXXXX", path[64];
        struct outsiders found = {.n = 99};
        struct arena a;
        struct buf why;
        assert_non_null(mkdtemp(folder));
        snprintf(path, sizeof path, "%s/witnesses", folder);
        snprintf(text, sizeof text, "%s%s", row[i].key, row[i].rest);
        FILE *to = fopen(path, "w");
        assert_non_null(to);
        fputs(text, to);
        fclose(to);
        arena_init(&a, 1024 * 1024);
        buf_init(&why, 4096);
        enum status s = witnesses_load(&a, folder, &found, &why);
        unit_equal(s == OK ? (int64_t)found.n : -1, row[i].n, row[i].why);
        unit_equal(why.n > 0, row[i].n < 0, "a refusal says what and where");
        if (s == OK && found.n)
            unit_equal(str_ends(found.at[0].url, S("/")), false, "no last slash");
        buf_close(&why);
        arena_close(&a);
        unlink(path);
        rmdir(folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(private_addresses_are_known),
                                       cmocka_unit_test(witnesses_are_read_or_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
