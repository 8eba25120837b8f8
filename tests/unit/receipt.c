// SPDX-License-Identifier: Apache-2.0
/* A receipt is written, read back with the product's own code, and judged by the outsider's program
 * (its path is the only argument; without one that half is left out and says so). */
#include "unit.h"

#include "core/receipt.h"
#include "crypt/crypt.h"
#include "tlog/checkpoint.h"
#include "tlog/note.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { N_LEAVES = 11, INDEX = 6 };

static const char *verifier; /* path of xiezhi-verify */

struct claim {
    struct str words;
};

struct filed {
    struct str topic, words, name;
    struct list photos, claims;
};

static const char *const stage_words[] = {"filed", "closed"};
static const struct words stages = {"t.stage", stage_words, 2};
static const struct party parties_who[] = {{.kind = PARTY_SEAT, .seat = "party"},
                                           {.kind = PARTY_ROLE, .role = "intake"}};
static const struct party parties_desk[] = {
    {.kind = PARTY_ROLE_OF, .role = "officer", .seat = "at"}};
static const struct circle circles[] = {{"who", {parties_who, 2}}, {"desk", {parties_desk, 1}}};
static const struct seat seats[] = {
    {.name = "at", .holder = SEAT_UNIT},
    {.name = "party", .holder = SEAT_PERSON, .coded = true, .circle = "who"}};
static const struct matter matter = {.name = "t",
                                     .room = "t",
                                     .stages = &stages,
                                     .n_open = 1,
                                     .seat = seats,
                                     .n_seats = 2,
                                     .circle = circles,
                                     .n_circles = 2};
static const struct field claim_fields[] = {
    {.name = "words", .type = FIELD_TEXT, .circle = "who", .at = offsetof(struct claim, words)}};
static const struct record claim_record = {claim_fields, 1, sizeof(struct claim)};
static const struct field filed_fields[] = {
    {.name = "topic", .type = FIELD_CODE, .of = "topic", .at = offsetof(struct filed, topic)},
    {.name = "words", .type = FIELD_TEXT, .circle = "who", .at = offsetof(struct filed, words)},
    {.name = "name",
     .type = FIELD_TEXT,
     .circle = "desk",
     .optional = true,
     .at = offsetof(struct filed, name)},
    {.name = "photos",
     .type = FIELD_CODE,
     .circle = "who",
     .list_max = 5,
     .at = offsetof(struct filed, photos)},
    {.name = "claim",
     .type = FIELD_GROUP,
     .group = &claim_record,
     .list_max = 20,
     .at = offsetof(struct filed, claims)},
};
static const struct seat_set sets[] = {{"party", SET_BY, NULL}};

#define FACT(hides, is_bare)                                                                \
    {                                                                                       \
        .name = "filed", .room = "t", .full = "t.filed", .hidden = hides, .bare = is_bare,  \
        .matter = &matter, .makes = true, .stage = 1, .set = sets, .n_sets = 1, .record = { \
            filed_fields,                                                                   \
            5,                                                                              \
            sizeof(struct filed)                                                            \
        }                                                                                   \
    }
static const struct fact hidden_fact = FACT(true, false), open_fact = FACT(false, false),
                         bare_fact = FACT(true, true);

static const char *const no_roles[] = {NULL};
static const char *const intake[] = {"intake", NULL};

/* A world around one entry: its bytes, its place in a small signed log, its matter's key. */
struct world {
    struct arena a;
    struct written written;
    struct receipt_column *column;
    size_t n;
    uint8_t key[32];
    struct tlog_proof proof;
    struct hash root, leaf;
    struct str note, policy;
};

static struct str hex_of(struct arena *a, const uint8_t *p, size_t n)
{
    struct buf b;
    struct str s;
    buf_init(&b, 256);
    buf_hex(&b, p, n);
    assert_int_equal(arena_copy(a, buf_str(&b), &s), OK);
    buf_close(&b);
    return s;
}

static struct str copy(struct arena *a, struct buf *b)
{
    struct str s;
    assert_false(b->full);
    assert_int_equal(arena_copy(a, buf_str(b), &s), OK);
    buf_close(b);
    return s;
}

static void write_entry(struct world *w, const struct fact *f)
{
    static struct claim claims[] = {{S("first")}, {S("\xe4\xba\x8c \"2\"\n")}};
    static struct str photos[] = {S("p1"), S("p2"), S("p3")};
    struct filed filed = {.topic = S("noise"),
                          .words = S("too loud"),
                          .name = S("Wang"),
                          .photos = {photos, 3},
                          .claims = {claims, 2}};
    struct envelope e = {.node = 210000,
                         .matter = {210000LL << 33 | 1},
                         .n_matters = 1,
                         .acted = 1772413200000,
                         .entered = 1772413200001,
                         .op = S("t.file"),
                         .as_of = -1,
                         .actor = {77}};
    uint8_t seed[16] = {1, 2, 3}, one[8] = {[7] = 1};
    crypt_random(w->key, sizeof w->key);
    struct hash tag = crypt_hmac_sha256((struct str){(const char *)w->key, 32},
                                        (struct str){(const char *)one, 8});
    struct str tags[] = {hex_of(&w->a, tag.b, 16)};
    assert_int_equal(fact_write(&w->a, f, &e, &filed, tags, 1, seed, &w->written), OK);
}

static void grow_log(struct world *w)
{
    struct hash h[N_LEAVES], node[TLOG_PLAN_MAX];
    struct tlog_plan plan;
    struct tlog_edge edge = {0};
    for (uint8_t i = 0; i < N_LEAVES; i++) {
        h[i] =
            i == INDEX ? tlog_leaf(w->written.leaf) : tlog_leaf((struct str){(const char *)&i, 1});
        tlog_edge_append(&edge, h[i]);
    }
    w->leaf = h[INDEX];
    w->root = tlog_edge_root(&edge);
    assert_int_equal(tlog_plan_inclusion((struct tlog_range){0, N_LEAVES}, INDEX, &plan), OK);
    for (size_t i = 0; i < plan.n_node; i++) {
        struct hash part[N_LEAVES];
        size_t n = (size_t)1 << plan.node[i].level;
        memcpy(part, h + plan.node[i].index * n, n * sizeof *h);
        node[i] = tlog_complete_root(part, n);
    }
    tlog_proof_build(&plan, node, &w->proof);
}

static void sign(struct world *w)
{
    uint8_t seed[32] = {9};
    struct tlog_signer signer = tlog_signer_make(S("test.example/log"), TLOG_KEY_LOG, seed);
    struct tlog_checkpoint c = {
        .origin = signer.key.name, .size = N_LEAVES, .root = w->root, .extension = S("")};
    struct buf text, policy;
    buf_init(&text, 4096);
    buf_init(&policy, 4096);
    tlog_checkpoint_put(&text, &c);
    struct str body = copy(&w->a, &text);
    buf_init(&text, 4096);
    buf_put(&text, body);
    buf_byte(&text, '\n');
    tlog_note_sign(&text, &signer, body);
    w->note = copy(&w->a, &text);
    buf_puts(&policy, "log ");
    tlog_key_put(&policy, &signer.key);
    buf_byte(&policy, '\n');
    w->policy = copy(&w->a, &policy);
}

static void world_open(struct world *w, const struct fact *f)
{
    memset(w, 0, sizeof *w);
    arena_init(&w->a, 8 << 20);
    write_entry(w, f);
    grow_log(w);
    sign(w);
    struct str seed = {(const char *)w->written.seed, 16};
    assert_int_equal(receipt_columns(&w->a, f, seed, w->written.vault, NULL, &w->column, &w->n),
                     OK);
}

static struct str receipt_of(struct world *w, const struct fact *f, bool with_key)
{
    struct receipt_parts parts = {.fact = f,
                                  .entry = INDEX,
                                  .leaf = w->written.leaf,
                                  .column = w->column,
                                  .n = w->n,
                                  .matter_key = with_key ? w->key : NULL,
                                  .proof = &w->proof,
                                  .note = w->note};
    struct buf text;
    buf_init(&text, 1 << 20);
    assert_int_equal(receipt_put(&text, &parts), OK);
    return copy(&w->a, &text);
}

static struct json *extra_of(struct world *w, struct str text)
{
    struct tlog_receipt r;
    struct json *extra;
    assert_int_equal(tlog_receipt_read(&w->a, text, &r), OK);
    assert_true(json_is_canon(&w->a, r.extra));
    assert_int_equal(json_parse(&w->a, r.extra, JSON_STRICT, &extra, NULL), OK);
    assert_int_equal(tlog_verify_inclusion((struct tlog_range){0, N_LEAVES}, r.index, w->leaf,
                                           w->root, &r.proof),
                     OK);
    return extra;
}

/* The names of what is opened, with blanks between. */
static struct str opened(struct world *w, struct str text)
{
    struct buf names;
    buf_init(&names, 4096);
    const struct json *openings = json_get(extra_of(w, text), "openings");
    for (const struct json *each = openings->child; each; each = each->next) {
        buf_puts(&names, names.n ? " " : "");
        buf_put(&names, json_text(json_get(each, "field")));
    }
    if (!names.n)
        buf_byte(&names, '-');
    return copy(&w->a, &names);
}

/* What the outsider's program says: its exit code. */
static int judge(struct world *w, struct str text)
{
    char receipt[] = "/tmp/xiezhi-receipt-XXXXXX", policy[] = "/tmp/xiezhi-policy-XXXXXX";
    int fd = mkstemp(receipt), status = -1;
    assert_true(fd >= 0 && write(fd, text.p, text.n) == (ssize_t)text.n);
    close(fd);
    fd = mkstemp(policy);
    assert_true(fd >= 0 && write(fd, w->policy.p, w->policy.n) == (ssize_t)w->policy.n);
    close(fd);
    char *argv[] = {(char *)(uintptr_t)verifier,
                    (char[]){"receipt"},
                    receipt,
                    (char[]){"--policy"},
                    policy,
                    NULL};
    posix_spawn_file_actions_t quiet;
    pid_t pid;
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
    assert_int_equal(posix_spawn(&pid, verifier, &quiet, NULL, argv, NULL), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    posix_spawn_file_actions_destroy(&quiet);
    unlink(receipt);
    unlink(policy);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#define ENVELOPE "node fact matters office post "
#define REST "acted entered op because as_of pack due "

static void holders_get_their_columns(void **state)
{
    static const struct who visitor = {.roles = no_roles},
                            clerk = {.person = {77}, .roles = intake};
    static const struct {
        const struct fact *fact;
        const struct who *asked;
        const char *opened, *reason;
    } rows[] = {
        {&hidden_fact, &visitor, ENVELOPE REST "topic words photos.n photos claim.n claim.words",
         "who filed without account: what a party may know, not the desk's, no actor"},
        {&hidden_fact, &clerk,
         ENVELOPE "actor " REST "topic words photos.n photos claim.n claim.words",
         "who acted with an account: his role's, and himself"},
        {&bare_fact, &visitor, "-", "a bare fact opens nothing"},
        {&open_fact, &visitor, "words photos.n photos claim.words",
         "in an open fact only the personal is hidden"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct world w;
        world_open(&w, rows[i].fact);
        receipt_open(rows[i].fact, rows[i].asked, w.column, w.n);
        struct str text = receipt_of(&w, rows[i].fact, true);
        unit_same(opened(&w, text), str_of(rows[i].opened), rows[i].reason);
        if (verifier)
            unit_equal(judge(&w, text), 0, rows[i].reason);
        arena_close(&w.a);
    }
}

static void commitments_are_those_of_the_entry(void **state)
{
    struct world w;
    (void)state;
    world_open(&w, &hidden_fact);
    assert_int_equal(w.n, w.written.n);
    for (size_t i = 0; i < w.n; i++) {
        assert_true(hash_eq(w.column[i].commitment, w.written.commitment[i]));
        for (size_t k = 0; k < i; k++)
            if (memcmp(w.column[i].salt, w.column[k].salt, sizeof w.column[i].salt) == 0)
                fail_msg("columns %zu and %zu share a salt", k, i);
    }
    arena_close(&w.a);
}

/* The row once `words` was erased: each value with its salt, and the commitment in place of the one
 * that is gone. */
static struct str erase_words(struct world *w)
{
    struct buf row;
    buf_init(&row, 1 << 16);
    for (size_t i = 0; i < w->n; i++) {
        const struct receipt_column *c = &w->column[i];
        bool gone =
            c->column.field && strcmp(c->column.field->name, "words") == 0 && !c->column.group;
        buf_puts(&row, i ? "," : "[");
        buf_puts(&row, gone ? "\"" : "[\"");
        buf_hex(&row, gone ? c->commitment.b : c->salt, gone ? 32 : 16);
        buf_puts(&row, gone ? "\"" : "\",");
        if (!gone)
            assert_int_equal(json_canon(&row, c->value), OK);
        buf_puts(&row, gone ? "" : "]");
    }
    buf_byte(&row, ']');
    return copy(&w->a, &row);
}

static void erased_values_leave_their_commitment(void **state)
{
    static const struct who visitor = {.roles = no_roles};
    struct world w;
    (void)state;
    world_open(&w, &hidden_fact);
    struct str row = erase_words(&w);
    assert_int_equal(
        receipt_columns(&w.a, &hidden_fact, (struct str){NULL, 0}, row, NULL, &w.column, &w.n), OK);
    for (size_t i = 0; i < w.n; i++)
        assert_true(hash_eq(w.column[i].commitment, w.written.commitment[i]));
    receipt_open(&hidden_fact, &visitor, w.column, w.n);
    struct str text = receipt_of(&w, &hidden_fact, false);
    unit_same(opened(&w, text), S(ENVELOPE REST "topic photos.n photos claim.n claim.words"),
              "all but the erased one");
    const struct json *erased = json_get(extra_of(&w, text), "erased");
    unit_same(json_text(json_item(erased, 0)), S("words"), "it is named");
    unit_equal((int64_t)erased->n, 1, "no other is");
    if (verifier)
        unit_equal(judge(&w, text), 0, "and everything still holds");
    arena_close(&w.a);
}

static void altered_receipts_are_refuted(void **state)
{
    static const struct who visitor = {.roles = no_roles};
    struct world w;
    (void)state;
    if (!verifier)
        skip();
    world_open(&w, &hidden_fact);
    receipt_open(&hidden_fact, &visitor, w.column, w.n);
    w.key[0] ^= 1;
    unit_equal(judge(&w, receipt_of(&w, &hidden_fact, true)), 1, "another matter's key");
    w.key[0] ^= 1;
    for (size_t i = 0; i < w.n; i++) {
        w.column[i].salt[5] ^= 1;
        unit_equal(judge(&w, receipt_of(&w, &hidden_fact, true)), w.column[i].is_open ? 1 : 0,
                   "a changed salt shows where it is opened");
        w.column[i].salt[5] ^= 1;
    }
    w.proof.h[0].b[0] ^= 1;
    unit_equal(judge(&w, receipt_of(&w, &hidden_fact, true)), 1, "another proof");
    arena_close(&w.a);
}

static void broken_rows_are_broken(void **state)
{
    static const struct {
        struct str seed, row;
        const char *reason;
    } rows[] = {
        {S("0123456789abcdef"), S("{}"), "no array"},
        {S("0123456789abcdef"), S("[1"), "no JSON"},
        {S("short"), S("[1]"), "half a seed"},
        {{NULL, 0}, S("[1]"), "without a seed a value has its salt"},
        {{NULL, 0}, S("[\"00\"]"), "half a commitment"},
        {{NULL, 0}, S("[[\"00\",1]]"), "half a salt"},
    };
    struct arena a;
    struct receipt_column *column;
    size_t n;
    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        unit_equal(receipt_columns(&a, &hidden_fact, rows[i].seed, rows[i].row, NULL, &column, &n),
                   BROKEN, rows[i].reason);
    arena_close(&a);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holders_get_their_columns),
        cmocka_unit_test(commitments_are_those_of_the_entry),
        cmocka_unit_test(erased_values_leave_their_commitment),
        cmocka_unit_test(altered_receipts_are_refuted),
        cmocka_unit_test(broken_rows_are_broken),
    };
    verifier = argc > 1 ? argv[1] : NULL;
    if (!verifier)
        puts("receipt: no path of xiezhi-verify given: the outsider's half is left out");
    if (crypt_init() != OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
