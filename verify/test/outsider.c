// SPDX-License-Identifier: Apache-2.0
/* Our ledger, their program, one byte flipped.  Builds a small log with src/tlog, writes it as
 * files and runs xiezhi-verify over it: `outsider PROGRAM`.  `outsider build FOLDER ENTRIES` writes
 * a log and its policy; `outsider PROGRAM keep FOLDER` keeps every receipt that was judged and what
 * the program said of it, for other verifiers to agree with (tests/skin). */
#include "log.h"

#include "base/json.h"
#include "crypt/crypt.h"
#include "tlog/checkpoint.h"
#include "tlog/note.h"
#include "tlog/receipt.h"
#include "tlog/tile.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

enum { ENTRIES = 600, FLIPS = 150, OUT_BYTES = 1 << 20 };

static const char *program, *keep; /* keep: a folder, or NULL */
static int n_kept;
static char folder[] = "/tmp/xiezhi-outsider-XXXXXX";
static struct log demo;
static uint64_t seed = 88172645463325252ULL;

static uint64_t dice(uint64_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed % below;
}

/* Run the program; its standard output and exit code. */
static int run(const char *command, const char *what, char out[OUT_BYTES])
{
    char line[8192];
    snprintf(line, sizeof line, "%s %s %s/%s --policy %s/policy --json 2>&1", program, command,
             folder, what, folder);
    FILE *f = popen(line, "r");
    log_must(f != NULL, line);
    size_t n = fread(out, 1, OUT_BYTES - 1, f);
    out[n] = 0;
    int rc = pclose(f);
    return WIFEXITED(rc) ? WEXITSTATUS(rc) : -1;
}

static char out[OUT_BYTES], good[OUT_BYTES];

static void our_ledger_holds(void **state)
{
    (void)state;
    assert_int_equal(run("ledger", "", out), 0);
    assert_string_equal(
        out,
        "{\"findings\":[],\"entries\":600,\"findings_total\":0,\"origin\":\"test.example/log\","
        "\"verdict\":\"witnessed\",\"witnesses\":[\"test.example/notary\",\"test.example/"
        "archive\"]}\n");
}

/* The entry that holds byte `at` of a bundle, its length bytes included. */
static uint64_t entry_at(struct str bundle, uint64_t first, size_t at)
{
    struct str rest = bundle, entry;
    for (; tlog_bundle_next(&rest, &entry) == OK; first++)
        if (at < bundle.n - rest.n)
            break;
    return first;
}

static const char *const ENTRY_FILE[] = {"tile/entries/000", "tile/entries/001",
                                         "tile/entries/002.p/88"};

static void a_flipped_byte_of_an_entry_is_named_with_its_place(void **state)
{
    (void)state;
    struct buf b;
    char want[200];
    buf_init(&b, 1 << 20);
    for (int i = 0; i < FLIPS; i++) {
        unsigned i_file = (unsigned)dice(3);
        log_read_file(folder, ENTRY_FILE[i_file], &b);
        size_t at = dice(b.n);
        uint64_t entry = entry_at(buf_str(&b), 256 * i_file, at);
        char bit = (char)(1 << dice(8));
        b.p[at] ^= bit;
        log_write_file(folder, str_of(ENTRY_FILE[i_file]), buf_str(&b));
        int rc = run("ledger", "", out);
        b.p[at] ^= bit;
        log_write_file(folder, str_of(ENTRY_FILE[i_file]), buf_str(&b));
        snprintf(want, sizeof want, "\"entry\":%llu,\"file\":\"%s\"", (unsigned long long)entry,
                 ENTRY_FILE[i_file]);
        if (rc != 1 || !strstr(out, want) || !strstr(out, "\"findings_total\":1,"))
            fail_msg("byte %zu of %s: wanted %s, got %d %.600s", at, ENTRY_FILE[i_file], want, rc,
                     out);
    }
    buf_close(&b);
}

static const char *const HASH_FILE[] = {"tile/0/000", "tile/0/001", "tile/0/002.p/88",
                                        "tile/1/000.p/2"};

static void a_flipped_byte_of_a_tile_is_named_with_its_place(void **state)
{
    (void)state;
    struct buf b;
    char want[200];
    buf_init(&b, 1 << 20);
    for (int i = 0; i < FLIPS; i++) {
        unsigned i_file = (unsigned)dice(4);
        log_read_file(folder, HASH_FILE[i_file], &b);
        size_t at = dice(b.n);
        b.p[at] ^= 1;
        log_write_file(folder, str_of(HASH_FILE[i_file]), buf_str(&b));
        int rc = run("ledger", "", out);
        b.p[at] ^= 1;
        log_write_file(folder, str_of(HASH_FILE[i_file]), buf_str(&b));
        snprintf(want, sizeof want, "{\"at\":%zu,\"bytes\":32,", at / 32 * 32);
        if (rc != 1 || !strstr(out, want) || !strstr(out, HASH_FILE[i_file]) ||
            !strstr(out, "\"findings_total\":1,"))
            fail_msg("byte %zu of %s: wanted %s, got %d %.600s", at, HASH_FILE[i_file], want, rc,
                     out);
    }
    buf_close(&b);
}

static void a_flipped_byte_of_a_checkpoint_is_refuted_or_changes_the_verdict(void **state)
{
    (void)state;
    static const char *const file[] = {"checkpoint", "checkpoint.1", "checkpoint.453"};
    struct buf b;
    buf_init(&b, 1 << 20);
    assert_int_equal(run("ledger", "", good), 0);
    for (int i = 0; i < FLIPS; i++) {
        unsigned i_file = (unsigned)dice(3);
        log_read_file(folder, file[i_file], &b);
        size_t at = dice(b.n);
        b.p[at] ^= 1;
        log_write_file(folder, str_of(file[i_file]), buf_str(&b));
        int rc = run("ledger", "", out);
        b.p[at] ^= 1;
        log_write_file(folder, str_of(file[i_file]), buf_str(&b));
        if (strcmp(out, good) == 0 || (rc == 0 && i_file > 0))
            fail_msg("byte %zu of %s: %d %.600s", at, file[i_file], rc, out);
    }
    buf_close(&b);
}

/* Change a file by hand, run, and put it back. */
static int run_with(const char *file, struct str bytes, char to[OUT_BYTES])
{
    struct buf b;
    buf_init(&b, 1 << 20);
    log_read_file(folder, file, &b);
    log_write_file(folder, str_of(file), bytes);
    int rc = run("ledger", "", to);
    log_write_file(folder, str_of(file), buf_str(&b));
    buf_close(&b);
    return rc;
}

static void missing_and_cut_files_are_named(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 1 << 20);
    log_read_file(folder, "tile/entries/001", &b);
    assert_int_equal(run_with("tile/entries/001", str_part(buf_str(&b), 0, b.n - 1), out), 1);
    assert_non_null(strstr(
        out, "\"entry\":511,\"file\":\"tile/entries/001\",\"what\":\"the bundle breaks off\""));
    buf_byte(&b, 'x');
    assert_int_equal(run_with("tile/entries/001", buf_str(&b), out), 1);
    assert_non_null(strstr(out, "too many bytes"));
    assert_int_equal(run_with("tile/0/001", S("short"), out), 1);
    assert_non_null(
        strstr(out, "\"file\":\"tile/0/001\",\"what\":\"the tile has the wrong length\""));
    assert_non_null(strstr(out, "\"findings_total\":1,"));
    log_read_file(folder, "checkpoint.1", &b);
    assert_int_equal(run_with("checkpoint.453", buf_str(&b), out), 1);
    assert_non_null(strstr(out, "not a checkpoint of this log at the size of its name"));
    buf_close(&b);
}

/* What the key of the log signed, but is not so. */
static void a_signed_fork_is_refuted(void **state)
{
    (void)state;
    static const struct {
        const char *file, *what;
        uint64_t size;
    } row[] = {
        {"checkpoint", "the entries do not have the root that was signed", ENTRIES},
        {"checkpoint.302", "the log does not begin as this checkpoint says", 302},
    };
    struct buf note;
    buf_init(&note, 65536);
    for (size_t i = 0; i < 2; i++) {
        buf_reset(&note);
        log_put_note(&demo, &note, row[i].size, demo.leaf[0], 2);
        int rc = run_with(row[i].file, buf_str(&note), out);
        if (rc != 1 || !strstr(out, row[i].what))
            fail_msg("%s: %d %.600s", row[i].file, rc, out);
    }
    buf_close(&note);
}

/* The policy knows both keys, but each log may only speak for itself. */
static void one_log_cannot_sign_for_another(void **state)
{
    (void)state;
    struct buf note, policy;
    struct log other = demo;
    uint8_t other_seed[32] = {9};
    buf_init(&note, 65536);
    buf_init(&policy, 1 << 20);
    other.signer = tlog_signer_make(S("other.example/log"), TLOG_KEY_LOG, other_seed);
    log_read_file(folder, "policy", &policy);
    size_t n_policy = policy.n;
    buf_puts(&policy, "\nlog ");
    tlog_key_put(&policy, &other.signer.key);
    assert_false(policy.full);
    log_write_file(folder, S("policy"), buf_str(&policy));
    log_put_note(&demo, &note, ENTRIES, tlog_edge_root(&demo.edge), 0);
    note.n = str_find(buf_str(&note), S("\n\n")) + 1;
    struct str text = {strndup(note.p, note.n), note.n};
    buf_byte(&note, '\n');
    tlog_note_sign(&note, &other.signer, text);
    int rc = run_with("checkpoint", buf_str(&note), out);
    log_write_file(folder, S("policy"), str_part(buf_str(&policy), 0, n_policy));
    free((char *)(uintptr_t)text.p);
    assert_int_equal(rc, 1);
    assert_non_null(strstr(out, "no log key of the policy for this origin"));
    buf_close(&note);
    buf_close(&policy);
}

static void a_policy_with_a_mistake_is_wrong_use(void **state)
{
    (void)state;
    static const struct {
        const char *text, *what;
    } row[] = {
        {"", "no `log KEY` line"},
        {"# nothing\n", "no `log KEY` line"},
        {"log test.example/log", "this is not a verifier key"},
        {"log example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
         "not a verifier key"},
        {"witness example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
         "of that kind"},
        {"log example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n"
         "log example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
         "line 2: this key stands here twice"},
        {"quorum many", "quorum takes a number"},
        {"trust me", "expected `log KEY`"},
    };
    struct buf policy;
    buf_init(&policy, 65536);
    log_read_file(folder, "policy", &policy);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        log_write_file(folder, S("policy"), str_of(row[i].text));
        int rc = run("ledger", "", out);
        if (rc != 2 || !strstr(out, row[i].what))
            fail_msg("%s: wanted %s, got %d %s", row[i].text, row[i].what, rc, out);
    }
    log_write_file(folder, S("policy"), buf_str(&policy));
    assert_int_equal(run("ledger", "nowhere", out), 2);
    assert_int_equal(run("receipt", "nowhere", out), 2);
    assert_int_equal(run("nothing", "", out), 2);
    buf_close(&policy);
}

/* SM3(0x00, the entry before it), as openssl says it. */
#define BY_SM3(first, size)                                                         \
    "{\"fact\":\"core.sm3_root\",\"hidden\":null,\"root\":\"" first                 \
    "77f480985efb17ee9c5e05493e76b4dce042e3f1e423e282abddc1b524a9\",\"size\":" size \
    ",\"tags\":[],\"v\":1}"
/* A log that is sound as a tree and signed, but says something it may not. */
static void a_signed_log_with_wrong_entries_is_refuted(void **state)
{
    (void)state;
    static const struct {
        const char *entry, *what;
    } row[] = {
        {"{\"hidden\":null,\"tags\":[],\"v\":1}", NULL},
        {"{\"hidden\":null,\"tags\":[\"00112233445566778899aabbccddeeff\"],\"v\":1}",
         "stands in entry 0 too"},
        {"{\"hidden\":null, \"tags\":[],\"v\":1}", "\"at\":84,"},
        {"{\"tags\":[],\"hidden\":null,\"v\":1}", "keys that do not ascend"},
        {"{\"a\":1.0,\"hidden\":null,\"tags\":[],\"v\":1}", "not canonical"},
        {"{\"a\":9007199254740992,\"hidden\":null,\"tags\":[],\"v\":1}", "within 2^53-1"},
        {"{\"a\":-0,\"hidden\":null,\"tags\":[],\"v\":1}", "shortest form"},
        {"{\"a\":01,\"hidden\":null,\"tags\":[],\"v\":1}", "shortest form"},
        {"{\"a\":\"\\u0041\",\"hidden\":null,\"tags\":[],\"v\":1}", "RFC 8785"},
        {"{\"a\":\"\\u001F\",\"hidden\":null,\"tags\":[],\"v\":1}", "RFC 8785"},
        {"{\"a\":\"\\/\",\"hidden\":null,\"tags\":[],\"v\":1}", "RFC 8785"},
        {"{\"a\":\"\xed\xa0\x80\",\"hidden\":null,\"tags\":[],\"v\":1}", "not UTF-8"},
        {"{\"A\":1,\"hidden\":null,\"tags\":[],\"v\":1}", "outside a-z"},
        {"{\"hidden\":null,\"hidden\":null,\"tags\":[],\"v\":1}", "keys that do not ascend"},
        {"{\"hidden\":\"00\",\"tags\":[],\"v\":1}", "hidden is neither"},
        {"{\"hidden\":null,\"tags\":[\"00112233445566778899aabbccddeefF\"],\"v\":1}", "lower hex"},
        {"{\"hidden\":null,\"tags\":[\"10112233445566778899aabbccddeeff\","
         "\"00112233445566778899aabbccddeeff\"],\"v\":1}",
         "tags that do not ascend"},
        {"{\"hidden\":null,\"tags\":[],\"v\":2}", "a version other than 1"},
        {"{\"hidden\":null,\"v\":1}", "is missing"},
        {"{\"hidden\":null,\"tags\":[],\"v\":1}\n", "more bytes"},
        {"", "another character"},
        {BY_SM3("17fd", "1"), NULL},
        {BY_SM3("07fd", "1"), "not the root by SM3"},
        {BY_SM3("17fd", "2"), "not a root by SM3"},
        {BY_SM3("", "1"), "not a root by SM3"},
    };
    char dir[64];
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct str both[2] = {
            S("{\"hidden\":null,\"tags\":[\"00112233445566778899aabbccddeeff\"],\"v\":1}"),
            str_of(row[i].entry)};
        snprintf(dir, sizeof dir, "%s/wrong", folder);
        struct hash leaf[2] = {tlog_leaf(both[0]), tlog_leaf(both[1])};
        struct log log = {.dir = dir, .size = 2, .leaf = leaf, .signer = demo.signer};
        log_must(mkdir(dir, 0755) == 0 || errno == EEXIST, dir);
        buf_init(&log.bundle, 65536);
        for (int k = 0; k < 2; k++)
            tlog_bundle_put(&log.bundle, both[k]), tlog_edge_append(&log.edge, leaf[k]);
        log_write_tile(&log, (struct tlog_tile){TLOG_TILE_ENTRIES, 0, 2}, buf_str(&log.bundle));
        log_write_hash_tile(&log, 0, 0);
        log_write_checkpoint(&log, "checkpoint", 0);
        buf_close(&log.bundle);
        int rc = run("ledger --sm3", "wrong", out);
        if (rc != (row[i].what ? 1 : 0) || (row[i].what && !strstr(out, row[i].what)))
            fail_msg("%s: wanted %s, got %d %s", row[i].entry, row[i].what ? row[i].what : "ok", rc,
                     out);
    }
}

/* ---- receipts ---- */

static void put_opening(struct buf *to, unsigned i_field, uint64_t index)
{
    char salt[16] = {0};
    memcpy(salt, &index, sizeof index);
    buf_printf(to, "{\"field\":\"%s\",\"salt\":\"", LOG_FIELD[i_field]);
    buf_hex(to, (const uint8_t *)salt, 16);
    buf_printf(to, "\",\"value\":%s}", LOG_VALUE[i_field]);
}

/* The extra line: `opened` and `erased` are sets of fields (bit i for field i). */
static void put_extra(struct buf *to, uint64_t index, unsigned opened, unsigned erased)
{
    struct buf entry;
    uint8_t key[32] = {(uint8_t)(index % 7)};
    const char *between = "";
    buf_init(&entry, 65536);
    log_put_entry(&entry, index);
    buf_puts(to, "{\"commitments\":[");
    for (unsigned i = 0; i < 3; i++) {
        struct hash c = log_commitment(i, index);
        buf_puts(to, i ? ",\"" : "\"");
        buf_hex(to, c.b, 32);
        buf_byte(to, '"');
    }
    buf_puts(to, "],\"erased\":[");
    for (unsigned i = 0; i < 3; i++)
        if (erased >> i & 1)
            buf_printf(to, "%s\"%s\"", between, LOG_FIELD[i]), between = ",";
    buf_puts(to, "],\"fields\":[\"actor\",\"words\",\"room\"],\"kind\":\"" LOG_KIND "\",\"leaf\":");
    json_put_text(to, buf_str(&entry));
    buf_puts(to, ",\"matter_key\":\"");
    buf_hex(to, key, 32);
    buf_puts(to, "\",\"openings\":[");
    between = "";
    for (unsigned i = 0; i < 3; i++)
        if (opened >> i & 1)
            buf_puts(to, between), put_opening(to, i, index), between = ",";
    buf_puts(to, "]}");
    buf_close(&entry);
}

static struct tlog_proof prove(uint64_t index)
{
    struct tlog_plan plan;
    struct tlog_proof proof;
    struct hash node[TLOG_PLAN_MAX], *work = malloc(demo.size * sizeof *work);
    log_must(tlog_plan_inclusion((struct tlog_range){0, demo.size}, index, &plan) == OK, "plan");
    for (size_t i = 0; i < plan.n_node; i++) {
        size_t n = 1UL << plan.node[i].level;
        memcpy(work, demo.leaf + plan.node[i].index * n, n * sizeof *work);
        node[i] = tlog_complete_root(work, n);
    }
    tlog_proof_build(&plan, node, &proof);
    free(work);
    return proof;
}

static void put_receipt(struct buf *to, uint64_t index, struct str extra, int n_witness)
{
    struct buf note;
    buf_init(&note, 65536);
    log_put_note(&demo, &note, demo.size, tlog_edge_root(&demo.edge), n_witness);
    struct tlog_receipt r = {extra, index, prove(index), buf_str(&note)};
    tlog_receipt_put(to, &r);
    buf_close(&note);
}

static int run_receipt(struct str receipt, char to[OUT_BYTES])
{
    char name[32];
    log_write_file(folder, S("r.tlog-proof"), receipt);
    int rc = run("receipt", "r.tlog-proof", to);
    if (!keep)
        return rc;
    snprintf(name, sizeof name, "%d.tlog-proof", ++n_kept);
    log_write_file(keep, str_of(name), receipt);
    snprintf(name, sizeof name, "%d.json", n_kept);
    log_write_file(keep, str_of(name), str_of(to));
    return rc;
}

static void our_receipts_hold(void **state)
{
    (void)state;
    static const struct {
        uint64_t index;
        unsigned opened, erased;
        int n_witness;
        const char *want;
    } row[] = {
        {0, 7, 0, 2, "\"verdict\":\"witnessed\""},
        {0, 0, 0, 1, "\"verdict\":\"signed only\""},
        {599, 2, 4, 0,
         "{\"name\":\"actor\",\"state\":\"closed\"},{\"name\":\"words\",\"state\":\"opened\","
         "\"value\":\"the "
         "street lamp\\nis broken\"},{\"name\":\"room\",\"state\":\"erased\"}"},
        {300, 7, 0, 2, "{\"act\":43,"},
    };
    struct buf extra, receipt;
    buf_init(&extra, 1 << 20);
    buf_init(&receipt, 1 << 20);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        buf_reset(&extra);
        buf_reset(&receipt);
        put_extra(&extra, row[i].index, row[i].opened, row[i].erased);
        put_receipt(&receipt, row[i].index, buf_str(&extra), row[i].n_witness);
        int rc = run_receipt(buf_str(&receipt), out);
        if (rc != 0 || !strstr(out, row[i].want))
            fail_msg("wanted %s, got %d %s", row[i].want, rc, out);
    }
    buf_close(&extra);
    buf_close(&receipt);
}

static void a_receipt_may_be_gzipped_and_come_by_standard_input(void **state)
{
    (void)state;
    struct buf extra, receipt;
    char line[1000];
    buf_init(&extra, 1 << 20);
    buf_init(&receipt, 1 << 20);
    put_extra(&extra, 5, 7, 0);
    put_receipt(&receipt, 5, buf_str(&extra), 2);
    assert_int_equal(run_receipt(buf_str(&receipt), out), 0);
    snprintf(line, sizeof line,
             "gzip -c %s/r.tlog-proof | %s receipt - --policy %s/policy >%s/said", folder, program,
             folder, folder);
    assert_int_equal(system(line), 0);
    log_read_file(folder, "said", &receipt);
    assert_true(str_starts(buf_str(&receipt), S("witnessed 2 of 2 by test.example/notary, ")));
    assert_true(str_find(buf_str(&receipt), S("\n  actor: opened: \"li\"\n")) < receipt.n);
    buf_close(&extra);
    buf_close(&receipt);
}

static void a_flipped_byte_of_a_receipt_is_refuted_or_changes_what_is_told(void **state)
{
    (void)state;
    struct buf extra, receipt;
    buf_init(&extra, 1 << 20);
    buf_init(&receipt, 1 << 20);
    put_extra(&extra, 300, 3, 0);
    put_receipt(&receipt, 300, buf_str(&extra), 2);
    assert_int_equal(run_receipt(buf_str(&receipt), good), 0);
    for (size_t at = 0; at < receipt.n; at += 1 + dice(7)) {
        char bit = (char)(1 << dice(8));
        receipt.p[at] ^= bit;
        int rc = run_receipt(buf_str(&receipt), out);
        receipt.p[at] ^= bit;
        if (rc > 1 || rc < 0 || strcmp(out, good) == 0)
            fail_msg("byte %zu: %d %s", at, rc, out);
    }
    buf_close(&extra);
    buf_close(&receipt);
}

/* Replace the first `from` in the extra line by `to`, sign nothing anew: it must be refuted
 * with this reason. */
static void forged_receipts_are_refuted(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to, *what;
        unsigned closed; /* where nothing is opened */
    } row[] = {
        {"is broken", "is whole!", "does not fit its commitment", 0},
        {"{\\\"act_at\\\"", "{\\\"act_an\\\"", "it does not lead from this entry", 0},
        {"\"kind\":\"appeal.filed\"", "\"kind\":\"appeal.fixed\"", "does not fit its commitment",
         0},
        {"\"fields\":[\"actor\",\"words\"", "\"fields\":[\"words\",\"actor\"",
         "does not fit its commitment", 0},
        {"\"fields\":[\"actor\",\"words\"", "\"fields\":[\"words\",\"words\"", "named twice", 0},
        {"\"erased\":[]", "\"erased\":[\"words\"]", "opened or erased already", 0},
        {"\"erased\":[]", "\"erased\":[\"other\"]", "none of the entry", 0},
        {"\"matter_key\":\"06", "\"matter_key\":\"07", "fits no tag", 0},
        {"{\"field\":\"actor\"", "{ \"field\":\"actor\"", "another character", 0},
        {"\"commitments\":[\"", "\"commitments\":[\"00", "not 64 digits", 0},
        {"\"kind\":\"appeal.filed\"", "\"kind\":\"appeal.fixed\"", "of another kind", 1},
    };
    struct buf extra, receipt, forged;
    buf_init(&extra, 1 << 20);
    buf_init(&receipt, 1 << 20);
    buf_init(&forged, 1 << 20);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        buf_reset(&extra);
        put_extra(&extra, 300, row[i].closed ? 0 : 7, 0);
        size_t at = str_find(buf_str(&extra), str_of(row[i].from));
        log_must(at < extra.n, row[i].from);
        buf_reset(&forged);
        buf_reset(&receipt);
        buf_put(&forged, str_part(buf_str(&extra), 0, at));
        buf_puts(&forged, row[i].to);
        buf_put(&forged, str_part(buf_str(&extra), at + strlen(row[i].from), extra.n));
        put_receipt(&receipt, 300, buf_str(&forged), 2);
        int rc = run_receipt(buf_str(&receipt), out);
        if (rc != 1 || !strstr(out, row[i].what))
            fail_msg("%s: wanted %s, got %d %s", row[i].to, row[i].what, rc, out);
    }
    buf_close(&extra);
    buf_close(&receipt);
    buf_close(&forged);
}

static int fell(void **state)
{
    (void)state;
    char line[200];
    snprintf(line, sizeof line, "rm -r %s", folder);
    free(demo.leaf);
    return system(line);
}

static int grow(void **state)
{
    (void)state;
    log_must(mkdtemp(folder) != NULL, folder);
    log_build(&demo, folder, ENTRIES);
    struct buf policy;
    buf_init(&policy, 65536);
    log_read_file(folder, "policy", &policy);
    if (keep)
        log_write_file(keep, S("policy"), buf_str(&policy));
    buf_close(&policy);
    return 0;
}

int main(int argc, char **argv)
{
    if (crypt_init() != OK || argc < 2)
        return 2;
    if (argc == 4 && strcmp(argv[1], "build") == 0) {
        log_must(mkdir(argv[2], 0755) == 0, argv[2]);
        log_build(&demo, argv[2], strtoull(argv[3], NULL, 10));
        return 0;
    }
    program = argv[1];
    if (argc == 4 && strcmp(argv[2], "keep") == 0)
        keep = argv[3];
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(our_ledger_holds),
        cmocka_unit_test(a_flipped_byte_of_an_entry_is_named_with_its_place),
        cmocka_unit_test(a_flipped_byte_of_a_tile_is_named_with_its_place),
        cmocka_unit_test(a_flipped_byte_of_a_checkpoint_is_refuted_or_changes_the_verdict),
        cmocka_unit_test(missing_and_cut_files_are_named),
        cmocka_unit_test(a_signed_fork_is_refuted),
        cmocka_unit_test(one_log_cannot_sign_for_another),
        cmocka_unit_test(a_policy_with_a_mistake_is_wrong_use),
        cmocka_unit_test(a_signed_log_with_wrong_entries_is_refuted),
        cmocka_unit_test(our_receipts_hold),
        cmocka_unit_test(a_receipt_may_be_gzipped_and_come_by_standard_input),
        cmocka_unit_test(a_flipped_byte_of_a_receipt_is_refuted_or_changes_what_is_told),
        cmocka_unit_test(forged_receipts_are_refuted),
    };
    return cmocka_run_group_tests(tests, grow, fell);
}
