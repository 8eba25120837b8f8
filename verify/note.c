// SPDX-License-Identifier: Apache-2.0
/* note.c -- whom to believe (the policy), and whether a checkpoint is signed by them.
 * Source: c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature. */
#include "verify.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#define DASH "\xe2\x80\x94 "
enum { LINES_MAX = 100, MESSAGE_MAX = 1 << 20 };

/* NAME+ID+BASE64, the id being SHA-256(name, newline, type, key)[:4]. */
static bool read_key(struct text t, unsigned type, struct key *key)
{
    const char *plus = t.n ? memchr(t.p, '+', t.n) : NULL;
    if (!plus || plus == t.p || (size_t)(t.p + t.n - plus) < 11 || plus[9] != '+')
        return false;
    key->name = (struct text){t.p, (size_t)(plus - t.p)};
    struct text material = read_base64((struct text){plus + 10, (size_t)(t.p + t.n - plus - 10)});
    if (!material.p || material.n != 33 || (unsigned char)material.p[0] != type ||
        key->name.n > 255)
        return free((char *)material.p), false;
    key->type = (unsigned char)type;
    memcpy(key->public, material.p + 1, 32);
    char head[257];
    memcpy(head, key->name.p, key->name.n);
    head[key->name.n] = '\n';
    struct hash h = sha256((struct text){head, key->name.n + 1}, material);
    free((char *)material.p);
    memcpy(key->id, h.b, 4);
    unsigned char said[4];
    return read_hex((struct text){plus + 1, 8}, said, 4) && memcmp(said, h.b, 4) == 0;
}

static const char *policy_line(struct policy *p, struct text line)
{
    const char *space = line.n ? memchr(line.p, ' ', line.n) : NULL;
    if (line.n == 0 || line.p[0] == '#')
        return NULL;
    if (!space)
        return "expected `log KEY`, `witness KEY` or `quorum N`";
    struct text word = {line.p, (size_t)(space - line.p)}, rest = {space + 1, line.n - word.n - 1};
    uint64_t k;
    if (text_is(word, "quorum")) {
        if (!read_number(rest, &k) || k > KEYS_MAX)
            return "quorum takes a number";
        p->quorum = (unsigned)k;
        return NULL;
    }
    unsigned type = text_is(word, "log") ? KEY_LOG : text_is(word, "witness") ? KEY_WITNESS : 0;
    if (!type || p->n == KEYS_MAX)
        return type ? "more than 64 keys" : "expected `log KEY`, `witness KEY` or `quorum N`";
    if (!read_key(rest, type, &p->key[p->n]))
        return "this is not a verifier key NAME+ID+BASE64 of that kind";
    for (unsigned i = 0; i < p->n; i++)
        if (text_same(p->key[i].name, p->key[p->n].name) &&
            memcmp(p->key[i].id, p->key[p->n].id, 4) == 0)
            return "this key stands here twice";
    p->n++;
    p->n_witness += type == KEY_WITNESS;
    return NULL;
}

bool policy_read(const char *path, struct policy *policy)
{
    struct text rest = file_unpacked(path, 1 << 20), line;
    const char *wrong = NULL;
    unsigned n_line = 0;
    if (!rest.p)
        return fprintf(stderr, "xiezhi-verify: cannot read the policy %s: give an existing file\n",
                       path),
               false;
    *policy = (struct policy){.text = rest, .quorum = 1};
    while (!wrong && rest.n) {
        if (!next_line(&rest, &line))
            line = rest, rest.n = 0;
        n_line++;
        wrong = policy_line(policy, line);
    }
    if (wrong)
        return fprintf(stderr, "xiezhi-verify: %s, line %u: %s\n", path, n_line, wrong), false;
    if (policy->n == policy->n_witness)
        wrong = "no `log KEY` line: without the log's key nothing can be believed";
    else if (policy->n_witness && policy->quorum > policy->n_witness)
        wrong = "the quorum is larger than the number of witnesses";
    if (wrong)
        fprintf(stderr, "xiezhi-verify: %s: %s\n", path, wrong);
    return !wrong;
}

static bool is_signed(const struct key *key, struct text message, const char *signature)
{
    EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key->public, 32);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool good = pkey && ctx && EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey) == 1 &&
                EVP_DigestVerify(ctx, (const unsigned char *)signature, 64,
                                 (const unsigned char *)message.p, message.n) == 1;
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(pkey);
    return good;
}

/* A witness signs a time and the checkpoint: 8 bytes of seconds stand before the signature. */
static bool is_cosigned(const struct key *key, struct text body, const char *timed)
{
    uint64_t time_s = 0;
    for (int i = 0; i < 8; i++)
        time_s = time_s << 8 | (unsigned char)timed[i];
    char *message = malloc(body.n + 64);
    if (!message)
        abort();
    int n = sprintf(message, "cosignature/v1\ntime %llu\n", (unsigned long long)time_s);
    memcpy(message + n, body.p, body.n);
    bool good = time_s <= INT64_MAX &&
                is_signed(key, (struct text){message, (size_t)n + body.n}, timed + 8);
    free(message);
    return good;
}

/* One line: dash, name, base64 of id and signature.  Keys that the policy does not name are passed
 * over. */
static const char *signature_line(const struct policy *policy, struct text body, struct text line,
                                  struct checkpoint *c)
{
    const char *space =
        line.n > 4 && memcmp(line.p, DASH, 4) == 0 ? memchr(line.p + 4, ' ', line.n - 4) : NULL;
    if (!space)
        return "a line among the signatures is none";
    struct text name = {line.p + 4, (size_t)(space - line.p - 4)};
    struct text bytes =
        read_base64((struct text){space + 1, (size_t)(line.p + line.n - space - 1)});
    const char *wrong =
        !bytes.p || bytes.n < 5 || name.n == 0 ? "a signature line is malformed" : NULL;
    for (unsigned i = 0; !wrong && i < policy->n; i++) {
        const struct key *key = &policy->key[i];
        if (!text_same(key->name, name) || memcmp(key->id, bytes.p, 4) != 0)
            continue;
        bool good = key->type == KEY_LOG ? bytes.n == 68 && is_signed(key, body, bytes.p + 4)
                                         : bytes.n == 76 && is_cosigned(key, body, bytes.p + 4);
        if (!good)
            wrong = key->type == KEY_LOG ? "the log's signature does not fit the checkpoint"
                                         : "a witness's signature does not fit the checkpoint";
        c->n_witness += good && key->type == KEY_WITNESS && !c->by[i];
        c->by[i] = c->by[i] || good;
    }
    free((char *)bytes.p);
    return wrong;
}

static const char *checkpoint_text(struct text body, struct checkpoint *c)
{
    struct text line;
    if (!next_line(&body, &c->origin) || c->origin.n == 0)
        return "the checkpoint has no origin";
    if (!next_line(&body, &line) || !read_number(line, &c->size))
        return "the checkpoint has no size";
    if (!next_line(&body, &line) || !read_hash_line(line, &c->root))
        return "the checkpoint has no root";
    while (next_line(&body, &line))
        if (line.n == 0)
            return "the checkpoint has an empty line";
    return NULL;
}

const char *checkpoint_check(const struct policy *policy, struct text note, struct checkpoint *c)
{
    *c = (struct checkpoint){0};
    size_t blank = 0;
    for (size_t i = 1; i < note.n; i++)
        if (note.p[i] == '\n' && note.p[i - 1] == '\n')
            blank = i;
    if (note.n > MESSAGE_MAX || blank < 2)
        return "the checkpoint is no signed note (a text, an empty line, signatures)";
    struct text body = {note.p, blank}, lines = {note.p + blank + 1, note.n - blank - 1}, line;
    const char *wrong = checkpoint_text(body, c);
    for (unsigned n = 0; !wrong && lines.n; n++)
        wrong = n == LINES_MAX || !next_line(&lines, &line)
                    ? "the checkpoint's signatures are malformed"
                    : signature_line(policy, body, line, c);
    bool by_log = false;
    for (unsigned i = 0; i < policy->n; i++)
        by_log = by_log || (c->by[i] && policy->key[i].type == KEY_LOG &&
                            text_same(policy->key[i].name, c->origin));
    return wrong    ? wrong
           : by_log ? NULL
                    : "no log key of the policy for this origin signed the checkpoint";
}

const char *verdict_of(const struct policy *policy, const struct checkpoint *c)
{
    return c->n_witness && c->n_witness >= policy->quorum ? "witnessed" : "signed only";
}

void show_witnesses(FILE *to, const struct policy *policy, const struct checkpoint *c, bool is_json)
{
    const char *between = "";
    for (unsigned i = 0; i < policy->n; i++) {
        if (!c->by[i] || policy->key[i].type != KEY_WITNESS)
            continue;
        fputs(between, to);
        (is_json ? show_json : show)(to, policy->key[i].name);
        between = is_json ? "," : ", ";
    }
}
