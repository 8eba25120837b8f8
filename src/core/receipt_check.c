// SPDX-License-Identifier: Apache-2.0
#include "core/receipt_check.h"

#include "base/json.h"
#include "core/core.h"
#include "crypt/crypt.h"
#include "tlog/checkpoint.h"
#include "tlog/note.h"
#include "tlog/receipt.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

enum { POLICY_BYTES = 65536, FIELDS_MAX = 1000, ACTS_MAX = 100000 };

#define WHY(name) "core.receipt.why." name

const char *const receipt_whys[] = {
    "core.receipt.why.not_receipt", "core.receipt.why.form",
    "core.receipt.why.extra",       "core.receipt.why.note",
    "core.receipt.why.signature",   "core.receipt.why.no_log_key",
    "core.receipt.why.entry",       "core.receipt.why.commitments",
    "core.receipt.why.fields",      "core.receipt.why.opening_value",
    "core.receipt.why.other_kind",  "core.receipt.why.matter_key",
    "core.receipt.why.no_root",     "core.receipt.why.erasure",
    "core.receipt.why.policy_line", "core.receipt.why.policy_key",
    "core.receipt.why.policy_log",  "core.receipt.why.policy_quorum",
};
const size_t receipt_n_whys = sizeof receipt_whys / sizeof receipt_whys[0];

/* A judgement under way. */
struct trial {
    struct arena *a;
    struct receipt_told *told;
    struct tlog_key key[TLOG_KEYS_MAX];
    size_t n_key;
    struct tlog_receipt receipt;
    struct tlog_checkpoint checkpoint;
    const struct json *extra, *leaf;
    struct str leaf_text;
    struct hash *commitment;
};

static enum status wrong(struct trial *t, const char *why)
{
    t->told->why = why;
    return REFUSED;
}

/* ---- whom to believe ------------------------------------------------------------------------ */

enum status policy_text(const struct core *core, struct arena *a, struct str *ret_text)
{
    char path[PATH_MAX];
    int n = snprintf(path, sizeof path, "%s/policy", core_folder(core));
    FILE *file = n < (int)sizeof path ? fopen(path, "re") : NULL;
    char *bytes = file ? arena_take(a, POLICY_BYTES, 1) : NULL;
    size_t size = bytes ? fread(bytes, 1, POLICY_BYTES, file) : 0;
    if (file)
        fclose(file);
    if (!file)
        return NOT_FOUND;
    if (!bytes || size == POLICY_BYTES)
        return FULL;
    *ret_text = (struct str){bytes, size};
    return OK;
}

static enum status read_policy_line(struct trial *t, struct str line)
{
    int64_t quorum;
    struct str rest, word = str_cut(line, ' ', &rest);
    struct tlog_key *key = &t->key[t->n_key];
    if (str_is(word, "quorum")) {
        if (str_to_int(rest, &quorum) != OK || quorum < 0 || quorum > TLOG_KEYS_MAX)
            return wrong(t, WHY("policy_line"));
        t->told->quorum = (unsigned)quorum;
        return OK;
    }
    bool is_log = str_is(word, "log");
    if (!is_log && !str_is(word, "witness"))
        return wrong(t, WHY("policy_line"));
    if (t->n_key == TLOG_KEYS_MAX || tlog_key_read(t->a, rest, key) != OK ||
        key->type != (is_log ? TLOG_KEY_LOG : TLOG_KEY_WITNESS))
        return wrong(t, WHY("policy_key"));
    t->n_key++;
    t->told->n_witness_keys += !is_log;
    return OK;
}

static enum status read_policy(struct trial *t, struct str rest)
{
    t->told->quorum = 1;
    while (rest.n) {
        struct str line = str_cut(rest, '\n', &rest);
        if (line.n && line.p[0] != '#')
            TRY(read_policy_line(t, line));
    }
    if (t->n_key == t->told->n_witness_keys)
        return wrong(t, WHY("policy_log"));
    if (t->told->n_witness_keys && t->told->quorum > t->told->n_witness_keys)
        return wrong(t, WHY("policy_quorum"));
    return OK;
}

/* ---- the signed head ------------------------------------------------------------------------ */

static enum status check_note(struct trial *t)
{
    struct tlog_note note;
    struct tlog_seen seen[TLOG_KEYS_MAX];
    bool by_log = false;
    if (tlog_note_read(t->a, t->receipt.checkpoint, &note) != OK ||
        tlog_checkpoint_read(t->a, note.text, &t->checkpoint) != OK)
        return wrong(t, WHY("note"));
    enum status s = tlog_note_verify(&note, t->key, t->n_key, seen);
    if (s != OK)
        return wrong(t, s == NOT_FOUND  ? WHY("no_log_key")
                        : s == CONFLICT ? WHY("policy_key")
                                        : WHY("signature"));
    for (size_t i = 0; i < t->n_key; i++) {
        const struct tlog_key *key = &t->key[i];
        if (!seen[i].is_signed)
            continue;
        by_log |= key->type == TLOG_KEY_LOG && str_eq(key->name, t->checkpoint.origin);
        if (key->type == TLOG_KEY_WITNESS)
            t->told->witness[t->told->n_witness++] = key->name;
    }
    return by_log ? OK : wrong(t, WHY("no_log_key"));
}

/* ---- the entry and its fields --------------------------------------------------------------- */

static bool is_list(const struct json *value, const struct json *as)
{
    return value && value->type == JSON_ARRAY && value->n <= FIELDS_MAX &&
           (!as || value->n == as->n);
}

static enum status read_extra(struct trial *t)
{
    struct json *extra;
    if (!t->receipt.extra.p || !json_is_canon(t->a, t->receipt.extra) ||
        json_parse(t->a, t->receipt.extra, JSON_STRICT, &extra, NULL) != OK)
        return wrong(t, WHY("extra"));
    const struct json *c = json_get(extra, "commitments"), *f = json_get(extra, "fields");
    t->extra = extra;
    t->leaf_text = json_text(json_get(extra, "leaf"));
    t->told->kind = json_text(json_get(extra, "kind"));
    if (!is_list(c, NULL) || !is_list(f, c) || !t->leaf_text.p || !t->told->kind.p)
        return wrong(t, WHY("extra"));
    t->told->n = f->n;
    t->told->field = ARENA_ARRAY(t->a, struct receipt_field, f->n + 1);
    t->commitment = ARENA_ARRAY(t->a, struct hash, f->n + 1);
    if (!t->told->field || !t->commitment)
        return FULL;
    const struct json *one = c->child;
    for (size_t i = 0; i < f->n; i++, one = one->next) {
        t->told->field[i] = (struct receipt_field){.name = json_text(json_item(f, i))};
        if (!t->told->field[i].name.p ||
            str_to_bytes(json_text(one), t->commitment[i].b, sizeof t->commitment[i].b) != OK)
            return wrong(t, WHY("extra"));
    }
    return OK;
}

/* SHA-256 of all commitments is what the entry hides. */
static enum status check_commitments(struct trial *t)
{
    struct hash said, all = crypt_sha256((struct str){(const char *)t->commitment,
                                                      t->told->n * sizeof *t->commitment});
    const struct json *hidden = json_get(t->leaf, "hidden");
    if (hidden && hidden->type == JSON_NULL)
        return t->told->n ? wrong(t, WHY("commitments")) : OK;
    if (str_to_bytes(json_text(hidden), said.b, sizeof said.b) != OK)
        return wrong(t, WHY("entry"));
    return t->told->n && memcmp(said.b, all.b, sizeof all.b) == 0 ? OK
                                                                  : wrong(t, WHY("commitments"));
}

static struct receipt_field *field_of(struct trial *t, struct str name)
{
    for (size_t i = 0; name.p && i < t->told->n; i++)
        if (str_eq(t->told->field[i].name, name))
            return &t->told->field[i];
    return NULL;
}

static enum status canon_of(struct arena *a, const struct json *value, struct str *ret_text)
{
    struct buf b;
    buf_init(&b, RECEIPT_CHECK_BYTES);
    enum status s = json_canon(&b, value);
    if (s == OK)
        s = arena_copy(a, buf_str(&b), ret_text);
    buf_close(&b);
    return s;
}

static enum status open_field(struct trial *t, const struct json *opening)
{
    uint8_t salt[16];
    struct str name = json_text(json_get(opening, "field"));
    struct receipt_field *f = field_of(t, name);
    const struct json *value = json_get(opening, "value");
    if (!f || f->state != RECEIPT_CLOSED || !value ||
        str_to_bytes(json_text(json_get(opening, "salt")), salt, sizeof salt) != OK)
        return wrong(t, WHY("fields"));
    TRY(canon_of(t->a, value, &f->value));
    struct str zero = {"", 1};
    struct str part[] = {
        S("xiezhi/c1"), zero, t->told->kind, zero, name, zero, {(const char *)salt, sizeof salt},
        f->value};
    struct hash c = crypt_sha256_parts(part, sizeof part / sizeof part[0]);
    if (memcmp(c.b, t->commitment[f - t->told->field].b, sizeof c.b) != 0)
        return wrong(t, WHY("opening_value"));
    f->state = RECEIPT_OPENED;
    return OK;
}

static enum status open_fields(struct trial *t)
{
    const struct json *erased = json_get(t->extra, "erased");
    const struct json *openings = json_get(t->extra, "openings");
    for (size_t i = 0; i < t->told->n; i++)
        if (field_of(t, t->told->field[i].name) != &t->told->field[i])
            return wrong(t, WHY("fields"));
    for (const struct json *e = erased ? erased->child : NULL; e; e = e->next) {
        struct receipt_field *f = field_of(t, json_text(e));
        if (!f || f->state != RECEIPT_CLOSED)
            return wrong(t, WHY("fields"));
        f->state = RECEIPT_ERASED;
    }
    for (const struct json *o = openings ? openings->child : NULL; o; o = o->next)
        TRY(open_field(t, o));
    t->told->kind_proved = openings && openings->n;
    return OK;
}

/* What the entry says in clear under a name, or else an opened field does; NULL. */
static const struct json *said(struct trial *t, const char *name)
{
    struct json *value = NULL;
    const struct json *clear = json_get(t->leaf, name);
    const struct receipt_field *f = field_of(t, str_of(name));
    if (clear || !f || f->state != RECEIPT_OPENED)
        return clear;
    return json_parse(t->a, f->value, JSON_STRICT, &value, NULL) == OK ? value : NULL;
}

/* The number of the tag that this key makes, among those of the entry. */
static enum status find_act(struct trial *t, struct str key_hex)
{
    uint8_t key[32], number[8] = {0}, tag[16];
    const struct json *tags = json_get(t->leaf, "tags");
    if (str_to_bytes(key_hex, key, sizeof key) != OK)
        return wrong(t, WHY("matter_key"));
    for (unsigned n = 1; tags->n && n <= ACTS_MAX; n++) {
        number[5] = (uint8_t)(n >> 16), number[6] = (uint8_t)(n >> 8), number[7] = (uint8_t)n;
        struct hash mac =
            crypt_hmac_sha256((struct str){(const char *)key, 32}, (struct str){(char *)number, 8});
        for (const struct json *one = tags->child; one; one = one->next)
            if (str_to_bytes(json_text(one), tag, sizeof tag) == OK &&
                memcmp(tag, mac.b, sizeof tag) == 0) {
                t->told->act = n;
                return OK;
            }
    }
    return wrong(t, WHY("matter_key"));
}

static enum status check_entry(struct trial *t)
{
    struct json *leaf;
    int64_t version;
    const struct json *key = json_get(t->extra, "matter_key");
    if (!json_is_canon(t->a, t->leaf_text) ||
        json_parse(t->a, t->leaf_text, JSON_STRICT, &leaf, NULL) != OK ||
        json_int(json_get(leaf, "v"), &version) != OK || version != 1 ||
        !is_list(json_get(leaf, "tags"), NULL))
        return wrong(t, WHY("entry"));
    t->leaf = leaf;
    TRY(check_commitments(t));
    TRY(open_fields(t));
    const struct json *fact = said(t, "fact"), *entered = said(t, "entered");
    if (fact && !str_eq(json_text(fact), t->told->kind))
        return wrong(t, WHY("other_kind"));
    t->told->kind_proved |= json_get(leaf, "fact") != NULL;
    t->told->has_entered = json_int(entered, &t->told->entered) == OK;
    return key ? find_act(t, json_text(key)) : OK;
}

enum status receipt_check(struct arena *a, struct str policy, struct str text,
                          struct receipt_told *ret_told)
{
    struct trial *t = ARENA_NEW(a, struct trial);
    if (!t)
        return FULL;
    *ret_told = (struct receipt_told){0};
    *t = (struct trial){.a = a, .told = ret_told};
    TRY(read_policy(t, policy));
    if (!str_starts(text, S("c2sp.org/tlog-proof@v1\n")))
        return wrong(t, WHY("not_receipt"));
    if (tlog_receipt_read(a, text, &t->receipt) != OK)
        return wrong(t, WHY("form"));
    TRY(read_extra(t));
    TRY(check_note(t));
    TRY(check_entry(t));
    struct tlog_range all = {0, t->checkpoint.size};
    if (tlog_verify_inclusion(all, t->receipt.index, tlog_leaf(t->leaf_text), t->checkpoint.root,
                              &t->receipt.proof) != OK)
        return wrong(t, WHY("no_root"));
    ret_told->origin = t->checkpoint.origin;
    ret_told->size = t->checkpoint.size;
    ret_told->index = t->receipt.index;
    return OK;
}
