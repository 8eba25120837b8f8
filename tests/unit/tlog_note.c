// SPDX-License-Identifier: Apache-2.0
/* Notes, keys, cosignatures, checkpoints and .tlog-proof files: the specification's examples and
 * what is refused. */
#include "crypt/crypt.h"
#include "tlog/checkpoint.h"
#include "tlog/note.h"
#include "tlog/receipt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#define DASH "\xe2\x80\x94 "
#define SPEC_KEY "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
#define SPEC_TEXT "This is an example message.\n"
#define SPEC_LINE                                                                             \
    DASH "example.com/foo "                                                                   \
         "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu" \
         "72IneyaQM=\n"
#define ROOT "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
#define HEAD "c2sp.org/tlog-proof@v1\n"

static struct arena arena;

static int open_arena(void **state)
{
    (void)state;
    arena_init(&arena, 16 << 20);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

static struct tlog_key key_of(const char *text)
{
    struct tlog_key key;
    assert_int_equal(tlog_key_read(&arena, str_of(text), &key), OK);
    return key;
}

static void the_example_of_the_specification_verifies(void **state)
{
    (void)state;
    struct tlog_key key = key_of(SPEC_KEY);
    struct tlog_note note;
    struct tlog_seen seen;
    assert_int_equal(tlog_note_read(&arena, S(SPEC_TEXT "\n" SPEC_LINE), &note), OK);
    assert_true(str_is(note.text, SPEC_TEXT) && note.n == 1);
    assert_int_equal(tlog_note_verify(&note, &key, 1, &seen), OK);
    assert_true(seen.is_signed && seen.time_s == 0);
    struct buf b;
    buf_init(&b, 1024);
    tlog_key_put(&b, &key);
    assert_true(str_is(buf_str(&b), SPEC_KEY));
    buf_close(&b);
}

static void changed_keys_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *why;
    } row[] = {
        {"example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "another id"},
        {"example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "another name"},
        {"example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "upper case"},
        {"example.com/foo+530d903a", "no key"},
        {"example.com/foo+530d903a+", "an empty key"},
        {"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2l",
         "trailing bits of base64"},
        {"+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "no name"},
        {"PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
         "an unknown algorithm"},
        {"PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
         "a longer key"},
    };
    struct tlog_key key;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (tlog_key_read(&arena, str_of(row[i].text), &key) != BAD_INPUT)
            fail_msg("%s", row[i].why);
}

static void names_have_no_spaces_and_no_plus(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool is_valid;
    } row[] = {
        {"example.com/log", true},
        {"\xe5\xb8\x82\xe5\xb1\x80", true},
        {"", false},
        {"a b", false},
        {"a+b", false},
        {"a\xc2\xa0"
         "b",
         false},
        {"a\xe3\x80\x80"
         "b",
         false},
        {"a\xe2\x80\xa8"
         "b",
         false},
        {"a\nb", false},
        {"\xff", false},
        {"a\x7f", true},
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        assert_int_equal(tlog_name_is_valid(str_of(row[i].name)), row[i].is_valid);
}

static void malformed_notes_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *why;
    } row[] = {
        {"", "nothing"},
        {SPEC_TEXT, "text only"},
        {SPEC_TEXT "\n", "no signature"},
        {SPEC_TEXT SPEC_LINE, "no empty line"},
        {SPEC_TEXT "\n" DASH "example.com/foo Uw2QOg==", "no newline at the end"},
        {SPEC_TEXT "\n" DASH "example.com/foo Uw2QOg==\n", "an id without a signature"},
        {SPEC_TEXT "\n" DASH "example.com/foo  Uw2QOgA=\n", "two spaces"},
        {SPEC_TEXT "\n" DASH "a+b Uw2QOgA=\n", "a name with a plus"},
        {SPEC_TEXT "\n- example.com/foo Uw2QOgA=\n", "a hyphen for the dash"},
        {SPEC_TEXT "\n" SPEC_LINE "more\n", "a line after the signatures"},
        {"a\tb\n\n" SPEC_LINE, "a control character"},
        {"\xc3\x28\n\n" SPEC_LINE, "not UTF-8"},
        {SPEC_TEXT "\n" DASH "example.com/foo Uw2QOgB=\n", "base64 with trailing bits"},
    };
    struct tlog_note note;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        if (tlog_note_read(&arena, str_of(row[i].text), &note) != BAD_INPUT)
            fail_msg("%s", row[i].why);
}

static void at_least_sixteen_and_at_most_a_hundred_lines(void **state)
{
    (void)state;
    struct buf b;
    struct tlog_note note;
    buf_init(&b, 1 << 20);
    buf_puts(&b, SPEC_TEXT "\n");
    for (int i = 0; i < TLOG_NOTE_LINES; i++)
        buf_puts(&b, SPEC_LINE);
    assert_int_equal(tlog_note_read(&arena, buf_str(&b), &note), OK);
    assert_int_equal(note.n, TLOG_NOTE_LINES);
    buf_puts(&b, SPEC_LINE);
    assert_int_equal(tlog_note_read(&arena, buf_str(&b), &note), BAD_INPUT);
    buf_close(&b);
}

static void the_last_empty_line_separates(void **state)
{
    (void)state;
    struct tlog_note note;
    assert_int_equal(tlog_note_read(&arena, S("a\n\nb\n\n" SPEC_LINE), &note), OK);
    assert_true(str_is(note.text, "a\n\nb\n"));
}

/* A checkpoint, signed by a log and by a witness, with a line of an unknown key between them. */
static void put_signed(struct buf *b, const struct tlog_signer *log,
                       const struct tlog_signer *witness)
{
    struct tlog_checkpoint c = {
        .origin = log->key.name, .size = 5, .root = tlog_empty_root(), .extension = S("more\n")};
    struct buf text;
    buf_init(&text, 4096);
    tlog_checkpoint_put(&text, &c);
    buf_put(b, buf_str(&text));
    buf_byte(b, '\n');
    tlog_note_sign(b, log, buf_str(&text));
    buf_puts(b, SPEC_LINE);
    tlog_note_cosign(b, witness, 1772413200, buf_str(&text));
    buf_close(&text);
}

static void a_log_signs_and_a_witness_cosigns(void **state)
{
    (void)state;
    uint8_t seed_a[32] = {1}, seed_b[32] = {2};
    struct tlog_signer log = tlog_signer_make(S("test.example/log"), TLOG_KEY_LOG, seed_a);
    struct tlog_signer witness =
        tlog_signer_make(S("test.example/witness"), TLOG_KEY_WITNESS, seed_b);
    struct tlog_key keys[2] = {log.key, witness.key};
    struct tlog_seen seen[2];
    struct tlog_note note;
    struct buf b;
    buf_init(&b, 1 << 16);
    put_signed(&b, &log, &witness);
    assert_int_equal(tlog_note_read(&arena, buf_str(&b), &note), OK);
    assert_int_equal(note.n, 3);
    assert_true(str_is(note.signature[1].line, SPEC_LINE));
    assert_int_equal(tlog_note_verify(&note, keys, 2, seen), OK);
    assert_true(seen[0].is_signed && seen[1].is_signed && seen[1].time_s == 1772413200);
    keys[1].id ^= 1;
    assert_int_equal(tlog_note_verify(&note, keys, 2, seen), OK);
    assert_true(seen[0].is_signed && !seen[1].is_signed);
    assert_int_equal(tlog_note_verify(&note, keys + 1, 1, seen), NOT_FOUND);
    keys[1] = keys[0];
    assert_int_equal(tlog_note_verify(&note, keys, 2, seen), CONFLICT);
    buf_close(&b);
}

static void a_changed_byte_of_the_text_breaks_both_signatures(void **state)
{
    (void)state;
    uint8_t seed_a[32] = {1}, seed_b[32] = {2};
    struct tlog_signer log = tlog_signer_make(S("test.example/log"), TLOG_KEY_LOG, seed_a);
    struct tlog_signer witness =
        tlog_signer_make(S("test.example/witness"), TLOG_KEY_WITNESS, seed_b);
    struct tlog_seen seen;
    struct tlog_note note;
    struct buf b;
    buf_init(&b, 1 << 16);
    put_signed(&b, &log, &witness);
    b.p[0] = 'T';
    assert_int_equal(tlog_note_read(&arena, buf_str(&b), &note), OK);
    assert_int_equal(tlog_note_verify(&note, &log.key, 1, &seen), BAD_INPUT);
    assert_int_equal(tlog_note_verify(&note, &witness.key, 1, &seen), BAD_INPUT);
    buf_close(&b);
}

static void the_cosignature_of_the_specification_s_form_is_read(void **state)
{
    (void)state;
    uint8_t seed[32] = {9};
    struct tlog_signer log = tlog_signer_make(S("w"), TLOG_KEY_LOG, seed);
    struct tlog_signer witness = tlog_signer_make(S("w"), TLOG_KEY_WITNESS, seed);
    assert_true(log.key.id != witness.key.id);
    struct buf b, by_hand;
    buf_init(&b, 4096);
    buf_init(&by_hand, 4096);
    tlog_note_cosign(&b, &witness, 1679315147, S("o\n1\n" ROOT "\n"));
    struct crypt_signature s =
        crypt_sign(&witness.secret, S("cosignature/v1\ntime 1679315147\no\n1\n" ROOT "\n"));
    struct tlog_note note;
    buf_puts(&by_hand, "o\n1\n" ROOT "\n\n");
    buf_put(&by_hand, buf_str(&b));
    assert_int_equal(tlog_note_read(&arena, buf_str(&by_hand), &note), OK);
    assert_int_equal(note.signature[0].bytes.n, 72);
    assert_memory_equal(note.signature[0].bytes.p, "\0\0\0\0\x64\x18\x50\xcb", 8);
    assert_memory_equal(note.signature[0].bytes.p + 8, s.b, 64);
    buf_close(&b);
    buf_close(&by_hand);
}

static void checkpoints_are_read_strictly(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum status want;
        const char *why;
    } row[] = {
        {"o\n20852163\n" ROOT "\n", OK, "three lines"},
        {"o p\n0\n" ROOT "\nmore\nand more\n", OK, "spaces in the origin, extension lines"},
        {"o\n9223372036854775807\n" ROOT "\n", OK, "the largest size"},
        {"o\n9223372036854775808\n" ROOT "\n", BAD_INPUT, "one more"},
        {"\n1\n" ROOT "\n", BAD_INPUT, "no origin"},
        {"o\n01\n" ROOT "\n", BAD_INPUT, "a leading zero"},
        {"o\n-1\n" ROOT "\n", BAD_INPUT, "a sign"},
        {"o\n+1\n" ROOT "\n", BAD_INPUT, "a plus"},
        {"o\n0x1\n" ROOT "\n", BAD_INPUT, "hexadecimal"},
        {"o\n\n" ROOT "\n", BAD_INPUT, "no size"},
        {"o\n1\n", BAD_INPUT, "no root"},
        {"o\n1\n" ROOT, BAD_INPUT, "no last newline"},
        {"o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxqw==\n", BAD_INPUT, "a short root"},
        {"o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n", BAD_INPUT,
         "base64 with trailing bits"},
        {"o\n1\n" ROOT " \n", BAD_INPUT, "a blank"},
        {"o\n1\n" ROOT "\n\n", BAD_INPUT, "an empty extension line"},
        {"o\n1\n" ROOT "\nmore", BAD_INPUT, "an extension line without newline"},
    };
    struct buf b;
    buf_init(&b, 4096);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct tlog_checkpoint c;
        if (tlog_checkpoint_read(&arena, str_of(row[i].text), &c) != row[i].want)
            fail_msg("%s", row[i].why);
        if (row[i].want != OK)
            continue;
        buf_reset(&b);
        tlog_checkpoint_put(&b, &c);
        assert_true(str_is(buf_str(&b), row[i].text));
    }
    buf_close(&b);
}

static void receipts_are_read_strictly(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum status want;
        const char *why;
    } row[] = {
        {HEAD "extra e30=\nindex 7\n" ROOT "\n" ROOT "\n\nnote\n", OK, "all lines"},
        {HEAD "index 0\n\nnote\n", OK, "no extra line, no hashes"},
        {HEAD "extra \nindex 0\n\nnote\n", OK, "an empty extra"},
        {"c2sp.org/tlog-proof@v2\nindex 0\n\nnote\n", BAD_INPUT, "another version"},
        {HEAD "index 00\n\nnote\n", BAD_INPUT, "a leading zero"},
        {HEAD "index -1\n\nnote\n", BAD_INPUT, "a sign"},
        {HEAD "index 0\nextra e30=\n\nnote\n", BAD_INPUT, "the wrong order"},
        {HEAD "extra e3=\nindex 0\n\nnote\n", BAD_INPUT, "bad base64"},
        {HEAD "extra e30=\nextra e30=\nindex 0\n\nnote\n", BAD_INPUT, "two extra lines"},
        {HEAD "index 0\n", BAD_INPUT, "no empty line"},
        {HEAD "index 0\n\n", BAD_INPUT, "no checkpoint"},
        {HEAD "index 0\n" ROOT "x\n\nnote\n", BAD_INPUT, "a bad hash"},
        {HEAD "\nnote\n", BAD_INPUT, "no index"},
    };
    struct buf b;
    buf_init(&b, 4096);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct tlog_receipt r;
        if (tlog_receipt_read(&arena, str_of(row[i].text), &r) != row[i].want)
            fail_msg("%s", row[i].why);
        if (row[i].want != OK)
            continue;
        assert_true(str_is(r.checkpoint, "note\n"));
        buf_reset(&b);
        tlog_receipt_put(&b, &r);
        assert_true(str_is(buf_str(&b), row[i].text));
    }
    buf_close(&b);
}

int main(void)
{
    if (crypt_init() != OK)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_the_specification_verifies),
        cmocka_unit_test(changed_keys_are_refused),
        cmocka_unit_test(names_have_no_spaces_and_no_plus),
        cmocka_unit_test(malformed_notes_are_refused),
        cmocka_unit_test(at_least_sixteen_and_at_most_a_hundred_lines),
        cmocka_unit_test(the_last_empty_line_separates),
        cmocka_unit_test(a_log_signs_and_a_witness_cosigns),
        cmocka_unit_test(a_changed_byte_of_the_text_breaks_both_signatures),
        cmocka_unit_test(the_cosignature_of_the_specification_s_form_is_read),
        cmocka_unit_test(checkpoints_are_read_strictly),
        cmocka_unit_test(receipts_are_read_strictly),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
